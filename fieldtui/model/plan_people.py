"""The part of a plan that says who answers for what: pairing roles for enterprises and for projects."""

from typing import Annotated, Literal

from pydantic import Field

from fieldtui.model.plan_part import Count, Few, Item, PlanPart
from fieldtui.model.text import Code, Line, Note

About = Literal["enterprise", "project"]


class PairingRole(Item):
    """Who answers for an enterprise or a project (包保, 包联, 挂钩, 联系), and for how many the plan expects it."""

    holder: Literal["person", "unit", "either"] = "either"
    """Whether a person or a unit answers."""
    about: Annotated[tuple[About, ...], Field(min_length=1, max_length=2)] = ("enterprise",)
    """For enterprises, for projects, or for both."""
    expected: Count | None = None
    """For how many enterprises or projects in all."""
    each: Count | None = None
    """How many holders each of them has."""
    stages: Annotated[tuple[Code, ...], Few] = ()
    """At which stages of a project it is needed; at all when none are named."""
    ground: Note | None = None
    """Who holds it, and why."""


class VisitKind(Item):
    """A kind of visit 走访类型: to enterprises, to the grass roots, to the site of a project."""

    note: Note | None = None


class Weekly(PlanPart):
    """What is due each week, and until when it runs."""

    what: Literal["report", "circular", "dispatch"]
    """report 报告, circular 通报, dispatch 调度."""
    until: Line | None = None
