"""The steps that bring a problem of an old ledger to where the ledger says it stands, by the rules of its plan.

Nothing is made up that would count: who leads, and what the enterprise said, come from the list or are missing, and
then the problem stays where the plan lets it come without them. What only has to be filled in says that it was taken
over from the old ledger.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.flow import Flow, PlanStep, is_filled
from fieldtui.model.plan import Plan
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.row import Row
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import Standing, Step, fold, heads, refusal
from fieldtui.work.visits import made_from

EXPLAINED = "explained"
"""Beside the plan's states: closed, by explanation."""
# Steps that lead elsewhere than onwards: no list says that they were taken.
_SIDEWAYS = frozenset({"correct", "restore", "reopen", "bounce"})
_PLACES = 0x100
"""From this place on are the ids of the steps of an old ledger; those below belong to what is made on a visit."""


@dataclass(slots=True)
class Told:
    """What an old ledger says of where a problem stands."""

    state: str
    """A state of the plan, or EXPLAINED."""
    word: str
    """The state as it is written there."""
    days: Mapping[str, date] = field(default_factory=dict)
    """State → the day on which it was reached."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Fields of follow-ups: lead, co, due, reason, reached, satisfaction, evidence, approved_by; words and reply."""
    source: str = ""
    """The ledger it comes from."""


@dataclass(slots=True)
class Taken:
    """The steps to be saved, where the problem stands then, and what kept it from going on."""

    steps: list[FollowUp]
    standing: Standing
    sentence: str = ""


def take_over(
    problem: Row,
    known: list[Step],
    told: Told,
    plan: Plan,
    calendar: Calendar,
    *,
    me: str,
    role: str,
    roles: frozenset[str],
    today: date,
) -> Taken:
    """The steps from where a problem stands (after the steps `known`) to where the old ledger says it does."""
    flow = plan.flow
    target, explained = ("closed", True) if told.state == EXPLAINED else (told.state, False)
    taken = Taken([], fold(problem, known, plan, calendar))
    steps = list(known)
    last = date.fromisoformat(problem["raised"])
    for place in (*_on_the_way(flow, taken.standing.state, target, told), target):
        if _leads_astray(flow, taken.standing.state, place, target, _given(told), explained):
            continue
        for chosen in _path_or_part(flow, taken.standing.state, place, _given(told), explained):
            step, sentence = _step(chosen, problem, taken.standing, told, steps, last, me=me, today=today)
            if step is None:
                taken.sentence = sentence
                return taken
            if any(step.id == other.id for other in steps):
                # A list does not bring back what somebody here said was wrong.
                taken.sentence = _("“{step}” was taken over once and corrected since; enter it by hand.").format(
                    step=chosen.name
                )
                return taken
            row = {"id": step.id, **step.fields()}
            taken.sentence = refusal(taken.standing, row, role, plan)
            if taken.sentence:
                return taken
            order = (len(steps) + 1, len(steps) + 1, "")
            steps.append(Step(row, order, roles))
            taken.standing = fold(problem, steps, plan, calendar)
            uncounted = dict(taken.standing.ineffective).get(step.id)
            if uncounted:
                taken.sentence = uncounted
                return taken
            taken.steps.append(step)
            last = step.on
    if taken.standing.state != target:
        taken.sentence = _why_not(flow, taken.standing, target, role, plan, told)
    return taken


def _on_the_way(flow: Flow, start: str, target: str, told: Told) -> list[str]:
    """The states between that the list gives a day for, in the order in which they usually come."""
    chain = _chain(flow)
    if start not in chain:
        return []
    end = chain.index(target) if target in chain else len(chain)
    between = [state for state in chain[chain.index(start) + 1 : end] if flow.by_code[state].open]
    return [state for state in between if state in told.days or _worth(state, told)]


def _leads_astray(flow: Flow, start: str, place: str, target: str, given: frozenset[str], explained: bool) -> bool:
    """Whether the target can be reached now, and no more from there: 退回补正 comes before 交办, never after."""
    can_now = _path(flow, start, target, given, explained) is not None
    return can_now and _path(flow, place, target, given, explained) is None


def _worth(state: str, told: Told) -> bool:
    """Whether the list says something that belongs to a state even without its day."""
    return state == "assigned" and bool(told.fields.get("lead"))


def _chain(flow: Flow) -> list[str]:
    """The states as they usually follow each other, from the first to the last."""
    chain = [flow.initial]
    while (state := flow.by_code[chain[-1]]).next:
        row = min(flow.rows_at.get((state.next or "", state.code), ()), key=lambda row: bool(row.when), default=None)
        if row is None or row.to is None or row.to in chain:
            break
        chain.append(row.to)
    return chain


def _given(told: Told) -> frozenset[str]:
    """The fields that a step can be given: those of the list, and those that need only to be filled in."""
    from_list = {name for name, value in told.fields.items() if is_filled(value)}
    return frozenset(from_list | {"words", "reason", "evidence", "approved_by", "approved_on"})


def _path_or_part(flow: Flow, start: str, target: str, given: frozenset[str], explained: bool) -> list[PlanStep]:
    """The way to a state, or as far towards it along the usual states as what is known leads."""
    chain = _chain(flow)
    between = chain[chain.index(start) + 1 : chain.index(target)] if {start, target} <= set(chain) else []
    for place in (target, *reversed(between)):
        path = _path(flow, start, place, given, explained)
        if path is not None:
            return path
    return []


def _path(flow: Flow, start: str, target: str, given: frozenset[str], explained: bool) -> list[PlanStep] | None:
    """The fewest steps from one state to another for which all is known; None when there is no way."""
    if start == target:
        return []
    came: dict[str, tuple[str, PlanStep]] = {}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        for row in flow.steps:
            if row.to is None or row.to in came or row.to == start or state not in flow.origins(row):
                continue
            if not _may_lead(row, state, target, flow, explained) or not set(row.needs) <= given:
                continue
            came[row.to] = (state, row)
            waiting.append(row.to)
    if target not in came:
        return None
    path: list[PlanStep] = []
    state = target
    while state != start:
        state, row = came[state]
        path.append(row)
    return path[::-1]


def _may_lead(row: PlanStep, state: str, target: str, flow: Flow, explained: bool) -> bool:
    """Whether an old ledger may be taken to say that this step was taken."""
    if row.when or not _SIDEWAYS.isdisjoint(row.effects):
        return False
    if "reply" in row.effects and state == flow.initial:
        # Answered on the spot: the ledger would say so.
        return False
    if row.closes and ("explain" in row.effects) != explained:
        return False
    # States beside the usual way are gone to, not through.
    return row.to == target or row.to in _chain(flow)


def _step(
    chosen: PlanStep,
    problem: Row,
    standing: Standing,
    told: Told,
    steps: list[Step],
    last: date,
    *,
    me: str,
    today: date,
) -> tuple[FollowUp | None, str]:
    """(the follow-up that takes this step, "") or (None, why there can't be one)."""
    to = chosen.to or standing.state
    values: dict[str, Any] = {
        "id": made_from(problem["id"], _place(chosen, to)),
        "problem": problem["id"],
        "step": chosen.step,
        "on": _day(to, told, last),
        "by": me,
        "follows": heads(steps),
    }
    values |= {name: _value(name, chosen, told, values["on"]) for name in chosen.needs}
    if "assign" in chosen.effects:
        values |= {"co": told.fields.get("co") or [], "due": told.fields.get("due")}
    if "department" in chosen.by and "clerk" not in chosen.by:
        lead = told.fields.get("lead") or standing.lead
        values |= {"behalf": lead, "heard_by": "document", "heard_on": values["on"]}
    try:
        step = FollowUp.model_validate({name: value for name, value in values.items() if is_filled(value)})
    except ValidationError as error:
        return None, " ".join(sentence for _name, sentence in sentences(error))
    if step.on > today:
        return None, _("“{step}” would lie in the future ({day}).").format(step=chosen.name, day=step.on)
    if step.on < date.fromisoformat(problem["raised"]):
        return None, _("“{step}” would lie before the day on which the problem was raised ({day}).").format(
            step=chosen.name, day=step.on
        )
    if step.due and step.due < step.on:
        # A due date that had passed when it was assigned is a slip of the list; the plan's own counts.
        step = step.amended(due=None)
    return step, ""


def _value(name: str, chosen: PlanStep, told: Told, on: date) -> Any:
    """What stands in a field of a step: what the list says, else that it was taken over."""
    given = told.fields.get(name)
    if name == "words" and "reply" in chosen.effects:
        given = told.fields.get("reply") or given
    if is_filled(given):
        return given
    match name:
        case "words":
            return told.fields.get("reply") or _taken_over(told)
        case "reason":
            return _line(told.fields.get("words") or "") or _taken_over(told)
        case "evidence":
            return _taken_over(told)
        case "approved_by":
            return _("as in the old ledger")
        case "approved_on":
            return on
        case _other:
            return None


def _taken_over(told: Told) -> str:
    return _("Taken over from “{source}”: {state}").format(source=told.source, state=told.word)


def _line(text: str) -> str:
    """The beginning of a text as one line, as long as a line may be."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"


def _day(state: str, told: Told, last: date) -> date:
    """When a state was reached: as the list says, else with the next state that it gives a day for, else at once."""
    if state in told.days:
        return told.days[state]
    if state in ("assigned", "signed", "handling"):
        return last
    later = [told.days[other] for other in ("replied", "verified", "closed") if other in told.days]
    return max(last, min(later)) if later else last


def _place(chosen: PlanStep, to: str) -> int:
    """The place of a step's id: the same for the same step of a problem, whatever else the list says."""
    return _PLACES + int.from_bytes(sha256(f"{chosen.step} {to}".encode()).digest()[:4], "big") % (0x1000 - _PLACES)


def _why_not(flow: Flow, standing: Standing, target: str, role: str, plan: Plan, told: Told) -> str:
    """Why the plan lets a problem go no further, in the words of the step that would come next."""
    if target not in flow.by_code:
        return _("The plan has no state “{state}”.").format(state=told.word)
    following = flow.by_code[standing.state].next
    there = [row for row in flow.steps if row.to == target and standing.state in flow.origins(row)]
    usual = flow.rows_at.get((following or "", standing.state), ())
    row = next((row for row in (*there, *usual) if not row.when and _SIDEWAYS.isdisjoint(row.effects)), None)
    missing = sorted(set(row.needs) - _given(told)) if row else []
    if row is None or not missing:
        return _("The plan has no way there from what the list says.")
    draft: dict[str, Any] = {"step": row.step, "id": "", "words": "-", "reason": "-"}
    return refusal(standing, {**draft, **dict.fromkeys(missing)}, role, plan)
