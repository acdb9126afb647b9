"""A meeting 会议: of one or more kinds, with its own number in the sequence of each."""

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.plan_meetings import number_meant
from fieldtui.model.record import PlanReference, Record, Shown
from fieldtui.model.text import Code, Id, Line, Note, half_width

TITLE = N_("meeting")

_NUMBER = r"(?:第([0-9]{1,6}|[零〇一二两三四五六七八九十百千]{1,9})次)"
_TYPED = re.compile(rf"(?:{_NUMBER}[\s:]*(.+)|(.*?)[\s:]*(?:{_NUMBER}|([0-9]{{1,6}})次?)?)")


class Held(BaseModel):
    """As which kind of meeting it is held, and as which one in its sequence; None where they are not counted."""

    type: Annotated[Code, Field(min_length=1)]
    number: Annotated[int, Field(ge=1, lt=2**31, strict=True)] | None = None


def held(value: Any) -> Any:
    """A kind and a number as they are typed: "assignment 14", 周交办会：14, 第十四次周交办会; else as it is."""
    if not isinstance(value, str):
        return value
    found = _TYPED.fullmatch(half_width(value).strip())
    kind = (found[2] or found[3]) if found else ""
    if not found or not kind:
        return value
    number = found[1] or found[4] or found[5]
    return {"type": kind, "number": number_meant(number)} if number else {"type": kind}


class Meeting(Record):
    kind: ClassVar[str] = "meeting"

    held_as: Annotated[
        list[Annotated[Held, BeforeValidator(held)]],
        Field(min_length=1, max_length=20),
        Shown(N_("Held as"), plan="meeting_kinds"),
    ]
    date: Annotated[date, Shown(N_("Date"))]
    title: Annotated[Line | None, Shown(N_("Title"), on_demand=True)] = None
    place: Annotated[Line | None, Shown(N_("Place"), on_demand=True)] = None
    chair: Annotated[Line | None, Shown(N_("Chair"))] = None
    units: Annotated[list[Id], Shown(N_("Units present"), refers="unit", on_demand=True)] = Field(default_factory=list)
    agenda: Annotated[Note | None, Shown(N_("Agenda"), tall=True)] = None
    problems: Annotated[list[Id], Shown(N_("Problems studied"), refers="problem", on_demand=True)] = Field(
        default_factory=list
    )
    projects: Annotated[list[Id], Shown(N_("Projects studied"), refers="project", on_demand=True)] = Field(
        default_factory=list
    )
    items: Annotated[Note | None, Shown(N_("Items"), tall=True)] = None
    decisions: Annotated[Note | None, Shown(N_("Decisions"), tall=True)] = None
    plan: Annotated[PlanReference | None, Shown(N_("Plan"), derived=True)] = None

    @property
    def numbers(self) -> dict[str, int | None]:
        """The number by the kind's code."""
        return {item.type: item.number for item in self.held_as}

    @model_validator(mode="after")
    def _is_of_each_kind_once(self) -> Self:
        if len(self.numbers) < len(self.held_as):
            raise ValueError(_("A kind of meeting is named twice; leave one out."))
        return self
