"""The commands by name, and what surrounds them: help in the language spoken, exit codes, no tracebacks."""

import importlib
import sys
from pathlib import Path

import click

from fieldtui import __version__
from fieldtui.cli.ending import speak_utf8, tell
from fieldtui.locale import N_, _, environment_language, use_language
from fieldtui.model.sentence import FieldError

COMMANDS = {
    "init": ("workspaces", N_("Make a workspace.")),
    "demo": ("demo", N_("Open a sample county in a throw-away folder.")),
    "check": ("workspaces", N_("Say what is sound here and what is not.")),
    "backup": ("keeping", N_("Keep all that was entered in one file.")),
    "lock": ("locking", N_("Protect a workspace with a passphrase; change it, take it off.")),
    "restore": ("keeping", N_("Bring a backup back, as a new device.")),
    "add": ("records", N_("Record something, from FIELD=VALUE or from JSON lines on stdin.")),
    "list": ("records", N_("List the records of a kind.")),
    "show": ("records", N_("Show one record.")),
    "text": ("texts", N_("A record as plain text for a chat.")),
    "document": ("documents", N_("Documents for paper (docx): make one, check one by its code.")),
    "import": ("sheets", N_("Take a list of the county's own in: xlsx, ods or csv.")),
    "template": ("sheets", N_("Write an empty list, to be filled in and taken in.")),
    "hand-over": ("handing_over", N_("Hand over pairings, open steps and drafts to somebody else.")),
    "undo": ("history", N_("Undo the last edit of a record.")),
    "attach": ("records", N_("Attach files to a record.")),
    "conflicts": ("conflicts", N_("What was edited in two places: list, settle.")),
    "erase": ("erasing", N_("Erase words for a lawful reason.")),
    "retention": ("erasing", N_("Personal data that was kept long enough; and how long that is.")),
    "purge": ("purging", N_("Take from a laptop what is not its cadre's any more.")),
    "plan": ("plans", N_("Plans: list, show, use, stop, check, schema.")),
    "figures": ("figures", N_("The figures of the plan, and the ranking of a review.")),
    "charts": ("charts", N_("Charts: problems by type and week, coverage, the wall chart.")),
    "bundle": ("bundles", N_("Hand in and take in: export, show, import, receipt, status, waiting, qr, scan.")),
    "device": ("devices", N_("Devices and their codes: enrol, show, list, accept, refuse, revoke; keys.")),
}


def in_our_words(command: click.Command) -> click.Command:
    """A command whose line of usage is ours throughout: click takes these words from no catalogue."""
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGUMENTS]…")
        for inner in command.commands.values():
            in_our_words(inner)
    return command


class Commands(click.Group):
    """Finds a command by its name without importing the others; turns sentences for people into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"fieldtui.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return in_our_words(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The words stand in the table, so that help imports no command.
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(words)) for name, (_module, words) in COMMANDS.items()])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Enterprise visits, problems and follow-ups. Without a command the screens open.")
    + "\n\n"
    + _("Example:")
    + " fieldtui demo",
)
@click.option("--workspace", metavar=_("DIR"), help=_("The workspace to use; see the README for where it is found."))
@click.option("--read", is_flag=True, help=_("Only look; works beside another window."))
@click.option(
    "--passphrase-file",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    envvar="FIELDTUI_PASSPHRASE_FILE",
    help=_("A file whose first line is the passphrase of a locked workspace; without it you are asked."),
)
@click.version_option(__version__, prog_name="fieldtui")
@click.pass_context
def fieldtui(ctx: click.Context, workspace: str | None, read: bool, passphrase_file: Path | None) -> None:
    ctx.obj = {"workspace": workspace, "read": read, "passphrase_file": passphrase_file}
    if ctx.invoked_subcommand is None:
        from fieldtui.cli.screens import open_screens

        open_screens(workspace, passphrase_file, read=read)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and ends the process. Exit codes: 0 well, 1 found something wrong, 2 misuse."""
    use_language(environment_language())
    in_our_words(fieldtui)
    speak_utf8()
    try:
        # Not standing alone, click returns the code of ctx.exit() instead of ending the process with it.
        sys.exit(fieldtui.main(arguments, prog_name="fieldtui", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except FieldError as error:
        sys.exit(tell(error))
