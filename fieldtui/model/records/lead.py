"""A lead 线索: where an investment might come from. Its stage is the fold of its follow-ups (`work.stages`)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.codes import LEAD_SOURCES, one_of
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Money, Note

TITLE = N_("lead")


class Lead(Record):
    kind: ClassVar[str] = "lead"

    source: Annotated[str, one_of(LEAD_SOURCES), Shown(N_("Source"), choices=LEAD_SOURCES)]
    text: Annotated[Note, Field(min_length=2), Shown(N_("What was heard"), tall=True)]
    title: Annotated[Line | None, Field(max_length=40), Shown(N_("Title"), on_demand=True)] = None
    collected: Annotated[date, Shown(N_("Collected on"))]
    investor: Annotated[Line | None, Shown(N_("Investor"))] = None
    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise", on_demand=True)] = None
    chain: Annotated[Code | None, Shown(N_("Industry chain"), plan="chains", on_demand=True)] = None
    investment: Annotated[Money | None, Shown(N_("Likely investment"))] = None
    owner: Annotated[Id | None, Shown(N_("Followed by"), refers="person")] = None
    unit: Annotated[Id | None, Shown(N_("Responsible unit"), refers="unit", on_demand=True)] = None
    contact: Annotated[Line | None, Shown(N_("Contact"), personal=True)] = None
    phone: Annotated[Code | None, Shown(N_("Phone"), personal=True)] = None
    project: Annotated[Id | None, Shown(N_("Project it became"), refers="project", on_demand=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None
