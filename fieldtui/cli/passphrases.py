"""How commands come by a passphrase: from a file that is named, else from whoever is at the terminal, unseen."""

import sys
from pathlib import Path

import click

from fieldtui.ledger.lock import is_known, note_key, opened
from fieldtui.ledger.seal import LockedError
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of

LARGEST = 4096


def open_lock(workspace: Workspace, file: Path | None) -> None:
    """Opens a locked workspace for this process. LockedError when it is another one, or none is to be had."""
    from fieldtui.ledger.locking import unlock

    unlock(workspace, passphrase_from(file, _("Passphrase")))


def open_backup(path: Path, file: Path | None) -> None:
    """Opens the lock of a backup, if it has one that this process does not know. BackupError; LockedError."""
    from fieldtui.ledger.backup import lock_in

    lock = lock_in(path)
    if lock and not is_known(lock):
        note_key(opened(lock, passphrase_from(file, _("Passphrase of the backup"))))


def passphrase_from(file: Path | None, words: str) -> str:
    """The first line of a file; without one it is asked for. LockedError where nobody can be asked."""
    if file:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise LockedError(
            _(
                "It is locked with a passphrase; without a terminal name a file that holds it: "
                "--passphrase-file FILE, or FIELDTUI_PASSPHRASE_FILE."
            )
        )
    return str(click.prompt(words, hide_input=True, err=True))


def new_passphrase(file: Path | None) -> str:
    """The first line of a file, or what is typed twice. FieldError when that is not the same."""
    passphrase = passphrase_from(file, _("New passphrase"))
    if not file and click.prompt(_("The same once more"), hide_input=True, err=True) != passphrase:
        raise FieldError(_("The two are not the same; nothing was changed."))
    return passphrase


def _first_line(file: Path) -> str:
    try:
        with file.expanduser().open("rb") as opened_file:
            text = opened_file.read(LARGEST).decode("utf-8-sig")
    except OSError as error:
        raise FieldError(_("{path} can't be read: {reason}.").format(path=file, reason=reason_of(error))) from error
    except UnicodeDecodeError as error:
        raise FieldError(_("{path} is no text in UTF-8.").format(path=file)) from error
    return text.partition("\n")[0].rstrip("\r")
