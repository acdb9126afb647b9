"""The stages of a project, lead, idea, policy or task: the fold of its steps by the flow that its plan gives it.

Pure; knows no today. Steps count in the order of `work.life`, by the same rights and with the same sentences; what is
a problem's alone (a lead department, an enterprise that is asked, closing) has no place here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from fieldtui.model.flow import Meaning, PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work import life
from fieldtui.work.life import Expected, Standing, Step
from fieldtui.work.objections import chosen_row, incomplete, not_entitled, out_of_place

BEGINS = {
    "project": "entered_on",
    "lead": "collected",
    "idea": "submitted",
    "policy": "start",
    "task": "assigned",
}
"""The field with the day since which a record of each kind is in its first stage."""
DUE = {"policy": "deadline", "task": "due"}
"""The field with the day that a kind is to be done by; steps may move it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a record stands. Nothing here depends on today."""

    state: str
    open: bool = True
    means: Meaning | None = None
    """What the state means for figures."""
    since: date | None = None
    """The day it came into this state; None where nobody said."""
    came_from: str | None = None
    """The state before this one."""
    reached: tuple[tuple[str, date | None], ...] = ()
    """Each state that it has been in, with the first day, in the order in which it came there."""
    due: date | None = None
    replied_on: date | None = None
    """The first reply since it was handed out or handed back; None while one is awaited."""
    reopened: int = 0
    last: str | None = None
    """The last step that took effect."""
    ineffective: tuple[tuple[str, str], ...] = ()
    """(step, sentence) for each step that was not allowed where it stands."""


def living(kind: str, row: Row, plan: Plan) -> Plan | None:
    """The plan as this record lives by it: with its flow in the place of the problems'; None when it has none."""
    flow = plan.flow_of(kind, row)
    return plan.model_copy(update={"flow": flow}) if flow else None


def fold(kind: str, row: Row, steps: Iterable[Step], plan: Plan) -> Stage | None:
    """Where a record stands after its steps, given in any order; None when its plan knows no stages for it.

    Deleted and corrected steps do not count. A step that is not allowed where it stands changes nothing, and is listed.
    """
    mine = living(kind, row, plan)
    if mine is None:
        return None
    ordered = life.in_order(steps)
    corrected = life.undone(ordered, mine)
    stage = _beginning(kind, row, mine)
    for step in ordered:
        if step.row.get("deleted") or step.id in corrected:
            continue
        chosen = chosen_row(stage.state, step.row, mine)
        sentence = out_of_place(stage.state, None, step.row, mine)
        if chosen and not sentence:
            sentence = not_entitled(chosen, step.roles, mine) or incomplete(chosen, step.row)
        if sentence or not chosen:
            stage = replace(stage, ineffective=(*stage.ineffective, (step.id, sentence)))
        else:
            stage = _after(stage, step, chosen, mine)
    return stage


def allowed(kind: str, row: Row, stage: Stage, role: str, plan: Plan) -> list[PlanStep]:
    """What a role may do now, also on behalf of others: one row a step, what usually comes next first."""
    mine = living(kind, row, plan)
    return life.allowed(_as_standing(stage), role, mine) if mine else []


def refusal(kind: str, row: Row, stage: Stage, step: Row, role: str, plan: Plan) -> str:
    """Why a role can't do this step now, and what to do instead, in one sentence; "" when it can."""
    mine = living(kind, row, plan)
    return life.refusal(_as_standing(stage), step, role, mine) if mine else ""


def next_expected(kind: str, row: Row, stage: Stage, plan: Plan) -> list[Expected]:
    """The steps that usually follow until it is done, soonest first; `who` is a role, or the record's unit."""
    mine = living(kind, row, plan)
    return life.next_expected(replace(_as_standing(stage), lead=row.get("unit")), mine) if mine else []


def first_days(kind: str, row: Row, stage: Stage, plan: Plan) -> dict[Meaning, date | None]:
    """When it first came to what figures count (signed, started, produced, …), whatever its plan calls these."""
    flow = plan.flow_of(kind, row)
    found: dict[Meaning, date | None] = {}
    for state, day in stage.reached:
        known = flow.by_code.get(state) if flow else None
        if known and known.means:
            found.setdefault(known.means, day)
    return found


def stage_row(stage: Stage) -> dict[str, Any]:
    """The stage as JSON values for the view; what is not known is left out, and so are all sentences."""
    values = {item.name: getattr(stage, item.name) for item in fields(stage)}
    values["ineffective"] = [step for step, _sentence in stage.ineffective]
    values["reached"] = {state: day.isoformat() if day else None for state, day in stage.reached}
    return {name: _json(value) for name, value in values.items() if value is not None and value != []}


def _beginning(kind: str, row: Row, plan: Plan) -> Stage:
    """The stage before any step: the flow's first, or the one that a project was in when it was recorded."""
    state = plan.flow.by_code.get(row.get("entered_at") or "") or plan.flow.by_code[plan.flow.initial]
    since = life.day_of(row.get(BEGINS.get(kind, "")))
    due = life.day_of(row.get(DUE.get(kind, "")))
    return Stage(state.code, state.open, state.means, since, reached=((state.code, since),), due=due)


def _after(stage: Stage, step: Step, chosen: PlanStep, plan: Plan) -> Stage:
    """The stage once a step has taken effect."""
    on = life.day_of(step.row.get("on"))
    changes: dict[str, Any] = {"last": step.id}
    target = stage.came_from if "restore" in chosen.effects else chosen.to
    if target and target != stage.state:
        state = plan.flow.by_code[target]
        changes |= {"state": target, "open": state.open, "means": state.means, "since": on, "came_from": stage.state}
        if target not in dict(stage.reached):
            changes["reached"] = (*stage.reached, (target, on))
    if "reply" in chosen.effects and not stage.replied_on:
        changes["replied_on"] = on
    if "reopen" in chosen.effects:
        changes |= {"replied_on": None, "reopened": stage.reopened + 1}
    if "move_due" in chosen.effects:
        changes["due"] = life.day_of(step.row.get("due")) or stage.due
    return replace(stage, **changes)


def _as_standing(stage: Stage) -> Standing:
    """What the rules that are common to all lives need to know."""
    return Standing(
        stage.state, stage.open, came_from=stage.came_from, due=stage.due, replied_on=stage.replied_on, last=stage.last
    )


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value
