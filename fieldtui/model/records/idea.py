"""An idea 金点子, given by anyone, who is answered. Its stage is the fold of its follow-ups (`work.stages`)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.codes import IDEA_SOURCES, one_of
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Note

TITLE = N_("idea")


class Idea(Record):
    kind: ClassVar[str] = "idea"

    source: Annotated[str, one_of(IDEA_SOURCES), Shown(N_("Source"), choices=IDEA_SOURCES)]
    text: Annotated[Note, Field(min_length=2), Shown(N_("The idea"), tall=True)]
    title: Annotated[Line | None, Field(max_length=40), Shown(N_("Title"), on_demand=True)] = None
    submitted: Annotated[date, Shown(N_("Submitted on"))]
    giver: Annotated[Line | None, Shown(N_("Given by"), personal=True)] = None
    phone: Annotated[Code | None, Shown(N_("Phone"), personal=True)] = None
    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise", on_demand=True)] = None
    area: Annotated[Code | None, Shown(N_("Area of work"), plan="areas")] = None
    owner: Annotated[Id | None, Shown(N_("Followed by"), refers="person", on_demand=True)] = None
    unit: Annotated[Id | None, Shown(N_("Responsible unit"), refers="unit", on_demand=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None
