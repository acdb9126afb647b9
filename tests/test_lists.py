"""The lists of all kinds: what they show, in which order, how one finds the list and the line one wants."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from story import BANKING, CADRE, ENTERPRISE, PARK, Hands, Pair, go_by, register_problem, screen_of
from test_records import add, project

from fieldtui.locale import LANGUAGES, use_language
from fieldtui.model.kinds import kind_names
from fieldtui.model.records.frozen_figures import FrozenFigures
from fieldtui.model.records.hand_over import HandOver
from fieldtui.plans import read_text
from fieldtui.tui.widgets.list_titles import titles_line
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import ListOf, list_of, lists_in_use, lists_of
from fieldtui.work.listing import Listing

ROAD = "示例石化园区道路"
TITLES = "问题 企业 走访 项目 节点 交办事项 会议 政策 线索 金点子 月报 成效 包联 纳入 联系人 单位 人员 任职 佐证"
LINE = {"figure": "coverage", "name": "走访覆盖率", "printed": "86.4%", "since": "86.4%"}
NOT_LISTED = {"follow_up", "device", "erasure", "handed_draft", "purge"}
"""Steps stand on the pages of what they are steps of, drafts on today's list; the others are the program's own."""


def day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def one_of_each(desk: Desk) -> dict[str, str]:
    """A record of each kind that stands in a list and is not there from the start; a word that its line shows."""
    road = project(desk, ROAD, type="民生", investment="3000万", enterprise="", code="示例07")
    add(desk, "milestone", project=road, type="开工", planned=day(-3))
    add(desk, "task", title="核实退规名单", unit=BANKING, due=day(5))
    add(desk, "meeting", held_as=["协调会议"], date=day(-1), chair="示例周")
    policy = add(desk, "policy", name="示例技改补助", unit=BANKING, deadline=day(9), most="500万").id
    add(desk, "lead", source="chamber", text="示例商会推荐的企业想来看看", investment="1.2亿")
    add(desk, "idea", source="resident", text="企服大厅周六开半天")
    add(desk, "figures", enterprise=ENTERPRISE, month="2026-09", output="1234.5")
    add(desk, "outcome", enterprise=ENTERPRISE, period="2026", category="difficulty", achieved="pending")
    add(desk, "contact", enterprise=ENTERPRISE, name="示例赵", phone="13900001234")
    add(desk, "visit", enterprise=ENTERPRISE, date=day(-1), visitors=[CADRE], note="现场平整完成")
    desk.ledger.save(FrozenFigures(name="10月通报", start=day(-40), end=day(-10), frozen_on=day(-9), lines=[LINE]))
    desk.ledger.save(HandOver(giver=desk.me, taker=desk.index("person").find(CADRE)[0].id, start=day(20)))
    add(desk, "attachment", belongs_to=policy, name="办法.pdf", size=2048, sha256="0" * 64)
    return {
        "project": "3000万元",
        "milestone": "超期",
        "task": "核实退规名单",
        "meeting": "示例周",
        "policy": "500万元",
        "lead": "12000万元",
        "idea": "企服大厅周六开半天",
        "figures": "1234.5万元",
        "outcome": "待认定",
        "contact": "139****1234",
        "visit": "现场平整完成",
        "attachment": "示例技改补助",
        "frozen_figures": "10月通报",
        "hand_over": CADRE,
        "plan": "大庆",
        "problem": "流动资金缺口300万",
        "enterprise": "经营困难",
        "pairing": "联络员",
        "inclusion": "经营困难",
        "unit": PARK,
        "person": CADRE,
        "appointment": "干部",
    }


@pytest.fixture
def full(pair: Pair) -> Pair:
    register_problem(pair.office)
    return pair


@pytest.fixture
def desk(full: Pair) -> Iterator[Desk]:
    with Desk.open_to_write(full.office) as opened:
        yield opened


def lines(desk: Desk, key: str, text: str = "") -> list[tuple[str, ...]]:
    listing = Listing(desk, key, today())
    return [listing.cells(record)[0] for record in listing.find(text)]


def test_every_kind_that_people_meet_has_its_list(desk: Desk) -> None:
    assert {one.kind for one in lists_of(desk)} == set(kind_names()) - NOT_LISTED


def test_every_list_shows_names_words_and_sums(desk: Desk) -> None:
    for kind, words in one_of_each(desk).items():
        assert any(words in " ".join(line) for line in lines(desk, kind)), kind
        assert not any("01a" in cell and "-" in cell for line in lines(desk, kind) for cell in line), "an id is no name"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_fits_into_eighty_columns_with_room_for_what_is_widest(language: str, desk: Desk) -> None:
    use_language(language)
    for one in lists_of(desk):
        fixed = sum(column.width for column in one.columns) + len(one.columns)
        assert 80 - fixed >= 16, one.key
        for column in one.columns:
            assert cell_len(one.heading(column)) <= (column.width or 21), (one.key, column.name)


async def test_each_list_is_reached_by_its_name_and_each_line_opens(full: Pair) -> None:
    with Desk.open_to_write(full.office) as desk:
        words = one_of_each(desk)
        titles = {one.kind: one.title for one in lists_of(desk)}
    async with screen_of(full.office) as hands:
        for kind, shown in words.items():
            await go_to_list(hands, titles[kind])
            await hands.sees(shown)
            await hands.press("enter")
            place = kind if kind in ("problem", "enterprise") else "record"
            await hands.at(place)
            await hands.press("escape")
            await hands.at("lists")


async def go_to_list(hands: Hands, title: str) -> None:
    await hands.press("ctrl+p")
    await hands.at("palette")
    await hands.type(f"台账：{title}")
    await hands.until(lambda: hands.screen.count("台账：") == 2, "one list left")
    await hands.press("enter")
    await hands.at("lists")
    await hands.sees(f"[{title}]")


async def test_lists_are_found_by_initials_and_f6_passes_over_what_is_not_used(full: Pair) -> None:
    async with screen_of(full.office) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("lxr")
        await hands.sees("▸            台账：联系人")
        await hands.press("enter")
        await hands.at("lists")
        await hands.sees("[联系人]", "没有符合的")
        seen = []
        for _list in range(30):
            await hands.press("f6")
            await hands.pilot.pause()
            seen.append(title_here(hands))
            if seen[-1] == "问题" and len(seen) > 1:
                break
        assert "项目" in seen
        assert "人员" in seen
        assert "线索" not in seen, "nobody has recorded a lead, and the plan says nothing of leads"


def title_here(hands: Hands) -> str:
    return hands.screen.partition("[")[2].partition("]")[0]


async def test_arrows_change_the_list_while_nothing_is_typed(full: Pair) -> None:
    async with screen_of(full.office) as hands:
        await hands.press("f6")
        await hands.sees("[问题]")
        await hands.press("right")
        await hands.sees("[企业]")
        await hands.press("left", "left")
        await hands.until(lambda: title_here(hands) not in ("问题", "企业", ""))
        await hands.press("f6")
        await hands.sees("[问题]")
        await hands.type("资金")
        await hands.press("left", "right")
        await hands.pilot.pause()
        assert title_here(hands) == "问题"


@given(st.integers(0, 18), st.integers(40, 200))
def test_the_line_of_titles_fits_and_shows_where_one_is(place: int, width: int) -> None:
    names = TITLES.split()
    titles = [ListOf("project", (), str(number), name) for number, name in enumerate(names)]
    line = titles_line(titles, titles[place].key, width)
    assert f"[{names[place]}]" in line
    assert cell_len(line) <= width
    shown = [name for name in names if name in line]
    first = names.index(shown[0])
    assert ("‹" in line, "›" in line) == (first > 0, first + len(shown) < len(names))


# Order and search


def test_what_is_most_urgent_stands_first(desk: Desk) -> None:
    done = add(desk, "task", title="已办的", unit=BANKING, assigned=day(-9), due=day(-8)).id
    add(desk, "task", title="后到期", unit=BANKING, due=day(9))
    add(desk, "task", title="已超期", unit=BANKING, assigned=day(-9), due=day(-1))
    heard = {"behalf": BANKING, "heard_by": "telephone", "heard_on": day(0), "words": "办了"}
    add(desk, "follow_up", about=done, step="反馈", **heard)
    assert [line[1] for line in lines(desk, "task")] == ["已超期", "后到期", "已办的"]
    listing = Listing(desk, "task", today())
    assert [listing.cells(record)[1] for record in listing.find("")] == [True, False, False]
    assert [line[0] for line in lines(desk, "task")] == [f"超期 {day(-1)[5:]}", day(9), ""]


def test_a_policy_that_ran_out_is_not_late_and_stands_last(desk: Desk) -> None:
    for name, days in (("已截止的", -2), ("快截止的", 3), ("还早的", 30)):
        add(desk, "policy", name=name, deadline=day(days))
    listing = Listing(desk, "policy", today())
    cells = [listing.cells(record) for record in listing.find("")]
    assert [line[0] for line, _late in cells] == ["快截止的", "还早的", "已截止的"]
    assert not any(late for _line, late in cells)


@pytest.mark.parametrize("text", ["示例07", "slsh", "前期", "民生", "道路 民生"])
def test_projects_are_found_by_code_initials_state_and_kind(text: str, desk: Desk) -> None:
    project(desk, "示例稻米加工")
    project(desk, ROAD, type="民生", investment="3000万", enterprise="", code="示例07")
    assert [line[1] for line in lines(desk, "project", text)] == [ROAD]


def test_records_are_found_by_what_they_are_about(desk: Desk) -> None:
    road = project(desk, ROAD, type="民生", code="示例07")
    add(desk, "milestone", project=road, type="开工", planned=day(-3))
    for text in ("lyjx", "龙原"):
        assert len(lines(desk, "pairing", text)) == 1
    for text in ("slsh", "示例07", "开工"):
        assert len(lines(desk, "milestone", text)) == 1
    assert lines(desk, "milestone", "投产") == []


def test_a_kind_of_project_whose_columns_the_plan_heads_has_its_own_list(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        go_by(desk, read_text("three-engines"))
        given: dict[str, Any] = {"investment": "3000万", "enterprise": ""}
        project(desk, ROAD, type="民生", funds=["中央预算内资金", "债券"], **given)
        project(desk, "示例稻米加工", **given)
        livelihood = list_of(desk, "project.livelihood")
        headings = [livelihood.heading(column) for column in livelihood.columns]
        assert headings[:2] == ["要干什么事", "钱从哪里来"]
        assert livelihood.title == "民生"
        (line,) = lines(desk, "project.livelihood")
        assert line[:2] == (ROAD, "中央预算内资金、债券")
        assert len(lines(desk, "project")) == 2
        assert "project.livelihood" in [one.key for one in lists_in_use(desk)]


# What is made from a list


async def test_what_was_made_from_a_list_is_under_the_cursor_and_ctrl_z_deletes_it(full: Pair) -> None:
    async with screen_of(full.office) as hands:
        await go_to_list(hands, "单位")
        await hands.type("金融")
        await hands.press("ctrl+n")
        await hands.at("record_form")
        await hands.type("示例水务局")
        await hands.press("ctrl+s")
        await hands.at("lists")
        await hands.sees("▸ 示例水务局")
        await hands.press("ctrl+z")
        await hands.sees("删除这一条", "单位 示例水务局")
        await hands.press("ctrl+z")
        await hands.until(lambda: "▸ 示例水务局" not in hands.screen)
    with Desk.open_to_read(full.office) as desk:
        assert "示例水务局" not in {row["name"] for row in desk.ledger.rows("unit")}
        assert BANKING in {row["name"] for row in desk.ledger.rows("unit")}
