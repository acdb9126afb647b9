"""How figures are read: as a share with its parts, as 12类72项, as hours; rounded as the plan says."""

from collections.abc import Iterator
from decimal import Decimal

from fieldtui.locale import N_, _, listed
from fieldtui.model.plan import Figure, Plan, Reported
from fieldtui.model.plan_scores import rounded
from fieldtui.work.calendar import Calendar
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.report import Line
from fieldtui.work.figures.scores import Scored
from fieldtui.work.figures.value import Part, Value

NOTHING = "—"
"""Shown where the denominator is zero."""

BESIDE = {
    "absent": N_("nobody there"),
    "declined": N_("declined"),
    "lost": N_("out of contact"),
    "closed": N_("closed down"),
    "too_seldom": N_("visited too seldom"),
    "left_out": N_("withdrawn or merged"),
    "solved": N_("solved"),
    "explained": N_("explained"),
    "late": N_("replied late"),
    "not_replied": N_("not replied"),
    "reopened": N_("reopened at the first asking"),
    "days_late": N_("working days late, together"),
    "most_days_late": N_("working days late, at most"),
    "ninetieth": N_("90th percentile"),
    "content_at_last": N_("satisfied at last"),
    "types": N_("types"),
    "started": N_("started"),
    "resumed": N_("resumed"),
    "stopped": N_("at rest"),
    "progress_gap": N_("ahead of the months (percentage points)"),
    "no_plan": N_("without a plan for the year"),
    "not_achieved": N_("not achieved"),
    "pending": N_("to be judged"),
}
"""What stands beside a figure, by its code."""


def result_words(value: Value, figure: Figure, plan: Plan) -> str:
    """The result alone: 69.8%, 12类72项, 4.5小时; — when there is nothing to tell."""
    if value.result is None:
        return NOTHING
    if value.form == "types":
        types = value.beside["types"]
        return _("types: {types}, items: {items}").format(
            types=number(types.value if types else Decimal(0)), items=number(value.result)
        )
    if value.form == "count":
        return number(value.result)
    text = str(rounded_as_shown(value.result, figure, plan))
    if value.form == "hours":
        return _("{number} working hours").format(number=text)
    if value.form == "days":
        return _("{number} days").format(number=text)
    return f"{text}%"


def rounding_words(plan: Plan) -> str:
    """How the plan rounds, where that is not as people do: 16/18 is 88.8% then; "" else."""
    return _("decimals are cut off, not rounded") if plan.rounding.mode == "truncate" else ""


def value_words(value: Value, figure: Figure, plan: Plan) -> str:
    """The result with its numerator and denominator: 69.8%（30/43）."""
    if value.form == "types":
        return result_words(value, figure, plan)
    return f"{result_words(value, figure, plan)}（{number(value.numerator.value)}/{number(value.denominator.value)}）"


def beside_words(value: Value, figure: Figure, plan: Plan) -> str:
    """What stands beside it, where there is something: 未遇 2、婉拒 1."""
    told = (
        f"{_(BESIDE[code])} {_part(code, part, figure, plan)}"
        for code, part in value.beside.items()
        if part is not None and part.value and code != "types"
    )
    return listed(told)


def rounded_as_shown(value: Decimal, figure: Figure, plan: Plan) -> Decimal:
    return rounded(value, figure.rounding or plan.rounding.mode, plan.rounding.places)


def number(value: Decimal) -> str:
    """A count or a sum as it is, without zeros that say nothing."""
    return f"{value.normalize():f}" if value else "0"


def line_title(line: Line, plan: Plan) -> str:
    """The figure's name; for one category 战略调整 有突破."""
    if not line.category:
        return line.figure.name
    known = {item.code: item for item in plan.categories}.get(line.category)
    return f"{known.name} {known.success or ''}".rstrip() if known else line.category


def reported_words(item: Reported) -> str:
    """A figure as somebody else printed it; never computed with."""
    period = f"（{item.period}）" if item.period else ""
    return _("{name}{period}: {printed} (as reported)").format(name=item.name, period=period, printed=item.printed)


def warnings(facts: Facts, calendar: Calendar) -> Iterator[str]:
    """A sentence for each year whose holidays are not known yet, of those that working days were counted in."""
    days = {day[:4]: day for fact in facts.problems if (day := fact.awaited)}
    days[f"{facts.end.year:04}"] = facts.end.isoformat()
    days |= {fact.assigned_on[:4]: fact.assigned_on for fact in facts.problems if fact.assigned_on and fact.response}
    for _year, day in sorted(days.items()):
        sentence = calendar.warning(facts.end.fromisoformat(day))
        if sentence:
            yield sentence


def _part(code: str, part: Part, figure: Figure, plan: Plan) -> str:
    exact = code in ("progress_gap", "ninetieth")
    return str(rounded_as_shown(part.value, figure, plan)) if exact else number(part.value)


def scored_words(item: Scored, name: str, plan: Plan) -> Iterator[str]:
    """A unit of a ranking: its place, name and total; and below, each row with its points."""
    place = NOTHING if item.place is None else str(item.place)
    total = NOTHING if item.total is None else str(item.total)
    marks = [_("praised") if item.praised else "", _("speaks before the meeting") if item.speaks else ""]
    yield "  ".join(filter(None, [place, name, _("{points} points").format(points=total), *marks]))
    figures = {figure.code: figure for figure in plan.figures}
    for part in item.parts:
        points = NOTHING if part.points is None else str(plan.rounding.of(part.points))
        off = _("{points} taken off").format(points=number(part.deducted)) if part.deducted else ""
        value = value_words(part.value, figures[part.row.figure], plan)
        share_of = _("{points} of {weight}").format(points=points, weight=number(part.row.weight))
        yield "  ".join(filter(None, ["   ", part.row.name, share_of, value, off]))
