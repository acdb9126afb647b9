"""The history 历史 of a record: who changed what and when, the newest first; the value under the cursor whole below."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.locale import _, ngettext
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.rows import Column, ListRow, RowList

if TYPE_CHECKING:
    from fieldtui.work.history_words import Edited, Told


class HistoryScreen(Place):
    """Of a problem together with its steps; each change is a heading, and each field that it set a line."""

    place = actions.HISTORY
    BINDINGS = actions.bindings(actions.HISTORY)

    DEFAULT_CSS = """
    HistoryScreen #whole { height: auto; max-height: 40%; border-top: solid $foreground 40%; }
    HistoryScreen #whole-words { height: auto; padding: 0 1; }
    """

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = record
        self._lines: dict[str, tuple[Told, Edited | None]] = {}

    def body(self) -> ComposeResult:
        columns = [Column("", 16), Column("", 0)]
        yield RowList(columns, show_header=False, id="changes", empty=_("Reading the log…"))
        with VerticalScroll(id="whole"):
            yield Static("", id="whole-words", markup=False)

    def on_mount(self) -> None:
        self.query_one("#changes").focus()
        self.head(_("History"), _("Esc back"))
        # A large log takes a moment to read.
        self.call_after_refresh(self.refill)

    def on_screen_resume(self) -> None:
        if self._lines:
            self.refill()

    def look_again(self) -> None:
        """To the newest edit, which is the one that was just made."""
        self.refill()
        self.query_one("#changes", RowList).action_first()

    def refill(self) -> None:
        from fieldtui.work.history_words import belongs_to, told, told_with_steps
        from fieldtui.work.record_words import record_words

        is_problem = self.desk.ledger.kind_of(self._record) == "problem"
        changes = (told_with_steps if is_problem else told)(self.desk, self._record)
        count = ngettext("{count} edit", "{count} edits", len(changes)).format(count=len(changes))
        self.head(_("History") + " · " + record_words(self.desk, self._record), count)
        further = belongs_to(self.desk, self._record)
        self.query_one(Foot).leave_out(*([] if further and self.desk.ledger.kind_of(further) else ["further"]))
        self._lines = {}
        rows: list[ListRow] = []
        for change in reversed(changes):
            if change.edits:
                rows.append(ListRow(f"change:{change.change}", (self._heading(change),), "heading"))
            rows.extend(self._rows_of(change))
        listing = self.query_one("#changes", RowList)
        listing.when_empty(_("Nothing was recorded here yet."))
        listing.show(rows)
        self._show_whole(listing.current.key if listing.current else "")

    def _heading(self, change: "Told") -> str:
        from fieldtui.work.record_words import record_words

        who = f"{change.who} ({change.device})" if change.device else change.who
        about = record_words(self.desk, change.record) if change.record != self._record else ""
        refused = _("not used") if change.refused else ""
        return "  ".join(filter(None, [change.when, who, change.what, about, refused]))

    def _rows_of(self, change: "Told") -> list[ListRow]:
        """A line for each field; one for a change that edited none, so that the cursor comes to every change."""
        from fieldtui.work.history_words import contested_words, values_of

        rows = []
        for edit in change.edits:
            key = f"{change.change}:{edit.field}"
            self._lines[key] = (change, edit)
            tone = "late" if change.refused or edit.contested else ""
            words = values_of(edit)
            if edit.contested:
                words = f"[{contested_words()}] {words}"
            rows.append(ListRow(key, (edit.label, words), tone))
        if not rows:
            self._lines[change.change] = (change, None)
            when, _space, words = self._heading(change).partition("  ")
            rows.append(ListRow(change.change, (when, words), "muted"))
        return rows

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._show_whole(event.key)

    def _show_whole(self, key: str) -> None:
        """The whole of what a narrow line cuts off."""
        change, edit = self._lines.get(key, (None, None))
        parts = []
        if change and change.refused:
            parts.append(_("not used: {reason}").format(reason=change.refused))
        if edit:
            if edit.before:
                parts.append(_("Before: {value}").format(value=edit.before))
            parts.append(_whole(edit))
            if edit.contested:
                parts.append(_("Another value stands beside this one; the list of conflicts settles it."))
        self.query_one("#whole-words", Static).update("\n".join(parts))
        self.query_one("#whole", VerticalScroll).scroll_home(animate=False)

    @on(RowList.Opened)
    def _read_whole(self) -> None:
        """On to the text below, to scroll in it."""
        self.query_one("#whole").focus()
        self.note(_("The arrows scroll; Esc goes back to the list."))

    def action_leave(self) -> None:
        listing = self.query_one("#changes")
        if self.focused is listing:
            self.dismiss(None)
        else:
            listing.focus()
            self.note("")

    # Of what

    def current_record(self) -> str:
        """That of the line: of a problem's history it may be one of its steps."""
        current = self.query_one("#changes", RowList).current
        change, _edit = self._lines.get(current.key if current else "", (None, None))
        return change.record if change else self._record

    def to_be_undone(self) -> str:
        return self.current_record()

    def action_further(self) -> None:
        """From a step to its problem, from that to the enterprise."""
        from fieldtui.work.history_words import belongs_to

        further = belongs_to(self.desk, self._record)
        if further and self.desk.ledger.kind_of(further):
            self.app.switch_screen(HistoryScreen(further))
        else:
            self.note(_("This belongs to nothing else."))


def _whole(edit: "Edited") -> str:
    """What a field says since the change, in as many lines as it has."""
    from fieldtui.work.history_words import values_of
    from fieldtui.work.record_words import or_empty

    if not values_of(edit):
        return edit.label
    return _("{label}: {values}").format(label=edit.label, values=or_empty(edit.after))
