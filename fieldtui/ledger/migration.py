"""Workspaces of older versions: brought to the form of this one when they are opened for writing, after a backup."""

from collections.abc import Mapping
from typing import Any

from fieldtui.ledger.files import sync_folder
from fieldtui.ledger.history import changes_of, with_changes
from fieldtui.ledger.kept import keep
from fieldtui.ledger.log import Commit, Log
from fieldtui.ledger.view_file import refuse_shorter_log
from fieldtui.ledger.workspace import FORMAT, LOCKED, SETTINGS, Workspace, WorkspaceError
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of


def migrated(workspace: Workspace) -> Workspace:
    """The workspace in this version's form. Raises WorkspaceError or LogError; what was there still stands then.

    Whatever moment it is interrupted at, it can be done again: both forms of the log's lines are read, and the
    settings, which say that it was done, come last.
    """
    if workspace.format >= FORMAT:
        # What an earlier version must not write in says so; a backup may be from before the lock.
        return workspace.store(format=LOCKED) if workspace.format < LOCKED and workspace.lock.exists() else workspace
    log = Log(workspace.log)
    refuse_shorter_log(workspace, log)
    for commit in log.read():
        changes_of(commit)
    try:
        # As it is, with an unfinished write at its end if there is one.
        _keep_as_it_was(workspace)
        # The view's mark speaks of places in the old log; without it the view is made anew.
        workspace.mark.unlink(missing_ok=True)
        sync_folder(workspace.data)
        if workspace.log.exists():
            log.rewrite(_with_ids)
        return workspace.store(format=LOCKED if workspace.lock.exists() else FORMAT)
    except OSError as error:
        raise WorkspaceError(
            _("This workspace could not be brought to the new version ({reason}); nothing of it was lost.").format(
                reason=reason_of(error)
            )
        ) from error


def _keep_as_it_was(workspace: Workspace) -> None:
    """Copies of what will change, in the folder of backups."""
    folder = workspace.backups / f"format-{workspace.format}"
    for path in (workspace.log, workspace.folder / SETTINGS):
        kept = folder / path.name
        if path.exists() and not kept.exists():
            keep(kept, [path.read_bytes()])


def _with_ids(commit: Commit) -> Mapping[str, Any]:
    return with_changes(commit.body, changes_of(commit))
