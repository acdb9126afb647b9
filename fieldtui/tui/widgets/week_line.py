"""How the week stands, in the line below today's list."""

from typing import TYPE_CHECKING

from fieldtui.locale import _
from fieldtui.tui.widgets.bars import bar

if TYPE_CHECKING:  # known only once the desk is open
    from fieldtui.work.due_visits import Week

WEEK_BAR = 10
"""Cells of the bar of this week's visits."""


def week_line(week: "Week") -> str:
    """How the week stands, in one line: visits made of those that it asks for, problems, coverage."""
    if week.asked:
        visits = _("This week: visits {visited}/{asked} {bar}").format(
            visited=week.visited, asked=week.asked, bar=bar(week.visited, week.asked, WEEK_BAR)
        )
    else:
        visits = _("This week: no visit asked for")
    problems = _("problems: registered {registered} · replied {replied} · closed {closed}").format(
        registered=week.registered, replied=week.replied, closed=week.closed
    )
    share = "—" if week.coverage is None else f"{week.coverage}%"
    covered = _("coverage {share}({met}/{paired})").format(share=share, met=week.met, paired=week.paired)
    return "  ".join([visits, problems, covered])
