"""Charts 统计: where one would rather look than read; Enter opens the records behind a line."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.bars import MONTH, bars, in_months, month_heads
from fieldtui.tui.widgets.rows import MARK, Column, ListRow, RowList
from fieldtui.work.chart_lines import ChartLine, Charts, charts_of
from fieldtui.work.charts import months_around

LABEL, WORDS = 18, 16


class ChartsScreen(Place):
    place = actions.CHARTS
    BINDINGS = actions.bindings(actions.CHARTS)

    def body(self) -> ComposeResult:
        self._behind: dict[str, ChartLine] = {}
        self._months = ""
        columns = [Column("", LABEL), Column("", WORDS), Column("", 0)]
        yield RowList(columns, show_header=False, id="charts", empty=_("There is nothing to draw yet."))
        yield Static("", id="months", markup=False)

    def on_mount(self) -> None:
        self.refill()

    def on_screen_resume(self) -> None:
        self.refill()

    def on_resize(self) -> None:
        self.refill()

    def look_again(self) -> None:
        self.refill()

    def refill(self) -> None:
        self.head(_("Charts"), self.today.isoformat())
        self._behind = {}
        found = charts_of(self.desk, self.today)
        room = max(3 * MONTH, self.size.width - len(MARK) - LABEL - WORDS - 3)
        self.query_one(RowList).show([*self._bars(found, room), *self._wall(found, room)])

    def _bars(self, found: Charts, room: int) -> list[ListRow]:
        rows = []
        for number, chart in enumerate(found.charts):
            if chart.lines:
                title = "  ".join(filter(None, [chart.title, chart.note]))
                rows.append(ListRow(f"chart:{number}", (title,), "heading"))
            for place, line in enumerate(chart.lines):
                key = f"bar:{number}.{place}"
                self._behind[key] = line
                rows.append(ListRow(key, (line.label, line.words, bars(line.bars, room))))
        return rows

    def _wall(self, found: Charts, room: int) -> list[ListRow]:
        if not found.wall:
            return []
        months = months_around(self.today, room // MONTH - 1)
        self._months = " " * (len(MARK) + LABEL + WORDS + 2) + in_months(month_heads(months))
        rows = [
            ListRow("chart:wall", (found.wall_title,), "heading"),
            ListRow("chart:signs", (found.wall_note,), "heading"),
            ListRow("chart:months", (self._months,), "heading"),
        ]
        rows += [
            ListRow(f"record:{one.project}", (one.label, one.words, in_months(one.signs(months))), one.tone)
            for one in found.wall
        ]
        return rows

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        """On the wall chart the months stand below, too: its head may be out of sight."""
        self.query_one("#months", Static).update(self._months if event.key.startswith("record:") else "")

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        kind, _colon, record = event.key.partition(":")
        if kind == "record":
            self.open_record(record)
        else:
            from fieldtui.tui.screens.lists import ListsScreen

            line = self._behind[event.key]
            self.app.push_screen(ListsScreen(line.kind, only=line.records, called=line.label))

    def action_open(self) -> None:
        self.query_one(RowList).action_open()

    def current_record(self) -> str:
        current = self.query_one(RowList).current
        kind, _colon, record = (current.key if current else "").partition(":")
        return record if kind == "record" else ""
