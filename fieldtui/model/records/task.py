"""A task 交办事项: what a meeting or the office hands to a unit. Its stage is the fold of its follow-ups."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Note

TITLE = N_("task")


class Task(Record):
    """About a problem, about a project, or (with neither) about itself."""

    kind: ClassVar[str] = "task"

    title: Annotated[Line, Field(min_length=2), Shown(N_("Task"))]
    type: Annotated[Code | None, Shown(N_("Kind of task"), plan="task_kinds")] = None
    unit: Annotated[Id, Shown(N_("Unit"), refers="unit")]
    co: Annotated[list[Id], Shown(N_("Co-departments"), refers="unit", on_demand=True)] = Field(default_factory=list)
    assigned: Annotated[date, Shown(N_("Assigned on"))]
    due: Annotated[date, Shown(N_("Due"))]
    # Who handed it out: a meeting, or somebody of the office.
    meeting: Annotated[Id | None, Shown(N_("Meeting"), refers="meeting")] = None
    clerk: Annotated[Id | None, Shown(N_("Handed out by"), refers="person", on_demand=True)] = None
    problem: Annotated[Id | None, Shown(N_("Problem"), refers="problem", on_demand=True)] = None
    project: Annotated[Id | None, Shown(N_("Project"), refers="project", on_demand=True)] = None
    text: Annotated[Note | None, Shown(N_("What is asked"), tall=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.due < self.assigned:
            raise ValueError(_("It is due before the day it was assigned."))
        if not self.meeting and not self.clerk:
            raise ValueError(_("Say which meeting or who of the office handed it out."))
        if self.problem and self.project:
            raise ValueError(_("A task is about a problem or a project, not both; make two tasks."))
        return self
