"""An erasure 抹除: whose words were taken out of the ledger for a lawful reason, which ones, and why."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, Note

TITLE = N_("erasure")


class Erasure(Record):
    """The fields `erased` of the record `record`, as the changes named in `changes` (by their ids) set them."""

    kind: ClassVar[str] = "erasure"

    record: Annotated[Id, Shown(N_("Record"))]
    erased: Annotated[list[Code], Field(min_length=1), Shown(N_("Fields"))]
    changes: Annotated[list[Code], Field(min_length=1)]
    reason: Annotated[Note, Field(min_length=2), Shown(N_("Reason"))]
