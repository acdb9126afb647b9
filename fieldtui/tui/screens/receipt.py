"""A receipt alone that lies in a file: what it confirms, before the laptop notes it."""

from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.receipt import Receipt, news_in, take_receipt
from fieldtui.sync.words import receipt_words
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.frame import Foot


class ReceiptScreen(Place):
    """Dismissed with what became of it, in words."""

    place = actions.PREVIEW
    BINDINGS = actions.bindings(actions.PREVIEW)

    def __init__(self, path: Path, receipt: Receipt) -> None:
        super().__init__()
        self._path = path
        self._receipt = receipt

    def body(self) -> ComposeResult:
        yield Static("", id="content", markup=False)

    def on_mount(self) -> None:
        self.head(self._path.name, _("Esc back"))
        try:
            words = receipt_words(news_in(self.desk.ledger, self._receipt))
        except FieldError as error:
            self.query_one(Foot).leave_out("refuse", "take_in")
            self.alarm(str(error))
            return
        self.query_one(Foot).leave_out("refuse")
        self.query_one("#content", Static).update(f" {words}")
        self.note(_("{key} takes it in.").format(key=actions.key("take_in")))

    def action_take_in(self) -> None:
        try:
            self.dismiss(receipt_words(take_receipt(self.desk.ledger, self._receipt)))
        except (FieldError, OSError) as error:
            self.alarm(str(error))

    def action_refuse(self) -> None:
        """Nothing of it is kept before it is taken in."""
        self.action_leave()
