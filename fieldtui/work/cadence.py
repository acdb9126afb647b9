"""How often an enterprise is to be visited, and by when the next time: what the figures and today's list go by."""

from collections.abc import Iterable
from datetime import date, timedelta

from fieldtui.model.row import Row

MET = "met"
"""The outcome of a visit that met somebody; only such a one says when the next is due."""
FOREVER = date.max.isoformat()


def stands(row: Row, day: str) -> bool:
    """Whether what holds from one day to another (`start`, `end`) holds on that day (ISO)."""
    return bool(row["start"] <= day <= row.get("end", FOREVER))


def visit_days(pairings: Iterable[Row], of_categories: Iterable[int | None]) -> int | None:
    """A visit every so many days: the strictest of the pairings where they say it, else of the categories.

    None when nobody asks for any. `pairings` are those that stand.
    """
    agreed = [row["visit_days"] for row in pairings if row.get("visit_days")]
    return min(agreed or [days for days in of_categories if days], default=None)


def last_met(visits: Iterable[Row]) -> str:
    """The day of the last visit that met somebody, ISO; "" when none did."""
    return max((row["date"] for row in visits if row.get("outcome", MET) == MET), default="")


def next_visit(days: int, met: str, since: str) -> date:
    """By when to visit: so many days after somebody was met last, or else after `since` (ISO), when it all began."""
    return date.fromisoformat(max(met, since) if met else since) + timedelta(days=days)
