"""The language of plans 方案: what a county's TOML file may say.

A plan is data: no code stands in it and no string of it is evaluated. What a step does to a problem is said with
words of a closed list (`Effect`), which `work.life` carries out; a figure is one of a closed list of formulas. The
parts stand in `plan_*.py`, by subject; whether they agree with each other is asked by `plan_agreement`.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, PrivateAttr, model_validator

from fieldtui.model.flow import Flow, PlanStep, State
from fieldtui.model.plan_agreement import plan_faults
from fieldtui.model.plan_calendar import CalendarCorrections
from fieldtui.model.plan_meetings import MeetingKind, Sequence, TaskKind
from fieldtui.model.plan_part import (
    MOST_FLOWS,
    MOST_REGIONS,
    Count,
    Days,
    FaultsError,
    Few,
    Item,
    Name,
    OneOrMore,
    PlanPart,
)
from fieldtui.model.plan_people import PairingRole, VisitKind, Weekly
from fieldtui.model.plan_places import Affiliation, Area, Category, ExpectedTotal, MethodSet, Principle, Region
from fieldtui.model.plan_problems import Channel, CoOrganiser, Deadline, ProblemType
from fieldtui.model.plan_projects import Batch, Chain, Fund, MilestoneKind, ProjectKind, Rhythm, SizeMark, Target
from fieldtui.model.plan_scores import FORMULAS, Figure, Reported, Rounding, ScoreRow, ScoreSheet
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import Code, Line, Note

__all__ = [
    "FORMULAS",
    "CalendarCorrections",
    "Category",
    "Deadline",
    "ExpectedTotal",
    "Figure",
    "Flow",
    "Item",
    "MeetingKind",
    "PairingRole",
    "Plan",
    "PlanError",
    "PlanStep",
    "Principle",
    "ProblemType",
    "ProjectKind",
    "Region",
    "Reported",
    "Rounding",
    "ScoreRow",
    "ScoreSheet",
    "Sequence",
    "State",
    "TaskKind",
    "Weekly",
    "read_plan",
    "version_of",
]

TOGETHER = "暨"
"""Joins the names of meetings that are held as one."""

_BY_KIND = {"lead": "lead", "idea": "idea", "task": "task", "policy": "policy"}
"""Records that live by a flow of their own name."""


class PlanError(FieldError):
    """A plan that can't be used, and why, in one sentence."""


class Plan(PlanPart):
    # What it is.
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    """Letters a to z, digits and hyphens; records refer to the plan by it."""
    title: Name
    """What people call the plan."""
    source: Note | None = None
    """Where it comes from, and what is doubtful in it."""
    starts: date | None = None
    """From when it runs."""
    ends: date | None = None
    """Until when it runs."""
    areas: Annotated[tuple[Area, ...], Few] = ()
    """Areas of work 板块."""
    principles: Annotated[tuple[Principle, ...], Few] = ()
    """Sentences that it goes by 原则."""
    methods: Annotated[tuple[MethodSet, ...], Few] = ()
    """Methods 工作方法: how many there are, and those that are named."""
    documents: Annotated[tuple[Line, ...], Few] = ()
    """Lists and papers that the plan asks for."""
    # Where and whom.
    levels: Annotated[tuple[Item, ...], Few] = ()
    """Levels 层级 such as 市 区 街道, the highest first."""
    regions: Annotated[tuple[Region, ...], Field(min_length=1, max_length=MOST_REGIONS)]
    """Places of the county; codes by GB/T 2260, or of the county's own."""
    affiliations: Annotated[tuple[Affiliation, ...], Few] = ()
    """Whom enterprises belong to 隶属."""
    expected_enterprises: Count | None = None
    """How many enterprises in all."""
    expected_totals: Annotated[tuple[ExpectedTotal, ...], Field(max_length=MOST_REGIONS)] = ()
    """How many enterprises by place; an import is held against it and warns."""
    categories: Annotated[tuple[Category, ...], OneOrMore]
    """Categories of enterprise."""
    size_marks: Annotated[tuple[SizeMark, ...], Few] = ()
    """Marks of size such as 规上, 亿元以上."""
    chains: Annotated[tuple[Chain, ...], Few] = ()
    """Industry chains 产业链."""
    # Who answers, and when somebody comes.
    pairing_roles: Annotated[tuple[PairingRole, ...], OneOrMore]
    """Who answers for enterprises and projects: 包保 包联 挂钩 联系."""
    visit_kinds: Annotated[tuple[VisitKind, ...], OneOrMore]
    weekly: Weekly | None = None
    """What is due each week."""
    rhythms: Annotated[tuple[Rhythm, ...], Few] = ()
    """What comes round beside meetings, such as 月督查."""
    # Problems.
    departments: Annotated[tuple[Name, ...], OneOrMore]
    """Departments that problems are handed to."""
    problem_types: Annotated[tuple[ProblemType, ...], OneOrMore]
    """Types of problem, and who leads by default."""
    co_organisers: Annotated[tuple[CoOrganiser, ...], Field(min_length=1, max_length=2)] = ("unit",)
    """Who may be a co-organiser."""
    channels: Annotated[tuple[Channel, ...], Few] = ()
    """Fast ways through 绿色通道 快车道."""
    due_soon_days: Days = 1
    """So many working days before it is due the light is yellow."""
    deadlines: Annotated[tuple[Deadline, ...], Few] = ()
    """Deadlines in working days."""
    calendar: CalendarCorrections = CalendarCorrections()
    """Days that the county sets itself."""
    flow: Flow
    """The life of a problem."""
    # Projects, leads, ideas, tasks, policies.
    flows: dict[Code, Flow] = Field(default_factory=dict, max_length=MOST_FLOWS)
    """The other lives by name: project, lead, idea, task, policy, and those that kinds of project name."""
    project_kinds: Annotated[tuple[ProjectKind, ...], Few] = ()
    milestone_kinds: Annotated[tuple[MilestoneKind, ...], Few] = ()
    batches: Annotated[tuple[Batch, ...], Few] = ()
    """签约一批 开工一批 投产一批."""
    funds: Annotated[tuple[Fund, ...], Few] = ()
    """Where money comes from."""
    targets: Annotated[tuple[Target, ...], Few] = ()
    """Aims."""
    # Meetings and tasks.
    meeting_kinds: Annotated[tuple[MeetingKind, ...], Few] = ()
    task_kinds: Annotated[tuple[TaskKind, ...], Few] = ()
    """What meetings hand out."""
    # Figures.
    rounding: Rounding = Rounding()
    """How figures are rounded."""
    figures: Annotated[tuple[Figure, ...], Few] = ()
    """Figures that the plan goes by."""
    reported: Annotated[tuple[Reported, ...], Few] = ()
    """Figures as reported elsewhere; shown as printed."""
    scores: ScoreSheet | None = None
    """The score sheet of a review."""
    _version: str = PrivateAttr(default="")

    @property
    def version(self) -> str:
        """The version of the text that it was read from, see `version_of`; "" when it was read from none."""
        return self._version

    def as_read_from(self, text: str) -> Self:
        """The plan itself, from now on with the version of this text, which is whole."""
        self._version = version_of(text.encode("utf-8"))
        return self

    def choices(self, of: str) -> dict[str, str]:
        """Code → name of one of the lists that `Shown.plan` names: regions, categories, steps, …; {} for no such.

        `stages.KIND`, `steps.KIND` and `milestones.KIND` are those of one kind of project.
        """
        return self._choices.get(of, {})

    @cached_property
    def _choices(self) -> dict[str, dict[str, str]]:
        kinds = {item.code: self.flows[item.flow] for item in self.project_kinds}
        milestones = {item.code: item.name for item in self.milestone_kinds}
        return {
            **{name: _names(items) for name, items in self.coded_lists.items()},
            "enterprise_roles": _names(item for item in self.pairing_roles if "enterprise" in item.about),
            "project_roles": _names(item for item in self.pairing_roles if "project" in item.about),
            "problem_channels": _names(item for item in self.channels if item.about == "problem"),
            "project_channels": _names(item for item in self.channels if item.about == "project"),
            "affiliations": {item.name: item.name for item in self.affiliations},
            "outcomes": {item.code: item.success for item in self.categories if item.success},
            "steps": _first_words(flow.step_names for flow in (self.flow, *self.flows.values())),
            "states": _first_words(flow.state_names for flow in (self.flow, *self.flows.values())),
            "stages": _first_words(flow.state_names for flow in kinds.values()),
            **{f"{name}_stages": flow.state_names for name, flow in self.flows.items()},
            **{f"stages.{kind}": flow.state_names for kind, flow in kinds.items()},
            **{f"steps.{kind}": flow.step_names for kind, flow in kinds.items()},
            **{
                f"milestones.{item.code}": {code: milestones[code] for code in item.milestones}
                for item in self.project_kinds
            },
        }

    @cached_property
    def coded_lists(self) -> Mapping[str, tuple[Item, ...]]:
        """The lists of things that have a code, by their names."""
        return {
            "levels": self.levels,
            "areas": self.areas,
            "regions": self.regions,
            "categories": self.categories,
            "size_marks": self.size_marks,
            "chains": self.chains,
            "pairing_roles": self.pairing_roles,
            "visit_kinds": self.visit_kinds,
            "rhythms": self.rhythms,
            "problem_types": self.problem_types,
            "channels": self.channels,
            "deadlines": self.deadlines,
            "project_kinds": self.project_kinds,
            "milestone_kinds": self.milestone_kinds,
            "batches": self.batches,
            "funds": self.funds,
            "targets": self.targets,
            "meeting_kinds": self.meeting_kinds,
            "task_kinds": self.task_kinds,
            "figures": self.figures,
        }

    @cached_property
    def types(self) -> dict[str, ProblemType]:
        """Problem types by code."""
        return {item.code: item for item in self.problem_types}

    def root_type(self, code: str) -> str:
        """The type that a sub-type belongs to; a type that has none above it, or is unknown, itself."""
        known = self.types.get(code)
        return known.parent if known and known.parent else code

    @cached_property
    def deadlines_by_code(self) -> dict[str, Deadline]:
        return {item.code: item for item in self.deadlines}

    @cached_property
    def meetings(self) -> dict[str, MeetingKind]:
        """Kinds of meeting by code."""
        return {item.code: item for item in self.meeting_kinds}

    @cached_property
    def kinds_of_project(self) -> dict[str, ProjectKind]:
        return {item.code: item for item in self.project_kinds}

    def flow_of(self, kind: str, row: Row) -> Flow | None:
        """The flow that a record lives by; None for a kind that has no stages, or none in this plan."""
        if kind == "problem":
            return self.flow
        if kind == "project":
            known = self.kinds_of_project.get(str(row.get("type", "")))
            return self.flows.get(known.flow if known else "project")
        return self.flows.get(_BY_KIND.get(kind, ""))

    def meeting_title(self, numbers: Mapping[str, int | None]) -> str:
        """What a meeting is called that bears these numbers, by kind, as in 第四次月讲评暨第十四次周交办会.

        A kind that is not counted, or has no number yet, goes by its name.
        """
        return TOGETHER.join(self._part_of_title(code, number) for code, number in numbers.items())

    def _part_of_title(self, code: str, number: int | None) -> str:
        kind = self.meetings.get(code)
        if kind is None:
            return code
        return kind.sequence.titled(number) if kind.sequence and number is not None else kind.name

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        faults = list(plan_faults(self))
        if faults:
            raise FaultsError(faults)
        return self


def _names(items: Iterable[Item]) -> dict[str, str]:
    return {item.code: item.name for item in items}


def _first_words(lists: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """All words by code; of several for one code the first."""
    found: dict[str, str] = {}
    for words in lists:
        for code, word in words.items():
            found.setdefault(code, word)
    return found


def version_of(text: bytes) -> str:
    """The version of a plan's whole text: SHA-256 of its bytes, cut to 128 bits, base64url without padding."""
    return urlsafe_b64encode(hashlib.sha256(text).digest()[:16]).rstrip(b"=").decode("ascii")


def read_plan(text: str) -> Plan:
    """The plan that a TOML text says, with a shipped base if it names one; PlanError with one sentence otherwise."""
    from fieldtui import plans
    from fieldtui.model.plan_check import examine

    examined = examine(text, "", plans.own_text)
    if isinstance(examined, Plan):
        return examined
    raise PlanError(examined[0].in_one_text)
