"""What figures need to know of a problem, as it stood at the end of a day.

Most lives are plain: answered once, never handled again. What is asked of those stands in their stored standing, which
costs nothing; the others are folded step by step. Both ways give the same, and a test holds them against each other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from fieldtui.model.flow import DISSATISFIED, Effect, PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work.calendar import Calendar
from fieldtui.work.figures.hours import moment_of, working_hours
from fieldtui.work.life import Step, days_late, deadlines, fold, in_order, standing_row, undone


@dataclass(frozen=True, slots=True)
class ProblemFact:
    """A problem at the end of a day. Days are ISO dates; None where there is none (yet)."""

    id: str
    raised: str
    type: str
    enterprise: str
    lead: str
    ended_otherwise: bool
    """Withdrawn, or merged into another one."""
    solved: bool | None
    """True closed as solved, False closed by explanation, None not closed."""
    closed_on: str | None
    due: str | None
    """By when the reply was due before it was first reopened."""
    replied_on: str | None
    """When that reply came."""
    awaited: str | None
    """By when the reply is due that has not come yet."""
    days_late: int
    """Working days since then."""
    asking_due: str | None
    """By when the enterprise was to be asked about the first reply."""
    asked_on: str | None
    """When it was first reached about it."""
    said_first: str | None
    said_last: str | None
    assigned_on: str | None
    """When it was assigned to whom it was that first got in touch; to the last one, if nobody did."""
    response: Decimal | None
    """Working hours from then until somebody got in touch."""

    @property
    def disliked(self) -> bool:
        """Whether the first verification had it handled again."""
        return self.said_first == DISSATISFIED


@dataclass(frozen=True, slots=True)
class ProblemRecords:
    """A problem with what is known of its life: its steps in any order, and where they have led (`standing_row`)."""

    problem: Row
    standing: Row
    steps: Sequence[Row]


@dataclass(frozen=True)
class Lives:
    """The rules by which problems of one plan are read, and where more of their steps can be learnt."""

    plan: Plan
    calendar: Calendar
    whole_steps: Callable[[str], Sequence[Step]]
    """The steps of a problem with their order and the roles of who entered them."""
    written: Callable[[str], int]
    """When a step was written: UTC, milliseconds."""

    def fact(self, records: ProblemRecords, end: date) -> ProblemFact | None:
        """The problem at the end of that day; None when it was not raised yet."""
        if records.problem["raised"] > end.isoformat():
            return None
        return self.plain_fact(records, end) or self.folded_fact(records, end)

    def plain_fact(self, records: ProblemRecords, end: date) -> ProblemFact | None:
        """The fact from the stored standing; None when the life is not as plain as that."""
        standing, steps = records.standing, records.steps
        last_day = end.isoformat()
        if not standing or standing.get("reopened") or standing.get("ineffective"):
            return None
        if any(step["on"] > last_day for step in steps):
            return None
        done = [_Done(step, self._effects(step)) for step in steps]
        reached = [step for step in done if step.reaches]
        assigned = [step for step in done if "assign" in step.effects]
        if len(reached) > 1 or len(assigned) > 1 or any(step.effects & _TURNING for step in done):
            return None
        asking_due = standing.get("verification_due") or standing.get("replied_on")
        if reached:
            if self._asking is None or not standing.get("replied_on"):
                return None
            asking_due = self._asked_by(records.problem, date.fromisoformat(standing["replied_on"]), self._asking)
        return self._fact(
            records.problem,
            standing,
            end,
            first_round=standing,
            asking_due=asking_due,
            asked_on=reached[0].row["on"] if reached else None,
            effective=[step.row for step in done],
        )

    def folded_fact(self, records: ProblemRecords, end: date) -> ProblemFact:
        """The fact by folding the steps one after the other, up to that day."""
        problem, last_day = records.problem, end.isoformat()
        # A wrong entry was wrong from the beginning, whenever it was put right.
        steps = in_order(
            step
            for step in self.whole_steps(problem["id"])
            if not step.row.get("deleted") and (step.row["on"] <= last_day or self._corrects(step.row))
        )
        final = fold(problem, steps, self.plan, self.calendar)
        gone = undone(steps, self.plan)
        kept = [step for step in steps if step.id not in gone]
        known = [fold(problem, kept[:count], self.plan, self.calendar) for count in range(len(kept) + 1)]
        first_round = next((before for before, after in pairwise(known) if after.reopened > before.reopened), final)
        before_asked, asked = next(
            ((before, after) for before, after in pairwise(known) if after.satisfaction_first), (known[-1], None)
        )
        days = {step.id: step.row["on"] for step in kept}
        refused = {step for step, _words in known[-1].ineffective}
        return self._fact(
            problem,
            standing_row(known[-1]),
            end,
            first_round=standing_row(first_round),
            asking_due=_iso(before_asked.verification_due or before_asked.replied_on),
            asked_on=days.get(asked.last or "") if asked else None,
            effective=[step.row for step in kept if step.id not in refused],
        )

    def _fact(
        self,
        problem: Row,
        standing: Row,
        end: date,
        *,
        first_round: Row,
        asking_due: str | None,
        asked_on: str | None,
        effective: Sequence[Row],
    ) -> ProblemFact:
        solved = standing.get("solved")
        is_open = bool(standing.get("open"))
        awaited = standing.get("due") if is_open and not standing.get("replied_on") else None
        late = (
            days_late(date.fromisoformat(awaited), end, self.calendar) if awaited and awaited < end.isoformat() else 0
        )
        assigned_on, response = self._response(effective)
        return ProblemFact(
            id=problem["id"],
            raised=problem["raised"],
            type=self.plan.root_type(problem["type"]),
            enterprise=problem.get("enterprise", ""),
            lead=standing.get("lead", ""),
            ended_otherwise=not is_open and solved is None,
            solved=solved,
            closed_on=standing.get("closed_on"),
            due=first_round.get("due"),
            replied_on=first_round.get("replied_on"),
            awaited=awaited,
            days_late=late,
            asking_due=asking_due,
            asked_on=asked_on,
            said_first=standing.get("satisfaction_first"),
            said_last=standing.get("satisfaction_last"),
            assigned_on=assigned_on,
            response=response,
        )

    def _response(self, effective: Sequence[Row]) -> tuple[str | None, Decimal | None]:
        """From the assignment to the first word of a department: the day, and the working hours, if there was one."""
        assigned = sorted(self._moments(effective, self._assigning))
        if not assigned:
            return None, None
        contacts = self._moments(effective, self._touching)
        first = min(contacts, default=None)
        if first is None:
            return assigned[-1].date().isoformat(), None
        before = max((moment for moment in assigned if moment <= first), default=assigned[0])
        return before.date().isoformat(), working_hours(before, first, self.calendar)

    def _moments(self, steps: Sequence[Row], rows: dict[str, tuple[PlanStep, ...]]) -> list[datetime]:
        return [
            moment_of(step["on"], self.written(step["id"]))
            for step in steps
            if any(row.fits(step) for row in rows.get(step["step"], ()))
        ]

    def _asked_by(self, problem: Row, replied_on: date, reply: PlanStep) -> str | None:
        """Until when the enterprise is to be asked about a reply of that day."""
        due = deadlines(reply, replied_on, problem, self.plan, self.calendar).get("verification_due")
        return _iso(due or replied_on)

    def _effects(self, step: Row) -> frozenset[Effect]:
        return self._by_step.get(step["step"], frozenset())

    def _corrects(self, step: Row) -> bool:
        return "correct" in self._effects(step)

    @cached_property
    def _by_step(self) -> dict[str, frozenset[Effect]]:
        """All that a step may do, whatever is filled in."""
        rows = self.plan.flow.rows.items()
        return {step: frozenset(effect for row in found for effect in row.effects) for step, found in rows}

    @cached_property
    def _assigning(self) -> dict[str, tuple[PlanStep, ...]]:
        return _rows(self.plan, lambda row: "assign" in row.effects)

    @cached_property
    def _touching(self) -> dict[str, tuple[PlanStep, ...]]:
        """The steps by which a department says what it does about a problem; to sign for it says nothing."""
        return _rows(self.plan, lambda row: row.by[0] == "department" and "words" in row.needs)

    @cached_property
    def _asking(self) -> PlanStep | None:
        """The row that stands for all replies; None when some give another deadline, or other steps give one too."""
        gives = {item.code for item in self.plan.deadlines if item.gives == "verification_due"}
        rows = self.plan.flow.steps
        replies = [row for row in rows if "reply" in row.effects]
        others = [row for row in rows if row not in replies and not gives.isdisjoint(row.sets_deadline)]
        same = len({tuple(code for code in row.sets_deadline if code in gives) for row in replies}) == 1
        return replies[0] if same and not others else None


_TURNING: frozenset[Effect] = frozenset({"correct", "restore"})


@dataclass(frozen=True, slots=True)
class _Done:
    row: Row
    effects: frozenset[Effect]

    @property
    def reaches(self) -> bool:
        return "verify" in self.effects and self.row.get("reached") is True and bool(self.row.get("satisfaction"))


def _rows(plan: Plan, wanted: Callable[[PlanStep], bool]) -> dict[str, tuple[PlanStep, ...]]:
    found = {step: tuple(row for row in rows if wanted(row)) for step, rows in plan.flow.rows.items()}
    return {step: rows for step, rows in found.items() if rows}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def facts_of(all_records: Iterable[ProblemRecords], lives: Callable[[Row], Lives], end: date) -> list[ProblemFact]:
    """Every problem that was raised by the end of that day; `lives` gives the rules of a problem's own plan."""
    facts = (lives(records.problem).fact(records, end) for records in all_records)
    return [fact for fact in facts if fact is not None]
