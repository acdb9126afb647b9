"""A project, lead, idea, policy or task as its line of steps; a project also with its milestones and tasks."""

from collections.abc import Iterator

from fieldtui.locale import _
from fieldtui.model.codes import HEARD_BY, ROLES
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.desk import STAGE, Desk
from fieldtui.work.life import in_order
from fieldtui.work.planned import PLANNED, still_to_do
from fieldtui.work.stages import Stage, living, next_expected
from fieldtui.work.timeline import Moment


def stage_line(desk: Desk, kind: str, row: Row, stage: Stage | None) -> list[Moment]:
    """How it was recorded, every step in order with what did not take effect, what is planned, what comes next."""
    made = (desk.ledger.heads(row["id"]) or {})["made"]
    name = str(row.get("name") or row.get("title") or "")
    moments = [Moment(f"{local_time(made['at']):%Y-%m-%d}", _("recorded"), desk.name("person", made["by"]), name)]
    steps = [step for step in in_order(desk.steps(row["id"])) if not step.row.get("deleted")]
    refused = dict(stage.ineffective) if stage else {}
    to_do = still_to_do(step.row for step in steps)
    waiting = {planned["id"] for planned in to_do}
    plan = living(kind, row, desk.plan_of(row))
    words = plan.flow.step_names if plan else {}
    for step in steps:
        if step.id not in waiting:
            what = str(words.get(step.row["step"], step.row["step"]))
            moments.append(_done(desk, step.row, what, refused.get(step.id, "")))
    for planned in to_do:
        moments.append(
            Moment(planned["due"], _("planned"), desk.name("person", planned["by"]), planned["reason"], "muted")
        )
    if stage is not None:
        moments.extend(_to_come(desk, kind, row, stage))
    return moments


def milestone_lines(desk: Desk, project: str) -> Iterator[str]:
    """A line for each milestone of a project, in the order of the days for which they are planned."""
    whole = desk.ledger.row("project", project)
    for row in sorted(milestones_of(desk, project), key=lambda row: (row["planned"], row["id"])):
        parts = [desk.code_word("milestone_kinds", row["type"], whole), row.get("title", "")]
        parts.append(_("planned for {day}").format(day=row["planned"]))
        if row.get("actual"):
            parts.append(_("reached on {day}").format(day=row["actual"]))
        obstacle = desk.name("problem", row.get("obstacle"))
        if obstacle:
            parts.append(_("obstacle: {problem}").format(problem=obstacle))
        yield _("Milestone: {words}").format(words="  ".join(filter(None, parts)))


def milestones_of(desk: Desk, project: str) -> list[Row]:
    """The milestones of a project, in no particular order."""
    return desk.ledger.referring("milestone", "project", project)


def task_lines(desk: Desk, project: str) -> Iterator[str]:
    """A line for each task about a project, the one that is due first on top."""
    for row in sorted(desk.ledger.referring("task", "project", project), key=lambda row: (row["due"], row["id"])):
        state = desk.ledger.derived(STAGE, row["id"]).get("state", "")
        parts = [row["title"], desk.name("unit", row["unit"]), _("due {day}").format(day=row["due"])]
        parts.append(desk.code_word("task_stages", state, row))
        yield _("Task: {words}").format(words="  ".join(filter(None, parts)))


def _done(desk: Desk, row: Row, what: str, refusal: str) -> Moment:
    by = desk.name("person", row["by"])
    behalf = desk.name("unit", row.get("behalf"))
    parts = [_("did not take effect: {reason}").format(reason=refusal)] if refusal else []
    if behalf:
        way = HEARD_BY.get(row.get("heard_by", ""))
        heard = _(way) if way else ""
        parts.append(_("entered by {name}, {heard}:").format(name=by, heard=heard))
    parts.append(desk.name("enterprise", row.get("enterprise")))
    if row.get("amount"):
        parts.append(_("{sum}万元").format(sum=row["amount"]))
    parts += [row.get("reason", ""), row.get("words", "")]
    if row.get("due") and row["step"] != PLANNED:
        parts.append(_("due {day}").format(day=row["due"]))
    if row.get("approved_by"):
        parts.append(_("approved by {name} on {day}").format(name=row["approved_by"], day=row.get("approved_on", "")))
    words = " ".join(" ".join(part.split()) for part in parts if part)
    return Moment(row["on"], what, behalf or by, words, "late" if refusal else "")


def _to_come(desk: Desk, kind: str, row: Row, stage: Stage) -> Iterator[Moment]:
    for number, expected in enumerate(next_expected(kind, row, stage, desk.plan_of(row))):
        who = _(ROLES[expected.who]) if expected.who in ROLES else desk.name("unit", expected.who)
        due = expected.due.isoformat() if expected.due else ""
        yield Moment(due, expected.name, who, _("next") if number == 0 else "", "muted")
