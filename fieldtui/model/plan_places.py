"""The part of a plan that says where and whom: levels, places, affiliations, categories, areas of work."""

from typing import Annotated, Self

from pydantic import model_validator

from fieldtui.locale import _
from fieldtui.model.plan_part import Count, Days, Few, Item, Name, PlanPart
from fieldtui.model.text import Code, Line, Note


class Region(Item):
    """A place of the county; a park has a code of the county's own."""

    park: bool = False
    """A park such as 高新区, for which GB/T 2260 has no code."""
    level: Code | None = None
    """Its level, one of `levels`."""


class Affiliation(PlanPart):
    """Whom an enterprise belongs to 隶属, such as 中直 or 农垦; not a place."""

    name: Name
    outside: bool = False
    """Outside the county's command."""
    note: Line | None = None


class ExpectedTotal(PlanPart):
    """How many enterprises the plan expects at a place: a region, or an affiliation such as 中直."""

    count: Count
    """How many enterprises."""
    region: Code | None = None
    """The code of a region."""
    affiliation: Line | None = None
    """The name of an affiliation."""

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if bool(self.region) == bool(self.affiliation):
            raise ValueError(_("An expected total names either a region or an affiliation."))
        return self


class Category(Item):
    """A category of enterprise: how many, chosen on what ground, how often visited, and what counts as success."""

    expected: Count | None = None
    """How many enterprises 户数."""
    chosen_from: Count | None = None
    """From how many they were chosen."""
    ground: Note | None = None
    """On what ground they were chosen 入选依据."""
    base_period: Line | None = None
    """What success is measured against 基期."""
    cadence_days: Days | None = None
    """A visit every so many days."""
    success: Line | None = None
    """What counts as success 成效: yes or no, with evidence."""


class Area(Item):
    """An area of work 板块, such as one of three walk-ins, and what belongs to it."""

    group: Line | None = None
    """What several areas are called together, such as 三个走进."""
    text: Note | None = None
    items: Annotated[tuple[Line, ...], Few] = ()


class Principle(PlanPart):
    """A sentence that the plan goes by, with its parts where it has some."""

    name: Name
    text: Note | None = None
    items: Annotated[tuple[Line, ...], Few] = ()


class MethodSet(PlanPart):
    """The methods of a plan: how many there are in all, and those that are named. The others are not made up."""

    name: Name
    total: Count | None = None
    """How many there are in all."""
    named: Annotated[tuple[Line, ...], Few] = ()
    """Those whose names are known."""
    note: Note | None = None

    @model_validator(mode="after")
    def _names_no_more_than_there_are(self) -> Self:
        if self.total is not None and len(self.named) > self.total:
            raise ValueError(
                _("{named} are named, but there are only {total} in all.").format(
                    named=len(self.named), total=self.total
                )
            )
        return self
