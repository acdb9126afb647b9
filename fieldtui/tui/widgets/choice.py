"""A field of one line that holds one code of a list, chosen without a menu: by arrows, digits, initials or words."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from fieldtui.tui.widgets.rows import drawable, fitted
from fieldtui.tui.widgets.text import ParksCursor

NOTHING = "—"
_BACK = "◂"
_ONWARD = "▸"
# Keys further apart than this (seconds) begin a new word.
_PAUSE = 1.5


class Choice(ParksCursor, Widget, can_focus=True):
    """Shows the word of the chosen code. `keys` gives pinyin initials by code, such as {"met": "yjm"}.

    A value that is not in the list (from a newer version, or an older plan) is kept, and shown as its code, until
    another is chosen. Up and down are left to the form.
    """

    DEFAULT_CSS = """
    Choice {
        height: 1;
        width: 1fr;
        background: $surface;
        color: $foreground;

        &:focus { background-tint: $foreground 5%; text-style: bold; }
        & > .choice--arrows { color: $text-muted; }

        &:ansi { background: ansi_default; color: ansi_default; }
        &:ansi > .choice--arrows { color: ansi_default; text-style: dim; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--arrows"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("delete,backspace", "clear", show=False),
        Binding("enter", "submit", show=False),
    ]

    value: reactive[str | None] = reactive(None, init=False)
    """The chosen code; None for nothing."""

    @dataclass
    class Changed(Message):
        """Another code was chosen, or None."""

        choice: "Choice"
        code: str | None

        @property
        def control(self) -> "Choice":
            return self.choice

    @dataclass
    class Submitted(Message):
        """Enter: on to the next field."""

        choice: "Choice"
        code: str | None

        @property
        def control(self) -> "Choice":
            return self.choice

    def __init__(
        self,
        words: Mapping[str, str],
        *,
        value: str | None = None,
        keys: Mapping[str, str] | None = None,
        allow_none: bool = False,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._words = dict(words)
        self._keys = dict(keys or {})
        self._codes: list[str | None] = [None, *self._words] if allow_none else [*self._words]
        self._typed = ""
        self._typed_at = 0.0
        if not value and not allow_none:
            value = next(iter(self._words), None)
        self.set_reactive(Choice.value, value or None)

    @property
    def word(self) -> str:
        """The word that is shown."""
        return NOTHING if self.value is None else drawable(self._words.get(self.value, self.value))

    def validate_value(self, value: str | None) -> str | None:
        return value or None

    def watch_value(self, value: str | None) -> None:
        self.post_message(self.Changed(self, value))

    # Keys

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isalnum()

    def on_key(self, event: events.Key) -> None:
        character = unicodedata.normalize("NFKC", event.character or "").casefold()
        if not character.isalnum():
            self._typed = ""
            return
        # Consumed even if nothing matches: what is typed into a field must never be a command.
        event.stop()
        event.prevent_default()
        if event.time - self._typed_at > _PAUSE:
            self._typed = ""
        self._typed_at = event.time
        self._pick(character)

    def on_paste(self, event: events.Paste) -> None:
        # Some terminals hand over as a paste what an input method commits.
        event.stop()
        self._typed = ""
        self._pick(unicodedata.normalize("NFKC", event.text).casefold().strip())

    def on_blur(self) -> None:
        self._typed = ""

    def action_step(self, steps: int) -> None:
        if not self._codes:
            return
        if self.value in self._codes:
            self.value = self._codes[(self._codes.index(self.value) + steps) % len(self._codes)]
        else:
            self.value = self._codes[0 if steps > 0 else -1]

    def action_first(self) -> None:
        self.value = next(iter(self._words), None)

    def action_last(self) -> None:
        self.value = next(reversed(self._words), None)

    def action_clear(self) -> None:
        if None in self._codes:
            self.value = None

    def action_submit(self) -> None:
        self.post_message(self.Submitted(self, self.value))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self.has_focus:
            return
        back = cell_len(self.word) + 1
        if offset.x in (back, back + 2):
            event.stop()
            self.action_step(1 if offset.x > back else -1)

    def _pick(self, typed: str) -> None:
        """Choose by what was typed now, together with what was typed just before if that leads anywhere."""
        for query in (self._typed + typed, typed):
            if matches := self._matches(query):
                again = query == self._typed and self.value in matches
                place = (matches.index(self.value or "") + 1) % len(matches) if again else 0
                self._typed = query
                self.value = matches[place]
                return
        self._typed = ""

    def _matches(self, query: str) -> list[str]:
        """The codes that `query` means: by its place, its initials, or its word, whichever says something first."""
        codes = list(self._words)
        if not query:
            return []
        if query in "123456789" and len(query) == 1 and int(query) <= len(codes):
            return [codes[int(query) - 1]]
        if query.isascii():
            begun = [code for code in codes if self._keys.get(code, "").casefold().startswith(query)]
            begun = begun or [code for code in codes if self._words[code].casefold().startswith(query)]
            if begun:
                return begun
        return [code for code in codes if query in self._words[code].casefold()]

    # Drawing

    def own_cursor(self) -> Offset:
        return self.content_region.offset

    def get_content_width(self, container: Size, viewport: Size) -> int:
        words = [NOTHING, self.word, *self._words.values()]
        return max(cell_len(drawable(word)) for word in words) + len(f" {_BACK} {_ONWARD}")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        if y:
            return Strip.blank(width, self.rich_style)
        arrows = f" {_BACK} {_ONWARD}" if self.has_focus else ""
        room = max(0, width - cell_len(arrows))
        shown = fitted(self.word, min(room, cell_len(self.word)))
        drawn = Strip(
            [
                Segment(shown, self.rich_style),
                Segment(arrows, self.get_component_rich_style("choice--arrows")),
            ]
        )
        return drawn.adjust_cell_length(width, self.rich_style)
