"""An attachment 佐证材料: the record; the file itself lies in `data/blobs/` under its hash."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, Line

TITLE = N_("attachment")


class Attachment(Record):
    kind: ClassVar[str] = "attachment"

    belongs_to: Annotated[Id, Shown(N_("Belongs to"))]
    name: Annotated[Line, Field(min_length=1), Shown(N_("File name"))]
    media_type: Annotated[Line, Shown(N_("Type of file"))] = "application/octet-stream"
    size: Annotated[int, Field(ge=0, lt=2**53), Shown(N_("Size in bytes"))]
    sha256: Annotated[Code, Field(pattern=r"^[0-9a-f]{64}$"), Shown(N_("SHA-256"))]
