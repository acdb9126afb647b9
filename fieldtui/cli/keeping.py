"""Commands that keep a workspace in one file and bring it back."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtui.cli.opening import example, refuse_read_only, workspace_of
from fieldtui.ledger.workspace import SETTINGS, Workspace, WorkspaceError, find_workspace
from fieldtui.locale import _, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.work.clock import now

if TYPE_CHECKING:
    from fieldtui.ledger.backup import Contents

ENDING = ".zip"
"""How a backup's name ends."""


@click.command(
    help=_(
        "Write all that was entered into one file: log, drafts, attachments and settings, not the key. "
        "Without FILE it lies in data/backups. Works while a window is open."
    )
    + example("fieldtui backup", "fieldtui backup /media/usb")
)
@click.argument("file", metavar=_("[FILE]"), required=False, type=click.Path(path_type=Path))
@click.pass_context
def backup_command(ctx: click.Context, file: Path | None) -> None:
    from fieldtui.ledger.backup import BackupError, back_up

    workspace = workspace_of(ctx)
    made_at = now()
    try:
        backup = back_up(workspace, _target(workspace, file, made_at), made_at)
    except BackupError as error:
        _end(ctx, error)
    click.echo(_("The backup is {path} ({size} KB).").format(path=backup.path, size=max(1, round(backup.size / 1024))))
    click.echo(_what_is_in(backup.contents))


def _target(workspace: Workspace, file: Path | None, made_at: datetime) -> Path:
    from fieldtui.ledger.backup import free_name

    if file is None:
        return free_name(workspace.backups, workspace.name, made_at)
    file = file.expanduser().absolute()
    if file.is_dir():
        return free_name(file, workspace.name, made_at)
    if file.exists():
        raise WorkspaceError(_("{path} is there already; choose another name.").format(path=file))
    if file.suffix.lower() != ENDING:
        # A folder that is misspelt, or a stick that is not in, is no name for a file.
        raise WorkspaceError(
            _("There is no folder {path}; make it first, or name a file that ends in .zip.").format(path=file)
        )
    if not file.parent.is_dir():
        raise WorkspaceError(_("There is no folder {path}.").format(path=file.parent))
    return file


def _what_is_in(contents: "Contents") -> str:
    """How much a backup holds."""
    commits = ngettext("{count} commit", "{count} commits", contents.commits).format(count=contents.commits)
    records = ngettext("{count} record", "{count} records", contents.records).format(count=contents.records)
    return _("It holds {commits} with {records}. The key is not in it: what is restored is a new device.").format(
        commits=commits, records=records
    )


@click.command(
    help=_(
        "Bring a backup back, into DIR or the workspace that is used. What lies there with --replace is kept in "
        "data/backups. A restored workspace is a new device: the office accepts its code once more."
    )
    + example("fieldtui restore /media/usb/示例张-2026-11-22-01.zip ~/qiye")
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.argument("folder", metavar=_("[DIR]"), required=False, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=_("Also where there is a workspace already; what it holds is kept."))
@click.pass_context
def restore_command(ctx: click.Context, file: Path, folder: Path | None, replace: bool) -> None:
    from fieldtui.cli.passphrases import open_backup
    from fieldtui.ledger.backup import BackupError
    from fieldtui.ledger.restoring import is_interrupted

    refuse_read_only(ctx)
    folder = folder.expanduser().absolute() if folder else _meant(ctx)
    try:
        if is_interrupted(folder) and _ended(file, folder):
            return
        _refuse_other_things(folder, replace=replace)
        if (folder / SETTINGS).exists() and not replace:
            raise WorkspaceError(
                _("{folder} is a workspace already; choose another folder, or add --replace.").format(folder=folder)
            )
        open_backup(file, ctx.find_root().obj.get("passphrase_file"))
        _restore(file, folder)
    except BackupError as error:
        _end(ctx, error)


def _meant(ctx: click.Context) -> Path:
    """The workspace that is used; no new one where nobody named a folder, for nobody would find it there."""
    named = ctx.find_root().obj.get("workspace")
    folder = find_workspace(named)
    if not named and not os.environ.get("FIELDTUI_WORKSPACE") and not (folder / SETTINGS).exists():
        raise WorkspaceError(_("Say into which folder, a new or an empty one: fieldtui restore FILE DIR"))
    return folder


def _refuse_other_things(folder: Path, *, replace: bool) -> None:
    """WorkspaceError where a folder is no workspace and holds anything but what a restore or a lost one left."""
    from fieldtui.ledger.restoring import LOCK, STAGING

    left = {STAGING, LOCK, *(("data", "exports") if replace else ())}
    if folder.is_dir() and not (folder / SETTINGS).exists():
        others = sorted(path.name for path in folder.iterdir() if path.name not in left)
        if others:
            raise WorkspaceError(
                _("{folder} holds other things ({name}); choose an empty folder or a new one.").format(
                    folder=folder, name=others[0]
                )
            )


def _ended(file: Path, folder: Path) -> bool:
    """Ends the restore that was interrupted there; whether it was one of this backup, so that nothing is left to do."""
    from fieldtui.ledger.restoring import go_on, same_backup

    contents = go_on(folder)
    click.echo(_("The restore that was interrupted has come to its end."))
    _say_restored(folder, contents)
    return same_backup(file, contents)


def _restore(file: Path, folder: Path) -> None:
    from fieldtui.ledger.check.log_reading import entries_not_in
    from fieldtui.ledger.restoring import restore
    from fieldtui.sync.renewal import renew_restored

    restored = restore(file, folder, lambda staging: renew_restored(staging, folder), now())
    _say_restored(folder, restored.contents)
    if restored.kept:
        missing = entries_not_in(Workspace.load(folder).log, restored.kept / "data" / "log.jsonl")
        if missing:
            click.echo(
                ngettext(
                    "{count} entry of what was there before is not in the backup.",
                    "{count} entries of what was there before are not in the backup.",
                    missing,
                ).format(count=missing)
            )
        click.echo(
            _("What was there before is kept; look at it with: fieldtui --workspace {path} --read").format(
                path=restored.kept
            )
        )


def _say_restored(folder: Path, contents: "Contents") -> None:
    from fieldtui.sync.renewal import told

    made = f"{local_time(contents.at):%Y-%m-%d %H:%M}"
    click.echo(_("{folder} holds the backup of {time} now.").format(folder=folder, time=made))
    for sentence in told(Workspace.load(folder)):
        click.echo(sentence)


def _end(ctx: click.Context, error: Exception) -> None:
    """A backup that can't be made or is none is something found wrong: code 1."""
    click.echo(str(error), err=True)
    ctx.exit(1)
