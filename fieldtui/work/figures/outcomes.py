"""The figure about outcomes 成效: achieved ÷ category total."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from fieldtui.model.row import Row
from fieldtui.work.figures.enterprise_facts import EnterpriseFact
from fieldtui.work.figures.periods import MONTHS, Period
from fieldtui.work.figures.value import Value, counted, share

_LENGTHS = {"H": 6, "Q": 3}


class OutcomeFact(NamedTuple):
    id: str
    enterprise: str
    category: str
    achieved: str
    """yes, no or pending."""
    first: str
    last: str


def outcome_facts(rows: Iterable[Row], plan: str, end: date) -> list[OutcomeFact]:
    """What a plan's outcomes say that were judged by the end of that day; none of the rows may be a deleted one's."""
    facts = []
    for row in rows:
        made_under = (row.get("plan") or {"name": plan}).get("name")
        if made_under == plan and row.get("judged_on", "") <= end.isoformat():
            span = span_of(row["period"])
            days = span.start.isoformat(), span.end.isoformat()
            facts.append(OutcomeFact(row["id"], row["enterprise"], row["category"], row["achieved"], *days))
    return facts


def outcomes(
    enterprises: Sequence[EnterpriseFact], known: Sequence[OutcomeFact], period: Period, category: str
) -> Value:
    """Enterprises of a category that have achieved what it is for ÷ all that are in it at the end of the period.

    Outcomes count whose own period meets this one; once achieved is achieved, whatever another one says.
    """
    total = [item.id for item in enterprises if category in item.categories]
    first, last = period.start.isoformat(), period.end.isoformat()
    said = {"yes": set[str](), "no": set[str](), "pending": set[str]()}
    inside = set(total)
    for item in known:
        if item.category == category and item.enterprise in inside and item.first <= last and item.last >= first:
            said.setdefault(item.achieved, set()).add(item.enterprise)
    return share(
        counted(said["yes"]),
        counted(total),
        {
            "not_achieved": counted(said["no"] - said["yes"]),
            "pending": counted(said["pending"] - said["yes"] - said["no"]),
        },
    )


def span_of(text: str) -> Period:
    """The days of a period that is written 2026, 2026-H1, 2026-Q3 or 2026-11."""
    number, _dash, part = text.partition("-")
    year = max(int(number), 1)
    if not part:
        first, length = 1, MONTHS
    elif part[0] in _LENGTHS:
        length = _LENGTHS[part[0]]
        first = (int(part[1:]) - 1) * length + 1
    else:
        first, length = int(part), 1
    month = first + length - 1
    return Period(date(year, first, 1), date(year, month, monthrange(year, month)[1]))
