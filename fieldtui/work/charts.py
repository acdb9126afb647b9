"""What charts 统计 show: rows of numbers with the records behind each, from the same facts as the figures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fieldtui.model.row import Row
from fieldtui.work.figures.facts import NOWHERE, Facts
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.problem_facts import ProblemFact
from fieldtui.work.figures.value import Value, counted
from fieldtui.work.figures.visits import coverage

WEEKS = 8
"""How many weeks the chart of weeks goes back."""
DAYS_OF_WEEK = 7
SOON = 14
"""Days before its planned day that a milestone is told of."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number of records, and of how many the bar is a part."""

    value: int
    whole: int
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeBar:
    """Problems of a type, given by its code: all of them, and how many of these are closed."""

    type: str
    all: Bar
    closed: int


@dataclass(frozen=True, slots=True)
class WeekBars:
    """At the end of the week that begins on `monday`: what was open then, and what was closed in it."""

    monday: date
    open: Bar
    closed: Bar


@dataclass(frozen=True, slots=True)
class CategoryBar:
    """Coverage of a category, given by its code."""

    category: str
    value: Value


def by_type(facts: Facts) -> list[TypeBar]:
    """Problems that were neither withdrawn nor merged, by type, the most frequent first."""
    found: dict[str, list[ProblemFact]] = defaultdict(list)
    for item in _counting(facts.problems):
        found[item.type].append(item)
    most = max(map(len, found.values()), default=0)
    bars = [
        TypeBar(code, _bar(items, most), sum(item.closed_on is not None for item in items))
        for code, items in found.items()
    ]
    return sorted(bars, key=lambda bar: (-bar.all.value, bar.type))


def by_week(facts: Facts) -> list[WeekBars]:
    """Open against closed for the last weeks, the present one last. `facts.end` is the day up to which it is told."""
    monday = facts.end - timedelta(days=facts.end.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    counting = list(_counting(facts.problems))
    weeks = []
    for begin in mondays:
        period = Period(begin, min(begin + timedelta(days=DAYS_OF_WEEK - 1), facts.end))
        end = period.end.isoformat()
        weeks.append(
            (
                begin,
                [item for item in counting if item.raised <= end and (item.closed_on or "9999") > end],
                [item for item in counting if item.closed_on in period],
            )
        )
    most = max((len(items) for _begin, *both in weeks for items in both), default=0)
    return [WeekBars(begin, _bar(still, most), _bar(closed, most)) for begin, still, closed in weeks]


def by_category(facts: Facts, period: Period) -> list[CategoryBar]:
    """走访覆盖率 of each category with somebody paired, in the order of the codes; what is in none comes last."""
    parts = facts.parts("category").items()
    bars = [CategoryBar(code, coverage(part.enterprises, period)) for code, part in parts]
    asked = [bar for bar in bars if bar.value.denominator.value]
    return sorted(asked, key=lambda bar: (bar.category == NOWHERE, bar.category))


def _counting(problems: Iterable[ProblemFact]) -> Iterator[ProblemFact]:
    return (item for item in problems if not item.ended_otherwise)


def _bar(items: Sequence[ProblemFact], whole: int) -> Bar:
    records = counted(item.id for item in items).records
    return Bar(len(records), whole, records)


# The wall chart 挂图作战: project by month


LIGHTS = ("red", "yellow", "green", "ahead")
"""红: past its day and not reached. 黄: reached late, or soon to be reached. 绿: reached in time. Else still ahead."""


@dataclass(frozen=True, slots=True)
class WallRow:
    """A project, and for each month the lights of its milestones, the most urgent first; `light` is its worst."""

    project: str
    light: str
    months: Mapping[str, tuple[str, ...]]


def light_of(milestone: Row, day: date) -> str:
    """How a milestone stands on a day."""
    planned, actual = milestone["planned"], milestone.get("actual")
    if actual:
        return "green" if actual <= planned else "yellow"
    if planned < day.isoformat():
        return "red"
    return "yellow" if planned <= (day + timedelta(days=SOON)).isoformat() else "ahead"


def wall(milestones: Iterable[Row], day: date) -> list[WallRow]:
    """The projects of these milestones, those that are late first. A milestone stands in the month of its planned day;
    what was reached late says so there.
    """
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ahead: dict[str, list[str]] = defaultdict(list)
    for row in milestones:
        light = light_of(row, day)
        found[row["project"]][row["planned"][:7]].append(light)
        # Of what lies behind, that it was late counts no more.
        ahead[row["project"]].append("green" if row.get("actual") else light)
    rows = [
        WallRow(
            project,
            min(ahead[project], key=LIGHTS.index),
            {month: tuple(sorted(lights, key=LIGHTS.index)) for month, lights in months.items()},
        )
        for project, months in found.items()
    ]
    return sorted(rows, key=lambda row: (LIGHTS.index(row.light), row.project))


def months_around(day: date, count: int) -> list[str]:
    """So many months in a row, a third of them before that of `day`: 2026-11."""
    first = day.year * 12 + day.month - 1 - count // 3
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, first + count)]
