"""Entering a step in the life of a problem or another record: what follows from what was typed, and may it be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.flow import PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.problem import Problem
from fieldtui.model.row import Row
from fieldtui.work import stages
from fieldtui.work.desk import LIVING, Desk, calendar_of
from fieldtui.work.life import deadlines, heads, refusal
from fieldtui.work.milestones import reached_with
from fieldtui.work.numbers import next_number
from fieldtui.work.objections import chosen_row
from fieldtui.work.planned import PLANNED, still_to_do
from fieldtui.work.promptness import too_late
from fieldtui.work.rules import Troubles, problems_ever, troubles

AFTER_A_VISIT = ("note", PLANNED)
"""The steps that are about a visit and nothing else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be saved together, or what is wrong, by field; never both. `warnings` are told, and hinder nothing."""

    records: tuple[Record, ...]
    troubles: Troubles
    warnings: tuple[str, ...] = ()


def enter_step(desk: Desk, values: Mapping[str, Any], today: date) -> Entry:
    """A step from its field values. Who, when and what it follows are filled in; an assigned problem gets its number.

    The date by which an assigned problem is due follows from the plan unless it is given. `does` names the planned
    follow-up that this step does. What a correction undoes is not filled in: it stands first in `follows`.
    """
    filled = {"on": today.isoformat(), "by": desk.me, **{name: value for name, value in values.items() if value != ""}}
    does = filled.pop("does", None)
    try:
        step = FollowUp.model_validate(filled)
    except ValidationError as error:
        return Entry((), dict(sentences(error)))
    problem = desk.ledger.row("problem", step.problem) if step.problem else None
    kind, about = staged(desk, step.about or "")
    wrong = {
        **troubles(step, desk, today),
        **_wrong_days(step, _begun(kind or "problem", about or problem or {}), today),
        **_not_its_steps(desk, step),
    }
    done = [] if does is None else [does]
    if any(planned not in _to_do(desk, step, problem) for planned in done):
        wrong["does"] = _("No planned follow-up of this problem or visit that is still to be done has this id.")
    if step.problem is None and step.about is None and step.step not in AFTER_A_VISIT:
        wrong["problem"] = _("Say which problem: after a visit there are only follow-ups, done or planned.")
    if wrong:
        return Entry((), wrong)
    if about is not None:
        return _allowed_at_stage(desk, kind, about, step, done)
    if problem is None:
        return Entry((step.amended(follows=[*step.follows, *done]),), {})
    return _allowed(desk, problem, step, done, today)


def staged(desk: Desk, record: str) -> tuple[str, Row | None]:
    """(kind, row) of a record that goes through stages; ("", None) when it is of no such kind, or not known here."""
    kind = desk.ledger.kind_of(record) if record else None
    row = desk.ledger.row(kind, record) if kind in LIVING else None
    return (kind or "", row) if row is not None else ("", None)


def _allowed_at_stage(desk: Desk, kind: str, about: Row, step: FollowUp, done: list[str]) -> Entry:
    """A step that may be done where a record stands, with what it saw."""
    plan = desk.plan_of(about)
    mine = stages.living(kind, about, plan)
    stage = desk.stage(kind, about)
    if mine is None or stage is None:
        return Entry((), {"about": _("The plan knows no stages for this; change the record itself.")})
    step = step.amended(follows=_seen(desk, about, step, mine))
    sentence = stages.refusal(kind, about, stage, {"id": step.id, **step.fields()}, desk.my_role(), plan)
    if sentence:
        return Entry((), {"step": sentence})
    chosen = chosen_row(stage.state, {"id": step.id, **step.fields()}, mine)
    reached = reached_with(desk, about, chosen.to, step.on, mine) if kind == "project" and chosen and chosen.to else []
    name = mine.flow.state_names.get(chosen.to or "", "") if chosen else ""
    told = (_("Milestone “{milestone}” is reached with it.").format(milestone=name),) if reached else ()
    return Entry((*reached, step.amended(follows=[*step.follows, *done])), {}, told)


def _allowed(desk: Desk, problem: Row, step: FollowUp, done: list[str], today: date) -> Entry:
    """A step that may be done where its problem stands, with what follows: what it saw, its due date, a number."""
    plan = desk.plan_of(problem)
    standing = desk.standing(problem)
    step = step.amended(follows=_seen(desk, problem, step, plan))
    row = {"id": step.id, **step.fields()}
    sentence = refusal(standing, row, desk.my_role(), plan)
    chosen = chosen_row(standing.state, row, plan)
    if sentence or chosen is None:
        return Entry((), {"step": sentence})
    calendar = calendar_of(plan)
    dates = deadlines(chosen, step.on, problem, plan, calendar)
    if step.due:
        # It was thought of, not reckoned.
        dates["due"] = None
    elif "assign" in chosen.effects:
        step = step.amended(due=dates.get("due"))
    step = step.amended(follows=[*step.follows, *done])
    late = too_late(chosen, step.on, standing, calendar)
    warnings = dict.fromkeys(filter(None, (*(calendar.warning(day) for day in dates.values() if day), *late)))
    try:
        numbered = _numbered(desk, problem, chosen, today)
    except ValidationError as error:
        return Entry((), {"problem": next(sentences(error))[1]})
    return Entry((*numbered, step), {}, tuple(warnings))


def _begun(kind: str, row: Row) -> tuple[date, str]:
    """The day before which there can be no step of a record, and the sentence for one that lies before."""
    if kind == "problem":
        sentence = _("The problem was raised on {day} only; a step of it can't lie before.")
        name = "raised"
    else:
        sentence = _("It began on {day} only; a step of it can't lie before.")
        name = stages.BEGINS[kind]
    # Taken from the row, which is known also of a record whose fields don't go together.
    return date.fromisoformat(row[name]) if row.get(name) else date.min, sentence


def _wrong_days(step: FollowUp, begun: tuple[date, str], today: date) -> Troubles:
    """Days that can't be: those of what has happened still to come, or before the day that they are about."""
    wrong: Troubles = {}
    first, sentence = begun
    if step.on > today:
        wrong["on"] = _("A step can't lie in the future; plan it as a follow-up.")
    elif step.on < first:
        wrong["on"] = sentence.format(day=first)
    if step.due and step.due < max(step.on, first):
        wrong["due"] = _("The due date lies before the day it counts from; choose a later one.")
    for name in ("heard_on", "approved_on"):
        if (getattr(step, name) or today) > today:
            wrong[name] = _("This day is still to come; write the day on which it happened.")
    return wrong


def _not_its_steps(desk: Desk, step: FollowUp) -> Troubles:
    about = ("about", step.about) if step.about else ("visit", step.visit or "")
    about = ("problem", step.problem) if step.problem else about
    known = {row["id"] for row in desk.ledger.referring("follow_up", *about)} if step.follows else set()
    strange = [other for other in step.follows if other not in known]
    if not strange:
        return {}
    return {"follows": _("“{id}” is no step of this problem or visit.").format(id=strange[0])}


def _to_do(desk: Desk, step: FollowUp, problem: Row | None) -> list[str]:
    """The planned follow-ups that a step may do: of its problem or visit, or of the visit where the problem came up."""
    visits = {step.visit, problem.get("visit") if problem else None} - {None}
    return [
        row["id"]
        for row in still_to_do(desk.ledger.rows("follow_up"))
        if row.get("visit") in visits
        or (step.problem and row.get("problem") == step.problem)
        or (step.about and row.get("about") == step.about)
    ]


def _seen(desk: Desk, about: Row, step: FollowUp, plan: Plan) -> list[str]:
    """What a new step saw: what it says, else all. A correction says only what it undoes, and saw the others as well.

    A planned follow-up is not among what is filled in: to be followed would mean to be done.
    """
    corrects = any("correct" in row.effects for row in plan.flow.rows.get(step.step, ()))
    if bool(step.follows) != corrects:
        return step.follows
    seen = heads(other for other in desk.steps(about["id"]) if other.row["step"] != PLANNED)
    return [*step.follows, *(other for other in seen if other not in step.follows)]


def _numbered(desk: Desk, problem: Row, chosen: PlanStep, today: date) -> list[Problem]:
    """The problem with its display number, which the office alone gives out, when it is first assigned.

    ValidationError when its fields don't go together, which has to be put right first.
    """
    if problem.get("number") or "assign" not in chosen.effects or desk.my_role() != "clerk":
        return []
    taken = [row["number"] for row in problems_ever(desk) if row.get("number")]
    number = next_number(region_of_number(desk, problem), today.year, taken)
    return [Problem.model_validate({**problem, "number": number})]


def region_of_number(desk: Desk, problem: Row) -> str:
    """The region whose count the number goes on; a park without a code of six digits counts with the county."""
    enterprise = desk.ledger.row("enterprise", problem["enterprise"]) if problem.get("enterprise") else None
    region = str(enterprise["region"]) if enterprise else ""
    return region if region.isdigit() and len(region) == 6 else desk.ledger.workspace.county
