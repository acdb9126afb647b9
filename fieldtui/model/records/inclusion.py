"""An inclusion 纳入: an enterprise in a plan, in which category, on what ground, from when to when."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_
from fieldtui.model.record import PlanReference, Record, Shown, check_period
from fieldtui.model.text import Code, Id, Line, Note

TITLE = N_("inclusion")


class Inclusion(Record):
    kind: ClassVar[str] = "inclusion"

    enterprise: Annotated[Id, Shown(N_("Enterprise"), refers="enterprise")]
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None
    category: Annotated[Code, Field(min_length=1), Shown(N_("Category"), plan="categories")]
    ground: Annotated[Note | None, Shown(N_("Ground of selection"), tall=True)] = None
    base_period: Annotated[Line | None, Shown(N_("Base period"))] = None
    start: Annotated[date, Shown(N_("From"))]
    end: Annotated[date | None, Shown(N_("To"), on_demand=True)] = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        check_period(self.start, self.end)
        return self
