"""Figures as JSON, for other programs: exact numbers as text, and the ids of the records behind them."""

from decimal import Decimal
from typing import Any

from fieldtui.model.plan import Figure, Plan, Reported
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.report import Line, since_period
from fieldtui.work.figures.scores import Scored
from fieldtui.work.figures.value import Part, Value
from fieldtui.work.figures.words import line_title, number, rounded_as_shown


def line_json(line: Line, plan: Plan, period: Period) -> dict[str, Any]:
    """A figure with its value for the period and since the start."""
    since = since_period(plan, line.figure, period)
    return {
        "figure": line.figure.code,
        "name": line_title(line, plan),
        "formula": line.figure.formula,
        **({"category": line.category} if line.category else {}),
        "period": {**_days(period), **_value(line.period, line.figure, plan)},
        "since": {**_days(since), **_value(line.since, line.figure, plan)},
    }


def reported_json(item: Reported) -> dict[str, Any]:
    """A figure as somebody else printed it; `reported` marks that it was not computed."""
    return {"reported": True, **item.model_dump(mode="json", exclude_none=True), "printed": item.printed}


def _days(period: Period) -> dict[str, str]:
    first = {} if period.from_the_beginning else {"from": period.start.isoformat()}
    return {**first, "to": period.end.isoformat()}


def _value(value: Value, figure: Figure, plan: Plan) -> dict[str, Any]:
    shown = None if value.result is None else str(rounded_as_shown(value.result, figure, plan))
    return {
        "form": value.form,
        "result": None if value.result is None else _text(value.result),
        "shown": shown,
        "numerator": _part(value.numerator),
        "denominator": _part(value.denominator),
        "beside": {code: _part(part) if part else None for code, part in value.beside.items()},
    }


def _part(part: Part) -> dict[str, Any]:
    return {"value": _text(part.value), "records": list(part.records)}


def _text(value: Decimal) -> str:
    return number(value)


def scored_json(item: Scored, name: str, plan: Plan) -> dict[str, Any]:
    """A unit of a ranking, with the points of each row of the sheet."""
    figures = {figure.code: figure for figure in plan.figures}
    parts = [
        {
            "row": part.row.code,
            "name": part.row.name,
            "weight": _text(part.row.weight),
            "points": None if part.points is None else _text(part.points),
            "deducted": _text(part.deducted),
            **_value(part.value, figures[part.row.figure], plan),
        }
        for part in item.parts
    ]
    return {
        "unit": item.unit,
        "name": name,
        "group": item.group,
        "place": item.place,
        "total": None if item.total is None else _text(item.total),
        "praised": item.praised,
        "speaks": item.speaks,
        "parts": parts,
    }
