"""A version of a plan 方案 that the county uses: its whole text, from when to when, and whether it is the main plan.

The text needs no other file. A record of another kind names the version that it was made under, and opens in it.
"""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown, check_period
from fieldtui.model.text import Line, PlanText

TITLE = N_("plan")


class PlanVersion(Record):
    kind: ClassVar[str] = "plan"

    name: Annotated[Line, Field(min_length=1), Shown(N_("Plan"))]
    title: Annotated[Line, Field(min_length=1), Shown(N_("Title"))]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{21}[AQgw]$"), Shown(N_("Version"))]
    text: Annotated[PlanText, Field(min_length=1), Shown(N_("Text"), derived=True)]
    start: Annotated[date, Shown(N_("In use from"))]
    # The first day on which it is in use no more.
    end: Annotated[date | None, Shown(N_("Out of use from"))] = None
    # Of several the one that was put in use last is the main one.
    main: Annotated[bool, Shown(N_("Main plan"))] = False

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        check_period(self.start, self.end)
        return self
