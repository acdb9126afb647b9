"""The part of a plan about projects: kinds and their stages, milestones, sizes, batches, funds, chains and aims."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fieldtui.model.flow import Meaning
from fieldtui.model.plan_part import Count, Every, Few, Item
from fieldtui.model.text import Code, Line, Note

Amount = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=4)]


class Column(Item):
    """A column of a list: `code` is a field of the record, `name` its heading there."""


class ProjectKind(Item):
    """A kind of project: which flow it lives by, its usual milestones in order, and the columns of its list."""

    flow: Code = "project"
    """The name of one of `flows`."""
    milestones: Annotated[tuple[Code, ...], Few] = ()
    """Its usual milestones, in their usual order; codes of `milestone_kinds`."""
    columns: Annotated[tuple[Column, ...], Few] = ()
    """Columns of its list that bear another heading than usual; empty: the usual ones."""
    note: Note | None = None


class MilestoneKind(Item):
    """A kind of milestone 节点."""

    usual: Line | None = None
    """When it usually comes, such as 7月."""
    note: Note | None = None


class SizeMark(Item):
    """A mark of size 规模: above-scale 规上, over 1 亿; `least` in 万元 where a sum decides."""

    about: Literal["enterprise", "project"] = "project"
    least: Amount | None = None
    """From how many 万元 on."""


class Batch(Item):
    """What is done together: 签约一批, 开工一批, 投产一批."""

    means: Meaning | None = None
    """What a project of this batch has come to."""
    ranked_by: Line | None = None
    """Who ranks it, such as 省."""


class Fund(Item):
    """Where money comes from 钱从哪里来."""


class Chain(Item):
    """An industry chain 产业链, with the capacities that it is planned for."""

    capacities: Annotated[tuple[Amount, ...], Few] = ()
    unit: Line | None = None
    """The unit of the capacities, such as 万吨."""


class Target(Item):
    """An aim 目标: which projects get from which stage to which, by when."""

    scope: Literal["all", "some"] = "all"
    from_stage: Code | None = None
    to_stage: Code | None = None
    by: Line | None = None
    """By when, as the plan says it."""
    note: Note | None = None


class Rhythm(Item):
    """Something that comes round beside meetings: 月督查, 季调度."""

    every: Every
    about: Literal["enterprise", "project", "problem", "task"] = "project"
    expected: Count | None = None
    """Of how many."""
    until: Line | None = None
    note: Note | None = None
