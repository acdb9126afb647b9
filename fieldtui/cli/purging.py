"""The command that takes from a laptop what left its scope."""

import sys
from collections import Counter

import click

from fieldtui.cli.erasing import say_older_files
from fieldtui.cli.opening import example, reading_desk, writing_desk
from fieldtui.locale import _, ngettext
from fieldtui.model.kinds import kind_title
from fieldtui.model.sentence import FieldError
from fieldtui.sync.purging import Leaving, leaving, purge
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
        count = len(found.now)
        click.echo(ngettext("{count} record was purged.", "{count} records were purged.", count).format(count=count))
        say_older_files(desk.ledger.workspace)


def _say(desk: Desk, found: Leaving) -> None:
    """What can go, line by line, and how much can't go yet."""
    from fieldtui.sync.words import counts_in_words
    from fieldtui.work.record_words import title_of

    if found.now:
        counts = counts_in_words(Counter(kind for kind, _record in found.now))
        click.echo(_("Not yours any more, and held by the office: {counts}.").format(counts=counts))
        for kind, record in found.now[:MOST_LINES]:
            click.echo(f"  · {kind_title(kind)}  {title_of(desk, record)}")
        if len(found.now) > MOST_LINES:
            click.echo("  " + _("… and {count} more.").format(count=len(found.now) - MOST_LINES))
    else:
        click.echo(_("There is nothing here that can be purged."))
    if found.later:
        days = desk.ledger.workspace.purge_days
        words = _("Not yours any more, but not confirmed or not for {days} days yet, so they stay: {count}.")
        click.echo(words.format(days=days, count=found.later))


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
