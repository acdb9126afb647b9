"""What people see: screens in a terminal. The only floor that knows Textual."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldtui.sync.codes.making import Cutting

# With the kitty protocol a commit of several 汉字 breaks into junk keys; Textual reads this when imported.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def run(folder: Path, *, read: bool) -> None:
    """Open a workspace on screen, until it is left; whoever asks to be shown round comes back to it."""
    # Until the first list stands (`FieldApp`) objects are only made; to look for garbage among them costs a tenth.
    gc.disable()
    from fieldtui.tui.app import FieldApp

    app = FieldApp(folder, read_only=read)
    app.run()
    while app.goes_on_tour:
        _show_round(folder)
        app = FieldApp(folder, read_only=read)
        app.run()


def run_sample(folder: Path) -> None:
    """Open a workspace of the sample county, and be shown round in it."""
    gc.disable()
    from fieldtui.tui.app import FieldApp

    FieldApp(folder, is_sample=True).run()


def _show_round(own: Path) -> None:
    """Make a sample county in a throw-away folder, and show round in it with the looks and keys of one's own
    workspace."""
    from fieldtui.demo.county import make_county, throw_away_folder
    from fieldtui.ledger.workspace import Workspace
    from fieldtui.locale import _
    from fieldtui.work.clock import today

    sys.stdout.write(_("Making the sample county; nothing of yours is touched…") + "\n")
    settings = Workspace.load(own)
    with throw_away_folder(None) as place:
        sample = Workspace.load(make_county(place, today())["cadre"])
        run_sample(sample.store(screen=settings.screen, keys=settings.keys).folder)


def show_codes(file: Path, only: str, window: tuple[int, int], cutting: "Cutting") -> None:
    """Show a file as QR codes, cut for a window of (columns, lines), until it is left."""
    from fieldtui.tui.codes_app import CodesApp

    CodesApp(file, only, window, cutting).run()
