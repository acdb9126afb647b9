"""What figures need to know of an enterprise: who answered for it and when, in which categories, and its visits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work.cadence import FOREVER, MET, visit_days
from fieldtui.work.cadence import stands as holds
from fieldtui.work.figures.periods import Period

Spans = tuple[tuple[str, str], ...]
"""From a day to a day, both included, ISO; they may overlap."""


class VisitFact(NamedTuple):
    id: str
    on: str
    outcome: str


@dataclass(frozen=True, slots=True)
class EnterpriseFact:
    """An enterprise at the end of a day."""

    id: str
    region: str
    units: tuple[str, ...]
    """The units that answer for it, themselves or by one of their people."""
    categories: tuple[str, ...]
    paired: bool
    """Whether somebody answers for it."""
    answered_for: Spans
    """When somebody did."""
    included: Spans
    """When it was in the categories that it is in; or when the pairings held that say themselves how often to visit."""
    cadence_days: int | None
    """A visit every so many days: the strictest of its pairings where they say it, else of its categories."""
    visits: tuple[VisitFact, ...]

    def visits_in(self, period: Period) -> list[VisitFact]:
        return [visit for visit in self.visits if visit.on in period]

    def required_in(self, period: Period) -> int:
        """How many visits are asked for in the days of the period in which somebody answered for it."""
        if not self.cadence_days:
            return 0
        days = _days_of_both(self.answered_for, self.included, period)
        # Half a span or more asks for a visit: so February has one of those that are due every 30 days.
        return (2 * days + self.cadence_days) // (2 * self.cadence_days)


def enterprise_facts(
    enterprises: Iterable[Row],
    pairings: Iterable[Row],
    inclusions: Iterable[Row],
    visits: Iterable[Row],
    unit_of: Mapping[str, str],
    plan: Plan,
    end: date,
) -> list[EnterpriseFact]:
    """Each enterprise at the end of that day. `unit_of`: person → unit. None of the rows may be a deleted one's."""
    last = end.isoformat()
    paired, included, visited = _by_enterprise(pairings), _by_enterprise(inclusions), _by_enterprise(visits)
    cadences = {item.code: item.cadence_days for item in plan.categories}
    facts = []
    for row in enterprises:
        theirs = [item for item in paired[row["id"]] if item["start"] <= last]
        standing = [item for item in theirs if holds(item, last)]
        inside = [item for item in included[row["id"]] if holds(item, last) and _of_plan(item, plan)]
        categories = tuple(sorted({item["category"] for item in inside}))
        agreed = [item for item in standing if item.get("visit_days")]
        facts.append(
            EnterpriseFact(
                id=row["id"],
                region=row.get("region", ""),
                units=units_of(standing, unit_of),
                categories=categories,
                paired=bool(standing),
                answered_for=_spans(theirs),
                included=_spans(agreed or inside),
                cadence_days=visit_days(standing, map(cadences.get, categories)),
                visits=tuple(
                    VisitFact(item["id"], item["date"], item.get("outcome", MET))
                    for item in visited[row["id"]]
                    if item["date"] <= last
                ),
            )
        )
    return facts


def units_of(pairings: Iterable[Row], unit_of: Mapping[str, str]) -> tuple[str, ...]:
    """The units that answer, themselves or by one of their people."""
    units = {item.get("unit") or unit_of.get(item.get("person", ""), "") for item in pairings}
    return tuple(sorted(units - {""}))


def stands(row: Row, end: date) -> bool:
    """Whether what holds from one day to another holds on that day."""
    return holds(row, end.isoformat())


def _of_plan(inclusion: Row, plan: Plan) -> bool:
    return (inclusion.get("plan") or {"name": plan.name}).get("name") == plan.name


def _by_enterprise(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("enterprise"):
            found[row["enterprise"]].append(row)
    return found


def _spans(rows: Iterable[Row]) -> Spans:
    return tuple((row["start"], row.get("end", FOREVER)) for row in rows)


def _days_of_both(one: Spans, other: Spans, period: Period) -> int:
    """On how many days of the period some span of each holds."""
    first, last = period.start.isoformat(), period.end.isoformat()
    both = sorted(
        (start, end)
        for one_start, one_end in one
        for other_start, other_end in other
        if (start := max(one_start, other_start, first)) <= (end := min(one_end, other_end, last))
    )
    count, counted_until = 0, date.min
    for start, end in both:
        begins = max(date.fromisoformat(start), counted_until)
        ends = date.fromisoformat(end)
        if begins <= ends:
            count += (ends - begins).days + 1
            counted_until = ends + timedelta(days=1) if ends < date.max else ends
    return count
