"""A sentence that has to be read, such as why a workspace can't be opened."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from fieldtui.locale import _


class SentenceScreen(ModalScreen[None]):
    BINDINGS = [Binding("enter,escape,space", "dismiss_it", show=False)]  # noqa: RUF012 - Textual's own form

    DEFAULT_CSS = """
    SentenceScreen { align: center middle; }
    SentenceScreen Vertical { width: 64; max-width: 90%; height: auto; border: round $primary; padding: 1 2; }
    """

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        yield Vertical(
            Static(self._sentence, markup=False), Static(""), Static(_("Enter goes on."), classes="muted", markup=False)
        )

    def action_dismiss_it(self) -> None:
        self.dismiss(None)
