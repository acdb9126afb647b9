"""Handing over by command: what passes is said first, then it is done."""

import click

from fieldtui.cli.opening import example, reading_desk, writing_desk
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk


@click.command(
    help=_(
        "Hand over from one person to another: pairings, planned steps, what they work on, and drafts, in one save. "
        "The office hands over for anybody, a cadre for themselves. With a day to come nothing changes until then. "
        "`fieldtui undo ID` with the id that is printed takes all of it back."
    )
    + example(
        "fieldtui hand-over 示例张 示例王 --dry-run",
        "fieldtui hand-over 示例张 示例王 --from 12-01 --only 示例龙原精细化工有限公司",
    )
)
@click.argument("giver", metavar=_("GIVER"))
@click.argument("taker", metavar=_("TAKER"))
@click.option("--from", "start", default="", metavar=_("DATE"), help=_("The first day; without, today."))
@click.option(
    "--only", multiple=True, metavar=_("NAME"), help=_("Only this enterprise or project; may be given several times.")
)
@click.option("--words", default="", metavar=_("TEXT"), help=_("What the taker should know."))
@click.option("--dry-run", is_flag=True, help=_("Only say what would pass."))
@click.pass_context
def hand_over_command(
    ctx: click.Context, giver: str, taker: str, start: str, only: tuple[str, ...], words: str, dry_run: bool
) -> None:
    texts = {"giver": giver, "taker": taker, "start": start, "only": "、".join(only), "words": words}
    with reading_desk(ctx) if dry_run else writing_desk(ctx) as desk:
        _hand_over(desk, texts, dry_run)


def _hand_over(desk: Desk, texts: dict[str, str], dry_run: bool) -> None:
    from fieldtui.ledger.drafts import looked_at
    from fieldtui.work.hand_over_words import preview
    from fieldtui.work.handed import Handed
    from fieldtui.work.handing_over import passing, read_hand_over, records

    _refuse_part_of_a_name(desk, texts)
    hand_over, wrong = read_hand_over(desk, texts, today())
    if hand_over is None:
        raise FieldError(" ".join(wrong.values()))
    drafts = Handed(desk.ledger).drafts(looked_at(desk.ledger)[0], desk.me, today().isoformat())
    found = passing(desk, hand_over, drafts, today())
    for line in preview(desk, found, today()):
        click.echo(line)
    if found.is_empty:
        raise FieldError(_("There is nothing to hand over; nothing was saved."))
    if dry_run:
        click.echo(_("Nothing was saved (--dry-run)."))
        return
    desk.ledger.save(*records(desk, found, today()))
    click.echo(hand_over.id)
    click.echo(_("Handed over. All of it is taken back with: fieldtui undo {id}").format(id=hand_over.id), err=True)


def _refuse_part_of_a_name(desk: Desk, texts: dict[str, str]) -> None:
    """On screen one sees whom a part of a name means before it is done; a command would just do it."""
    from fieldtui.work.rules import called
    from fieldtui.work.visits import find_named

    for name in ("giver", "taker"):
        found = find_named("person", texts[name], desk) if not called("person", texts[name], desk) else None
        if found:
            raise FieldError(
                _("Nobody is called “{text}”; write the whole name: {name}.").format(
                    text=texts[name], name=desk.name("person", found)
                )
            )
