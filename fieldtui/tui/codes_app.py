"""The screen of QR codes alone, for a file: it needs no workspace."""

from pathlib import Path

from fieldtui.sync.codes.making import Cutting
from fieldtui.tui.app import FieldApp
from fieldtui.tui.screens.codes import CodesScreen


class CodesApp(FieldApp):
    """Shows one file, cut for `window` (columns, lines); leaving the screen ends it."""

    def __init__(self, file: Path, only: str, window: tuple[int, int], cutting: Cutting) -> None:
        super().__init__(file.parent, read_only=True)
        self._file = file
        self._only = only
        self._window = window
        self._cutting = cutting

    def push_first_screen(self) -> None:
        self.push_screen(CodesScreen(self._file, self._only, self._window, self._cutting), lambda _nothing: self.exit())
