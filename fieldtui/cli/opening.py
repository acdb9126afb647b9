"""How commands come to their workspace."""

from typing import TYPE_CHECKING, Any

import click

from fieldtui.ledger.workspace import Workspace, find_workspace
from fieldtui.locale import _, listed, speak
from fieldtui.model.sentence import FieldError
from fieldtui.work.desk import Desk

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # generic only from click 8.2 on


class OneOf(_Choice):
    """A word of a list. Click's own sentence about another word bends by number and can't be translated well."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            words = listed(self.choices)
            self.fail(_("“{value}” is not one of: {words}.").format(value=value, words=words), param, ctx)
        return str(value)


def named_workspace(ctx: click.Context) -> Workspace:
    """The workspace that the command line names, in its language unless the environment names one; as it is found."""
    workspace = Workspace.load(find_workspace((ctx.find_root().obj or {}).get("workspace")))
    speak(workspace.language)
    return workspace


def workspace_of(ctx: click.Context) -> Workspace:
    """As `named_workspace`; one with a passphrase is opened.

    LockedError when it is another one, or nobody can be asked.
    """
    options: dict[str, Any] = ctx.find_root().obj or {}
    workspace = named_workspace(ctx)
    if workspace.lock.exists():
        from fieldtui.cli.passphrases import open_lock

        open_lock(workspace, options.get("passphrase_file"))
        # What was being done to the lock may have been finished.
        return Workspace.load(workspace.folder)
    return workspace


def refuse_read_only(ctx: click.Context) -> None:
    """FieldError when `--read` was given to a command that writes."""
    if (ctx.find_root().obj or {}).get("read"):
        raise FieldError(_("This command writes, and --read only looks; leave out --read."))


def writing_desk(ctx: click.Context) -> Desk:
    """The desk to write with. That the workspace became a new device, now or by what is done, goes to stderr.

    FieldError when `--read` was given.
    """
    from fieldtui.sync.renewal import open_desk, told

    refuse_read_only(ctx)
    desk, sentences = open_desk(workspace_of(ctx))
    _say(sentences)
    ctx.call_on_close(lambda: _say(told(desk.ledger.workspace)))
    return desk


def _say(sentences: list[str]) -> None:
    for sentence in sentences:
        click.echo(sentence, err=True)


def reading_desk(ctx: click.Context) -> Desk:
    return Desk.open_to_read(workspace_of(ctx))


def example(*lines: str) -> str:
    """The end of a command's help: how it is called."""
    return "\n\n" + _("Example:") + "\n\n\b\n" + "\n".join(lines)
