"""Figures about projects, tasks and outcomes: the vectors of the reports, and plain loops over what was recorded."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.model.plan import Figure, read_plan
from fieldtui.work.figures import projects
from fieldtui.work.figures.enterprise_facts import enterprise_facts
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.outcomes import outcome_facts, outcomes, span_of
from fieldtui.work.figures.periods import Period, read_month
from fieldtui.work.figures.report import compute
from fieldtui.work.figures.stage_facts import ProjectFact, StageLives, StageRecords, TaskFact
from fieldtui.work.figures.tasks import tasks_on_time
from fieldtui.work.figures.value import Value
from fieldtui.work.life import Step
from fieldtui.work.stages import fold, stage_row

PLAN = read_plan(plans.read_text("luohe"))
DAQING = read_plan(plans.read_text("six-must-visits"))
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEAR = Period(FIRST, LAST)
DAYS = st.integers(0, 364).map(lambda days: FIRST + timedelta(days=days))
PERIODS = st.tuples(DAYS, DAYS).map(lambda ends: Period(min(ends), max(ends)))
Row = dict[str, Any]
Done = tuple[str, date]


def steps_of(record: str, done: list[Done], **values: Any) -> list[Step]:
    steps = []
    for place, (what, day) in enumerate(done, 1):
        follows = [f"{record}-{place - 1}"] if place > 1 else []
        row = {"id": f"{record}-{place}", "about": record, "step": what, "on": day.isoformat(), "follows": follows}
        filled = {"words": "已办", "reason": "冬休", "due": values.get("due", "2026-12-01")}
        steps.append(Step({**row, "by": "x", **filled}, (place, place, "d")))
    return steps


def stage_records(kind: str, row: Row, steps: list[Step]) -> StageRecords:
    stage = fold(kind, row, steps, PLAN)
    assert stage is not None
    return StageRecords(row, stage_row(stage), [step.row for step in steps])


def project(name: str, done: list[Done], end: date = LAST, **more: Any) -> ProjectFact:
    beside = {key: more.pop(key) for key in ("months", "milestones") if key in more}
    row = {"id": name, "type": "investment", "investment": "5200", **more}
    steps = steps_of(name, done)
    return StageLives(PLAN, lambda _record: steps).project(stage_records("project", row, steps), end, **beside)


def ids(value: Value) -> tuple[list[str], list[str]]:
    return list(value.numerator.records), list(value.denominator.records)


# 开复工率


def test_30_of_43_started_or_resumed() -> None:
    spring, rest, back = date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 1)
    signed: Done = ("contracted", date(2026, 1, 5))
    known = [project(f"s{number:02}", [signed, ("started", spring)]) for number in range(20)]
    again: list[Done] = [("stopped", rest), ("resumed", back)]
    known += [project(f"r{number:02}", again, entered_at="started", entered_on="2025-05-01") for number in range(10)]
    known += [project(f"w{number:02}", [signed]) for number in range(12)]
    known += [project("x", [signed, ("started", spring), ("stopped", rest)])]
    # Neither talks about a project nor one that was given up is planned.
    known += [project("talks", [("talks", spring)]), project("ended", [signed, ("ended", spring)])]
    value = projects.start_rate(known, YEAR)
    assert [len(part) for part in ids(value)] == [30, 43]
    parts = [value.beside[name] for name in ("started", "resumed", "stopped")]
    assert [part.value for part in parts if part] == [20, 10, 1]


def test_what_started_rested_and_was_resumed_in_one_year_is_told_as_started() -> None:
    done: list[Done] = [("started", date(2026, 3, 1)), ("stopped", date(2026, 5, 1)), ("resumed", date(2026, 6, 1))]
    known = [project("p", [("contracted", FIRST), *done])]
    of_year, of_june = (projects.start_rate(known, period) for period in (YEAR, read_month("2026-06")))
    assert [ids(value)[0] for value in (of_year, of_june)] == [["p"], ["p"]]
    resumed = [value.beside["resumed"] for value in (of_year, of_june)]
    assert [part.records for part in resumed if part] == [(), ("p",)]


def test_what_rests_again_at_the_end_of_the_period_does_not_count_and_before_that_it_did() -> None:
    done: list[Done] = [("started", date(2026, 3, 1)), ("stopped", date(2026, 11, 10))]
    spring, year = (
        ids(projects.start_rate([project("p", [("contracted", FIRST), *done], end)], Period(FIRST, end)))
        for end in (date(2026, 6, 30), LAST)
    )
    assert (spring, year) == ((["p"], ["p"]), ([], ["p"]))


# A plain loop over the ways of projects

WAY = ("contracted", "preparing", "started", "completed", "produced", "full")


@st.composite
def ways(draw: st.DrawFn) -> list[tuple[str, list[Done]]]:
    """Projects that go the usual way, some steps of it left out, and how far each came."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        kept = [
            step for step in WAY[: draw(st.integers(0, 6))] if step in ("contracted", "started") or draw(st.booleans())
        ]
        if "full" in kept and "produced" not in kept:
            kept.remove("full")
        days = sorted(draw(st.lists(DAYS, min_size=len(kept), max_size=len(kept))))
        found.append((f"p{number}", list(zip(kept, days, strict=True))))
    return found


def on(done: list[Done], what: str, end: date) -> date | None:
    return next((day for step, day in done if step == what and day <= end), None)


@given(ways(), PERIODS)
def test_signed_that_started_and_started_that_produced(county: list[tuple[str, list[Done]]], period: Period) -> None:
    known = [project(name, done, period.end) for name, done in county]
    for figure, first, second in (
        (projects.signed_to_started, "contracted", "started"),
        (projects.started_to_produced, "started", "produced"),
    ):
        began = [name for name, done in county if (on(done, first, period.end) or date.min) >= period.start]
        went_on = [name for name, done in county if name in began and on(done, second, period.end)]
        assert ids(figure(known, period)) == (went_on, began)


@given(ways(), PERIODS)
def test_days_between_two_stages(county: list[tuple[str, list[Done]]], period: Period) -> None:
    known = [project(name, done, period.end) for name, done in county]
    figure = Figure(code="days", name="开工到投产", formula="days_between", from_stage="started", to_stage="produced")
    value = compute(figure, Facts(period.end, projects=known), period)
    days = []
    for _name, done in county:
        started, produced = on(done, "started", period.end), on(done, "produced", period.end)
        if started and produced and produced >= period.start:
            days.append((produced - started).days)
    assert value.numerator.value == len(days)
    middle = sorted(days)[(len(days) - 1) // 2 : len(days) // 2 + 1]
    assert value.result == (Decimal(sum(middle)) / len(middle) if middle else None)


def test_days_between_milestones_are_those_from_the_last_of_one_kind_to_the_last_of_the_other() -> None:
    land = {"type": "land_application", "planned": "2026-03-01", "actual": "2026-03-04"}
    begun = {"type": "groundbreaking", "planned": "2026-04-01", "actual": "2026-04-03"}
    later = {**begun, "actual": "2027-01-01"}
    figure = next(item for item in PLAN.figures if item.from_milestone == "land_application")
    value = compute(figure, Facts(LAST, projects=[project("p", [], milestones=[land, begun, later])]), YEAR)
    assert value.result == 30


# 投资完成率


MONTHS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 90_000)), unique_by=lambda pair: pair[0], max_size=6)


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 90_000)), MONTHS), max_size=5), PERIODS)
def test_investment(county: list[tuple[int | None, list[tuple[int, int]]]], period: Period) -> None:
    known, invested, planned = [], Decimal(0), Decimal(0)
    for number, (plan, months) in enumerate(county):
        rows = [
            {"id": f"f{number}-{month:02}", "month": f"2026-{month:02}", "invested": str(Decimal(amount) / 10)}
            for month, amount in months
        ]
        more = {"plan_year": "2026", "year_plan": str(plan)} if plan is not None else {}
        known.append(project(f"p{number}", [], period.end, months=rows, **more))
        if plan is not None:
            planned += plan
            invested += sum(
                (
                    Decimal(amount) / 10
                    for month, amount in months
                    if period.start <= date(2026, month, 1) <= period.end
                ),
                Decimal(0),
            )
    value = projects.investment(known, period)
    assert (value.numerator.value, value.denominator.value) == (invested, planned)
    assert value.result == (invested * 100 / planned if planned else None)


def test_the_gap_is_the_rate_less_the_months_gone() -> None:
    months = [{"id": f"m{month}", "month": f"2026-{month:02}", "invested": "100"} for month in range(1, 10)]
    known = [project("p", [], date(2026, 9, 30), months=months, plan_year="2026", year_plan="1000")]
    for end, gap in ((date(2026, 9, 30), 90 - 75), (date(2026, 9, 29), 90 - Decimal(800) / 12)):
        beside = projects.investment(known, Period(FIRST, end)).beside["progress_gap"]
        assert beside is not None
        assert beside.value == gap
    assert projects.investment(known, Period(date(2026, 9, 1), date(2026, 9, 30))).beside["progress_gap"] is None


def test_over_the_turn_of_the_year_only_what_was_invested_in_the_years_plan_counts() -> None:
    months = [{"id": month, "month": month, "invested": "5"} for month in ("2025-12", "2026-01")]
    known = [project("p", [], months=months, plan_year="2026", year_plan="10")]
    value = projects.investment(known, Period(date(2025, 12, 1), date(2026, 1, 31)))
    assert (value.numerator.records, value.result) == (("2026-01",), Decimal(50))


def test_769_9_hundred_millions_of_the_years_plan_are_103_7_per_cent() -> None:
    months = [{"id": "m", "month": "2026-09", "invested": "7699000"}]
    known = [project("p", [], months=months, plan_year="2026", year_plan="7424300")]
    result = projects.investment(known, YEAR).result
    assert result is not None
    assert PLAN.rounding.of(result) == Decimal("103.7")


def test_a_plan_of_another_year_is_not_this_years() -> None:
    months = [{"id": "m", "month": "2026-01", "invested": "5"}]
    value = projects.investment([project("p", [], months=months, plan_year="2025", year_plan="10")], YEAR)
    assert value.result is None
    without = value.beside["no_plan"]
    assert without is not None
    assert without.records == ("p",)


# 交办


@given(st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS), st.booleans()), max_size=8), PERIODS)
def test_tasks_on_time(county: list[tuple[date, date | None, bool]], period: Period) -> None:
    known, due, good = [], [], []
    for number, (by, replied, withdrawn) in enumerate(county):
        name, row = f"t{number}", {"id": f"t{number}", "unit": "u", "assigned": "2026-01-01", "due": by.isoformat()}
        done: list[Done] = [("replied", replied)] if replied else []
        done += [("withdrawn", done[-1][1] if done else FIRST)] if withdrawn else []
        steps = steps_of(name, done)
        fact = StageLives(PLAN, lambda _record, steps=steps: steps).task(  # type: ignore[misc]
            stage_records("task", row, steps), period.end
        )
        assert fact is not None
        known.append(fact)
        gone = withdrawn and done[-1][1] <= period.end
        if period.start <= by <= period.end and not gone:
            due.append(name)
            good += [name] if replied and replied <= min(by, period.end) else []
    assert ids(tasks_on_time(known, period)) == (good, due)


def test_a_task_that_is_not_handed_out_yet_is_not_there() -> None:
    row = {"id": "t", "unit": "u", "assigned": "2026-05-01", "due": "2026-06-01"}
    lives = StageLives(PLAN, lambda _record: [])
    assert lives.task(stage_records("task", row, []), date(2026, 4, 30)) is None
    assert lives.task(stage_records("task", row, []), date(2026, 5, 1)) == TaskFact("t", "u", "2026-06-01", None, False)


# 成效


def test_outcomes_of_each_of_the_six_categories() -> None:
    """41 in difficulty, of whom 3 have improved, 1 has not and 1 is to be judged; the report's 4 wait for theirs."""
    names = [f"e{number:02}" for number in range(45)]
    rows = [{"id": name, "region": "230602"} for name in names]
    inclusions = [
        {"enterprise": name, "category": "difficulty" if number < 41 else "strategy", "start": "2026-01-01"}
        for number, name in enumerate(names)
    ]
    known = enterprise_facts(rows, [], inclusions, [], {}, DAQING, LAST)
    said = [*(("yes", number) for number in range(3)), ("no", 3), ("pending", 4), ("no", 0), ("yes", 44)]
    records = [
        {
            "id": f"o{place}",
            "enterprise": names[number],
            "category": "difficulty",
            "achieved": word,
            "period": "2026-Q3",
        }
        for place, (word, number) in enumerate(said)
    ]
    facts = outcome_facts(records, DAQING.name, LAST)
    value = outcomes(known, facts, YEAR, "difficulty")
    assert [len(part) for part in ids(value)] == [3, 41]
    beside = [value.beside[name] for name in ("not_achieved", "pending")]
    assert [part.records for part in beside if part] == [("e03",), ("e04",)]
    assert outcomes(known, facts, YEAR, "strategy").numerator.value == 0
    assert outcomes(known, facts, read_month("2026-11"), "difficulty").numerator.value == 0, "another quarter's"
    assert outcomes(known, facts, YEAR, "listing").result is None
    whole_year = outcome_facts([{**records[0], "period": "2026", "judged_on": "2026-11-10"}], DAQING.name, LAST)
    assert outcomes(known, whole_year, read_month("2026-11"), "difficulty").numerator.value == 1, (
        "the year meets its months"
    )


def test_a_figure_of_one_category_leaves_out_the_others_of_the_same_enterprise() -> None:
    inclusions = [{"enterprise": "e", "category": name, "start": "2026-01-01"} for name in ("listing", "strategy")]
    known = enterprise_facts([{"id": "e"}], [], inclusions, [], {}, DAQING, LAST)
    figure = Figure(code="listing", name="成效", formula="outcomes", categories=("listing",))
    assert compute(figure, Facts(LAST, enterprises=known), YEAR).denominator.value == 1


def test_an_outcome_judged_later_was_not_known_then() -> None:
    record = {"id": "o", "enterprise": "e", "category": "listing", "achieved": "yes", "period": "2026"}
    assert len(outcome_facts([record], DAQING.name, FIRST)) == 1
    assert outcome_facts([{**record, "judged_on": "2026-12-01"}], DAQING.name, date(2026, 11, 30)) == []
    assert outcome_facts([{**record, "plan": {"name": "luohe", "version": "1"}}], DAQING.name, LAST) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2026", 1, 12), ("2026-H1", 1, 6), ("2026-H2", 7, 12), ("2026-Q1", 1, 3), ("2026-Q4", 10, 12), ("2026-02", 2, 2)],
)
def test_the_days_of_a_period(text: str, first: int, last: int) -> None:
    assert span_of(text) == Period(date(2026, first, 1), date(2026, last, monthrange(2026, last)[1]))
