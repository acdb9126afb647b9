"""A person 人员: who visits, answers or decides. Not a device: one may use two, and two one."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, Line

TITLE = N_("person")


class Person(Record):
    kind: ClassVar[str] = "person"

    name: Annotated[Line, Field(min_length=2), Shown(N_("Name"))]
    unit: Annotated[Id, Shown(N_("Unit"), refers="unit")]
    post: Annotated[Line | None, Shown(N_("Post"))] = None
    phone: Annotated[Code | None, Shown(N_("Phone"), personal=True)] = None
    initials: Annotated[Line | None, Shown(N_("Pinyin initials"), derived=True)] = None
