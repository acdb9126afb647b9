"""The lists 台账 of enterprises, visits and problems: what is typed filters, the arrows move, Enter opens."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _, ngettext
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.listing import KINDS, Listing

TITLES_FIRST = ("enterprise", "visit", "problem")


class ListedRows(Sequence[ListRow]):
    """The rows of a listing, each made when it is drawn."""

    def __init__(self, listing: Listing, found: Sequence[str]) -> None:
        self._listing = listing
        self._found = found
        self._places: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, position: int) -> ListRow:  # type: ignore[override] # a list of rows is never sliced
        record = self._found[position]
        cells, late = self._listing.cells(record)
        return ListRow(record, cells, "late" if late else "")

    def find(self, key: str) -> int | None:
        """Where a record stands, so that the cursor stays on it."""
        if self._places is None:
            self._places = {record: position for position, record in enumerate(self._found)}
        return self._places.get(key)


class ListsScreen(Place):
    """One field to filter with, which keeps the focus, over the list; F6 goes on to the next kind."""

    place = actions.LISTS
    BINDINGS = actions.bindings(actions.LISTS)
    CSS_PATH = "lists.tcss"

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def body(self) -> ComposeResult:
        yield Static("", id="kinds", markup=False)
        yield LineInput(placeholder=_("filter: words, initials or code of the enterprise, state"), id="filter")
        yield Static("", id="understood", classes="muted", markup=False)
        yield RowList(self._columns(), id="rows", empty=_("Nothing fits; type less."))

    def _columns(self) -> list[Column]:
        return [Column(_(label), width) for label, width in KINDS[self._kind]]

    def on_mount(self) -> None:
        self._listing = Listing(self.desk, self._kind, self.today)
        self.refill()
        self.query_one("#filter", LineInput).focus()

    def on_screen_resume(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        self._listing = Listing(self.desk, self._kind, self.today)
        self.refill()

    def refill(self) -> None:
        text = self.query_one("#filter", LineInput).value
        found = self._listing.find(text)
        understood = self.query_one("#understood", Static)
        understood.update(words := self._listing.understood(text))
        understood.display = bool(words)
        self.query_one("#rows", RowList).show(ListedRows(self._listing, found))
        words = ngettext("{count} of {all}", "{count} of {all}", len(found))
        self.head(_("Lists"), words.format(count=len(found), all=self._listing.size))
        titles = [f"[{self._title(kind)}]" if kind == self._kind else f" {self._title(kind)} " for kind in TITLES_FIRST]
        self.query_one("#kinds", Static).update(" " + " ".join(titles))

    def _title(self, kind: str) -> str:
        from fieldtui.model.kinds import kind_title

        return kind_title(kind)

    @on(LineInput.Changed, "#filter")
    def _filter(self) -> None:
        self.refill()

    def on_key(self, event: events.Key) -> None:
        """Arrows and pages go to the list although the field has the focus."""
        listing = self.query_one("#rows", RowList)
        match event.key:
            case "up":
                listing.action_move(-1)
            case "down":
                listing.action_move(1)
            case "pageup":
                listing.action_move_page(-1)
            case "pagedown":
                listing.action_move_page(1)
            case _other:
                return
        event.stop()

    @on(LineInput.Submitted, "#filter")
    def _enter(self) -> None:
        self.query_one("#rows", RowList).action_open()

    def action_open(self) -> None:
        self.query_one("#rows", RowList).action_open()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        match self._kind:
            case "problem":
                self.open_problem(event.key)
            case "visit":
                from fieldtui.tui.screens.enterprise import EnterpriseScreen

                visit = self.desk.ledger.row("visit", event.key) or {}
                self.app.push_screen(EnterpriseScreen(str(visit.get("enterprise", "")), at=event.key))
            case _enterprise:
                from fieldtui.tui.screens.enterprise import EnterpriseScreen

                self.app.push_screen(EnterpriseScreen(event.key))

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        """Esc empties the filter first; with nothing in it, it goes back at once."""
        event.stop()
        field = self.query_one("#filter", LineInput)
        if field.value:
            field.value = ""
        else:
            self.action_leave()

    @on(TextField.Leave)
    def _leave(self, event: TextField.Leave) -> None:
        event.stop()
        self.action_leave()

    def action_lists(self) -> None:
        """On to the next kind; the filter begins anew."""
        following = TITLES_FIRST[(TITLES_FIRST.index(self._kind) + 1) % len(TITLES_FIRST)]
        self.app.switch_screen(ListsScreen(following))

    def action_find(self) -> None:
        self.query_one("#filter", LineInput).focus()

    def action_follow_up(self) -> None:
        current = self.query_one("#rows", RowList).current
        if current and self._kind == "problem":
            self.enter_step(problem=current.key)
        elif current and self._kind == "visit":
            self.enter_step(visit=current.key)
        else:
            self.note(_("Choose a problem or a planned follow-up first."))

    def current_record(self) -> str:
        current = self.query_one("#rows", RowList).current
        return current.key if current else ""

    def about_enterprise(self) -> str:
        current = self.query_one("#rows", RowList).current
        if current is None:
            return ""
        if self._kind == "enterprise":
            return current.key
        return str((self.desk.ledger.row(self._kind, current.key) or {}).get("enterprise", ""))
