"""Enterprises whose visit is due, and how the week stands: what today's list says of them, and by which rule."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story import ENTERPRISE, OTHER_ENTERPRISE, Pair, go_to, screen_of

from fieldtui.demo.generator.making import County, make_generated
from fieldtui.demo.generator.size import read_size
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.plan import read_plan
from fieldtui.model.records.inclusion import Inclusion
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.visit import Visit
from fieldtui.plans import read_text
from fieldtui.work.cadence import last_met, next_visit, visit_days
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.due_visits import DueVisit, Visiting
from fieldtui.work.figures.gather import gather
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.visits import coverage
from fieldtui.work.rules import complete
from fieldtui.work.today import today_list

SUNDAY = date(2026, 11, 22)


# ---- the rule


@given(st.lists(st.one_of(st.none(), st.integers(1, 366))), st.lists(st.one_of(st.none(), st.integers(1, 366))))
def test_a_pairing_that_says_how_often_goes_before_the_category(
    agreed: list[int | None], asked: list[int | None]
) -> None:
    said = [days for days in agreed if days] or [days for days in asked if days]
    pairings = [{"visit_days": days} if days else {} for days in agreed]
    assert visit_days(pairings, asked) == (min(said) if said else None)


def test_only_who_was_met_was_visited() -> None:
    visits = [{"date": "2026-11-02", "outcome": "met"}, {"date": "2026-11-09", "outcome": "absent"}]
    assert last_met(visits) == "2026-11-02"
    assert last_met(visits[1:]) == ""
    assert next_visit(7, "2026-11-02", "2026-01-01") == date(2026, 11, 9)
    assert next_visit(7, "", "2026-11-10") == date(2026, 11, 17)
    assert next_visit(7, "2025-11-02", "2026-11-10") == date(2026, 11, 17), "what was before it all began counts not"


# ---- what is due for whom


def known(desk: Desk, name: str) -> str:
    return str(next(row["id"] for row in desk.ledger.rows("enterprise") if row["name"] == name))


def visit(desk: Desk, name: str, day: date, outcome: str = "met") -> None:
    someone = next(row["id"] for row in desk.ledger.rows("person"))
    record = Visit(enterprise=known(desk, name), date=day, outcome=outcome, visitors=[someone], note="示例：谈了用工")
    desk.ledger.save(complete(record, desk))


def due(desk: Desk, day: date) -> dict[str, DueVisit]:
    return {desk.name("enterprise", one.enterprise): one for one in Visiting(desk, day).due()}


def test_what_is_due_stands_with_its_last_visit_the_most_overdue_first(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        day = today()
        visit(desk, ENTERPRISE, day - timedelta(days=20))
        visit(desk, ENTERPRISE, day - timedelta(days=2), "absent")
        visit(desk, OTHER_ENTERPRISE, day - timedelta(days=30))
        (section,) = [section for section in today_list(desk, [], day) if section.title == "该走访"]
        seen = day - timedelta(days=2)
        assert [item.title for item in section.items] == ["示例龙园花岗石", "示例龙原精细化工"]
        assert section.items[1].about == "经营困难 每周一次"
        assert section.items[1].why == f"上次 {seen:%m-%d} 未遇"
        assert section.items[1].late, "nobody was met: that was no visit"
        visit(desk, ENTERPRISE, day)
        assert ENTERPRISE not in due(desk, day)


def test_what_falls_due_by_sunday_is_of_this_week_and_not_late(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        monday = today() - timedelta(days=today().weekday() + 7)
        visit(desk, ENTERPRISE, monday - timedelta(days=1))
        assert due(desk, monday)[ENTERPRISE].due == monday + timedelta(days=6)
        assert due(desk, monday + timedelta(days=6))[ENTERPRISE].due == monday + timedelta(days=6)
        visit(desk, ENTERPRISE, monday)
        assert ENTERPRISE not in due(desk, monday)


def test_a_pairing_of_ones_own_unit_is_mine_and_another_persons_is_not(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        day = today()
        for row in list(desk.ledger.rows("pairing")):
            found = desk.ledger.get("pairing", row["id"])
            assert found is not None
            desk.ledger.save(found.amended(deleted=True))
        assert not due(desk, day)
        me = desk.ledger.row("person", desk.me) or {}
        other = next(row["id"] for row in desk.ledger.rows("person") if row["id"] != desk.me)
        start = day - timedelta(days=90)
        desk.ledger.save(
            Pairing(enterprise=known(desk, ENTERPRISE), role="unit", unit=me["unit"], start=start, visit_days=60),
            Pairing(enterprise=known(desk, OTHER_ENTERPRISE), role="liaison", person=other, start=start),
        )
        assert {name: one.days for name, one in due(desk, day).items()} == {ENTERPRISE: 60}
        desk.ledger.save(Pairing(enterprise=known(desk, ENTERPRISE), role="liaison", person=other, start=start))
        assert due(desk, day)[ENTERPRISE].days == 60, "the pairing's own word goes before the category's"


def test_an_enterprise_in_no_category_is_never_due(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        for row in list(desk.ledger.rows("inclusion")):
            found = desk.ledger.get("inclusion", row["id"])
            assert isinstance(found, Inclusion)
            desk.ledger.save(found.amended(end=today() - timedelta(days=1)))
        assert not due(desk, today())


# ---- the week


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    folder = tmp_path_factory.mktemp("generated") / "county"
    text = read_text("six-must-visits")
    county = County(text, read_size("small", read_plan(text)), SUNDAY + timedelta(days=1), 7)
    make_generated(folder, county, lambda _done: None)
    return {side: Workspace.load(folder / side) for side in ("office", "cadre")}


@pytest.mark.parametrize("day", [SUNDAY - timedelta(days=days) for days in (0, 1, 6, 20)])
def test_the_coverage_of_the_first_screen_is_that_of_the_figures(generated: dict[str, Workspace], day: date) -> None:
    with Desk.open_to_read(generated["office"]) as desk:
        visiting = Visiting(desk, day)
        week = visiting.week(len(visiting.due()))
        value = coverage(gather(desk, day).enterprises, Period(date.min, day))
        assert (Decimal(week.met), Decimal(week.paired)) == (value.numerator.value, value.denominator.value)
        assert value.result is not None
        assert week.coverage == desk.plan.rounding.of(value.result)


def test_the_week_counts_what_happened_from_monday_to_sunday(generated: dict[str, Workspace]) -> None:
    with Desk.open_to_read(generated["office"]) as desk:
        week = Visiting(desk, SUNDAY).week(0)
        days = {(SUNDAY - timedelta(days=number)).isoformat() for number in range(7)}
        raised = [row for row in desk.ledger.rows("problem") if row["raised"] in days]
        assert week.registered == len(raised)
        closed = [row for row in desk.ledger.derived_rows("standing") if row.get("closed_on") in days]
        assert week.closed == len(closed)
        met = {
            row["enterprise"] for row in desk.ledger.rows("visit") if row["date"] in days and row["outcome"] == "met"
        }
        assert week.visited == week.asked == len(met)


def test_the_office_is_told_of_the_worst_few_and_how_many_there_are(generated: dict[str, Workspace]) -> None:
    with Desk.open_to_read(generated["office"]) as desk:
        found = Visiting(desk, SUNDAY).due()
        (section,) = [section for section in today_list(desk, [], SUNDAY) if section.title == "该走访"]
        assert len(section.items) == 3 < section.count == len(found)
        assert [line.key for line in section.items.lines] == [f"record:{one.enterprise}" for one in found[:3]]


def test_nobody_paired_has_no_coverage(tmp_path: Path, pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        week = Visiting(desk, date(2020, 1, 1)).week(0)
        assert (week.coverage, week.met, week.paired, week.asked) == (None, 0, 0, 0)
        assert Visiting(desk, today()).week(0).coverage == Decimal("0.0")


# ---- on screen


async def test_enter_opens_the_form_of_a_visit_and_the_line_at_the_foot_counts_it(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.sees("该走访 2", "示例龙原精细化工", "未走访", "本周 走访 0/2", "覆盖率 0.0%(0/2)")
        await hands.press("home", "enter")
        await hands.at("visit")
        first = hands.screen
        name = ENTERPRISE if ENTERPRISE in first else OTHER_ENTERPRISE
        assert name in first
        await go_to(hands, "note")
        await hands.press(*"yonggong")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("该走访 1", "本周 走访 1/2 █████░░░░░", "覆盖率 50.0%(1/2)")
