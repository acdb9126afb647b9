"""The part of a plan that says how a problem lives: its states, and the table of steps between them."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fieldtui.locale import _
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.row import Row
from fieldtui.model.text import Code, Line

Role = Literal["cadre", "clerk", "department", "leader"]
Effect = Literal[
    "assign",  # gives lead, co-departments and due date, and waits for a reply
    "reply",  # the lead has answered; now the enterprise is asked
    "verify",  # the enterprise was asked
    "reopen",  # has it handled again, and is counted
    "solve",  # closes, counted as solved
    "explain",  # closes, not counted as solved
    "bounce",  # sent back for another department, and is counted
    "move_due",  # the due date is the step's `due` from now on
    "merge",  # ends its own life in a common problem
    "withdraw",  # ends its life without an answer
    "restore",  # back to the state before the one that it is in
    "correct",  # undoes the first step that it names in `follows`
]
CLOSING: frozenset[Effect] = frozenset({"solve", "explain"})
ENDING: frozenset[Effect] = CLOSING | {"merge", "withdraw"}

ANY, OPEN = "any", "open"
"""Words that stand for all states, and for all open ones, in a step's `from`."""

FILLED = "*"
"""In a step's `when`: the field is filled in, whatever with."""

DISSATISFIED = "dissatisfied"


def is_filled(value: object) -> bool:
    return value is not None and value != "" and value != [] and value != ()


class State(BaseModel):
    """Where a problem can stand. `next` is the step that is usually done next; a state that is not open is final."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[Code, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    open: bool
    next: Code | None = None


class PlanStep(BaseModel):
    """One row of the table of steps: from which states to which, by whom, what must be filled in, what it does.

    Several rows may share a step's code; the first whose `when` and `from` fit is the one that counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Annotated[Code, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    from_states: Annotated[tuple[Code, ...], Field(alias="from", min_length=1)]
    to: Code | None = None
    by: Annotated[tuple[Role, ...], Field(min_length=1)]
    needs: tuple[str, ...] = ()
    when: dict[str, bool | str] = {}
    effects: tuple[Effect, ...] = ()
    sets_deadline: tuple[Code, ...] = ()

    def fits(self, row: Row) -> bool:
        """Whether the field values of a follow-up select this row."""
        for name, wanted in self.when.items():
            value = row.get(name)
            if not is_filled(value) if wanted == FILLED else value != wanted:
                return False
        return True

    def missing(self, row: Row) -> list[str]:
        """The fields that this row needs and the follow-up leaves empty."""
        return [name for name in self.needs if not is_filled(row.get(name))]

    @cached_property
    def closes(self) -> bool:
        return not CLOSING.isdisjoint(self.effects)

    @model_validator(mode="after")
    def _names_fields_of_follow_ups(self) -> Self:
        for name in (*self.needs, *self.when):
            if name not in FollowUp.model_fields:
                raise ValueError(
                    _("Step “{step}”: a follow-up has no field “{field}”.").format(step=self.step, field=name)
                )
        if "verify" in self.effects and not {"reached", "satisfaction"} <= set(self.needs):
            raise ValueError(
                _("Step “{step}” verifies, so it needs “reached” and “satisfaction”.").format(step=self.step)
            )
        if "restore" in self.effects and self.to:
            raise ValueError(_("Step “{step}” goes back where it came from, so it has no “to”.").format(step=self.step))
        return self


class Flow(BaseModel):
    """States and steps, and for whom one role may enter the step of another (代录)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    initial: Code
    states: Annotated[tuple[State, ...], Field(min_length=2)]
    steps: Annotated[tuple[PlanStep, ...], Field(min_length=1)]
    on_behalf: dict[Role, tuple[Role, ...]] = {}
    behalf_needs: tuple[str, ...] = ("behalf", "heard_by", "heard_on")

    @cached_property
    def by_code(self) -> dict[str, State]:
        return {state.code: state for state in self.states}

    @cached_property
    def state_names(self) -> dict[str, str]:
        return {state.code: state.name for state in self.states}

    @cached_property
    def step_names(self) -> dict[str, str]:
        """Code → word of each step: that of its row without conditions, else of its first."""
        names: dict[str, str] = {}
        for row in sorted(self.steps, key=lambda row: bool(row.when)):
            names.setdefault(row.step, row.name)
        return {row.step: names[row.step] for row in self.steps}

    @cached_property
    def rows(self) -> dict[str, tuple[PlanStep, ...]]:
        """The rows of each step, in the order of the table."""
        found: dict[str, list[PlanStep]] = {}
        for row in self.steps:
            found.setdefault(row.step, []).append(row)
        return {step: tuple(rows) for step, rows in found.items()}

    @cached_property
    def rows_at(self) -> dict[tuple[str, str], tuple[PlanStep, ...]]:
        """(step, state) → the rows that lead on from there."""
        found: dict[tuple[str, str], list[PlanStep]] = {}
        for row in self.steps:
            for state in self.origins(row):
                found.setdefault((row.step, state), []).append(row)
        return {place: tuple(rows) for place, rows in found.items()}

    @cached_property
    def reopening(self) -> tuple[PlanStep, ...]:
        """The rows by which a verification that finds the enterprise dissatisfied has the problem handled again."""
        return tuple(
            row for row in self.steps if "reopen" in row.effects and row.when.get("satisfaction") == DISSATISFIED
        )

    def origins(self, row: PlanStep) -> tuple[str, ...]:
        """The states that a row may start from, with the words for several resolved."""
        found: dict[str, None] = {}
        for name in row.from_states:
            if name in (ANY, OPEN):
                found.update(dict.fromkeys(state.code for state in self.states if state.open or name == ANY))
            else:
                found[name] = None
        return tuple(found)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        sentence = next(self._faults(), "")
        if sentence:
            raise ValueError(sentence)
        return self

    def _faults(self) -> Iterator[str]:
        if len(self.by_code) < len(self.states):
            yield _("Two states of the flow have one code.")
        if self.by_code.keys() & {ANY, OPEN}:
            yield _("“any” and “open” stand for several states; give the state another code.")
        if self.initial not in self.by_code:
            yield _("The flow begins in “{state}”, which is not among its states.").format(state=self.initial)
        for row in self.steps:
            yield from self._faults_of_step(row)
        for state in self.states:
            if state.next and (state.next, state.code) not in self.rows_at:
                yield _("In state “{state}” the next step is “{step}”, which cannot be done there.").format(
                    state=state.code, step=state.next
                )
        unreached = [state.code for state in self.states if state.code not in self._reachable()]
        if unreached:
            yield _("No step leads to state “{state}”.").format(state=unreached[0])

    def _faults_of_step(self, row: PlanStep) -> Iterator[str]:
        words: dict[str, Any] = {"step": row.step}
        for state in (*row.from_states, *([row.to] if row.to else [])):
            if state not in self.by_code and state not in (ANY, OPEN):
                yield _("Step “{step}” names the unknown state “{state}”.").format(state=state, **words)
        if row.to in (ANY, OPEN):
            yield _("Step “{step}” must lead to one state.").format(**words)
        ends = row.to in self.by_code and not self.by_code[str(row.to)].open
        if ends and ENDING.isdisjoint(row.effects):
            yield _(
                "Step “{step}” ends a problem; its effects must say how: solve, explain, merge or withdraw."
            ).format(**words)
        if row.closes and not ends:
            yield _("Step “{step}” closes a problem, so it must lead to a state that is not open.").format(**words)
        if row.closes and row.to and not any(row.to in self.origins(other) for other in self.reopening):
            # Otherwise an enterprise that is dissatisfied after all would find its problem closed for good.
            yield _("Step “{step}” closes a problem, and no step reopens it from there.").format(**words)

    def _reachable(self) -> set[str]:
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            state = waiting.pop()
            for row in self.steps:
                if row.to and row.to not in reached and state in self.origins(row):
                    reached.add(row.to)
                    waiting.append(row.to)
        return reached
