"""Milestones 节点 of a project that are not in the order in which its kind usually reaches them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk


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
    plan = desk.plan_of(row)
    known = plan.kinds_of_project.get(str(row.get("type", "")))
    milestones = {one["id"]: one for one in (*desk.ledger.referring("milestone", "project", project), *added)}
    words = plan.choices("milestone_kinds")
    for earlier, later in out_of_order(milestones.values(), known.milestones if known else ()):
        both = {"earlier": earlier["type"], "later": later["type"]}
        names = {place: words.get(code, code) for place, code in both.items()}
        if later.get("actual") and not earlier.get("actual"):
            sentence = _("“{later}” was reached on {day}, but “{earlier}”, which usually goes first, was not yet.")
            yield earlier, later, sentence.format(day=later["actual"], **names)
        else:
            sentence = _("“{later}” ({later_day}) comes before “{earlier}” ({earlier_day}), which usually goes first.")
            yield earlier, later, sentence.format(later_day=_day(later), earlier_day=_day(earlier), **names)


def _day(row: Row) -> str:
    return str(row.get("actual") or row["planned"])


def _when(row: Row) -> tuple[bool, str]:
    return not row.get("actual"), _day(row)
