"""A hand-over 移交: one person's pairings, open steps and drafts pass to another one, from a day on."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Id, Note

TITLE = N_("hand-over")


class HandOver(Record):
    """All of what the giver had on that day; with enterprises or projects only what is about these.

    Steps that were planned pass by this record alone (`work.handed`). What was edited for it, in the same commit, it
    names: pairings that ended and began, and records (projects, leads, …) that name the taker in the giver's place.
    """

    kind: ClassVar[str] = "hand_over"

    giver: Annotated[Id, Shown(N_("Handed over by"), refers="person")]
    taker: Annotated[Id, Shown(N_("Handed over to"), refers="person")]
    start: Annotated[date, Shown(N_("From"))]
    enterprises: Annotated[list[Id], Shown(N_("Only these enterprises"), refers="enterprise")] = Field(
        default_factory=list
    )
    projects: Annotated[list[Id], Shown(N_("Only these projects"), refers="project")] = Field(default_factory=list)
    words: Annotated[Note | None, Shown(N_("Words"), tall=True)] = None
    # The hand-overs before it that it knew of: of several from one day on it counts after these.
    follows: Annotated[list[Id], Shown(N_("Follows"), derived=True)] = Field(default_factory=list)
    ended: Annotated[list[Id], Shown(N_("Pairings that end"), derived=True)] = Field(default_factory=list)
    begun: Annotated[list[Id], Shown(N_("Pairings that begin"), derived=True)] = Field(default_factory=list)
    moved: Annotated[list[Id], Shown(N_("Taken over"), derived=True)] = Field(default_factory=list)
    # Names without dates are moved once the day has come: this says that it was done, and when.
    moved_on: Annotated[date | None, Shown(N_("Taken over on"), derived=True)] = None

    @model_validator(mode="after")
    def _is_between_two(self) -> Self:
        if self.giver == self.taker:
            raise ValueError(_("Nobody hands over to themselves; choose somebody else."))
        return self
