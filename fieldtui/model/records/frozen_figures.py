"""Frozen figures 留存数字: the figures of a document that went out, as they were printed, and what they came from."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, Field, model_validator

from fieldtui.locale import N_
from fieldtui.model.record import PlanReference, Record, Shown, check_period
from fieldtui.model.text import Code, Id, Line

TITLE = N_("frozen figures")
MOST_RECORDS = 100_000


class FrozenLine(BaseModel):
    """A figure as it was printed, for the period and since the start, and the records behind the first of them."""

    figure: Code
    category: Code | None = None
    name: Line
    printed: Line
    since: Line
    numerator: Annotated[list[Id], Field(max_length=MOST_RECORDS)] = Field(default_factory=list)
    denominator: Annotated[list[Id], Field(max_length=MOST_RECORDS)] = Field(default_factory=list)


class FrozenFigures(Record):
    """What stands here is never computed anew; what it would come to now is told beside it."""

    kind: ClassVar[str] = "frozen_figures"

    name: Annotated[Line, Field(min_length=1), Shown(N_("Name"))]
    start: Annotated[date, Shown(N_("First day"))]
    end: Annotated[date, Shown(N_("Last day"))]
    frozen_on: Annotated[date, Shown(N_("Frozen on"))]
    lines: Annotated[list[FrozenLine], Field(min_length=1, max_length=1000)]
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @model_validator(mode="after")
    def _is_of_a_period(self) -> Self:
        check_period(self.start, self.end)
        return self
