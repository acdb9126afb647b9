"""A contact 联系人 of an enterprise; never with an identity number."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, Line

TITLE = N_("contact")


class Contact(Record):
    kind: ClassVar[str] = "contact"

    enterprise: Annotated[Id, Shown(N_("Enterprise"), refers="enterprise")]
    name: Annotated[Line, Field(min_length=2), Shown(N_("Name"), personal=True)]
    post: Annotated[Line | None, Shown(N_("Post"))] = None
    phone: Annotated[Code | None, Shown(N_("Phone"), personal=True)] = None
