"""Taking in QR codes from a scanner gun, which types them; when a file is whole it is looked at like any other."""

import contextlib
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.collected import Collected
from fieldtui.sync.codes.frames import Frame
from fieldtui.sync.codes.making import asking_lines
from fieldtui.sync.codes.size import fitting
from fieldtui.sync.codes.typed import Typed
from fieldtui.sync.codes.words import progress_words, stray_words
from fieldtui.sync.receipt import Receipt, receipt_in, take_receipt
from fieldtui.sync.words import receipt_words
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.screens.enrolment import look_at
from fieldtui.tui.widgets.code import Code

BAR = 30
STILL = 0.3
"""Seconds without a key after which the counts are brought up to date: a gun that is done types no more."""


class Gun(Widget, can_focus=True):
    """Takes what is typed or pasted while it has the focus, and shows none of it."""

    DEFAULT_CSS = """
    Gun { height: 1; margin: 1 1 0 1; background: $boost; }
    """

    class Typed(Message):
        """Characters came in; an Enter is a line feed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def render(self) -> str:
        return _("Scan here: aim the gun at each code, in any order.")

    def on_key(self, event: events.Key) -> None:
        text = "\n" if event.key == "enter" else event.character
        if text and (text == "\n" or text.isprintable()):
            event.stop()
            self.post_message(Gun.Typed(text))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(Gun.Typed(event.text))


class ScanScreen(Place):
    """Dismissed with what became of the file, in words; None when it was left before."""

    place = actions.SCAN
    BINDINGS = actions.bindings(actions.SCAN)

    DEFAULT_CSS = """
    ScanScreen #progress { height: auto; padding: 1 1 0 1; }
    ScanScreen #strays { height: 1fr; padding: 1; color: $text-muted; }
    ScanScreen Code { width: 42; }
    """

    def body(self) -> ComposeResult:
        with Horizontal():
            with Vertical():
                yield Gun()
                yield Static("", id="progress", markup=False)
                yield Static("", id="strays", markup=False)
            yield Code()

    def on_mount(self) -> None:
        self._typed = Typed()
        self._collected = Collected(self.desk.ledger.workspace.scanned)
        self._still = self.set_timer(STILL, self._tell_strays, pause=True)
        self.head(_("Scan QR codes"), _("Esc back"))
        self.query_one(Gun).focus()
        self._tell()

    @on(Gun.Typed)
    def _came(self, event: Gun.Typed) -> None:
        event.stop()
        for frame in self._typed.feed(event.text):
            self._take(frame)
        self._still.stop()
        self._still = self.set_timer(STILL, self._tell_strays)

    def _take(self, frame: Frame) -> None:
        session = frame.session
        try:
            is_new = self._collected.add(frame)
            if self._collected.is_whole(session):
                self._again(self._collected.whole(session))
                return
            if path := self._collected.whole_now(session):
                self._look_at(path)
                return
        except FieldError as error:
            self.alarm(str(error))
            self._tell()
            return
        number = frame.number
        self.note((_("Code {number}.") if is_new else _("Code {number} was here.")).format(number=number))
        self._tell()

    def _tell(self) -> None:
        """How far each file that has gaps has got, the one that is being scanned first."""
        lines = []
        for session in self._collected.unfinished():
            done = BAR * (session.total - min(session.total, self._collected.lacking(session))) // session.total
            lines += ["█" * done + "░" * (BAR - done), progress_words(self._collected, session), ""]
        if any(map(self._collected.missing, self._collected.unfinished())):
            lines.append(_("The code at the right says the same: the other side can scan it."))
        self.query_one("#progress", Static).update("\n".join(lines) or _("No code has come in yet."))
        self._ask()

    def _ask(self) -> None:
        """Show what is missing of the file that is being scanned as a code, for the other side to scan."""
        code = self.query_one(Code)
        sessions = [session for session in self._collected.unfinished() if self._collected.missing(session)]
        try:
            size = fitting(code.size.width, code.size.height)
        except FieldError:
            code.lines = ()
            return
        code.lines = asking_lines(sessions[0], self._collected.missing(sessions[0]), size) if sessions else ()

    def on_resize(self) -> None:
        # Once the screen has been laid out anew.
        self.call_after_refresh(self._ask)

    def _tell_strays(self) -> None:
        self.query_one("#strays", Static).update("\n".join(stray_words(self._typed)))

    def _again(self, path: Path) -> None:
        """A code of a file that is whole: what was not taken in yet is looked at, once."""
        self.note(_("This file is whole already."))
        if self.app.screen is self and path.exists():
            self._look_at(path)

    def action_forget(self) -> None:
        """What has gaps is scanned no more."""
        try:
            self._collected.forget()
        except FieldError as error:
            self.alarm(str(error))
        self._tell()

    def _look_at(self, path: Path) -> None:
        self._tell()
        if receipt := receipt_in(path):
            self._confirm(path, receipt)
            return
        self.note(_("All codes are here."))
        self.app.push_screen(look_at(path), lambda words: self._looked_at(path, words))

    def _confirm(self, path: Path, receipt: Receipt) -> None:
        """A receipt brings no words that anybody would look at first."""
        try:
            words = receipt_words(take_receipt(self.desk.ledger, receipt))
        except FieldError as error:
            self.alarm(str(error))
            return
        self._looked_at(path, words)

    def _looked_at(self, path: Path, words: str | None) -> None:
        if words is None:
            self.note(_("Not taken in; the file stays here: {path}").format(path=path))
            return
        # What it held is in the ledger now.
        with contextlib.suppress(OSError):
            path.unlink()
        self.dismiss(words)
