"""How commands come to their workspace."""

from typing import Any

import click

from fieldtui.ledger.workspace import Workspace, find_workspace
from fieldtui.locale import use_language
from fieldtui.work.desk import Desk


def workspace_of(ctx: click.Context) -> Workspace:
    """The workspace that the command line names, in its language unless the environment names one."""
    import os

    options: dict[str, Any] = ctx.find_root().obj or {}
    workspace = Workspace.load(find_workspace(options.get("workspace")))
    if not os.environ.get("FIELDTUI_LANGUAGE"):
        use_language(workspace.language)
    return workspace


def writing_desk(ctx: click.Context) -> Desk:
    return Desk.open_to_write(workspace_of(ctx))


def reading_desk(ctx: click.Context) -> Desk:
    return Desk.open_to_read(workspace_of(ctx))


def example(*lines: str) -> str:
    """The end of a command's help: how it is called."""
    from fieldtui.locale import _

    return "\n\n" + _("Example:") + "\n\n\b\n" + "\n".join(lines)
