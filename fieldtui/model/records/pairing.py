"""A pairing 包联/包保: who answers for an enterprise or a project, in which role; the holder is a person or a unit."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.record import Record, Shown, check_period
from fieldtui.model.text import Code, Id, every_days

TITLE = N_("pairing")


class Pairing(Record):
    kind: ClassVar[str] = "pairing"

    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise")] = None
    project: Annotated[Id | None, Shown(N_("Project"), refers="project")] = None
    role: Annotated[Code, Field(min_length=1), Shown(N_("Role"), plan="pairing_roles")]
    person: Annotated[Id | None, Shown(N_("Person"), refers="person")] = None
    unit: Annotated[Id | None, Shown(N_("Unit"), refers="unit")] = None
    start: Annotated[date, Shown(N_("From"))]
    end: Annotated[date | None, Shown(N_("To"), on_demand=True)] = None
    visit_days: Annotated[
        Annotated[int, Field(ge=1, le=366)] | None,
        BeforeValidator(every_days),
        Shown(
            N_("Visit every (days)"),
            help=N_("Empty: as often as its category asks for. 每周一次 is understood."),
            on_demand=True,
        ),
    ] = None

    @model_validator(mode="after")
    def _has_a_holder(self) -> Self:
        if bool(self.enterprise) == bool(self.project):
            raise ValueError(_("Say which enterprise or which project, one of them."))
        if not self.person and not self.unit:
            raise ValueError(_("Say which person or unit answers for it."))
        check_period(self.start, self.end)
        return self
