"""Today 今日: opens first and answers "what now?"; what can be done about a line is an Enter away."""

from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList

if TYPE_CHECKING:  # known only once the desk is open
    from fieldtui.ledger.drafts import Draft
    from fieldtui.ledger.ledger import Touched

WARM_UP_AFTER = 0.2
"""Seconds that the filled list is left alone before what comes next is made ready."""


class TodayScreen(Place):
    place = actions.TODAY
    BINDINGS = actions.bindings(actions.TODAY)

    def body(self) -> ComposeResult:
        # As wide as the longest word for what there is to do.
        columns = [Column("", cell_len(_("follow-up")) + 1), Column("", 0), Column("", 20), Column("", 22)]
        yield RowList(columns, show_header=False, id="today", empty=_("Opening…"))

    def on_mount(self) -> None:
        self.head(_("Opening…"))
        # Everything that takes time begins after the first paint.
        self.call_after_refresh(self.field_app.open_desk)

    def show_desk(self) -> None:
        """The desk is open: fill the list, and again whenever something changes."""
        self.desk.ledger.watch(self._changed)
        self.refill()
        self.set_timer(WARM_UP_AFTER, lambda: self.run_worker(self._warm_up, thread=True))

    def _warm_up(self) -> None:
        """What the first form needs and the first list did not, so that F2 opens at once."""
        import fieldtui.tui.screens.visit  # noqa: F401 - imported for later

        for kind in ("enterprise", "person"):
            self.desk.index(kind)
        assert self.desk.vocabulary

    def on_screen_resume(self) -> None:
        if self.field_app.desk is not None:
            self.refill()

    def _changed(self, _touched: "Touched") -> None:
        if self.is_current:
            self.call_later(self.refill)

    def refill(self) -> None:
        from fieldtui.work.today import not_handed_in, today_list

        drafts = self._drafts()
        rows: list[ListRow] = []
        for section in today_list(self.desk, drafts, self.today):
            rows.append(ListRow(f"section:{section.title}", (f"{section.title} {len(section.items)}",), "heading"))
            for item in section.items:
                tone = "late" if item.late else ""
                rows.append(ListRow(item.key, (item.what, item.title, item.about, item.why), tone))
        listing = self.query_one("#today", RowList)
        listing.when_empty(self._nothing())
        listing.show(rows)
        self._say_head(not_handed_in(self.desk))

    def _drafts(self) -> "list[Draft]":
        from fieldtui.ledger.drafts import Drafts

        return Drafts(self.desk.ledger.workspace.drafts).all()

    def _nothing(self) -> str:
        if not self.desk.me:
            return _("This laptop is not known to the office yet: hand in a file (F9), then take in the office's.")
        return _("Nothing is due today. F2 records a visit.")

    def _say_head(self, waiting: int) -> None:
        workspace = self.desk.ledger.workspace
        side = _("office") if workspace.role == "office" else _("cadre")
        right = _("not handed in {count}").format(count=waiting) if waiting else ""
        self.head(
            f"{workspace.name} · {workspace.county_name} · {side}",
            f"{_week(self.today.isocalendar().week)}  {_day_words(self.today)}  {right}".rstrip(),
        )

    @on(RowList.Opened)
    def open(self, event: RowList.Opened) -> None:
        kind, _colon, record = event.key.partition(":")
        match kind:
            case "problem":
                self.open_problem(record)
            case "planned":
                self._do_planned(record)
            case "draft":
                self._open_draft(record)
            case "hand_in":
                self.action_hand_in()

    def _do_planned(self, step: str) -> None:
        row = self.desk.ledger.row("follow_up", step) or {}
        self.enter_step(problem=row.get("problem", ""), visit=row.get("visit", ""), planned=step)

    def _open_draft(self, draft_id: str) -> None:
        draft = next((draft for draft in self._drafts() if draft.id == draft_id), None)
        if draft is None or not self.may_write():
            return
        match draft.form:
            case "visit":
                from fieldtui.tui.screens.visit import VisitScreen

                self.app.push_screen(VisitScreen(draft=draft), self.said)
            case "problems":
                from fieldtui.tui.screens.problems import ProblemsScreen

                self.app.push_screen(ProblemsScreen(draft=draft), self.said)
            case "step":
                from fieldtui.tui.screens.step import StepScreen

                self.app.push_screen(StepScreen(draft=draft), self.said)

    def action_follow_up(self) -> None:
        current = self.query_one("#today", RowList).current
        kind, _colon, record = (current.key if current else "").partition(":")
        if kind == "problem":
            self.enter_step(problem=record)
        elif kind == "planned":
            self._do_planned(record)
        else:
            self.note(_("Choose a problem or a planned follow-up first."))


def _week(number: int) -> str:
    return _("week {number}").format(number=number)


def _day_words(day: date) -> str:
    weekdays = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return f"{weekdays[day.weekday()]} {day:%m-%d}"
