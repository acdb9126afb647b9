"""Undoing by command; the history itself is shown by `fieldtui show ID --history`."""

import click

from fieldtui.cli.opening import example, writing_desk
from fieldtui.cli.records import meant
from fieldtui.locale import _
from fieldtui.work.clock import today
from fieldtui.work.undo import undo_of


@click.command(
    help=_(
        "Undo the last edit of one record, named by its id or a problem's number: says what comes back, then does it. "
        "That is an edit of its own: undone once more, the edit is there again. Of a record that was never changed the "
        "last edit is its making, so it is deleted."
    )
    + example("fieldtui undo 230602-2026-0001", "fieldtui show ID --history")
)
@click.argument("named", metavar="ID")
@click.pass_context
def undo_command(ctx: click.Context, named: str) -> None:
    with writing_desk(ctx) as desk:
        record, _kind = meant(desk, named)
        undo = undo_of(desk, record, today())
        click.echo(_("{record}: {words}").format(record=undo.about, words=undo.words))
        desk.ledger.save(undo.record, *undo.beside)
        click.echo(_("Undone; the history keeps both. Undo once more to take that back."))
