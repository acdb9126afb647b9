"""The language of plans 方案: what a county's TOML file may say, and whether it agrees with itself.

A plan is data: no code stands in it and no string of it is evaluated. What a step does to a problem is said with
words of a closed list (`Effect`), which `work.life` carries out.
"""

import hashlib
import re
import tomllib
from base64 import urlsafe_b64encode
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.flow import Flow, PlanStep, State
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import Code, Line, Note

__all__ = [
    "CalendarCorrections",
    "Category",
    "Deadline",
    "ExpectedTotal",
    "Flow",
    "Item",
    "PairingRole",
    "Plan",
    "PlanError",
    "PlanStep",
    "Principle",
    "ProblemType",
    "Region",
    "State",
    "Weekly",
    "read_plan",
    "version_of",
]

Days = Annotated[int, Field(ge=1, le=366)]
Count = Annotated[int, Field(ge=0, lt=2**31)]


class PlanError(FieldError):
    """A plan that can't be used, and why, in one sentence."""


class PlanPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(PlanPart):
    """A code that is kept, and the word that people read."""

    code: Annotated[Code, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]


class Region(Item):
    """A place of the county; a park has a code of the county's own."""

    park: bool = False


class ExpectedTotal(PlanPart):
    """How many enterprises the plan expects at a place: a region, or an affiliation such as 中直."""

    count: Count
    region: Code | None = None
    affiliation: Line | None = None

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if bool(self.region) == bool(self.affiliation):
            raise ValueError(_("An expected total names either a region or an affiliation."))
        return self


class Category(Item):
    """A category of enterprise: how many, chosen on what ground, how often visited, and what counts as success."""

    expected: Count | None = None
    chosen_from: Count | None = None
    ground: Note | None = None
    base_period: Line | None = None
    cadence_days: Days | None = None
    success: Line | None = None


class PairingRole(Item):
    """Who answers for an enterprise, and for how many the plan expects it."""

    holder: Literal["person", "unit", "either"] = "either"
    expected: Count | None = None
    ground: Note | None = None


class ProblemType(Item):
    """A type of problem, the short words that stand for it while typing, and who leads by default."""

    aliases: tuple[Line, ...] = ()
    departments: tuple[Line, ...] = ()
    note: Line | None = None


class Principle(PlanPart):
    """A sentence that the plan goes by, with its parts where it has some."""

    name: Line
    text: Note | None = None
    items: tuple[Line, ...] = ()


class Weekly(PlanPart):
    """What is due each week, and until when it runs."""

    what: Literal["report", "circular", "dispatch"]
    until: Line | None = None


class Deadline(PlanPart):
    """Working days from a step on, and which date of the problem they give; an urgent one may have its own."""

    code: Annotated[Code, Field(min_length=1)]
    name: Annotated[Line, Field(min_length=1)]
    gives: Literal["due", "co_due", "verification_due"]
    days: Days
    urgent: Days | None = None
    green_channel: Days | None = None

    def days_for(self, urgency: str, green_channel: bool) -> int:
        if green_channel and self.green_channel:
            return self.green_channel
        return self.urgent if urgency == "urgent" and self.urgent else self.days


class CalendarCorrections(PlanPart):
    """Days that the county sets itself. `years` are those whose holidays stand here whole: only these count then."""

    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    years: tuple[Annotated[int, Field(ge=1950, le=2099)], ...] = ()


class Plan(PlanPart):
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    title: Annotated[Line, Field(min_length=1)]
    source: Note | None = None
    expected_enterprises: Count | None = None
    due_soon_days: Days = 1
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    expected_totals: tuple[ExpectedTotal, ...] = ()
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    pairing_roles: Annotated[tuple[PairingRole, ...], Field(min_length=1)]
    visit_kinds: Annotated[tuple[Item, ...], Field(min_length=1)]
    departments: Annotated[tuple[Line, ...], Field(min_length=1)]
    problem_types: Annotated[tuple[ProblemType, ...], Field(min_length=1)]
    principles: tuple[Principle, ...] = ()
    weekly: Weekly | None = None
    meeting_kinds: tuple[Item, ...] = ()
    documents: tuple[Line, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    calendar: CalendarCorrections = CalendarCorrections()
    flow: Flow

    def choices(self, of: str) -> dict[str, str]:
        """Code → name of one of the lists that `Shown.plan` names: regions, categories, steps, …; {} for no such."""
        return self._choices.get(of, {})

    @cached_property
    def _choices(self) -> dict[str, dict[str, str]]:
        lists: dict[str, tuple[Item, ...]] = {
            "regions": self.regions,
            "categories": self.categories,
            "pairing_roles": self.pairing_roles,
            "visit_kinds": self.visit_kinds,
            "problem_types": self.problem_types,
            "meeting_kinds": self.meeting_kinds,
        }
        found = {name: {item.code: item.name for item in items} for name, items in lists.items()}
        return {**found, "steps": self.flow.step_names, "states": self.flow.state_names}

    @cached_property
    def types(self) -> dict[str, ProblemType]:
        """Problem types by code."""
        return {item.code: item for item in self.problem_types}

    @cached_property
    def deadlines_by_code(self) -> dict[str, Deadline]:
        return {item.code: item for item in self.deadlines}

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        for title, codes in {
            "regions": [item.code for item in self.regions],
            "categories": [item.code for item in self.categories],
            "pairing_roles": [item.code for item in self.pairing_roles],
            "visit_kinds": [item.code for item in self.visit_kinds],
            "meeting_kinds": [item.code for item in self.meeting_kinds],
            "departments": list(self.departments),
            "deadlines": [item.code for item in self.deadlines],
            "problem_types": [item.code for item in self.problem_types],
            "problem_types, aliases": [word for item in self.problem_types for word in {item.name, *item.aliases}],
        }.items():
            _once_each(title, codes)
        self._names_what_it_has()
        return self

    def _names_what_it_has(self) -> None:
        regions, deadlines = self.choices("regions"), self.deadlines_by_code
        for total in self.expected_totals:
            if total.region and total.region not in regions:
                raise ValueError(_("An expected total names the unknown region “{code}”.").format(code=total.region))
        for item in self.problem_types:
            for department in item.departments:
                if department not in self.departments:
                    raise ValueError(
                        _("Problem type {code} is led by “{name}”, which is not among the departments.").format(
                            code=item.code, name=department
                        )
                    )
        for row in self.flow.steps:
            for code in row.sets_deadline:
                if code not in deadlines:
                    raise ValueError(
                        _("Step “{step}” starts the unknown deadline “{code}”.").format(step=row.step, code=code)
                    )
        both = set(self.calendar.holidays) & set(self.calendar.working_days)
        if both:
            raise ValueError(_("{day} is both a holiday and a working day.").format(day=min(both)))


def _once_each(title: str, codes: list[str]) -> None:
    seen = set()
    for code in codes:
        if code in seen:
            raise ValueError(_("“{code}” stands twice in {list}.").format(code=code, list=title))
        seen.add(code)


def version_of(text: bytes) -> str:
    """The version of a plan's file: SHA-256 of its bytes, cut to 128 bits, base64url without padding."""
    return urlsafe_b64encode(hashlib.sha256(text).digest()[:16]).rstrip(b"=").decode("ascii")


def read_plan(text: str) -> Plan:
    """The plan that a TOML text says; PlanError with one sentence when it can't be used."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(_not_toml(text, str(error))) from error
    try:
        return Plan.model_validate(said)
    except ValidationError as error:
        raise PlanError(_first_mistake(error)) from error


def _not_toml(text: str, detail: str) -> str:
    found = re.search(r"line (\d+)", detail)
    line = int(found[1]) if found else text.count("\n") + 1
    return _(
        "Line {line} is not TOML; look for a missing quotation mark, bracket or comma there or just before."
    ).format(line=line)


def _first_mistake(error: ValidationError) -> str:
    detail = error.errors()[0]
    place = " › ".join(str(part + 1) if isinstance(part, int) else part for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            sentence = _("A plan has no such entry; check how it is spelled.")
        case "literal_error":
            sentence = _("Write one of: {words}.").format(words=detail["ctx"]["expected"])
        case kind if kind.startswith(("int", "greater", "less")):
            sentence = _("Write a whole number that makes sense here.")
        case kind if kind.startswith(("tuple", "list", "dict", "model")):
            sentence = _("This entry has another form; compare it with a shipped plan.")
        case _other:
            sentence = next(sentences(error))[1]
    return _("{place}: {sentence}").format(place=place, sentence=sentence) if place else sentence
