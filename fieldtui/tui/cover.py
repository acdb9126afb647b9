"""Covering the screen of a locked workspace when nobody has pressed a key for some minutes."""

import time
from typing import TYPE_CHECKING

from textual import events

from fieldtui.ledger.lock import Lock
from fieldtui.ledger.locking import remove_laid_out, unlock_again
from fieldtui.tui.screens.passphrase import PassphraseScreen

if TYPE_CHECKING:
    from fieldtui.tui.app import FieldApp

LOOKED_AT = 1.0
"""Seconds between two looks at the time."""
SETTING = "cover_after"
"""The setting in `screen`: minutes, "0" for never."""
MINUTES = ("2", "5", "10", "30")
USUAL = "10"


class Cover:
    """Knows when something was last typed, and lays the question for the passphrase over everything."""

    def __init__(self, app: "FieldApp", lock: Lock) -> None:
        """`lock` is what the workspace was opened under."""
        self._app = app
        self._lock = lock
        # The clock on the wall goes on while a laptop sleeps.
        self.touched_at = time.time()
        self._covers = False
        app.set_interval(LOOKED_AT, self._look)

    def note(self, event: events.Event) -> None:
        if isinstance(event, (events.InputEvent, events.Paste)):
            self.touched_at = time.time()

    def _look(self) -> None:
        if self._app.desk is None:
            return
        workspace = self._app.desk.ledger.workspace
        said = workspace.screen.get(SETTING, USUAL)
        minutes = int(said) if said.isascii() and said.isdigit() else int(USUAL)
        idle = minutes > 0 and abs(time.time() - self.touched_at) > minutes * 60
        # What came to its end meanwhile may have laid a screen of its own over the question.
        if (idle or self._covers) and not isinstance(self._app.screen, PassphraseScreen):
            self._covers = True
            remove_laid_out(workspace)
            asked = PassphraseScreen(lambda passphrase: unlock_again(workspace, self._lock, passphrase))
            self._app.push_screen(asked, self._uncover)

    def _uncover(self, lock: Lock | None) -> None:
        # The passphrase may have been changed meanwhile.
        self._lock = lock or self._lock
        self._covers = False
        self.touched_at = time.time()
