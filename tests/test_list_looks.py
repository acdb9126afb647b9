"""How a list is looked at: sorted, grouped, with the columns one wants, and several lines selected for one action."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from story import BANKING, ENTERPRISE, LABOUR, SHORTAGE, SUBSIDY, Hands, Pair, go_to, register_problem, rows, screen_of
from test_records import add, project

from fieldtui.ledger.workspace import Workspace
from fieldtui.tui.widgets.form import Form
from fieldtui.tui.widgets.listed_rows import ListedRows
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import LEAST, ListColumn, columns_chosen, columns_offered, columns_that_fit, lists_of
from fieldtui.work.list_look import Look
from fieldtui.work.listing import AT_ONCE, Listing
from fieldtui.work.visits import enter_problems


@pytest.fixture
def projects(desk: Desk) -> Desk:
    for name, land, kind in (("示例中", "9", "民生"), ("示例大", "100", "招商"), ("示例小", "0.8", "民生")):
        project(desk, name, investment="3000万", land=land, type=kind)
    project(desk, "示例无", investment="3000万", type="招商")
    return desk


def names(desk: Desk, key: str, look: Look, text: str = "") -> list[str]:
    listing = Listing(desk, key, today(), look)
    kind = key.partition(".")[0]
    return [(desk.ledger.row(kind, record) or {})["name"] for record in listing.find(text)]


def test_numbers_go_by_amount_and_what_is_empty_stands_last_either_way(projects: Desk) -> None:
    assert names(projects, "project", Look(sort="land")) == ["示例小", "示例中", "示例大", "示例无"]
    assert names(projects, "project", Look(sort="-land")) == ["示例大", "示例中", "示例小", "示例无"]


def test_names_go_by_initials(projects: Desk) -> None:
    assert names(projects, "project", Look(sort="name")) == ["示例大", "示例无", "示例小", "示例中"]
    assert names(projects, "project", Look(sort="-name")) == ["示例中", "示例小", "示例无", "示例大"]


def test_days_go_by_date_and_equal_ones_stay_in_order(desk: Desk) -> None:
    for title, days in (("甲等", 9), ("乙等", 2), ("丙等", 9), ("丁等", 5)):
        add(desk, "task", title=title, unit=BANKING, due=(today() + timedelta(days=days)).isoformat())
    listing = Listing(desk, "task", today(), Look(sort="-due"))
    assert [listing.cells(record)[0][1] for record in listing.find("")] == ["甲等", "丙等", "丁等", "乙等"]


def test_groups_have_their_counts_and_stay_while_one_filters(projects: Desk) -> None:
    listing = Listing(projects, "project", today(), Look(sort="land", group="type"))
    assert sorted(listing.groups(listing.find(""))) == [("招商", 2), ("民生", 2)]
    assert listing.groups(listing.find("小")) == [("民生", 1)]
    shown = ListedRows(listing, listing.find(""), [1])
    assert len(shown) == 6
    assert [row.style == "heading" for row in shown] == [True, False, False, True, False, False]
    for place, row in enumerate(shown):
        assert row.style == "heading" or shown.find(row.key) == place


def test_every_column_of_every_list_can_be_sorted_and_grouped_by(desk: Desk) -> None:
    register = enter_problems(
        desk, {"enterprise": ENTERPRISE, "source": "call", "problems": f"融资 {SHORTAGE}"}, today()
    )
    desk.ledger.save(*register.records)
    project(desk, "示例道路", investment="3000万")
    for one in lists_of(desk):
        whole = sorted(Listing(desk, one.key, today()).find(""))
        for column in columns_offered(one):
            for sort in (column.name, f"-{column.name}"):
                listing = Listing(desk, one.key, today(), Look((column.name,), sort, column.name))
                found = listing.find("")
                assert sorted(found) == whole, (one.key, sort)
                assert sum(count for _words, count in listing.groups(found)) == len(whole)
                for record in found:
                    listing.cells(record)


def test_a_long_list_is_searched_in_steps_and_the_last_is_all(desk: Desk) -> None:
    lines = "\n".join(f"融资 示例缺口{number}" for number in range(AT_ONCE + 50))
    entry = enter_problems(desk, {"enterprise": ENTERPRISE, "source": "call", "problems": lines}, today())
    desk.ledger.save(*entry.records)
    listing = Listing(desk, "problem", today())
    counts = [len(found) for found in listing.search("缺口")]
    assert counts[0] == AT_ONCE
    assert counts[-1] == AT_ONCE + 50


def test_whatever_was_typed_before_the_same_is_found(desk: Desk) -> None:
    lines = "\n".join(f"{kind} 示例缺口{number}" for number in range(12) for kind in ("融资", "政策"))
    entry = enter_problems(desk, {"enterprise": ENTERPRISE, "source": "call", "problems": lines}, today())
    desk.ledger.save(*entry.records)
    listing = Listing(desk, "problem", today())
    typed = ("缺", "缺口", "缺口1", "缺口11", "缺口1", "口1", "1 缺口", "政策 1 缺口", "资 缺口", "", "缺口99", "缺口")
    fields = ("类:融资", "类:融资 缺口1", "类:融资、政策 缺口1", "类:政策 缺口11", "缺口11")
    counts = []
    for text in (*typed, *fields, *reversed(typed)):
        found = listing.find(text)
        assert found == Listing(desk, "problem", today()).find(text), text
        counts.append(len(found))
    assert len(set(counts)) > 5, "they find different numbers"


@given(st.integers(30, 200), st.data())
def test_columns_that_are_shown_fit(width: int, data: st.DataObject) -> None:
    chosen = [ListColumn(str(n), w) for n, w in enumerate(data.draw(st.lists(st.integers(1, 30), max_size=9)))]
    chosen.insert(data.draw(st.integers(0, len(chosen))), ListColumn("wide"))
    fitting = [chosen[place] for place in columns_that_fit(chosen, width)]
    assert any(column.name == "wide" for column in fitting)
    assert sum((column.width or LEAST) + 1 for column in fitting) <= width


def test_the_columns_are_the_usual_ones_unless_others_are_chosen(desk: Desk) -> None:
    for one in lists_of(desk):
        assert columns_chosen(one, ()) == one.columns
        assert columns_chosen(one, ("nothing",)) == one.columns
        names = [column.name for column in columns_offered(one)]
        assert len(set(names)) == len(names)
        chosen = columns_chosen(one, names[::-1])
        assert [column.name for column in chosen] == names[::-1]
        assert any(not column.width for column in chosen)
        for column in columns_offered(one):
            assert not column.width or cell_len(one.heading(column)) <= column.width


# On screen


def titles(hands: Hands, *words: str) -> list[str]:
    lines = hands.screen.splitlines()
    return [word for line in lines for word in words if word in line]


@pytest.fixture
def office(pair: Pair) -> Workspace:
    register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        entry = enter_problems(
            desk, {"enterprise": ENTERPRISE, "source": "call", "problems": f"政策 {SUBSIDY}"}, today()
        )
        desk.ledger.save(*entry.records)
    return pair.office


async def choose(hands: Hands, key: str, words: str) -> None:
    await hands.press(key)
    await hands.at("palette")
    await hands.type(words)
    await hands.sees(f"▸            {words}")
    await hands.press("enter")


async def test_sorting_is_shown_at_the_heading_and_kept(office: Workspace) -> None:
    async with screen_of(office) as hands:
        await hands.press("f6")
        await hands.at("lists")
        for sign in "▲▼":
            await choose(hands, "ctrl+r", "问题")
            await hands.at("lists")
            await hands.sees(f"问题{sign}")
        assert titles(hands, SHORTAGE, SUBSIDY) == [SUBSIDY, SHORTAGE]
    assert Workspace.load(office.folder).lists == {"problem": {"sort": "-title"}}
    async with screen_of(office) as hands:
        await hands.press("f6")
        await hands.sees("问题▼")
        await choose(hands, "ctrl+r", "问题")
        await hands.until(lambda: "▼" not in hands.screen)
    assert Workspace.load(office.folder).lists == {}


async def test_groups_stand_under_headings_with_their_count(office: Workspace) -> None:
    async with screen_of(office) as hands:
        await hands.press("f6")
        await choose(hands, "ctrl+p", "分组")
        await hands.at("palette")
        await hands.type("类型")
        await hands.sees("▸            类型")
        await hands.press("enter")
        await hands.sees("（1）")
        assert hands.screen.count("（1）") == 2


async def test_columns_are_chosen_moved_and_kept(office: Workspace) -> None:
    async with screen_of(office) as hands:
        await hands.press("f6")
        await choose(hands, "ctrl+p", "选择栏目")
        await hands.at("columns")
        await hands.sees("▸✓编号")
        await hands.press("enter", "down", "left", "ctrl+s")
        await hands.at("lists")
        await hands.until(lambda: "编号" not in hands.screen)
    assert Workspace.load(office.folder).lists == {"problem": {"columns": "title of state due"}}
    async with screen_of(office) as hands:
        await hands.press("f6")
        await choose(hands, "ctrl+p", "选择栏目")
        await hands.at("columns")
        await hands.press("ctrl+t")
        await hands.at("lists")
        await hands.sees("编号")


async def test_problems_that_are_selected_are_assigned_together(office: Workspace) -> None:
    async with screen_of(office) as hands:
        await hands.press("f6")
        await hands.sees(SHORTAGE)
        await hands.press("ctrl+g", "ctrl+g")
        await hands.sees("已选 2", "✓")
        await hands.press("f4")
        await hands.at("step")
        await hands.sees("2 条")
        await go_to(hands, "lead")
        await hands.type(LABOUR)
        await go_to(hands, "due")
        day = today() + timedelta(days=30)
        await hands.type(day.isoformat())
        await hands.press("ctrl+s")
        await hands.at("lists")
        await hands.sees("已记 2 条")
        assert "已选" not in hands.screen
    problems = rows(office, "problem")
    steps = rows(office, "follow_up")
    assert len({row["number"] for row in problems}) == 2, "each has its own number"
    assert {(row["step"], row["due"]) for row in steps} == {("assigned", day.isoformat())}
    assert {row["problem"] for row in steps} == {row["id"] for row in problems}


async def test_what_cannot_be_done_for_one_is_told_and_stays_in_the_form(office: Workspace) -> None:
    with Desk.open_to_write(office) as desk:
        (first,) = [row["id"] for row in desk.ledger.rows("problem") if row["title"] == SHORTAGE]
        add(desk, "follow_up", problem=first, step="assigned", lead=BANKING)
    async with screen_of(office) as hands:
        await hands.press("f6")
        await hands.sees(SHORTAGE)
        await hands.press("ctrl+g", "ctrl+g", "f4")
        await hands.at("step")
        await go_to(hands, "step", "shift+tab")
        form = hands.app.screen.query_one(Form)
        form.fill({"step": "signed"})
        await hands.sees("代录")
        form.fill({"behalf": BANKING, "words": "来电话说收到了"})
        await hands.press("ctrl+s")
        await hands.sees("没有记上", SUBSIDY)
        await hands.press("enter")
        await hands.at("step")
        await hands.sees("1 条", "来电话说收到了")
    assert [row["problem"] for row in rows(office, "follow_up") if row["step"] == "signed"] == [first]


async def test_esc_lets_go_of_what_is_selected_before_it_leaves(office: Workspace) -> None:
    async with screen_of(office) as hands:
        await hands.press("f6")
        await hands.sees(SHORTAGE)
        await hands.press("ctrl+g")
        await hands.sees("已选 1")
        await hands.press("escape")
        await hands.until(lambda: "已选" not in hands.screen)
        await hands.at("lists")
        await hands.press("escape")
        await hands.at("today")


async def test_the_list_on_screen_is_saved_as_a_table(office: Workspace) -> None:
    async with screen_of(office) as hands:
        await hands.press("f6")
        await hands.type("资金")
        await choose(hands, "ctrl+p", "存成 csv 表格")
        await hands.sees("1 行，存在 exports/")
    (file,) = office.exports.glob("*.csv")
    text = file.read_text("utf-8-sig")
    assert SHORTAGE in text
    assert SUBSIDY not in text
