"""Hand in 报送 (at the office: 下发) and take in: write bundles, or take in those that were found."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.sync.exchange import export_to_device, export_to_office
from fieldtui.sync.export_all import export_to_all
from fieldtui.sync.find import Found, found_in, likely_folders
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.known_devices import asking
from fieldtui.sync.progress import HowFar, how_far
from fieldtui.sync.purging import Leaving, leaving, purge
from fieldtui.sync.purging_words import leaving_in_a_line, leaving_words, purged_words
from fieldtui.sync.waiting import throw_away, waiting_called, waiting_files
from fieldtui.sync.words import exported_words, how_far_words, standing_words, waiting_words
from fieldtui.sync.writing import Exported
from fieldtui.tui import actions
from fieldtui.tui.screens.enrolment import look_at
from fieldtui.tui.screens.preview import PreviewScreen
from fieldtui.tui.slow import SlowPlace, Task
from fieldtui.tui.viewing import opened
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.clock import now

MOST_LINES = 5
"""Sentences about files that were written, of which each may take three lines of the window."""


class HandInScreen(SlowPlace):
    place = actions.HAND_IN
    BINDINGS = actions.bindings(actions.HAND_IN)
    CSS_PATH = "hand_in.tcss"
    _refusing = ""
    """The file that the next press throws away, because the one before said so; or "purge"."""
    _goes_to_found = False
    _rows: Sequence[ListRow] = ()
    _to_purge = Leaving()
    """What the next press purges."""
    _found: Sequence[Found] = ()

    def body(self) -> ComposeResult:
        yield Static("", id="standing", markup=False)
        yield RowList([Column("", 26), Column("", 0)], show_header=False, id="ways")
        yield LineInput(placeholder=_("file or folder, then Enter"), id="folder")
        yield Static("", id="result", markup=False)

    def on_mount(self) -> None:
        workspace = self.desk.ledger.workspace
        self._folders = [*likely_folders(workspace.folder), workspace.scanned]
        title = _("Export, take in") if self._office() else _("Hand in")
        self.head(title, _("code of this device {code}").format(code=comparison_code(workspace.device)))
        self.refill()
        self.query_one("#ways", RowList).focus()
        self._look_for_files()

    def refill(self) -> None:
        standing = list(how_far(self.desk.ledger))
        self.query_one("#standing", Static).update("\n".join(self._standing(standing)))
        rows = [*self._exports(standing), *self._takes(), *self._waiting()]
        rows += [*self._leaving(), self._scanning(), self._devices()]
        self._rows = rows
        self.query_one("#ways", RowList).show(rows)

    def _look_for_files(self) -> None:
        """In a thread: sticks are slow, and each file's signature is checked."""
        folders = list(self._folders)
        self.run_worker(lambda: self._look(folders), thread=True, group="look", exclusive=True)

    def _look(self, folders: Sequence[Path]) -> None:
        found: Sequence[Found] = ()
        # A stick that is pulled out meanwhile holds nothing.
        with contextlib.suppress(FieldError, OSError):
            found = found_in(folders, self.desk.ledger)
        self.call_later(self._show_found, folders, found)

    def _show_found(self, folders: Sequence[Path], found: Sequence[Found]) -> None:
        if folders == self._folders:
            self._found = found
            self.refill()
            if self._goes_to_found:
                self._goes_to_found = False
                self._go_to_found()

    def _office(self) -> bool:
        return self.desk.ledger.workspace.role == "office"

    def _standing(self, found: Sequence[HowFar]) -> list[str]:
        ledger = self.desk.ledger
        if self._office():
            if not found:
                words = _("No laptop is known yet: take in a cadre's first file; {key} names it or its folder.")
                return [words.format(key=actions.key("choose_file"))]
            laptops = len(found)
            return [ngettext("{count} laptop is known.", "{count} laptops are known.", laptops).format(count=laptops)]
        partner = ledger.partner(OFFICE)
        count = ledger.chain_end(ledger.workspace.device)[0] - partner.confirmed.count
        lines = [
            ngettext("{count} entry is not confirmed.", "{count} entries are not confirmed.", count).format(count=count)
        ]
        if partner.sent_at:
            sent = f"{local_time(partner.sent_at):%m-%d %H:%M}"
            lines.append(_("Last export {time}; what was not confirmed goes along again.").format(time=sent))
        return [*lines, *(how_far_words(far, ledger) for far in found if far.under_way)]

    def _exports(self, found: Sequence[HowFar]) -> list[ListRow]:
        if not self._office():
            return [
                ListRow("export", (_("Export to a file"), str(self.desk.ledger.workspace.exports))),
                ListRow("codes", (_("As QR codes"), _("shown here, for the other side's scanner"))),
            ]
        standing = {far.device: far for far in found}
        devices = [row for row in self.desk.ledger.rows("device") if row["device"] in standing]
        each = [
            ListRow(
                f"export:{row['id']}",
                (
                    _("Export for {name}").format(name=self.desk.name("person", row["person"])),
                    standing_words(standing[row["device"]]),
                ),
            )
            for row in devices
        ]
        to_all = _("one file for each of {count} laptops").format(count=len(devices))
        return [*([ListRow("export_all", (_("Export for all"), to_all))] if len(devices) > 1 else []), *each]

    def _takes(self) -> list[ListRow]:
        rows = [ListRow(f"take:{one.path}", (_("Take in"), f"{one.words}  {one.path.name}")) for one in self._found]
        new = self._new_files()
        if len(new) > 1:
            words = _("{count} files, after a look at them").format(count=len(new))
            rows.insert(0, ListRow("take_all", (_("Take in all"), words)))
        return rows

    def _go_to_found(self) -> None:
        """The cursor goes to what was asked for: the first file of the folder that was named."""
        keys = [row.key for row in self._takes()]
        listing = self.query_one("#ways", RowList)
        places = [place for place, row in enumerate(self._rows) if keys and row.key == keys[0]]
        if places:
            listing.cursor = places[0]

    def _new_files(self) -> list[Path]:
        """The bundles that were found and not taken in yet, the oldest first."""
        return [one.path for one in reversed(self._found) if one.is_new]

    def _scanning(self) -> ListRow:
        return ListRow("scan", (_("Scan QR codes"), _("with a scanner gun")))

    def _devices(self) -> ListRow:
        count = len(asking(self.desk.ledger))
        words = ngettext("{count} asks to be known", "{count} ask to be known", count).format(count=count)
        if not count:
            words = _("accept, enrol, refuse, revoke") if self._office() else _("codes, and the office's enrolment")
        return ListRow("devices", (_("Devices"), words))

    def _waiting(self) -> list[ListRow]:
        ledger = self.desk.ledger
        return [
            ListRow(f"waiting:{waiting.name}", (_("Waits"), f"{waiting_words(waiting, ledger)}  {waiting.reason}"))
            for waiting in waiting_files(ledger.workspace)
        ]

    def _leaving(self) -> list[ListRow]:
        found = leaving(self.desk.ledger, now())
        return [ListRow("purge", (_("Purge"), leaving_words(found)))] if found.now else []

    def _purge(self) -> None:
        """At the second press, like what waits; what has changed since the first is told again."""
        found = leaving(self.desk.ledger, now())
        if self._refusing != "purge" or found != self._to_purge:
            self._refusing, self._to_purge = "purge", found
            words = _("{key} once more purges from this laptop: {words}")
            self.alarm(words.format(key=actions.key("refuse"), words=leaving_words(found)))
            return
        self._refusing = ""
        try:
            purge(self.desk.ledger, [record for _kind, record in found.now])
        except FieldError as error:
            self.alarm(str(error))
            return
        self.refill()
        self.note(purged_words(len(found.now)))

    def _look_at_waiting(self, name: str) -> None:
        waiting = waiting_called(self.desk.ledger.workspace, name)
        if waiting.path.is_dir():
            self.note(waiting.reason)
        else:
            self.take_in(waiting.path)

    def action_refuse(self) -> None:
        """At the second press: the first one says what is thrown away."""
        current = self.query_one("#ways", RowList).current
        kind, _colon, name = (current.key if current else "").partition(":")
        if kind == "purge":
            self._purge()
            return
        if kind != "waiting":
            self.note(_("Choose a file that waits."))
            return
        waiting = waiting_called(self.desk.ledger.workspace, name)
        if self._refusing != name:
            self._refusing = name
            words = waiting_words(waiting, self.desk.ledger)
            self.alarm(
                _("{key} once more throws away what waits: {words}").format(key=actions.key("refuse"), words=words)
            )
            return
        throw_away(waiting)
        self.refill()
        self.note(_("Thrown away; nothing of it was taken in."))

    def action_take(self) -> None:
        self.query_one("#ways", RowList).action_open()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        if self.is_busy:
            return
        kind, _colon, rest = event.key.partition(":")
        match kind:
            case "take":
                self.take_in(Path(rest))
            case "take_all":
                self.app.push_screen(PreviewScreen(*self._new_files()), self._taken)
            case "waiting":
                self._look_at_waiting(rest)
            case "purge":
                found = leaving(self.desk.ledger, now())
                self.query_one("#result", Static).update(
                    f" {leaving_in_a_line(self.desk, found, actions.key('refuse'))}"
                )
            case "scan":
                self.action_scan()
            case "devices":
                self.action_devices()
            case "codes":
                self._export(rest, self._show_codes)
            case "export_all":
                self._export_all()
            case _export:
                self._export(rest)

    def action_scan(self) -> None:
        from fieldtui.tui.screens.scan import ScanScreen

        self.app.push_screen(ScanScreen(), self._taken)

    def action_as_codes(self) -> None:
        """What the line with the cursor exports, shown as QR codes."""
        row = self.query_one("#ways", RowList).current
        kind, _colon, device = (row.key if row else "").partition(":")
        if kind not in ("export", "codes"):
            self.note(_("Choose an export first; its codes are shown then."))
            return
        self._export(device, self._show_codes)

    def _show_codes(self, exported: Exported) -> None:
        from fieldtui.tui.screens.codes import CodesScreen

        self._written([exported_words(exported)])
        self.app.push_screen(CodesScreen(exported.path))

    def _export(self, device: str, then: Callable[[Exported], None] | None = None) -> None:
        """Writes a file for the office, or for a device (the id of its record)."""
        ledger = self.desk.ledger
        row: Row = (ledger.row("device", device) or {}) if device else {}

        def job(_task: Task) -> Exported:
            return export_to_device(ledger, row, now()) if device else export_to_office(ledger, now())

        said = then or (lambda exported: self._written([exported_words(exported)]))
        self.do_slowly(_("The file is being written…"), job, said)

    def _export_all(self) -> None:
        def job(task: Task) -> list[str]:
            return export_to_all(self.desk.ledger, now(), task.tell, task.stopped.is_set)

        self.do_slowly(_("The files are being written…"), job, self._written)

    def _written(self, lines: Sequence[str]) -> None:
        self.refill()
        self.query_one("#result", Static).update("\n".join(lines[:MOST_LINES]))
        self.note(_("{key} opens the folder of the files.").format(key=actions.key("open_folder")))

    def failed(self, words: str) -> None:
        """Where there is room for the whole sentence: a path alone is often wider than the foot."""
        self.refill()
        self.query_one("#result", Static).update(words)
        self.alarm(_("This was not done."))

    def action_open_folder(self) -> None:
        """The folder of what was written, in the system's own window."""
        folder = self.desk.ledger.workspace.exports
        self.note(
            (_("Opened: {path}") if opened(folder) else _("No window here; the folder: {path}")).format(path=folder)
        )

    def take_in(self, path: Path) -> None:
        self.app.push_screen(look_at(path), self._taken)

    def on_screen_resume(self) -> None:
        self.refill()

    def _taken(self, words: str | None) -> None:
        self._look_for_files()
        self._close_field()
        if words:
            self.query_one("#result", Static).update(words)

    def action_choose_file(self) -> None:
        field = self.query_one("#folder", LineInput)
        field.add_class("-open")
        field.focus()

    @on(LineInput.Submitted)
    def _chosen(self, event: LineInput.Submitted) -> None:
        path = Path(event.value.strip().strip("'\"")).expanduser()
        event.input.value = ""
        self.note("")
        if path.is_dir():
            self._folders = [path]
            self._found = ()
            self._goes_to_found = True
            self.refill()
            self._look_for_files()
            self.query_one("#ways", RowList).focus()
        elif path.is_file():
            self.take_in(path)
        else:
            self.alarm(_("There is no file or folder {path}.").format(path=path))

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self._close_field()

    def _close_field(self) -> None:
        self.query_one("#folder", LineInput).remove_class("-open")
        self.query_one("#ways", RowList).focus()
