"""What stands around every place: the head above it, and what can be done there at its foot."""

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from fieldtui.tui import actions

if TYPE_CHECKING:
    from fieldtui.tui.app import FieldApp


class Head(Widget):
    """The first line: where one is at the left, how things stand at the right; and a rule below it."""

    DEFAULT_CSS = """
    Head { height: 2; width: 1fr; }
    Head Static { height: 1; width: 1fr; }
    Head #head-line { text-style: bold; }
    Head #head-rule { color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._texts = ("", "")

    def compose(self) -> ComposeResult:
        yield Static("", id="head-line", markup=False)
        yield Static("", id="head-rule", markup=False)

    def say(self, left: str, right: str = "") -> None:
        self._texts = (left, right)
        self._draw()

    @property
    def left(self) -> str:
        """Where one is."""
        return self._texts[0]

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = max(0, self.size.width - 2)
        left, right = self._texts
        room = max(0, width - cell_len(right) - 1)
        self.query_one("#head-line", Static).update(f" {set_cell_size(left, room)} {right}")
        self.query_one("#head-rule", Static).update(self._rule() * self.size.width)

    def _rule(self) -> str:
        return "─"


class Guide(Static):
    """What the tour says, above the foot; nothing, and no line, without a tour."""

    DEFAULT_CSS = """
    Guide { height: auto; max-height: 4; width: 1fr; padding: 0 1; display: none; }
    Guide { background: $primary-muted; color: $text; text-style: bold; }
    Guide:ansi { background: ansi_default; color: ansi_default; text-style: bold reverse; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._words = ""

    def say(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.display = bool(words)
            self.update(words)


class Foot(Widget):
    """The last lines: a rule, a word of what just happened, and the keys of this place that fit."""

    DEFAULT_CSS = """
    Foot { height: 2; width: 1fr; }
    Foot Static { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    Foot #foot-note { color: $text-muted; }
    Foot #foot-note.-alarm { color: $text-error; text-style: bold; }
    """

    def __init__(self, place: str, *, writes: bool) -> None:
        super().__init__()
        self._place = place
        self._writes = writes
        self._left_out: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static("", id="foot-note", markup=False)
        yield Static("", id="foot-keys", markup=False)

    def on_resize(self) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """The keys as they are now, in the words of whose workspace this is: it may have been opened only now."""
        for line in self.query("#foot-keys").results(Static):
            line.update(self._keys(self.size.width))

    def leave_out(self, *actions: str) -> None:
        """Do not offer these actions from now on, because there is nothing here that they could do."""
        self._left_out = actions
        self.show_keys()

    def note(self, words: str) -> None:
        line = self.query_one("#foot-note", Static)
        line.remove_class("-alarm")
        line.update(f" {words}" if words else "")

    def alarm(self, words: str) -> None:
        self.note(words)
        self.query_one("#foot-note", Static).add_class("-alarm")

    def _keys(self, width: int) -> str:
        """As many as fit; F1 and Ctrl+P stand last and are never left out."""
        offered = [
            action
            for action in actions.in_footer(self._place)
            if action.id not in self._left_out and (self._writes or not action.writes)
        ]
        kept = [action for action in offered if action.id in ("actions", "manual")]
        desk = cast("FieldApp", self.app).desk
        role = desk.ledger.workspace.role if desk else ""
        text = "".join(_key_words(action, role) for action in kept)
        for action in offered:
            words = _key_words(action, role)
            if action not in kept and cell_len(text) + cell_len(words) <= width:
                kept.insert(len(kept) - 2, action)
                text += words
        return "".join(_key_words(action, role) for action in kept)


def _key_words(action: actions.Action, role: str) -> str:
    return f" {action.shown_key} {action.label_for(role)} "
