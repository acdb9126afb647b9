"""Hand in 报送 and take in 接收下发文件: write the bundle, or take in one that was found."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import FieldError
from fieldtui.sync.exchange import export_to_device, export_to_office
from fieldtui.sync.find import bundles_in, enrolments_in, likely_folders
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.progress import how_far
from fieldtui.sync.waiting import throw_away, waiting_called, waiting_files
from fieldtui.sync.words import exported_in_words, how_far_words, standing_words, waiting_words
from fieldtui.sync.writing import Exported
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.screens.enrolment import look_at
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField
from fieldtui.work.clock import now


class HandInScreen(Place):
    place = actions.HAND_IN
    BINDINGS = actions.bindings(actions.HAND_IN)
    CSS_PATH = "hand_in.tcss"
    _refusing = ""
    """The file that the next Ctrl+T throws away, because the one before said so."""

    def body(self) -> ComposeResult:
        yield Static("", id="standing", markup=False)
        yield RowList([Column("", 26), Column("", 0)], show_header=False, id="ways")
        yield LineInput(placeholder=_("file or folder, then Enter"), id="folder")
        yield Static("", id="result", markup=False)

    def on_mount(self) -> None:
        workspace = self.desk.ledger.workspace
        self._folders = [*likely_folders(workspace.folder), workspace.scanned]
        self.head(_("Hand in"), _("code of this device {code}").format(code=comparison_code(workspace.device)))
        self.refill()
        self.query_one("#ways", RowList).focus()

    def refill(self) -> None:
        self.query_one("#standing", Static).update("\n".join(f" {line}" for line in self._standing()))
        found = bundles_in(self._folders, self.desk.ledger)
        if not self._office() and not self.desk.ledger.workspace.office:
            found = [*enrolments_in(self._folders), *found]
        rows = [*self._exports(), *(self._found(path, words) for path, words in found), *self._waiting()]
        rows.append(self._scanning())
        self.query_one("#ways", RowList).show(rows)

    def _office(self) -> bool:
        return self.desk.ledger.workspace.role == "office"

    def _standing(self) -> list[str]:
        ledger = self.desk.ledger
        found = list(how_far(ledger))
        if self._office():
            if not found:
                return [_("No laptop is known yet: take in a cadre's first file; Ctrl+F names it or its folder.")]
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

    def _exports(self) -> list[ListRow]:
        if not self._office():
            return [
                ListRow("export", (_("Export to a file"), str(self.desk.ledger.workspace.exports))),
                ListRow("codes", (_("As QR codes"), _("shown here, for the other side's scanner"))),
            ]
        standing = {far.device: far for far in how_far(self.desk.ledger)}
        return [
            ListRow(
                f"export:{row['id']}",
                (
                    _("Export for {name}").format(name=self.desk.name("person", row["person"])),
                    standing_words(standing[row["device"]]),
                ),
            )
            for row in self.desk.ledger.rows("device")
            if row["device"] in standing
        ]

    def _scanning(self) -> ListRow:
        return ListRow("scan", (_("Scan QR codes"), _("with a scanner gun")))

    def _found(self, path: Path, words: str) -> ListRow:
        return ListRow(f"take:{path}", (_("Take in"), f"{path.name}  {words}"))

    def _waiting(self) -> list[ListRow]:
        ledger = self.desk.ledger
        return [
            ListRow(f"waiting:{waiting.name}", (_("Waits"), f"{waiting_words(waiting, ledger)}  {waiting.reason}"))
            for waiting in waiting_files(ledger.workspace)
        ]

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
        if kind != "waiting":
            self.note(_("Choose a file that waits."))
            return
        waiting = waiting_called(self.desk.ledger.workspace, name)
        if self._refusing != name:
            self._refusing = name
            words = waiting_words(waiting, self.desk.ledger)
            self.alarm(_("Ctrl+T once more throws away what waits: {words}").format(words=words))
            return
        throw_away(waiting)
        self.refill()
        self.note(_("Thrown away; nothing of it was taken in."))

    def action_take(self) -> None:
        self.query_one("#ways", RowList).action_open()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        kind, _colon, rest = event.key.partition(":")
        if kind == "take":
            self.take_in(Path(rest))
        elif kind == "waiting":
            self._look_at_waiting(rest)
        elif kind == "scan":
            self.action_scan()
        elif kind == "codes":
            self._show_codes(rest)
        else:
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
        self._show_codes(device)

    def _show_codes(self, device: str) -> None:
        exported = self._export(device)
        if exported is not None:
            from fieldtui.tui.screens.codes import CodesScreen

            self.app.push_screen(CodesScreen(exported.path))

    def _export(self, device: str) -> Exported | None:
        """The file that was written, None when it could not be."""
        try:
            if device:
                row = self.desk.ledger.row("device", device) or {}
                exported = export_to_device(self.desk.ledger, row, now())
            else:
                exported = export_to_office(self.desk.ledger, now())
        except FieldError as error:
            self.alarm(str(error))
            return None
        self.refill()
        size = max(1, round(exported.size / 1024))
        self.query_one("#result", Static).update(
            " "
            + _("Written: {path} ({size} KB; {counts}). Take it to the other side.").format(
                path=exported.path, size=size, counts=exported_in_words(exported)
            )
        )
        return exported

    def take_in(self, path: Path) -> None:
        self.app.push_screen(look_at(path), self._taken)

    def _taken(self, words: str | None) -> None:
        self.refill()
        self._close_field()
        if words:
            self.query_one("#result", Static).update(f" {words}")

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
            self.refill()
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
