"""The history of a record: who changed what and when, in words that people read, by command and on screen."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from commands_here import run_here
from story import (
    BANKING,
    CADRE,
    CLERK,
    ENTERPRISE,
    NOTE,
    OTHER_ENTERPRISE,
    SHORTAGE,
    Hands,
    Pair,
    register_problem,
    screen_of,
)

from fieldtui.ledger.change import FIRST, Change, make_change
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.county_time import local_time
from fieldtui.model.record import new_id
from fieldtui.model.records.contact import Contact
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.history_words import Told, told, told_with_steps
from fieldtui.work.steps import enter_step
from fieldtui.work.today import today_list
from fieldtui.work.undo import undo_of
from fieldtui.work.visits import enter_visit, find_named

OTHER_DEVICE = "AAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def office(pair: Pair) -> Iterator[Desk]:
    with Desk.open_to_write(pair.office) as desk:
        yield desk


def enterprise_in(desk: Desk) -> str:
    found = find_named("enterprise", ENTERPRISE, desk)
    assert found
    return found


def edit(desk: Desk, kind: str, record: str, **fields: Any) -> Change:
    """An edit as a form makes it."""
    read = desk.ledger.get(kind, record)
    assert read
    (change,) = desk.ledger.save(read.amended(**fields))
    return change


def arrives(
    desk: Desk, before: Change, fields: Mapping[str, Any], *, kind: str = "", by: str = "", knowing: bool = True
) -> Change:
    """An edit of the same record that somebody made elsewhere, knowing of `before` or of nothing."""
    header = {
        "device": OTHER_DEVICE,
        "seq": 1,
        "prev": FIRST,
        "tick": before.tick + 1,
        "at": before.at + 60_000,
        "by": by or before.by,
        "kind": kind or before.kind,
        "of": before.of,
    }
    change = make_change(header=header, over=[before.id] if knowing else [], fields=fields)
    desk.ledger.take_in([change], ())
    return change


def last(desk: Desk, record: str) -> Told:
    return told(desk, record)[-1]


def said(change: Told) -> dict[str, tuple[str, str]]:
    return {item.label: (item.before, item.after) for item in change.edits}


# ---- words


def test_a_change_is_told_with_labels_words_and_what_was_before(office: Desk) -> None:
    enterprise = enterprise_in(office)
    edit(office, "enterprise", enterprise, scale="small", losing=True)
    change = edit(office, "enterprise", enterprise, scale="medium", region="230603", losing=False)
    found = last(office, enterprise)
    assert said(found) == {"规模": ("小型", "中型"), "区域": ("萨尔图", "龙凤"), "亏损": ("是", "否")}
    assert (found.who, found.what) == (CLERK, "修改")
    assert found.when == f"{local_time(change.at):%Y-%m-%d %H:%M}"
    assert [told.what for told in told(office, enterprise)] == ["登记", "修改", "修改"]


def test_records_are_called_by_their_names(office: Desk) -> None:
    enterprise, person = enterprise_in(office), find_named("person", CADRE, office)
    visit = {"enterprise": ENTERPRISE, "visitors": CADRE, "note": NOTE}
    entry = enter_visit(office, visit, today())
    office.ledger.save(*entry.records)
    words = said(last(office, entry.records[0].id))
    assert words["企业"] == ("", ENTERPRISE)
    assert words["人员"] == ("", CADRE)
    assert enterprise not in str(words)
    assert str(person) not in str(words)


def test_an_emptied_field_a_deletion_and_what_was_brought_back_are_told(office: Desk) -> None:
    contact = Contact(enterprise=enterprise_in(office), name="示例赵", phone="13900000000")
    office.ledger.save(contact)
    edit(office, "contact", contact.id, phone=None)
    assert said(last(office, contact.id)) == {"电话": ("13900000000", "")}
    edit(office, "contact", contact.id, deleted=True)
    office.ledger.save(undo_of(office, contact.id, today()).record)
    assert [change.what for change in told(office, contact.id)] == ["登记", "修改", "删除", "恢复"]


def test_erased_words_are_told_as_erased_before_and_after(office: Desk) -> None:
    contact = Contact(enterprise=enterprise_in(office), name="示例赵")
    (made,) = office.ledger.save(contact)
    header = {**{name: getattr(made, name) for name in ("by", "kind", "of")}, "device": OTHER_DEVICE}
    first = make_change(
        header={**header, "seq": 1, "prev": FIRST, "tick": made.tick + 1, "at": made.at},
        over=[made.id],
        fields={"phone": "13900000000"},
    ).without_words(["phone"])
    second = make_change(
        header={**header, "seq": 2, "prev": first.id, "tick": made.tick + 2, "at": made.at},
        over=[first.id],
        fields={"phone": "13811111111"},
    )
    office.ledger.take_in([first, second], ())
    _made, erased, after = told(office, contact.id)
    assert said(erased) == {"电话": ("", "已抹除")}
    assert said(after) == {"电话": ("已抹除", "13811111111")}


def test_what_a_newer_version_wrote_stands_under_its_own_name(office: Desk) -> None:
    enterprise = enterprise_in(office)
    before = edit(office, "enterprise", enterprise, park="经开区")
    arrives(office, before, {"park": "高新区", "carbon": {"tons": 12}, "grade": "甲"})
    assert said(last(office, enterprise)) == {
        "园区": ("经开区", "高新区"),
        "carbon": ("", '{"tons": 12}'),
        "grade": ("", "甲"),
    }


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("", {"scale": "gigantic", "park": "高新区"}, "规模"),
        ("unit", {"name": "示例局"}, "种类对不上"),
    ],
)
def test_a_change_that_does_not_count_says_why(office: Desk, kind: str, fields: Mapping[str, Any], reason: str) -> None:
    enterprise = enterprise_in(office)
    before = edit(office, "enterprise", enterprise, park="经开区")
    arrives(office, before, fields, kind=kind)
    assert reason in last(office, enterprise).refused
    assert all(not change.refused for change in told(office, enterprise)[:-1])
    assert (office.ledger.row("enterprise", enterprise) or {})["park"] == "经开区"


def test_both_sides_of_a_conflict_are_marked_until_it_is_settled(office: Desk) -> None:
    enterprise = enterprise_in(office)
    base = office.ledger.history.of(enterprise)[0]
    mine = edit(office, "enterprise", enterprise, address="示例路1号")
    theirs = arrives(office, base, {"address": "示例路2号"})
    contested = {change.change for change in told(office, enterprise) if any(item.contested for item in change.edits)}
    assert contested == {mine.id, theirs.id}
    edit(office, "enterprise", enterprise, address="示例路3号")
    assert not any(item.contested for change in told(office, enterprise) for item in change.edits)


def test_the_device_is_told_of_whoever_has_several(office: Desk) -> None:
    enterprise = enterprise_in(office)
    before = edit(office, "enterprise", enterprise, park="经开区")
    assert last(office, enterprise).device == ""
    arrives(office, before, {"park": "高新区"})
    assert [change.device for change in told(office, enterprise)] == ["本机", "本机", "电脑 AAAAAA…"]


def test_somebody_who_is_not_known_here_is_told_by_id(office: Desk) -> None:
    enterprise, stranger = enterprise_in(office), new_id()
    before = edit(office, "enterprise", enterprise, park="经开区")
    arrives(office, before, {"park": "高新区"}, by=stranger)
    assert last(office, enterprise).who == f"本机没有（{stranger}）"


def test_a_problem_is_told_with_its_steps_also_deleted_ones(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        entry = enter_step(desk, {"problem": problem, "step": "note", "words": "电话问过"}, today())
        desk.ledger.save(*entry.records)
        desk.ledger.save(undo_of(desk, entry.records[-1].id, today()).record)
        assert [(change.record == problem, change.what) for change in told_with_steps(desk, problem)] == [
            (True, "登记"),
            (False, "登记"),
            (False, "删除"),
        ]
        assert [change.record for change in told(desk, problem)] == [problem]


# ---- by command


def command(workspace: Workspace, *arguments: str) -> tuple[int, str, str]:
    ended = run_here("--workspace", str(workspace.folder), *arguments)
    return ended.code, ended.text, ended.error


def test_the_command_tells_the_oldest_change_first_each_in_a_line(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        enterprise = enterprise_in(desk)
        edit(desk, "enterprise", enterprise, scale="small")
        edit(desk, "enterprise", enterprise, scale="medium", address="示例路1号\n二楼")
    code, out, error = command(pair.office, "show", ENTERPRISE, "--history")
    assert (code, error) == (0, "")
    made, *_between, changed = out.splitlines()
    assert f"{CLERK}  登记  名称：{ENTERPRISE}" in made
    assert changed.endswith(f"{CLERK}  修改  规模：小型 → 中型；地址：示例路1号 二楼")


def delete_problem_with_steps(workspace: Workspace) -> tuple[str, str]:
    """A problem with a follow-up and a planned one, deleted elsewhere; returns its id and that of the planned one."""
    problem = register_problem(workspace)
    with Desk.open_to_write(workspace) as desk:
        for values in (
            {"step": "note", "words": "电话问过"},
            {"step": "planned", "reason": "再问一次", "due": today().isoformat()},
        ):
            entry = enter_step(desk, {"problem": problem, **values}, today())
            assert entry.troubles == {}
            desk.ledger.save(*entry.records)
        made = desk.ledger.history.of(problem)[-1]
        arrives(desk, made, {"deleted": True})
    return problem, entry.records[-1].id


def test_the_command_says_of_a_deleted_record_who_and_when_and_what_can_be_done(pair: Pair) -> None:
    problem, _planned = delete_problem_with_steps(pair.office)
    code, out, error = command(pair.office, "show", problem)
    assert (code, error) == (0, "")
    assert f"这条记录已删除（{CLERK}，{today():%Y-%m-%d}" in out
    assert f"fieldtui show {problem} --history" in out
    assert f"fieldtui undo {problem}" in out
    assert SHORTAGE in out
    code, out, _error = command(pair.office, "show", problem, "--json")
    assert (code, json.loads(out)["id"], json.loads(out)["deleted"]) == (0, problem, True)
    code, _out, error = command(pair.office, "add", "problem", f"id={problem}", "title=示例")
    assert code == 2
    assert "这条记录已删除" in error
    assert "必填" not in error
    assert command(pair.office, "undo", problem)[0] == 0
    assert SHORTAGE in command(pair.office, "list", "problem")[1]


def test_the_command_shows_a_record_that_was_deleted_beside_an_edit(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        made = desk.ledger.history.of(problem)[0]
        edit(desk, "problem", problem, description="流动资金")
        arrives(desk, made, {"deleted": True})
    code, out, error = command(pair.office, "show", problem)
    assert (code, error) == (0, "")
    assert "fieldtui conflicts" in out


# ---- on screen


async def test_a_deleted_problem_leaves_todays_list_and_its_page_says_so(pair: Pair) -> None:
    problem, planned = delete_problem_with_steps(pair.office)
    with Desk.open_to_read(pair.office) as desk:
        keys = [item.key for section in today_list(desk, (), today()) for item in section.items]
        assert f"problem:{problem}" not in keys
        assert f"planned:{planned}" not in keys
    async with screen_of(pair.office) as hands:
        hands.app.screen.open_problem(problem)  # type: ignore[attr-defined]
        await hands.at("problem")
        await hands.sees(f"问题 {SHORTAGE}", "这条记录已删除", "撤销即可恢复")
        assert "电话问过" not in hands.screen
        await hands.press("f4")
        await hands.at("problem")
        await hands.press("ctrl+z", "ctrl+z")
        await hands.sees("已完成", "电话问过")


async def in_list(hands: Hands, kind: str, words: str) -> None:
    """To the one line of a list that fits these words."""
    await hands.press("f6" if kind == "problem" else "f5")
    await hands.at("lists")
    await hands.type(words)
    await hands.sees(f"▸ {words}" if kind == "enterprise" else words)


async def test_f7_on_a_row_of_a_list_opens_its_history_and_leads_back(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        edit(desk, "enterprise", enterprise_in(desk), scale="small")
        edit(desk, "enterprise", enterprise_in(desk), scale="medium")
    async with screen_of(pair.office) as hands:
        await in_list(hands, "enterprise", ENTERPRISE)
        await hands.press("f7")
        await hands.at("history")
        await hands.sees(f"历史 · 企业 {ENTERPRISE}", "修改 3 次", f"{CLERK}  修改", "小型 → 中型", f"{CLERK}  登记")
        lines = hands.screen.splitlines()
        newest, oldest = (next(i for i, line in enumerate(lines) if word in line) for word in ("小型 → 中型", "登记"))
        assert newest < oldest
        await hands.press("escape")
        await hands.at("lists")


async def test_a_long_text_is_read_below_the_list(pair: Pair) -> None:
    long = "上游检修，原料缺口约三成，装置已停半个月。" * 30 + "完"
    with Desk.open_to_write(pair.cadre) as desk:
        values = {"enterprise": ENTERPRISE, "visitors": CADRE, "note": long}
        desk.ledger.save(*enter_visit(desk, values, today()).records)
    async with screen_of(pair.cadre) as hands:
        await in_list(hands, "enterprise", ENTERPRISE)
        await hands.press("enter")
        await hands.at("enterprise")
        await hands.press("f7")
        await hands.at("history")
        await hands.sees("历史 · 走访", "记录")
        for _line in range(12):
            if "▸ 记录" in hands.screen:
                break
            await hands.press("down")
        await hands.press("enter", "end")
        await hands.sees("停半个月。完")
        await hands.press("escape")
        await hands.at("history")
        await hands.press("f7")
        await hands.sees(f"历史 · 企业 {ENTERPRISE}")
        assert "F7" not in hands.screen
        await hands.press("f7")
        await hands.sees("没有上一级了。")
        await hands.press("escape")
        await hands.at("enterprise")


async def test_a_problems_history_has_its_steps_and_today_leads_there(pair: Pair) -> None:
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        entry = enter_step(desk, {"problem": problem, "step": "assigned", "lead": _unit(desk)}, today())
        desk.ledger.save(*entry.records)
    async with screen_of(pair.office) as hands:
        await hands.sees(SHORTAGE)
        await hands.press("end", "f7")
        await hands.at("history")
        await hands.sees(f"历史 · 问题 {SHORTAGE}", "跟进 交办", BANKING, f"230602-{today().year}-0001")
        await hands.press("escape")
        await hands.at("today")


def _unit(desk: Desk) -> str:
    found = find_named("unit", BANKING, desk)
    assert found
    return found


async def test_a_workspace_that_is_only_looked_at_has_history_too(pair: Pair) -> None:
    async with screen_of(pair.cadre, read_only=True) as hands:
        await in_list(hands, "enterprise", OTHER_ENTERPRISE)
        await hands.press("f7")
        await hands.at("history")
        await hands.sees(OTHER_ENTERPRISE, "登记")
        await hands.press("ctrl+z")
        await hands.sees("只读方式")
