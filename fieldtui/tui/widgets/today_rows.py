"""Today's list as rows, and the week in a line below it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldtui.locale import _
from fieldtui.tui.widgets.bars import bar
from fieldtui.tui.widgets.rows import ListRow

if TYPE_CHECKING:  # known only once the desk is open
    from fieldtui.work.due_visits import Week
    from fieldtui.work.today import Section

WEEK_BAR = 10
"""Cells of the bar of this week's visits."""


class TodayRows(Sequence[ListRow]):
    """The sections one below the other; a row is made when it is drawn."""

    def __init__(self, sections: "Sequence[Section]") -> None:
        self._places: list[tuple[Section, int]] = [
            (section, number) for section in sections for number in range(-1, len(section.items))
        ]

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: int) -> ListRow:  # type: ignore[override] # a list of rows is never sliced
        section, number = self._places[place]
        if number < 0:
            return ListRow(self._key(section, number), (f"{section.title} {section.count}",), "heading")
        item = section.items[number]
        return ListRow(item.key, (item.what, item.title, item.about, item.why), "late" if item.late else "")

    def find(self, key: str) -> int | None:
        """Where a line stands, so that the cursor stays on it."""
        return next((place for place, one in enumerate(self._places) if self._key(*one) == key), None)

    def _key(self, section: "Section", number: int) -> str:
        return section.items.lines[number].key if number >= 0 else f"section:{section.title}"


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
