"""The ranking of a review: units scored by the plan's score sheet, with the parts of each one's score."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fieldtui.model.plan import Figure, Plan, ScoreRow, ScoreSheet
from fieldtui.work.figures.facts import NOWHERE, Facts
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.report import compute
from fieldtui.work.figures.value import Value

_FULL_SHARE = Decimal(100)
_LESS_IS_BETTER = ("count", "hours", "days")
_NONE = Decimal(0)

Rank = tuple[Decimal, ...]
"""The less, the better."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one row of the sheet gives a unit; no points where it had nothing to do."""

    row: ScoreRow
    value: Value
    points: Decimal | None
    deducted: Decimal
    """Points taken off for cases, as far as there were any to take; they are off `points` already."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit in the ranking of its group. `total` is as shown; None where it could not be scored at all."""

    unit: str
    group: str
    total: Decimal | None
    parts: tuple[ScorePart, ...]
    place: int | None = None
    praised: bool = False
    speaks: bool = False
    """Whether its head speaks before the meeting 表态发言."""


def ranking(plan: Plan, facts: Facts, period: Period, group_of: Mapping[str, str]) -> list[Scored]:
    """The units group by group, the best first; [] when the plan has no score sheet.

    A row that does not concern a unit is left out and the others count for the whole. Units with equal totals, as
    shown, are told apart by the sheet's tie-breaks; those still equal share a place.
    """
    sheet = plan.scores
    if sheet is None:
        return []
    figures = {item.code: item for item in plan.figures}
    parts = {unit: part for unit, part in facts.parts("unit").items() if unit != NOWHERE}
    scored = [
        Scored(unit, group_of.get(unit, ""), *_scored(plan, sheet, figures, part, period))
        for unit, part in parts.items()
    ]
    ties = {
        unit: tuple(_for_comparing(compute(figures[code], part, period)) for code in sheet.tie_breaks)
        for unit, part in parts.items()
    }

    def rank(item: Scored) -> Rank:
        return (-(item.total or _NONE), *(-tie for tie in ties[item.unit]))

    order = [item.code for item in sheet.groups]
    codes = sorted({item.group for item in scored}, key=lambda group: (_at(order, group), group))
    groups = [[item for item in scored if item.group == code] for code in codes]
    pools = [scored] if sheet.numbers_for == "all" else groups
    named = [_named(sheet, pool, rank) for pool in pools]
    return [
        replace(
            item,
            praised=any(item.unit in praised for praised, _speaking in named),
            speaks=any(item.unit in speaking for _praised, speaking in named),
        )
        for group in groups
        for item in _placed(group, rank)
    ]


def groups_by_kind(sheet: ScoreSheet, kinds: Mapping[str, str]) -> dict[str, str]:
    """Unit → group, by the kinds of units: the group that is called like its kind, else the first that is called so
    of none (县区 beside 部门)."""
    codes = [item.code for item in sheet.groups]
    others = next((code for code in codes if code not in _KINDS), "")
    return {unit: kind if kind in codes else others for unit, kind in kinds.items()}


_KINDS = ("department", "district", "street", "park", "office")


def points(row: ScoreRow, value: Value) -> tuple[Decimal | None, Decimal]:
    """(points, points taken off) of a row for what its figure came to; (None, 0) where there was nothing to do."""
    reached = _reached(row, value)
    if reached is None:
        return None, _NONE
    before = min(row.weight * reached, row.cap or row.weight)
    off = min(before, (row.deduction or _NONE) * _cases(value))
    return before - off, off


def _reached(row: ScoreRow, value: Value) -> Decimal | None:
    """Which part of the whole value was reached; 1 is all of it, and there may be more."""
    if value.result is None or not value.denominator.value:
        return None
    if value.form == "count":
        # With a deduction each case takes its own; else the share that is free of them counts.
        return Decimal(1) if row.deduction else 1 - value.numerator.value / value.denominator.value
    if value.form in _LESS_IS_BETTER:
        if row.full_at is None:
            return None
        return row.full_at / value.result if value.result > row.full_at else Decimal(1)
    full = row.full_at or (_FULL_SHARE if value.form == "share" else None)
    return max(_NONE, value.result / full) if full else None


def _cases(value: Value) -> int:
    """How many things were not as they should be."""
    if value.form == "count":
        return int(value.numerator.value)
    seldom = value.beside.get("too_seldom")
    if seldom:
        return int(seldom.value)
    done, all_of_them = set(value.numerator.records), set(value.denominator.records)
    return len(all_of_them - done) if done <= all_of_them else 0


def _scored(
    plan: Plan, sheet: ScoreSheet, figures: Mapping[str, Figure], facts: Facts, period: Period
) -> tuple[Decimal | None, tuple[ScorePart, ...]]:
    parts = []
    for row in sheet.rows:
        value = compute(figures[row.figure], facts, period)
        parts.append(ScorePart(row, value, *points(row, value)))
    counted = [(part.row.weight, part.points) for part in parts if part.points is not None]
    weights = sum((weight for weight, _points in counted), _NONE)
    if not weights:
        return None, tuple(parts)
    whole = sum((row.weight for row in sheet.rows), _NONE)
    total = sum((given for _weight, given in counted), _NONE) * whole / weights
    return plan.rounding.of(total), tuple(parts)


def _placed(scored: Sequence[Scored], rank: Callable[[Scored], Rank]) -> list[Scored]:
    """The units of a group in order, with their places; equals share one."""
    ordered = sorted(scored, key=lambda item: (item.total is None, rank(item), item.unit))
    places = _places(scored, rank)
    return [replace(item, place=places.get(item.unit)) for item in ordered]


def _named(sheet: ScoreSheet, scored: Sequence[Scored], rank: Callable[[Scored], Rank]) -> tuple[set[str], set[str]]:
    """The units that are praised among these, and those that speak; nobody is both."""
    places = _places(scored, rank)
    praised = {unit for unit, place in places.items() if place <= (sheet.praised or 0)}
    last = sorted(places.keys() - praised, key=lambda unit: (places[unit], unit))
    return praised, set(last[len(last) - min(len(last), sheet.speakers or 0) :])


def _places(scored: Sequence[Scored], rank: Callable[[Scored], Rank]) -> dict[str, int]:
    ranks = {item.unit: rank(item) for item in scored if item.total is not None}
    return {unit: 1 + sum(other < own for other in ranks.values()) for unit, own in ranks.items()}


def _for_comparing(value: Value) -> Decimal:
    """More is better; who has no value comes after all who have one."""
    if value.result is None:
        return Decimal("-Infinity")
    return -value.result if value.form in _LESS_IS_BETTER else value.result


def _at(order: list[str], group: str) -> int:
    return order.index(group) if group in order else len(order)
