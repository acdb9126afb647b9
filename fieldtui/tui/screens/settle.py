"""Settling a conflict: its values one under the other, with who and when; choose one, or write another."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.ledger.merge import DELETED
from fieldtui.locale import _, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.screens.third_value import ThirdValueScreen, settle_with
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.work.conflict_words import BASE, heading, whole_words
from fieldtui.work.conflicts import (
    Conflict,
    Standing,
    conflicts_in,
    kept_words,
    open_fields,
    settled_words,
    words_in,
    words_of,
)
from fieldtui.work.record_words import label
from fieldtui.work.settling import can_be_written, take

OTHER = "other"
MOST_ROWS = 8
"""Values in sight at once; more are reached by scrolling."""


class SettleScreen(Place):
    """One field at a time of the records given; what is settled is saved at once, and the next one comes up."""

    place = actions.SETTLE
    BINDINGS = actions.bindings(actions.SETTLE)
    DEFAULT_CSS = """
    SettleScreen #field { height: 2; text-style: bold; }
    SettleScreen RowList { height: 4; }
    SettleScreen #whole { height: 1fr; margin-top: 1; }
    SettleScreen #kept { height: 1; color: $text-muted; }
    """

    def __init__(self, records: Sequence[str], field: str = "") -> None:
        super().__init__()
        self._records = records
        self._at = (records[0] if records else "", field)
        self._chosen = ""
        self._is_new = True
        self._conflict: Conflict | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="field", markup=False)
        widest = max(map(cell_len, (_("before"), _("shown now"), _("other value"))))
        columns = [Column("", 2), Column("", widest), Column("", 0), Column("", 26, most=40)]
        yield RowList(columns, show_header=False, id="values")
        with VerticalScroll(id="whole"):
            yield Static("", id="whole-words", markup=False)
        if not self.field_app.read_only:
            yield Static(" " + _("What is not chosen is not lost: the history keeps it."), id="kept", markup=False)

    def on_mount(self) -> None:
        if self.field_app.read_only:
            self.query_one(Foot).leave_out("take")
        self.query_one(RowList).focus()

    def on_screen_resume(self) -> None:
        # What every value started from stands in the log, which may have to be read first.
        self.call_after_refresh(self.refill)

    # What is to be settled

    def _open(self) -> list[tuple[str, str]]:
        """(record, field) of all that is still in conflict, in the order in which it comes up."""
        fields = open_fields(self.desk)
        return [(record, name) for record in self._records for name in fields.get(record, ())]

    def refill(self) -> None:
        """Show the conflict at which one is; the next one when that is settled, and leave after the last."""
        left = self._open()
        if not left:
            self.dismiss(_("Nothing is in conflict here any more."))
            return
        if self._at not in left:
            # The next field of the same record, if there is one.
            self._go_to(next((place for place in left if place[0] == self._at[0]), left[0]))
        record, name = self._at
        self._conflict = next((one for one in conflicts_in(self.desk, record) if one.field == name), None)
        if self._conflict is None:
            self.alarm(_("This conflict can't be shown; the office may hold more of this record."))
            return
        words = ngettext("{count} left", "{count} left", len(left)).format(count=len(left))
        self.head(heading(self.desk, record), f"{words}  " + _("Esc back"))
        words = _("changed by one, deleted by another") if name == DELETED else label(self._kind, name)
        self.query_one("#field", Static).update(f" {words}")
        self._show_values(self._conflict)

    def _go_to(self, place: tuple[str, str]) -> None:
        self._at, self._chosen, self._is_new = place, "", True

    @property
    def _kind(self) -> str:
        return self.desk.ledger.kind_of(self._at[0]) or ""

    def current_record(self) -> str:
        return self._at[0]

    def _show_values(self, conflict: Conflict) -> None:
        rows = [self._row(str(number), conflict, standing) for number, standing in enumerate(conflict.values)]
        if conflict.field != DELETED:
            base = words_in(self.desk, self._at[0], conflict.field, conflict.base)
            rows.insert(0, ListRow(BASE, (self._tick(BASE), _("before"), base, ""), "muted"))
        if can_be_written(self._kind, conflict.field) and not self.field_app.read_only:
            rows.append(ListRow(OTHER, ("", "", _("write another…"), "")))
        values = self.query_one(RowList)
        values.styles.height = min(len(rows), MOST_ROWS)
        values.show(rows)
        if self._is_new:
            # At the first of the values that stand, not at what was before them.
            values.cursor = 0 if conflict.field == DELETED else 1
            self._is_new = False
        self._show_whole(values.current.key if values.current else "")

    def _row(self, key: str, conflict: Conflict, standing: Standing) -> ListRow:
        shown = _("shown now") if standing is conflict.values[-1] else _("other value")
        if conflict.field == DELETED and not standing.value:
            words = kept_words(self.desk, self._at[0], standing)
        else:
            words = words_of(self.desk, self._at[0], conflict, standing)
        return ListRow(key, (self._tick(key), shown, words, self._who(standing)))

    def _tick(self, key: str) -> str:
        return "✓" if key == self._chosen else ""

    def _who(self, standing: Standing) -> str:
        last = standing.authors[-1]
        name = self.desk.name("person", last.by) or last.by
        people = len({author.by for author in standing.authors})
        if people > 1:
            name = _("{name} and others ({count})").format(name=name, count=people)
        return f"{name} {local_time(last.at):%m-%d %H:%M}"

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._show_whole(event.key)

    def _show_whole(self, key: str) -> None:
        """The value under the cursor as a whole, with all who set it and when."""
        words = whole_words(self.desk, self._at[0], self._conflict, key) if self._conflict else ""
        self.query_one("#whole-words", Static).update(words)
        self.query_one("#whole", VerticalScroll).scroll_home(animate=False)

    # Choosing and settling

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        if not self._conflict or not self.may_write():
            return
        if event.key == OTHER:
            self.app.push_screen(ThirdValueScreen(*self._at), self.said)
            return
        self._chosen = event.key
        self._show_values(self._conflict)
        self.note(_("Chosen; {key} settles it.").format(key=actions.key("settle")))

    def action_take(self) -> None:
        self.query_one(RowList).action_open()

    def action_settle(self) -> None:
        if not self._conflict or not self.may_write():
            return
        if not self._chosen:
            self.note(_("Choose a value with Enter first, then {key} settles it.").format(key=actions.key("settle")))
            return
        conflict = self._conflict
        value = conflict.base if self._chosen == BASE else conflict.values[int(self._chosen)].value
        record, name = self._at
        sentence = settle_with(self.desk, record, take(self.desk, record, name, value))
        if sentence:
            self.alarm(sentence)
            return
        self.note(_("Settled: {words}.").format(words=settled_words(self.desk, record, name, value)))
        self.refill()

    def action_go_on(self) -> None:
        """The next conflict; this one stays as it is."""
        left = self._open()
        if self._at in left:
            self._go_to(left[(left.index(self._at) + 1) % len(left)])
            self.note("")
            self.refill()

    def action_conflicts(self) -> None:
        from fieldtui.tui.screens.conflicts import ConflictsScreen

        self.app.switch_screen(ConflictsScreen())
