"""The life of a problem: its state is the fold of its steps, by the rules of its plan. Pure; knows no today.

The same steps give the same standing in whatever order they arrive: they are put in the order of their changes
(`tick`, `at`, device), and after the steps that they saw. A step that is not allowed where it stands is kept,
changes nothing, and is listed with the reason (未生效).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

from fieldtui.model.flow import Effect, PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.row import Row
from fieldtui.work.calendar import Calendar
from fieldtui.work.objections import (
    chosen_row,
    incomplete,
    incomplete_behalf,
    may_stand_in,
    not_entitled,
    not_yours,
    out_of_place,
    unseen_dissatisfaction,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A follow-up as it lies in the view, and the place of the change that made it: (tick, at, device).

    `roles` are those that its author held by appointment when it was done or written; None where nobody asks for them.
    """

    row: Row
    order: tuple[int, int, str]
    roles: frozenset[str] | None = None

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def at(self) -> int:
        """When it was written: UTC, milliseconds."""
        return self.order[1]

    @property
    def device(self) -> str:
        return self.order[2]

    @property
    def follows(self) -> tuple[str, ...]:
        """The steps that it saw."""
        return tuple(self.row.get("follows") or ())


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a problem stands. Units and steps are ids; nothing here depends on today."""

    state: str
    open: bool = True
    came_from: str | None = None
    """The state before this one."""
    lead: str | None = None
    co: tuple[str, ...] = ()
    assigned_on: date | None = None
    due: date | None = None
    """When the lead's reply is due, or the review of what is pursued over a long time."""
    co_due: date | None = None
    replied_on: date | None = None
    """The first reply since it was last assigned or reopened; None while one is awaited."""
    verification_due: date | None = None
    """Until when the enterprise is to be asked; None when it need not be (any more)."""
    verification: str | None = None
    """What the enterprise said about the reply in force; None when it was not reached about it."""
    satisfaction_first: str | None = None
    satisfaction_last: str | None = None
    solved: bool | None = None
    """True closed as solved, False closed by explanation, None not closed."""
    closed_on: date | None = None
    reopened: int = 0
    bounced: int = 0
    last: str | None = None
    """The last step that took effect."""
    ineffective: tuple[tuple[str, str], ...] = ()
    """(step, sentence) for each step that was not allowed where it stands."""

    @property
    def awaited(self) -> date | None:
        """When the next answer is due: the enterprise's after a reply, else the department's; None at the end."""
        if not self.open:
            return None
        return self.verification_due if self.replied_on else self.due


class Expected(NamedTuple):
    """A step that is expected: its word, the role or (when the lead is known) the unit it waits for, until when."""

    name: str
    who: str
    due: date | None


def fold(problem: Row, steps: Iterable[Step], plan: Plan, working: Calendar) -> Standing:
    """Where `problem` stands after its steps, given in any order. Deleted and corrected ones do not count."""
    ordered = in_order(steps)
    corrected = undone(ordered, plan)
    complaints: list[Step] = []
    standing = Standing(plan.flow.initial, plan.flow.by_code[plan.flow.initial].open)
    for step in ordered:
        row = step.row
        if row.get("deleted") or step.id in corrected:
            continue
        chosen = chosen_row(standing.state, row, plan)
        sentence = out_of_place(standing.state, standing.verification, row, plan)
        if chosen and not sentence:
            sentence = not_entitled(chosen, step.roles, plan) or incomplete(chosen, row)
        if chosen and not sentence and chosen.closes:
            unseen = _unseen(complaints, step, ordered)
            if unseen:
                # Whether the complaint or the closing comes first by the clock, the problem is handled again.
                standing = _reopened_beside(standing, unseen[-1], problem, plan, working)
                sentence = unseen_dissatisfaction()
        complaint = _reopening(row, plan)
        if complaint and not not_entitled(complaint, step.roles, plan):
            complaints.append(step)
        if sentence or not chosen:
            standing = replace(standing, ineffective=(*standing.ineffective, (step.id, sentence)))
        else:
            standing = _after(standing, step, chosen, problem, plan, working)
    return standing


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Each step once, in the order (tick, at, device, id), and none before a step that it saw."""
    ordered = sorted({step.id: step for step in steps}.values(), key=_order)
    place = {step.id: position for position, step in enumerate(ordered)}
    if all(place.get(seen, -1) < place[step.id] for step in ordered for seen in step.follows):
        return ordered
    return _after_what_they_saw(ordered)


def heads(steps: Iterable[Step]) -> list[str]:
    """The steps that no other one saw, in order: what a new step names in `follows`."""
    ordered = in_order(steps)
    seen = {other for step in ordered for other in step.follows}
    return [step.id for step in ordered if step.id not in seen]


def allowed(standing: Standing, role: str, plan: Plan) -> list[PlanStep]:
    """What a role may do now, also on behalf of others: one row a step, what usually comes next first."""
    state = plan.flow.by_code[standing.state]
    found: dict[str, PlanStep] = {}
    for step in plan.flow.rows:
        rows = [row for row in plan.flow.rows_at.get((step, state.code), ()) if not not_yours(row, role, plan)]
        # A row of one's own before one on behalf, and the general case before the special ones.
        best = min(rows, key=lambda row: (role not in row.by, bool(row.when)), default=None)
        if best and not (best.closes and out_of_place(state.code, standing.verification, {"step": step}, plan)):
            found[step] = best
    return sorted(found.values(), key=lambda row: row.step != state.next)


def refusal(standing: Standing, draft: FollowUp | Row, role: str, plan: Plan) -> str:
    """Why a role can't do this step now, and what to do instead, in one sentence; "" when it can."""
    row = draft if isinstance(draft, Mapping) else draft.fields()
    sentence = out_of_place(standing.state, standing.verification, row, plan)
    chosen = chosen_row(standing.state, row, plan)
    if sentence or not chosen:
        return sentence
    sentence = not_yours(chosen, role, plan) or incomplete(chosen, row)
    if not sentence and role not in chosen.by and may_stand_in(chosen, role, plan):
        sentence = incomplete_behalf(chosen, row, plan)
    return sentence


def next_expected(standing: Standing, plan: Plan) -> list[Expected]:
    """The steps that usually follow until it is closed, soonest first; a day only where it is known already."""
    expected = []
    state, passed = plan.flow.by_code[standing.state], set()
    while state.next and state.code not in passed:
        passed.add(state.code)
        row = min(plan.flow.rows_at[state.next, state.code], key=lambda row: bool(row.when))
        expected.append(_expected(row, standing))
        state = plan.flow.by_code[row.to or state.code]
    return expected


def standing_row(standing: Standing) -> dict[str, Any]:
    """The standing as JSON values for the view; what is not known is left out, and so are all sentences."""
    values = {item.name: getattr(standing, item.name) for item in fields(standing)}
    values["ineffective"] = [step for step, _sentence in standing.ineffective]
    return {name: _json(value) for name, value in values.items() if value is not None and value not in ((), [])}


def days_late(due: date, today: date, calendar: Calendar) -> int:
    """Working days that have passed since `due`; 0 up to and on that day."""
    return max(0, calendar.working_days_between(due, today)) if today > due else 0


def _after(standing: Standing, step: Step, chosen: PlanStep, problem: Row, plan: Plan, working: Calendar) -> Standing:
    """The standing once a step has taken effect."""
    row = step.row
    on = day_of(row.get("on"))
    changes: dict[str, Any] = {"last": step.id}
    target = standing.came_from if "restore" in chosen.effects else chosen.to
    if target and target != standing.state:
        is_open = plan.flow.by_code[target].open
        changes |= {"state": target, "open": is_open, "came_from": standing.state}
        if is_open:
            changes |= {"solved": None, "closed_on": None}
    # Deadlines first: a date that the step itself names goes before the one that the plan gives.
    if not ("reply" in chosen.effects and standing.replied_on):
        changes |= deadlines(chosen, on, problem, plan, working)
    for effect in chosen.effects:
        changes |= _CHANGES[effect](standing, row, on)
    if not changes.get("co", standing.co):
        changes["co_due"] = None
    return replace(standing, **changes)


def deadlines(chosen: PlanStep, on: date | None, problem: Row, plan: Plan, working: Calendar) -> dict[str, date | None]:
    """The dates that a step on this day gives a problem, by name: due, co_due, verification_due."""
    dates: dict[str, date | None] = {}
    for code in chosen.sets_deadline:
        deadline = plan.deadlines_by_code[code]
        days = deadline.days_for(problem.get("urgency", ""), bool(problem.get("green_channel")))
        dates[deadline.gives] = working.add_working_days(on, days) if on else None
    return dates


def _assign(_standing: Standing, row: Row, on: date | None) -> dict[str, Any]:
    changes = {"lead": row.get("lead"), "co": tuple(row.get("co") or ()), "assigned_on": on}
    due = day_of(row.get("due"))
    return {**changes, **_AWAITING_REPLY, "verification": None, **({"due": due} if due else {})}


def _reply(standing: Standing, _row: Row, on: date | None) -> dict[str, Any]:
    # A second reply adds words; the clock runs from the first.
    return {} if standing.replied_on else {"replied_on": on, "verification": None}


def _verify(standing: Standing, row: Row, _on: date | None) -> dict[str, Any]:
    if row.get("reached") is not True:
        return {}
    said = row.get("satisfaction")
    return {
        "verification": said,
        "satisfaction_first": standing.satisfaction_first or said,
        "satisfaction_last": said,
        "verification_due": None,
    }


_AWAITING_REPLY: dict[str, Any] = {"replied_on": None, "verification_due": None}

_CHANGES: dict[Effect, Callable[[Standing, Row, date | None], dict[str, Any]]] = {
    "assign": _assign,
    "reply": _reply,
    "verify": _verify,
    "reopen": lambda standing, _row, _on: {**_AWAITING_REPLY, "co_due": None, "reopened": standing.reopened + 1},
    "solve": lambda _standing, _row, on: {"solved": True, "closed_on": on, "verification_due": None},
    "explain": lambda _standing, _row, on: {"solved": False, "closed_on": on, "verification_due": None},
    "bounce": lambda standing, _row, _on: {"bounced": standing.bounced + 1},
    "move_due": lambda standing, row, _on: {"due": day_of(row.get("due")) or standing.due},
    "merge": lambda _standing, _row, _on: {},
    "withdraw": lambda _standing, _row, _on: {},
    "restore": lambda _standing, _row, _on: {},
    "correct": lambda _standing, _row, _on: {},
}


def _reopened_beside(standing: Standing, complaint: Step, problem: Row, plan: Plan, working: Calendar) -> Standing:
    """The standing once a complaint is heard that came beside a closing; it is counted only once."""
    counted = complaint.id not in dict(standing.ineffective)
    reopening = _reopening(complaint.row, plan)
    if reopening is None:
        return standing
    after = _after(standing, complaint, reopening, problem, plan, working)
    return replace(
        after,
        reopened=standing.reopened if counted else after.reopened,
        ineffective=tuple(item for item in standing.ineffective if item[0] != complaint.id),
    )


def _reopening(row: Row, plan: Plan) -> PlanStep | None:
    """The row by which a follow-up says that the enterprise is dissatisfied; None when it says no such thing."""
    rows = (step for step in plan.flow.reopening if step.step == row.get("step"))
    return next(
        (step for step in rows if step.fits(row) and row.get("reached") is True and not step.missing(row)), None
    )


def _unseen(complaints: list[Step], closing: Step, ordered: list[Step]) -> list[Step]:
    """The complaints that a closing did not know of: not among the steps that it saw, nor those that these saw."""
    if not complaints:
        return []
    follows = {step.id: step.follows for step in ordered}
    seen: set[str] = set()
    waiting = list(closing.follows)
    while waiting:
        step = waiting.pop()
        if step not in seen:
            seen.add(step)
            waiting.extend(follows.get(step, ()))
    return [complaint for complaint in complaints if complaint.id not in seen]


def undone(ordered: list[Step], plan: Plan) -> set[str]:
    """The steps that a later correction undoes; one that is itself corrected undoes nothing."""
    undone: set[str] = set()
    for step in reversed(ordered):
        rows = plan.flow.rows.get(step.row.get("step", ""), ())
        corrects = any(
            "correct" in row.effects and not row.missing(step.row) and not not_entitled(row, step.roles, plan)
            for row in rows
        )
        if corrects and step.follows and step.id not in undone and not step.row.get("deleted"):
            undone.add(step.follows[0])
    return undone


def _after_what_they_saw(ordered: list[Step]) -> list[Step]:
    """In order, but each after those that it saw; a circle (which no honest device writes) comes last, in order."""
    known = {step.id: step for step in ordered}
    missing = {step.id: {seen for seen in step.follows if seen in known} for step in ordered}
    seen_by: dict[str, list[str]] = {}
    for step in ordered:
        for seen in missing[step.id]:
            seen_by.setdefault(seen, []).append(step.id)
    ready = [(_order(step), step.id) for step in ordered if not missing[step.id]]
    heapify(ready)
    placed: list[Step] = []
    while ready:
        current = heappop(ready)[1]
        placed.append(known.pop(current))
        for later in seen_by.get(current, ()):
            missing[later].discard(current)
            if not missing[later] and later in known:
                heappush(ready, (_order(known[later]), later))
    return [*placed, *(step for step in ordered if step.id in known)]


def _expected(row: PlanStep, standing: Standing) -> Expected:
    due = None
    if "reply" in row.effects and not standing.replied_on:
        due = standing.due
    elif "verify" in row.effects:
        due = standing.verification_due
    role = row.by[0]
    return Expected(row.name, standing.lead if role == "department" and standing.lead else role, due)


def _order(step: Step) -> tuple[tuple[int, int, str], str]:
    return step.order, step.id


def day_of(value: object) -> date | None:
    # What a newer version wrote may not be a date here; a fold never fails because of one step.
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
