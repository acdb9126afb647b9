"""A problem 问题. Its state is the fold of its follow-ups (`work.life`) and is not stored here."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.codes import NATURES, SOURCES, URGENCIES, one_of
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Note

TITLE = N_("problem")


class Problem(Record):
    kind: ClassVar[str] = "problem"

    number: Annotated[Line | None, Shown(N_("Number"), derived=True)] = None
    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise")] = None
    project: Annotated[Id | None, Shown(N_("Project"), refers="project", on_demand=True)] = None
    visit: Annotated[Id | None, Shown(N_("Visit"), refers="visit", on_demand=True)] = None
    source: Annotated[str, one_of(SOURCES), Shown(N_("Source"), choices=SOURCES)] = "visit"
    raised: Annotated[date, Shown(N_("Raised on"))]
    title: Annotated[Line, Field(min_length=4, max_length=40), Shown(N_("Problem"))]
    description: Annotated[Note | None, Shown(N_("Description"), tall=True)] = None
    request: Annotated[Note | None, Shown(N_("Request"), tall=True)] = None
    type: Annotated[Code, Field(min_length=1), Shown(N_("Type"), plan="problem_types")]
    nature: Annotated[str, one_of(NATURES), Shown(N_("Nature"), choices=NATURES)] = "individual"
    urgency: Annotated[str, one_of(URGENCIES), Shown(N_("Urgency"), choices=URGENCIES)] = "ordinary"
    green_channel: Annotated[bool, Shown(N_("Green channel"), on_demand=True)] = False
    one_policy: Annotated[bool, Shown(N_("One enterprise, one plan"), on_demand=True)] = False
    suggested: Annotated[Line | None, Shown(N_("Suggested department"))] = None
    hoped_for: Annotated[date | None, Shown(N_("Hoped for by"))] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None
    # The list it was taken over from 接管, with steps that were not entered when they were taken.
    taken_over: Annotated[Line | None, Shown(N_("Taken over from"), derived=True)] = None

    @model_validator(mode="after")
    def _hoped_for_after_raised(self) -> Self:
        if self.hoped_for and self.hoped_for < self.raised:
            raise ValueError(_("The date hoped for lies before the day it was raised."))
        return self
