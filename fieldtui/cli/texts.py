"""A record as plain text, to be pasted into a chat."""

import click

from fieldtui.cli.opening import example, reading_desk
from fieldtui.cli.records import meant
from fieldtui.locale import _
from fieldtui.work.clock import today


@click.command(
    help=_(
        "Print one record as plain text that reads well in a chat: a visit, a problem with its life, an enterprise, or "
        "any other, by its id, name, title or number. Telephone numbers are masked."
    )
    + example(
        "fieldtui text 230602-2026-0001", "fieldtui text 示例龙原精细化工有限公司", "fieldtui list problem --text"
    )
)
@click.argument("named", metavar="ID")
@click.pass_context
def text_command(ctx: click.Context, named: str) -> None:
    from fieldtui.report.records import text_of

    with reading_desk(ctx) as desk:
        record, _kind = meant(desk, named)
        click.echo(text_of(desk, record, today()), nl=False)
