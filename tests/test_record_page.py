"""The page of any record, and what today's list and the enterprise's page tell of projects, tasks and policies."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from commands_here import run_here
from hypothesis import given
from hypothesis import strategies as st
from story import BANKING, CADRE, ENTERPRISE, LABOUR, PARK, SHORTAGE, Hands, Pair, register_problem, screen_of
from test_lists import one_of_each
from test_records import add, project

from fieldtui.model.kinds import describe, kind_names
from fieldtui.model.record import new_id
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.report.records import text_of
from fieldtui.sync.bundle import read_bundle
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.words import describe_bundle
from fieldtui.tui.place import Place
from fieldtui.work.clock import now, today
from fieldtui.work.desk import LIVING, STANDING, Desk
from fieldtui.work.history_words import told as told_of
from fieldtui.work.listing import Listing
from fieldtui.work.milestones import out_of_order
from fieldtui.work.record_page import page_of
from fieldtui.work.record_words import facts, value_words
from fieldtui.work.today import Section, today_list

NAME, CODE = "示例精细化工二期", "XM2026-001"


def day(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


@pytest.fixture
def desk(pair: Pair) -> Iterator[Desk]:
    with Desk.open_to_write(pair.office) as opened:
        yield opened


def running_project(desk: Desk) -> str:
    """A project that is being talked about, with a milestone that is late and one that is out of order."""
    found = project(desk, NAME, code=CODE, unit=BANKING, content="新建年产5万吨装置\n配套罐区")
    add(desk, "follow_up", about=found, step="洽谈", on=day(-30), words="在会上谈的")
    add(desk, "follow_up", about=found, step="planned", due=day(0), reason="催环评批复")
    add(desk, "milestone", project=found, type="环评", planned=day(-2))
    add(desk, "milestone", project=found, type="开工", planned=day(-9))
    add(desk, "task", title="办下施工许可", unit=LABOUR, due=day(-1), assigned=day(-9), project=found)
    add(desk, "figures", project=found, month="2026-09", invested="3400万")
    return found


async def open_in_list(hands: Hands, list_title: str, text: str) -> None:
    await hands.press("f6")
    await hands.at("lists")
    for _list in range(20):
        if f"[{list_title}]" in hands.screen:
            break
        await hands.press("f6")
        await hands.pilot.pause()
    await hands.type(text)
    await hands.until(lambda: " 1 / " in hands.screen, "one line left")
    await hands.press("enter")
    await hands.at("record")


async def move_to(hands: Hands, words: str) -> None:
    """Down until the cursor is on a line with these words."""
    for _line in range(60):
        if any("▸" in line and words in line for line in hands.screen.splitlines()):
            return
        await hands.press("down")
        await hands.pilot.pause()
    pytest.fail(f"no line {words}:\n{hands.screen}")


async def test_a_projects_page_tells_where_it_stands_and_leads_to_what_belongs_to_it(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        running_project(desk)
    async with screen_of(pair.office) as hands:
        await open_in_list(hands, "项目", CODE)
        await hands.sees(f"项目 {NAME} {CODE}", "洽谈", "阶段 线索 → 洽谈", "52000万元", "新建年产5万吨装置")
        await hands.sees(f"“开工”（{day(-9)}）早于通常在前的“环评”（{day(-2)}）。")
        await move_to(hands, "洽谈")
        await hands.sees("在会上谈的")
        await move_to(hands, "催环评批复")
        await move_to(hands, "下一步")
        await move_to(hands, "环评")
        await hands.sees(f"超期 {day(-2)[5:]} 环评")
        await hands.press("enter")
        await hands.sees(f"节点 {NAME}", f"计划日期 {day(-2)}")
        await hands.press("escape")
        await move_to(hands, "办下施工许可")
        await hands.press("enter")
        await hands.sees("交办事项 办下施工许可", "已交办", LABOUR)
        await hands.press("escape")
        await move_to(hands, "完成投资 3400万元")
        await move_to(hands, ENTERPRISE)
        await hands.press("enter")
        await hands.at("enterprise")
        await move_to(hands, NAME)
        await hands.press("enter")
        await hands.at("record")


async def test_steps_history_and_undo_are_those_of_the_line_or_else_of_the_page(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        running_project(desk)
    async with screen_of(pair.office) as hands:
        await open_in_list(hands, "项目", CODE)
        await hands.press("f4")
        await hands.at("step")
        await hands.sees(f"跟进 · {NAME}")
        await hands.press("escape")
        await hands.at("record")
        await move_to(hands, "办下施工许可")
        await hands.press("f7")
        await hands.at("history")
        await hands.sees("历史 · 交办事项 办下施工许可")
        await hands.press("escape")
        await hands.at("record")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：删除这一条（交办事项 办下施工许可）")
        await hands.press("ctrl+z")
        await hands.until(lambda: "交办事项 1" not in hands.screen, "the page without the task")


async def test_a_deleted_record_says_so_and_comes_back(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        lead = add(desk, "lead", source="chamber", text="示例商会推荐的企业想来看看")
        found = desk.ledger.get("lead", lead.id)
        assert found
        desk.ledger.save(found.amended(deleted=True))
    async with screen_of(pair.office) as hands:
        hands.app.screen.open_record(lead.id)  # type: ignore[attr-defined]
        await hands.at("record")
        await hands.sees("线索 示例商会推荐的企业想来看看", "这条记录已删除", "撤销即可恢复")
        await hands.press("f4")
        await hands.sees("这条记录已删除")
        await hands.at("record")
        await hands.press("ctrl+z", "ctrl+z")
        await hands.sees("已搜集", "进展")


async def test_a_meetings_page_has_its_decisions_line_by_line_and_what_it_studied(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        found = running_project(desk)
        decisions = "一、环评批复本周五前办结。\n" + "二、供电公司三日内出方案。" * 12
        given: dict[str, Any] = {"problems": [problem], "projects": [found], "decisions": decisions}
        meeting = add(desk, "meeting", held_as=["协调会议"], date=day(-1), **given).id
        add(desk, "task", title="出增容方案", unit=LABOUR, due=day(3), meeting=meeting)
    async with screen_of(pair.office) as hands:
        hands.app.screen.open_record(meeting)  # type: ignore[attr-defined]
        await hands.at("record")
        await hands.sees("议定事项", "一、环评批复本周五前办结。", "交办事项 1", "出增容方案", SHORTAGE, NAME)
        drawn = "".join(line.strip("▸ ▁▂▃▄▅▆▇█") for line in hands.screen.splitlines())
        assert "二、供电公司三日内出方案。" * 12 in drawn, "a long line is folded, not cut"
        await move_to(hands, SHORTAGE)
        await hands.press("enter")
        await hands.at("problem")


def test_what_was_edited_in_two_places_is_marked(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        found = running_project(office)
        device = next(office.ledger.rows("device"))
        take_in_and_learn(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))
        for side, investor in ((office, "示例甲公司"), (cadre, "示例乙公司")):
            record = side.ledger.get("project", found)
            assert record
            side.ledger.save(record.amended(investor=investor))
        take_in_and_learn(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))
        page = page_of(office, found, today())
        assert "两处修改1：投资方" in page.told
        assert any("两处修改1" in cell for line in listed(office, "project") for cell in line)
        lines = [line for section in page_of(office, milestones(office)[0], today()).sections for line in section.lines]
        assert any(line.record == found and line.words.startswith("两处修改1") for line in lines)


def listed(desk: Desk, key: str) -> list[tuple[str, ...]]:
    listing = Listing(desk, key, today())
    return [listing.cells(record)[0] for record in listing.find("")]


def milestones(desk: Desk) -> list[str]:
    return [row["id"] for row in desk.ledger.rows("milestone")]


def test_every_kind_has_a_page_that_says_all_that_is_recorded(desk: Desk) -> None:
    one_of_each(desk)
    for kind in set(kind_names()) - {"device", "erasure"}:
        for row in desk.ledger.rows(kind):
            page = page_of(desk, row["id"], today())
            told = [page.title, page.state, *(f"{label} {words}" for label, words in page.facts)]
            told += [line.words for section in page.sections for line in section.lines]
            for item in describe(kind):
                words = value_words(desk, kind, item.name, row.get(item.name), row)
                if words and not item.shown.derived and row.get(item.name) is not False:
                    assert any(all(part in line for part in words.split()) for line in told), (kind, item.name)
            assert all(desk.ledger.kind_of(line.record) for part in page.sections for line in part.lines if line.record)


def test_what_goes_through_stages_says_what_comes_next_and_for_whom(desk: Desk) -> None:
    add(desk, "idea", source="resident", text="企服大厅周六开半天")
    add(desk, "lead", source="chamber", text="示例商会推荐的企业想来看看")
    add(desk, "policy", name="示例技改补助", deadline=day(9))
    add(desk, "task", title="核实退规名单", unit=BANKING, due=day(5))
    running_project(desk)
    for kind in LIVING:
        for row in desk.ledger.rows(kind):
            course = {section.title: section.lines for section in page_of(desk, row["id"], today()).sections}["进展"]
            assert course[0].what == "登记"
            assert any(line.tone == "muted" and line.what and line.who for line in course), kind


# Milestones


def milestone(code: str, planned: str, actual: str = "") -> dict[str, str]:
    return {"id": code, "type": code, "planned": planned, **({"actual": actual} if actual else {})}


@pytest.mark.parametrize(
    ("milestones", "told"),
    [
        ([], []),
        ([milestone("a", "2026-01-01"), milestone("b", "2026-01-01")], []),
        ([milestone("b", "2026-01-01"), milestone("a", "2026-01-02")], [("a", "b")]),
        ([milestone("a", "2026-05-01", "2026-03-01"), milestone("b", "2026-04-01")], []),
        ([milestone("a", "2026-01-01"), milestone("b", "2026-04-01", "2026-03-01")], [("a", "b")]),
        ([milestone("c", "2026-01-01"), milestone("a", "2026-02-01")], [("a", "c")]),
        ([milestone("other", "2020-01-01"), milestone("a", "2026-02-01")], []),
    ],
)
def test_milestones_out_of_their_usual_order_are_found(
    milestones: list[dict[str, str]], told: list[tuple[str, str]]
) -> None:
    assert [(one["type"], other["type"]) for one, other in out_of_order(milestones, "abc")] == told


@given(st.permutations("abc"), st.lists(st.dates(), min_size=3, max_size=3))
def test_milestones_in_order_are_never_complained_of(order: list[str], days: list[Any]) -> None:
    rows = [milestone(code, one.isoformat()) for code, one in zip(order, sorted(days), strict=True)]
    assert out_of_order(rows[::-1], order) == []


def test_the_command_warns_of_a_milestone_out_of_order(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        project(desk, NAME)
    folder = str(pair.office.folder)
    first = run_here("--workspace", folder, "add", "milestone", f"project={NAME}", "type=环评", f"planned={day(9)}")
    assert (first.code, first.error) == (0, "")
    later = run_here("--workspace", folder, "add", "milestone", f"project={NAME}", "type=开工", f"planned={day(3)}")
    assert (later.code, later.error.strip()) == (0, f"“开工”（{day(3)}）早于通常在前的“环评”（{day(9)}）。")
    other = run_here("--workspace", folder, "add", "milestone", f"project={NAME}", "type=投产", f"planned={day(90)}")
    assert other.error == "", "only what this one is part of"


# Today


def told_today(desk: Desk) -> dict[str, list[tuple[str, str, bool]]]:
    sections: list[Section] = today_list(desk, [], today())
    return {section.title: [(item.what, item.title, item.late) for item in section.items] for section in sections}


def test_today_tells_the_office_of_tasks_milestones_and_policies(desk: Desk) -> None:
    running_project(desk)
    replied = add(desk, "task", title="核实退规名单", unit=BANKING, due=day(-5), assigned=day(-9)).id
    heard = {"behalf": BANKING, "heard_by": "telephone", "heard_on": day(0), "words": "办了"}
    add(desk, "follow_up", about=replied, step="反馈", **heard)
    add(desk, "task", title="以后的事", unit=BANKING, due=day(40))
    add(desk, "milestone", project=project(desk, "示例花岗石加工"), type="投产", planned=day(3))
    add(desk, "policy", name="示例技改补助", deadline=day(9))
    add(desk, "policy", name="早着呢的办法", deadline=day(90))
    told = told_today(desk)
    assert told["超期"] == [("交办事项", "办下施工许可", True), ("节点", "开工", True), ("节点", "环评", True)]
    assert told["今天"] == [("跟进", "催环评批复", False)]
    assert told["待办结"] == [("交办事项", "核实退规名单", False)]
    assert told["近日"] == [("节点", "投产", False), ("政策", "示例技改补助", False)]
    assert [what for what, _title, _late in told["节点次序反常"]] == ["项目"]
    assert told["办理中"] == [("交办事项", "以后的事", False)]


def test_milestones_of_a_project_that_has_ended_are_nobodys_concern(desk: Desk) -> None:
    found = project(desk, NAME)
    add(desk, "milestone", project=found, type="开工", planned=day(-9))
    add(desk, "follow_up", about=found, step="终止", reason="投资方退出", words="投资方退出")
    assert "超期" not in told_today(desk)
    listing = Listing(desk, "milestone", today())
    assert [listing.cells(record)[1] for record in listing.find("")] == [False]


def test_today_tells_a_cadre_of_the_tasks_that_were_handed_out(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        add(office, "task", title="核实退规名单", unit=PARK, due=day(20))
        add(office, "task", title="别的单位的事", unit=BANKING, due=day(1))
        device = next(office.ledger.rows("device"))
        take_in_and_learn(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))
        assert told_today(cadre)["企服办下发"] == [("交办事项", "核实退规名单", False)]
        assert told_today(office).keys() >= {"近日"}


async def test_enter_on_today_opens_a_task_and_the_form_of_a_planned_step(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        running_project(desk)
    async with screen_of(pair.office) as hands:
        await move_to(hands, "办下施工许可")
        await hands.press("enter")
        await hands.at("record")
        await hands.sees("交办事项 办下施工许可")
        await hands.press("escape")
        await hands.at("today")
        await move_to(hands, "催环评批复")
        await hands.press("enter")
        await hands.at("step")
        await hands.sees(f"跟进 · {NAME}", "催环评批复")


# Words


def test_a_bundle_says_of_what_its_steps_are_steps(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        found = project(desk, NAME, team=[CADRE])
        add(desk, "follow_up", about=found, step="洽谈", words="在会上谈的")
        device = next(desk.ledger.rows("device"))
        bundle = read_bundle(export_to_device(desk.ledger, device, now()).path.read_bytes())
    with Desk.open_to_read(pair.cadre) as cadre:
        assert any("跟进" in line and NAME in line for line in describe_bundle(bundle, cadre.ledger))


def test_what_a_newer_version_recorded_is_told_as_it_is(desk: Desk) -> None:
    row = {"id": "x", "name": "示例检查", "found": [{"place": "罐区"}], "deleted": True}
    told = [(label, words) for _name, label, words in facts(desk, "inspection", row)]
    assert told == [("name", "示例检查"), ("found", '[{"place": "罐区"}]')]


def test_the_history_names_what_a_step_is_about_and_sums_in_ten_thousands(desk: Desk) -> None:
    found = project(desk, NAME)
    step = add(desk, "follow_up", about=found, step="洽谈", words="在会上谈的").id
    (change,) = told_of(desk, step)
    assert {edit.field: edit.after for edit in change.edits}["about"] == f"项目 {NAME}"
    (change,) = told_of(desk, found)
    assert {edit.field: edit.after for edit in change.edits}["investment"] == "52000万元"


async def test_a_problem_whose_common_one_is_not_on_this_laptop_has_its_page_history_and_text(pair: Pair) -> None:
    problem = register_problem(pair.office)
    elsewhere = new_id()
    with Desk.open_to_write(pair.office) as desk:
        step = FollowUp(problem=problem, step="merged", into=elsewhere, on=today(), by=desk.me, reason="同一件事")
        desk.ledger.save(step)
        assert desk.ledger.derived(STANDING, problem)["state"] == "merged"
        assert "归并到：这里没有" in text_of(desk, problem, today())
    async with screen_of(pair.office) as hands:
        cast("Place", hands.app.screen).open_problem(problem)
        await hands.at("problem")
        await hands.sees("归并", "这里没有")
        await hands.press("f7")
        await hands.at("history")
        await hands.sees("归并", "这里没有")
        assert elsewhere not in hands.screen


async def test_f4_on_a_milestone_says_which_key_enters_its_day(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        milestone = add(desk, "milestone", project=project(desk, NAME), type="开工", planned=day(-9)).id
    async with screen_of(pair.office) as hands:
        cast("Place", hands.app.screen).open_record(milestone)
        await hands.at("record")
        await hands.press("f4")
        await hands.sees("节点没有跟进步骤：按 F8 填写达到日期")
