"""The lists 台账 of all kinds of records: what is typed filters, the arrows move, Enter opens."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _, ngettext
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.list_columns import ListOf, list_of, lists_in_use
from fieldtui.work.listing import Listing
from fieldtui.work.record_words import enterprise_of

BEFORE, AFTER = "‹", "›"
"""That there are lists further to the left or right."""


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
    """One field to filter with, which keeps the focus, over the list; F6 goes on to the next list that is in use."""

    place = actions.LISTS
    BINDINGS = actions.bindings(actions.LISTS)
    CSS_PATH = "lists.tcss"

    def __init__(self, key: str) -> None:
        """`key` is that of a list in `work.list_columns`."""
        super().__init__()
        self._key = key

    def body(self) -> ComposeResult:
        self._of = list_of(self.desk, self._key)
        self._titles = self._lists()
        self._kind = self._of.kind
        yield Static("", id="kinds", markup=False)
        yield LineInput(placeholder=_("filter: words, initials or code of the enterprise, state"), id="filter")
        yield Static("", id="understood", classes="muted", markup=False)
        yield RowList(self._columns(), id="rows", empty=_("Nothing fits; type less."))

    def _columns(self) -> list[Column]:
        return [Column(self._of.heading(column), column.width, column.align) for column in self._of.columns]

    def on_mount(self) -> None:
        self._listing = Listing(self.desk, self._key, self.today)
        self.refill()
        self.query_one("#filter", LineInput).focus()

    def on_screen_resume(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        self._listing = Listing(self.desk, self._key, self.today)
        self.refill()

    def on_resize(self) -> None:
        self.query_one("#kinds", Static).update(titles_line(self._titles, self._key, self.size.width))

    def _lists(self) -> list[ListOf]:
        """The lists in use, and this one, which may be a list of nothing."""
        found = lists_in_use(self.desk)
        return found if any(one.key == self._key for one in found) else [*found, self._of]

    def refill(self) -> None:
        text = self.query_one("#filter", LineInput).value
        found = self._listing.find(text)
        understood = self.query_one("#understood", Static)
        understood.update(words := self._listing.understood(text))
        understood.display = bool(words)
        self.query_one("#rows", RowList).show(ListedRows(self._listing, found))
        words = ngettext("{count} of {all}", "{count} of {all}", len(found))
        self.head(_("Lists"), words.format(count=len(found), all=self._listing.size))

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
        self.open_record(event.key)

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
        """On to the next list; the filter begins anew."""
        self._go_on(1)

    def action_list_before(self) -> None:
        self._go_on(-1)

    def action_list_after(self) -> None:
        self._go_on(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The arrows to the side move within what is typed, while there is something."""
        if action in ("list_before", "list_after"):
            return not self.query_one("#filter", LineInput).value
        return super().check_action(action, parameters)

    def _go_on(self, lists: int) -> None:
        keys = [one.key for one in self._titles]
        self.action_open_list(keys[(keys.index(self._key) + lists) % len(keys)])

    def action_open_list(self, key: str) -> None:
        """Another list in the place of this one."""
        self.app.switch_screen(ListsScreen(key))

    def action_find(self) -> None:
        self.query_one("#filter", LineInput).focus()

    def action_follow_up(self) -> None:
        self.follow_up_on(self.current_record())

    def action_new_here(self) -> None:
        self.new_record(self._kind, **self._of.given)

    def current_record(self) -> str:
        current = self.query_one("#rows", RowList).current
        return current.key if current else ""

    def text_to_copy(self) -> str:
        """The list as it is filtered now."""
        from fieldtui.report.listing import listed_text

        found = self._listing.find(self.query_one("#filter", LineInput).value)
        return listed_text(self.desk, self._listing.of.key, found, self.today)

    def about_enterprise(self) -> str:
        current = self.query_one("#rows", RowList).current
        if current is None:
            return ""
        return enterprise_of(self.desk, current.key)


def titles_line(lists: Sequence[ListOf], key: str, width: int) -> str:
    """The titles of the lists with the current one in brackets; only those around it where not all fit."""
    here = next(place for place, one in enumerate(lists) if one.key == key)
    titles = [f"[{one.title}]" if one.key == key else f" {one.title} " for one in lists]
    first = last = here
    room = width - 2 * (cell_len(AFTER) + 1) - cell_len(titles[here])
    # One that went by, then what follows, for there one is going, then more of what went by.
    for place in (*range(here - 1, here - 2, -1), *range(here + 1, len(titles)), *range(here - 2, -1, -1)):
        if 0 <= place == first - 1 or place == last + 1:
            room -= cell_len(titles[place]) + 1
            if room < 0:
                break
            first, last = min(first, place), max(last, place)
    before, after = (BEFORE if first else " "), (f" {AFTER}" if last + 1 < len(titles) else "")
    return f"{before} {' '.join(titles[first : last + 1])}{after}"
