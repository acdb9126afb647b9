"""The lines of today's list about records: each is made when it is read, for there may be very many."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import overload

from fieldtui.ledger.view import document_id
from fieldtui.locale import N_, _
from fieldtui.model.codes import OUTCOMES, SATISFACTIONS
from fieldtui.model.row import Row
from fieldtui.work.desk import FOLLOWED, STAGE, STANDING, Desk
from fieldtui.work.due_visits import DueVisit
from fieldtui.work.milestones import order_warnings
from fieldtui.work.naming import short_name
from fieldtui.work.record_words import title_of

OFTEN = {
    1: N_("daily"),
    7: N_("weekly"),
    14: N_("every two weeks"),
    15: N_("twice a month"),
    30: N_("monthly"),
    90: N_("quarterly"),
}
"""How often, in words, by the days between; others say the days."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list. `key` says what opens: problem:ID, record:ID, planned:ID, conflict:ID, draft:ID, handed:ID
    (a hand-over to look at), hand_over:ID (one to go on with), visit_due:ID (of an enterprise), hand_in or devices."""

    key: str
    what: str
    title: str
    about: str
    why: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is known by its key, and made when it is to be shown."""

    key: str
    make: Callable[[], Item]


def made_already(item: Item) -> Line:
    return Line(item.key, lambda: item)


class Items(Sequence[Item]):
    """The items of a section, each made when it is read."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        return Items(self.lines[place]) if isinstance(place, slice) else self.lines[place].make()


def still_open(desk: Desk, table: str) -> list[Row]:
    """The rows of a derived table that say `open`, in the order in which their records were made."""
    return sorted(desk.ledger.view.referring(table, "open", True), key=lambda row: str(row["id"]))


def by_due(item: tuple[str, Row]) -> tuple[str, str]:
    return item[0], item[1]["id"]


def planned_line(desk: Desk, row: Row, *, late: bool = False) -> Line | None:
    """None when what it was planned for is deleted."""
    if any((_what_it_is_of(desk, row, name) or {}).get("deleted") for name in FOLLOWED if row.get(name)):
        return None
    return Line(f"planned:{row['id']}", partial(_planned, desk, row, late))


def _what_it_is_of(desk: Desk, step: Row, name: str) -> Row | None:
    """What a step names there, deleted or not. It does without the heads, the largest table of all."""
    kind = name if name != "about" else desk.ledger.derived(STAGE, step[name]).get("kind", "")
    return desk.ledger.view.row(kind, document_id(step[name])) if kind else None


def _planned(desk: Desk, row: Row, late: bool) -> Item:
    enterprise = _enterprise_of_step(desk, row)
    why = "  ".join([row["due"][5:], *([] if row["by"] == desk.me else [from_giver(desk, row["by"])])])
    return Item(f"planned:{row['id']}", _("follow-up"), row["reason"], enterprise, why, late)


def from_giver(desk: Desk, giver: str) -> str:
    return _("from {name}").format(name=desk.name("person", giver))


def _enterprise_of_step(desk: Desk, row: Row) -> str:
    """The enterprise of the problem or visit; of another record that a step is about what that is called."""
    if row.get("about"):
        return short_name(title_of(desk, row["about"]))
    of = next((_what_it_is_of(desk, row, name) for name in FOLLOWED if row.get(name)), None)
    return enterprise_name(desk, of or {})


def enterprise_name(desk: Desk, about: Row) -> str:
    return short_name(desk.name("enterprise", about.get("enterprise")))


def open_problems(desk: Desk) -> list[Row]:
    """Where the problems stand that are open; a deleted one still stands somewhere."""
    return [row for row in still_open(desk, STANDING) if desk.ledger.row("problem", row["id"])]


def problem_line(desk: Desk, standing: Row, due: str, *, late: bool = False) -> Line:
    return Line(f"problem:{standing['id']}", partial(_problem, desk, standing, due, late))


def _problem(desk: Desk, standing: Row, due: str, late: bool) -> Item:
    problem = desk.ledger.row("problem", standing["id"]) or {}
    what = _("verify") if standing.get("replied_on") else _("problem")
    lead = desk.name("unit", standing.get("lead"))
    state = desk.words("states", problem).get(standing["state"], standing["state"])
    why = "  ".join(filter(None, [due[5:], lead, state]))
    enterprise = enterprise_name(desk, problem)
    return Item(f"problem:{standing['id']}", what, problem.get("title", ""), enterprise, why, late)


# Tasks, milestones and policies. Those on a laptop are within its scope, so that they are for whoever uses it to see.


def open_tasks(desk: Desk) -> list[Row]:
    return [row for row in still_open(desk, STAGE) if row["kind"] == "task" and desk.ledger.row("task", row["id"])]


def to_reply(tasks: Iterable[Row]) -> list[tuple[str, Row]]:
    """(due, where it stands) of each task to which no reply was given, the one due first on top."""
    return sorted(((str(row.get("due", "")), row) for row in tasks if not row.get("replied_on")), key=by_due)


def new_tasks(desk: Desk, waiting: Sequence[tuple[str, Row]], since: str) -> Iterator[Line]:
    """Tasks that were handed out a short while ago."""
    for due, row in waiting:
        if (desk.ledger.row("task", row["id"]) or {}).get("assigned", "") >= since:
            yield task_line(desk, row, due)


def reported(tasks: Iterable[Row]) -> list[Row]:
    """Tasks that wait for somebody to say that they are done."""
    return [row for row in tasks if row.get("replied_on")]


def task_line(desk: Desk, stage: Row, due: str, *, late: bool = False) -> Line:
    return Line(f"record:{stage['id']}", partial(_task, desk, stage, due, late))


def _task(desk: Desk, stage: Row, due: str, late: bool) -> Item:
    task = desk.ledger.row("task", stage["id"]) or {}
    state = desk.words("states", task).get(stage["state"], stage["state"])
    why = "  ".join(filter(None, [due[5:], desk.name("unit", task.get("unit")), state]))
    about = next((title_of(desk, task[name]) for name in ("project", "problem", "meeting") if task.get(name)), "")
    return Item(f"record:{stage['id']}", _("task"), task.get("title", ""), short_name(about), why, late)


def milestones(desk: Desk) -> list[Row]:
    """The milestones that are still to be reached, of projects that go on, the one planned first on top."""
    ahead = [row for row in desk.ledger.rows("milestone") if not row.get("actual") and _goes_on(desk, row["project"])]
    return sorted(ahead, key=lambda row: (row["planned"], row["id"]))


def _goes_on(desk: Desk, project: str) -> bool:
    known = desk.ledger.row("project", project) is not None
    return known and bool(desk.ledger.derived(STAGE, project).get("open", True))


def milestone_line(desk: Desk, row: Row, *, late: bool = False) -> Line:
    return Line(f"record:{row['id']}", partial(_milestone, desk, row, late))


def _milestone(desk: Desk, row: Row, late: bool) -> Item:
    project = desk.ledger.row("project", row["project"]) or {}
    words = desk.known_plans.asked_first_of(project.get("plan"))["milestone_kinds"].get(row["type"], row["type"])
    title = "  ".join(filter(None, [words, row.get("title", "")]))
    obstacle = desk.name("problem", row.get("obstacle"))
    why = "  ".join(filter(None, [row["planned"][5:], obstacle]))
    return Item(f"record:{row['id']}", _("milestone"), title, desk.name("project", row["project"]), why, late)


def out_of_order_lines(desk: Desk, ahead: Sequence[Row]) -> Iterator[Line]:
    """Projects that go on and whose milestones stand in an unusual order, with the first that does."""
    for project in dict.fromkeys(row["project"] for row in ahead):
        for _earlier, _later, sentence in order_warnings(desk, project):
            item = Item(f"record:{project}", _("project"), sentence, desk.name("project", project), "")
            yield made_already(item)
            break


def policy_lines(desk: Desk, now: str, soon: str) -> Iterator[Line]:
    """Policies that one can apply for, but not for long."""
    for row in sorted(desk.ledger.rows("policy"), key=lambda row: (row.get("deadline", ""), row["id"])):
        stage = desk.ledger.derived(STAGE, row["id"])
        due = stage.get("due") or row.get("deadline", "")
        if now <= due <= soon and stage.get("open", True):
            unit = desk.name("unit", row.get("unit"))
            why = _("apply by {day}").format(day=due[5:])
            yield made_already(Item(f"record:{row['id']}", _("policy"), row["name"], unit, why))


def to_close_line(desk: Desk, standing: Row) -> Line:
    return Line(f"problem:{standing['id']}", partial(_to_close, desk, standing))


def _to_close(desk: Desk, standing: Row) -> Item:
    problem = desk.ledger.row("problem", standing["id"]) or {}
    said = _(SATISFACTIONS.get(standing.get("satisfaction_last", ""), ""))
    why = "  ".join(filter(None, [said, desk.name("unit", standing.get("lead"))]))
    about = enterprise_name(desk, problem)
    return Item(f"problem:{standing['id']}", _("close"), problem.get("title", ""), about, why)


# Visits that are due.


def visit_lines(desk: Desk, due: Sequence[DueVisit], day: date) -> list[Line]:
    """Enter on one opens the form of a visit; in the office the enterprise, to ask those who answer for it."""
    kind = "record" if desk.ledger.workspace.role == "office" else "visit_due"
    return [
        Line(f"{kind}:{one.enterprise}", partial(_visit, desk, f"{kind}:{one.enterprise}", one, day)) for one in due
    ]


def _visit(desk: Desk, key: str, due: DueVisit, day: date) -> Item:
    often = _(OFTEN[due.days]) if due.days in OFTEN else _("every {count} days").format(count=due.days)
    about = " ".join(filter(None, [due.category, often]))
    name = short_name(desk.name("enterprise", due.enterprise))
    return Item(key, _("visit"), name, about, _last_visit(due.last), due.due < day)


def _last_visit(last: Row | None) -> str:
    """When it was visited last, and what was found: 上次 11-09 未遇."""
    if last is None:
        return _("not visited yet")
    outcome = _(OUTCOMES.get(last.get("outcome", ""), ""))
    return " ".join(filter(None, [_("last {day}").format(day=last["date"][5:]), outcome]))
