"""The ranking of a review: weights, caps, deductions, tie-breaks and groups are the plan's."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.model.plan import Plan, ScoreRow, ScoreSheet, read_plan
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.scores import Scored, groups_by_kind, points, ranking
from fieldtui.work.figures.stage_facts import TaskFact
from fieldtui.work.figures.value import Part, Value, counted, share

LUOHE = read_plan(plans.read_text("luohe"))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def row(**values: Any) -> ScoreRow:
    return ScoreRow.model_validate({"code": "row", "name": "示例", "figure": "tasks_on_time", "weight": 30, **values})


def of(numerator: int, denominator: int) -> Value:
    ids = [f"{number:03}" for number in range(denominator)]
    return share(counted(ids[:numerator]), counted(ids))


def money(invested: int, planned: int) -> Value:
    return share(Part(Decimal(invested), ("figures",)), Part(Decimal(planned), ("project",)))


def late(count: int, fell_due: int) -> Value:
    ids = [f"{number:03}" for number in range(fell_due)]
    return Value("count", Decimal(count), counted(ids[:count]), counted(ids), {})


def hours(middle: str) -> Value:
    return Value("hours", Decimal(middle), counted(["a"]), counted(["a"]), {})


@pytest.mark.parametrize(
    ("score_row", "value", "given_points", "off"),
    [
        (row(), of(9, 10), "27", "0"),
        (row(deduction=2), of(9, 10), "25", "2"),
        (row(deduction=2), of(1, 20), "0", "1.5"),  # no less than nothing
        (row(full_at=90), of(9, 10), "30", "0"),
        (row(full_at=80), of(9, 10), "30", "0"),  # no more than the weight
        (row(weight=20, cap=25), money(110, 100), "22", "0"),
        (row(weight=20, cap=25), money(150, 100), "25", "0"),
        (row(weight=20), money(150, 100), "20", "0"),
        (row(weight=20, deduction=1), money(50, 100), "10", "0"),  # sums have no cases
        (row(deduction=1), late(4, 10), "26", "4"),
        (row(), late(4, 10), "18", "0"),
        (row(full_at=8), hours("16"), "15", "0"),
        (row(full_at=8), hours("4"), "30", "0"),
    ],
)
def test_points_of_a_row(score_row: ScoreRow, value: Value, given_points: str, off: str) -> None:
    assert points(score_row, value) == (Decimal(given_points), Decimal(off))


@pytest.mark.parametrize("value", [of(0, 0), late(0, 0), hours("4")], ids=["no cases", "none due", "no full value"])
def test_a_row_that_says_nothing_about_a_unit_gives_no_points(value: Value) -> None:
    assert points(row(), value)[0] is None


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 100), st.integers(0, 20), st.integers(0, 5))
def test_points_lie_between_nothing_and_the_cap(good: int, bad: int, weight: int, more: int, off: int) -> None:
    given_row = row(weight=weight, cap=weight + more, full_at=50, **({"deduction": off} if off else {}))
    got, _taken = points(given_row, of(good, good + bad))
    assert got is None or 0 <= got <= weight + more
    better, _taken = points(given_row, of(good + 1, good + bad + 1))
    assert got is None or (better is not None and better >= got), "one more done in time never costs points"


# Rankings


def tasks(unit: str, good: int, bad: int) -> list[TaskFact]:
    done = [TaskFact(f"{unit}-g{number}", unit, "2026-11-20", "2026-11-19", False) for number in range(good)]
    return done + [TaskFact(f"{unit}-b{number}", unit, "2026-11-20", None, False) for number in range(bad)]


def ranked(records: list[TaskFact], plan: Plan = LUOHE, kinds: dict[str, str] | None = None) -> list[Scored]:
    assert plan.scores
    return ranking(plan, Facts(NOVEMBER.end, tasks=records), NOVEMBER, groups_by_kind(plan.scores, kinds or {}))


def with_sheet(**values: Any) -> Plan:
    assert LUOHE.scores
    return LUOHE.model_copy(update={"scores": LUOHE.scores.model_copy(update=values)})


def test_units_are_ranked_by_what_they_did_and_the_last_one_speaks() -> None:
    found = ranked([*tasks("a", 9, 1), *tasks("b", 10, 0), *tasks("c", 2, 8)], with_sheet(praised=2))
    assert [(item.unit, item.place, item.praised, item.speaks) for item in found] == [
        ("b", 1, True, False),
        ("a", 2, True, False),
        ("c", 3, False, True),
    ]
    # Only the row of 30 points concerns them: 30 × 0.9 − 2 of 30 is 83.3 of 100.
    assert [str(item.total) for item in found] == ["100.0", "83.3", "0.0"]


def test_nobody_is_praised_and_made_to_speak_at_once() -> None:
    found = ranked([*tasks("a", 9, 1), *tasks("b", 8, 2)], with_sheet(praised=2))
    assert [(item.praised, item.speaks) for item in found] == [(True, False), (True, False)]


def test_each_units_parts_are_shown_and_add_up() -> None:
    (only,) = ranked(tasks("a", 9, 1))
    assert [part.row.code for part in only.parts] == [item.code for item in LUOHE.scores.rows]  # type: ignore[union-attr]
    assert [part.points for part in only.parts] == [25, None, None, None, None]
    assert only.parts[0].deducted == 2


def test_those_still_equal_share_a_place() -> None:
    found = ranked([*tasks("a", 5, 5), *tasks("b", 5, 5), *tasks("c", 0, 4)], with_sheet(praised=0))
    assert [(item.unit, item.place) for item in found] == [("a", 1), ("b", 1), ("c", 3)]


def test_equals_are_told_apart_by_the_tie_breaks() -> None:
    rows = [{"code": "flat", "name": "示例", "figure": "tasks_on_time", "weight": 100, "full_at": 10}]
    sheet = ScoreSheet.model_validate({"rows": rows, "tie_breaks": ["resolution", "tasks_on_time"]})
    found = ranked([*tasks("a", 5, 5), *tasks("b", 6, 4)], LUOHE.model_copy(update={"scores": sheet}))
    assert [(item.unit, item.place, item.total) for item in found] == [("b", 1, Decimal(100)), ("a", 2, Decimal(100))]


def test_counties_and_departments_are_ranked_among_themselves() -> None:
    kinds = {"a": "department", "b": "district", "c": "department", "d": "street"}
    records = [item for number, unit in enumerate("abcd") for item in tasks(unit, 9 - number, number)]
    found = ranked(records, kinds=kinds)
    assert [(item.group, item.unit, item.place) for item in found] == [
        ("county", "b", 1),
        ("county", "d", 2),
        ("department", "a", 1),
        ("department", "c", 2),
    ]


@pytest.mark.parametrize(
    ("numbers_for", "praised", "speaking"), [("all", ["a", "b"], ["e"]), ("each_group", ["a", "b", "c", "d"], ["e"])]
)
def test_the_numbers_of_a_sheet_are_of_all_groups_or_of_each(
    numbers_for: str, praised: list[str], speaking: list[str]
) -> None:
    kinds = {"a": "department", "b": "district", "c": "department", "d": "street", "e": "department"}
    records = [item for number, unit in enumerate("abcde") for item in tasks(unit, 9 - number, number)]
    found = ranked(records, with_sheet(praised=2, speakers=1, numbers_for=numbers_for), kinds)
    assert sorted(item.unit for item in found if item.praised) == praised
    # Of the counties both are praised, and nobody is praised and made to speak at once.
    assert [item.unit for item in found if item.speaks] == speaking


def test_luohe_rewards_five_units_in_all() -> None:
    assert LUOHE.scores
    assert (LUOHE.scores.praised, LUOHE.scores.speakers, LUOHE.scores.numbers_for) == (5, 1, "all")


def test_a_unit_that_had_nothing_to_do_has_no_place() -> None:
    withdrawn = TaskFact("x", "idle", "2026-11-20", None, True)
    found = ranked([withdrawn, *tasks("a", 0, 1)])
    assert [(item.unit, item.place, item.total) for item in found] == [("a", 1, Decimal(0)), ("idle", None, None)]


def test_a_plan_without_a_sheet_ranks_nobody() -> None:
    plan = LUOHE.model_copy(update={"scores": None})
    assert ranking(plan, Facts(NOVEMBER.end, tasks=tasks("a", 1, 0)), NOVEMBER, {}) == []
