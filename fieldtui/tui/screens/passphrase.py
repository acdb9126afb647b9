"""The passphrase of a locked workspace: asked for before anything else is drawn, and again after a while of rest."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from fieldtui.ledger.lock import Lock
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.widgets.text import LineInput


class PassphraseScreen(Screen["Lock | None"]):
    """Covers all that lies below it; dismissed once the passphrase was right, with the lock that it opened."""

    place = "passphrase"
    AUTO_FOCUS = "#passphrase"

    DEFAULT_CSS = """
    PassphraseScreen { align: center middle; }
    PassphraseScreen Vertical { width: 64; max-width: 96%; height: auto; border: round $primary; padding: 1 2; }
    PassphraseScreen LineInput { margin: 1 0; background: $boost; }
    PassphraseScreen #passphrase-said.-wrong { color: $text-error; text-style: bold; }
    """

    class Refused(Message):
        """It did not open; the sentence says why."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Accepted(Message):
        """It was right, and what it opens can be read."""

        def __init__(self, lock: Lock | None) -> None:
            super().__init__()
            self.lock = lock

    def __init__(self, opening: Callable[[str], Lock | None]) -> None:
        """`opening` is handed what was typed; it returns the lock, or raises FieldError."""
        super().__init__()
        self._opening = opening
        self._trying = False

    def _hint(self) -> str:
        return _("Enter opens it, {key} leaves the program.").format(key=actions.key("leave_program"))

    def compose(self) -> ComposeResult:
        yield Vertical(
            Static(_("This workspace is locked. Its passphrase:"), markup=False),
            LineInput(password=True, id="passphrase"),
            Static(self._hint(), id="passphrase-said", markup=False),
        )

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._trying and event.value:
            self._trying = True
            self._say(_("One moment…"))
            # Each try takes half a second and much memory, on purpose.
            self.run_worker(lambda: self._try(event.value), thread=True)

    def _try(self, passphrase: str) -> None:
        try:
            lock = self._opening(passphrase)
        except FieldError as error:
            self.post_message(self.Refused(str(error)))
        else:
            self.post_message(self.Accepted(lock))

    @on(Refused)
    def _refused(self, message: Refused) -> None:
        self._trying = False
        field = self.query_one(LineInput)
        field.value = ""
        field.focus()
        self._say(message.sentence)
        self.query_one("#passphrase-said").add_class("-wrong")

    @on(Accepted)
    def _accepted(self, message: Accepted) -> None:
        self.dismiss(message.lock)

    def _say(self, words: str) -> None:
        said = self.query_one("#passphrase-said", Static)
        said.remove_class("-wrong")
        said.update(words)
