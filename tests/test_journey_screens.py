"""One problem from the cadre's keyboard to the office and back, on screen, by keys alone."""

import shutil
from pathlib import Path
from threading import Timer
from time import monotonic

import pytest
from story import (
    ANSWER,
    BANKING,
    CADRE,
    CALL,
    ENTERPRISE,
    EVIDENCE,
    INITIALS,
    LABOUR,
    LEADER,
    NOTE,
    SHORTAGE,
    SUBSIDY,
    Hands,
    Pair,
    assert_both_hold_the_same,
    assert_sound,
    drafts,
    go_to,
    problem_lines,
    register_problem,
    rows,
    screen_of,
    short,
)

from fieldtui.ledger.workspace import Workspace
from fieldtui.tui.widgets.form import Form
from fieldtui.work.calendar import Calendar
from fieldtui.work.clock import today
from fieldtui.work.desk import STANDING
from fieldtui.work.known_plans import plan_named


async def record_a_visit(hands: Hands) -> None:
    await hands.press("f2")
    await hands.in_field("enterprise")
    await hands.type(INITIALS)
    await hands.sees(f"▸ {ENTERPRISE}")
    await hands.press("enter")
    await hands.in_field("note")
    await hands.press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab")
    await hands.in_field("date")
    await hands.press("ctrl+u")
    await hands.type("昨天")
    await hands.sees(f"→ {short(-1)}", "（昨天）")
    await hands.press("enter")
    await hands.in_field("note")
    await hands.type(NOTE)
    await hands.press("tab")
    first, second = problem_lines()
    await hands.in_field("problems")
    await hands.type(first)
    await hands.sees("融资 · 建议金融办 · 急 · 希望")
    await hands.press("enter")
    await hands.type(second)
    await hands.sees("政策兑现 · 建议人社局 · 一般 · 希望")
    await hands.press("enter", "enter")
    await hands.in_field("follow_up")
    await hands.type(f"明天 {CALL}")
    await hands.sees(f"→ {short(1)}", CALL)
    await hands.press("ctrl+s")
    await hands.at("today")
    await hands.sees(f"已保存：走访{ENTERPRISE}，问题 2 个。")


async def hand_in(hands: Hands, workspace: Workspace) -> Path:
    """F9 and Enter; returns the file that was written."""
    before = set(workspace.exports.iterdir())
    hands.keys.clear()
    await hands.press("f9")
    await hands.at("hand_in")
    await hands.press("enter")
    await hands.sees("已写到")
    assert len(hands.keys) <= 4
    (written,) = set(workspace.exports.iterdir()) - before
    await hands.press("escape")
    await hands.at("today")
    return written


async def take_in(hands: Hands, path: Path) -> None:
    """F9, Ctrl+F, the file's path, a look at what is in it, Ctrl+S."""
    await hands.press("f9")
    await hands.at("hand_in")
    await hands.press("ctrl+f")
    await hands.until(lambda: hands.app.focused and hands.app.focused.id == "folder")
    await hands.type(str(path))
    await hands.press("enter")
    await hands.at("preview")
    await hands.sees("签名有效。")
    await hands.press("ctrl+s")
    await hands.at("hand_in")
    await hands.sees("报来：" if hands.app.desk and hands.app.desk.my_role() == "clerk" else "企服办下发：")
    await hands.press("escape")
    await hands.at("today")


async def open_problem(hands: Hands, title: str) -> None:
    """Down today's list to the problem, and Enter."""
    await hands.press("home")
    for _line in range(20):
        if "▸ " in (line := cursor_line(hands)) and title in line:
            break
        await hands.press("down")
    await hands.press("enter")
    await hands.at("problem")


def cursor_line(hands: Hands) -> str:
    return next((line for line in hands.screen.splitlines() if "▸" in line), "")


async def choose_step(hands: Hands, word: str, needs: str) -> None:
    """F4, and the step by its word; `needs` is a field that it asks for."""
    await hands.press("f4")
    await hands.at("step")
    await hands.in_field("step")
    await hands.type(word)
    await hands.sees(f"{word} ◂ ▸")
    # The form is made anew with the fields of this step.
    await hands.until(lambda: len(hands.app.screen.query(Form)) == 1 and hands.app.screen.query(f"#field-{needs}"))
    await hands.in_field("step")


async def test_a_problem_travels_from_visit_to_closing(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads = tmp_path / "下载"
    downloads.mkdir()
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(downloads))

    # On site: a visit with two problems and a follow-up, and the file for the office.
    async with screen_of(pair.cadre) as hands:
        await record_a_visit(hands)
        await hands.sees("未报送", "近日", CALL)
        first_file = await hand_in(hands, pair.cadre)
        await hands.until(lambda: "未报送" not in hands.screen)
    (visit,) = rows(pair.cadre, "visit")
    problems = {row["title"]: row for row in rows(pair.cadre, "problem")}
    assert visit["note"] == NOTE
    assert visit["date"] < today().isoformat()
    assert problems.keys() == {SHORTAGE, SUBSIDY}
    assert (problems[SHORTAGE]["urgency"], problems[SHORTAGE]["suggested"]) == ("urgent", BANKING)
    assert problems[SUBSIDY]["suggested"] == LABOUR

    # The office finds the file among the downloads, numbers the problem, gives it out and enters the answer.
    shutil.copy(first_file, downloads)
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.sees("接收", CADRE, first_file.name)
        await hands.press("down", "enter")
        await hands.at("preview")
        await hands.sees(SHORTAGE, SUBSIDY, "签名有效。")
        await hands.press("ctrl+s")
        await hands.at("hand_in")
        await hands.sees(f"{CADRE}报来：走访 1、问题 2、跟进 1。")
        await hands.press("escape")
        await hands.at("today")
        await hands.sees("待交办 2")
        await open_problem(hands, SHORTAGE)
        await hands.sees("未编号", "已登记")
        await choose_step(hands, "交办", "lead")
        await hands.press("ctrl+s")
        await hands.at("problem")
        due = Calendar(plan_named(pair.office.plan).calendar).add_working_days(today(), 7)
        await hands.sees(f"230602-{today().year}-0001", "已交办", f"期限 {due:%m-%d}")
        await choose_step(hands, "反馈", "behalf")
        await hands.press("tab", "tab", "tab", "tab", "tab")
        await hands.in_field("words")
        await hands.type(ANSWER)
        await hands.press("ctrl+s")
        await hands.at("problem")
        await hands.sees("已反馈（待回访）", BANKING, "代录", "电话", ANSWER[:4])
        # Nobody has asked the enterprise yet: it can't be closed, and the sentence says what comes before.
        await choose_step(hands, "办结", "evidence")
        await fill_in_closing(hands)
        await hands.press("ctrl+s")
        await hands.sees("反馈以后还没有回访到企业；先回访，再办结。")
        await hands.press("ctrl+t", "ctrl+t")
        await hands.at("problem")
        await hands.press("escape")
        await hands.at("today")
        office_file = await hand_in(hands, pair.office)

    # The cadre sees the answer, asks the enterprise, and hands in.
    async with screen_of(pair.cadre) as hands:
        await take_in(hands, office_file)
        await hands.sees("企服办下发 1", "反馈", SHORTAGE, ANSWER)
        await open_problem(hands, SHORTAGE)
        await choose_step(hands, "回访", "reached")
        await hands.press("enter")
        await hands.in_field("reached")
        await hands.type("是")
        await hands.press("enter")
        await hands.in_field("satisfaction")
        await hands.type("满意")
        await hands.press("ctrl+s")
        await hands.at("problem")
        await hands.sees("已回访")
        await hands.press("escape")
        await hands.at("today")
        second_file = await hand_in(hands, pair.cadre)

    # Now it can be closed, with evidence and the leader's approval.
    async with screen_of(pair.office) as hands:
        await take_in(hands, second_file)
        await hands.sees("待办结 1")
        await open_problem(hands, SHORTAGE)
        await choose_step(hands, "办结", "evidence")
        await fill_in_closing(hands)
        await hands.press("ctrl+s")
        await hands.at("problem")
        await hands.sees("已办结", EVIDENCE)
        await hands.press("escape")
        await hands.at("today")
        closing_file = await hand_in(hands, pair.office)

    # A last exchange of receipts: both sides hold the same.
    async with screen_of(pair.cadre) as hands:
        await take_in(hands, closing_file)
        receipt = await hand_in(hands, pair.cadre)
    async with screen_of(pair.office) as hands:
        await take_in(hands, receipt)
        closed = hands.app.desk.ledger.derived(STANDING, problems[SHORTAGE]["id"]) if hands.app.desk else {}
    assert closed["state"] == "closed"
    assert_sound(pair.office)
    assert_sound(pair.cadre)
    assert_both_hold_the_same(pair)


async def fill_in_closing(hands: Hands) -> None:
    await hands.press("enter")
    await hands.in_field("evidence")
    await hands.type(EVIDENCE)
    await hands.press("tab")
    await hands.in_field("approved_by")
    await hands.type(LEADER)


async def test_a_draft_is_kept_while_the_typing_goes_on(pair: Pair) -> None:
    """A second without a pause between the keys: the draft is on disk all the same."""
    async with screen_of(pair.cadre) as hands:
        await hands.press("f2")
        await hands.in_field("enterprise")
        await hands.press("tab", "tab", "tab", "tab", "tab", "tab")
        await hands.in_field("note")
        begin = monotonic()
        typed = ""
        while not drafts(pair.cadre) and monotonic() < begin + 10:
            await hands.type("字")
            await hands.pilot.pause(0.05)
            typed += "字"
        assert typed.startswith(drafts(pair.cadre)[0].values["note"] or "nothing")
        for _key in range(40):
            await hands.type("字")
            await hands.pilot.pause(0.03)
            typed += "字"
        await hands.until(lambda: drafts(pair.cadre)[0].values["note"] == typed)


async def test_another_step_asks_for_its_own_fields(pair: Pair) -> None:
    """What was typed into a field that both steps have stays in it."""
    register_problem(pair.office)
    async with screen_of(pair.office) as hands:
        await hands.sees("待交办 1")
        await open_problem(hands, SHORTAGE)
        await choose_step(hands, "退回补正", "reason")
        await go_to(hands, "words")
        await hands.type("电话里说好了")
        await go_to(hands, "step", "shift+tab")
        await hands.type("跟进")
        await hands.until(lambda: not hands.app.screen.query("#field-reason"))
        await hands.sees("电话里说好了")


async def test_saving_while_a_draft_is_being_written(pair: Pair) -> None:
    """Both need the drafts; neither waits for the other for ever."""
    async with screen_of(pair.cadre) as hands:
        await hands.press("f2")
        await hands.in_field("enterprise")
        guard = hands.app.drafts_guard
        guard.acquire()
        await hands.paste(ENTERPRISE)
        await go_to(hands, "note")
        await hands.type(NOTE)
        await hands.until(lambda: any(worker.group == "draft" for worker in hands.app.workers), "the writing")
        # Saving waits in the thread of the screen, so the drafts are let go, and were it for ever freed, by others.
        Timer(0.3, guard.release).start()
        freed = Timer(8, lambda: guard.release() if guard.locked() else None)
        freed.start()
        await hands.press("ctrl+s")
        assert freed.is_alive(), "the program stood still"
        freed.cancel()
        await hands.at("today")
        await hands.sees("已保存：走访")
    assert drafts(pair.cadre) == []
