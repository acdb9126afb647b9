"""What is in a bundle, before it is taken in; a sender who is not known yet is compared and accepted here."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.bundle import Bundle
from fieldtui.sync.enrol import accept_laptop, take_in_file, take_in_with_files, trust_office
from fieldtui.sync.exchange import UnknownSenderError, read_file
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.parts import MissingPartsError
from fieldtui.sync.words import describe_bundle, sender_name, taken_in_words
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.names import NameInput
from fieldtui.tui.widgets.text import TextField
from fieldtui.work.visits import read_people


class PreviewScreen(Place):
    """Dismissed with what became of it, in words."""

    place = actions.PREVIEW
    BINDINGS = actions.bindings(actions.PREVIEW)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._bundle: Bundle | None = None
        self._stranger = False
        self._is_part = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="words"):
            yield Static("", id="content", markup=False)
        yield Static("", id="question", markup=False)
        yield NameInput("", find=self._find, placeholder=_("whose laptop"), id="person")

    def _find(self, text: str) -> list[tuple[str, str]]:
        return [
            (entry.name, self.desk.name("unit", (self.desk.ledger.row("person", entry.id) or {}).get("unit")))
            for entry in self.desk.index("person").find(text)
        ]

    def on_mount(self) -> None:
        self.head(self._path.name, _("Esc back"))
        self.query_one("#person").display = False
        self.query_one("#words").focus()
        try:
            self._bundle = read_file(self._path, self.desk.ledger.workspace)
        except FieldError as error:
            self.query_one("#content", Static).update(f" {error}")
            self._is_part = isinstance(error, MissingPartsError)
            if self._is_part:
                self.note(_("Ctrl+S keeps this part until the others have come."))
            return
        lines = describe_bundle(self._bundle, self.desk.ledger)
        self.query_one("#content", Static).update("\n".join(f" {line}" for line in lines))
        self.note(_("Ctrl+S takes it in."))

    def action_take_in(self) -> None:
        if self._is_part:
            self._keep_part()
            return
        if self._bundle is None:
            return
        try:
            accepted = self._stranger
            if accepted:
                self._accept(self._bundle)
                self._stranger = False
            taken = take_in_with_files(self.desk.ledger, self._bundle, self._path.parent)
        except UnknownSenderError:
            self._ask()
        except FieldError as error:
            self.alarm(str(error))
        else:
            words = [] if accepted and not taken.new and not taken.files else [taken_in_words(taken, self.desk.ledger)]
            if accepted:
                sender = sender_name(taken.sender, self.desk.ledger)
                words.insert(0, _("{sender} is known from now on.").format(sender=sender))
            self.dismiss("  ".join(words))

    def _keep_part(self) -> None:
        try:
            take_in_file(self.desk.ledger, self._path)
        except MissingPartsError as error:
            self.dismiss(str(error))
        except FieldError as error:
            self.alarm(str(error))

    def _ask(self) -> None:
        """The sender is not known: compare the code, and say whose laptop it is."""
        assert self._bundle is not None
        self._stranger = True
        self.query_one("#question", Static).update(
            " "
            + _(
                "This sender is new. Compare the code by telephone; if it is the same, press Ctrl+S again:\n {code}"
            ).format(code=comparison_code(self._bundle.sender))
        )
        if self.desk.ledger.workspace.role == "office":
            person = self.query_one("#person", NameInput)
            person.display = True
            person.focus()

    def _accept(self, bundle: Bundle) -> None:
        ledger = self.desk.ledger
        if ledger.workspace.role != "office":
            ledger.workspace = trust_office(ledger.workspace, bundle)
            return
        people, _unknown = read_people(self.query_one("#person", NameInput).value, self.desk)
        if len(people) != 1:
            raise FieldError(_("Say whose laptop it is: one person of the ledger."))
        accept_laptop(ledger, bundle, people[0], self.today)

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self.dismiss(None)
