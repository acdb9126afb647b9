"""Whether a flow makes sense as a whole: no state that can't be reached or left, no step that nobody can do."""

from collections.abc import Iterable, Iterator

from fieldtui.locale import _, listed
from fieldtui.model.flow import ANY, ENDING, FILLED, OPEN, Effect, Flow, PlanStep
from fieldtui.model.plan_part import Fault

PROBLEMS_ONLY: frozenset[Effect] = frozenset({"verify", "solve", "explain"})
ENDS = ("completed", "produced", "succeeded", "failed")
"""What the end of a flow other than the problems' may mean."""

ARROW = " → "
_SHOWN = 8


def flow_faults(flow: Flow) -> Iterator[Fault]:
    """What is wrong with any flow, with the place in it."""
    named = list(_wrong_names(flow))
    yield from named
    if named:
        return  # what follows walks along the names
    yield from _steps_never_done(flow)
    for place, state in enumerate(flow.states):
        if state.next and (state.next, state.code) not in flow.rows_at:
            yield Fault(
                ("states", place, "next"),
                _("In state “{state}” the next step is “{step}”, which cannot be done there.").format(
                    state=state.code, step=state.next
                ),
            )
    yield from _dead_ends(flow)
    yield from _usual_circle(flow)


def problem_faults(flow: Flow) -> Iterator[Fault]:
    """What is wrong with the life of a problem: its ends say how it ended, and a dissatisfied enterprise is heard."""
    for place, row in enumerate(flow.steps):
        ends = row.to in flow.by_code and not flow.by_code[str(row.to)].open
        if ends and ENDING.isdisjoint(row.effects):
            yield Fault(
                ("steps", place, "effects"),
                _("Step “{step}” ends a problem; its effects must say how: solve, explain, merge or withdraw.").format(
                    step=row.step
                ),
            )
        if row.closes and not ends:
            yield Fault(
                ("steps", place, "to"),
                _("Step “{step}” closes a problem, so it must lead to a state that is not open.").format(step=row.step),
            )
        if row.closes and row.to and not any(row.to in flow.origins(other) for other in flow.reopening):
            # Otherwise an enterprise that is dissatisfied after all would find its problem closed for good.
            yield Fault(
                ("steps", place),
                _("Step “{step}” closes a problem, and no step reopens it from there.").format(step=row.step),
            )


def other_faults(flow: Flow) -> Iterator[Fault]:
    """What is wrong with the life of anything but a problem: its ends say whether it ended well."""
    for place, state in enumerate(flow.states):
        if not state.open and state.means not in ENDS:
            yield Fault(
                ("states", place),
                _("State “{state}” is an end; say which: means = {words}.").format(
                    state=state.code, words=listed(f'"{word}"' for word in ENDS)
                ),
            )
    for place, row in enumerate(flow.steps):
        for effect in sorted(PROBLEMS_ONLY.intersection(row.effects)):
            yield Fault(
                ("steps", place, "effects"),
                _("Step “{step}”: the effect “{effect}” is for problems only.").format(step=row.step, effect=effect),
            )
        for setting in ("before_due_days", "within_days"):
            if getattr(row, setting):
                yield Fault(
                    ("steps", place, setting),
                    _("Step “{step}”: “{setting}” is for problems only.").format(step=row.step, setting=setting),
                )


def _wrong_names(flow: Flow) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, state in enumerate(flow.states):
        if state.code in seen:
            yield Fault(
                ("states", place, "code"), _("Two states of the flow have one code: {code}.").format(code=state.code)
            )
        if state.code in (ANY, OPEN):
            yield Fault(
                ("states", place, "code"),
                _("“any” and “open” stand for several states; give the state another code."),
            )
        seen.add(state.code)
    if flow.initial not in flow.by_code:
        yield Fault(
            ("initial",),
            _("The flow begins in “{state}”, which is not among its states.").format(state=flow.initial),
        )
    for place, row in enumerate(flow.steps):
        for key, state_code in [*(("from", name) for name in row.from_states), *([("to", row.to)] if row.to else [])]:
            if state_code not in flow.by_code and state_code not in (ANY, OPEN):
                yield Fault(
                    ("steps", place, key),
                    _("Step “{step}” names the unknown state “{state}”.").format(step=row.step, state=state_code),
                )
        if row.to in (ANY, OPEN):
            yield Fault(("steps", place, "to"), _("Step “{step}” must lead to one state.").format(step=row.step))


def _steps_never_done(flow: Flow) -> Iterator[Fault]:
    above: dict[str, list[tuple[PlanStep, frozenset[str]]]] = {}
    for place, row in enumerate(flow.steps):
        left = origins = frozenset(flow.origins(row))
        for other, taken in above.setdefault(row.step, []):
            if left and _asks_less(other, row):
                left -= taken
        above[row.step].append((row, origins))
        if not left:
            yield Fault(
                ("steps", place),
                _(
                    "Nobody can ever do this row of step “{step}”: a row above it fits whenever it does; put it first."
                ).format(step=row.step),
            )


def _asks_less(other: PlanStep, row: PlanStep) -> bool:
    """Whether `other` fits whenever `row` does."""
    return all(name in row.when and wanted in (row.when[name], FILLED) for name, wanted in other.when.items())


def _dead_ends(flow: Flow) -> Iterator[Fault]:
    # Going back leads nowhere where nobody has been, but it is a way out.
    reached = _reached([flow.initial], _onward(flow))
    onward = _onward_or_back(flow)
    backward: dict[str, set[str]] = {code: set() for code in flow.by_code}
    for before, targets in onward.items():
        for target in targets:
            backward[target].add(before)
    ending = _reached([state.code for state in flow.states if not state.open], backward)
    if not any(not state.open for state in flow.states):
        yield Fault(("states",), _("No state is an end; write open = false on at least one."))
        return
    told: set[str] = set()
    for place, state in enumerate(flow.states):
        if state.code not in reached:
            yield Fault(("states", place), _("No step leads to state “{state}”.").format(state=state.code))
        elif state.open and not onward[state.code] - {state.code}:
            yield Fault(
                ("states", place),
                _("No step leads on from state “{state}”; add one, or make it an end with open = false.").format(
                    state=state.code
                ),
            )
        elif state.code not in ending | told:
            circle = _reached([state.code], onward)
            told |= circle
            words = [code for code in flow.by_code if code in circle]
            yield Fault(
                ("states", place),
                _("From state “{state}” there is no way to an end: {circle} goes round for ever.").format(
                    state=state.code, circle=ARROW.join([*words[:_SHOWN], *(["…"] if len(words) > _SHOWN else [])])
                ),
            )


def _onward(flow: Flow) -> dict[str, set[str]]:
    """State → the states that a step leads to from there."""
    onward: dict[str, set[str]] = {code: set() for code in flow.by_code}
    for row in flow.steps:
        for state in flow.origins(row):
            if row.to:
                onward[state].add(row.to)
    return onward


def _onward_or_back(flow: Flow) -> dict[str, set[str]]:
    """The same, and the states that one may have come from where a step goes back."""
    onward = _onward(flow)
    came_from = {code: {before for before, targets in onward.items() if code in targets} for code in onward}
    for row in flow.steps:
        if "restore" in row.effects:
            for state in flow.origins(row):
                onward[state] |= came_from[state]
    return onward


def _reached(start: Iterable[str], onward: dict[str, set[str]]) -> set[str]:
    reached = set(start)
    waiting = list(reached)
    while waiting:
        for state in onward[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    return reached


def _usual_circle(flow: Flow) -> Iterator[Fault]:
    told: set[str] = set()
    for place, state in enumerate(flow.states):
        way: list[str] = []
        code: str | None = state.code
        while code and code not in way:
            way.append(code)
            code = _usually_after(flow, code)
        if code == state.code and len(way) > 1 and state.code not in told:
            told.update(way)
            yield Fault(
                ("states", place, "next"),
                _("The usual next steps go round in a circle: {circle}.").format(circle=ARROW.join([*way, code])),
            )


def _usually_after(flow: Flow, code: str) -> str | None:
    """The state that the usual next step leads to; None where there is none, or it goes back."""
    step = flow.by_code[code].next
    rows = flow.rows_at.get((step, code), ()) if step else ()
    if not rows:
        return None
    row = min(rows, key=lambda row: bool(row.when))
    return None if "restore" in row.effects else row.to
