"""走访覆盖率 and 频次达标率, against a plain loop over pairings, inclusions and visits, day by day."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.model.plan import read_plan
from fieldtui.model.records.pairing import Pairing
from fieldtui.work.figures.enterprise_facts import EnterpriseFact, enterprise_facts
from fieldtui.work.figures.periods import Period, read_month
from fieldtui.work.figures.visits import cadence, coverage

PLAN = read_plan(plans.read_text("six-must-visits"))
FIRST = date(2026, 1, 15)
DAYS = st.integers(0, 120).map(lambda days: FIRST + timedelta(days=days))
SPANS = st.tuples(DAYS, st.one_of(st.none(), DAYS)).map(
    lambda ends: ends if not ends[1] or ends[0] <= ends[1] else ends[::-1]
)
PERIODS = st.tuples(DAYS, DAYS).map(lambda ends: Period(min(ends), max(ends)))
NAMES = ["e0", "e1", "e2"]
ID = "019ab000-0000-7000-8000-000000000001"
PEOPLE = {"person-a": "unit-a", "person-b": "unit-b"}
Row = dict[str, Any]


def spanned(span: tuple[date, date | None], **values: Any) -> Row:
    start, end = span
    return {**values, "start": start.isoformat(), **({"end": end.isoformat()} if end else {})}


@st.composite
def roster(draw: st.DrawFn) -> tuple[list[Row], list[Row], list[Row]]:
    """Pairings, inclusions and visits of three enterprises."""
    holders = st.sampled_from([{"person": "person-a"}, {"unit": "unit-b"}, {"unit": "unit-b", "visit_days": 15}])
    pairings = draw(
        st.lists(
            st.builds(lambda span, name, by: spanned(span, enterprise=name, **by), SPANS, NAME, holders), max_size=6
        )
    )
    included = st.builds(
        lambda span, name, category: spanned(span, enterprise=name, category=category), SPANS, NAME, CATEGORY
    )
    inclusions = draw(st.lists(included, max_size=6))
    visits = [
        {"id": f"v{number:02}", "enterprise": name, "date": day.isoformat(), "outcome": outcome}
        for number, (name, day, outcome) in enumerate(draw(st.lists(st.tuples(NAME, DAYS, OUTCOME), max_size=25)))
    ]
    return pairings, inclusions, visits


NAME = st.sampled_from(NAMES)
CATEGORY = st.sampled_from(["difficulty", "strategy", "listing"])
OUTCOME = st.sampled_from(["met", "met", "absent", "declined", "lost", "closed"])


def facts(pairings: list[Row], inclusions: list[Row], visits: list[Row], end: date) -> list[EnterpriseFact]:
    enterprises = [{"id": name, "region": "230602"} for name in NAMES]
    return enterprise_facts(enterprises, pairings, inclusions, visits, PEOPLE, PLAN, end)


def holds(row: Row, day: date) -> bool:
    return bool(row["start"] <= day.isoformat() <= row.get("end", "9999"))


def days_of(period: Period) -> list[date]:
    return [period.start + timedelta(days=number) for number in range((period.end - period.start).days + 1)]


@given(roster(), PERIODS)
def test_coverage(records: tuple[list[Row], list[Row], list[Row]], period: Period) -> None:
    pairings, _inclusions, visits = records
    paired = [name for name in NAMES if any(row["enterprise"] == name and holds(row, period.end) for row in pairings)]
    here = [
        row for row in visits if str(period.start) <= row["date"] <= str(period.end) and row["enterprise"] in paired
    ]
    met = [name for name in paired if any(row["enterprise"] == name and row["outcome"] == "met" for row in here)]
    value = coverage(facts(*records, period.end), period)
    assert (list(value.numerator.records), list(value.denominator.records)) == (met, paired)
    assert value.result == (Decimal(100 * len(met)) / len(paired) if paired else None)
    for outcome in ("absent", "declined", "lost", "closed"):
        beside = value.beside[outcome]
        assert beside is not None
        assert list(beside.records) == [row["id"] for row in here if row["outcome"] == outcome]


@given(roster(), PERIODS)
def test_cadence(records: tuple[list[Row], list[Row], list[Row]], period: Period) -> None:
    pairings, inclusions, visits = records
    made, asked = 0, 0
    for name in NAMES:
        mine = [row for row in pairings if row["enterprise"] == name]
        within = [row for row in inclusions if row["enterprise"] == name and holds(row, period.end)]
        # What was agreed with who answers for it goes before what its category asks for.
        within = [row for row in mine if row.get("visit_days") and holds(row, period.end)] or within
        if not within or not any(holds(row, period.end) for row in mine):
            continue
        every = min(row.get("visit_days") or (7 if row["category"] == "difficulty" else 30) for row in within)
        days = sum(
            any(holds(row, day) for row in mine) and any(holds(row, day) for row in within) for day in days_of(period)
        )
        required = int((Decimal(days) / every).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        asked += required
        made += min(
            required,
            sum(row["enterprise"] == name and str(period.start) <= row["date"] <= str(period.end) for row in visits),
        )
    value = cadence(facts(*records, period.end), period)
    assert [value.numerator.value, value.denominator.value] == [Decimal(made), Decimal(asked)]
    assert value.result == (Decimal(100 * made) / asked if asked else None)


@pytest.mark.parametrize(
    ("month", "every_week", "every_month"),
    [("2026-02", 4, 1), ("2026-04", 4, 1), ("2026-03", 4, 1), ("2028-02", 4, 1)],
    ids=["28 days", "30 days", "31 days", "29 days"],
)
def test_a_month_asks_for_as_many_visits_as_people_expect(month: str, every_week: int, every_month: int) -> None:
    period = read_month(month)
    for category, wanted in (("difficulty", every_week), ("strategy", every_month)):
        span = {"enterprise": "e0", "start": "2026-01-01"}
        known = facts([{**span, "unit": "unit-a"}], [{**span, "category": category}], [], period.end)
        assert known[0].required_in(period) == wanted


def test_a_pairing_that_says_how_often_goes_before_the_category() -> None:
    april, span = read_month("2026-04"), {"enterprise": "e0", "start": "2026-01-01"}
    included = [{**span, "category": "difficulty"}]
    for days, wanted in ((None, 4), (15, 2), (90, 0)):
        paired = [{**span, "unit": "unit-a", **({"visit_days": days} if days else {})}]
        assert facts(paired, included, [], april.end)[0].required_in(april) == wanted


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        *(
            ("7", 7),
            ("每周一次", 7),
            ("每周1次", 7),
            ("每月2次", 15),
            ("每月", 30),
            ("每两周一次", 14),
            ("每季度一次", 90),
        ),
        *(
            ("每半年一次", 182),
            ("每半月", 15),
            ("10天一次", 10),
            ("每旬", 10),
            ("每年四次", 91),
            ("１５", 15),
            (30, 30),
        ),
    ],
)
def test_how_often_as_people_say_it(typed: str | int, days: int) -> None:
    pairing = {"enterprise": ID, "role": "leader", "unit": ID, "start": "2026-01-01", "visit_days": typed}
    assert Pairing.model_validate(pairing).visit_days == days


@pytest.mark.parametrize("typed", ["经常", "每周0次", "0", "367", "每", "次", "-7", "每周一"])
def test_how_often_that_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="visit_days"):
        Pairing.model_validate(
            {"enterprise": ID, "role": "leader", "unit": ID, "start": "2026-01-01", "visit_days": typed}
        )


def test_more_visits_than_required_do_not_make_up_for_too_few_elsewhere() -> None:
    """Four each in April: six to one, one to another, none to a third."""
    held = [{"enterprise": name, "start": "2026-01-01", "unit": "unit-a", "category": "difficulty"} for name in NAMES]
    days = [("e0", day) for day in range(1, 7)] + [("e1", 9)]
    visits = [
        {"id": f"v{day}", "enterprise": name, "date": f"2026-04-{day:02}", "outcome": "met"} for name, day in days
    ]
    april = read_month("2026-04")
    value = cadence(facts(held, held, visits, april.end), april)
    seldom = value.beside["too_seldom"]
    assert (value.numerator.value, value.denominator.value) == (Decimal(5), Decimal(12))
    assert seldom is not None
    assert seldom.records == ("e1", "e2")


def test_who_answers_are_units_themselves_or_by_their_people() -> None:
    span = {"enterprise": "e0", "start": "2026-01-01"}
    known = facts([{**span, "person": "person-a"}, {**span, "unit": "unit-b"}], [], [], FIRST)
    assert [fact.units for fact in known] == [("unit-a", "unit-b"), (), ()]


def test_an_inclusion_in_another_plan_asks_for_nothing_here() -> None:
    span = {"enterprise": "e0", "start": "2026-01-01"}
    other = {**span, "category": "difficulty", "plan": {"name": "luohe", "version": "1"}}
    known = facts([{**span, "unit": "unit-a"}], [other], [], FIRST)
    assert known[0].categories == ()
