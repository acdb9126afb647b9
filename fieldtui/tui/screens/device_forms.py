"""What is asked before a person is enrolled, or a device refused or revoked: one field, and what it leads to."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.arriving import take_in_waiting
from fieldtui.sync.enrolment import write_enrolment
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.known_devices import KnownDevice, whose
from fieldtui.sync.refused import refuse_device
from fieldtui.sync.revoking import read_after, revoke, revoking_means
from fieldtui.sync.words import revoked_words, taken_in_words
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.names import NameInput
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.clock import now
from fieldtui.work.visits import read_people

if TYPE_CHECKING:
    from textual.widget import Widget


class DeviceForm(Place):
    """One field with what it means above it. Dismissed with what became of it, None when it was left."""

    place = actions.DEVICE_FORM
    BINDINGS = actions.bindings(actions.DEVICE_FORM)

    DEFAULT_CSS = """
    DeviceForm #means { height: auto; padding: 1; }
    DeviceForm #answer { margin: 0 1; }
    DeviceForm #filler { height: 1fr; }
    """

    def body(self) -> ComposeResult:
        yield Static(self.means(), id="means", markup=False)
        yield self.field()
        yield Static("", id="filler")

    def on_mount(self) -> None:
        self.head(self.heading(), _("Esc back"))
        self.query_one("#answer").focus()

    def heading(self) -> str:
        raise NotImplementedError

    def means(self) -> str:
        """What will come of it."""
        raise NotImplementedError

    def field(self) -> "Widget":
        """What is asked; its id is `answer`."""
        raise NotImplementedError

    def do(self) -> None:
        """Do it and dismiss. FieldError says what is wrong with the answer."""
        raise NotImplementedError

    def action_do_it(self) -> None:
        try:
            self.do()
        except FieldError as error:
            self.alarm(str(error))

    @on(LineInput.Submitted)
    @on(NameInput.Submitted)
    def _entered(self) -> None:
        self.note(_("{key} does it.").format(key=actions.key("do_it")))

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self.dismiss(None)


class EnrolScreen(DeviceForm):
    """Dismissed with the path of the enrolment."""

    def heading(self) -> str:
        return _("Enrol a laptop")

    def means(self) -> str:
        return _(
            "The enrolment is a small file without any secret. With it the laptop knows this office from the "
            "beginning; its first file then asks to be known, and stands among the devices until you compare its code "
            "and accept it."
        )

    def field(self) -> "Widget":
        return NameInput("", find=self._find, placeholder=_("for whom: name or initials"), id="answer")

    def _find(self, text: str) -> list[tuple[str, str]]:
        return [
            (entry.name, self.desk.name("unit", (self.desk.ledger.row("person", entry.id) or {}).get("unit")))
            for entry in self.desk.index("person").find(text)
        ]

    def do(self) -> None:
        people, _unknown = read_people(self.query_one("#answer", NameInput).value, self.desk)
        if len(people) != 1:
            raise FieldError(_("Say for whom: one person of the ledger; record the person first."))
        self.dismiss(write_enrolment(self.desk.ledger, people[0], None, now()))


class RefuseScreen(DeviceForm):
    def __init__(self, known: KnownDevice) -> None:
        super().__init__()
        self._known = known

    def heading(self) -> str:
        return _("Refuse code {code}").format(code=comparison_code(self._known.device))

    def means(self) -> str:
        return _(
            "What this device sent is thrown away, and what it sends later is not kept. The reason stays among the "
            "devices; there the refusal can be taken back."
        )

    def field(self) -> "Widget":
        return LineInput(placeholder=_("the reason, such as: the code is another one"), id="answer")

    def do(self) -> None:
        ledger = self.desk.ledger
        refuse_device(ledger.workspace, self._known.device, self.query_one("#answer", LineInput).value, ledger.clock())
        self.dismiss(_("Refused: code {code}.").format(code=comparison_code(self._known.device)))


class RevokeScreen(DeviceForm):
    """At the second Ctrl+S: the first one says what comes of it."""

    _told: int | None = None
    """The place that the next Ctrl+S revokes from, because the one before said so."""

    def __init__(self, known: KnownDevice) -> None:
        super().__init__()
        self._known = known

    def heading(self) -> str:
        name, code = whose(self._known, self.desk.ledger), comparison_code(self._known.device)
        return _("Revoke the laptop of {name}, code {code}").format(name=name, code=code)

    def means(self) -> str:
        return revoking_means(self._known.received)

    def field(self) -> "Widget":
        return LineInput(str(self._known.received), placeholder=_("its last entry that counts"), id="answer")

    def do(self) -> None:
        ledger = self.desk.ledger
        after = read_after(self.query_one("#answer", LineInput).value, self._known.received)
        if self._told != after:
            self._told = after
            words = _("{key} once more revokes it after its entry {count}.")
            self.alarm(words.format(key=actions.key("do_it"), count=after))
            return
        row = ledger.row("device", self._known.record)
        if row is None:
            raise FieldError(_("This device is not known any more."))
        said = [revoked_words(revoke(ledger, row, after))]
        said += [f"{one.file}: {taken_in_words(taken, ledger)}" for one, taken in take_in_waiting(ledger)]
        self.dismiss("\n".join(said))
