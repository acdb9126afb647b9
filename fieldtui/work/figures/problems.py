"""Figures about problems: 解决率 办结率 按期反馈率 超期 响应 回访率 满意率 N类M项.

Each is a function of facts, which stand at the end of the period, and of the period.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.problem_facts import ProblemFact
from fieldtui.work.figures.value import Part, Value, counted, share, spread

Problems = Sequence[ProblemFact]

_CONTENT = ("satisfied", "mostly")


def resolution(problems: Problems, period: Period) -> Value:
    """Closed as solved ÷ (registered − withdrawn − merged), of the problems that were raised in the period."""
    raised = _raised(problems, period)
    return share(_those(item for item in raised if item.solved), _those(raised), _left_out(problems, period))


def completion(problems: Problems, period: Period) -> Value:
    """(Solved + explained) ÷ the same."""
    raised = _raised(problems, period)
    return share(
        _those(item for item in raised if item.solved is not None),
        _those(raised),
        {
            "solved": _those(item for item in raised if item.solved),
            "explained": _those(item for item in raised if item.solved is False),
            **_left_out(problems, period),
        },
    )


def on_time(problems: Problems, period: Period) -> Value:
    """Replied by the due date and not reopened at the first verification ÷ all that fell due in the period."""
    due = [item for item in problems if item.due in period and not item.ended_otherwise]
    return share(
        _those(item for item in due if _by(item.replied_on, item.due) and not item.disliked),
        _those(due),
        {
            "late": _those(item for item in due if item.replied_on and not _by(item.replied_on, item.due)),
            "not_replied": _those(item for item in due if not item.replied_on),
            "reopened": _those(item for item in due if _by(item.replied_on, item.due) and item.disliked),
        },
    )


def overdue(problems: Problems, period: Period) -> Value:
    """What fell due in the period, and is past due and not replied at its end; of all that fell due in it."""
    fell_due = [
        item for item in problems if item.awaited in period or (item.due in period and not item.ended_otherwise)
    ]
    # On the last day itself it may still come.
    late = [item for item in fell_due if item.awaited in period and item.awaited != period.end.isoformat()]
    most = max((item.days_late for item in late), default=0)
    numerator = _those(late)
    return Value(
        "count",
        numerator.value,
        numerator,
        _those(fell_due),
        {
            "days_late": Part(Decimal(sum(item.days_late for item in late)), numerator.records),
            "most_days_late": Part(Decimal(most), _those(item for item in late if item.days_late == most).records),
        },
    )


def response(problems: Problems, period: Period) -> Value:
    """Working hours from the assignment to the first contact, of the problems that were assigned in the period."""
    assigned = [item for item in problems if item.assigned_on in period and not item.ended_otherwise]
    hours = {item.id: item.response for item in assigned if item.response is not None}
    return spread("hours", hours, (item.id for item in assigned))


def verification(problems: Problems, period: Period) -> Value:
    """Reached ÷ replied and due for verification in the period."""
    due = [item for item in problems if item.asking_due in period and not item.ended_otherwise]
    return share(_those(item for item in due if item.asked_on), _those(due))


def satisfaction(problems: Problems, period: Period) -> Value:
    """(满意 + 基本满意) ÷ reached in the period, by what was said first; beside it what was said last."""
    asked = [item for item in problems if item.asked_on in period and not item.ended_otherwise]
    return share(
        _those(item for item in asked if item.said_first in _CONTENT),
        _those(asked),
        {"content_at_last": _those(item for item in asked if item.said_last in _CONTENT)},
    )


def types_and_items(problems: Problems, period: Period) -> Value:
    """N类M项: how many were closed as solved in the period, and of how many types; a sub-type counts as its type."""
    solved = [item for item in problems if item.solved and item.closed_on in period]
    types = {item.type for item in solved}
    items = _those(solved)
    return Value("types", items.value, items, items, {"types": Part(Decimal(len(types)), items.records)})


def _raised(problems: Problems, period: Period) -> list[ProblemFact]:
    return [item for item in problems if item.raised in period and not item.ended_otherwise]


def _left_out(problems: Problems, period: Period) -> dict[str, Part | None]:
    out = [item for item in problems if item.raised in period and item.ended_otherwise]
    return {"left_out": _those(out)} if out else {}


def _by(day: str | None, due: str | None) -> bool:
    return day is not None and due is not None and day <= due


def _those(items: Iterable[ProblemFact]) -> Part:
    return counted(item.id for item in items)
