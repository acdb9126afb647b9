"""Steps of records as they are entered: each by who may, with what the plan needs, checked by the rules of steps."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.diary import OFFICE, Diary
from fieldtui.demo.parties import StoryError
from fieldtui.model.flow import FILLED, Flow, PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import Standing, refusal
from fieldtui.work.objections import chosen_row, may_stand_in

HEARD = {"telephone": 6.0, "wechat": 4.0, "in_person": 1.0, "document": 2.0}
PLANNED = "planned"

Say = Callable[[PlanStep, date], Mapping[str, Any]]
"""The values of a step beside who and when: lead, words, reason and so on, as far as the step asks for them."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who enters a step: at whose desk (OFFICE, or a cadre's id), which person, in which role."""

    desk: str
    person: str
    role: str


@dataclass(slots=True)
class Living:
    """A record that goes through a flow, as it stands while its steps are made. `plan` is the one with its flow."""

    record: Record
    plan: Plan
    clerk: Hand
    cadre: Hand | None = None
    """The cadre at whose laptop it is known."""
    state: str = ""
    came_from: str = ""
    said: str | None = None
    """What the enterprise said about the reply in force."""
    lead: str = ""
    numbered: bool = False
    steps: list[str] = field(default_factory=list)
    reached: dict[str, date] = field(default_factory=dict)
    """State → the day it came there."""

    def __post_init__(self) -> None:
        self.state = self.state or self.flow.initial

    @property
    def flow(self) -> Flow:
        return self.plan.flow

    def hand_for(self, row: PlanStep) -> Hand | None:
        """Who enters this step; None when nobody here can."""
        if self.cadre and "cadre" in row.by and ("clerk" not in row.by or not row.to or self._is_of_cadres(row)):
            return self.cadre
        if "clerk" in row.by or may_stand_in(row, "clerk", self.plan):
            return self.clerk
        return None

    def _is_of_cadres(self, row: PlanStep) -> bool:
        return "verify" in row.effects or "reply" in row.effects or row.by[0] == "cadre"

    def after(self, row: PlanStep) -> str:
        """The state that a step leads to."""
        return (self.came_from if "restore" in row.effects else row.to) or self.state


def main_row(living: Living) -> PlanStep | None:
    """The step that usually comes next, when somebody here may enter it."""
    code = living.flow.by_code[living.state].next
    rows = living.flow.rows_at.get((code, living.state), ()) if code else ()
    row = min(rows, key=lambda row: bool(row.when), default=None)
    return row if row is not None and living.hand_for(row) else None


def way(living: Living, target: str) -> list[PlanStep] | None:
    """The shortest way from where it stands to a state; None when nobody here can lead it there."""
    ways: dict[str, list[PlanStep]] = {living.state: []}
    waiting = deque([living.state])
    while waiting and target not in ways:
        state = waiting.popleft()
        for row in living.flow.steps:
            leads = row.to and state in living.flow.origins(row) and row.to not in ways and not row.when
            if leads and row.to and living.hand_for(row):
                ways[row.to] = [*ways[state], row]
                waiting.append(row.to)
    return ways.get(target)


def usual_way(flow: Flow) -> list[str]:
    """The states from the first on, as one usually follows the other."""
    states, state = [flow.initial], flow.by_code[flow.initial]
    while state.next:
        row = min(flow.rows_at[state.next, state.code], key=lambda row: bool(row.when))
        if not row.to or row.to in states:
            break
        states.append(row.to)
        state = flow.by_code[row.to]
    return states


class StepMaker:
    """Makes the steps of a county's records, each after the ones before, and notes them in the diary."""

    def __init__(self, diary: Diary, calendar: Calendar, chance: Chance) -> None:
        self._diary = diary
        self._calendar = calendar
        self._chance = chance

    def step(self, living: Living, row: PlanStep, day: date, values: Mapping[str, Any]) -> FollowUp:
        """Enters a step on a day. StoryError when the rules of steps would refuse it."""
        hand = living.hand_for(row)
        if hand is None:
            raise StoryError(f"{row.step}: nobody here may")
        wanted = {name: value for name, value in row.when.items() if value != FILLED}
        behalf = {}
        if hand.role not in row.by:
            told = {"behalf": living.lead or None, "heard_by": self._chance.one_by_weight(HEARD), "heard_on": day}
            behalf = {name: told.get(name) for name in living.flow.behalf_needs}
        about = "problem" if living.record.kind == "problem" else "about"
        step = FollowUp(
            id=self._chance.id(day),
            **{about: living.record.id},
            step=row.step,
            on=day,
            by=hand.person,
            follows=living.steps[-1:] if row.step != PLANNED else [],
            **{**values, **wanted, **behalf},
        )
        self._refuse_what_is_wrong(living, row, step, hand)
        numbers = ""
        if "assign" in row.effects:
            living.lead = step.lead or ""
            if hand.role == "clerk" and not living.numbered:
                living.numbered, numbers = True, living.record.id
        needs = [living.record.id, *step.follows]
        self._diary.add(max(day, self._diary.first), hand.desk, [step], numbers=numbers, needs=needs)
        self._go_on(living, row, step, day)
        return step

    def planned(self, living: Living, day: date, due: date, reason: str) -> None:
        """Plans what is to be done about a record, where its plan knows such a step."""
        row = next((row for row in living.flow.rows.get(PLANNED, ()) if living.hand_for(row)), None)
        if row is not None and living.state in living.flow.origins(row):
            self.step(living, row, day, {"due": due, "reason": reason})

    def spread(self, living: Living, rows: Sequence[PlanStep], first: date, last: date, say: Say) -> None:
        """Enters these steps one after the other, spread over the days from `first` to `last`."""
        whole = (last - first).days
        days = sorted(self._chance.randint(1, max(1, whole)) for _row in rows)
        for row, after in zip(rows, days, strict=True):
            day = min(last, self._calendar.add_working_days(date.fromordinal(first.toordinal() + after - 1), 1))
            self.step(living, row, day, say(row, day))

    def _refuse_what_is_wrong(self, living: Living, row: PlanStep, step: FollowUp, hand: Hand) -> None:
        values = {"id": step.id, **step.fields()}
        state = living.flow.by_code[living.state]
        standing = Standing(state.code, state.open, came_from=living.came_from or None, verification=living.said)
        sentence = refusal(standing, values, hand.role, living.plan)
        if sentence or chosen_row(living.state, values, living.plan) is not row:
            raise StoryError(f"{living.record.kind} {step.step}: {sentence}")

    def _go_on(self, living: Living, row: PlanStep, step: FollowUp, day: date) -> None:
        target = living.after(row)
        if "verify" in row.effects:
            living.said = step.satisfaction
        if "reply" in row.effects or "assign" in row.effects:
            living.said = None
        if target != living.state:
            living.came_from, living.state = living.state, target
            living.reached.setdefault(target, day)
        if row.step != PLANNED:
            living.steps.append(step.id)


def ends(living: Living) -> Iterator[str]:
    """The states in which a record of this flow may end."""
    return (state.code for state in living.flow.states if not state.open)


def clerk_hand(clerk: str) -> Hand:
    return Hand(OFFICE, clerk, "clerk")
