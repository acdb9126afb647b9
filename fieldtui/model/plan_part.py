"""What all parts of a plan have in common: they do not change, they know no strange keys, and they are bounded."""

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from fieldtui.model.text import Code, Line

MOST = 200
"""Entries of a list; what lives by more is no plan but a register."""

MOST_REGIONS = 2000
MOST_FLOWS = 40

Days = Annotated[int, Field(ge=1, le=366)]
Count = Annotated[int, Field(ge=0, lt=2**31)]
Few = Field(max_length=MOST)
OneOrMore = Field(min_length=1, max_length=MOST)
Name = Annotated[Line, Field(min_length=1)]
Every = Literal["day", "week", "month", "quarter", "year"]
"""How often something comes round."""


class Fault(NamedTuple):
    """Something in a plan that does not agree with the rest: where (keys, and places in lists from 0), and why."""

    place: tuple[str | int, ...]
    sentence: str


class FaultsError(ValueError):
    """All faults that were found at once; the text is that of the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults[0].sentence)


class PlanPart(BaseModel):
    # A plan's checks are made once, when the first plan is read, and not once more for each of its parts.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Item(PlanPart):
    """A code that is kept, and the word that people read."""

    code: Annotated[Code, Field(min_length=1)]
    """Kept in records; never change it once it is in use."""
    name: Name
    """What people read."""
