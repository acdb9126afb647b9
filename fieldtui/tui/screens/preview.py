"""What is in a bundle, before it is taken in; a sender who is not known yet is compared and accepted here."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.arriving import take_in_content, take_in_file, take_in_waiting
from fieldtui.sync.bundle import Bundle, read_bundle
from fieldtui.sync.enrol import accept_laptop, trust_office
from fieldtui.sync.enrolment import asked_for
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.exchange import read_whole
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.parts import MissingPartsError
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.sync.waiting import throw_away, waiting_of
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
        self._content = b""
        self._bundle: Bundle | None = None
        self._stranger = False
        self._waits = False
        """Whether this can only be kept until it can be taken in."""

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
            self._content = read_whole(self._path, self.desk.ledger.workspace)
            self._bundle = read_bundle(self._content)
            lines = describe_bundle(self._bundle, self.desk.ledger)
        except FieldError as error:
            self.query_one("#content", Static).update(f" {error}")
            self._waits = isinstance(error, MissingPartsError | NotYetError)
            if isinstance(error, MissingPartsError):
                self.note(_("{key} keeps this part until the others have come.").format(key=actions.key("take_in")))
            elif self._waits:
                self.note(_("{key} keeps this file until it can be taken in.").format(key=actions.key("take_in")))
            return
        self.query_one("#content", Static).update("\n".join(f" {line}" for line in lines))
        self.note(_("{key} takes it in.").format(key=actions.key("take_in")))

    def action_take_in(self) -> None:
        if self._waits:
            self._keep()
            return
        if self._bundle is None:
            return
        try:
            accepted = self._stranger
            if accepted:
                self._accept(self._bundle)
                self._stranger = False
            taken = take_in_content(self.desk.ledger, self._content, self._path)
        except UnknownSenderError:
            self._ask()
        except NotYetError as error:
            self.dismiss(_("{reason} It waits here until then.").format(reason=error))
        except FieldError as error:
            self.alarm(str(error))
        else:
            words = [] if accepted and not taken.new and not taken.files else [taken_in_words(taken, self.desk.ledger)]
            if accepted:
                sender = sender_name(taken.sender, self.desk.ledger)
                words.insert(0, _("{sender} is known from now on.").format(sender=sender))
            for _waiting, came in take_in_waiting(self.desk.ledger):
                words.append(_("What waited came in too, {words}").format(words=taken_in_words(came, self.desk.ledger)))
            self.dismiss("  ".join(words))

    def _keep(self) -> None:
        try:
            take_in_file(self.desk.ledger, self._path)
        except (MissingPartsError, NotYetError) as error:
            self.dismiss(str(error))
        except FieldError as error:
            self.alarm(str(error))

    def action_refuse(self) -> None:
        """Throw away what is kept of this file until it can be taken in; where it came from it stays."""
        waiting = waiting_of(self.desk.ledger.workspace, self._content)
        if waiting is None:
            self.alarm(_("This file does not wait here; nothing of it is kept."))
            return
        throw_away(waiting)
        self.dismiss(_("Thrown away; nothing of it was taken in."))

    def _ask(self) -> None:
        """The sender is not known: compare the code, and say whose laptop it is."""
        assert self._bundle is not None
        self._stranger = True
        self.query_one("#question", Static).update(
            " "
            + _(
                "This sender is new. Compare the code by telephone; if it is the same, press {key} again:\n {code}"
            ).format(key=actions.key("take_in"), code=comparison_code(self._bundle.sender))
        )
        if self.desk.ledger.workspace.role == "office":
            person = self.query_one("#person", NameInput)
            asked = asked_for(self._bundle, self.desk.ledger)
            if asked:
                person.value = self.desk.name("person", asked)
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
