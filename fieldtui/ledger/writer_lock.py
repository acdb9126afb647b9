"""One writer a workspace: a second window or command is told so at once."""

from typing import TYPE_CHECKING

from fieldtui.ledger.files import make_folder
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.locale import _
from fieldtui.model.sentence import no_right_to_write

if TYPE_CHECKING:  # only a writer needs it
    from filelock import BaseFileLock


class BusyError(WorkspaceError):
    """Another window or command is writing in this workspace."""


def lock_for_writing(workspace: Workspace) -> "BaseFileLock":
    """The lock, held until it is released. BusyError when another has it, WorkspaceError when none can be had."""
    from filelock import FileLock, Timeout

    path = workspace.data / "lock"
    try:
        make_folder(path.parent)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise BusyError(_("Another window has this workspace open; close it, or look at it with --read.")) from error
    except OSError as error:
        raise WorkspaceError(no_right_to_write(path.parent)) from error
    return lock
