"""Fields, lists and choices, as they answer keys and as they are drawn."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, ClassVar, overload

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import RenderableType
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.expand_tabs import expand_tabs_inline
from textual.geometry import Offset
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from fieldtui.tui.widgets.choice import Choice
from fieldtui.tui.widgets.rows import Column, ListRow, RowList, column_widths, fitted
from fieldtui.tui.widgets.text import LineInput, NoteArea, TextField, on_one_line, without_controls, wrapped

HELL = (
    "[/b] [red]x[/red] \x1b[31m红\x1b[0m \x07\x00👨\u200d👩\u200d👧 ❤\ufe0f é e\u0301 \u202e倒\u202c\tＡ１　全角\ud83d"
)
HELL_AS_TEXT = "[/b] [red]x[/red] 红 👨\u200d👩\u200d👧 ❤\ufe0f é e\u0301 倒\tＡ１　全角"

OBEYED = "\x1b\x07\x00\t\u202e"


class Stage(App[None]):
    """An app that shows the widgets it is given and keeps what they post."""

    CSS = "Screen { layout: vertical; } NoteArea { height: 6; } LineInput { width: 40; } Choice { width: 30; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"{key}", f"heard('{key}')")
        for key in ("f6", "f7", "ctrl+s", "ctrl+n", "ctrl+o", "ctrl+p", "question_mark", "x", "up", "down")
    ]

    def __init__(self, *shown: Callable[[], Widget]) -> None:
        super().__init__()
        self._shown = shown
        self.posted: list[Message] = []
        self.heard: list[str] = []
        self.parked = Offset()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # A terminal is told of its cursor's place only after something painted.
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.parked = self.cursor_position
        super()._display(screen, renderable)

    def compose(self) -> ComposeResult:
        for make in self._shown:
            widget = make()
            if isinstance(widget, LineInput | NoteArea):
                # A blinking cursor paints, and would hide that nothing else did.
                widget.cursor_blink = False
            yield widget

    def action_heard(self, key: str) -> None:
        self.heard.append(key)

    def keep(self, message: Message) -> None:
        self.posted.append(message)

    on_text_field_escape_once = keep
    on_text_field_leave = keep
    on_input_submitted = keep
    on_row_list_opened = keep
    on_row_list_moved = keep
    on_choice_changed = keep
    on_choice_submitted = keep

    def names(self) -> list[str]:
        return [type(message).__name__ for message in self.posted]


async def until(pilot: Pilot[None], seen: Callable[[], bool]) -> None:
    for _turn in range(200):
        if seen():
            return
        await pilot.pause()
    pytest.fail("what was expected did not come")


async def cursor_at(pilot: Pilot[None], x: int, y: int) -> None:
    """The terminal's cursor comes to this cell, and stays there when all is quiet."""
    app = pilot.app
    assert isinstance(app, Stage)
    for _turn in range(50):
        await pilot.pause()
        if app.parked == Offset(x, y):
            break
    for _turn in range(3):
        await pilot.pause()
    assert app.parked == app.cursor_position == Offset(x, y)


async def paste(pilot: Pilot[None], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def commit(pilot: Pilot[None], text: str) -> None:
    """Type as an input method does: characters without names of keys."""
    for character in text:
        pilot.app.post_message(events.Key(character, character))
        await pilot.pause()


def lines(widget: Widget) -> list[str]:
    """What is drawn, and each line is as wide as the widget's room."""
    drawn = [widget.render_line(y) for y in range(widget.size.height)]
    return [strip.text for strip in drawn]


class TestTheTerminalCursor:
    """An input method draws its candidates where the terminal's cursor is."""

    async def test_is_on_the_line_at_the_first_focus(self) -> None:
        app = Stage(lambda: Static("上"), lambda: LineInput(id="line"))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 0, 1)

    async def test_is_right_behind_the_last_character(self) -> None:
        app = Stage(lambda: Static("上"), lambda: LineInput("示例龙原"))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 8, 1)
            await commit(pilot, "精")
            await cursor_at(pilot, 10, 1)
            await pilot.press("home", "right")
            await cursor_at(pilot, 2, 1)

    async def test_stays_inside_a_line_that_scrolls(self) -> None:
        app = Stage(lambda: LineInput())
        async with app.run_test() as pilot:
            await paste(pilot, "汉" * 60)
            await cursor_at(pilot, 39, 0)
            await pilot.press("home")
            await cursor_at(pilot, 0, 0)
            await pilot.press("right", "right", "right")
            app.query_one(LineInput).scroll_to(x=2, animate=False)
            await cursor_at(pilot, 4, 0)

    async def test_follows_a_change_of_layout(self) -> None:
        app = Stage(lambda: Static("上", id="above"), lambda: LineInput("汉字"), lambda: NoteArea("一\n二", id="note"))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 4, 1)
            app.query_one("#above").styles.height = 3
            await cursor_at(pilot, 4, 3)
            await pilot.press("tab", "down", "right")
            await cursor_at(pilot, 2, 5)
            app.query_one("#above").display = False
            await cursor_at(pilot, 2, 2)

    async def test_stays_inside_a_line_that_becomes_narrower(self) -> None:
        app = Stage(lambda: LineInput("一二三四五六七八九十甲乙丙丁戊"))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 30, 0)
            app.query_one(LineInput).styles.width = 11
            await cursor_at(pilot, 10, 0)
            assert lines(app.query_one(LineInput))[0].startswith("甲乙丙丁戊")

    async def test_follows_a_note_that_is_wrapped_anew(self) -> None:
        app = Stage(lambda: NoteArea("汉" * 30))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("end")
            await cursor_at(pilot, 60, 0)
            await pilot.resize_terminal(41, 24)
            await cursor_at(pilot, 20, 1)
            await pilot.resize_terminal(43, 24)
            await cursor_at(pilot, 18, 1)

    async def test_follows_a_note_that_scrolls(self) -> None:
        app = Stage(lambda: NoteArea("\n".join("汉字" for _ in range(30))))
        async with app.run_test() as pilot:
            await pilot.press(*["down"] * 20, "end")
            await cursor_at(pilot, 4, 5)
            app.query_one(NoteArea).scroll_to(y=17, animate=False)
            await cursor_at(pilot, 4, 3)

    async def test_is_not_taken_by_fields_without_focus(self) -> None:
        app = Stage(lambda: LineInput("汉", id="mine"), lambda: LineInput(id="other"), lambda: NoteArea(id="note"))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 2, 0)
            app.query_one("#other", LineInput).value = "带入的人员"
            app.query_one("#note", NoteArea).load_text("带入\n的\n记录")
            app.query_one("#note", NoteArea).move_cursor((2, 1))
            await cursor_at(pilot, 2, 0)

    async def test_comes_back_when_a_dialog_closes(self) -> None:
        class Dialog(ModalScreen[None]):
            def compose(self) -> ComposeResult:
                with Vertical():
                    yield Static("问")
                    yield LineInput("甲乙丙")

        app = Stage(lambda: LineInput("汉"))
        async with app.run_test() as pilot:
            await app.push_screen(Dialog())
            await cursor_at(pilot, 6, 1)
            app.pop_screen()
            await cursor_at(pilot, 2, 0)

    async def test_stands_under_the_word_of_a_choice(self) -> None:
        app = Stage(lambda: Choice({"met": "已见面"}), lambda: LineInput("汉"), lambda: Choice({"met": "已见面"}))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 0, 0)
            await pilot.press("tab")
            await cursor_at(pilot, 2, 1)
            await pilot.press("tab")
            await cursor_at(pilot, 0, 2)


class TestTypedText:
    async def test_is_taken_as_it_is(self) -> None:
        app = Stage(lambda: LineInput(), lambda: NoteArea())
        async with app.run_test() as pilot:
            for field in (LineInput, NoteArea):
                await commit(pilot, "１２　＠［/b］[/b]“，👨\u200d👩")
                await pilot.press("tab")
                drawn = lines(app.query_one(field))[0]
                assert drawn.startswith("１２　＠［/b］[/b]“，👨\u200d👩")
            assert app.query_one(LineInput).value == app.query_one(NoteArea).text == "１２　＠［/b］[/b]“，👨\u200d👩"

    async def test_pasted_with_markup_and_controls_is_drawn_as_text(self) -> None:
        app = Stage(lambda: LineInput(), lambda: NoteArea())
        async with app.run_test() as pilot:
            await paste(pilot, HELL + "\r\n第二行\n")
            line = app.query_one(LineInput)
            assert line.value == HELL_AS_TEXT + " 第二行"
            assert not any(control in lines(line)[0] for control in OBEYED)
            await pilot.press("tab")
            await paste(pilot, HELL + "\r\n第二行\n")
            note = app.query_one(NoteArea)
            assert note.text == HELL_AS_TEXT + "\n第二行\n"
            assert "[/b] [red]x[/red] 红" in lines(note)[0]
            assert not any(control in drawn for drawn in lines(note) for control in OBEYED)

    async def test_from_a_record_is_cleaned_as_well(self) -> None:
        app = Stage(lambda: LineInput("甲\x1b[2J乙\n丙"), lambda: NoteArea("甲\x1b[2J乙\r\n丙"))
        async with app.run_test():
            assert app.query_one(LineInput).value == "甲乙 丙"
            assert app.query_one(NoteArea).text == "甲乙\n丙"
            app.query_one(NoteArea).load_text("\x9b31m丁")
            assert app.query_one(NoteArea).text == "31m丁"

    async def test_of_five_thousand_characters_stays_aligned(self) -> None:
        text = ("上游检修，重烯烃 raw material 缺口约30%。\t" * 300)[:5000]
        app = Stage(lambda: NoteArea())
        async with app.run_test() as pilot:
            await paste(pilot, text)
            note = app.query_one(NoteArea)
            assert note.text == text
            room = note.scrollable_content_region.width
            for y in range(note.size.height):
                strip = note.render_line(y)
                assert strip.cell_length == room == sum(cell_len(segment.text) for segment in strip)

    async def test_after_tabs_and_wide_characters_the_cursor_is_where_it_is_drawn(self) -> None:
        app = Stage(lambda: NoteArea())
        async with app.run_test(size=(21, 10)) as pilot:
            await paste(pilot, "汉字a\t汉字汉字汉字汉\tb")
            note = app.query_one(NoteArea)
            x, y = app.cursor_position
            assert y == 1
            assert cell_len(lines(note)[y].rstrip()) == x

    async def test_of_a_note_fills_its_lines_though_it_holds_blanks(self) -> None:
        app = Stage(lambda: NoteArea("7月 " + "产值同比降四成" * 3))
        async with app.run_test(size=(21, 10)):
            assert lines(app.query_one(NoteArea))[0].rstrip() == "7月 产值同比降四成产"

    async def test_a_line_draws_a_tab_as_one_cell(self) -> None:
        app = Stage(lambda: LineInput("汉\t字"))
        async with app.run_test() as pilot:
            await cursor_at(pilot, 5, 0)
            assert lines(app.query_one(LineInput))[0].startswith("汉 字")
            assert app.query_one(LineInput).value == "汉\t字"

    async def test_replaces_nothing_by_coming_into_a_field(self) -> None:
        app = Stage(lambda: LineInput("甲"))
        async with app.run_test() as pilot:
            await commit(pilot, "乙")
            assert app.query_one(LineInput).value == "甲乙"


class TestKeysOfFields:
    @pytest.mark.parametrize("make", [LineInput, NoteArea])
    async def test_of_the_program_pass(self, make: Callable[[], Widget]) -> None:
        app = Stage(make)
        async with app.run_test() as pilot:
            await pilot.press("f6", "f7", "ctrl+s", "ctrl+n", "ctrl+o", "ctrl+p")
            assert app.heard == ["f6", "f7", "ctrl+s", "ctrl+n", "ctrl+o", "ctrl+p"]

    @pytest.mark.parametrize("make", [LineInput, NoteArea])
    async def test_escape_leaves_at_the_second_press_in_a_row(self, make: Callable[[], Widget]) -> None:
        app = Stage(make)
        async with app.run_test() as pilot:
            await pilot.press("escape", "a", "escape")
            assert app.names() == ["EscapeOnce", "EscapeOnce"]
            await pilot.press("escape")
            assert app.names() == ["EscapeOnce", "EscapeOnce", "Leave"]
            left = app.posted[-1]
            assert isinstance(left, TextField.Leave)
            assert left.field is app.focused

    async def test_escape_begins_anew_in_another_field(self) -> None:
        app = Stage(lambda: LineInput(id="one"), lambda: LineInput(id="two"))
        async with app.run_test() as pilot:
            await pilot.press("escape")
            app.query_one("#two").focus()
            await pilot.pause()
            app.query_one("#one").focus()
            await pilot.press("escape")
            assert app.names() == ["EscapeOnce", "EscapeOnce"]

    async def test_enter_submits_a_line_and_breaks_one_in_a_note(self) -> None:
        app = Stage(lambda: LineInput("甲"), lambda: NoteArea())
        async with app.run_test() as pilot:
            await pilot.press("enter")
            submitted = app.posted[-1]
            assert isinstance(submitted, Input.Submitted)
            assert submitted.value == "甲"
            await pilot.press("tab", "a", "enter", "b")
            assert app.query_one(NoteArea).text == "a\nb"
            await pilot.press("tab")
            assert isinstance(app.focused, LineInput)


WORDS = st.lists(st.sampled_from([*"汉字，。（）“”ab 1%\té👍…", "e\u0301", "👨\u200d👩", "❤\ufe0f"]), max_size=60).map(
    "".join
)


class TestCleaningAndWrapping:
    @given(st.text())
    def test_a_cleaned_text_holds_nothing_that_a_terminal_obeys(self, text: str) -> None:
        cleaned = without_controls(text)
        assert not any(ord(character) < 32 and character not in "\n\t" for character in cleaned)
        cleaned.encode()
        assert without_controls(cleaned) == cleaned
        assert "\n" not in on_one_line(text)

    def test_halves_of_a_character_are_joined(self) -> None:
        assert without_controls("\ud83d\ude00甲\ud83d") == "😀甲"

    @example("11111）11）\t", 6)
    @example("汉👍）\t\t“", 11)
    @example("汉1👨，%。…\t%a，………", 16)
    @settings(deadline=None)
    @given(WORDS, st.integers(4, 30))
    def test_no_part_is_wider_than_the_room_and_none_is_empty(self, line: str, width: int) -> None:
        breaks, tabs = wrapped(line, width, 4)
        edges = [0, *breaks, len(line)]
        assert edges == sorted(edges)
        assert len(set(breaks)) == len(breaks)
        assert len(tabs) == line.count("\t")
        widths = iter(tabs)
        for start, end in pairwise(edges):
            part = line[start:end]
            cells = sum(cell_len(piece) for piece in part.split("\t")) + sum(
                next(widths) for _ in range(part.count("\t"))
            )
            assert cells <= width
            assert cells == cell_len(expand_tabs_inline(part, 4))

    def test_chinese_after_a_blank_fills_the_line(self) -> None:
        line = "7月 " + "产值同比降四成" * 3
        assert wrapped(line, 20, 4)[0][0] == 11  # 3 + 1 + 8 wide characters

    def test_words_stay_whole_and_closing_marks_stay_behind(self) -> None:
        assert wrapped("hello world", 8, 4)[0] == (6,)
        assert wrapped("汉字汉字，汉", 8, 4)[0] == (3,)


class Counted(Sequence[ListRow]):
    """Rows made when they are read, and counted."""

    def __init__(self, count: int, first: int = 0) -> None:
        self.total = count
        self.first = first
        self.read: list[int] = []

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> ListRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ListRow]: ...
    def __getitem__(self, index: int | slice) -> ListRow | Sequence[ListRow]:
        assert isinstance(index, int)
        self.read.append(index)
        number = self.first + index
        return ListRow(str(number), (f"示例企业{number}", str(number)))

    def __iter__(self) -> Iterator[ListRow]:
        raise AssertionError("a list reads only what is in sight")


COLUMNS = (Column("企业"), Column("数", 8, "right"))


def rows(*keys: str) -> list[ListRow]:
    """A row for each key; keys that begin with # are headings."""
    return [ListRow(key, (f"企业{key}", "1"), "heading" if key.startswith("#") else "") for key in keys]


def a_list(shown: Sequence[ListRow] = (), **options: Any) -> Callable[[], RowList]:
    def make() -> RowList:
        row_list = RowList(options.pop("columns", COLUMNS), **options)
        row_list.show(shown)
        return row_list

    return make


def key_of(app: Stage) -> str:
    current = app.query_one(RowList).current
    return current.key if current else ""


class TestRowList:
    async def test_reads_only_what_is_in_sight(self) -> None:
        shown = Counted(100_000)
        app = Stage(a_list(shown))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("pagedown", "pagedown", "end", "up", "home", "down")
            assert key_of(app) == "1"
            assert set(shown.read) <= {*range(100), *range(99_900, 100_000)}
            assert len(shown.read) < 400

    async def test_moves_by_lines_pages_and_ends(self) -> None:
        app = Stage(a_list(Counted(1000)))
        async with app.run_test(size=(80, 24)) as pilot:
            assert key_of(app) == "0"
            await pilot.press("down", "down", "up")
            assert key_of(app) == "1"
            await pilot.press("pagedown")
            assert key_of(app) == "24"
            row_list = app.query_one(RowList)
            assert row_list.scroll_offset.y == 23
            await pilot.press("pageup")
            assert (key_of(app), row_list.scroll_offset.y) == ("1", 0)
            await pilot.press("end")
            assert key_of(app) == "999"
            assert lines(row_list)[-1].startswith("▸ 示例企业999 ")
            assert lines(row_list)[0].startswith("  企业")

    async def test_steps_over_headings_and_shows_them(self) -> None:
        app = Stage(a_list(rows("#今天", "a", "#该走访", "b", "#草稿"), show_header=False))
        async with app.run_test(size=(40, 2)) as pilot:
            assert key_of(app) == "a"
            await pilot.press("up")
            assert lines(app.query_one(RowList))[0].startswith("企业#今天 1")
            await pilot.press("down")
            assert key_of(app) == "b"
            assert lines(app.query_one(RowList))[0].startswith("企业#该走访 1")
            await pilot.press("down", "end")
            assert key_of(app) == "b"
            await pilot.press("up")
            assert key_of(app) == "a"
            assert lines(app.query_one(RowList))[0].startswith("企业#今天 1")

    async def test_shows_all_headings_at_the_top(self) -> None:
        app = Stage(a_list(rows("#1", "#2", "a", "b", "c"), show_header=False))
        async with app.run_test(size=(40, 3)) as pilot:
            row_list = app.query_one(RowList)
            for key in ("up", "home"):
                await pilot.press("end", "up", "up")
                assert lines(row_list)[0].startswith("企业#2 1")
                await pilot.press(key)
                assert key_of(app) == "a"
                assert lines(row_list)[0].startswith("企业#1 1")

    async def test_keeps_the_cursor_on_its_key(self) -> None:
        app = Stage(a_list(rows("a", "b", "c")))
        async with app.run_test() as pilot:
            row_list = app.query_one(RowList)
            await pilot.press("down")
            assert lines(row_list)[2].startswith("▸ 企业b ")
            row_list.show(rows("#", "x", "y", "b"))
            assert key_of(app) == "b"
            assert [drawn.split(" 1")[0].split("  ")[0] for drawn in lines(row_list)[1:3]] == ["企业#", ""]
            assert lines(row_list)[4].startswith("▸ 企业b ")
            row_list.show(rows("x", "y"))
            assert key_of(app) == "y"
            row_list.show([])
            assert row_list.current is None
            row_list.show(rows("#"))
            assert row_list.current is None
            await pilot.press("down", "up", "pagedown", "end", "enter")
            row_list.show(rows("#", "z"))
            await pilot.pause()
            moved = [message.key for message in app.posted if isinstance(message, RowList.Moved)]
            assert moved == ["a", "b", "y", "", "z"]

    async def test_asks_lazy_rows_for_a_key_when_they_can_tell(self) -> None:
        class Found(Counted):
            def find(self, key: str) -> int | None:
                return int(key) - self.first

        app = Stage(a_list(Counted(10_000)))
        async with app.run_test():
            row_list = app.query_one(RowList)
            row_list.cursor = 7000
            row_list.show(Found(10_000, first=5000))
            assert row_list.cursor == 2000
            assert key_of(app) == "7000"

    async def test_opens_by_enter_and_by_a_click_on_the_current_row(self) -> None:
        app = Stage(a_list(rows("a", "b", "#", "c")))
        async with app.run_test() as pilot:
            await pilot.press("enter")
            await pilot.click(RowList, offset=(5, 0))
            await pilot.click(RowList, offset=(5, 3))
            await pilot.click(RowList, offset=(5, 20))
            assert key_of(app) == "a"
            await pilot.click(RowList, offset=(5, 4))
            assert key_of(app) == "c"
            await pilot.click(RowList, offset=(5, 4))
            opened = [message.key for message in app.posted if isinstance(message, RowList.Opened)]
            assert opened == ["a", "c"]

    async def test_says_so_when_there_is_nothing(self) -> None:
        app = Stage(a_list(empty="没有要办的事"))
        async with app.run_test() as pilot:
            await pilot.press("enter")
            assert lines(app.query_one(RowList))[1].strip() == "没有要办的事"
            assert app.posted == []

    async def test_leaves_letters_to_others(self) -> None:
        app = Stage(a_list(rows("a")))
        async with app.run_test() as pilot:
            await pilot.press("x")
            assert app.heard == ["x"]

    @pytest.mark.parametrize("width", [3, 12, 25, 80])
    async def test_every_line_is_as_wide_as_the_list(self, width: int) -> None:
        hellish = [
            ListRow(str(n), (HELL, "汉" * n, "多\n行"), tone) for n, tone in enumerate(["", "heading", "late", "?"] * 9)
        ]
        columns = (Column("企业名称"), Column("汉", 7, "right"), Column("末"))
        app = Stage(a_list(hellish, columns=columns))
        async with app.run_test(size=(width, 12)) as pilot:
            await pilot.press("down")
            row_list = app.query_one(RowList)
            room = row_list.scrollable_content_region.width
            for y in range(row_list.size.height):
                strip = row_list.render_line(y)
                assert strip.cell_length == room
                assert cell_len(strip.text) == room
                assert not any(ord(character) < 32 for character in strip.text)

    @pytest.mark.parametrize("tone", ["", "late", "muted", "good"])
    async def test_the_current_row_can_be_read_and_told_apart(self, tone: str) -> None:
        app = Stage(a_list([ListRow("a", ("甲",), tone), ListRow("b", ("乙",), tone)]))
        async with app.run_test() as pilot:
            row_list = app.query_one(RowList)
            for focused in (row_list, None):
                app.set_focus(focused)
                await until(pilot, lambda wanted=focused: row_list.has_focus == bool(wanted))  # type: ignore[misc]
                current, other = (next(iter(row_list.render_line(y))).style for y in (1, 2))
                assert current
                assert other
                assert current.color == other.color
                assert current.bgcolor not in (None, other.bgcolor, current.color)
                assert current.color
                assert current.bgcolor
                shades = [sum(shade.get_truecolor()) / 3 for shade in (current.color, current.bgcolor)]
                assert abs(shades[0] - shades[1]) > 60

    async def test_draws_again_when_the_theme_changes(self) -> None:
        app = Stage(a_list(rows("a")))
        async with app.run_test() as pilot:
            row_list = app.query_one(RowList)
            before = next(iter(row_list.render_line(1))).style
            app.theme = "textual-light"
            await until(pilot, lambda: next(iter(row_list.render_line(1))).style != before)


class TestFitting:
    @given(st.text(), st.integers(0, 30), st.sampled_from(["left", "right"]))
    def test_fills_its_cells_exactly(self, text: str, width: int, align: Any) -> None:
        assert cell_len(fitted(text, width, align)) == width

    def test_cuts_between_characters(self) -> None:
        assert fitted("示例龙原", 6) == "示例… "
        assert fitted("示例龙原", 8) == "示例龙原"
        assert fitted("ab汉", 4) == "ab汉"
        assert fitted("12", 5, "right") == "   12"

    def test_keeps_the_next_column_apart(self) -> None:
        assert cell_len(fitted("甲\u200d", 4) + "乙") == 6

    def test_shares_what_is_left(self) -> None:
        assert column_widths([Column("a"), Column("b", 4), Column("c")], 17) == [6, 4, 5]

    def test_a_column_grows_where_there_is_room_for_more_than_the_others_need(self) -> None:
        columns = [Column("number", 17), Column("title"), Column("of", 16, most=32), Column("state", 8, most=16)]
        assert column_widths(columns, 78) == [17, 34, 16, 8], "nothing changes in a narrow window"
        assert column_widths(columns, 118) == [17, 50, 32, 16]
        for width in range(60, 240):
            found = column_widths(columns, width)
            assert sum(found) == width - 3
            assert all(now >= column.width for now, column in zip(found, columns, strict=True))


OUTCOMES = {"met": "已见面", "absent": "未遇", "declined": "婉拒", "lost": "失联", "closed": "已停业"}
INITIALS = {"met": "yjm", "absent": "wy", "declined": "wj", "lost": "sl", "closed": "yty"}


def outcome(**options: Any) -> Callable[[], Choice]:
    return lambda: Choice(OUTCOMES, keys=INITIALS, **options)


class TestChoice:
    async def test_goes_round_by_arrows_and_shows_them_while_focused(self) -> None:
        app = Stage(outcome())
        async with app.run_test() as pilot:
            choice = app.query_one(Choice)
            assert lines(choice)[0].startswith("已见面 ◂ ▸ ")
            await pilot.press("left")
            assert (choice.value, choice.word) == ("closed", "已停业")
            await pilot.press("right", "right")
            assert choice.value == "absent"
            await pilot.press("end", "home")
            assert [message.code for message in app.posted if isinstance(message, Choice.Changed)] == [
                "closed",
                "met",
                "absent",
                "closed",
                "met",
            ]
            app.set_focus(None)
            await until(pilot, lambda: lines(choice)[0].rstrip() == "已见面")

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("未", "absent"),
            ("拒", "declined"),
            ("停业", "closed"),
            ("w", "absent"),
            ("wj", "declined"),
            ("yt", "closed"),
            ("ＷＪ", "declined"),
            ("3", "declined"),
            ("４", "lost"),
            ("龘", "met"),
            ("9", "met"),
            ("ysl", "lost"),
            ("ww", "declined"),
            ("www", "absent"),
        ],
    )
    async def test_picks_by_words_initials_and_digits(self, typed: str, code: str) -> None:
        app = Stage(outcome())
        async with app.run_test() as pilot:
            await commit(pilot, typed)
            assert app.query_one(Choice).value == code

    async def test_picks_what_is_committed_at_once(self) -> None:
        app = Stage(outcome())
        async with app.run_test() as pilot:
            await paste(pilot, "失联")
            assert app.query_one(Choice).value == "lost"

    async def test_works_without_initials(self) -> None:
        app = Stage(lambda: Choice({"a": "at the enterprise", "m": "met"}))
        async with app.run_test() as pilot:
            await pilot.press("m")
            assert app.query_one(Choice).value == "m"

    async def test_submits_by_enter_and_leaves_other_keys(self) -> None:
        app = Stage(outcome())
        async with app.run_test() as pilot:
            await pilot.press("x", "question_mark", "up", "down", "f6", "enter")
            assert app.heard == ["question_mark", "up", "down", "f6"]
            assert app.names() == ["Submitted"]

    async def test_may_hold_nothing(self) -> None:
        app = Stage(outcome(allow_none=True))
        async with app.run_test() as pilot:
            choice = app.query_one(Choice)
            assert (choice.value, choice.word) == (None, "—")
            await pilot.press("right")
            assert choice.value == "met"
            await pilot.press("backspace")
            assert choice.value is None

    async def test_keeps_a_code_it_does_not_know(self) -> None:
        app = Stage(outcome(value="[/b]\x1b"))
        async with app.run_test() as pilot:
            choice = app.query_one(Choice)
            assert lines(choice)[0].startswith("[/b]  ◂ ▸")
            assert choice.value == "[/b]\x1b"
            await pilot.press("right")
            assert choice.value == "met"
            choice.value = "lost"
            assert choice.word == "失联"

    async def test_cuts_a_long_word(self) -> None:
        app = Stage(lambda: Choice({"a": "汉" * 40}))
        async with app.run_test():
            strip = app.query_one(Choice).render_line(0)
            assert strip.cell_length == cell_len(strip.text) == 30
            assert strip.text.endswith("…  ◂ ▸")

    async def test_clicks_on_the_arrows_turn_it(self) -> None:
        app = Stage(outcome())
        async with app.run_test() as pilot:
            await pilot.click(Choice, offset=(9, 0))
            assert app.query_one(Choice).value == "absent"
            await pilot.click(Choice, offset=(5, 0))
            assert app.query_one(Choice).value == "met"
