"""An enterprise on one page: who it is, who answers for it, and all about it in the order of time."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.kinds import kind_title
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.work.attachments import attachments_of
from fieldtui.work.conflicts import mark, mark_about, open_fields
from fieldtui.work.deletion import deleted_words
from fieldtui.work.enterprise_page import Event, events_of, facts_of
from fieldtui.work.record_words import title_of


class EnterpriseScreen(Place):
    place = actions.ENTERPRISE
    BINDINGS = actions.bindings(actions.ENTERPRISE)

    def __init__(self, enterprise: str) -> None:
        super().__init__()
        self._enterprise = enterprise

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        columns = [Column("", 11), Column("", 8), Column("", 0), Column("", 12, most=24)]
        yield RowList(
            columns,
            show_header=False,
            id="events",
            empty=_("Not visited yet; {key} records a visit.").format(key=actions.key("new_visit")),
        )
        yield Static("", id="whole", markup=False)

    def on_mount(self) -> None:
        self.refill()
        self.note_conflicts()
        self.query_one("#events", RowList).focus()

    def on_screen_resume(self) -> None:
        self.refill()

    def look_again(self) -> None:
        self.refill()

    def current_record(self) -> str:
        current = self.query_one("#events", RowList).current
        return current.key.partition(":")[2] if current else self._enterprise

    def refill(self) -> None:
        deleted = deleted_words(self.desk, self._enterprise)
        title = title_of(self.desk, self._enterprise) if deleted else self.desk.name("enterprise", self._enterprise)
        self.head(title or _("This enterprise is not here any more."))
        marked = mark_about(self.desk, self._enterprise)
        lines = [*filter(None, [deleted, marked]), *facts_of(self.desk, self._enterprise)]
        self.query_one("#facts", Static).update("\n".join(f" {line}" for line in lines))
        self._events = events_of(self.desk, self._enterprise, self.today)
        marks = {record: mark(len(fields)) for record, fields in open_fields(self.desk).items()}
        rows = [_line(event, marks.get(event.key.partition(":")[2], "")) for event in self._events]
        self.query_one("#events", RowList).show([*self._attachments(), *rows])

    def _attachments(self) -> list[ListRow]:
        """The files of the enterprise itself; those of its visits and problems stand on their pages."""
        found = attachments_of(self.desk, [self._enterprise])
        return [
            ListRow(f"attachment:{one.record}", (one.day, kind_title("attachment"), one.words, one.what))
            for one in found
        ]

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        words = next((item.words for item in self._events if item.key == event.key), "")
        self.query_one("#whole", Static).update(f" {words}" if words else "")

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        self.open_record(event.key.partition(":")[2])

    def action_open(self) -> None:
        self.query_one("#events", RowList).action_open()

    def action_follow_up(self) -> None:
        self.follow_up_on(self.current_record())

    def page_of(self) -> list[str]:
        return [self._enterprise]

    def about_enterprise(self) -> str:
        return self._enterprise


def _line(event: Event, marked: str) -> ListRow:
    return ListRow(event.key, (event.day, event.what, f"{marked} {event.words}".lstrip(), event.state), event.tone)
