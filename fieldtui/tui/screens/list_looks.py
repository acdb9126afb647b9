"""How a list is looked at and saved: sorted, grouped, with other columns, as a table; the look is kept list by list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui.place import Place
from fieldtui.work.list_columns import ListOf, columns_offered
from fieldtui.work.list_look import Look, with_look
from fieldtui.work.listing import Listing

UP, DOWN = "▲", "▼"


class ListLooks(Place):
    """The part of the lists' screen that decides how a list is seen."""

    _key: str
    _of: ListOf
    _look: Look
    _listing: Listing

    def chosen(self) -> Sequence[str]:
        """The records that an action is for."""
        raise NotImplementedError

    def sort_sign(self) -> dict[str, str]:
        """The sign at the column by which the list is sorted."""
        return {self._look.sorted_by: DOWN if self._look.is_down else UP}

    def action_sort(self) -> None:
        self._choose(_("Sort"), "sort_by", self.sort_sign())

    def action_group(self) -> None:
        self._choose(_("Group"), "group_by", {self._look.group: "✓"})

    def _choose(self, title: str, action: str, signs: Mapping[str, str]) -> None:
        """A column to do something by; the sign stands at the one that it is done by now."""
        from fieldtui.tui.screens.palette import ChoosingScreen

        shown = {column.name: column for column in (*self._listing.columns, *columns_offered(self._of))}
        choices = [
            (f"{action}({name!r})", self._of.heading(column) + signs.get(name, "")) for name, column in shown.items()
        ]
        self.app.push_screen(ChoosingScreen(title, choices), self._do)

    def action_sort_by(self, name: str) -> None:
        self._look_so(self._look.sorted_next(name))

    def action_group_by(self, name: str) -> None:
        self._look_so(self._look.grouped_next(name))

    def action_columns(self) -> None:
        from fieldtui.tui.screens.columns import ColumnsScreen

        self.app.push_screen(ColumnsScreen(self._of, self._look.columns), self._take_columns)

    def _take_columns(self, names: tuple[str, ...] | None) -> None:
        if names is not None:
            self._look_so(replace(self._look, columns=names))

    def _look_so(self, look: Look) -> None:
        """Show the list so from now on; it is kept, unless this workspace is only looked at."""
        ledger = self.desk.ledger
        lists = with_look(ledger.workspace.lists, self._key, look)
        try:
            ledger.workspace = (
                replace(ledger.workspace, lists=lists)
                if self.field_app.read_only
                else ledger.workspace.store(lists=lists)
            )
        except (FieldError, OSError) as error:
            self.alarm(str(error))
            return
        self.look_again()

    def action_export_xlsx(self) -> None:
        self._export(".xlsx")

    def action_export_csv(self) -> None:
        self._export(".csv")

    def _export(self, ending: str) -> None:
        """What is selected, or else all that was found, into a file in exports/; it may take a while."""
        self.note(_("The table is being written…"))
        records = self.chosen()
        self.run_worker(partial(self._write_table, ending, records), thread=True, group="table", exclusive=True)

    def _write_table(self, ending: str, records: Sequence[str]) -> None:
        from fieldtui.report.keeping import new_file
        from fieldtui.report.list_sheet import ListSheet, write_list

        try:
            path = new_file(self.desk.ledger.workspace.exports, self._of.title, ending, self.today)
            write_list(path, ListSheet(self.desk, self._key, self.today, self._look.columns), records)
        except FieldError as error:
            self.call_later(self.alarm, str(error))
        else:
            words = _("{count} rows in {file}").format(count=len(records), file=f"exports/{path.name}")
            self.call_later(self.note, words)
