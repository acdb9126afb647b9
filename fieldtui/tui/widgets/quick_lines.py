"""Several lines, each with what was understood of it above: below the line an input method draws its candidates."""

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from fieldtui.tui.widgets.text import LineInput


class QuickLines(Vertical):
    """Enter begins the next line, on an empty one it goes on to the next field; Backspace removes an empty one."""

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
        placeholder: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._start = text
        self._explain = explain
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

    def focus(self, scroll_visible: bool = True) -> "QuickLines":
        inputs = self._inputs()
        next((line for line in inputs if not line.value), inputs[-1]).focus(scroll_visible)
        return self

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        event.stop()
        line = event.input.parent
        if isinstance(line, QuickLine):
            line.say(self._explain(event.value) if event.value.strip() else "")
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


class QuickLine(Vertical):
    """One line, and above it what was understood."""

    def __init__(self, text: str, said: str, placeholder: str) -> None:
        super().__init__(classes="quick-line")
        self._text, self._said, self._placeholder = text, said, placeholder

    def compose(self) -> ComposeResult:
        yield Static(self._said, classes="quick-said -said" if self._said else "quick-said", markup=False)
        yield LineInput(self._text, placeholder=self._placeholder)

    def say(self, words: str) -> None:
        line = self.query_one(".quick-said", Static)
        line.update(words)
        line.set_class(bool(words), "-said")
