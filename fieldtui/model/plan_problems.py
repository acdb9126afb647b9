"""The part of a plan about problems: types with who leads, deadlines, and fast ways through."""

from typing import Annotated, Literal

from fieldtui.model.plan_part import Days, Few, Item
from fieldtui.model.text import Code, Line, Note

CoOrganiser = Literal["unit", "enterprise"]
"""Who may be a co-organiser 协办: a department, or an enterprise too."""


class ProblemType(Item):
    """A type of problem, the short words that stand for it while typing, and who leads by default."""

    aliases: Annotated[tuple[Line, ...], Few] = ()
    """Short words that stand for it while typing."""
    departments: Annotated[tuple[Line, ...], Few] = ()
    """Who leads by default, the first one first; none when the office decides."""
    parent: Code | None = None
    """The type that this one is a part of; only two levels."""
    note: Line | None = None


class Deadline(Item):
    """Working days from a step on, and which date of the problem they give; an urgent one may have its own."""

    gives: Literal["due", "co_due", "verification_due"]
    """due: the lead's reply; co_due: the co-organiser's; verification_due: asking the enterprise."""
    days: Days
    """Working days."""
    urgent: Days | None = None
    """Working days for an urgent problem; not more than `days`."""
    green_channel: Days | None = None
    """Working days for a problem in the green channel; not more than `days`."""

    def days_for(self, urgency: str, green_channel: bool) -> int:
        if green_channel and self.green_channel:
            return self.green_channel
        return self.urgent if urgency == "urgent" and self.urgent else self.days


class Channel(Item):
    """A fast way through 绿色通道, 快车道: for problems or for projects, and whose."""

    about: Literal["problem", "project"] = "problem"
    size_marks: Annotated[tuple[Code, ...], Few] = ()
    """Only for those of this size, such as 规上; for all when none are named."""
    note: Note | None = None
