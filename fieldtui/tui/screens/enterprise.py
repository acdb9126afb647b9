"""An enterprise on one page: who it is, who answers for it, and its visits and problems in the order of time."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.work.enterprise_page import events_of, facts_of


class EnterpriseScreen(Place):
    place = actions.ENTERPRISE
    BINDINGS = actions.bindings(actions.ENTERPRISE)

    def __init__(self, enterprise: str, *, at: str = "") -> None:
        super().__init__()
        self._enterprise = enterprise
        self._at = at

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        columns = [Column("", 11), Column("", 8), Column("", 0), Column("", 12)]
        yield RowList(columns, show_header=False, id="events", empty=_("Not visited yet; F2 records a visit."))
        yield Static("", id="whole", markup=False)

    def on_mount(self) -> None:
        self.refill()
        events = self.query_one("#events", RowList)
        keys = [event.key for event in self._events]
        if f"visit:{self._at}" in keys:
            events.cursor = keys.index(f"visit:{self._at}")
        events.focus()

    def on_screen_resume(self) -> None:
        self.refill()

    def refill(self) -> None:
        self.head(self.desk.name("enterprise", self._enterprise) or _("This enterprise is not here any more."))
        self.query_one("#facts", Static).update("\n".join(f" {line}" for line in facts_of(self.desk, self._enterprise)))
        self._events = events_of(self.desk, self._enterprise)
        self.query_one("#events", RowList).show(
            [ListRow(event.key, (event.day, event.what, event.words, event.state)) for event in self._events]
        )

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        words = next((item.words for item in self._events if item.key == event.key), "")
        self.query_one("#whole", Static).update(f" {words}" if words else "")

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        kind, _colon, record = event.key.partition(":")
        if kind == "problem":
            self.open_problem(record)
        elif kind == "visit":
            self.enter_step(visit=record)

    def about_enterprise(self) -> str:
        return self._enterprise
