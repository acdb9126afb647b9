"""A follow-up 跟进: one step in the life of a problem or another record, or after a visit, done or planned.

A planned one has `due` and `reason`; a later one that names it in `follows` does it. None is edited into another.
"""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from fieldtui.locale import N_, _
from fieldtui.model.codes import HEARD_BY, SATISFACTIONS, one_of
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import Code, Id, Line, Money, Note

TITLE = N_("follow-up")


class FollowUp(Record):
    kind: ClassVar[str] = "follow_up"

    problem: Annotated[Id | None, Shown(N_("Problem"), refers="problem")] = None
    visit: Annotated[Id | None, Shown(N_("Visit"), refers="visit")] = None
    # A project, lead, idea, policy or task.
    about: Annotated[Id | None, Shown(N_("About"))] = None
    step: Annotated[Code, Field(min_length=1), Shown(N_("Step"), plan="steps")]
    on: Annotated[date, Shown(N_("Date"))]
    by: Annotated[Id, Shown(N_("By"), refers="person")]
    follows: Annotated[list[Id], Shown(N_("Follows"), derived=True)] = Field(default_factory=list)
    words: Annotated[Note | None, Shown(N_("Words"), tall=True)] = None
    # Planned: until when, and why.
    due: Annotated[date | None, Shown(N_("Due"))] = None
    reason: Annotated[Line | None, Shown(N_("Reason"))] = None
    # Assigned.
    lead: Annotated[Id | None, Shown(N_("Lead department"), refers="unit")] = None
    co: Annotated[list[Id], Shown(N_("Co-departments"), refers="unit")] = Field(default_factory=list)
    co_enterprises: Annotated[list[Id], Shown(N_("Co-enterprises"), refers="enterprise")] = Field(default_factory=list)
    # Merged: into which common problem.
    into: Annotated[Id | None, Shown(N_("Common problem"), refers="problem")] = None
    # A policy: to which enterprise it was delivered, and how much was paid.
    enterprise: Annotated[Id | None, Shown(N_("Enterprise"), refers="enterprise")] = None
    amount: Annotated[Money | None, Shown(N_("Amount"))] = None
    # Entered on behalf of somebody (代录): for whom, how it was heard and when.
    behalf: Annotated[Id | None, Shown(N_("On behalf of"), refers="unit")] = None
    heard_by: Annotated[str | None, one_of(HEARD_BY), Shown(N_("Heard by"), choices=HEARD_BY)] = None
    heard_on: Annotated[date | None, Shown(N_("Heard on"))] = None
    # Verified.
    reached: Annotated[bool | None, Shown(N_("Reached the enterprise"))] = None
    satisfaction: Annotated[str | None, one_of(SATISFACTIONS), Shown(N_("Satisfaction"), choices=SATISFACTIONS)] = None
    # Closed.
    evidence: Annotated[Note | None, Shown(N_("Evidence"), tall=True)] = None
    approved_by: Annotated[Line | None, Shown(N_("Approved by"))] = None
    approved_on: Annotated[date | None, Shown(N_("Approved on"))] = None

    @model_validator(mode="after")
    def _is_about_something(self) -> Self:
        if not self.problem and not self.visit and not self.about:
            raise ValueError(_("Say which problem or visit it follows up, or which record it is about."))
        if self.about and self.problem:
            raise ValueError(_("A step is of one record: a problem, or what it is about."))
        if self.into and self.into == self.problem:
            raise ValueError(_("A problem can't be merged into itself; choose the common one."))
        if self.step == "planned" and not (self.due and self.reason):
            raise ValueError(_("A planned follow-up needs its date and what is to be done."))
        return self
