"""An outcome 成效 of an enterprise in a period: whether it got what its category is for, and by what evidence."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.codes import ACHIEVED, one_of
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Note, Period

TITLE = N_("outcome")


class Outcome(Record):
    kind: ClassVar[str] = "outcome"

    enterprise: Annotated[Id, Shown(N_("Enterprise"), refers="enterprise")]
    period: Annotated[Period, Shown(N_("Period"))]
    category: Annotated[Code, Field(min_length=1), Shown(N_("Category"), plan="categories")]
    achieved: Annotated[str, one_of(ACHIEVED), Shown(N_("Outcome"), choices=ACHIEVED)]
    evidence: Annotated[Note | None, Shown(N_("Evidence"), tall=True)] = None
    judged_by: Annotated[Line | None, Shown(N_("Judged by"), on_demand=True)] = None
    judged_on: Annotated[date | None, Shown(N_("Judged on"), on_demand=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @model_validator(mode="after")
    def _has_evidence(self) -> Self:
        if self.achieved == "yes" and not self.evidence:
            raise ValueError(_("What was achieved needs its evidence."))
        return self
