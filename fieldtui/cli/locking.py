"""The command that protects a workspace with a passphrase, changes it, and takes it off."""

import sys
from pathlib import Path

import click

from fieldtui.cli.opening import example, refuse_read_only
from fieldtui.ledger.workspace import Workspace, find_workspace
from fieldtui.locale import _, speak
from fieldtui.model.sentence import FieldError


@click.command(
    help=_(
        "Protect this workspace with a passphrase: log, lists, drafts, attached files, keys and backups are encrypted "
        "on the disk. Whoever forgets the passphrase can never open it again; nobody can bring it back. With "
        "--change another passphrase takes its place, with --off it is taken off. Close other windows first."
    )
    + example("fieldtui lock", "fieldtui lock --change", "fieldtui lock --off")
)
@click.option("--change", "changing", is_flag=True, help=_("Another passphrase."))
@click.option("--off", "taking_off", is_flag=True, help=_("No passphrase any more: all is as open as before."))
@click.option(
    "--new-passphrase-file",
    "new_file",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("A file whose first line is the new passphrase; without it you are asked twice."),
)
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.pass_context
def lock_command(ctx: click.Context, changing: bool, taking_off: bool, new_file: Path | None, yes: bool) -> None:
    refuse_read_only(ctx)
    if changing and taking_off:
        raise FieldError(_("Either --change or --off, not both."))
    options = ctx.find_root().obj or {}
    workspace = Workspace.load(find_workspace(options.get("workspace")))
    speak(workspace.language)
    old_file = options.get("passphrase_file")
    if changing:
        _change(workspace, old_file, new_file)
    elif taking_off:
        _take_off(workspace, old_file)
    else:
        _lock(workspace, new_file, yes=yes)


def _lock(workspace: Workspace, new_file: Path | None, *, yes: bool) -> None:
    from fieldtui.cli.passphrases import new_passphrase
    from fieldtui.ledger.lock import LockError
    from fieldtui.ledger.locking import lock
    from fieldtui.sync.renewal import open_desk

    if workspace.lock.exists():
        raise LockError(_("This workspace is locked already; another passphrase: fieldtui lock --change"))
    warning = _(
        "Whoever forgets the passphrase can never open this workspace again: nobody can bring it back, the office "
        "neither. Write it down and keep it in a safe place."
    )
    if not yes and not sys.stdin.isatty():
        raise FieldError(warning + " " + _("Without a terminal, say --yes."))
    click.echo(warning, err=True)
    if not yes and not click.confirm(_("Lock it?"), err=True):
        raise FieldError(_("Nothing was changed."))
    # What an earlier version or a crash left is settled first, and afterwards the view is made anew.
    open_desk(workspace)[0].ledger.close()
    locked = lock(Workspace.load(workspace.folder), new_passphrase(new_file))
    open_desk(locked)[0].ledger.close()
    click.echo(_("{folder} is locked. It asks for the passphrase from now on.").format(folder=workspace.folder))
    _say_what_lies_open(locked)


def _say_what_lies_open(workspace: Workspace) -> None:
    """Documents and lists that were written out before."""
    folder = workspace.exports
    others = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")
    others = [path for path in others if path.name != "README.md"]
    if others:
        click.echo(_("These files were written out and are not encrypted; delete what need not be kept:"))
        for path in others:
            click.echo(f"  {path}")


def _change(workspace: Workspace, old_file: Path | None, new_file: Path | None) -> None:
    from fieldtui.cli.passphrases import new_passphrase, passphrase_from
    from fieldtui.ledger.locking import change, refuse_open, unlock

    refuse_open(workspace)
    old = passphrase_from(old_file, _("Passphrase"))
    # Before anybody thinks of a new one.
    unlock(workspace, old)
    change(workspace, old, new_passphrase(new_file))
    click.echo(_("The passphrase is another one now. Backups of before open with the old one."))


def _take_off(workspace: Workspace, old_file: Path | None) -> None:
    from fieldtui.cli.passphrases import passphrase_from
    from fieldtui.ledger.locking import refuse_open, take_off
    from fieldtui.sync.renewal import open_desk

    refuse_open(workspace)
    opened = take_off(workspace, passphrase_from(old_file, _("Passphrase")))
    open_desk(opened)[0].ledger.close()
    click.echo(_("{folder} has no passphrase any more. Backups of before stay locked.").format(folder=workspace.folder))
