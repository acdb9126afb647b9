"""Conflicts on screen, by keys alone at 80×24: found, looked at, settled one after another, and nothing lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from disagreement import CONTACT, PHONE, SECOND_CADRE, County, copy_of_county, county_of, disagreed, edit, meet
from rich.cells import cell_len
from story import (
    CADRE,
    CLERK,
    ENTERPRISE,
    SHORTAGE,
    Hands,
    Pair,
    assert_sound,
    copy_of,
    drafts,
    register_problem,
    rows,
    screen_of,
    short,
)
from test_journey_screens import cursor_line

from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today
from fieldtui.work.conflicts import open_fields
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit


@pytest.fixture(scope="module")
def known_county(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    return county_of(copy_of(enrolled, folder), folder)


@pytest.fixture
def county(known_county: County, tmp_path: Path) -> County:
    return copy_of_county(known_county, tmp_path)


@pytest.fixture
def disagreeing(county: County) -> County:
    return disagreed(county)


def phone(workspace: Workspace) -> object:
    (row,) = rows(workspace, "contact")
    return row.get("phone")


def left(workspace: Workspace) -> dict[str, list[str]]:
    with Desk.open_to_read(workspace) as desk:
        return open_fields(desk)


async def go_down_to(hands: Hands, words: str) -> None:
    """Down the list until the cursor stands on the line with these words."""
    await hands.press("home")
    for _line in range(20):
        if words in cursor_line(hands):
            return
        await hands.press("down")
    await hands.sees(f"▸ {words}")


async def settle_from_today(hands: Hands, title: str = CONTACT) -> None:
    await hands.sees("两处修改 1")
    await go_down_to(hands, title)
    await hands.press("enter")
    await hands.at("settle")


async def test_from_todays_list_a_value_is_chosen_and_settled(disagreeing: County) -> None:
    async with screen_of(disagreeing.first) as hands:
        await settle_from_today(hands)
        await hands.sees("两处修改 · 联系人 示例赵", "还有 1 处", "电话", f"原来     {PHONE}")
        await hands.sees(CADRE, SECOND_CADRE, "现在显示", "另一处", "没选中的不会丢")
        assert all(cell_len(line) <= 80 for line in hands.screen.splitlines())
        await go_down_to(hands, "13900000001")
        await hands.press("ctrl+s")
        await hands.sees("先用回车选定一行")
        assert left(disagreeing.first), "nothing is settled by moving about"
        await hands.press("enter")
        await hands.sees("✓", "已选定；按 Ctrl+S 定下来。")
        assert left(disagreeing.first), "nor by choosing"
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("两处修改都定下来了。")
        assert "两处修改 1" not in hands.screen
    assert phone(disagreeing.first) == "13900000001"
    meet(disagreeing)
    meet(disagreeing)
    assert [phone(side) for side in disagreeing.all] == ["13900000001"] * 3
    for side in disagreeing.all:
        assert_sound(side)


async def test_the_line_under_the_cursor_says_who_and_when(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        for name, value in ((CADRE, "13900000001"), (SECOND_CADRE, "13900000002")):
            await go_down_to(hands, value)
            await hands.sees(f" {name}  20", f" {value}\n")


async def test_esc_goes_back_and_leaves_all_as_it_is(disagreeing: County) -> None:
    log = disagreeing.office.log.read_bytes()
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        await hands.press("down", "enter", "escape")
        await hands.at("today")
        await hands.sees("两处修改 1")
    assert disagreeing.office.log.read_bytes() == log


async def test_what_stood_before_can_be_put_back(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        await go_down_to(hands, PHONE)
        await hands.press("enter", "ctrl+s")
        await hands.at("today")
    assert phone(disagreeing.office) == PHONE
    assert left(disagreeing.office) == {}


# ---- a third value


async def write_another(hands: Hands) -> None:
    await go_down_to(hands, "另写一个")
    await hands.press("enter")
    await hands.at("third_value")
    await hands.in_field("phone")


async def test_a_third_value_is_written_beside_the_others(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        await write_another(hands)
        await hands.sees(PHONE, "13900000001", "13900000002")
        await hands.press("ctrl+u")
        await hands.type("13900000003")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("两处修改都定下来了。")
    assert phone(disagreeing.office) == "13900000003"
    assert left(disagreeing.office) == {}
    assert drafts(disagreeing.office) == []


async def test_what_cannot_be_is_told_and_stays_typed(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        await write_another(hands)
        await hands.press("ctrl+u")
        await hands.type("1" * 65)
        await hands.press("ctrl+s")
        await hands.sees("最多", "64")
        await hands.at("third_value")
        assert left(disagreeing.office)


async def test_a_third_value_that_was_left_is_a_draft_on_todays_list(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        await write_another(hands)
        await hands.press("ctrl+u")
        await hands.type("13900")
        await hands.press("escape", "escape")
        await hands.at("settle")
        await hands.press("escape")
        await hands.at("today")
        await hands.sees("草稿 1")
        await go_down_to(hands, "13900")
        await hands.press("enter")
        await hands.at("third_value")
        await hands.in_field("phone")
        await hands.type("000003")
        await hands.press("ctrl+s")
        await hands.at("today")
    assert phone(disagreeing.office) == "13900000003"
    assert drafts(disagreeing.office) == []


async def test_a_draft_of_what_was_settled_meanwhile_is_not_saved(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await settle_from_today(hands)
        await write_another(hands)
        await hands.type("9")
        await hands.press("escape", "escape")
        await hands.at("settle")
        await hands.press("home", "down", "enter", "ctrl+s")
        await hands.at("today")
        settled = phone(disagreeing.office)
        await hands.sees("草稿 1")
        await go_down_to(hands, "139")
        await hands.press("enter")
        await hands.at("third_value")
        await hands.sees("这一处已经定下来了")
        await hands.press("ctrl+s")
        await hands.at("third_value")
        await hands.press("ctrl+t", "ctrl+t")
        await hands.at("today")
    assert phone(disagreeing.office) == settled
    assert drafts(disagreeing.office) == []


async def test_a_date_a_choice_and_names_are_written_as_in_any_form(county: County) -> None:
    with Desk.open_to_write(county.first) as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": "去过了。"}, today())
        desk.ledger.save(*entry.records)
    meet(county)
    visit = entry.records[0].id
    people = {row["name"]: row["id"] for row in rows(county.office, "person")}
    days = [today() - timedelta(days=days) for days in (3, 4)]
    for side, day, outcome, who in (
        (county.first, days[0], "declined", [people[SECOND_CADRE]]),
        (county.office, days[1], "absent", [people[CLERK]]),
    ):
        edit(side, "visit", visit, date=day, outcome=outcome, visitors=who)
    meet(county)
    async with screen_of(county.office) as hands:
        await settle_from_today(hands, "日期、结果")
        await hands.sees("日期", *map(str, days), "还有 3 处")
        await go_down_to(hands, "另写一个")
        await hands.press("enter")
        await hands.in_field("date")
        await hands.press("ctrl+u")
        await hands.type("明天")
        await hands.press("ctrl+s")
        await hands.sees("走访日期不能在今天之后")
        await hands.press("ctrl+u")
        await hands.type("昨天")
        await hands.sees(f"→ {short(-1)}")
        await hands.press("ctrl+s")
        await hands.at("settle")
        await hands.sees("还有 2 处", "婉拒", "未遇")
        await go_down_to(hands, "另写一个")
        await hands.press("enter")
        await hands.in_field("outcome")
        await hands.type("已见面")
        await hands.press("ctrl+s")
        await hands.at("settle")
        await hands.sees("还有 1 处", SECOND_CADRE, CLERK, f"原来     {CADRE}")
        await go_down_to(hands, "另写一个")
        await hands.press("enter")
        await hands.in_field("visitors")
        await hands.press("ctrl+u")
        await hands.type(f"{CADRE}、slw")
        await hands.press("ctrl+s")
        await hands.at("today")
    (row,) = rows(county.office, "visit")
    assert (row["date"], row["outcome"]) == (str(today() - timedelta(days=1)), "met")
    assert row["visitors"] == [people[CADRE], people[SECOND_CADRE]]


async def test_a_long_value_is_read_to_its_end(county: County) -> None:
    problem = register_problem(county.office)
    meet(county)
    for side, end in ((county.first, "甲完"), (county.second, "乙完")):
        edit(side, "problem", problem, description="原料涨价，资金紧张。" * 90 + end)
    meet(county)
    async with screen_of(county.office) as hands:
        await settle_from_today(hands, "问题描述")
        await hands.sees("原料涨价")
        for end in ("甲完", "乙完"):
            # A value is shown from its beginning, once it was scrolled there.
            await hands.until(lambda: end not in hands.screen)  # noqa: B023 - called at once
            await hands.press("tab", "end")
            await hands.sees(end)
            await hands.press("shift+tab", "down")
        await go_down_to(hands, "另写一个")
        await hands.press("enter")
        await hands.in_field("description")
        await hands.press("shift+tab", "end")
        await hands.sees("乙完")


# ---- several


@pytest.fixture
def several(disagreeing: County) -> County:
    """Two fields of the contact and one of the enterprise."""
    (row,) = rows(disagreeing.office, "contact")
    edit(disagreeing.first, "contact", disagreeing.contact, post="总经理")
    edit(disagreeing.second, "contact", disagreeing.contact, post="厂长")
    edit(disagreeing.first, "enterprise", str(row["enterprise"]), scale="large")
    edit(disagreeing.second, "enterprise", str(row["enterprise"]), scale="medium")
    meet(disagreeing)
    return disagreeing


async def test_one_after_the_other_comes_up_until_nothing_is_left(several: County) -> None:
    async with screen_of(several.office) as hands:
        await hands.sees("两处修改 2")
        await hands.press("ctrl+l")
        await hands.at("conflicts")
        await hands.sees("2 条", "规模", "电话", "职务")
        await go_down_to(hands, "规模")
        await hands.press("enter")
        await hands.at("settle")
        await hands.sees("还有 3 处", "大型", "中型")
        await go_down_to(hands, "大型")
        await hands.press("enter", "ctrl+s")
        await hands.sees("还有 2 处", "已定下来：规模 大型。", "总经理")
        await hands.press("right")
        await hands.sees("13900000001")
        await hands.press("right")
        await hands.sees("总经理")
        await go_down_to(hands, "厂长")
        await hands.press("enter", "ctrl+s")
        await hands.sees("还有 1 处", "13900000001")
        await go_down_to(hands, "13900000002")
        await hands.press("enter", "ctrl+s")
        await hands.at("conflicts")
        await hands.sees("没有两处修改不一致的。")
    (row,) = rows(several.office, "contact")
    assert (row["phone"], row["post"]) == ("13900000002", "厂长")


async def test_three_values_of_one_field(several: County) -> None:
    edit(several.office, "contact", several.contact, name="示例赵一")
    edit(several.first, "contact", several.contact, name="示例赵二")
    edit(several.second, "contact", several.contact, name="示例赵三")
    meet(several)
    async with screen_of(several.office) as hands:
        await hands.press("ctrl+l")
        await hands.at("conflicts")
        await go_down_to(hands, "名称")
        await hands.press("enter")
        await hands.at("settle")
        await hands.sees("示例赵一", "示例赵二", "示例赵三", f"原来     {CONTACT}")
        await go_down_to(hands, "示例赵二")
        await hands.press("enter", "ctrl+s")
        await hands.sees("已定下来：名称 示例赵二。")


# ---- marks, and where the list is offered


async def test_the_enterprises_page_says_what_is_in_conflict_and_settles_it(disagreeing: County) -> None:
    async with screen_of(disagreeing.office) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.type("两处修改")
        await hands.sees(f"两处修改1 {ENTERPRISE}")
        await hands.press("enter")
        await hands.at("enterprise")
        await hands.sees(f"两处修改1：联系人 {CONTACT} 电话", "按 Ctrl+L")
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("lcxg")
        await hands.sees("Ctrl+L", "两处修改")
        await hands.press("enter")
        await hands.at("settle")
        await go_down_to(hands, "13900000002")
        await hands.press("enter", "ctrl+s")
        await hands.at("enterprise")
        await hands.sees("13900000002")
        assert "两处修改1" not in hands.screen


async def test_a_problem_bears_its_mark(county: County) -> None:
    problem = register_problem(county.office)
    meet(county)
    edit(county.first, "problem", problem, title="流动资金缺口四百万", description="押在原料上")
    edit(county.second, "problem", problem, title="流动资金缺口五百万")
    meet(county)
    async with screen_of(county.office) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.sees("两处修改1 流动")
        await hands.press("enter")
        await hands.at("problem")
        await hands.sees("两处修改1：问题", "按 Ctrl+L")
        await hands.press("ctrl+l")
        await hands.at("settle")
        await hands.sees(SHORTAGE, "流动资金缺口四百万", "流动资金缺口五百万")
        await hands.press("escape")
        await hands.at("problem")


async def test_a_page_without_conflicts_offers_the_list_of_all(disagreeing: County) -> None:
    register_problem(disagreeing.office)
    async with screen_of(disagreeing.office) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.press("enter")
        await hands.at("problem")
        await hands.press("ctrl+l")
        await hands.at("conflicts")
        await hands.sees(CONTACT)


async def test_where_there_is_none_nothing_is_said_of_it(county: County) -> None:
    async with screen_of(county.office) as hands:
        assert "两处修改" not in hands.screen
        await hands.press("ctrl+l")
        await hands.at("conflicts")
        await hands.sees("没有两处修改不一致的。")


async def test_a_deletion_stands_beside_what_was_edited(county: County) -> None:
    edit(county.first, "contact", county.contact, phone="13900000001")
    edit(county.second, "contact", county.contact, deleted=True)
    meet(county)
    async with screen_of(county.office) as hands:
        await settle_from_today(hands)
        await hands.sees("删除记录", "保留记录", "电话 13900000001")
        await hands.sees("有人改了，有人删了")
        assert "另写一个" not in hands.screen
        await go_down_to(hands, "保留记录")
        await hands.press("enter", "ctrl+s")
        await hands.at("today")
    assert phone(county.office) == "13900000001"
    assert left(county.office) == {}


async def test_more_edits_beside_a_deletion_than_a_line_shows_are_counted(county: County) -> None:
    edit(county.first, "contact", county.contact, phone="13900000001", post="厂长")
    edit(county.second, "contact", county.contact, deleted=True)
    meet(county)
    async with screen_of(county.office) as hands:
        await settle_from_today(hands)
        await hands.sees("保留记录（改了 2 处）", "删除记录")


async def test_who_only_reads_sees_all_and_settles_nothing(disagreeing: County) -> None:
    log = disagreeing.office.log.read_bytes()
    async with screen_of(disagreeing.office, read_only=True) as hands:
        await settle_from_today(hands)
        await hands.sees("13900000001", "13900000002", "只读")
        assert not [words for words in ("另写一个", "Enter", "Ctrl+S") if words in hands.screen]
        await hands.press("down", "enter")
        await hands.sees("只读方式")
        await hands.press("ctrl+s")
        await hands.at("settle")
    assert disagreeing.office.log.read_bytes() == log
