"""A unit 单位: a department, district, street, park or the office itself."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.codes import UNIT_KINDS, one_of
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Id, Line

TITLE = N_("unit")


class Unit(Record):
    kind: ClassVar[str] = "unit"

    name: Annotated[Line, Field(min_length=2), Shown(N_("Name"))]
    type: Annotated[str, one_of(UNIT_KINDS), Shown(N_("Kind of unit"), choices=UNIT_KINDS)] = "department"
    above: Annotated[Id | None, Shown(N_("Unit above"), refers="unit")] = None
    initials: Annotated[Line | None, Shown(N_("Pinyin initials"), derived=True)] = None
