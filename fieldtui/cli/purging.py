"""The command that takes from a laptop what left its scope."""

import sys

import click

from fieldtui.cli.erasing import say_older_files
from fieldtui.cli.opening import example, reading_desk, writing_desk
from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import FieldError
from fieldtui.sync.purging import Leaving, leaving, purge
from fieldtui.sync.purging_words import leaving_names, leaving_words, purged_words, staying_words
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk

MOST_LINES = 40


@click.command(
    help=_(
        "Take from this laptop what is not this cadre's any more, such as the contacts of an enterprise that somebody "
        "else answers for now: what the office confirmed long enough ago (purge_days in fieldtui.toml, 30 unless set "
        "there). What was not confirmed stays. Should it become theirs again, it comes whole with the office's file."
    )
    + example("fieldtui purge --dry-run", "fieldtui purge")
)
@click.option("--dry-run", is_flag=True, help=_("Only say what would go."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.pass_context
def purge_command(ctx: click.Context, dry_run: bool, yes: bool) -> None:
    with reading_desk(ctx) if dry_run else writing_desk(ctx) as desk:
        if desk.ledger.workspace.role != "cadre":
            raise FieldError(_("The office keeps everything; purging is for laptops."))
        found = leaving(desk.ledger, now())
        _say(desk, found)
        if dry_run or not found.now:
            return
        if not yes:
            _ask(len(found.now))
        purge(desk.ledger, [record for _kind, record in found.now])
        click.echo(purged_words(len(found.now)))
        say_older_files(desk.ledger.workspace)


def _say(desk: Desk, found: Leaving) -> None:
    """What can go, line by line, and how much can't go yet."""
    if not found.now:
        click.echo(_("There is nothing here that can be purged."))
    else:
        click.echo(leaving_words(found))
        for name in leaving_names(desk, found, MOST_LINES):
            click.echo(f"  · {name}")
    if found.later:
        click.echo(staying_words(found, desk.ledger.workspace.purge_days))


def _ask(count: int) -> None:
    question = ngettext(
        "Purge {count} record from this laptop? The office keeps it, and sends it again when it is yours again.",
        "Purge {count} records from this laptop? The office keeps them, and sends them again when they are yours.",
        count,
    ).format(count=count)
    if not sys.stdin.isatty():
        raise FieldError(question + " " + _("Without a terminal, say --yes."))
    if not click.confirm(question, err=True):
        raise FieldError(_("Nothing was purged."))
