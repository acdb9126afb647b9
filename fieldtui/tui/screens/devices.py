"""Devices 设备: who asks to be known, who is, how far both sides are; enrol, accept, refuse, revoke from here."""

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.sync.enrolment import enrolment_in
from fieldtui.sync.find import Found, enrolments_in, likely_folders
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.known_devices import (
    KnownDevice,
    confirmed_words,
    heard_words,
    known_devices,
    state_words,
    whose,
)
from fieldtui.sync.refused import take_refusal_back
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.screens.preview import PreviewScreen
from fieldtui.tui.viewing import opened
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.rows import Column, ListRow, RowList
from fieldtui.tui.widgets.text import LineInput, TextField

ENROLMENT = "enrolment:"
"""What the key of a line begins with that is a file to be taken in; its path follows."""


class DevicesScreen(Place):
    place = actions.DEVICES
    BINDINGS = actions.bindings(actions.DEVICES)

    DEFAULT_CSS = """
    DevicesScreen #devices { height: 1fr; }
    DevicesScreen #file { display: none; margin: 0 1; }
    DevicesScreen #file.-open { display: block; }
    DevicesScreen #result { height: auto; padding: 0 1; }
    """

    _known: Sequence[KnownDevice] = ()
    _found: Sequence[Found] = ()
    _written: Path | None = None
    """The enrolment that was written here last."""

    def body(self) -> ComposeResult:
        columns = [
            Column(_("Whose"), 10),
            Column(_("Code"), 24),
            Column(_("State"), 12),
            Column(_("Last heard"), 11),
            Column(_("Here"), 4, "right"),
            Column(_("Confirmed"), 0),
        ]
        yield RowList(columns, id="devices", empty=self._nothing())
        yield LineInput(placeholder=_("file, then Enter"), id="file")
        yield Static("", id="result", markup=False)

    def _nothing(self) -> str:
        if self._office():
            return _("No device is known yet: {key} enrols a person, or take in a cadre's first file.").format(
                key=actions.key("enrol")
            )
        return _("The office is not known yet: {key} takes its enrolment in.").format(key=actions.key("choose_file"))

    def _office(self) -> bool:
        return self.desk.ledger.workspace.role == "office"

    def on_mount(self) -> None:
        workspace = self.desk.ledger.workspace
        self.head(_("Devices"), _("code of this device {code}").format(code=comparison_code(workspace.device)))
        if not self._office():
            self.query_one(Foot).leave_out("enrol", "as_codes", "shut_out")
            if not workspace.office:
                folders = likely_folders(workspace.folder)
                self.run_worker(lambda: self.call_later(self._show_found, enrolments_in(folders)), thread=True)
        self.query_one("#devices", RowList).focus()

    def _show_found(self, found: Sequence[Found]) -> None:
        self._found = found
        self.refill()

    def on_screen_resume(self) -> None:
        self.refill()

    def refill(self) -> None:
        ledger = self.desk.ledger
        self._known = known_devices(ledger)
        rows = [
            ListRow(
                known.device,
                (
                    whose(known, ledger),
                    comparison_code(known.device),
                    state_words(known),
                    heard_words(known),
                    str(known.received) if known.state in ("accepted", "revoked") else "",
                    _in_short(known),
                ),
                {"asks": "soon", "revoked": "muted", "refused": "muted"}.get(known.state, ""),
            )
            for known in self._known
        ]
        if not ledger.workspace.office:
            rows += [
                ListRow(ENROLMENT + str(one.path), ("  ".join([_("Take in"), one.words, one.path.name]),), "wide")
                for one in self._found
            ]
        self.query_one("#devices", RowList).show(rows)

    def _current(self) -> KnownDevice | None:
        row = self.query_one("#devices", RowList).current
        return next((known for known in self._known if row and known.device == row.key), None)

    def action_take(self) -> None:
        self.query_one("#devices", RowList).action_open()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        """The file by which a device asks is looked at; of others it is said how they stand."""
        if event.key.startswith(ENROLMENT):
            self._take_in(Path(event.key.removeprefix(ENROLMENT)))
            return
        known = self._current()
        if known is not None and known.waiting is not None:
            self.app.push_screen(PreviewScreen(known.waiting.path), self._said)
        elif known is not None:
            from fieldtui.tui.screens.sentence import SentenceScreen

            self.app.push_screen(SentenceScreen("\n".join(self._about(known))))

    def _about(self, known: KnownDevice) -> list[str]:
        return [
            f"{whose(known, self.desk.ledger)}  {state_words(known)}",
            _("Code: {code}").format(code=comparison_code(known.device)),
            _("last heard {time}").format(time=heard_words(known)),
            confirmed_words(known),
        ]

    # What the office does

    def action_enrol(self) -> None:
        if self._office() and self.may_write():
            from fieldtui.tui.screens.device_forms import EnrolScreen

            self.app.push_screen(EnrolScreen(), self._enrolled)

    def _enrolled(self, written: Path | None) -> None:
        if written is not None:
            self._written = written
            code = comparison_code(self.desk.ledger.workspace.device)
            words = _("Written: {path}. The office's code, to be compared when it is taken in: {code}")
            self._said(words.format(path=written, code=code))
            self.note(
                _("{codes} shows it as QR codes, {folder} opens its folder.").format(
                    codes=actions.key("as_codes"), folder=actions.key("open_folder")
                )
            )

    def action_as_codes(self) -> None:
        if self._written is None:
            self.note(
                _("Enrol somebody first ({key}); the enrolment is shown as QR codes then.").format(
                    key=actions.key("enrol")
                )
            )
            return
        from fieldtui.tui.screens.codes import CodesScreen

        self.app.push_screen(CodesScreen(self._written))

    def action_open_folder(self) -> None:
        folder = self.desk.ledger.workspace.exports
        self.note(
            (_("Opened: {path}") if opened(folder) else _("No window here; the folder: {path}")).format(path=folder)
        )

    def action_shut_out(self) -> None:
        """Refuse what asks, revoke what was accepted; and let what was refused ask again."""
        known = self._current()
        if known is None or not self._office() or not self.may_write():
            self.note(_("Choose a device that asks to be known, or that was accepted."))
            return
        from fieldtui.tui.screens.device_forms import RefuseScreen, RevokeScreen

        match known.state:
            case "asks":
                self.app.push_screen(RefuseScreen(known), self._said)
            case "refused":
                take_refusal_back(self.desk.ledger.workspace, known.device)
                self.refill()
                self._said(_("Code {code} may ask again.").format(code=comparison_code(known.device)))
            case _accepted:
                self.app.push_screen(RevokeScreen(known), self._said)

    # An enrolment that is taken in

    def action_choose_file(self) -> None:
        field = self.query_one("#file", LineInput)
        field.add_class("-open")
        field.focus()

    @on(LineInput.Submitted)
    def _chosen(self, event: LineInput.Submitted) -> None:
        path = Path(event.value.strip().strip("'\"")).expanduser()
        if not path.is_file():
            self.alarm(_("There is no file or folder {path}.").format(path=path))
            return
        event.input.value = ""
        self._close_field()
        self._take_in(path)

    def _take_in(self, path: Path) -> None:
        from fieldtui.tui.screens.enrolment import EnrolmentScreen

        enrolment = enrolment_in(path)
        self.app.push_screen(EnrolmentScreen(path, enrolment) if enrolment else PreviewScreen(path), self._said)

    def _said(self, words: str | None) -> None:
        if words:
            self.query_one("#result", Static).update(words)

    @on(TextField.EscapeOnce)
    def _escape(self, event: TextField.EscapeOnce) -> None:
        event.stop()
        self._close_field()

    def _close_field(self) -> None:
        self.query_one("#file", LineInput).remove_class("-open")
        self.query_one("#devices", RowList).focus()


def _in_short(known: KnownDevice) -> str:
    """What is confirmed in numbers; or else by which file it asks, or why it was refused."""
    if known.state in ("asks", "refused"):
        return confirmed_words(known)
    return f"{known.confirmed}/{known.written}"
