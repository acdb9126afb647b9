"""An enrolment, before the laptop takes its sender for its office: whose it is, and the code that is compared."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import FieldError
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.contents import contents_of
from fieldtui.sync.enrolment import Enrolment, take_enrolment
from fieldtui.sync.exchange import read_once
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.receipt import Receipt
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.screens.preview import PreviewScreen
from fieldtui.tui.screens.receipt import ReceiptScreen
from fieldtui.tui.widgets.frame import Foot


class EnrolmentScreen(Place):
    """Dismissed with what became of it, in words."""

    place = actions.PREVIEW
    BINDINGS = actions.bindings(actions.PREVIEW)

    def __init__(self, path: Path, enrolment: Enrolment) -> None:
        super().__init__()
        self._path = path
        self._enrolment = enrolment

    def body(self) -> ComposeResult:
        with VerticalScroll(id="words"):
            yield Static("", id="content", markup=False)

    def on_mount(self) -> None:
        self.head(self._path.name, _("Esc back"))
        self.query_one(Foot).leave_out("refuse")
        self.query_one("#words").focus()
        manifest = self._enrolment.manifest
        lines = [
            _("The office of {county} ({code}) enrols {name}, {time:%Y-%m-%d %H:%M}.").format(
                county=manifest.county_name,
                code=manifest.county,
                name=manifest.name,
                time=local_time(manifest.at),
            ),
            _("The signature holds."),
            _("The office's code: {code}").format(code=comparison_code(manifest.sender)),
            _("Compare the code by telephone; take it in only if every digit is the same."),
        ]
        self.query_one("#content", Static).update("\n".join(f" {line}" for line in lines))
        self.note(_("{key} takes it in.").format(key=actions.key("take_in")))

    def action_take_in(self) -> None:
        ledger = self.desk.ledger
        try:
            ledger.workspace = take_enrolment(ledger.workspace, self._enrolment)
        except (FieldError, OSError) as error:
            self.alarm(str(error))
            return
        self.dismiss(_("This laptop knows its office now. Export to a file: it asks to be known."))

    def action_refuse(self) -> None:
        """Nothing of it is kept before it is taken in."""
        self.action_leave()


def look_at(path: Path) -> Place:
    """The screen that says what is in a file, before it is taken in: an enrolment, a receipt, or a bundle."""
    try:
        said = contents_of(read_once(path))
    except BundleError:
        # The preview says why it can't be read.
        return PreviewScreen(path)
    match said:
        case Enrolment():
            return EnrolmentScreen(path, said)
        case Receipt():
            return ReceiptScreen(path, said)
        case _bundle:
            return PreviewScreen(path)
