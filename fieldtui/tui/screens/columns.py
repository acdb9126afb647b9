"""Which columns a list has, and in which order: chosen here, kept in the settings."""

from textual import on
from textual.app import ComposeResult

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.work.list_columns import ListOf, columns_offered

CHOSEN = "✓"


class ColumnsScreen(Place):
    """Dismissed with the names of the columns, none for the usual ones, or None."""

    place = actions.COLUMNS
    BINDINGS = actions.bindings(actions.COLUMNS)

    def __init__(self, of: ListOf, names: tuple[str, ...]) -> None:
        super().__init__()
        self._of = of
        self._chosen = set(names or (column.name for column in of.columns))
        self._words = {column.name: of.heading(column) for column in columns_offered(of)}
        first = [name for name in names if name in self._words]
        self._names = [*first, *(name for name in self._words if name not in first)]

    def body(self) -> ComposeResult:
        yield RowList([Column("", 0)], show_header=False, id="columns")

    def on_mount(self) -> None:
        self.head(_("Columns") + " · " + self._of.title, _("Esc back"))
        self.refill()
        self.query_one(RowList).focus()

    def refill(self) -> None:
        rows = [
            ListRow(name, (self._words[name],), "" if name in self._chosen else "muted", self._sign(name))
            for name in self._names
        ]
        self.query_one(RowList).show(rows)

    def _sign(self, name: str) -> str:
        return CHOSEN if name in self._chosen else ""

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        self._chosen ^= {event.key}
        self.refill()

    def action_show_or_hide(self) -> None:
        self.query_one(RowList).action_open()

    def action_earlier(self) -> None:
        self._move(-1)

    def action_later(self) -> None:
        self._move(1)

    def _move(self, places: int) -> None:
        current = self.query_one(RowList).current
        if current is None:
            return
        place = self._names.index(current.key)
        if 0 <= place + places < len(self._names):
            self._names.insert(place + places, self._names.pop(place))
            self.refill()

    def action_usual_columns(self) -> None:
        self.dismiss(())

    def action_keep_columns(self) -> None:
        names = tuple(name for name in self._names if name in self._chosen)
        if not names:
            self.alarm(_("Choose at least one column."))
            return
        usual = tuple(column.name for column in self._of.columns)
        self.dismiss(() if names == usual else names)
