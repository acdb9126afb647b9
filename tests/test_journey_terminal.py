"""The story in a real terminal of 80×24: Chinese as UTF-8 bytes, the cursor that an input method follows, and ends that
nobody chose: kill -9 and a closed window."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pyte
import pytest
from rich.cells import cell_len
from story import (
    ANSWER,
    COUNTY_NAME,
    ENTERPRISE,
    EVIDENCE,
    INITIALS,
    LEADER,
    NOTE,
    SHORTAGE,
    SUBSIDY,
    Pair,
    assert_both_hold_the_same,
    assert_sound,
    drafts,
    problem_lines,
    rows,
)

from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today

COLUMNS, LINES = 80, 24
KEYS = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "home": b"\x1b[H",
    "f2": b"\x1bOQ",
    "f4": b"\x1bOS",
    "f9": b"\x1b[20~",
    "ctrl+f": b"\x06",
    "ctrl+n": b"\x0e",
    "ctrl+o": b"\x0f",
    "ctrl+k": b"\x0b",
    "ctrl+q": b"\x11",
    "ctrl+s": b"\x13",
}

NOTES, CHOICES = ("佐证", "说明"), ("联系上", "满意度")
"""Fields of a step: texts of several lines, whose label stands above them, and choices."""


class Terminal:
    """A process in a terminal of its own: what it draws is read by pyte, as a person would see it."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (COLUMNS, LINES), **environment: str) -> None:
        self.columns, self.height = size
        self.keys: list[str] = []
        """The keys that were pressed, beside the text that was typed."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._drawn: list[str] = []
        self._ended = False
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.height, self.columns, 0, 0))
        # The window's own size counts, not that of whatever runs the tests.
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        usual = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor"}
        # As in a window, the terminal is the process's own, so that closing it sends SIGHUP.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fieldtui", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**inherited, **usual, **environment},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    # Hands

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys.append(key)
            os.write(self._master, KEYS[key])

    def type(self, text: str) -> None:
        os.write(self._master, text.encode("utf-8"))

    # Eyes

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Read what is drawn until a condition holds."""
        deadline = monotonic() + 20
        while not condition():
            if monotonic() > deadline or (self._ended and not condition()):
                pytest.fail(
                    f"{what} did not come; the cursor is at {self.cursor}; the screen:\n" + "\n".join(self.lines)
                )
            self._read(0.05)

    def sees(self, *words: str) -> None:
        for word in words:
            self.until(lambda: any(word in line for line in self.lines), word)  # noqa: B023 - called at once

    def _read(self, seconds: float) -> None:
        ready, _w, _x = select.select([self._master], [], [], seconds)
        if ready:
            try:
                self._stream.feed(os.read(self._master, 65536))
                self._drawn = []
            except OSError:  # nobody is at the other end any more
                self.process.wait(timeout=20)
                self._ended = True

    @property
    def lines(self) -> list[str]:
        """What stands on the screen; put together once for each time that something is drawn."""
        if not self._drawn:
            self._drawn = [self._line(number).rstrip() for number in range(self.height)]
        return self._drawn

    def _line(self, number: int) -> str:
        """A line's text. Of a 汉字 whose one cell was drawn over a terminal leaves a blank; pyte does not know that."""
        cells = [self._screen.buffer[number][column].data for column in range(self.columns)]
        text = ""
        for column, cell in enumerate(cells):
            if cell == "":
                text += "" if column and cell_len(cells[column - 1]) == 2 else " "
            else:
                whole = cell_len(cell) < 2 or cells[column + 1 : column + 2] == [""]
                text += cell if whole else " "
        return text

    def cells(self) -> list[list[tuple[str, str, str]]]:
        """Of each line its cells: the character, its colour and what lies behind it, as pyte names colours."""
        rows = ([self._screen.buffer[line][column] for column in range(self.columns)] for line in range(self.height))
        return [[(cell.data, cell.fg, cell.bg) for cell in row] for row in rows]

    @property
    def cursor(self) -> tuple[int, int]:
        """The terminal's cursor: column and line, in cells."""
        return self._screen.cursor.x, self._screen.cursor.y

    def cursor_comes_behind(self, text: str) -> None:
        """The cursor comes to the cell right behind `text`, which ends a line."""
        self._cursor_comes(lambda line: cell_len(line) if line.endswith(text) else None, 0, f"behind {text!r}")

    def comes_to(self, label: str) -> None:
        """One types into the empty field behind this label."""

        def begin(line: str) -> int | None:
            before, found, _behind = f"{line} ".partition(f"{label} ")
            return cell_len(before + found) if found else None

        self._cursor_comes(begin, 0, f"in the field {label}")

    def comes_behind(self, label: str, text: str) -> None:
        """One types in the field behind this label, behind `text` where something stands there already."""
        words = f"{label} {text}"

        def place(line: str) -> int | None:
            before, found, _behind = f"{line} ".partition(words)
            return cell_len(before + found) if found else None

        self._cursor_comes(place, 0, f"behind {words}")

    def comes_below(self, label: str) -> None:
        """One types into the empty field whose label is the line above."""
        self._cursor_comes(lambda line: 1 if line.startswith(f" {label}") else None, 1, f"below {label}")

    def comes_to_a_new_line(self) -> None:
        """One types at the begin of an empty line."""
        self.until(lambda: self.cursor[0] == 1 and not self.lines[self.cursor[1]].strip(), "a new line")

    def _cursor_comes(self, column: Callable[[str], int | None], below: int, where: str) -> None:
        def there() -> bool:
            places = [(column(line), number + below) for number, line in enumerate(self.lines)]
            return self.cursor in places

        self.until(there, f"the cursor {where}")

    # Ends

    def leave(self) -> None:
        self.press("ctrl+q")
        self.until(lambda: self.process.poll() is not None, "the end of the program")
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)

    def close_window(self) -> None:
        os.close(self._master)
        self._master = -1
        self.process.wait(timeout=20)

    def clear_up(self) -> None:
        if self.process.poll() is None:
            self.kill()
        if self._master >= 0:
            os.close(self._master)


@contextmanager
def terminal(workspace: Workspace, *arguments: str, size: tuple[int, int] = (COLUMNS, LINES)) -> Iterator[Terminal]:
    window = Terminal("--workspace", str(workspace.folder), *arguments, size=size)
    try:
        window.sees(COUNTY_NAME)  # stands in the head once the workspace is open
        yield window
    finally:
        window.clear_up()


def command(workspace: Workspace, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "fieldtui", "--workspace", str(workspace.folder), *arguments],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8").splitlines()


def begin_visit(window: Terminal) -> None:
    """From today's list to the note of a new visit."""
    window.press("f2")
    window.comes_to("企业")
    window.type(INITIALS)
    window.sees(f"▸ {ENTERPRISE}")
    window.press("enter")
    window.comes_below("记录")


def test_the_story_in_a_terminal(pair: Pair) -> None:
    cadre = pair.cadre
    with terminal(cadre) as window:
        window.sees("该走访 2")
        begin_visit(window)
        assert window.keys[:1] == ["f2"], "a new visit takes one key"
        assert len(INITIALS) <= 4
        for end in range(1, len(NOTE) + 1):
            window.type(NOTE[end - 1])
            window.cursor_comes_behind(NOTE[:end])
        window.press("tab")
        window.comes_below("问题")
        before = len(window.keys)
        for line, understood in zip(problem_lines(), ("建议金融办 · 急", "建议人社局 · 一般"), strict=True):
            window.type(line)
            window.sees(understood)
            window.cursor_comes_behind(line)
            window.press("enter")
            window.comes_to_a_new_line()
        assert len(window.keys) - before == 2, "no key per problem beyond its line and its Enter"
        before = len(window.keys)
        window.press("ctrl+s")
        window.sees("已保存：走访", "问题 2 个")
        assert len(window.keys) - before == 1
        visit_keys = len(window.keys)
        window.keys.clear()
        window.press("f9")
        window.sees("导出到文件")
        window.press("enter")
        window.sees("已写到")
        assert len(window.keys) <= 4
        window.press("escape")
        window.sees("F2 走访")
        print("keys of a visit with two problems, beside its text:", visit_keys)  # noqa: T201 - seen with -s
        assert visit_keys <= 6
        window.leave()
    assert rows(cadre, "visit")[0]["note"] == NOTE
    assert {row["title"] for row in rows(cadre, "problem")} == {SHORTAGE, SUBSIDY}
    (file,) = cadre.exports.iterdir()
    assert "走访 1、问题 2" in command(pair.office, "bundle", "import", str(file))[0]
    answered_and_closed(pair)
    for side in (pair.office, cadre):
        assert all(line.startswith("✓ ") for line in command(side, "check"))
    assert_both_hold_the_same(pair)


def answered_and_closed(pair: Pair) -> None:
    """The rest of the story, window by window: the office answers, the cadre asks the enterprise, the office closes."""
    with terminal(pair.office) as window:
        open_problem(window, SHORTAGE)
        enter_step(window, "交办", "牵头")
        window.sees(f"230602-{today().year}-0001", "已交办")
        enter_step(window, "反馈", "代录", ("enter", "说明", ANSWER))
        window.sees("已反馈（待回访）")
        window.press("escape")
        answer = handed_in(window, pair.office)
        window.leave()
    with terminal(pair.cadre) as window:
        take_in(window, answer)
        open_problem(window, SHORTAGE)
        enter_step(window, "回访", "联系上", ("enter", "联系上", "是"), ("enter", "满意度", "满意"))
        window.sees("已回访")
        window.press("escape")
        asked = handed_in(window, pair.cadre)
        window.leave()
    with terminal(pair.office) as window:
        take_in(window, asked)
        open_problem(window, SHORTAGE)
        enter_step(window, "办结", "佐证", ("enter", "佐证", EVIDENCE), ("tab", "签批人", LEADER))
        window.sees("已办结")
        window.press("escape")
        closed = handed_in(window, pair.office)
        window.leave()
    with terminal(pair.cadre) as window:
        take_in(window, closed)
        receipt = handed_in(window, pair.cadre)
        window.leave()
    with terminal(pair.office) as window:
        take_in(window, receipt)
        window.leave()


FIRST_LINE = 3
"""Of today's list: head, rule and the title of its section stand above."""


def open_problem(window: Terminal, title: str) -> None:
    """Down today's list to the problem, and Enter."""
    window.sees(title[:6])
    window.press("home")
    window.until(lambda: "▸" in window.lines[FIRST_LINE], "the cursor on the first line")
    for _line in range(20):
        window.until(lambda: any("▸" in line for line in window.lines), "the cursor of the list")
        if any("▸" in line and title[:6] in line for line in window.lines):
            break
        place = next(number for number, line in enumerate(window.lines) if "▸" in line)
        window.press("down")
        window.until(lambda: "▸" not in window.lines[place], "the cursor's move")  # noqa: B023 - called at once
    window.press("enter")
    window.sees("牵头", title)


def enter_step(window: Terminal, word: str, needs: str, *fields: tuple[str, str, str]) -> None:
    """F4, the step by its word, and the fields: the key that leads to one, its label, what is typed there; Ctrl+S."""
    window.press("f4")
    window.sees("环节")
    window.type(word)
    window.sees(f"{word} ◂ ▸", needs)
    for key, label, text in fields:
        window.press(key)
        if label in NOTES:
            window.comes_below(label)
        elif label in CHOICES:
            window.until(lambda: any(line.startswith(f" {label}") and "◂" in line for line in window.lines), label)  # noqa: B023
        else:
            window.comes_to(label)
        window.type(text)
        window.sees(f"{text} ◂" if label in CHOICES else text[:6])
    window.press("ctrl+s")
    window.until(lambda: "环节" not in "".join(window.lines), "the form's end")


def handed_in(window: Terminal, workspace: Workspace) -> Path:
    """F9 and Enter; the file that was written."""
    before = set(workspace.exports.iterdir())
    window.sees("F2 走访")
    window.press("f9")
    window.sees("本机核对码")
    window.press("enter")
    window.sees("已写到")
    (written,) = set(workspace.exports.iterdir()) - before
    window.press("escape")
    window.sees("F2 走访")
    return written


def take_in(window: Terminal, path: Path) -> None:
    """F9, Ctrl+F, the file's path, a look at what is in it, Ctrl+S."""
    window.press("f9")
    window.sees("本机核对码")
    window.press("ctrl+f")
    window.sees("文件或文件夹，回车")
    window.type(str(path))
    window.until(lambda: path.name[-12:] in "".join(window.lines), "the path")
    window.press("enter")
    window.sees("签名有效。")
    window.press("ctrl+s")
    window.until(lambda: "签名有效。" not in "".join(window.lines), "the preview's end")
    window.press("escape")
    window.sees("F2 走访")


def choose_draft(window: Terminal) -> None:
    """Down to the draft on today's list, which stands below the visits that are due."""
    window.sees("草稿 1")
    window.press("home")
    window.until(lambda: "▸" in window.lines[FIRST_LINE], "the cursor on the first line")
    while "▸" not in (below := [*_lines_from(window, "草稿 1"), "", ""][1]):
        chosen = _line_with(window, "▸")
        window.press("down")
        window.until(lambda: _line_with(window, "▸") != chosen, "the next line")  # noqa: B023 - called at once
    assert "走访" in below


def _lines_from(window: Terminal, words: str) -> list[str]:
    lines = window.lines
    return lines[next((number for number, line in enumerate(lines) if words in line), len(lines)) :]


def _line_with(window: Terminal, words: str) -> str:
    return next((line for line in window.lines if words in line), "")


def test_what_was_being_typed_outlives_kill_9_and_is_opened_from_the_list_of_today(pair: Pair) -> None:
    cadre, words = pair.cadre, "示例赵总说，二号装置停了半个月"
    with terminal(cadre) as window:
        begin_visit(window)
        window.type(words)
        window.sees("已存草稿")
        window.until(lambda: drafts(cadre) and drafts(cadre)[0].values["note"] == words, "the draft")
        window.kill()
    with terminal(cadre) as window:
        choose_draft(window)
        window.sees(words[:10])
        window.press("enter")
        window.cursor_comes_behind(words)
        window.sees(f"企业 {ENTERPRISE}")
        window.type("。")
        window.cursor_comes_behind(words + "。")
        window.press("ctrl+s")
        window.sees("已保存：走访")
        window.leave()
    assert [row["note"] for row in rows(cadre, "visit")] == [words + "。"]
    assert drafts(cadre) == []
    assert_sound(cadre)


def test_what_was_being_typed_outlives_a_closed_window(pair: Pair) -> None:
    cadre, words = pair.cadre, "来电：厂区变压器增容报价过高"
    with terminal(cadre) as window:
        begin_visit(window)
        window.type(words)
        window.sees("已存草稿")
        window.until(lambda: drafts(cadre) and drafts(cadre)[0].values["note"] == words, "the draft")
        window.close_window()
        assert window.process.returncode is not None
    with terminal(cadre) as window:
        choose_draft(window)
        window.press("enter")
        window.cursor_comes_behind(words)
    assert_sound(cadre)


def test_leaving_right_after_the_last_key_keeps_all_of_it(pair: Pair) -> None:
    cadre, words = pair.cadre, "税务局约谈两次，退税材料又补了一遍"
    with terminal(cadre) as window:
        begin_visit(window)
        window.type(words)
        window.cursor_comes_behind(words)
        window.leave()
    assert [draft.values["note"] for draft in drafts(cadre)] == [words]


def test_a_second_window_is_told_so_and_may_look(pair: Pair) -> None:
    with terminal(pair.cadre) as first:
        second = Terminal("--workspace", str(pair.cadre.folder))
        try:
            second.sees("这个工作区正在另一个窗口里打开")
            second.press("enter")
            second.until(lambda: second.process.poll() is not None, "the end of the second window")
        finally:
            second.clear_up()
        with terminal(pair.cadre, "--read") as third:
            third.press("f2")
            third.sees("只读方式")
        first.leave()
