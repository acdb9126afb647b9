"""A field for the name of something known: what fits is shown at its right, where no input method covers it."""

from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from fieldtui.tui.widgets.text import LineInput
from fieldtui.work.field_text import BETWEEN, last_part

SHOWN = 3

Find = Callable[[str], Sequence[tuple[str, str]]]
"""What fits a text: (name to put into the field, what to say about it)."""


class NameInput(Horizontal):
    """Up and down choose among what fits, Enter takes it and goes on. What is typed stays text until then."""

    DEFAULT_CSS = """
    NameInput { height: auto; width: 1fr; }
    NameInput LineInput { width: 1fr; }
    NameInput.-open LineInput { width: 20; }
    NameInput .name-list { width: 1fr; height: auto; display: none; padding-left: 1; }
    NameInput .name-list { text-wrap: nowrap; text-overflow: ellipsis; }
    NameInput.-open .name-list { display: block; }
    """

    class Changed(Message):
        """The text changed."""

        def __init__(self, control: "NameInput") -> None:
            super().__init__()
            self.name_input = control

        @property
        def control(self) -> "NameInput":
            return self.name_input

    class Submitted(Changed):
        """Enter: go on."""

    def __init__(self, value: str, *, find: Find, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._find = find
        self._start = value
        self._placeholder = placeholder
        self._found: Sequence[tuple[str, str]] = ()
        self._chosen = 0

    def compose(self) -> ComposeResult:
        yield LineInput(self._start, placeholder=self._placeholder)
        yield Static("", classes="name-list", markup=False)

    @property
    def input(self) -> LineInput:
        return self.query_one(LineInput)

    @property
    def value(self) -> str:
        return self.input.value

    @value.setter
    def value(self, text: str) -> None:
        self.input.value = text
        self.input.cursor_position = len(text)

    def focus(self, scroll_visible: bool = True) -> "NameInput":
        self.input.focus(scroll_visible)
        return self

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        event.stop()
        if self.input.has_focus:
            self._found = self._fitting(event.value) if self._typed_part(event.value).strip() else ()
            self._chosen = 0
            self._show()
        self.post_message(self.Changed(self))

    def _typed_part(self, text: str) -> str:
        """What of the text is looked for."""
        return text

    def _fitting(self, text: str) -> Sequence[tuple[str, str]]:
        typed = self._typed_part(text)
        found = self._find(typed)
        # Nothing to choose when the name stands there already.
        return () if len(found) == 1 and found[0][0] == typed else found

    @on(LineInput.Submitted)
    def _entered(self, event: LineInput.Submitted) -> None:
        event.stop()
        if self._found:
            self._take(self._found[self._chosen][0])
        else:
            self.post_message(self.Submitted(self))

    def _take(self, name: str) -> None:
        """The chosen name stands in the field, and one goes on."""
        self.value = name
        self._close()
        self.post_message(self.Submitted(self))

    def on_key(self, event: events.Key) -> None:
        if event.key == "down" and not self._found:
            # What can be chosen without a word typed: short lists say all that they know.
            self._found, self._chosen = self._fitting(self.value), 0
            self._show()
            if self._found:
                event.stop()
                event.prevent_default()
        elif event.key in ("up", "down") and self._found:
            event.stop()
            event.prevent_default()
            step = 1 if event.key == "down" else -1
            self._chosen = (self._chosen + step) % len(self._found)
            self._show()

    def on_descendant_blur(self) -> None:
        self._close()
        # What was understood of it is shown from now on, where the list of what fits was.
        self.post_message(self.Changed(self))

    def _close(self) -> None:
        self._found = ()
        self._show()

    def _show(self) -> None:
        top = max(0, min(self._chosen - SHOWN + 1, len(self._found) - SHOWN)) if self._chosen >= SHOWN else 0
        lines = []
        for position, (name, about) in list(enumerate(self._found))[top : top + SHOWN]:
            mark = "▸" if position == self._chosen else " "
            lines.append(f"{mark} {name}  {about}".rstrip())
        self.query_one(".name-list", Static).update("\n".join(lines))
        self.set_class(bool(self._found), "-open")


class NamesInput(NameInput):
    """Several names with 、 between: each is completed by itself. Enter takes one and stays; on none it goes on."""

    def _typed_part(self, text: str) -> str:
        return last_part(text)[1]

    def _take(self, name: str) -> None:
        self.value = f"{last_part(self.value)[0]}{name}{BETWEEN}"
        self._close()
