"""The ways from one place to the others: lists, pages of records, forms, handing in, history, conflicts."""

from collections.abc import Sequence

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.place.base import PlaceBase


class Going(PlaceBase):
    """Opens other places over this one; each is imported when it is first opened."""

    def action_new_visit(self) -> None:
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.visit import VisitScreen

            self.app.push_screen(VisitScreen(enterprise=self.about_enterprise()), self.said)

    def action_new_problem(self) -> None:
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.problems import ProblemsScreen

            self.app.push_screen(ProblemsScreen(enterprise=self.about_enterprise()), self.said)

    def action_find(self) -> None:
        self.action_open_list("enterprise")

    def action_lists(self) -> None:
        self.action_open_list("problem")

    def action_open_list(self, key: str) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.lists import ListsScreen

            self.app.push_screen(ListsScreen(key))

    def action_settings(self) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.settings import SettingsScreen

            self.app.push_screen(SettingsScreen(), self.said)

    def action_charts(self) -> None:
        if self.field_app.desk and self.place != actions.CHARTS:
            from fieldtui.tui.screens.charts import ChartsScreen

            self.app.push_screen(ChartsScreen(), self.said)

    def action_hand_in(self) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.hand_in import HandInScreen

            self.app.push_screen(HandInScreen(), self.said)

    def action_devices(self) -> None:
        if self.field_app.desk:
            from fieldtui.tui.screens.devices import DevicesScreen

            self.app.push_screen(DevicesScreen(), self.said)

    def action_hand_over(self) -> None:
        """Hand over my own work; the office, anybody's. On an enterprise's page only what is about it."""
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.hand_over import HandOverScreen

            only = self.desk.name("enterprise", self.about_enterprise())
            self.app.push_screen(HandOverScreen({"only": only}), self.said)

    def action_history(self) -> None:
        record = self.current_record() if self.field_app.desk else ""
        if not record:
            self.note(_("Choose a line first; this one has no history."))
            return
        from fieldtui.tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(record), self.said)

    def action_conflicts(self) -> None:
        """What is in conflict on this page; all conflicts where nothing on it is."""
        if self.field_app.desk:
            from fieldtui.work.conflicts import in_conflict_about

            here = [record for about in self.page_of() for record in in_conflict_about(self.desk, about)]
            if here:
                self.open_settling(here)
            else:
                from fieldtui.tui.screens.conflicts import ConflictsScreen

                self.app.push_screen(ConflictsScreen(), self.said)

    def note_conflicts(self) -> None:
        """Say how what is in conflict on this page is settled."""
        from fieldtui.work.conflicts import in_conflict_about

        if self.field_app.read_only:
            return
        if any(in_conflict_about(self.desk, record) for record in self.page_of()):
            self.note(_("{key} settles what was edited in two places.").format(key=actions.key("conflicts")))

    def open_settling(self, records: Sequence[str], field: str = "") -> None:
        """Settle the conflicts of these records one after another, beginning with a field of the first."""
        from fieldtui.tui.screens.settle import SettleScreen

        self.app.push_screen(SettleScreen(records, field), self.said)

    def open_record(self, record: str) -> None:
        """The page of a record of whatever kind."""
        match self.desk.ledger.kind_of(record):
            case "problem":
                self.open_problem(record)
            case "attachment":
                self.show_file(record)
            case "enterprise":
                from fieldtui.tui.screens.enterprise import EnterpriseScreen

                self.app.push_screen(EnterpriseScreen(record))
            case _other:
                from fieldtui.tui.screens.record import RecordScreen

                self.app.push_screen(RecordScreen(record))

    def open_problem(self, problem: str) -> None:
        from fieldtui.tui.screens.problem import ProblemScreen

        self.app.push_screen(ProblemScreen(problem))

    def show_file(self, attachment: str) -> None:
        """Open an attached file with the system's viewer; where there is none, say where it lies. Of one that is not
        here, what is known of it."""
        from fieldtui.ledger.attaching import laid_out
        from fieldtui.tui.viewing import opened

        try:
            path = laid_out(self.desk.ledger, attachment)
        except FieldError as error:
            from fieldtui.tui.screens.record import RecordScreen

            self.alarm(str(error))
            self.app.push_screen(RecordScreen(attachment))
            return
        words = _("Opened: {path}") if opened(path) else _("No viewer here; the file: {path}")
        if self.desk.ledger.workspace.lock.exists():
            words = _("This copy is not encrypted, and goes when you leave: {path}")
        self.note(words.format(path=path))

    def action_tour(self) -> None:
        if self.field_app.desk:
            self.field_app.begin_tour()
