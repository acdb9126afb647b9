"""Why a step can't be done where a problem stands: each reason one sentence that also says what to do."""

from collections.abc import Collection, Iterable

from fieldtui.locale import _, listed
from fieldtui.model.codes import ROLES
from fieldtui.model.flow import DISSATISFIED, PlanStep
from fieldtui.model.kinds import field
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row


def chosen_row(state: str, row: Row, plan: Plan) -> PlanStep | None:
    """The row of the plan that a follow-up means when the problem is in `state`; None when there is none."""
    return next((step for step in plan.flow.rows_at.get((row.get("step", ""), state), ()) if step.fits(row)), None)


def out_of_place(state: str, verification: str | None, row: Row, plan: Plan) -> str:
    """Why a follow-up does not fit where the problem stands; "" when it fits.

    `verification` is what the enterprise said when it was asked about the reply in force, None when it was not reached.
    """
    rows = [step for step in plan.flow.rows.get(row.get("step", ""), ()) if step.fits(row)]
    if not rows:
        return _unknown_step(row, plan)
    chosen = chosen_row(state, row, plan)
    # Said first for closings, because it tells people more than the name of the state does.
    if (chosen or rows[0]).closes and plan.flow.by_code[state].open:
        if verification == DISSATISFIED:
            return _("The enterprise is not satisfied, so this cannot be closed; have it handled again.")
        if verification is None:
            return _("The enterprise has not been reached about the reply; verify first, then close.")
    return "" if chosen else _wrong_state(state, rows[0].name, plan)


def unseen_dissatisfaction() -> str:
    return _(
        "A verification that this closing did not know of says the enterprise is not satisfied; have it handled again."
    )


def not_yours(step: PlanStep, role: str, plan: Plan) -> str:
    """Why a role may not do this step, not even on behalf; "" when it may."""
    if role in step.by or may_stand_in(step, role, plan):
        return ""
    roles = listed(_(ROLES[code]) for code in step.by)
    return _("“{step}” is done by: {roles}. Write a follow-up note and hand in, and they can do it.").format(
        step=step.name, roles=roles
    )


def not_entitled(step: PlanStep, held: Collection[str] | None, plan: Plan) -> str:
    """Why a step does not count that somebody entered who held these roles; "" when it does, or nobody asks (None)."""
    if held is None or any(not not_yours(step, role, plan) for role in held):
        return ""
    return _("Whoever entered “{step}” held no post then that may; enter it again, or add the appointment.").format(
        step=step.name
    )


def may_stand_in(step: PlanStep, role: str, plan: Plan) -> bool:
    """Whether the role may enter this step on behalf of one that may do it (代录)."""
    return any(
        other in step.by for entering, others in plan.flow.on_behalf.items() if entering == role for other in others
    )


def incomplete(step: PlanStep, row: Row) -> str:
    """Which fields the step needs and the follow-up leaves empty; "" when none."""
    missing = step.missing(row)
    return (
        _("For “{step}”, fill in as well: {fields}.").format(step=step.name, fields=_labels(missing)) if missing else ""
    )


def incomplete_behalf(step: PlanStep, row: Row, plan: Plan) -> str:
    """Which fields are missing in a step that is entered on behalf of somebody; "" when none."""
    missing = [name for name in plan.flow.behalf_needs if not row.get(name)]
    if not missing:
        return ""
    return _("You enter “{step}” on behalf of the {role}; fill in as well: {fields}.").format(
        step=step.name, role=_(ROLES[step.by[0]]), fields=_labels(missing)
    )


def _unknown_step(row: Row, plan: Plan) -> str:
    return _("The plan has no step “{step}”; choose one of: {steps}.").format(
        step=row.get("step", ""), steps=listed(plan.flow.step_names.values())
    )


def _wrong_state(state: str, step: str, plan: Plan) -> str:
    here = plan.flow.by_code[state]
    if here.next:
        return _("It is “{state}” now, where “{step}” cannot be done; next comes “{next}”.").format(
            state=here.name, step=step, next=plan.flow.step_names[here.next]
        )
    return _("It is “{state}” already, where “{step}” cannot be done; add a follow-up note instead.").format(
        state=here.name, step=step
    )


def _labels(names: Iterable[str]) -> str:
    labels = []
    for name in names:
        described = field("follow_up", name)
        labels.append(described.label if described else name)
    return listed(labels)
