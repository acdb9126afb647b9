"""Drafts: what was half typed offers itself, apart and in order; saved twice it makes nothing twice; damage is told."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from story import (
    ENTERPRISE,
    NOTE,
    OTHER_ENTERPRISE,
    SHORTAGE,
    SUBSIDY,
    Pair,
    drafts,
    go_to,
    register_problem,
    rows,
    screen_of,
)
from test_journey_terminal import begin_visit, terminal

from fieldtui.ledger.drafts import Draft, Drafts, looked_at, offered, read_drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.view import document_id
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.text import is_id
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.step_form import StepForm
from fieldtui.work.today import today_list
from fieldtui.work.visits import enter_problems, enter_visit, made_from

FORM = {
    "enterprise": ENTERPRISE,
    "visitors": "示例张",
    "note": NOTE,
    "problems": f"融资 {SHORTAGE}\n政策 {SUBSIDY}",
    "follow_up": "明天 电话问",
}


# ---- saved twice


def count(desk: Desk) -> dict[str, int]:
    return {kind: len(list(desk.ledger.rows(kind))) for kind in ("visit", "problem", "follow_up")}


def test_a_visit_that_is_saved_twice_from_one_draft_is_there_once(pair: Pair) -> None:
    values = {"id": new_id(), **FORM}
    with Desk.open_to_write(pair.cadre) as desk:
        first = enter_visit(desk, values, today())
        desk.ledger.save(*first.records)
        again = enter_visit(desk, values, today())
        assert [record.id for record in again.records] == [record.id for record in first.records]
        assert desk.ledger.save(*again.records) == []
        assert count(desk) == {"visit": 1, "problem": 2, "follow_up": 1}


def test_problems_that_are_saved_twice_from_one_draft_are_there_once(pair: Pair) -> None:
    values = {"id": new_id(), **FORM, "source": "call"}
    with Desk.open_to_write(pair.cadre) as desk:
        for _time in range(2):
            desk.ledger.save(*enter_problems(desk, values, today()).records)
        assert count(desk)["problem"] == 2
        assert desk.ledger.kind_of(values["id"]) == "problem", "by which the draft is known to be saved"


def test_the_same_line_in_two_drafts_is_two_problems(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        for _draft in range(2):
            desk.ledger.save(*enter_visit(desk, {"id": new_id(), **FORM}, today()).records)
        assert count(desk) == {"visit": 2, "problem": 4, "follow_up": 2}


@given(base=st.uuids(version=4), places=st.sets(st.integers(0, 0xFFF), min_size=2))
def test_what_is_made_with_a_record_has_ids_of_its_moment_in_order(base: object, places: set[int]) -> None:
    record = str(base)
    made = [made_from(record, place) for place in sorted(places)]
    assert made == sorted(set(made))
    for identifier in made:
        assert is_id(identifier)
        assert identifier[:13] == record[:13]
        assert re.fullmatch(r".{14}7.{4}[89ab].*", identifier)
        assert made_from(record, sorted(places)[made.index(identifier)]) == identifier


async def test_a_second_ctrl_s_before_the_form_is_gone_saves_nothing_twice(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("f2")
        await hands.in_field("enterprise")
        await hands.paste(ENTERPRISE)
        await go_to(hands, "note")
        await hands.paste(NOTE)
        await go_to(hands, "problems")
        await hands.paste(f"融资 {SHORTAGE}")
        await hands.press("ctrl+s", "ctrl+s")
        await hands.at("today")
        await hands.sees("已保存：走访")
    assert [len(rows(pair.cadre, kind)) for kind in ("visit", "problem")] == [1, 1]


# ---- the end came between the save and the discarding


def keep(workspace: Workspace, draft_id: str, form: str, values: Mapping[str, str], of: str = "") -> None:
    Drafts(workspace.drafts).keep(draft_id, form, of, values)


@pytest.mark.parametrize("form", ["visit", "problems", "step"])
async def test_a_draft_whose_record_is_saved_is_offered_no_more(pair: Pair, form: str) -> None:
    saved, waiting = new_id(), new_id()
    problem = register_problem(pair.office)
    values = {"id": saved, **FORM}
    with Desk.open_to_write(pair.office) as desk:
        if form == "step":
            step = StepForm(desk, problem, today()).entry(
                {"id": saved, "problem": problem, "step": "note", "words": "问"}
            )
            assert step.troubles == {}
            desk.ledger.save(*step.records)
        else:
            enter = enter_visit if form == "visit" else enter_problems
            desk.ledger.save(*enter(desk, {**values, "source": "call"}, today()).records)
    keep(pair.office, saved, form, FORM)
    keep(pair.office, waiting, form, {**FORM, "note": "还没存的"})
    async with screen_of(pair.office) as hands:
        await hands.sees("草稿 1")
    assert [draft.id for draft in drafts(pair.office)] == [waiting]


def test_a_draft_whose_record_was_undone_since_is_not_offered_again(pair: Pair) -> None:
    from fieldtui.work.undo import undo_of

    draft = new_id()
    with Desk.open_to_write(pair.cadre) as desk:
        desk.ledger.save(*enter_visit(desk, {"id": draft, "enterprise": ENTERPRISE, **_alone()}, today()).records)
        desk.ledger.save(undo_of(desk, draft, today()).record)
        keep(pair.cadre, draft, "visit", FORM)
        assert offered(desk.ledger) == ([], None)


def _alone() -> dict[str, str]:
    return {"visitors": "示例张", "note": NOTE}


# ---- how they offer themselves


def lines(pair: Pair, *listed: Draft) -> list[tuple[str, str, str, str]]:
    with Desk.open_to_read(pair.cadre) as desk:
        (section,) = [section for section in today_list(desk, listed, today()) if section.title == "草稿"]
        return [(item.what, item.title, item.about, item.why) for item in section.items]


def draft(**values: str) -> Draft:
    return Draft(new_id(), "visit", "", values, int(now().timestamp() * 1000))


@pytest.mark.parametrize(("days", "words"), [(0, "今天 "), (1, "昨天 "), (2, "2天前"), (40, "40天前")])
def test_a_draft_says_when_it_was_written(pair: Pair, days: int, words: str) -> None:
    moment = now().replace(hour=20, minute=41) - timedelta(days=days)
    (line,) = lines(pair, Draft(new_id(), "visit", "", {"note": "写到一半"}, int(moment.timestamp() * 1000)))
    assert words in line[3]
    assert "20:41" in line[3]
    assert (f"{moment:%m-%d}" in line[3]) is (days > 1)


def test_a_draft_says_what_it_belongs_to(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        made = enter_visit(desk, FORM, today()).records
        desk.ledger.save(*made)
    visit, problem, *_rest = made
    at = int(now().timestamp() * 1000)
    found = lines(
        pair,
        Draft(new_id(), "visit", "", {"enterprise": OTHER_ENTERPRISE, "note": "甲"}, at),
        Draft(new_id(), "step", problem.id, {"words": "乙"}, at),
        Draft(new_id(), "step", visit.id, {"words": "丙"}, at),
    )
    assert [(what, title) for what, title, _about, _why in found] == [("走访", "甲"), ("跟进", "乙"), ("跟进", "丙")]
    assert "龙园" in found[0][2]
    assert SHORTAGE in found[1][2]
    assert "龙原" in found[2][2]


def test_drafts_of_one_moment_keep_their_order(tmp_path: Path) -> None:
    listed = [Draft(new_id(), "visit", "", {}, 5) for _number in range(5)]
    path = tmp_path / "drafts.json"
    for order in (listed, listed[::-1]):
        table = {document_id(item.id): {**vars_of(item)} for item in order}
        path.write_text(json.dumps({"drafts": table}), "utf-8")
        assert [item.id for item in read_drafts(path)[0]] == [item.id for item in listed]


def vars_of(item: Draft) -> dict[str, object]:
    return {"id": item.id, "form": item.form, "of": item.of, "values": dict(item.values), "at": item.at}


async def test_to_open_a_draft_and_leave_it_does_not_make_it_younger(pair: Pair) -> None:
    older, newer = new_id(), new_id()
    keep(pair.cadre, older, "visit", {"enterprise": ENTERPRISE, "date": today().isoformat(), "note": "先写的"})
    await asyncio.sleep(0.002)
    keep(pair.cadre, newer, "visit", {"enterprise": OTHER_ENTERPRISE, "note": "后写的"})
    before = drafts(pair.cadre)
    async with screen_of(pair.cadre) as hands:
        await hands.sees("草稿 2", "先写的", "后写的")
        await hands.press("end", "enter")
        await hands.at("visit")
        await hands.sees("先写的")
        await hands.pilot.pause(1.2)
        await hands.press("escape", "escape")
        await hands.at("today")
    assert [item.id for item in drafts(pair.cadre)] == [newer, older]
    assert drafts(pair.cadre)[1].at == before[1].at


async def test_one_of_several_drafts_is_thrown_away_only_at_the_second_press(pair: Pair) -> None:
    keep(pair.cadre, new_id(), "visit", {"enterprise": ENTERPRISE, "note": "先写的"})
    await asyncio.sleep(0.002)
    keep(pair.cadre, new_id(), "visit", {"enterprise": OTHER_ENTERPRISE, "note": "后写的"})
    async with screen_of(pair.cadre) as hands:
        await hands.sees("草稿 2")
        await hands.press("end", "up", "enter")
        await hands.at("visit")
        await hands.press("ctrl+t")
        await hands.sees("再按一次 Ctrl+T")
        assert len(drafts(pair.cadre)) == 2
        await hands.press("ctrl+t")
        await hands.at("today")
        await hands.sees("草稿 1", "先写的")
    assert [item.values["note"] for item in drafts(pair.cadre)] == ["先写的"]


# ---- damage


DAMAGED = [b"", b"[]", b"garbage", b'{"drafts": []}', b'{"drafts": {"1": {}}}', b"\xff\xfe"]


@pytest.mark.parametrize("content", DAMAGED)
async def test_a_damaged_file_is_told_kept_and_drafts_can_be_kept_again(pair: Pair, content: bytes) -> None:
    pair.cadre.drafts.write_bytes(content)
    async with screen_of(pair.cadre) as hands:
        await hands.sees("草稿文件有损坏，读出 0 份；坏的另存为 data/drafts-damaged-")
        await hands.press("f2")
        await hands.in_field("enterprise")
        await go_to(hands, "note")
        await hands.paste("写到一半")
        await hands.until(lambda: len(drafts(pair.cadre)) == 1, "the draft")
    assert [path.read_bytes() for path in pair.cadre.data.glob("drafts-damaged-*")] == [content]


@pytest.mark.parametrize(
    "wrong", [{"at": "today"}, {"values": []}, {"id": "17"}, {"form": None}, {"of": 3}], ids=lambda wrong: str(wrong)
)
def test_what_is_sound_in_a_damaged_file_stays(pair: Pair, wrong: Mapping[str, object]) -> None:
    keep(pair.cadre, new_id(), "visit", {"note": "完好的"})
    keep(pair.cadre, new_id(), "visit", {"note": "坏掉的"})
    tables = json.loads(pair.cadre.drafts.read_text("utf-8"))
    (key,) = (key for key, row in tables["drafts"].items() if row["values"]["note"] == "坏掉的")
    tables["drafts"][key] |= wrong
    pair.cadre.drafts.write_text(json.dumps(tables), "utf-8")
    with Ledger.open_to_write(pair.cadre) as ledger:
        listed, aside = offered(ledger)
        assert [item.values["note"] for item in listed] == ["完好的"]
        assert aside
        assert json.loads(aside.read_text("utf-8")) == tables
        assert offered(ledger) == (listed, None)


async def test_drafts_that_cannot_be_read_are_told_and_hinder_nothing(pair: Pair) -> None:
    pair.cadre.drafts.mkdir()
    async with screen_of(pair.cadre) as hands:
        await hands.sees("草稿读不出来：", "F2 走访")


# ---- a window that only looks


@pytest.mark.parametrize("content", [None, *DAMAGED])
async def test_a_window_that_only_looks_writes_no_drafts(pair: Pair, content: bytes | None) -> None:
    saved = new_id()
    with Desk.open_to_write(pair.cadre) as desk:
        desk.ledger.save(*enter_visit(desk, {"id": saved, **FORM}, today()).records)
    keep(pair.cadre, saved, "visit", FORM)
    keep(pair.cadre, new_id(), "visit", {"note": "写到一半"})
    if content is not None:
        pair.cadre.drafts.write_bytes(content)
    before = {path: path.read_bytes() for path in pair.cadre.data.iterdir() if path.is_file()}
    async with screen_of(pair.cadre, read_only=True) as hands:
        await hands.sees("草稿 1" if content is None else "草稿文件有损坏")
        if content is None:
            await hands.press("home")
            for _line in range(8):
                await hands.press("enter", "down")
        await hands.press("f2", "f3", "ctrl+z")
        await hands.sees("只读方式")
    after = {path: path.read_bytes() for path in pair.cadre.data.iterdir() if path.is_file()}
    assert after == before


def test_whoever_looks_sees_what_is_sound(pair: Pair) -> None:
    keep(pair.cadre, new_id(), "visit", {"note": "写到一半"})
    ledger = Ledger.open_to_read(pair.cadre)
    assert [item.values["note"] for item in looked_at(ledger)[0]] == ["写到一半"]
    assert looked_at(ledger)[1]


# ---- kill -9


def test_kill_9_takes_at_most_a_second_of_typing(pair: Pair) -> None:
    """Whatever stood on the screen for more than a second is in the draft, while the typing went on without a pause."""
    seen: list[tuple[float, str]] = []
    typed = ""
    with terminal(pair.cadre) as window:
        begin_visit(window)
        for number in range(60):
            character = NOTE[number % len(NOTE)]
            typed += character
            window.type(character)
            shown = typed[-6:]
            window.until(lambda: shown in "".join(line.strip() for line in window.lines), "what was typed")  # noqa: B023
            seen.append((monotonic(), typed))
            sleep(0.05)
        end = monotonic()
        window.kill()
    kept = str(drafts(pair.cadre)[0].values["note"])
    assert typed.startswith(kept)
    # A machine that tests run on side by side may be half a second late.
    whole_second = max(text for moment, text in seen if moment < end - 1.5)
    assert len(kept) >= len(whole_second)
