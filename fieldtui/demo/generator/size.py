"""How much of everything a county has: what its plan expects or prints as reported, or as many as are asked for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from fieldtui.demo.generator.chance import shared_out
from fieldtui.locale import _
from fieldtui.model.plan import Plan
from fieldtui.model.sentence import FieldError

SMALL, COUNTY = "small", "county"
LEAST, MOST = 6, 50_000

WEEKS = 17
"""Mondays since the county began with its plan."""

VISITS_EACH, PROBLEMS_EACH = 5, 1.5
BESIDE_VISITS = 0.15
A_CADRE_HAS = 8
"""Enterprises a cadre answers for."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many of what; `weeks` is for how long, `laptops` how many cadres enter at laptops of their own."""

    enterprises: int
    visits: int
    problems: int
    problems_beside: int
    """Those of the problems that did not come up on a visit."""
    cadres: int
    weeks: int = WEEKS
    busy_weeks: int = WEEKS
    """In how many of them, the last ones, there were visits."""
    laptops: int = 1
    months: int = 1
    """Of how many months there are figures of enterprises."""
    scale: float = 1.0
    """How much of what the plan's county has there is beside enterprises: projects, meetings and so on."""


@cache
def _counties() -> Mapping[str, Any]:
    return tomllib.loads((files("fieldtui.demo.generator") / "counties.toml").read_text("utf-8"))


def known_of(plan: Plan) -> Mapping[str, Any]:
    """What counties.toml says of a plan; empty for a county's own."""
    known: Mapping[str, Any] = _counties().get(plan.name, {})
    # Another plan may go by the name of a shipped one; its figures are its own.
    names = {item.name for item in plan.reported}
    return known if all(item["count"] in names for item in known.get("projects", ())) else {}


def reported(plan: Plan, name: str) -> int:
    """A figure that the plan prints, as a whole number."""
    return int(next(item.value for item in plan.reported if item.name == name))


def enterprises_of(plan: Plan) -> int:
    """How many enterprises the plan's county has."""
    if plan.expected_enterprises:
        return plan.expected_enterprises
    by_category = sum(item.expected or 0 for item in plan.categories)
    known = known_of(plan)
    if by_category or "enterprises" not in known:
        return by_category or int(_counties()["any"]["enterprises"])
    return reported(plan, known["enterprises"]) + int(known.get("more_enterprises", 0))


def projects_of(plan: Plan) -> int:
    """How many projects the plan's county has, beside those that the plan counts itself."""
    return round(enterprises_of(plan) * float(_counties()["any"]["projects_by_enterprise"]))


def read_size(text: str, plan: Plan) -> Size:
    """The size that is meant: small, county, or a number of enterprises. FieldError for anything else."""
    if text == SMALL:
        return _small(plan)
    if text == COUNTY:
        return county_size(plan)
    if not (text.isascii() and text.isdigit() and LEAST <= int(text) <= MOST):
        raise FieldError(
            _("“{size}” is no size: small, county, or a number of enterprises from {least} to {most}.").format(
                size=text, least=LEAST, most=MOST
            )
        )
    return of_enterprises(int(text), plan)


def of_enterprises(count: int, plan: Plan) -> Size:
    """A county of so many enterprises, with the visits, problems, projects and so on that go with them."""
    cadres = max(3, count // A_CADRE_HAS)
    problems = round(count * PROBLEMS_EACH)
    scale = count / enterprises_of(plan)
    return Size(count, count * VISITS_EACH, problems, round(problems * BESIDE_VISITS), cadres, scale=scale)


def _small(plan: Plan) -> Size:
    enterprises = max(18, len(plan.categories) * 3)
    return Size(enterprises, 46, 28, 4, cadres=4, busy_weeks=5, laptops=3, months=2, scale=0.12)


def county_size(plan: Plan) -> Size:
    """The real numbers of the plan's county."""
    known, count = known_of(plan), enterprises_of(plan)
    problems = round(count * float(_counties()["any"]["problems_by_enterprise"]))
    if "studied" in known:
        problems = reported(plan, known["studied"]) + int(known["problems_beside_them"])
    beside = round(problems * BESIDE_VISITS)
    if "problems_of_visits" in known:
        beside = int(known["problems_beside"])
        problems = reported(plan, known["problems_of_visits"]) + beside
    return replace(of_enterprises(count, plan), problems=problems, problems_beside=beside, months=3)


def by_category(plan: Plan, count: int) -> dict[str, int]:
    """Category → number of enterprises: as the plan expects them, or in its shares."""
    few = known_of(plan).get("few", {})
    whole = enterprises_of(plan)
    left = max(1, whole - sum(few.values())) / max(1, len(plan.categories) - len(few))
    weights = [float(few.get(item.code) or item.expected or left) for item in plan.categories]
    return dict(zip((item.code for item in plan.categories), shared_out(count, weights), strict=True))


def solved_of(plan: Plan, size: Size) -> tuple[int, int] | None:
    """(types, problems) that the plan's county prints as solved, None where it prints none, and in other sizes."""
    named = known_of(plan).get("solved")
    found = next((item for item in plan.reported if item.name == named), None)
    return (
        (found.types, int(found.value))
        if found and found.types and size.scale == 1 and size.problems > found.value
        else None
    )
