"""A list of rows in columns, as quick with 100,000 rows as with ten: only the lines in sight are ever drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Protocol, runtime_checkable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

MARK = "▸ "
_NO_MARK = " " * len(MARK)
_GAP = " "
_PLAIN = ""
ENOUGH = 44
"""Cells with which a column that takes what is left shows nearly all that people write."""
_HEADING = "heading"
_WIDE = "wide"
_TONES = frozenset({_HEADING, "late", "soon", "muted", "good"})
# What a terminal obeys instead of drawing it: controls, line ends, halves of a character, turns of direction.
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in cells; 0 takes what is left, shared when several columns do.

    In a wide window a column grows up to `most` cells, once those that share what is left have `ENOUGH`.
    """

    label: str
    width: int = 0
    align: Literal["left", "right"] = "left"
    most: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """`cells` in the order of the columns; `style` is a tone: "", "heading", "wide", "late", "soon", "muted" or "good".
    `sign` is a character before the row, such as that of what is selected.

    A heading stretches over all columns and cannot be chosen; a wide row stretches too.
    """

    key: str
    cells: tuple[str, ...]
    style: str = ""
    sign: str = ""


@runtime_checkable
class FindsRows(Protocol):
    """Rows that are made when they are read may say themselves where a key is."""

    def find(self, key: str) -> int | None: ...


def drawable(text: str) -> str:
    """`text` with a space for each character that cannot be drawn in a line."""
    return _NOT_TEXT.sub(" ", text)


def fitted(text: str, width: int, align: Literal["left", "right"] = "left") -> str:
    """`text` in exactly `width` cells: padded, or cut between characters with "…" as the last."""
    if width <= 0:
        return ""
    # A joiner at the end would draw the next column into this one.
    text = drawable(text).rstrip("\u200d")
    cells = cell_len(text)
    if cells > width:
        # A wide character that is cut in two becomes a blank, which goes, so that "…" stands at the text.
        text = set_cell_size(text, width - 1).rstrip() + "…"
        cells = cell_len(text)
    blanks = " " * (width - cells)
    return blanks + text if align == "right" else text + blanks


def no_wider_than_needed(columns: Sequence[Column], rows: Sequence[ListRow]) -> list[Column]:
    """The same columns, those of a width of their own no wider than the widest of their cells."""
    cells = list(zip(*(row.cells for row in rows if row.style not in (_HEADING, _WIDE)), strict=True))
    needed = [max(1, *map(cell_len, words)) for words in cells] or [column.width for column in columns]
    return [
        replace(column, width=width, most=0) if width < column.width else column
        for column, width in zip(columns, needed, strict=True)
    ]


def column_widths(columns: Sequence[Column], width: int) -> list[int]:
    """The cells of each column in a line of `width` cells; what does not fit on the right gets none."""
    room = max(0, width - len(_GAP) * (len(columns) - 1))
    left = max(0, room - sum(column.width for column in columns))
    sharing = [index for index, column in enumerate(columns) if not column.width]
    widths = [column.width for column in columns]
    spare = left - ENOUGH * len(sharing)
    growing = [index for index, column in enumerate(columns) if column.width and column.most > column.width]
    # Those that grow least first: what they leave is for the others.
    for count, index in enumerate(sorted(growing, key=lambda index: columns[index].most - columns[index].width)):
        more = max(0, min(spare // (len(growing) - count), columns[index].most - columns[index].width))
        widths[index] += more
        spare, left = spare - more, left - more
    for place, index in enumerate(sharing):
        # Cells that cannot be shared evenly go to the first.
        widths[index] = left // len(sharing) + (place < left % len(sharing))
    return widths


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows to move through and open. Any sequence will do: only its length and the rows in sight are asked for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--header",
        "row-list--heading",
        "row-list--late",
        "row-list--soon",
        "row-list--muted",
        "row-list--good",
        "row-list--cursor",
    }

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        width: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        color: $foreground;

        & > .row-list--header { color: $text-muted; text-style: underline; }
        & > .row-list--heading { color: $text-accent; text-style: bold; }
        & > .row-list--late { color: $text-error; }
        & > .row-list--soon { color: $text-warning; }
        & > .row-list--muted { color: $text-muted; }
        & > .row-list--good { color: $text-success; }
        & > .row-list--cursor { background: $boost; }
        &:focus > .row-list--cursor { background: $primary-muted; text-style: bold; }

        &:ansi > .row-list--header { color: ansi_default; }
        &:ansi > .row-list--heading { color: ansi_cyan; }
        &:ansi > .row-list--late { color: ansi_red; }
        &:ansi > .row-list--soon { color: ansi_yellow; }
        &:ansi > .row-list--muted { color: ansi_default; text-style: dim; }
        &:ansi > .row-list--good { color: ansi_green; }
        &:ansi > .row-list--cursor { background: ansi_default; }
        &:ansi:focus > .row-list--cursor { background: ansi_default; text-style: bold reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "open", show=False),
    ]

    cursor: reactive[int] = reactive(-1, repaint=False)
    """The index of the current row; -1 when no row can be chosen. Setting it moves past headings."""

    @dataclass
    class Opened(Message):
        """Enter on the current row, or a click on it."""

        row_list: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            return self.row_list

    @dataclass
    class Moved(Message):
        """Another row is the current one, also because other rows are shown; `key` is "" when there is none."""

        row_list: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            return self.row_list

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        show_header: bool = True,
        id: str | None = None,
        empty: str = "",
    ) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._header_lines = 1 if show_header else 0
        self._empty = empty
        self._rows: Sequence[ListRow] = ()
        self._key = ""
        self._strips: LRUCache[tuple[int, int, bool], Strip] = LRUCache(512)
        self._widths: tuple[int, list[int]] = (-1, [])
        self._tones: dict[str, Style] = {}

    # Rows

    def show(self, rows: Sequence[ListRow]) -> None:
        """Show `rows`; the cursor stays on the row with the same key, or else in its place.

        A list or tuple is searched for the key. Other sequences are asked by `find` when they have it
        (`FindsRows`), and searched only within a screenful of the old place when they do not.
        """
        place = self._place_of(self._key, rows)
        self._rows = rows
        self._strips.clear()
        self.virtual_size = Size(0, len(rows) + self._header_lines)
        self.cursor = place
        self._reveal()
        self._announce()
        self.refresh()

    def head(self, columns: Sequence[Column]) -> None:
        """Show these columns from now on; rows that fit them are to be shown next."""
        self._columns = tuple(columns)
        self._widths = (-1, [])
        self._strips.clear()
        self.refresh()

    def when_empty(self, words: str) -> None:
        """What is said where there are no rows, from now on."""
        self._empty = words
        self.refresh()

    @property
    def current(self) -> ListRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def _place_of(self, key: str, rows: Sequence[ListRow]) -> int:
        here = clamp(self.cursor, 0, max(0, len(rows) - 1))
        if not key or not rows or rows[here].key == key:
            return here
        if isinstance(rows, FindsRows):
            found = rows.find(key)
            return here if found is None else found
        nearby = range(max(0, here - self._page), min(len(rows), here + self._page + 1))
        places = range(len(rows)) if isinstance(rows, list | tuple) else nearby
        return next((place for place in places if rows[place].key == key), here)

    # Moving

    def validate_cursor(self, cursor: int) -> int:
        count = len(self._rows)
        if not count:
            return -1
        cursor = clamp(cursor, 0, count - 1)
        onward, back = range(cursor, count), range(cursor, -1, -1)
        for places in (onward, back) if cursor >= self.cursor else (back, onward):
            for place in places:
                if self._rows[place].style != _HEADING:
                    return place
        return -1

    def watch_cursor(self, old: int, new: int) -> None:
        for place in (old, new):
            if place >= 0:
                self.refresh_line(place + self._header_lines)
        self._reveal()
        self._announce()

    def action_move(self, rows: int) -> None:
        before = self.cursor
        self.cursor = max(0, before + rows)
        if rows < 0 and self.cursor == before:
            self._show_headings_above()

    def action_move_page(self, pages: int) -> None:
        top, before = self.scroll_offset.y, self.cursor
        self.cursor += pages * self._page
        # The page moves along, so that the cursor stays where the eye is.
        self._scroll_to_row(top + self.cursor - before)
        self._reveal()

    def action_first(self) -> None:
        self.cursor = 0
        self._show_headings_above()

    def action_last(self) -> None:
        self.cursor = len(self._rows) - 1

    def move_by(self, event: events.Key) -> None:
        """Move by an arrow or page key that came to a field which keeps the focus."""
        match event.key:
            case "up" | "down":
                self.action_move(1 if event.key == "down" else -1)
            case "pageup" | "pagedown":
                self.action_move_page(1 if event.key == "pagedown" else -1)
            case _other:
                return
        event.stop()

    def action_open(self) -> None:
        if (row := self.current) is not None:
            self.post_message(self.Opened(self, row.key))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header_lines:
            return
        event.stop()
        place = offset.y - self._header_lines + self.scroll_offset.y
        if place >= len(self._rows) or self._rows[place].style == _HEADING:
            return
        if place == self.cursor:
            self.action_open()
        else:
            self.cursor = place

    def _announce(self) -> None:
        row = self.current
        key = row.key if row else ""
        if key != self._key:
            self._key = key
            self.post_message(self.Moved(self, key))

    # Scrolling

    @property
    def _page(self) -> int:
        """How many rows are in sight; at least one."""
        return max(1, self.scrollable_content_region.height - self._header_lines)

    def _reveal(self) -> None:
        """Scroll as little as needed to see the cursor, and the heading right above it."""
        if self.cursor < 0:
            self._scroll_to_row(0)
            return
        first = self.cursor
        if first > 0 and self._page > 1 and self._rows[first - 1].style == _HEADING:
            first -= 1
        self._scroll_to_row(clamp(self.scroll_offset.y, self.cursor - self._page + 1, first))

    def _show_headings_above(self) -> None:
        """Scroll up as far as the cursor stays in sight: headings above the first row cannot be moved to."""
        self._scroll_to_row(self.cursor - self._page + 1)

    def _scroll_to_row(self, row: int) -> None:
        top = clamp(row, 0, max(0, len(self._rows) - self._page))
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def on_resize(self) -> None:
        self._reveal()

    # Drawing

    def notify_style_update(self) -> None:
        self._strips.clear()
        self._tones.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y < self._header_lines:
            labels = tuple(column.label for column in self._columns)
            return self._strip(_NO_MARK + self._in_columns(labels, width), width, self._tone("header"))
        place = y - self._header_lines + self.scroll_offset.y
        if not self._rows and place == 0 and self._empty:
            return self._strip(_NO_MARK + self._empty, width, self._tone("muted"))
        if place >= len(self._rows):
            return Strip.blank(width, self._tone(_PLAIN))
        at = (place, width, place == self.cursor)
        strip = self._strips.get(at)
        if strip is None:
            strip = self._strips[at] = self._row_strip(self._rows[place], width, place == self.cursor)
        return strip

    def _row_strip(self, row: ListRow, width: int, is_current: bool) -> Strip:
        style = self._tone(row.style if row.style in _TONES else _PLAIN)
        if row.style == _HEADING:
            return self._strip(_GAP.join(row.cells), width, style)
        if is_current:
            # The row keeps the colour of its tone on the background of the cursor.
            style += self._tone("cursor") + Style(color=style.color)
        words = _GAP.join(row.cells) if row.style == _WIDE else self._in_columns(row.cells, width)
        mark = MARK if is_current else _NO_MARK
        return self._strip((mark[0] + row.sign if row.sign else mark) + words, width, style)

    def _tone(self, name: str) -> Style:
        """Worked out once, for it takes Textual longer than the rest of a line."""
        known = self._tones.get(name)
        if known is None:
            known = self.get_component_rich_style(f"row-list--{name}") if name else self.rich_style
            self._tones[name] = known
        return known

    def _in_columns(self, cells: tuple[str, ...], width: int) -> str:
        if self._widths[0] != width:
            self._widths = (width, column_widths(self._columns, width - len(MARK)))
        parts = zip(cells, self._widths[1], self._columns, strict=False)
        return _GAP.join(fitted(cell, cells_wide, column.align) for cell, cells_wide, column in parts)

    @staticmethod
    def _strip(text: str, width: int, style: Style) -> Strip:
        return Strip([Segment(fitted(text, width), style)], width)
