"""Attach a photo or scan 佐证材料: type where it lies, or choose it from a folder."""

from pathlib import Path

from textual import events, on
from textual.app import ComposeResult

from fieldtui.ledger.attaching import attach, files_in
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import FieldError
from fieldtui.sync.find import likely_folders
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.record_words import title_with_kind


class AttachScreen(Place):
    """The field keeps the focus: a file attaches it, a folder lists it; the arrows choose from what is listed."""

    place = actions.ATTACH
    BINDINGS = actions.bindings(actions.ATTACH)

    def __init__(self, record: str) -> None:
        super().__init__()
        self._record = record

    def body(self) -> ComposeResult:
        yield LineInput(placeholder=_("a file or folder; or choose below, then Enter"), id="path")
        columns = [Column(_("File"), 0), Column(_("File size"), 10, "right"), Column(_("Written at"), 12)]
        yield RowList(columns, id="files", empty=_("There are no photos, scans or documents; type another folder."))

    def on_mount(self) -> None:
        self.head(_("Attach to {record}").format(record=title_with_kind(self.desk, self._record)))
        self._list(likely_folders(self.desk.ledger.workspace.folder))
        self.query_one("#path", LineInput).focus()

    def _list(self, folders: list[Path]) -> None:
        found = []
        for folder in folders:
            try:
                found += files_in(folder)
            except FieldError as error:
                self.alarm(str(error))
        rows = [
            ListRow(str(one.path), (f"{one.path.name}  {one.path.parent}", _size(one.size), _written(one.at)))
            for one in sorted(found, key=lambda one: -one.at)
        ]
        self.query_one("#files", RowList).show(rows)

    def on_key(self, event: events.Key) -> None:
        """Arrows and pages go to the list although the field has the focus."""
        self.query_one("#files", RowList).move_by(event)

    @on(LineInput.Submitted)
    def _typed(self, event: LineInput.Submitted) -> None:
        typed = event.value.strip().strip("'\"")
        if not typed:
            self.query_one("#files", RowList).action_open()
            return
        path = Path(typed).expanduser()
        if path.is_dir():
            self.note("")
            self._list([path])
            event.input.value = ""
        else:
            self._add(path)

    def action_take(self) -> None:
        self.query_one("#files", RowList).action_open()

    @on(RowList.Opened)
    def _chosen(self, event: RowList.Opened) -> None:
        self._add(Path(event.key))

    def _add(self, path: Path) -> None:
        try:
            (made,) = attach(self.desk.ledger, self._record, [path])
        except FieldError as error:
            self.alarm(str(error))
            return
        self.dismiss(_("Attached: {name} ({size}).").format(name=made.name, size=_size(made.size)))

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        """Esc empties the field first; with nothing in it, it goes back at once."""
        event.stop()
        field = self.query_one("#path", LineInput)
        if field.value:
            field.value = ""
        else:
            self.action_leave()

    @on(TextField.Leave)
    def _leave(self, event: TextField.Leave) -> None:
        event.stop()
        self.action_leave()


def _written(at: float) -> str:
    return f"{local_time(int(at * 1000)):%m-%d %H:%M}"


def _size(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB"
