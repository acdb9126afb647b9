"""A purge 清除: which records' words left a laptop, because they had left its scope and the office holds them."""

from typing import Annotated, ClassVar

from pydantic import Field

from fieldtui.locale import N_
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id

TITLE = N_("purge")
MOST_RECORDS = 20_000
"""So that the change is still a line that a bundle carries."""


class Purge(Record):
    """`received` is how far the laptop held the office's stream then, and `hash` that of its chain there: what the
    office sends after that, it sends again.
    """

    kind: ClassVar[str] = "purge"

    records: Annotated[list[Id], Field(min_length=1, max_length=MOST_RECORDS), Shown(N_("Records"))]
    received: Annotated[int, Field(ge=1, lt=2**53, strict=True)]
    hash: Annotated[Code, Field(min_length=1)]
