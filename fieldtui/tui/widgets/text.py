"""Fields for typing: one line or a note, with the terminal's cursor always where the input method needs it."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, get_character_cell_size, split_graphemes
from rich.text import Text
from textual import events
from textual.app import ScreenStackError
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.document._document import EditResult, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

if TYPE_CHECKING:
    _Mixin = Widget
else:
    # Textual takes the style sheet of the first base that is a widget, and that must be Input or TextArea.
    _Mixin = object

_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]?")
_LINE_END = re.compile(r"\r\n|[\r\u2028\u2029]")
# Control characters but tab and line feed, halves of a character, and marks that turn the reading direction
# round: a terminal obeys them instead of drawing them. And what chat programs and web pages leave unseen between
# characters (U+200B and the like), which nobody means and no search would find.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_HALF = re.compile("[\ud800-\udfff]")


def without_controls(text: str) -> str:
    """`text` with only what can be drawn, tabs and line feeds; escape sequences go whole, surrogates are joined."""
    if not _NOT_TEXT.search(text):
        return text
    text = _LINE_END.sub("\n", _ESCAPE_SEQUENCE.sub("", text))
    if _HALF.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _NOT_TEXT.sub("", text)


def on_one_line(text: str) -> str:
    """`text` without controls, and with a space for each line end within it."""
    return without_controls(text).strip("\n").replace("\n", " ")


class ParksCursor(_Mixin):
    """Keeps the terminal's cursor, where an input method draws its candidates, on this widget's while it is focused.

    Textual parks it when the text's cursor moves, which is too early at the first focus and never after a change of
    layout; and widgets without focus park it as well. Here only the focused widget moves it, and moves it each time
    that its place on the screen may have changed. The widget says where by `own_cursor`.
    """

    def own_cursor(self) -> Offset:
        """The cell of the cursor on the screen (column, line)."""
        raise NotImplementedError

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor belongs: ours while we are focused, else where it is."""
        return self._within(self.own_cursor()) if self._holds_cursor() else self.app.cursor_position

    def park_cursor(self) -> None:
        place = self.cursor_screen_offset
        if self.app.cursor_position != place:
            self.app.cursor_position = place
            # The terminal hears of the cursor only together with something painted.
            self.refresh(Region(0, 0, 1, 1))

    def on_mount(self) -> None:
        # The callback lives as long as the screen keeps this widget; unmounted ones are dropped by the signal.
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _screen: self.park_cursor(), immediate=True)

    def on_resize(self) -> None:
        # The first layout of all sends no signal, only sizes.
        self.park_cursor()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.park_cursor()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        # A note does so by itself, in both directions.
        super().watch_scroll_x(old_value, new_value)
        self.park_cursor()

    def _holds_cursor(self) -> bool:
        try:
            # The app's screen is the topmost one: fields beneath a dialog keep still.
            return self.app.screen.focused is self
        except ScreenStackError:
            return False

    def _within(self, place: Offset) -> Offset:
        region = self.content_region
        return region.offset + region.size.clamp_offset(place - region.offset)


class TextField(ParksCursor):
    """What both fields have in common: escape leaves at the second press, and all that is typed is taken as text."""

    class EscapeOnce(Message):
        """Escape was pressed once: time to say that a second press leaves."""

        def __init__(self, field: Widget) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> Widget:
            return self.field

    class Leave(Message):
        """Escape was pressed twice in a row."""

        def __init__(self, field: Widget) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> Widget:
            return self.field

    _escaped = False

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(TextField.Leave(self) if self._escaped else TextField.EscapeOnce(self))
            self._escaped = not self._escaped
            return
        self._escaped = False
        if _typed_but_unprintable(event):
            event.stop()
            event.prevent_default()
            self.insert_typed(event.character or "")

    def on_paste(self) -> None:
        self._escaped = False

    def on_mouse_down(self) -> None:
        self._escaped = False

    def on_blur(self) -> None:
        self._escaped = False

    def insert_typed(self, text: str) -> None:
        """Put `text` in place of the selection, as if typed."""
        raise NotImplementedError


def _typed_but_unprintable(event: events.Key) -> bool:
    """Whether the key is text that Python calls unprintable and Textual would drop.

    The full-width space is such, the joiner inside an emoji, and the private characters of rare names.
    """
    character = event.character
    return (
        character is not None
        and len(character) == 1
        and not character.isprintable()
        and unicodedata.category(character) in ("Zs", "Cf", "Co", "Cn")
    )


class LineInput(TextField, Input):
    """One line of text. Enter posts `Input.Submitted`; pasted lines are joined by spaces."""

    # Textual lays the whole screen out again at each key, though a longer text changes nothing but how far it scrolls.
    virtual_size = Reactive(Size(0, 0))

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        # Selecting all on focus would let the next key wipe out what is there.
        super().__init__(
            value,
            placeholder,
            password=password,
            select_on_focus=False,
            id=id,
            classes=classes,
            disabled=disabled,
            compact=True,
        )

    def own_cursor(self) -> Offset:
        x, y, _width, _height = self.content_region
        return Offset(x + self._position_to_cell(self.cursor_position) - self.scroll_offset.x, y)

    def validate_value(self, value: str) -> str:
        return on_one_line(value)

    def replace(self, text: str, start: int, end: int) -> None:
        # Cleaned before it is counted, or the cursor would land past it.
        super().replace(on_one_line(text), start, end)

    def insert_typed(self, text: str) -> None:
        self.replace(text, *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._escaped = False
        self.insert_typed(event.text)

    def on_resize(self) -> None:
        # A narrower field may have left the cursor outside.
        self.scroll_to_region(Region(self._cursor_offset, 0, 1, 1), force=True, animate=False)
        self.park_cursor()

    @property
    def _drawn(self) -> str:
        """What is drawn, one character for each of the value: a tab takes one cell."""
        return "•" * len(self.value) if self.password else self.value.replace("\t", " ")

    @property
    def _value(self) -> Text:
        return Text(self._drawn, no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(self._drawn[:position])

    def _cell_offset_to_index(self, offset: int) -> int:
        offset += self.scroll_offset.x
        cells = 0
        for index, character in enumerate(self._drawn):
            cells += get_character_cell_size(character)
            if offset < cells:
                return index
        return len(self.value)


# F6 and F7 are the program's own (lists, history); Ctrl+Shift+A selects all here as it does in one-line fields.
_OURS = frozenset({"f6", "f7"})


class NoteArea(TextField, TextArea, inherit_bindings=False):
    """Text of several lines, wrapped by cells. Tab goes to the next field.

    `ending` gives what may follow the text before the cursor; it is shown faintly, and → takes it.
    """

    DEFAULT_CSS = """
    NoteArea {
        padding: 0;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding for binding in Binding.make_bindings(TextArea.BINDINGS) if binding.key not in _OURS),
        Binding("ctrl+shift+a", "select_all", show=False),
    ]

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        ending: Callable[[str], str] | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        self._ending = ending
        super().__init__(
            without_controls(text),
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            compact=True,
            # As content, because a plain string would be read as markup.
            placeholder=Content(placeholder) if placeholder else "",
            id=id,
            classes=classes,
            disabled=disabled,
        )

    def own_cursor(self) -> Offset:
        return Offset(*self._cursor_offset) + self.content_region.offset - self.scroll_offset

    def load_text(self, text: str) -> None:
        super().load_text(without_controls(text))

    def edit(self, edit: Edit) -> EditResult:
        edit.text = without_controls(edit.text)
        result = super().edit(edit)
        # Textual scrolls before the text has its new height, so what was typed at a new line's begin stayed hidden.
        self.scroll_cursor_visible()
        return result

    def update_suggestion(self) -> None:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        offered = self._ending is not None and self.selection.is_empty and column == len(line)
        self.suggestion = self._ending(line) if offered and self._ending else ""

    def insert_typed(self, text: str) -> None:
        if not self.read_only:
            self.replace(text, *self.selection, maintain_selection_offset=False)

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = CellWrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()

    def _rewrap_and_refresh_virtual_size(self) -> None:
        super()._rewrap_and_refresh_virtual_size()
        # Textual leaves the cursor where it was in the old lines.
        self._cursor_offset = self.wrapped_document.location_to_offset(self.cursor_location)
        self.park_cursor()


class CellWrappedDocument(WrappedDocument):
    """Lines wrapped between any two wide characters, and between words.

    Textual's own wrapping knows only blanks: a stretch of Chinese after a blank would begin a line of its own and
    leave the rest of the one before empty. It also counts tabs from the start of the paragraph in one
    place and from the start of the wrapped line in another; here all are counted from the wrapped line.
    """

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        self._width = width
        self._tab_width = tab_width or self._tab_width
        self._wrap_offsets = []
        self._tab_width_cache = []
        self._offset_to_line_info = []
        self._line_index_to_offsets = []
        for line_index, line in enumerate(self.document.lines):
            breaks, tabs = wrapped(line, width, self._tab_width)
            first = len(self._offset_to_line_info)
            sections = range(len(breaks) + 1)
            self._wrap_offsets.append(list(breaks))
            self._tab_width_cache.append(list(tabs))
            self._offset_to_line_info.extend((line_index, section) for section in sections)
            self._line_index_to_offsets.append([first + section for section in sections])

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        # Lines that did not change are remembered, so wrapping all costs no more than wrapping the range.
        self.wrap(self._width)


# These may not begin a line, as in print; the character before them goes along.
_CLOSING = frozenset("，。、；：！？）》」』】〕〉”’…—·％,.;:!?)]}%")
_OPENING = frozenset("（《「『【〔〈“‘([{")


@lru_cache(maxsize=256)
def wrapped(line: str, width: int, tab_width: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where to break `line` so that no part takes more than `width` cells (0: nowhere), and the cells of its tabs."""
    breaks: list[int] = []
    tabs: list[int] = []
    cells = 0  # of the part that is being filled
    place = 0  # where it may be broken, and how many cells come after that
    cells_after = 0
    before = ""
    for start, end, size in _graphemes(line):
        character = line[start]
        if character == "\t":
            size = tab_width - cells % tab_width
        if size and before and _may_break(before, character):
            place, cells_after = start, 0
        while width and cells and cells + size > width:
            # What would be carried along may fill the new part already: then it breaks right here.
            if place <= (breaks[-1] if breaks else 0):
                place, cells_after = start, 0
            breaks.append(place)
            cells = cells_after
            if character == "\t":
                size = tab_width - cells % tab_width
        if character == "\t":
            size = min(size, width or size)
            tabs.append(size)
        cells += size
        cells_after += size
        before = line[end - 1] if size else before
    return tuple(breaks), tuple(tabs)


def _may_break(before: str, after: str) -> bool:
    if before == "\t":
        return True  # a tab that were carried along would change its width
    if after in _CLOSING or before in _OPENING or after.isspace():
        return False
    return before.isspace() or get_character_cell_size(before) == 2 or get_character_cell_size(after) == 2


def _graphemes(line: str) -> list[tuple[int, int, int]]:
    """(start, end, cells) of each thing that may not be broken up."""
    if "\u200d" in line or "\ufe0f" in line:
        spans: list[tuple[int, int, int]] = []
        begin = 0
        # A tab has no width of its own and would be taken for a part of what is before it.
        for part in re.split(r"(\t)", line):
            spans.extend((begin + start, begin + end, size) for start, end, size in split_graphemes(part)[0])
            begin += len(part)
        return spans
    return [(index, index + 1, get_character_cell_size(character)) for index, character in enumerate(line)]
