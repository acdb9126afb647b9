"""The list of conflicts 两处修改: what several people changed without knowing of each other; Enter settles it."""

from textual import on
from textual.app import ComposeResult

from fieldtui.locale import _, listed, ngettext
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.work.conflicts import authors_of_field, open_fields
from fieldtui.work.record_words import enterprise_of, label, title_of


class ConflictsScreen(Place):
    place = actions.CONFLICTS
    BINDINGS = actions.bindings(actions.CONFLICTS)

    def body(self) -> ComposeResult:
        columns = [
            Column(_("Record"), 10),
            Column("", 0),
            Column(_("Field"), 14, most=24),
            Column(_("Changed by"), 22, most=40),
        ]
        yield RowList(columns, id="conflicts", empty=_("Nothing was edited in two places."))

    def on_mount(self) -> None:
        self.refill()

    def on_screen_resume(self) -> None:
        self.refill()

    def refill(self) -> None:
        from fieldtui.model.kinds import kind_title

        fields = open_fields(self.desk)
        rows = []
        for record, names in fields.items():
            kind = self.desk.ledger.kind_of(record) or ""
            for name in names:
                people = listed(authors_of_field(self.desk, record, name))
                cells = (kind_title(kind), title_of(self.desk, record), label(kind, name), people)
                rows.append(ListRow(f"{record}:{name}", cells))
        self.query_one(RowList).show(rows)
        words = ngettext("{count} record", "{count} records", len(fields)).format(count=len(fields))
        self.head(_("Edited in two places"), words if fields else "")

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        record, _colon, name = event.key.partition(":")
        self.open_settling([record, *(other for other in open_fields(self.desk) if other != record)], name)

    def action_open(self) -> None:
        self.query_one(RowList).action_open()

    def action_conflicts(self) -> None:
        self.query_one(RowList).focus()

    def current_record(self) -> str:
        current = self.query_one(RowList).current
        return current.key.partition(":")[0] if current else ""

    def about_enterprise(self) -> str:
        record = self.current_record()
        return enterprise_of(self.desk, record) if record else ""
