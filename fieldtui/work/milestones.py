"""Milestones 节点 of a project: those out of their usual order, and those that a stage reaches."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk

if TYPE_CHECKING:  # these know pydantic, which today's list does without
    from fieldtui.model.plan import Plan
    from fieldtui.model.record import Record


def out_of_order(milestones: Iterable[Row], order: Sequence[str]) -> list[tuple[Row, Row]]:
    """(the one that usually goes first, the one that comes before it) by the kinds of milestone in `order`.

    Of several of one kind the earliest counts: parts of a project go ahead of each other. Days are those on which
    they were reached, or else for which they are planned; what is reached comes before what is not.
    """
    first: dict[str, Row] = {}
    for row in sorted(milestones, key=_when):
        first.setdefault(row["type"], row)
    usual = [first[code] for code in order if code in first]
    return [(earlier, later) for earlier, later in pairwise(usual) if _when(later) < _when(earlier)]


def order_warnings(desk: Desk, project: str, *added: Row) -> Iterator[tuple[Row, Row, str]]:
    """(the one that usually goes first, the one before it, the sentence); `added` are not in the ledger yet."""
    row = desk.ledger.row("project", project) or {}
    plan = desk.known_plans.asked_first_of(row.get("plan"))
    milestones = {one["id"]: one for one in (*desk.ledger.referring("milestone", "project", project), *added)}
    for earlier, later in out_of_order(milestones.values(), plan["milestones"].get(row.get("type"), ())):
        words = plan["milestone_kinds"]
        both = {"earlier": earlier["type"], "later": later["type"]}
        names = {place: words.get(code, code) for place, code in both.items()}
        if later.get("actual") and not earlier.get("actual"):
            sentence = _("“{later}” was reached on {day}, but “{earlier}”, which usually goes first, was not yet.")
            yield earlier, later, sentence.format(day=later["actual"], **names)
        else:
            sentence = _("“{later}” ({later_day}) comes before “{earlier}” ({earlier_day}), which usually goes first.")
            yield earlier, later, sentence.format(later_day=_day(later), earlier_day=_day(earlier), **names)


def reached_with(desk: Desk, project: Row, state: str, day: date, plan: "Plan") -> "list[Record]":
    """The milestones still ahead that a project reaches by coming to this state of `plan`, its own, on that day.

    They are those that bear the state's name, such as 开工; what only a part of the project reaches is not told by it.
    """
    name = plan.flow.state_names.get(state)
    kinds = {item.code for item in plan.milestone_kinds if item.name == name}
    ahead = [
        desk.ledger.get("milestone", row["id"])
        for row in desk.ledger.referring("milestone", "project", project["id"])
        if row["type"] in kinds and not row.get("actual") and not row.get("title")
    ]
    return [milestone.amended(actual=day) for milestone in ahead if milestone]


def _day(row: Row) -> str:
    return str(row.get("actual") or row["planned"])


def _when(row: Row) -> tuple[bool, str]:
    return not row.get("actual"), _day(row)
