"""The command that opens a sample county: the hand-written one, or one that is made to live by a plan."""

import sys
import time
from pathlib import Path

import click

from fieldtui.cli.opening import OneOf, example
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.known_plans import DEFAULT_PLAN

QUICK = 1.0
"""Seconds after which people want to know how far it is, and again."""


@click.command(
    help=_(
        "Open a sample county in a throw-away folder; nothing of yours is touched. With --plan it lives by that plan: "
        "invented, but as real ones are, and always the same on one day."
    )
    + example(
        "fieldtui demo",
        "fieldtui demo --tour",
        "fieldtui demo --role office --plan luohe",
        "fieldtui demo --plan six-must-visits --size county --folder ~/sample",
        "fieldtui demo --plan mine.toml --size 500 --role office",
    )
)
@click.option("--tour", is_flag=True, help=_("Play the whole story without a terminal, and print what happened."))
@click.option("--role", type=OneOf(["cadre", "office"]), default="cadre", help=_("Whose side to look at."))
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help=_("Make it in this empty folder, and keep it.")
)
@click.option("--plan", "named", metavar=_("NAME|FILE"), help=_("A plan by its name, or a county's own in a file."))
@click.option(
    "--size", metavar=_("SIZE"), help=_("small, county (the plan's real numbers), or a number of enterprises.")
)
def demo_command(tour: bool, role: str, folder: Path | None, named: str | None, size: str | None) -> None:
    from fieldtui.cli.screens import has_terminal

    generated = bool(named or size)
    if tour and generated:
        raise FieldError(_("The tour plays in the county of “fieldtui demo”; leave out --plan and --size."))
    # What is kept can be looked at by commands as well.
    if not tour and not has_terminal() and not (generated and folder):
        raise FieldError(_("The demo needs a terminal; without one, run: fieldtui demo --tour"))
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise FieldError(_("{folder} is not empty; choose another folder.").format(folder=folder))
    from fieldtui.demo.county import make_county, throw_away_folder

    with throw_away_folder(folder) as place:
        if tour:
            from fieldtui.demo.tour import play

            for line in play(place, today()):
                click.echo(line)
            return
        workspaces = _generated(place, named, size) if generated else make_county(place, today())
        if not has_terminal():
            for workspace in workspaces.values():
                click.echo(_("Next: fieldtui --workspace {folder}").format(folder=workspace))
            return
        from fieldtui.tui import run

        run(workspaces[role], read=False)


def _generated(place: Path, named: str | None, size: str | None) -> dict[str, Path]:
    """Makes a county that lives by a plan. Tells how far it is, and how the plan's own numbers differ."""
    from fieldtui.cli.plan_files import whole_text
    from fieldtui.demo.generator.making import County, make_generated
    from fieldtui.demo.generator.size import SMALL, county_size, read_size
    from fieldtui.model.plan import read_plan

    text = whole_text(named or DEFAULT_PLAN)
    plan = read_plan(text)
    wanted = read_size(size or SMALL, plan)
    progress = _Progress()
    workspaces = make_generated(place, County(text, wanted, today()), progress)
    progress.end()
    if wanted == county_size(plan):
        _tell_differences(workspaces["office"])
    return workspaces


def _tell_differences(office: Path) -> None:
    """What an import of its list would tell: two of Daqing's 140 enterprises are at no place that the report lists."""
    from fieldtui.ledger.workspace import Workspace
    from fieldtui.sheets.totals import Counted, against_the_plan
    from fieldtui.work.desk import Desk

    with Desk.open_to_read(Workspace.load(office)) as desk:
        for sentence in against_the_plan(desk, desk.plan, Counted()):
            click.echo(sentence, err=True)


class _Progress:
    """Tells on stderr how much is done, once it takes longer than one likes to wait."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, done: float) -> None:
        now = time.monotonic()
        if now - self._told < QUICK:
            return
        self._told = now
        words = _("Making the sample county: {percent} %").format(percent=round(done * 100))
        # In a terminal the line is written over, in a file each stands on its own.
        if sys.stderr.isatty():
            click.echo(f"\r{words}", err=True, nl=False)
        else:
            click.echo(words, err=True)

    def end(self) -> None:
        """Takes the line away again."""
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", err=True, nl=False)
