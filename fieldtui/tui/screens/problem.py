"""A problem 问题 as its time line: what was done, where it stands, what is next and for whom."""

from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.kinds import kind_title
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList, no_wider_than_needed
from fieldtui.work.attachments import attachments_of
from fieldtui.work.deletion import bring_back_words, deleted_words
from fieldtui.work.record_words import state_word, title_with_kind
from fieldtui.work.timeline import facts, time_line

COLUMNS = (Column("", 12), Column("", 14), Column("", 16, most=28), Column("", 0), Column("", 10, "right"))
"""When, what, who, in which words, and how long it was in coming."""


class ProblemScreen(Place):
    place = actions.PROBLEM
    BINDINGS = actions.bindings(actions.PROBLEM)

    def __init__(self, problem: str) -> None:
        super().__init__()
        self._problem = problem

    def body(self) -> ComposeResult:
        yield Static("", id="facts", markup=False)
        yield RowList(COLUMNS, show_header=False, id="time-line", empty=_("Nothing has happened yet."))
        yield Static("", id="whole", markup=False)

    def on_mount(self) -> None:
        self.refill()
        self.note_conflicts()
        self.query_one("#time-line", RowList).focus()

    def on_screen_resume(self) -> None:
        self.refill()

    def look_again(self) -> None:
        self.refill()

    def refill(self) -> None:
        row = self.desk.ledger.row("problem", self._problem)
        if row is None:
            self._say_gone()
            return
        standing = self.desk.standing(row)
        state = state_word(self.desk, "problem", row, standing.state)
        number = row.get("number") or _("no number yet")
        self.head(_("Problem") + f" {number}  {row['title']}", state)
        self.query_one("#facts", Static).update(
            "\n".join(f" {line}" for line in facts(self.desk, row, standing, self.today))
        )
        moments = time_line(self.desk, row, standing)
        self._moments = moments
        rows = [
            ListRow(str(number), (moment.when, moment.what, moment.who, moment.words, moment.took), moment.tone)
            for number, moment in enumerate(moments)
        ]
        rows += self._attachments()
        listing = self.query_one("#time-line", RowList)
        listing.head(no_wider_than_needed(COLUMNS, rows))
        listing.show(rows)

    def _attachments(self) -> list[ListRow]:
        """The files of the problem and of its steps."""
        found = attachments_of(self.desk, [self._problem, *(step.id for step in self.desk.steps(self._problem))])
        rows = [ListRow(f"attachment:{one.record}", (one.day, one.what, one.who, one.words, "")) for one in found]
        return [ListRow("attachments", (f"{kind_title('attachment')} {len(rows)}",), "heading"), *rows] if rows else []

    def _say_gone(self) -> None:
        words = deleted_words(self.desk, self._problem)
        self.head(title_with_kind(self.desk, self._problem) if words else _("This problem is not here any more."))
        lines = filter(None, [words, bring_back_words(self.desk, self._problem) if words else ""])
        self.query_one("#facts", Static).update("\n".join(f" {line}" for line in lines))
        self._moments = []
        time_line = self.query_one("#time-line", RowList)
        time_line.when_empty("")
        time_line.show([])
        self.query_one("#whole", Static).update("")

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """The line under the cursor, whole: what a narrow column cuts off."""
        here = event.key.isdigit() and int(event.key) < len(self._moments)
        words = self._moments[int(event.key)].words if here else ""
        self.query_one("#whole", Static).update(f" {words}" if words else "")

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        kind, _colon, record = event.key.partition(":")
        if kind == "attachment":
            self.open_record(record)
        else:
            self.action_follow_up()

    def action_follow_up(self) -> None:
        self.enter_step(problem=self._problem)

    def page_of(self) -> list[str]:
        return [self._problem]

    def about_enterprise(self) -> str:
        row = self.desk.ledger.row("problem", self._problem) or {}
        return str(row.get("enterprise", ""))
