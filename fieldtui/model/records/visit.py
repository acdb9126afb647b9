"""A visit 走访."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.codes import OUTCOMES, VISIT_MODES, one_of
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Note

TITLE = N_("visit")


class Visit(Record):
    """What was found on a visit. Whether its date lies in the future is asked where a clock is known (`work.rules`)."""

    kind: ClassVar[str] = "visit"

    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise")] = None
    project: Annotated[Id | None, Shown(N_("Project"), refers="project", on_demand=True)] = None
    date: Annotated[date, Shown(N_("Date"))]
    type: Annotated[Code, Shown(N_("Kind of visit"), plan="visit_kinds", on_demand=True)] = "enterprise"
    mode: Annotated[str, one_of(VISIT_MODES), Shown(N_("Mode"), choices=VISIT_MODES)] = "on_site"
    outcome: Annotated[str, one_of(OUTCOMES), Shown(N_("Outcome"), choices=OUTCOMES)] = "met"
    visitors: Annotated[list[Id], Field(min_length=1), Shown(N_("Visitors"), refers="person")]
    met: Annotated[Line | None, Shown(N_("People met"), personal=True)] = None
    note: Annotated[Note | None, Shown(N_("Note"), tall=True)] = None
    services: Annotated[Note | None, Shown(N_("Services brought"), tall=True, on_demand=True)] = None
    factors: Annotated[Note | None, Shown(N_("Factors brought"), tall=True, on_demand=True)] = None
    policies: Annotated[Note | None, Shown(N_("Policies brought"), tall=True, on_demand=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @model_validator(mode="after")
    def _says_what_was_found(self) -> Self:
        if not self.enterprise and not self.project:
            raise ValueError(_("Say which enterprise or project was visited."))
        if self.outcome == "met" and not self.note:
            raise ValueError(_("Someone was met: note in a sentence what was said."))
        return self
