"""A policy 政策. That it was delivered to an enterprise, and what was paid, are follow-ups of it."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_
from fieldtui.model.record import PlanReference, Record, Shown, check_period
from fieldtui.model.text import Code, Id, Line, Money, Note

TITLE = N_("policy")


class Policy(Record):
    kind: ClassVar[str] = "policy"

    name: Annotated[Line, Field(min_length=2), Shown(N_("Name"))]
    unit: Annotated[Id | None, Shown(N_("Unit that owns it"), refers="unit")] = None
    document: Annotated[Line | None, Shown(N_("Document number"), on_demand=True)] = None
    level: Annotated[Code | None, Shown(N_("Level"), plan="levels", on_demand=True)] = None
    # For whom: in words, and which categories of the plan.
    audience: Annotated[Note | None, Shown(N_("Who it is for"), tall=True)] = None
    categories: Annotated[list[Code], Shown(N_("Categories"), plan="categories", on_demand=True)] = Field(
        default_factory=list
    )
    text: Annotated[Note | None, Shown(N_("What it gives"), tall=True)] = None
    most: Annotated[Money | None, Shown(N_("At most"))] = None
    start: Annotated[date | None, Shown(N_("From"))] = None
    deadline: Annotated[date | None, Shown(N_("Apply by"))] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.start:
            check_period(self.start, self.deadline)
        return self
