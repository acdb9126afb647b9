"""An appointment 任职: binds a person to a unit and a role from a day to a day."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_
from fieldtui.model.codes import ROLES, one_of
from fieldtui.model.record import Record, Shown, check_period
from fieldtui.model.text import Id

TITLE = N_("appointment")


class Appointment(Record):
    kind: ClassVar[str] = "appointment"

    person: Annotated[Id, Shown(N_("Person"), refers="person")]
    unit: Annotated[Id, Shown(N_("Unit"), refers="unit")]
    role: Annotated[str, one_of(ROLES), Shown(N_("Role"), choices=ROLES)]
    start: Annotated[date, Field(), Shown(N_("From"))]
    end: Annotated[date | None, Shown(N_("To"), on_demand=True)] = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        check_period(self.start, self.end)
        return self
