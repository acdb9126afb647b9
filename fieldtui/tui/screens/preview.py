"""What is in one file or several, before they are taken in; a sender who is not known is compared and accepted here."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import FieldError
from fieldtui.sync.arriving import take_in_content, take_in_file, take_in_waiting
from fieldtui.sync.bundle import Bundle
from fieldtui.sync.enrol import accept_laptop, trust_office
from fieldtui.sync.enrolment import enrolled_as
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.exchange import TakenIn
from fieldtui.sync.foreseen import Coming, Looked, look_at
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.parts import MissingPartsError
from fieldtui.sync.preview import Said, all_lines, taken_in_files, taken_in_together
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.sync.waiting import throw_away, waiting_of
from fieldtui.sync.words import sender_name, taken_in_words
from fieldtui.tui import actions
from fieldtui.tui.slow import SlowPlace, Task
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.names import NameInput
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import TextField
from fieldtui.work.visits import read_people

MOST_WORDS = 6
"""Lines of what became of several files that the page before has room for."""


class PreviewScreen(SlowPlace):
    """Dismissed with what became of it, in words."""

    place = actions.PREVIEW
    BINDINGS = actions.bindings(actions.PREVIEW)

    DEFAULT_CSS = """
    PreviewScreen #question { height: auto; padding: 0 1; }
    PreviewScreen #person { margin: 0 1; }
    """

    def __init__(self, *paths: Path) -> None:
        super().__init__()
        self._paths = paths
        self._files: Sequence[Looked] = ()
        self._lines: Sequence[Said] = ()
        self._asked = False
        """Whether the sender's code stands there to be compared, so that taking in accepts the sender."""

    def body(self) -> ComposeResult:
        yield RowList([Column("")], show_header=False, id="content")
        yield Static("", id="question", markup=False)
        yield NameInput("", find=self._find, placeholder=_("whose laptop"), id="person")

    def _find(self, text: str) -> list[tuple[str, str]]:
        return [
            (entry.name, self.desk.name("unit", (self.desk.ledger.row("person", entry.id) or {}).get("unit")))
            for entry in self.desk.index("person").find(text)
        ]

    def on_mount(self) -> None:
        count = len(self._paths)
        several = ngettext("{count} file", "{count} files", count).format(count=count)
        self.head(self._paths[0].name if count == 1 else several, _("Esc back"))
        self.query_one("#person").display = False
        self.query_one("#content").focus()
        self.do_slowly(_("Looking at the file…"), self._look, self._show)

    def _look(self, task: Task) -> list[Looked]:
        coming, found = Coming(), list[Looked]()
        for number, path in enumerate(self._paths, 1):
            if task.stopped.is_set():
                break
            task.tell(
                _("Looking at {number}/{all}: {file}").format(number=number, all=len(self._paths), file=path.name)
            )
            found.append(look_at(path, self.desk.ledger, coming))
        return found

    def _show(self, files: Sequence[Looked]) -> None:
        if len(files) < len(self._paths):
            self.dismiss(None)
            return
        self._files = files
        if len(files) == 1:
            self.head(files[0].name, _("Esc back"))
        self._lines = all_lines(files, self.desk.ledger)
        self._draw()
        self._leave_out()
        self.note(self._hint())

    def _leave_out(self) -> None:
        """Offer only what can be done with these files."""
        refused = all(one.why and not isinstance(one.why, MissingPartsError | NotYetError) for one in self._files)
        waits = any(waiting_of(self.desk.ledger.workspace, one.content) for one in self._files)
        self.query_one(Foot).leave_out(*(["take_in"] if refused else []), *([] if waits else ["refuse"]))

    def _hint(self) -> str:
        """What taking in would do."""
        key = actions.key("take_in")
        if len(self._files) > 1:
            return _("{key} takes in what can be taken in; the rest waits or is refused.").format(key=key)
        why = self._files[0].why
        match why:
            case None:
                return _("{key} takes it in.").format(key=key)
            case MissingPartsError():
                return _("{key} keeps this part until the others have come.").format(key=key)
            case UnknownSenderError():
                return _("{key} goes on to compare the code of this sender.").format(key=key)
            case NotYetError():
                return _("{key} keeps this file until it can be taken in.").format(key=key)
            case _refused:
                return _("Nothing of it can be taken in.")

    def on_resize(self, _event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        """Sentences that are wider than the window go on in the next line."""
        width = max(20, self.size.width - 4)
        lines = [(tone, part) for tone, words in self._lines for part in _wrapped(words, width)]
        rows = [ListRow(str(number), (part,), tone) for number, (tone, part) in enumerate(lines)]
        self.query_one("#content", RowList).show(rows)

    def action_take_in(self) -> None:
        if len(self._files) != 1:
            if self._files:
                self.do_slowly(_("Taking in…"), self._take_in_all, self._all_taken)
            return
        one = self._files[0]
        if isinstance(one.why, UnknownSenderError) and not self._asked and one.bundle is not None:
            self._ask(one.bundle)
        elif isinstance(one.why, MissingPartsError | NotYetError) and not self._asked:
            self.do_slowly(_("Taking in…"), lambda _task: self._keep(one.path), self.dismiss)
        else:
            self._take_in_one(one)

    def _take_in_one(self, one: Looked) -> None:
        if one.bundle is None:
            self.alarm(_("Nothing of it can be taken in."))
            return
        bundle = one.bundle
        try:
            people = self._whose() if self._asked else ""
        except FieldError as error:
            self.alarm(str(error))
            return
        self.do_slowly(_("Taking in…"), lambda task: self._taken(task, one, bundle, people), self.dismiss)

    def _taken(self, _task: Task, one: Looked, bundle: Bundle, person: str) -> str:
        """Takes the file in, after its sender was accepted if that was asked; says what came of it."""
        ledger = self.desk.ledger
        if self._asked:
            self._accept(bundle, person)
            self._asked, self._files = False, [replace(one, why=None)]
        try:
            taken = take_in_content(ledger, one.content, one.path)
        except NotYetError as error:
            return _("{reason} It waits here until then.").format(reason=error)
        return "  ".join([*self._words_of(taken, accepted=bool(person)), *self._waited()])

    def _words_of(self, taken: TakenIn, *, accepted: bool) -> list[str]:
        ledger = self.desk.ledger
        words = [] if accepted and not taken.new and not taken.files else [taken_in_words(taken, ledger)]
        known = _("{sender} is known from now on.").format(sender=sender_name(taken.sender, ledger))
        return [known, *words] if accepted else words

    def _waited(self) -> list[str]:
        came = take_in_waiting(self.desk.ledger)
        words = _("What waited came in too, {words}")
        return [words.format(words=taken_in_words(taken, self.desk.ledger)) for _waiting, taken in came]

    def _take_in_all(self, task: Task) -> list[str]:
        return taken_in_files(self._paths, self.desk.ledger, task.tell, task.stopped.is_set)

    def _all_taken(self, said: list[str]) -> None:
        self.dismiss(taken_in_together(said, MOST_WORDS))

    def _keep(self, path: Path) -> str:
        """What can't be taken in yet is kept; in the meantime it may be possible."""
        try:
            return taken_in_words(take_in_file(self.desk.ledger, path), self.desk.ledger)
        except (MissingPartsError, NotYetError) as error:
            return str(error)

    def action_refuse(self) -> None:
        """Throw away what is kept of this file until it can be taken in; where it came from it stays."""
        kept = [waiting_of(self.desk.ledger.workspace, one.content) for one in self._files]
        waiting = [one for one in kept if one is not None]
        if not waiting:
            self.alarm(_("This file does not wait here; nothing of it is kept."))
            return
        for one in waiting:
            throw_away(one)
        self.dismiss(_("Thrown away; nothing of it was taken in."))

    # A sender who is not known

    def _ask(self, bundle: Bundle) -> None:
        """Compare the code, and say whose laptop it is."""
        self._asked = True
        self.query_one("#question", Static).update(
            _(
                "This sender is new. Compare the code by telephone; if it is the same, press {key} again:\n {code}"
            ).format(key=actions.key("take_in"), code=comparison_code(bundle.sender))
        )
        self.note(_("If it is another one, leave with Esc, or refuse it among the devices."))
        if self.desk.ledger.workspace.role == "office":
            person = self.query_one("#person", NameInput)
            asked = enrolled_as(bundle, self.desk.ledger)
            if asked:
                person.value = self.desk.name("person", asked)
            person.display = True
            person.focus()

    def _whose(self) -> str:
        """The id of the person whose laptop it is; on a laptop the office's name will do. FieldError for nobody."""
        if self.desk.ledger.workspace.role != "office":
            return "office"
        people, _unknown = read_people(self.query_one("#person", NameInput).value, self.desk)
        if len(people) != 1:
            raise FieldError(_("Say whose laptop it is: one person of the ledger."))
        return people[0]

    def _accept(self, bundle: Bundle, person: str) -> None:
        ledger = self.desk.ledger
        if ledger.workspace.role == "office":
            accept_laptop(ledger, bundle, person, self.today)
        else:
            ledger.workspace = trust_office(ledger.workspace, bundle)

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self.action_leave()


def _wrapped(words: str, width: int) -> list[str]:
    """The lines of a sentence, in a window of so many cells; what goes on stands a little to the right."""
    if cell_len(words) <= width:
        return [words]
    from rich.console import Console

    first, *more = Text(words).wrap(Console(width=width), width - 2)
    return [first.plain, *(f"  {line.plain}" for line in more)]
