"""One page for a record of any kind that has no page of its own: what it says, its course, what goes with it."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.work.record_line import Line
from fieldtui.work.record_page import Page, Section, page_of
from fieldtui.work.record_words import enterprise_of

FACT_LINES = 6
"""Lines of facts above the list; more of them follow at its end."""
GAP = "   "


class RecordScreen(Place):
    """The list holds everything that one can go to; the line under the cursor is shown whole at the bottom."""

    place = actions.RECORD
    BINDINGS = actions.bindings(actions.RECORD)
    CSS_PATH = "record.tcss"

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = record
        self._lines: dict[str, Line] = {}

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        columns = [Column("", 10), Column("", 12), Column("", 0), Column("", 14, most=28)]
        yield RowList(columns, show_header=False, id="lines", empty=_("Nothing else is known of it."))
        yield Static("", id="whole", markup=False)

    def on_mount(self) -> None:
        self.refill()
        self.note_conflicts()
        self.query_one("#lines").focus()

    def on_screen_resume(self) -> None:
        self.refill()

    def on_resize(self) -> None:
        self.refill()

    def look_again(self) -> None:
        self.refill()

    def refill(self) -> None:
        page = page_of(self.desk, self._record, self.today)
        self.head(page.title, page.state)
        room = max(20, self.size.width - 2)
        lines = [*(piece for line in page.told for piece in self._wrapped(line, room)), *self._facts(page, room)]
        self.query_one("#facts", Static).update("\n".join(f" {line}" for line in lines[:FACT_LINES]))
        further = [Line("", "", "", line, tone="wide") for line in lines[FACT_LINES:]]
        sections = [*page.sections, *([Section(_("Further facts"), further)] if further else [])]
        self.query_one("#lines", RowList).show(self._rows(sections, room))

    def _facts(self, page: Page, room: int) -> list[str]:
        """Label and words beside each other, as many as fit into a line."""
        lines: list[str] = []
        for label, words in page.facts:
            fact = f"{label} {' '.join(words.split())}"
            if lines and cell_len(lines[-1] + GAP + fact) <= room:
                lines[-1] += GAP + fact
            else:
                lines.append(fact)
        return [piece for line in lines for piece in self._wrapped(line, room)]

    def _wrapped(self, line: str, room: int) -> list[str]:
        return [piece.plain.rstrip() for piece in Text(line).wrap(self.app.console, room)]

    def _rows(self, sections: Sequence[Section], room: int) -> list[ListRow]:
        self._lines = {}
        rows: list[ListRow] = []
        for place, section in enumerate(sections):
            rows.append(ListRow(f"section:{place}", (self._title(section),), "heading"))
            for number, line in enumerate(section.lines):
                key = f"{place}.{number}:{line.record}"
                self._lines[key] = line
                if line.tone == "wide":
                    rows += [
                        ListRow(f"{place}.{number}.{part}:", (words,), "wide")
                        for part, words in enumerate(self._wrapped(line.words, room - 2))
                    ]
                else:
                    rows.append(ListRow(key, (line.day, line.what, line.words, line.who), line.tone))
        return rows

    def _title(self, section: Section) -> str:
        """With how many there are, where each line is a record."""
        whole = all(line.record for line in section.lines)
        return f"{section.title} {len(section.lines)}" if whole else section.title

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        """The line under the cursor, whole: what a narrow column cuts off."""
        line = self._lines.get(event.key)
        words = "  ".join(filter(None, [line.words, line.who])) if line else ""
        self.query_one("#whole", Static).update(f" {words}" if words else "")

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        record = event.key.partition(":")[2]
        if record and self.desk.ledger.kind_of(record):
            self.open_record(record)

    def action_open(self) -> None:
        self.query_one("#lines", RowList).action_open()

    def action_follow_up(self) -> None:
        """A step of what the line is about where that has steps, else of what the page is about; on a milestone's page
        never one of its project, which the first line is about."""
        is_milestone = self.desk.ledger.kind_of(self._record) == "milestone"
        self.follow_up_on(*([] if is_milestone else [self.current_record()]), self._record)

    def current_record(self) -> str:
        current = self.query_one("#lines", RowList).current
        record = current.key.partition(":")[2] if current else ""
        return record if record and self.desk.ledger.kind_of(record) else self._record

    def page_of(self) -> list[str]:
        return [self._record]

    def about_enterprise(self) -> str:
        return enterprise_of(self.desk, self._record)
