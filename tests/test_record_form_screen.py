"""Records entered and corrected on screen, by keys alone at 80×24."""

from typing import Any

import pytest
from rich.cells import cell_len
from story import (
    BANKING,
    ENTERPRISE,
    LABOUR,
    NOTE,
    OTHER_ENTERPRISE,
    SHORTAGE,
    SUBSIDY,
    Hands,
    Pair,
    assert_sound,
    drafts,
    go_to,
    register_problem,
    rows,
    screen_of,
)
from test_journey_screens import choose_step, open_problem

from fieldtui.ledger.history import History
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.project import Project
from fieldtui.tui.screens.record_form import RecordFormScreen
from fieldtui.tui.widgets.form import Form
from fieldtui.work.clock import today
from fieldtui.work.desk import STAGE, STANDING, Desk
from fieldtui.work.rules import complete
from fieldtui.work.visits import enter_problems, enter_visit

PROJECT = "示例精细化工二期"


async def new(hands: Hands, initials: str, words: str) -> None:
    """Ctrl+P, a few initials, Enter: the form of a new record."""
    await hands.press("ctrl+p")
    await hands.at("palette")
    await hands.type(initials)
    await hands.sees(f"▸            {words}")
    await hands.press("enter")
    await hands.at("record_form")


async def write(hands: Hands, field: str, text: str) -> None:
    """Go to a field and type over what stands in it."""
    await go_far_to(hands, field)
    await hands.press("ctrl+u")
    await hands.type(text)


async def go_far_to(hands: Hands, field: str) -> None:
    for _key in range(40):
        if hands.field == field:
            return
        await hands.press("tab")
        await hands.pilot.pause()
    await hands.in_field(field)


def changes_of(workspace: Workspace, record: str) -> list[dict[str, Any]]:
    """What the log says of a record, change by change."""
    with Desk.open_to_read(workspace) as desk:
        history: History = desk.ledger.history
        return [dict(change.set) for change in history if change.of == record]


def save_project(workspace: Workspace) -> str:
    with Desk.open_to_write(workspace) as desk:
        made = complete(Project(name=PROJECT, type="investment", investment="52000"), desk)
        desk.ledger.save(made)
    return made.id


async def test_a_project_is_entered_by_a_few_keys(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await new(hands, "xzxm", "新增项目")
        await hands.in_field("name")
        await hands.type(PROJECT)
        await hands.press("enter")
        await hands.in_field("type")
        await hands.type("招商")
        await hands.press("enter")
        # Its enterprise is the one that the cursor stood on.
        await hands.sees(f"企业           {ENTERPRISE}")
        await hands.in_field("investor")
        await hands.press("tab", "tab", "tab")
        await hands.in_field("investment")
        await hands.type("5.2亿")
        await hands.sees("→ 52000万元")
        # What most leave empty is passed over.
        for _key in range(6):
            await hands.press("enter")
            await hands.pilot.pause()
        await hands.sees("Ctrl+S 保存；Tab 往下是按需填写的。")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees(f"已保存：项目  {PROJECT}。")
    (row,) = rows(pair.office, "project")
    assert (row["name"], row["type"], row["investment"]) == (PROJECT, "investment", "52000")
    assert row["initials"]
    assert drafts(pair.office) == []
    assert_sound(pair.office)


async def test_what_is_wrong_is_told_at_its_field_and_stays_typed(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await new(hands, "xzxm", "新增项目")
        await hands.type("某")
        await write(hands, "investment", "很多钱")
        await hands.press("ctrl+s")
        await hands.sees("还没有保存", "很多钱", "万元", "至少")
        await hands.in_field("name")
        assert rows(pair.office, "project") == []


async def test_several_names_are_completed_one_after_the_other(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await new(hands, "xzhy", "新增会议")
        await hands.in_field("held_as")
        await hands.press("down")
        await hands.sees("▸ 协调会议")
        await hands.press("enter")
        await go_far_to(hands, "units")
        await hands.type("jr")
        await hands.sees(f"▸ {BANKING}")
        await hands.press("enter")
        await hands.sees(f"{BANKING}、")
        await hands.type("rs")
        await hands.sees(f"▸ {LABOUR}")
        await hands.press("enter", "ctrl+s")
        await hands.at("today")
    (row,) = rows(pair.office, "meeting")
    with Desk.open_to_read(pair.office) as desk:
        assert [desk.name("unit", unit) for unit in row["units"]] == [BANKING, LABOUR]
        assert row["held_as"][0]["type"] == desk.plan.meeting_kinds[0].code


async def test_an_enterprise_is_corrected_from_the_list(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.type("lyjx")
        await hands.sees("1 / 2")
        await hands.press("f8")
        await hands.at("record_form")
        await hands.sees(f"企业 · 修改 · {ENTERPRISE}")
        await hands.in_field("name")
        await write(hands, "address", "示例路1号")
        await hands.press("ctrl+s")
        await hands.at("lists")
        await hands.sees(f"已保存：企业  {ENTERPRISE}。")
    row = next(row for row in rows(pair.office, "enterprise") if row["name"] == ENTERPRISE)
    assert changes_of(pair.office, row["id"])[-1] == {"address": "示例路1号"}


async def test_a_problem_is_corrected_from_its_page(pair: Pair) -> None:
    problem = register_problem(pair.office)
    async with screen_of(pair.office) as hands:
        await hands.sees("待交办 1")
        await open_problem(hands, SHORTAGE)
        await hands.press("f8")
        await hands.at("record_form")
        await write(hands, "title", SUBSIDY)
        await hands.press("ctrl+s")
        await hands.at("problem")
        await hands.sees(SUBSIDY)
    assert changes_of(pair.office, problem)[-1] == {"title": SUBSIDY}


async def test_a_saved_visit_is_corrected_from_the_enterprise_s_page(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": "示例张", "note": NOTE}, today())
        desk.ledger.save(*entry.records)
    async with screen_of(pair.cadre) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.type("lyjx")
        await hands.sees("1 / 2")
        await hands.press("enter")
        await hands.at("enterprise")
        await hands.press("f8")
        await hands.at("record_form")
        await go_far_to(hands, "note")
        await hands.type("补一句。")
        await hands.press("ctrl+s")
        await hands.at("enterprise")
        await hands.sees("补一句")
        # The enterprise itself is corrected from here too.
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("主体")
        await hands.press("enter")
        await hands.at("record_form")
        await hands.sees(f"企业 · 修改 · {ENTERPRISE}")
    (visit,) = rows(pair.cadre, "visit")
    assert changes_of(pair.cadre, visit["id"])[-1].keys() == {"note"}
    assert "补一句。" in visit["note"]


async def test_a_draft_of_a_new_record_opens_again(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await new(hands, "xzlxr", "新增联系人")
        await hands.sees(ENTERPRISE)
        await hands.in_field("name")
        await hands.type("示例吴")
        await hands.press("escape")
        await hands.sees("再按一次 Esc")
        await hands.press("escape")
        await hands.at("today")
        await hands.sees("草稿 1", "联系人", "示例吴")
        await hands.press("end", "enter")
        await hands.at("record_form")
        await hands.sees("联系人 · 新增", "示例吴", ENTERPRISE)
        await write(hands, "phone", "13800000000")
        await hands.press("ctrl+s")
        await hands.at("today")
    (row,) = rows(pair.office, "contact")
    assert (row["name"], row["phone"]) == ("示例吴", "13800000000")
    assert drafts(pair.office) == []


async def test_the_draft_of_a_correction_holds_only_what_was_changed(pair: Pair) -> None:
    """What others changed meanwhile is not taken back; where it is the same field, that is said beside it."""
    record = save_project(pair.office)
    async with screen_of(pair.office) as hands:
        hands.app.screen.edit_record(record)  # type: ignore[attr-defined] # every screen of the program is a place
        await hands.at("record_form")
        await write(hands, "investment", "6亿")
        await hands.press("escape", "escape")
        await hands.at("today")
        (draft,) = drafts(pair.office)
        assert {name for name in draft.values if " " not in name} == {"investment"}
        desk = hands.app.desk
        assert desk is not None
        desk.ledger.save(desk.ledger.get("project", record).amended(investment="70000", land="3"))  # type: ignore[union-attr] # it is there
        await hands.sees("草稿 1", PROJECT)
        await hands.press("end", "enter")
        await hands.at("record_form")
        await hands.sees("这期间已改为“70000”", "6亿")
        await hands.press("ctrl+s")
        await hands.at("today")
        row = desk.ledger.row("project", record) or {}
        assert (row["investment"], row["land"]) == ("60000", "3")
        assert desk.ledger.conflicts() == []
    assert changes_of(pair.office, record)[-1] == {"investment": "60000"}


async def test_two_in_a_row(pair: Pair) -> None:
    """Ctrl+N saves and begins the next, about the same as the first."""
    async with screen_of(pair.office) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.type("lyjx")
        await hands.sees("1 / 2")
        await new(hands, "xzlxr", "新增联系人")
        for name in ("示例吴", "示例郑"):
            await hands.in_field("name")
            await hands.sees(ENTERPRISE)
            await hands.type(name)
            await hands.press("ctrl+n")
            await hands.sees(f"已保存：联系人  {name}")
        await hands.press("escape", "escape")
        await hands.at("lists")
    assert {row["name"] for row in rows(pair.office, "contact")} == {"示例吴", "示例郑"}
    assert len({row["enterprise"] for row in rows(pair.office, "contact")}) == 1


async def test_one_key_in_a_list_begins_a_new_one_of_its_kind(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.sees("Ctrl+N 新增", "F8 修改")
        await hands.press("ctrl+n")
        await hands.at("record_form")
        await hands.sees("企业 · 新增")
    async with screen_of(pair.cadre) as hands:
        await hands.press("f5")
        await hands.at("lists")
        await hands.press("ctrl+n")
        await hands.sees("这类由企服办新增")
        await hands.press("f6")
        await hands.sees("[走访]")
        await hands.press("ctrl+n")
        await hands.at("visit")


async def test_a_laptop_finds_no_meetings_among_the_actions(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("新增")
        await hands.sees("新增线索", "新增联系人")
        assert "新增会议" not in hands.screen
    async with screen_of(pair.cadre, read_only=True) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        assert "新增" not in hands.screen


async def test_steps_of_a_project_and_one_that_is_planned(pair: Pair) -> None:
    record = save_project(pair.office)
    async with screen_of(pair.office) as hands:
        desk = hands.app.desk
        assert desk is not None
        hands.app.screen.enter_step(about=record)  # type: ignore[attr-defined] # every screen of the program is a place
        await hands.at("step")
        await hands.sees(f"跟进 · {PROJECT}")
        await hands.type("签约")
        await hands.sees("签约 ◂ ▸")
        await hands.press("ctrl+s")
        await hands.at("today")
        signed = desk.words("steps")["contracted"]
        assert desk.ledger.derived(STAGE, record)["state"] == "contracted"
        # A planned one stands on today's list, and is done from there.
        hands.app.screen.enter_step(about=record)  # type: ignore[attr-defined] # every screen of the program is a place
        await hands.at("step")
        await hands.type("下一步")
        await hands.until(lambda: hands.app.screen.query("#field-due"))
        await go_to(hands, "due")
        await hands.type("今天")
        await go_to(hands, "reason")
        await hands.type("问环评")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("今天 1", "问环评")
        await hands.press("home", "enter")
        await hands.at("step")
        await hands.sees(f"跟进 · {PROJECT}", "问环评")
        await go_to(hands, "words")
        await hands.type("材料齐了")
        # A draft of it opens again, for the project.
        await hands.press("escape", "escape")
        await hands.at("today")
        await hands.sees("草稿 1")
        await hands.press("end", "enter")
        await hands.at("step")
        await hands.sees(f"跟进 · {PROJECT}", "材料齐了")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.until(lambda: "问环评" not in hands.screen)
    assert signed
    steps = rows(pair.office, "follow_up")
    assert [step["about"] for step in steps] == [record] * 3


async def test_merging_names_the_common_problem(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        texts = {"enterprise": OTHER_ENTERPRISE, "source": "call", "problems": "融资 两家都缺流动资金"}
        common = enter_problems(desk, texts, today()).records
        desk.ledger.save(*common)
    async with screen_of(pair.office) as hands:
        await hands.sees("待交办 2")
        await open_problem(hands, SHORTAGE)
        await choose_step(hands, "归并", "into")
        await hands.press("enter")
        await hands.in_field("reason")
        await hands.type("同一件事")
        await hands.press("ctrl+s")
        await hands.in_field("into")
        await hands.type("两家")
        await hands.sees("▸ 两家都缺流动资金")
        await hands.press("enter", "ctrl+s")
        await hands.at("problem")
        await hands.sees("已归并", "归并到：两家都缺流动资金")
        await hands.press("escape")
        await hands.at("today")
        await hands.until(lambda: SHORTAGE not in hands.screen)
        await open_problem(hands, "两家都缺流动资金")
        await hands.sees(f"归并来的 {SHORTAGE} 示例龙原精细化工")
    (step,) = rows(pair.office, "follow_up")
    assert (step["problem"], step["into"]) == (problem, common[0].id)


async def test_a_correction_chooses_the_step_from_the_time_line(pair: Pair) -> None:
    problem = register_problem(pair.office)
    async with screen_of(pair.office) as hands:
        desk = hands.app.desk
        assert desk is not None
        await hands.sees("待交办 1")
        await open_problem(hands, SHORTAGE)
        await choose_step(hands, "交办", "lead")
        await hands.press("ctrl+s")
        await hands.at("problem")
        await hands.sees("已交办")
        await choose_step(hands, "更正", "follows")
        await go_to(hands, "reason")
        await hands.type("交错了单位")
        await hands.press("ctrl+s")
        await hands.in_field("follows")
        await hands.press("right")
        await hands.sees(f"{today():%m-%d}  交办")
        await hands.press("ctrl+s")
        await hands.at("problem")
        assert desk.ledger.derived(STANDING, problem)["state"] == "registered"


@pytest.mark.parametrize("kind", ["project", "figures"])
async def test_tab_goes_through_all_of_a_long_form_and_round(pair: Pair, kind: str) -> None:
    async with screen_of(pair.office) as hands:
        hands.app.push_screen(RecordFormScreen(kind))
        await hands.at("record_form")
        begun = hands.field
        names = list(hands.app.screen.query_one(Form).values())
        seen = [begun]
        while len(seen) <= len(names):
            await hands.press("tab")
            seen.append(hands.field)
            assert all(cell_len(line) <= 80 for line in hands.screen.splitlines())
        assert seen[-1] == begun
        assert set(seen) == set(names)
