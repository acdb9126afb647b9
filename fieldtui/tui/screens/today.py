"""Today 今日: opens first and answers "what now?"; what can be done about a line is an Enter away."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.rows import Column, RowList
from fieldtui.tui.widgets.today_rows import TodayRows
from fieldtui.tui.widgets.week_line import week_line

if TYPE_CHECKING:  # known only once the desk is open
    from fieldtui.ledger.drafts import Draft
    from fieldtui.ledger.ledger import Touched
    from fieldtui.work.today import Section, Today

WARM_UP_AFTER = 0.2
"""Seconds that the filled list is left alone before what comes next is made ready."""


class TodayScreen(Place):
    place = actions.TODAY
    BINDINGS = actions.bindings(actions.TODAY)

    def body(self) -> ComposeResult:
        # As wide as the longest word for what there is to do.
        widest = max(cell_len(_("follow-up")) + 1, cell_len(_("contact")), cell_len(_("task")))
        columns = [Column("", widest), Column("", 0), Column("", 20, most=36), Column("", 22, most=40)]
        yield RowList(columns, show_header=False, id="today", empty=_("Opening…"))
        yield Static("", id="week", markup=False)

    def on_mount(self) -> None:
        self.head(_("Opening…"))
        # Everything that takes time begins after the first paint.
        self.call_after_refresh(self.show_desk if self.field_app.desk else self.field_app.open_desk)

    def show_desk(self) -> None:
        """The desk is open: fill the list, and again whenever something changes."""
        self.desk.ledger.watch(self._changed)
        self.query_one(Foot).show_keys()
        if not self.desk.me:
            self.note(_("New here? “Show me round” is in {key}.").format(key=actions.key("actions")))
        self._say_clock()
        self._fill()
        self._say_newer()
        self.set_timer(WARM_UP_AFTER, lambda: self.run_worker(self._warm_up, thread=True))

    def _say_clock(self) -> None:
        """With a clock that stands long before the last save, no date on this list can be right."""
        from fieldtui.ledger.computer_clock import clock_trouble

        trouble = clock_trouble(self.desk.ledger.clock(), self.desk.ledger.last_commit_at)
        if trouble:
            self.alarm(trouble)

    def _say_newer(self) -> None:
        try:
            self.desk.ledger.workspace.refuse_newer()
        except FieldError as error:
            self.alarm(str(error))

    def _warm_up(self) -> None:
        """What the first form needs and the first list did not, so that F2 opens at once."""
        import fieldtui.tui.screens.visit  # noqa: F401 - imported for later
        from fieldtui.work.desk import calendar_of

        for kind in ("enterprise", "person"):
            self.desk.index(kind)
        assert self.desk.vocabulary
        assert self.desk.phrases
        calendar_of(self.desk.plan).published(self.today.year)

    def on_screen_resume(self) -> None:
        if self.field_app.desk is not None:
            self.refill()

    def _changed(self, _touched: "Touched") -> None:
        if self.is_current:
            self.call_later(self.refill)

    def look_again(self) -> None:
        self.refill()

    def _fill(self) -> None:
        """For the first time: what the window shows, before anything is worked out that lies below it."""
        from fieldtui.work.today import Today

        found = Today(self.desk, self._drafts(), self.today, self._asking())
        sections = found.sections()
        shown: list[Section] = []
        while len(TodayRows(shown)) < self.size.height and (section := next(sections, None)):
            shown.append(section)
        self._show_sections(shown)
        self.call_after_refresh(lambda: self._show_whole(found, [*shown, *sections]))

    def refill(self) -> None:
        from fieldtui.work.today import Today

        found = Today(self.desk, self._drafts(), self.today, self._asking())
        self._show_whole(found, list(found.sections()))

    def _show_whole(self, found: "Today", sections: "Sequence[Section]") -> None:
        from fieldtui.work.today import not_handed_in

        self._show_sections(sections)
        self.query_one("#week", Static).update(f" {week_line(found.week())}")
        self._say_head(not_handed_in(self.desk))

    def _show_sections(self, sections: "Sequence[Section]") -> None:
        listing = self.query_one("#today", RowList)
        listing.when_empty(self._nothing())
        listing.show(TodayRows(sections))

    def _asking(self) -> Sequence[tuple[str, str]]:
        """(whose, code) of the devices that ask to be known; most days none does, and nothing is imported for that."""
        if self.field_app.read_only or not (self.desk.ledger.workspace.data / "waiting").is_dir():
            return ()
        from fieldtui.sync.known_devices import asking_words

        return asking_words(self.desk.ledger)

    def _drafts(self) -> "list[Draft]":
        """The drafts to go on with; what is wrong with their file is told at the foot."""
        try:
            with self.field_app.drafts_guard:
                drafts, told = self._drafts_to_see() if self.field_app.read_only else self._drafts_to_go_on_with()
        except OSError as error:
            drafts, told = [], _("The drafts can't be read: {reason}.").format(reason=reason_of(error))
        if told:
            self.alarm(told)
        return drafts

    def _drafts_to_see(self) -> "tuple[list[Draft], str]":
        from fieldtui.ledger.drafts import looked_at

        drafts, sound = looked_at(self.desk.ledger)
        return drafts, "" if sound else _("The file of drafts is damaged; a window that may write puts it aside.")

    def _drafts_to_go_on_with(self) -> "tuple[list[Draft], str]":
        from fieldtui.ledger.drafts import offered

        drafts, aside = offered(self.desk.ledger)
        return drafts, _drafts_put_aside(aside.name, len(drafts)) if aside else ""

    def _nothing(self) -> str:
        if not self.desk.me:
            return _(
                "This laptop is not known to the office yet: hand in a file ({key}), then take in the office's."
            ).format(key=actions.key("hand_in"))
        return _("Nothing is due today. {key} records a visit.").format(key=actions.key("new_visit"))

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
            case "problem" | "record":
                self.open_record(record)
            case "planned":
                self._do_planned(record)
            case "visit_due":
                self._visit(record)
            case "draft":
                self._open_draft(record)
            case "conflict":
                self._settle_from(record)
            case "hand_in":
                self.action_hand_in()
            case "devices":
                self.action_devices()
            case "handed":
                self._tell_hand_over(record)
            case "hand_over":
                self._go_on_handing_over(record)

    def _visit(self, enterprise: str) -> None:
        if self.may_write():
            from fieldtui.tui.screens.visit import VisitScreen

            self.app.push_screen(VisitScreen(enterprise=enterprise), self.said)

    def _do_planned(self, step: str) -> None:
        from fieldtui.work.desk import FOLLOWED

        row = self.desk.ledger.row("follow_up", step) or {}
        about = {name: row.get(name, "") for name in FOLLOWED}
        self.enter_step(**about, planned=step)

    def _tell_hand_over(self, record: str) -> None:
        """What passed by a hand-over."""
        from fieldtui.tui.screens.sentence import SentenceScreen
        from fieldtui.work.hand_over_words import passed

        row = self.desk.ledger.row("hand_over", record)
        if row is not None:
            self.app.push_screen(SentenceScreen("\n".join(passed(self.desk, row, self.today))))

    def _go_on_handing_over(self, record: str) -> None:
        """A form with what is left of a hand-over."""
        from fieldtui.tui.screens.hand_over import HandOverScreen
        from fieldtui.work.handing_over import texts_of

        row = self.desk.ledger.row("hand_over", record)
        if row is not None and self.may_write():
            self.app.push_screen(HandOverScreen(texts_of(self.desk, row)), self.said)

    def _settle_from(self, record: str) -> None:
        """This record's conflicts, then all others."""
        from fieldtui.work.conflicts import open_fields

        self.open_settling([record, *(other for other in open_fields(self.desk) if other != record)])

    def _open_draft(self, draft_id: str) -> None:
        from fieldtui.work.handed import Handed

        drafts = Handed(self.desk.ledger).drafts(self._drafts(), self.desk.me, self.today.isoformat())
        draft = next((draft for draft in drafts if draft.id == draft_id), None)
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
            case "steps":
                from fieldtui.tui.screens.many_steps import ManyStepsScreen

                self.app.push_screen(ManyStepsScreen(draft=draft), self.said)
            case "record":
                from fieldtui.tui.screens.record_form import RecordFormScreen

                self.app.push_screen(RecordFormScreen(draft=draft), self.said)
            case "settle":
                from fieldtui.tui.screens.third_value import ThirdValueScreen

                self.app.push_screen(ThirdValueScreen(draft=draft), self.said)
            case "hand_over":
                from fieldtui.tui.screens.hand_over import HandOverScreen

                self.app.push_screen(HandOverScreen(draft=draft), self.said)

    def current_record(self) -> str:
        """What the line is about; a draft and the line about handing in are no records."""
        current = self.query_one("#today", RowList).current
        record = current.key.partition(":")[2] if current else ""
        return record if record and self.desk.ledger.kind_of(record) else ""

    def action_follow_up(self) -> None:
        current = self.query_one("#today", RowList).current
        kind, _colon, record = (current.key if current else "").partition(":")
        if kind == "planned":
            self._do_planned(record)
        else:
            self.follow_up_on(record)


def _drafts_put_aside(name: str, left: int) -> str:
    return ngettext(
        "The file of drafts was damaged; {count} draft could be read. It is kept as data/{name}.",
        "The file of drafts was damaged; {count} drafts could be read. It is kept as data/{name}.",
        left,
    ).format(name=name, count=left)


def _week(number: int) -> str:
    return _("week {number}").format(number=number)


def _day_words(day: date) -> str:
    weekdays = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return f"{weekdays[day.weekday()]} {day:%m-%d}"
