"""Opening the screens from the command line."""

import sys
from pathlib import Path

from fieldtui.ledger.workspace import Workspace, find_workspace
from fieldtui.locale import _, speak


def has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_screens(named: str | None, passphrase_file: str | Path | None, *, read: bool) -> None:
    """Opens the workspace on screen; FieldError when there is no terminal or no workspace."""
    workspace = Workspace.load(find_workspace(named))
    speak(workspace.language)
    if not has_terminal():
        from fieldtui.model.sentence import FieldError

        raise FieldError(_("The screens need a terminal; without one, use the commands (fieldtui --help)."))
    from fieldtui.tui import run

    if passphrase_file and workspace.lock.exists():
        from fieldtui.cli.passphrases import open_lock

        open_lock(workspace, Path(passphrase_file))
    run(workspace.folder, read=read)
