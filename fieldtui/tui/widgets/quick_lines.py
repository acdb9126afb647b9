"""Several lines, each with what was understood of it above: below the line an input method draws its candidates."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.tui.widgets.text import LineInput

Complete = Callable[[str], Sequence[tuple[str, str]]]
"""What the last word of a line may become: (the whole line then, the words to choose by)."""


def nothing_to_complete(_line: str) -> Sequence[tuple[str, str]]:
    return ()


class QuickLines(Vertical):
    """Enter begins the next line, on an empty one it goes on to the next field; Backspace removes an empty one.

    While a word can be completed, what it may become stands above instead. Right, where the line ends, takes the
    first, and pressed again the next: an input method keeps that key to itself only while it composes.
    """

    DEFAULT_CSS = """
    QuickLines { height: auto; width: 1fr; }
    QuickLines .quick-line { height: auto; width: 1fr; }
    QuickLines .quick-said { height: auto; width: 1fr; color: $text-muted; padding-left: 5; display: none; }
    QuickLines .quick-said.-said { display: block; }
    """

    class Changed(Message):
        """A line changed."""

        def __init__(self, control: "QuickLines") -> None:
            super().__init__()
            self.quick_lines = control

        @property
        def control(self) -> "QuickLines":
            return self.quick_lines

    class Submitted(Changed):
        """Enter on an empty line: go on."""

    def __init__(
        self,
        text: str,
        *,
        explain: Callable[[str], str],
        complete: Complete = nothing_to_complete,
        placeholder: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._start = text
        self._explain = explain
        self._complete = complete
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        for line in self._start.splitlines() or [""]:
            yield QuickLine(line, self._explain(line), self._placeholder)

    def _inputs(self) -> list[LineInput]:
        return list(self.query(LineInput))

    def _position(self, wanted: Widget) -> int:
        return next(number for number, line in enumerate(self._inputs()) if line is wanted)

    @property
    def text(self) -> str:
        return "\n".join(line.value for line in self._inputs() if line.value.strip())

    def load(self, text: str) -> None:
        """Put other lines in the place of these."""
        self._start = text
        self.call_later(self.recompose)

    def explain_again(self) -> None:
        """What other fields say by now may give the lines another meaning."""
        for line in self.query(QuickLine):
            text = line.query_one(LineInput).value
            line.say(self._explain(text) if text.strip() else "")

    def focus(self, scroll_visible: bool = True) -> "QuickLines":
        inputs = self._inputs()
        next((line for line in inputs if not line.value), inputs[-1]).focus(scroll_visible)
        return self

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        event.stop()
        line = event.input.parent
        if isinstance(line, QuickLine):
            line.offer(self._complete(event.value))
            line.say(line.offered or (self._explain(event.value) if event.value.strip() else ""))
        self.post_message(self.Changed(self))

    @on(LineInput.Submitted)
    async def _entered(self, event: LineInput.Submitted) -> None:
        event.stop()
        inputs = self._inputs()
        if not event.value.strip():
            self.post_message(self.Submitted(self))
        elif event.input is inputs[-1]:
            line = QuickLine("", "", "")
            await self.mount(line)
            line.query_one(LineInput).focus()
        else:
            inputs[self._position(event.input) + 1].focus()

    async def on_key(self, event: events.Key) -> None:
        inputs = self._inputs()
        focused = next((line for line in inputs if line.has_focus), None)
        if focused is None:
            return
        position = inputs.index(focused)
        if event.key == "backspace" and not focused.value and len(inputs) > 1:
            event.stop()
            event.prevent_default()
            inputs[max(0, position - 1)].focus()
            if isinstance(focused.parent, QuickLine):
                await focused.parent.remove()
        elif event.key in ("up", "down"):
            target = position + (1 if event.key == "down" else -1)
            if 0 <= target < len(inputs):
                event.stop()
                inputs[target].focus()


class QuickInput(LineInput):
    """A line in which Right says so when it has nowhere to go."""

    class PastTheEnd(Message):
        """Right was pressed where the line ends."""

    def action_cursor_right(self, select: bool = False) -> None:
        if select or self.cursor_position < len(self.value):
            super().action_cursor_right(select)
        else:
            self.post_message(self.PastTheEnd())


class QuickLine(Vertical):
    """One line, and above it what was understood, or what its last word may become."""

    def __init__(self, text: str, said: str, placeholder: str) -> None:
        super().__init__(classes="quick-line")
        self._text, self._said, self._placeholder = text, said, placeholder
        self._offers: Sequence[tuple[str, str]] = ()
        self._next = 0

    def compose(self) -> ComposeResult:
        yield Static(self._said, classes="quick-said -said" if self._said else "quick-said", markup=False)
        yield QuickInput(self._text, placeholder=self._placeholder)

    @property
    def offered(self) -> str:
        """The words to choose by; "" when one was taken already, or there are none."""
        if not self._offers or self._next:
            return ""
        return "▸ " + "  ".join([*(words for _line, words in self._offers), _("(→ takes the first)")])

    def offer(self, offers: Sequence[tuple[str, str]]) -> None:
        """Other words to choose by, unless the line says just what was taken of the last ones."""
        taken = self._offers[self._next - 1][0] if self._next else None
        if offers or self.query_one(QuickInput).value != taken:
            self._offers, self._next = offers, 0

    @on(QuickInput.PastTheEnd)
    def _take(self, event: QuickInput.PastTheEnd) -> None:
        event.stop()
        if self._offers:
            text = self._offers[self._next % len(self._offers)][0]
            self._next = self._next % len(self._offers) + 1
            field = self.query_one(QuickInput)
            field.value = text
            field.cursor_position = len(text)

    def say(self, words: str) -> None:
        if words == self._said:
            return
        line = self.query_one(".quick-said", Static)
        room = line.content_size.width
        in_one_line = all(text and cell_len(text) <= room for text in (self._said, words))
        self._said = words
        # To lay the whole screen out again is the dearest part of a key, and only another height needs it.
        line.update(words, layout=not in_one_line)
        line.set_class(bool(words), "-said")
