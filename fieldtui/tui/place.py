"""A place: a screen with its title above, what can be done there at its foot, and the way back."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.widgets.rows import RowList
from fieldtui.work.clock import today

if TYPE_CHECKING:
    from fieldtui.tui.app import FieldApp
    from fieldtui.work.desk import Desk


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
        self.query_one("#foot-keys", Static).update(self._keys(self.size.width))

    def leave_out(self, *actions: str) -> None:
        """Do not offer these actions from now on, because there is nothing here that they could do."""
        self._left_out = actions
        self.on_resize()

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
        text = "".join(_key_words(action) for action in kept)
        for action in offered:
            words = _key_words(action)
            if action not in kept and cell_len(text) + cell_len(words) <= width:
                kept.insert(len(kept) - 2, action)
                text += words
        return "".join(_key_words(action) for action in kept)


def _key_words(action: actions.Action) -> str:
    return f" {action.shown_key} {action.label} "


class Place(Screen[Any]):
    """The base of all screens that one works in."""

    place: ClassVar[str] = ""
    AUTO_FOCUS = "*"
    _undoing = ""
    """The change that the next Ctrl+Z undoes, because the one before said so."""
    _undone = ""
    """The record whose edit was undone here last, until something else is done: it may not be on a line any more."""
    _undo_at = ""
    """The line on which the cursor was when that was asked or done."""

    DEFAULT_CSS = """
    Place { layout: vertical; }
    """

    def compose(self) -> ComposeResult:
        yield Head()
        yield from self.body()
        yield Foot(self.place, writes=not self.field_app.read_only)

    def body(self) -> ComposeResult:
        """What lies between head and foot."""
        yield from ()

    @property
    def field_app(self) -> "FieldApp":
        return cast("FieldApp", self.app)

    @property
    def desk(self) -> "Desk":
        """The open desk. Only the first screen is shown before there is one."""
        assert self.field_app.desk is not None
        return self.field_app.desk

    @property
    def today(self) -> date:
        return today()

    def head(self, left: str, right: str = "") -> None:
        read_only = _("read only") if self.field_app.read_only else ""
        self.query_one(Head).say(left, "  ".join(filter(None, [right, read_only])))

    def note(self, words: str) -> None:
        """A word at the foot: what happened, or what to press."""
        self.query_one(Foot).note(words)

    def alarm(self, words: str) -> None:
        """A sentence at the foot about something that went wrong."""
        self.query_one(Foot).alarm(words)

    def may_write(self) -> bool:
        """Whether something may be recorded here; says why when not."""
        if self.field_app.read_only:
            self.alarm(_("This workspace was opened for reading only."))
            return False
        if not self.desk.me:
            self.alarm(_("This laptop is not known to the office yet: take in its file first (F9)."))
            return False
        return True

    def keep_now(self) -> bool:
        """Keep what is typed here, because the program is left; False when that failed."""
        return True

    # What can be done in several places

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_actions(self) -> None:
        from fieldtui.tui.screens.palette import PaletteScreen

        self.app.push_screen(PaletteScreen(self.place, self.further_actions()), self._do)

    def further_actions(self) -> list[tuple[str, str]]:
        """(action, words) of what can be done beside the table's actions: open each list by its name, and begin a
        record of each kind."""
        if not self.field_app.desk or self.place not in actions.PAGES:
            return []
        from fieldtui.work.list_columns import lists_of

        lists = [(f"open_list({one.key!r})", _("List: {title}").format(title=one.title)) for one in lists_of(self.desk)]
        return [*lists, *self._new_records()]

    def _new_records(self) -> list[tuple[str, str]]:
        """(action, words) of the records that may be begun here."""
        if self.field_app.read_only or not self.desk.me:
            return []
        from fieldtui.model.kinds import kind_title
        from fieldtui.work.record_form import offered_kinds

        kinds = offered_kinds(self.desk)
        return [(f"new_record({kind!r})", _("New: {kind}").format(kind=kind_title(kind))) for kind in kinds]

    def _do(self, chosen: str | None) -> None:
        if chosen:
            name, _bracket, _parameters = chosen.partition("(")
            self.call_later(self.run_action, chosen if hasattr(self, f"action_{name}") else f"app.{chosen}")

    def action_manual(self) -> None:
        from fieldtui.tui.screens.manual import ManualScreen

        self.app.push_screen(ManualScreen(self.place))

    def action_new_visit(self) -> None:
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.visit import VisitScreen

            self.app.push_screen(VisitScreen(enterprise=self.about_enterprise()), self.said)

    def action_new_problem(self) -> None:
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.problems import ProblemsScreen

            self.app.push_screen(ProblemsScreen(enterprise=self.about_enterprise()), self.said)

    def action_find(self) -> None:
        self.action_open_list("enterprise")

    def action_lists(self) -> None:
        self.action_open_list("problem")

    def action_open_list(self, key: str) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.lists import ListsScreen

            self.app.push_screen(ListsScreen(key))

    def action_settings(self) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.settings import SettingsScreen

            self.app.push_screen(SettingsScreen(), self.said)

    def action_attach(self) -> None:
        """Attach a file to what the cursor is on, or else to what the page is about."""
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.attach import AttachScreen

            record = self.current_record()
            if not record or self.desk.ledger.kind_of(record) == "attachment":
                record = next(iter(self.page_of()), "")
            if record:
                self.app.push_screen(AttachScreen(record), self.said)
            else:
                self.note(_("Choose a line first; there is nothing to attach to on this one."))

    def show_file(self, attachment: str) -> None:
        """Open an attached file with the system's viewer; where there is none, say where it lies. Of one that is not
        here, what is known of it."""
        from fieldtui.ledger.attaching import laid_out
        from fieldtui.tui.viewing import opened

        try:
            path = laid_out(self.desk.ledger, attachment)
        except FieldError as error:
            from fieldtui.tui.screens.record import RecordScreen

            self.alarm(str(error))
            self.app.push_screen(RecordScreen(attachment))
            return
        self.note((_("Opened: {path}") if opened(path) else _("No viewer here; the file: {path}")).format(path=path))

    def action_charts(self) -> None:
        if self.field_app.desk and self.place != actions.CHARTS:
            from fieldtui.tui.screens.charts import ChartsScreen

            self.app.push_screen(ChartsScreen(), self.said)

    def action_hand_in(self) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.hand_in import HandInScreen

            self.app.push_screen(HandInScreen(), self.said)

    def action_hand_over(self) -> None:
        """Hand over my own work; the office, anybody's. On an enterprise's page only what is about it."""
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.hand_over import HandOverScreen

            only = self.desk.name("enterprise", self.about_enterprise())
            self.app.push_screen(HandOverScreen({"only": only}), self.said)

    def action_copy_text(self) -> None:
        """The page as plain text, for a chat."""
        if self.field_app.desk:
            self._copy(self.text_to_copy())

    def action_copy_line(self) -> None:
        """What the cursor is on as plain text."""
        record = self.current_record() if self.field_app.desk else ""
        if not record:
            self.note(_("Choose a line first; there is nothing to copy on this one."))
            return
        self._copy(self.text_of(record))

    def text_to_copy(self) -> str:
        """This page as plain text; "" where there is nothing to be copied."""
        return "".join(self.text_of(record) for record in self.page_of())

    def text_of(self, record: str) -> str:
        """A record as plain text; what is wrong with it is told."""
        from fieldtui.report.records import text_of

        try:
            return text_of(self.desk, record, self.today)
        except FieldError as error:
            self.alarm(str(error))
            return ""

    def _copy(self, text: str) -> None:
        """To the clipboard, which not every terminal gives us, and to a file, which is always there."""
        if text:
            from fieldtui.tui.copying import copied

            said, well = copied(self.field_app, text, self.today)
            (self.note if well else self.alarm)(said)

    def action_conflicts(self) -> None:
        """What is in conflict on this page; all conflicts where nothing on it is."""
        if self.field_app.desk:
            from fieldtui.work.conflicts import in_conflict_about

            here = [record for about in self.page_of() for record in in_conflict_about(self.desk, about)]
            if here:
                self.open_settling(here)
            else:
                from fieldtui.tui.screens.conflicts import ConflictsScreen

                self.app.push_screen(ConflictsScreen(), self.said)

    def note_conflicts(self) -> None:
        """Say how what is in conflict on this page is settled."""
        from fieldtui.work.conflicts import in_conflict_about

        if self.field_app.read_only:
            return
        if any(in_conflict_about(self.desk, record) for record in self.page_of()):
            self.note(_("Ctrl+L settles what was edited in two places."))

    def open_settling(self, records: Sequence[str], field: str = "") -> None:
        """Settle the conflicts of these records one after another, beginning with a field of the first."""
        from fieldtui.tui.screens.settle import SettleScreen

        self.app.push_screen(SettleScreen(records, field), self.said)

    def open_record(self, record: str) -> None:
        """The page of a record of whatever kind."""
        match self.desk.ledger.kind_of(record):
            case "problem":
                self.open_problem(record)
            case "attachment":
                self.show_file(record)
            case "enterprise":
                from fieldtui.tui.screens.enterprise import EnterpriseScreen

                self.app.push_screen(EnterpriseScreen(record))
            case _other:
                from fieldtui.tui.screens.record import RecordScreen

                self.app.push_screen(RecordScreen(record))

    def open_problem(self, problem: str) -> None:
        from fieldtui.tui.screens.problem import ProblemScreen

        self.app.push_screen(ProblemScreen(problem))

    def enter_step(self, *, problem: str = "", visit: str = "", about: str = "", planned: str = "") -> None:
        """A step of a problem, of another record that goes through stages (`about`), or after a visit."""
        if self.may_write():
            from fieldtui.tui.screens.step import StepScreen
            from fieldtui.work.deletion import deleted_words
            from fieldtui.work.step_form import possible_steps

            gone = deleted_words(self.desk, problem or about or visit)
            if gone or not possible_steps(self.desk, problem or about or visit):
                self.alarm(gone or _("There is no step that you can do where this stands."))
                return
            self.app.push_screen(StepScreen(problem=problem, visit=visit, about=about, planned=planned), self.said)

    def follow_up_on(self, *records: str) -> None:
        """A step of the first of these records that has steps; says so when none has."""
        from fieldtui.work.desk import FOLLOWED, LIVING

        for record in records:
            kind = self.desk.ledger.kind_of(record) if record else None
            name = "about" if kind in LIVING else kind
            if name in FOLLOWED:
                self.enter_step(**{name: record})
                return
        if any(record and self.desk.ledger.kind_of(record) == "milestone" for record in records):
            self.note(_("A milestone goes through no steps: F8 enters the day on which it was reached."))
            return
        self.note(_("Choose something that goes through steps first: a problem, a visit, a project, a task…"))

    def new_record(self, kind: str, **given: str) -> None:
        """Begin a record of a kind, with these fields (ids of records, codes) said already."""
        if self.field_app.desk and self.may_write():
            match kind:
                case "visit":
                    self.action_new_visit()
                    return
                case "problem":
                    self.action_new_problem()
                    return
            from fieldtui.tui.screens.record_form import RecordFormScreen
            from fieldtui.work.record_form import not_offered

            sentence = not_offered(self.desk, kind)
            if sentence:
                self.alarm(sentence)
                return
            self.app.push_screen(RecordFormScreen(kind, given=given), self.said)

    def edit_record(self, record: str) -> None:
        """Correct a record; a sentence says why one can't be."""
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.record_form import RecordFormScreen
            from fieldtui.work.record_form import not_corrected

            sentence = not_corrected(self.desk, record)
            if sentence:
                self.alarm(sentence)
                return
            kind = self.desk.ledger.kind_of(record) or ""
            self.app.push_screen(RecordFormScreen(kind, record=record), self.said)

    def action_new_record(self, kind: str) -> None:
        self.new_record(kind, **self.given_here())

    def action_edit(self) -> None:
        record = self.current_record() if self.field_app.desk else ""
        if record:
            self.edit_record(record)
        else:
            self.note(_("Choose a line first; there is nothing to correct on this one."))

    def action_edit_page(self) -> None:
        for record in self.page_of():
            self.edit_record(record)

    def given_here(self) -> dict[str, str]:
        """What a new record begins with here: the record under the cursor, that of the page, its enterprise."""
        given = {"enterprise": self.about_enterprise()}
        for record in (*self.page_of(), self.current_record()):
            kind = self.desk.ledger.kind_of(record) if record else None
            if kind:
                given[kind] = record
        return {kind: record for kind, record in given.items() if record}

    def about_enterprise(self) -> str:
        """The enterprise that this place is about, so that a new form begins with it; "" when none."""
        return ""

    def current_record(self) -> str:
        """The record that the cursor is on, or that this page is about; "" for none."""
        return next(iter(self.page_of()), "")

    def look_again(self) -> None:
        """Show what the ledger holds now."""

    def action_history(self) -> None:
        record = self.current_record() if self.field_app.desk else ""
        if not record:
            self.note(_("Choose a line first; this one has no history."))
            return
        from fieldtui.tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(record), self.said)

    def to_be_undone(self) -> str:
        """The record whose last edit is undone here; "" for none."""
        from fieldtui.work.undo import newest

        record = self.current_record()
        return newest(self.desk, record) if record else ""

    def action_undo(self) -> None:
        """At the second press: the first one says what comes back."""
        if not self.field_app.desk or not self.may_write():
            return
        from fieldtui.work.undo import undo_of

        record = self._undone or self.to_be_undone()
        if not record:
            self.note(_("Choose a line first; there is nothing to undo on this one."))
            return
        try:
            undo = undo_of(self.desk, record, self.today)
            if undo.change.id != self._undoing:
                self._undoing = undo.change.id
                self._undo_at = self._line()
                self.alarm(_("Ctrl+Z once more: {words} ({record})").format(words=undo.words, record=undo.about))
                return
            self.desk.ledger.save(undo.record, *undo.beside)
        except FieldError as error:
            self.alarm(str(error))
            return
        self._undoing = ""
        self.look_again()
        self._undone, self._undo_at = record, self._line()
        self.note(_("Done, and Ctrl+Z takes it back: {words} ({record})").format(words=undo.words, record=undo.about))

    def _line(self) -> str:
        """The key of the line that the cursor is on; "" where there is none."""
        current = next((rows.current for rows in self.query(RowList)), None)
        return current.key if current else ""

    @on(RowList.Moved)
    def _another_line(self) -> None:
        # That the list was filled anew, and the cursor stands on another line for that, is told here too.
        if self._line() != self._undo_at:
            self._forget_undo()

    def _forget_undo(self) -> None:
        if self._undoing:
            self.note("")
        self._undoing = self._undone = ""

    def on_screen_suspend(self) -> None:
        # Undo may be chosen from the list of actions at both presses.
        if getattr(self.app.screen, "place", "") != actions.PALETTE:
            self._forget_undo()

    def page_of(self) -> Sequence[str]:
        """The record that this whole page is about, if there is one."""
        return ()

    def said(self, words: str | None) -> None:
        """What a screen that was left has to say, in the place of what was said before."""
        self.note(words or "")
