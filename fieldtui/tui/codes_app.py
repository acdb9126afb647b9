"""The screen of QR codes alone, for a file: it needs no workspace."""

from pathlib import Path

from fieldtui.tui.app import FieldApp
from fieldtui.tui.screens.codes import CodesScreen


class CodesApp(FieldApp):
    """Shows one file, cut for `window` (columns, lines); leaving the screen ends it."""

    def __init__(self, file: Path, only: str, window: tuple[int, int]) -> None:
        super().__init__(file.parent, read_only=True)
        self._file = file
        self._only = only
        self._window = window

    def push_first_screen(self) -> None:
        self.push_screen(CodesScreen(self._file, self._only, self._window), lambda _nothing: self.exit())
