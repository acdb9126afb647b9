"""The part of a plan that says how something lives (a problem, a project, a lead, …): its states, and the table of
steps between them. Whether a flow makes sense as a whole is asked by `flow_checks`."""

from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fieldtui.locale import _
from fieldtui.model.plan_part import MOST, Days, OneOrMore, PlanPart
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

Meaning = Literal[
    "signed",  # a contract stands 签约
    "started",  # building has begun 开工
    "completed",  # built 竣工
    "produced",  # in production 投产
    "stopped",  # building rests 停工
    "succeeded",  # ended well
    "failed",  # ended otherwise
]
"""What a state means for figures, whatever a county calls it."""

ANY, OPEN = "any", "open"
"""Words that stand for all states, and for all open ones, in a step's `from`."""

FILLED = "*"
"""In a step's `when`: the field is filled in, whatever with."""

DISSATISFIED = "dissatisfied"


def is_filled(value: object) -> bool:
    return value is not None and value != "" and value != [] and value != ()


class State(PlanPart):
    """Where something can stand. `next` is the step that is usually done next; a state that is not open is final."""

    code: Annotated[Code, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    open: bool
    """false for an end."""
    next: Code | None = None
    """The step that is usually done next."""
    means: Meaning | None = None
    """What it means for figures."""


class PlanStep(PlanPart):
    """One row of the table of steps: from which states to which, by whom, what must be filled in, what it does.

    Several rows may share a step's code; the first whose `when` and `from` fit is the one that counts.
    """

    step: Annotated[Code, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    from_states: Annotated[tuple[Code, ...], Field(alias="from", min_length=1, max_length=MOST)]
    """The states that it starts from; any: all of them, open: all that are open."""
    to: Code | None = None
    """The state that it leads to; it stays the same when nothing is said."""
    by: Annotated[tuple[Role, ...], Field(min_length=1, max_length=4)]
    """Who may do it."""
    needs: Annotated[tuple[str, ...], Field(max_length=MOST)] = ()
    """Fields of the follow-up that must be filled in."""
    when: dict[str, bool | str] = Field(default_factory=dict)
    """This row counts only when the follow-up says so; "*": whatever, but something."""
    effects: Annotated[tuple[Effect, ...], Field(max_length=MOST)] = ()
    """What it does beside leading to another state."""
    sets_deadline: Annotated[tuple[Code, ...], Field(max_length=MOST)] = ()
    """The deadlines that begin with it."""
    before_due_days: Days | None = None
    """It is asked for at least so many working days before the problem is due; a later one is told of, and kept."""
    within_days: Days | None = None
    """It comes within so many working days of the handing out 交办; a later one is told of, and kept."""

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


class Flow(PlanPart):
    """States and steps, and for whom one role may enter the step of another (代录)."""

    initial: Code
    """The state in which it begins."""
    states: Annotated[tuple[State, ...], Field(min_length=2, max_length=MOST)]
    steps: Annotated[tuple[PlanStep, ...], OneOrMore]
    on_behalf: dict[Role, tuple[Role, ...]] = Field(default_factory=dict)
    """Who may enter the steps of whom."""
    behalf_needs: tuple[str, ...] = ("behalf", "heard_by", "heard_on")
    """What must be said about it then."""

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
