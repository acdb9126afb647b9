"""Undo: an edit of its own that sets back what the last one changed; what may not be undone says what to do instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import (
    BANKING,
    CADRE,
    CLERK,
    CREDIT_CODE,
    ENTERPRISE,
    NOTE,
    OTHER_ENTERPRISE,
    SHORTAGE,
    Pair,
    assert_sound,
    copy_of,
    go_to,
    register_problem,
    screen_of,
)
from test_history import arrives, command, edit, in_list

from fieldtui.ledger.change import FIRST, make_change
from fieldtui.model.record import Record, new_id
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.row import Row
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import row_of
from fieldtui.work.rules import complete
from fieldtui.work.steps import enter_step
from fieldtui.work.undo import Undo, UndoError, newest, undo_of
from fieldtui.work.visits import enter_visit, find_named


@dataclass(frozen=True)
class Sides:
    """Both desks, open."""

    office: Desk
    cadre: Desk


@pytest.fixture
def sides(pair: Pair) -> Iterator[Sides]:
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        yield Sides(office, cadre)


def named(kind: str, name: str, desk: Desk) -> str:
    found = find_named(kind, name, desk)
    assert found
    return found


def contact(desk: Desk, **fields: Any) -> Contact:
    made = Contact(enterprise=named("enterprise", ENTERPRISE, desk), name="示例赵", **fields)
    desk.ledger.save(made)
    return made


def visit(desk: Desk, **values: str) -> list[Record]:
    whole = {"enterprise": ENTERPRISE, "visitors": CADRE, "note": NOTE, **values}
    entry = enter_visit(desk, whole, today())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return list(entry.records)


def step(desk: Desk, **values: Any) -> str:
    entry = enter_step(desk, values, today())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return entry.records[-1].id


def undo(desk: Desk, record: str) -> Undo:
    found = undo_of(desk, record, today())
    assert len(desk.ledger.save(found.record)) == 1
    return found


def refused(desk: Desk, record: str) -> str:
    before = row_of(desk, record)
    with pytest.raises(UndoError) as caught:
        undo_of(desk, record, today())
    assert row_of(desk, record) == before
    return str(caught.value)


def hand_in(sides: Sides) -> None:
    take_in_and_learn(sides.office.ledger, read_file(export_to_office(sides.cadre.ledger, now()).path))


def hand_back(sides: Sides) -> None:
    device = next(
        row for row in sides.office.ledger.rows("device") if row["device"] == sides.cadre.ledger.workspace.device
    )
    take_in_and_learn(sides.cadre.ledger, read_file(export_to_device(sides.office.ledger, device, now()).path))


# ---- what comes back


def test_an_undo_sets_back_what_the_last_edit_changed_and_is_an_edit_itself(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office, phone="13900000000").id
    edit(desk, "contact", record, post="厂长")
    edit(desk, "contact", record, phone="13811111111", post="经理")
    found = undo(desk, record)
    assert (found.about, found.words) == ("联系人 示例赵", "职务：经理 改回 厂长；电话：13811111111 改回 13900000000")
    row = row_of(desk, record)
    assert (row["phone"], row["post"]) == ("13900000000", "厂长")
    assert len(desk.ledger.history.of(record)) == 4


def test_an_undone_undo_brings_the_edit_back(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office).id
    edit(desk, "contact", record, phone="13900000000")
    with_phone = row_of(desk, record)
    assert undo(desk, record).words == "电话：13900000000 改回 （空）"
    assert "phone" not in row_of(desk, record)
    assert undo(desk, record).words == "电话：改回 13900000000"
    assert row_of(desk, record) == with_phone


def test_undoing_what_made_a_record_deletes_it_and_undoing_that_brings_it_back(sides: Sides) -> None:
    desk, record = sides.cadre, visit(sides.cadre)[0].id
    before = row_of(desk, record)
    assert undo(desk, record).words == "删除这一条"
    assert desk.ledger.row("visit", record) is None
    assert undo(desk, record).words == "恢复这一条"
    assert desk.ledger.row("visit", record) == before


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "park": st.sampled_from([None, "高新区", "经开区"]),
        "address": st.one_of(st.none(), st.text("示例路12号", min_size=1, max_size=8)),
        "scale": st.sampled_from([None, "small", "large"]),
        "losing": st.booleans(),
        "deleted": st.booleans(),
    },
)


@pytest.fixture(scope="module")
def open_office(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("undo")
    with Desk.open_to_write(copy_of(enrolled, folder).office) as desk:
        yield desk


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(FIELDS, max_size=6))
def test_whatever_was_edited_undo_shows_what_was_before_and_again_what_was_after(
    open_office: Desk, edits: list[dict[str, Any]]
) -> None:
    ledger = open_office.ledger
    made = complete(Enterprise(name="示例律企业", region="230602"), open_office)
    ledger.save(made)
    states: list[Row] = [{**row_of(open_office, made.id), "deleted": True}, row_of(open_office, made.id)]
    for fields in edits:
        shown = row_of(open_office, made.id)
        record = Enterprise.model_validate({**shown, **fields})
        record.remember(shown, ledger.heads(made.id) or {})
        if ledger.save(record):
            states.append(row_of(open_office, made.id))
    undo(open_office, made.id)
    assert row_of(open_office, made.id) == states[-2]
    undo(open_office, made.id)
    assert row_of(open_office, made.id) == states[-1]


def test_what_somebody_set_elsewhere_meanwhile_stays(sides: Sides) -> None:
    """The undo is about the last edit alone, also where it was not known to whoever made the others."""
    desk, record = sides.office, contact(sides.office, phone="13900000000").id
    made = desk.ledger.history.of(record)[0]
    arrives(desk, made, {"post": "厂长"}, knowing=False)
    for phone in ("13811111111", "13822222222"):
        edit(desk, "contact", record, phone=phone)
    undo(desk, record)
    row = row_of(desk, record)
    assert (row["phone"], row["post"]) == ("13811111111", "厂长")


def test_the_last_edit_is_the_last_by_what_it_knew_not_by_a_clock(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office).id
    edit(desk, "contact", record, post="厂长")
    desk.ledger.clock = lambda: 1
    edit(desk, "contact", record, phone="13900000000")
    assert "电话" in undo_of(desk, record, today()).words


def test_what_came_in_since_the_question_was_asked_is_not_gone_over(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office, phone="13900000000").id
    last = edit(desk, "contact", record, phone="13811111111")
    asked = undo_of(desk, record, today())
    arrives(desk, last, {"phone": "13722222222"})
    desk.ledger.save(asked.record)
    (conflict,) = desk.ledger.conflicts()
    assert (conflict["id"], conflict["fields"]) == (record, ["phone"])


def test_a_change_that_does_not_count_is_not_the_last_edit(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office).id
    last = edit(desk, "contact", record, post="厂长")
    arrives(desk, last, {"phone": 5})
    assert undo_of(desk, record, today()).change.id == last.id


def test_an_undo_reaches_the_other_side_like_any_edit(sides: Sides) -> None:
    record = visit(sides.cadre)[0].id
    edit(sides.cadre, "visit", record, met="示例赵")
    hand_in(sides)
    undo(sides.cadre, record)
    hand_in(sides)
    assert "met" not in row_of(sides.office, record)
    undo(sides.office, record)
    hand_back(sides)
    assert row_of(sides.cadre, record)["met"] == "示例赵"


# ---- what may not be undone


def test_a_cadre_undoes_only_what_he_edited_last_himself(sides: Sides) -> None:
    record = visit(sides.cadre)[0].id
    hand_in(sides)
    edit(sides.office, "visit", record, met="示例赵")
    hand_back(sides)
    assert CLERK in refused(sides.cadre, record)
    undo(sides.office, record)


def test_the_office_undoes_whatever_a_cadre_edited_last(sides: Sides) -> None:
    record = visit(sides.cadre)[0].id
    edit(sides.cadre, "visit", record, met="示例赵")
    hand_in(sides)
    undo(sides.office, record)
    assert "met" not in row_of(sides.office, record)


def test_a_laptop_does_not_undo_what_only_the_office_records(sides: Sides) -> None:
    appointment = next(iter(sides.cadre.ledger.rows("appointment")))["id"]
    assert refused(sides.cadre, appointment) == "这一种只由企服办登记。"


def test_a_step_that_another_one_follows_is_not_undone(sides: Sides) -> None:
    problem = visit(sides.office, problems="融资 " + SHORTAGE)[1].id
    first = step(sides.office, problem=problem, step="note", words="电话问过")
    second = step(sides.office, problem=problem, step="note", words="又问了一次")
    assert "跟进 跟进" in refused(sides.office, first)
    undo(sides.office, second)
    undo(sides.office, first)
    assert sides.office.ledger.row("follow_up", first) is None


def test_a_step_that_was_undone_comes_back_unless_others_were_entered_since(sides: Sides) -> None:
    problem = visit(sides.office, problems="融资 " + SHORTAGE)[1].id
    first = step(sides.office, problem=problem, step="assigned", lead=named("unit", BANKING, sides.office))
    undo(sides.office, first)
    row = sides.office.ledger.row("problem", problem) or {}
    assert sides.office.standing(row).state == "registered"
    undo(sides.office, first)
    assert sides.office.standing(row).state == "assigned"
    undo(sides.office, first)
    step(sides.office, problem=problem, step="returned", reason="请补地块编号")
    assert "重新录入" in refused(sides.office, first)


def test_a_plan_that_was_done_is_not_undone(sides: Sides) -> None:
    made = visit(sides.cadre, problems="融资 " + SHORTAGE, follow_up="明天 电话问")
    planned = made[-1].id
    step(sides.cadre, problem=made[1].id, step="note", words="问过了", does=planned)
    assert "后面已经有了" in refused(sides.cadre, planned)


@pytest.mark.parametrize("side", ["cadre", "office"])
def test_a_step_that_left_in_a_file_is_corrected_and_not_undone(sides: Sides, side: str) -> None:
    problem = visit(sides.cadre, problems="融资 " + SHORTAGE)[1].id
    hand_in(sides)
    desk = getattr(sides, side)
    entered = step(desk, problem=problem, step="note", words="电话问过")
    undo_of(desk, entered, today())
    if side == "cadre":
        export_to_office(desk.ledger, now())
    else:
        hand_back(sides)
    assert "更正" in refused(desk, entered)


def test_a_step_that_came_from_a_laptop_is_corrected_and_not_undone(sides: Sides) -> None:
    made = visit(sides.cadre, follow_up="明天 电话问")
    hand_in(sides)
    assert "更正" in refused(sides.office, made[-1].id)


def test_a_number_that_was_given_out_stays(sides: Sides) -> None:
    problem = visit(sides.office, problems="融资 " + SHORTAGE)[1].id
    entered = step(sides.office, problem=problem, step="assigned", lead=named("unit", BANKING, sides.office))
    undo(sides.office, entered)
    assert "编号" in refused(sides.office, problem)


def test_a_record_that_others_name_is_not_deleted_from_under_them(sides: Sides) -> None:
    made = visit(sides.cadre, problems=f"融资 {SHORTAGE}\n用工 旺季缺工300人", follow_up="明天 电话问")
    sentence = refused(sides.cadre, made[0].id)
    assert "问题 2" in sentence
    assert "跟进 1" in sentence
    for record in made[1:]:
        undo(sides.cadre, record.id)
    undo(sides.cadre, made[0].id)


def test_a_person_whom_a_list_of_visitors_names_is_not_deleted(sides: Sides) -> None:
    from fieldtui.model.records.person import Person

    person = complete(Person(name="示例孙", unit=named("unit", BANKING, sides.office)), sides.office)
    sides.office.ledger.save(person)
    visit(sides.office, visitors="示例孙")
    assert "走访 1" in refused(sides.office, person.id)


def test_a_record_in_conflict_is_settled_first(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office).id
    made = desk.ledger.history.of(record)[0]
    arrives(desk, made, {"phone": "13811111111"})
    desk.ledger.settle(record, {"phone": "13900000000"})
    undo_of(desk, record, today())
    made = desk.ledger.history.of(record)[-1]
    edit(desk, "contact", record, phone="13911111111")
    header = {**{name: getattr(made, name) for name in ("by", "kind", "of", "at")}, "device": "BBBBBBBBBBBBBBBBBBBBBA"}
    foreign = make_change(
        header={**header, "seq": 1, "prev": FIRST, "tick": made.tick + 1},
        over=[made.id],
        fields={"phone": "13722222222"},
    )
    desk.ledger.take_in([foreign], ())
    assert "先定下来" in refused(desk, record)
    # A field in conflict hinders only an edit of that field.
    edit(desk, "contact", record, post="厂长")
    undo(desk, record)


def test_a_settlement_that_is_undone_shows_the_greatest_of_the_values_again(sides: Sides) -> None:
    desk, record = sides.office, contact(sides.office).id
    made = desk.ledger.history.of(record)[0]
    edit(desk, "contact", record, phone="13911111111")
    arrives(desk, made, {"phone": "13722222222"})
    shown = row_of(desk, record)["phone"]
    desk.ledger.settle(record, {"phone": "13800000000"})
    undo(desk, record)
    assert row_of(desk, record)["phone"] == shown


def test_erased_words_do_not_come_back(sides: Sides) -> None:
    from fieldtui.work.erasing import erase

    desk, record = sides.office, contact(sides.office, phone="13900000000").id
    edit(desk, "contact", record, phone="13811111111")
    erase(desk, record, ["phone"], "本人要求删除")
    assert refused(desk, record) == "已抹除的内容不能恢复。"
    (erasure,) = desk.ledger.rows("erasure")
    assert refused(desk, erasure["id"]) == "已抹除的内容不能恢复。"


def test_an_undo_that_would_make_the_record_wrong_says_what_is_wrong(sides: Sides) -> None:
    desk = sides.office
    first, other = (named("enterprise", name, desk) for name in (ENTERPRISE, OTHER_ENTERPRISE))
    edit(desk, "enterprise", first, uscc=None)
    edit(desk, "enterprise", other, uscc=CREDIT_CODE)
    assert f"“{OTHER_ENTERPRISE}”已经用了这个信用代码" in refused(desk, first)


def test_an_edit_that_another_one_leans_on_is_not_undone_into_what_does_not_fit(sides: Sides) -> None:
    """Elsewhere it was said that somebody was met; the note that this takes was written here."""
    desk, record = sides.office, visit(sides.office, outcome="absent", note="")[0].id
    made = desk.ledger.history.of(record)[0]
    arrives(desk, made, {"outcome": "met"})
    contact(desk)
    edit(desk, "visit", record, note="见到了会计")
    assert "请写一两句谈了什么" in refused(desk, record)


def test_a_record_does_not_come_back_before_what_it_names(sides: Sides) -> None:
    """The names of what is deleted are told, not their ids."""
    desk = sides.office
    made = visit(desk, problems="融资 " + SHORTAGE)
    undo(desk, made[1].id)
    undo(desk, made[0].id)
    sentence = refused(desk, made[1].id)
    assert sentence.startswith(f"“走访 {ENTERPRISE}")
    assert sentence.endswith("”已删除，请先恢复它。")
    undo(desk, made[0].id)
    undo(desk, made[1].id)


def test_a_record_of_a_kind_that_this_version_does_not_know_stays(sides: Sides) -> None:
    desk = sides.office
    made = desk.ledger.history.of(named("enterprise", ENTERPRISE, desk))[0]
    header = {"device": "AAAAAAAAAAAAAAAAAAAAAA", "seq": 1, "prev": FIRST, "tick": 1, "at": made.at, "by": made.by}
    change = make_change(header={**header, "kind": "drone_flight", "of": new_id()}, over=[], fields={"height": 3})
    desk.ledger.take_in([change], ())
    assert "最新版本" in refused(desk, change.of)


def test_where_nothing_was_ever_edited_there_is_nothing_to_undo(sides: Sides) -> None:
    assert refused(sides.office, new_id()) == "这里没有可以撤销的。"


def test_on_a_problems_page_the_step_or_edit_entered_last_is_meant(sides: Sides) -> None:
    desk, problem = sides.office, visit(sides.office, problems="融资 " + SHORTAGE)[1].id
    assert newest(desk, problem) == problem
    first = step(desk, problem=problem, step="note", words="电话问过")
    assert newest(desk, problem) == first
    edit(desk, "problem", problem, description="流动资金")
    assert newest(desk, problem) == problem
    undo(desk, first)
    assert newest(desk, problem) == first


# ---- by command


def test_the_command_says_what_comes_back_and_brings_it_back(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        record = named("enterprise", ENTERPRISE, desk)
        edit(desk, "enterprise", record, scale="small")
        edit(desk, "enterprise", record, scale="medium")
    code, out, error = command(pair.office, "undo", ENTERPRISE)
    assert (code, error) == (0, "")
    assert out.splitlines()[0] == f"企业 {ENTERPRISE}：规模：中型 改回 小型"
    assert command(pair.office, "list", "enterprise", "--where", "scale=small")[1].count("\n") == 1
    code, out, _error = command(pair.office, "undo", record)
    assert (code, out.splitlines()[0]) == (0, f"企业 {ENTERPRISE}：规模：小型 改回 中型")
    assert_sound(pair.office)


def test_the_command_brings_back_what_was_deleted_by_its_id(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        record = contact(desk).id
    assert command(pair.office, "undo", record)[0] == 0
    assert command(pair.office, "list", "contact")[1] == ""
    assert "恢复这一条" in command(pair.office, "undo", record)[1]
    assert "示例赵" in command(pair.office, "list", "contact")[1]


@pytest.mark.parametrize("what", ["appointment", "nothing"])
def test_the_command_refuses_in_a_sentence_with_code_2(pair: Pair, what: str) -> None:
    with Desk.open_to_read(pair.cadre) as desk:
        record = new_id() if what == "nothing" else next(iter(desk.ledger.rows("appointment")))["id"]
    code, out, error = command(pair.cadre, "undo", record)
    assert (code, out) == (2, "")
    assert error.count("\n") == 1
    assert "Traceback" not in error


# ---- on screen


async def test_ctrl_z_asks_once_and_undoes_at_the_second_press(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        edit(desk, "enterprise", named("enterprise", ENTERPRISE, desk), scale="small")
        edit(desk, "enterprise", named("enterprise", ENTERPRISE, desk), scale="medium")
    async with screen_of(pair.office) as hands:
        await in_list(hands, "enterprise", ENTERPRISE)
        await hands.press("f7")
        await hands.at("history")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：规模：中型 改回 小型")
        await hands.press("down")
        await hands.until(lambda: "再按一次" not in hands.screen, "the foot without the question")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：规模：中型 改回 小型")
        await hands.press("ctrl+z")
        await hands.sees("已完成，Ctrl+Z 可还原：规模：中型 改回 小型", "修改 4 次")
        await hands.press("ctrl+z", "ctrl+z")
        await hands.sees("已完成，Ctrl+Z 可还原：规模：小型 改回 中型", "修改 5 次")


async def test_a_long_value_leaves_the_question_readable(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        for address in ("示例路" * 30, "示例街" * 30):
            edit(desk, "enterprise", named("enterprise", ENTERPRISE, desk), address=address)
    async with screen_of(pair.office) as hands:
        await in_list(hands, "enterprise", ENTERPRISE)
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：地址：示例街示例街")
        await hands.press("f7")
        await hands.at("history")
        await hands.press("end", "ctrl+z", "ctrl+z")
        await hands.sees("已完成，Ctrl+Z 可还原：地址：示例街示例街", "▸ 地址")


async def test_what_was_asked_on_one_screen_is_asked_anew_on_another(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        edit(desk, "enterprise", named("enterprise", ENTERPRISE, desk), scale="small")
        before = len(desk.ledger.history.of(named("enterprise", ENTERPRISE, desk)))
    async with screen_of(pair.office) as hands:
        await in_list(hands, "enterprise", ENTERPRISE)
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：规模")
        await hands.press("f7")
        await hands.at("history")
        await hands.press("escape")
        await hands.at("lists")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：规模")
        # From the list of actions it is asked and done as well.
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("撤销")
        await hands.press("enter")
        await hands.sees("已完成，Ctrl+Z 可还原：规模")
        assert hands.app.desk
        desk = hands.app.desk
        assert len(desk.ledger.history.of(named("enterprise", ENTERPRISE, desk))) == before + 1


async def test_ctrl_z_on_a_problems_page_takes_the_step_back_that_was_just_entered(pair: Pair) -> None:
    register_problem(pair.office)
    async with screen_of(pair.office) as hands:
        await hands.sees(SHORTAGE)
        await hands.press("home", "enter")
        await hands.at("problem")
        await hands.press("f4")
        await hands.at("step")
        await hands.in_field("step")
        await hands.type("交办")
        await hands.until(lambda: hands.app.screen.query("#field-lead"), "the field of the lead")
        await hands.press("ctrl+s")
        await hands.at("problem")
        await hands.sees("已交办")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：删除这一条（跟进 交办", f"· {SHORTAGE}）")
        await hands.press("ctrl+z")
        await hands.sees("已登记", "已完成，Ctrl+Z 可还原：删除这一条")
        await hands.press("ctrl+z", "ctrl+z")
        await hands.sees("已交办", "已完成，Ctrl+Z 可还原：恢复这一条")


async def test_ctrl_z_in_a_list_takes_a_visit_away_that_nothing_names(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        visit(desk)
    async with screen_of(pair.cadre) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.press("f6", "f6")
        await hands.sees("[走访]", "▸ ")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：删除这一条（走访")
        await hands.press("ctrl+z")
        await hands.sees("没有符合的", "已完成")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：恢复这一条（走访")
        await hands.press("ctrl+z")
        await hands.sees("▸ ", "已完成，Ctrl+Z 可还原：恢复这一条")


async def test_what_was_just_undone_is_forgotten_on_another_line(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        for day in ("昨天", "前天", "今天"):
            visit(desk, date=day)
    async with screen_of(pair.cadre) as hands:
        await hands.press("f6")
        await hands.at("lists")
        await hands.press("f6", "f6")
        await hands.sees("[走访]", "▸ ")
        await hands.press("ctrl+z", "ctrl+z")
        await hands.sees("已完成，Ctrl+Z 可还原：删除这一条")
        await hands.press("down")
        await hands.press("ctrl+z")
        await hands.sees("再按一次 Ctrl+Z：删除这一条")
        await hands.press("up")
        await hands.until(lambda: "再按一次" not in hands.screen, "the foot without the question")


async def test_ctrl_z_in_a_note_is_the_notes_own(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        visit(desk)
        before = len(list(desk.ledger.history))
    async with screen_of(pair.cadre) as hands:
        await hands.press("f2")
        await hands.in_field("enterprise")
        await go_to(hands, "note")
        await hands.paste("写错了的一句")
        await hands.sees("写错了的一句")
        await hands.press("ctrl+z")
        await hands.until(lambda: "写错了的一句" not in hands.screen, "the note without the text")
        assert hands.app.desk
        assert len(list(hands.app.desk.ledger.history)) == before


async def test_an_edit_of_somebody_else_is_told(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await in_list(hands, "enterprise", ENTERPRISE)
        await hands.press("ctrl+z")
        await hands.sees(f"最近一次是{CLERK}改的")
