"""Charts 统计: their numbers are those of the records, they are read without colour, and Enter leads behind them."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from story import Hands, screen_of

from fieldtui.cli.main import fieldtui
from fieldtui.demo.generator.making import County, make_generated
from fieldtui.demo.generator.size import read_size
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.plan import read_plan
from fieldtui.plans import read_text
from fieldtui.tui.widgets.bars import bar, bars, in_months, month_heads
from fieldtui.work.chart_lines import charts_of
from fieldtui.work.charts import LIGHTS, light_of, months_around, wall
from fieldtui.work.clock import today
from fieldtui.work.desk import STANDING, Desk

DAY = date(2026, 11, 22)
DAYS = st.integers(-200, 200).map(lambda days: DAY + timedelta(days=days))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("charts") / "county"
    text = read_text("luohe")
    make_generated(folder, County(text, read_size("small", read_plan(text)), today()), lambda _done: None)
    return Workspace.load(folder / "office")


# ---- numbers


def test_problems_by_type_and_week_are_counted_from_the_records(office: Workspace) -> None:
    with Desk.open_to_read(office) as desk:
        types, weeks, _coverage = charts_of(desk, today()).charts
        standings = {row["id"]: row for row in desk.ledger.derived_rows(STANDING)}
        counting = [
            row for row in desk.ledger.rows("problem") if standings[row["id"]]["state"] not in ("merged", "withdrawn")
        ]
        found = Counter(desk.plan.choices("problem_types")[desk.plan.root_type(row["type"])] for row in counting)
        assert {line.label: len(line.records) for line in types.lines} == found
        assert [line.bars[0][0] for line in types.lines] == sorted(found.values(), reverse=True)
        still = sum(not standings[row["id"]].get("closed_on") for row in counting)
        assert weeks.lines[-1].words.partition(" ")[0] == str(still)
        assert len(weeks.lines) == 8


@given(DAYS, st.one_of(st.none(), DAYS))
def test_a_light_follows_from_the_planned_and_the_actual_day(planned: date, actual: date | None) -> None:
    row: dict[str, Any] = {"planned": planned.isoformat(), **({"actual": actual.isoformat()} if actual else {})}
    if actual:
        wanted = "green" if actual <= planned else "yellow"
    elif planned < DAY:
        wanted = "red"
    else:
        wanted = "yellow" if (planned - DAY).days <= 14 else "ahead"
    assert light_of(row, DAY) == wanted


@given(st.lists(st.tuples(st.sampled_from("abc"), DAYS, st.booleans()), max_size=12))
def test_every_milestone_stands_on_the_wall_once_and_the_late_projects_first(
    made: list[tuple[str, date, bool]],
) -> None:
    rows = [
        {"project": project, "planned": planned.isoformat(), **({"actual": planned.isoformat()} if reached else {})}
        for project, planned, reached in made
    ]
    found = wall(rows, DAY)
    lights = Counter(light for row in found for month in row.months.values() for light in month)
    assert sum(lights.values()) == len(made)
    places = [LIGHTS.index(row.light) for row in found]
    assert places == sorted(places)
    assert [row.project for row in found if row.light == "red"] == sorted(
        {project for project, planned, reached in made if planned < DAY and not reached}
    )


# ---- drawing


@given(st.integers(0, 500), st.integers(0, 500), st.integers(2, 60))
def test_a_bar_is_as_wide_as_it_should_and_shows_something_for_something(value: int, whole: int, width: int) -> None:
    drawn = bar(value, whole, width)
    assert cell_len(drawn) == width
    full = len(drawn) - len(drawn.lstrip(drawn[0])) if drawn[0] in "█#" else 0
    assert (full > 0) is (value > 0 and whole > 0)
    assert (full == width) is (value >= whole > 0)


def test_bars_beside_each_other_share_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDTUI_ASCII", "1")
    assert bars([(1, 2), (2, 2)], 9) == "##.. ####"


def test_months_go_over_the_turn_of_the_year() -> None:
    months = months_around(date(2026, 11, 22), 6)
    assert months == ["2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02"]
    assert in_months(month_heads(months)) == "<    09   10   11   12   2027 02"


# ---- the command and the screen


def test_the_command_prints_them_without_colour_and_in_ascii(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDTUI_ASCII", "1")
    done = CliRunner().invoke(fieldtui, ["--workspace", str(office.folder), "charts"])
    assert done.exit_code == 0
    for words in ("问题按类型", "各周未办结与办结", "走访覆盖率按类别", "挂图作战", "红灯：超期", "###"):
        assert words in done.output
    assert "█" not in done.output
    assert "\x1b" not in done.output


def test_a_county_without_anything_says_so(pair: Any) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        for row in list(desk.ledger.rows("pairing")):
            record = desk.ledger.get("pairing", row["id"])
            assert record is not None
            desk.ledger.save(record.amended(deleted=True))
    done = CliRunner().invoke(fieldtui, ["--workspace", str(pair.cadre.folder), "charts"])
    assert done.exit_code == 0, done.output
    assert "问题按类型" not in done.output


async def opened(hands: Hands) -> None:
    await hands.press("ctrl+p")
    await hands.at("palette")
    await hands.press(*"tj")
    await hands.sees("统计：问题")
    await hands.press("enter")
    await hands.at("charts")


async def test_enter_on_a_bar_opens_the_records_behind_it_and_on_the_wall_the_project(office: Workspace) -> None:
    with Desk.open_to_read(office) as desk:
        found = charts_of(desk, today())
        first = found.charts[0].lines[0]
    async with screen_of(office, read_only=True) as hands:
        await opened(hands)
        await hands.sees("问题按类型", first.label, first.words)
        await hands.press("home", "enter")
        await hands.at("lists")
        await hands.sees(f"台账 · {first.label}", f"{len(first.records)} / {len(first.records)}")
        await hands.press("escape")
        await hands.at("charts")
        await hands.press("end")
        await hands.sees("<    ", found.wall[-1].words)
        await hands.press("enter")
        await hands.at("record")


async def test_it_fits_any_width(office: Workspace) -> None:
    async with screen_of(office, read_only=True) as hands:
        await opened(hands)
        await hands.pilot.resize_terminal(120, 40)
        await hands.sees("问题按类型")
        assert all(cell_len(line) <= 120 for line in hands.screen.splitlines())
        await hands.pilot.resize_terminal(40, 12)
        await hands.pilot.pause()
        assert all(cell_len(line) <= 40 for line in hands.screen.splitlines())
