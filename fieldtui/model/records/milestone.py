"""A milestone 节点 of a project: when it is planned, and when it came."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, Line, Note

TITLE = N_("milestone")


class Milestone(Record):
    kind: ClassVar[str] = "milestone"

    project: Annotated[Id, Shown(N_("Project"), refers="project")]
    type: Annotated[Code, Field(min_length=1), Shown(N_("Milestone"), plan="milestone_kinds")]
    title: Annotated[Line | None, Shown(N_("Which part"), on_demand=True)] = None
    planned: Annotated[date, Shown(N_("Planned for"))]
    actual: Annotated[date | None, Shown(N_("Reached on"))] = None
    obstacle: Annotated[Id | None, Shown(N_("Obstacle"), refers="problem", on_demand=True)] = None
    unit: Annotated[Id | None, Shown(N_("Responsible unit"), refers="unit", on_demand=True)] = None
    note: Annotated[Note | None, Shown(N_("Note"), tall=True, on_demand=True)] = None
