"""What people see: screens in a terminal. The only floor that knows Textual."""

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldtui.sync.codes.making import Cutting

# With the kitty protocol a commit of several 汉字 breaks into junk keys; Textual reads this when imported.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def run(folder: Path, *, read: bool) -> None:
    """Open a workspace on screen, until it is left."""
    # Until the first list stands (`FieldApp`) objects are only made; to look for garbage among them costs a tenth.
    gc.disable()
    from fieldtui.tui.app import FieldApp

    FieldApp(folder, read_only=read).run()


def show_codes(file: Path, only: str, window: tuple[int, int], cutting: "Cutting") -> None:
    """Show a file as QR codes, cut for a window of (columns, lines), until it is left."""
    from fieldtui.tui.codes_app import CodesApp

    CodesApp(file, only, window, cutting).run()
