"""The command that prints the charts 统计, as text that any terminal and any chat can show."""

import shutil

import click

from fieldtui.cli.opening import example, reading_desk
from fieldtui.locale import _
from fieldtui.tui.widgets.bars import MONTH, bars, in_months, month_heads
from fieldtui.tui.widgets.rows import fitted
from fieldtui.work.chart_lines import charts_of
from fieldtui.work.charts import months_around
from fieldtui.work.clock import today

LABEL, WORDS, NARROWEST = 18, 16, 60


@click.command(
    "charts",
    help=_(
        "Problems by type, open against closed by week, coverage by category, and the wall chart of projects. "
        "With FIELDTUI_ASCII=1 the bars are made of # and a dot."
    )
    + example("fieldtui charts"),
)
@click.pass_context
def charts_command(ctx: click.Context) -> None:
    width = max(NARROWEST, shutil.get_terminal_size().columns)
    room = width - LABEL - WORDS - 3
    with reading_desk(ctx) as desk:
        found = charts_of(desk, today())
    for chart in found.charts:
        if chart.lines:
            click.echo("  ".join(filter(None, [chart.title, chart.note])))
        for line in chart.lines:
            click.echo(f" {fitted(line.label, LABEL)} {fitted(line.words, WORDS)} {bars(line.bars, room)}")
    if found.wall:
        months = months_around(today(), room // MONTH - 1)
        click.echo(f"{found.wall_title}\n{found.wall_note}")
        click.echo(f"{' ' * (LABEL + WORDS + 3)}{in_months(month_heads(months))}")
        for one in found.wall:
            signs = in_months(one.signs(months))
            click.echo(f" {fitted(one.label, LABEL)} {fitted(one.words, WORDS)} {signs}".rstrip())
    if not (found.wall or any(chart.lines for chart in found.charts)):
        click.echo(_("There is nothing to draw yet."))
