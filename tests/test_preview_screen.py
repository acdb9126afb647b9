"""Before files are taken in: what one shows, what several show together, and the sentence for what can't come in."""

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from story import CADRE, ENTERPRISE, OTHER_ENTERPRISE, Hands, Pair, enrolled_pair, rows, screen_of, short
from test_enrolment import enrolled, handed_in, run, well
from test_waiting import handed_in as visited_and_handed_in

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.foreseen import Coming, Looked, look_at
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.preview import all_lines, taken_in_files
from fieldtui.sync.waiting import waiting_files
from fieldtui.tui.screens import preview
from fieldtui.tui.screens.sentence import SentenceScreen
from fieldtui.tui.widgets.rows import RowList
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit


def visits(side: Workspace, *entries: tuple[str, str, str]) -> None:
    """Visits by (enterprise, note, lines of problems)."""
    with Desk.open_to_write(Workspace.load(side.folder)) as desk:
        for enterprise, note, problems in entries:
            texts = {"enterprise": enterprise, "visitors": CADRE, "note": note, "problems": problems}
            entry = enter_visit(desk, texts, today())
            assert entry.troubles == {}
            desk.ledger.save(*entry.records)


async def looked_at(hands: Hands, *paths: Path) -> None:
    """F9, Ctrl+F, and a file's path; or that of its folder, all of which is looked at."""
    await hands.press("f9", "ctrl+f")
    await hands.until(lambda: hands.app.focused and hands.app.focused.id == "folder")
    await hands.type(str(paths[0].parent if len(paths) > 1 else paths[0]))
    await hands.press("enter")
    if len(paths) > 1:
        await hands.sees("全部接收", f"{len(paths)} 个文件")
        rows_shown = hands.app.screen.query_one("#ways", RowList)
        while "全部接收" not in (rows_shown.current.cells[0] if rows_shown.current else ""):
            await hands.press("down")
        await hands.press("enter")
    await hands.at("preview")


def scrolled(hands: Hands) -> str:
    """All that the preview shows, also what is out of sight."""
    listing = hands.app.screen.query_one("#content", RowList)
    return "\n".join(" ".join(row.cells) for row in listing._rows)


async def test_one_file_says_from_whom_when_and_all_that_is_new(pair: Pair) -> None:
    visits(
        pair.cadre,
        (ENTERPRISE, "见到副总。", "融资 流动资金缺口300万\n政策 稳岗返还未到账"),
        (OTHER_ENTERPRISE, "一切正常。", ""),
        *((OTHER_ENTERPRISE, f"又去第{number}次。", "") for number in range(2, 40)),
    )
    file = handed_in(pair.cadre)
    async with screen_of(pair.office) as hands:
        await looked_at(hands, file)
        await hands.sees(f"{CADRE}发来，{today().isoformat()}", "签名有效", "新内容：走访 40、问题 2", "按企业")
        await hands.sees("示例龙原精细化工  走访 1、问题 2", "示例龙园花岗石  走访 39", "全部条目")
        assert "又去第39次" not in hands.screen
        await hands.press("end")
        await hands.sees("又去第39次")
        await hands.press("escape")
    assert rows(pair.office, "visit") == [], "to look is not to take in"


async def test_a_folder_of_files_is_looked_at_and_taken_in_together(pair: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "U 盘"
    first = visited_and_handed_in(pair.cadre, "第一次去。", stick)
    with_both = visited_and_handed_in(pair.cadre, "第二次去。", stick)
    damaged = stick / "坏的.json"
    damaged.write_bytes(first.read_bytes()[:-30])
    async with screen_of(pair.office) as hands:
        await looked_at(hands, first, with_both)
        await hands.sees("2 个文件里有 2 个能接收：走访 2。")
        said = scrolled(hands)
        assert said.index("第一次去") < said.index("第二次去"), "the oldest first"
        assert said.count("第一次去") == 1, "what the second brings again is not new"
        await hands.press("ctrl+s")
        await hands.at("hand_in")
        await hands.sees(first.name, with_both.name, "报来")
        await hands.until(lambda: "全部接收" not in hands.screen)
    assert {row["note"] for row in rows(pair.office, "visit")} == {"第一次去。", "第二次去。"}


def test_of_files_in_a_row_the_later_does_not_miss_the_earlier(pair: Pair, tmp_path: Path) -> None:
    """The second was written once the first had been confirmed, and the office lost what it had."""
    stick = tmp_path / "stick"
    before = shutil.copytree(pair.office.folder, tmp_path / "before")
    first = visited_and_handed_in(pair.cadre, "第一次去。", stick)
    well(pair.office.folder, "bundle", "import", first)
    back = Path(well(pair.office.folder, "bundle", "export", "--to", CADRE).split("  ")[0])
    well(pair.cadre.folder, "bundle", "import", back)
    second = visited_and_handed_in(pair.cadre, "第二次去。", stick)
    shutil.rmtree(pair.office.folder)
    shutil.copytree(before, pair.office.folder)
    with Desk.open_to_write(Workspace.load(pair.office.folder)) as desk:
        alone = look_at(second, desk.ledger, Coming())
        assert "前面还缺" in "\n".join(words for _tone, words in all_lines([alone], desk.ledger))
        coming = Coming()
        both = [look_at(path, desk.ledger, coming) for path in (first, second)]
        assert [one.why for one in both] == [None, None]
        told: list[str] = []
        said = taken_in_files([first, second], desk.ledger, told.append, lambda: len(told) == 1)
        assert len(told) == 1, "told once for each file that is begun"
        assert "还有 1 个文件没有接收" in said[-1]
    assert {row["note"] for row in rows(pair.office, "visit")} == {"第一次去。"}


def a_gap(pair: Pair, folder: Path) -> tuple[Path, str]:
    stick = folder / "stick"
    before = shutil.copytree(pair.office.folder, folder / "before")
    well(pair.office.folder, "bundle", "import", visited_and_handed_in(pair.cadre, "第一次去。", stick))
    back = Path(well(pair.office.folder, "bundle", "export", "--to", CADRE).split("  ")[0])
    well(pair.cadre.folder, "bundle", "import", back)
    shutil.rmtree(pair.office.folder)
    shutil.copytree(before, pair.office.folder)
    return visited_and_handed_in(pair.cadre, "第二次去。", stick), "前面还缺"


def unknown(pair: Pair, folder: Path) -> tuple[Path, str]:
    laptop = enrolled(pair.office, folder / "laptop")
    return handed_in(laptop), comparison_code(laptop.device)


def revoked(pair: Pair, folder: Path) -> tuple[Path, str]:
    well(pair.office.folder, "device", "revoke", CADRE)
    return visited_and_handed_in(pair.cadre, "小偷写的。", folder / "stick"), "已停用"


def for_somebody_else(pair: Pair, folder: Path) -> tuple[Path, str]:
    other = enrolled_pair(folder / "other")
    back = well(other.office.folder, "bundle", "export", "--to", CADRE).split("  ")[0]
    return Path(back), "这个文件是给别人的"


def damaged(pair: Pair, folder: Path) -> tuple[Path, str]:
    file = visited_and_handed_in(pair.cadre, "去过。", folder / "stick")
    file.write_bytes(file.read_bytes()[:-30])
    return file, "不完整"


@pytest.mark.parametrize("case", [a_gap, unknown, revoked, for_somebody_else, damaged])
async def test_what_cannot_come_in_says_why(
    case: Callable[[Pair, Path], tuple[Path, str]], pair: Pair, tmp_path: Path
) -> None:
    file, sentence = case(pair, tmp_path)
    waits = case is not damaged
    async with screen_of(pair.office) as hands:
        await looked_at(hands, file)
        await hands.sees(sentence)
        if case is unknown:
            await hands.sees("按 Ctrl+S 核对")
            await hands.press("escape")
            return
        await hands.press("ctrl+s")
        if waits:
            await hands.at("hand_in")
            await hands.sees("等待处理")
        else:
            await hands.sees("这份文件不能接收")
            assert "Ctrl+S" not in hands.screen
            await hands.at("preview")
    assert len(waiting_files(pair.office)) == waits
    assert rows(pair.office, "visit") == []


async def test_while_files_are_looked_at_nothing_else_is_begun_and_esc_stops_it(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    files = [visited_and_handed_in(pair.cadre, note, stick) for note in ("第一次去。", "第二次去。")]
    begun, go_on = list[Path](), Event()

    def slowly(path: Path, ledger: Ledger, coming: Coming) -> Looked:
        begun.append(path)
        assert go_on.wait(20)
        return look_at(path, ledger, coming)

    monkeypatch.setattr(preview, "look_at", slowly)
    async with screen_of(pair.office) as hands:
        await looked_at(hands, *files)
        await hands.sees("正在查看 1/2")
        await hands.press("ctrl+s", "f2", "ctrl+q")
        await hands.sees("请稍等")
        await hands.at("preview")
        await hands.press("escape")
        await hands.sees("正在停下")
        go_on.set()
        await hands.at("hand_in")
    assert begun == files[:1]
    assert rows(pair.office, "visit") == []


async def test_a_sentence_that_has_to_be_read_first_keeps_nothing_from_being_shown(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def slowly(path: Path, ledger: Ledger, coming: Coming) -> Looked:
        assert go_on.wait(20)
        return look_at(path, ledger, coming)

    monkeypatch.setattr(preview, "look_at", slowly)
    async with screen_of(pair.office) as hands:
        await looked_at(hands, handed_in(pair.cadre))
        hands.app.push_screen(SentenceScreen("这台电脑成了新设备。"))
        await hands.sees("这台电脑成了新设备。")
        go_on.set()
        await hands.until(lambda: not any(worker.is_running for worker in hands.app.workers))
        await hands.press("enter")
        await hands.at("preview")
        await hands.sees("签名有效")


async def test_what_nobody_thought_of_is_told_in_a_sentence(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> Looked:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(preview, "look_at", broken)
    async with screen_of(pair.office) as hands:
        await looked_at(hands, handed_in(pair.cadre))
        await hands.sees("这一步没有做成")
        await hands.press("ctrl+s", "escape")
        await hands.at("hand_in")


async def test_an_export_that_fails_says_so_and_the_next_one_works(pair: Pair) -> None:
    visits(pair.cadre, (ENTERPRISE, f"{short(0)}去过。", ""))
    exports = pair.cadre.exports
    shutil.rmtree(exports)
    exports.write_text("in the way")
    async with screen_of(pair.cadre) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.press("enter")
        await hands.sees("没能写到", "没有做成")
        exports.unlink()
        await hands.press("enter")
        await hands.sees("已写到")
    assert run(pair.office.folder, "bundle", "import", max(exports.iterdir())).exit_code == 0
