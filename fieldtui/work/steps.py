"""Entering a step in the life of a problem: what follows from what was typed, and whether it may be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.record import Record
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.problem import Problem
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk
from fieldtui.work.life import heads, refusal
from fieldtui.work.numbers import next_number
from fieldtui.work.planned import PLANNED
from fieldtui.work.rules import Troubles, troubles


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be saved together, or what is wrong, by field; never both."""

    records: tuple[Record, ...]
    troubles: Troubles


def enter_step(desk: Desk, values: Mapping[str, Any], today: date) -> Entry:
    """A step from its field values. Who, when and what it follows are filled in; an assigned problem gets its number.

    The date by which an assigned problem is due follows from the plan unless it is given. `does` names the planned
    follow-up that this step does.
    """
    filled = {"on": today.isoformat(), "by": desk.me, **{name: value for name, value in values.items() if value != ""}}
    problem = desk.ledger.get("problem", str(filled.get("problem", ""))) if _is_id(filled.get("problem")) else None
    done = filled.pop("does", None)
    if "follows" not in filled:
        filled["follows"] = [*_seen(desk, problem), *([done] if done else [])]
    try:
        step = FollowUp.model_validate(filled)
    except ValidationError as error:
        return Entry((), dict(sentences(error)))
    if isinstance(problem, Problem) and step.step != PLANNED:
        step = _with_deadline(desk, problem, step)
    wrong = {**troubles(step, desk, today), **_out_of_time(step, problem, today)}
    if isinstance(problem, Problem):
        wrong = wrong or _refused(desk, problem, step)
    elif step.problem:
        wrong["problem"] = _("No such problem is known here.")
    if wrong:
        return Entry((), wrong)
    numbered = _numbered(desk, problem, step, today) if isinstance(problem, Problem) else None
    return Entry((numbered, step) if numbered else (step,), {})


def _out_of_time(step: FollowUp, problem: Record | None, today: date) -> Troubles:
    """Dates that can't be: a step that is still to come, a deadline before the day it is about."""
    wrong: Troubles = {}
    if step.on > today:
        wrong["on"] = _("A step can't lie in the future; plan it as a follow-up.")
    raised = problem.raised if isinstance(problem, Problem) else step.on
    if step.due and step.due < max(step.on, raised):
        wrong["due"] = _("The due date lies before the day it counts from; choose a later one.")
    return wrong


def _seen(desk: Desk, problem: Record | None) -> list[str]:
    """What a new step saw. A planned follow-up is not among it: to be followed would mean to be done."""
    if problem is None:
        return []
    return heads(step for step in desk.steps(problem.id) if step.row["step"] != PLANNED)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36


def _refused(desk: Desk, problem: Problem, step: FollowUp) -> Troubles:
    row: Row = {"id": problem.id, **problem.fields()}
    sentence = refusal(desk.standing(row), {"id": step.id, **step.fields()}, desk.my_role(), desk.plan)
    return {"step": sentence} if sentence else {}


def _with_deadline(desk: Desk, problem: Problem, step: FollowUp) -> FollowUp:
    if step.due or not step.lead:
        return step
    for code in _deadlines_started(desk, step.step):
        deadline = desk.plan.deadlines_by_code[code]
        if deadline.gives == "due":
            days = deadline.days_for(problem.urgency, problem.green_channel)
            return step.amended(due=desk.calendar.add_working_days(step.on, days))
    return step


def _deadlines_started(desk: Desk, step: str) -> list[str]:
    return [code for row in desk.plan.flow.rows.get(step, ()) for code in row.sets_deadline]


def _numbered(desk: Desk, problem: Problem, step: FollowUp, today: date) -> Problem | None:
    """The problem with its display number, which the office alone gives out, when it is first assigned."""
    if problem.number or not step.lead or desk.my_role() != "clerk":
        return None
    taken = [row["number"] for row in desk.ledger.view.rows("problem") if row.get("number")]
    region = _region(desk, problem)
    return problem.amended(number=next_number(region, today.year, taken))


def _region(desk: Desk, problem: Problem) -> str:
    """The region whose count the number goes on; a park without a code of six digits counts with the county."""
    enterprise = desk.ledger.row("enterprise", problem.enterprise) if problem.enterprise else None
    region = str(enterprise["region"]) if enterprise else ""
    return region if region.isdigit() and len(region) == 6 else desk.ledger.workspace.county
