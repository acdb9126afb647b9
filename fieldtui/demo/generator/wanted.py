"""Which projects a county has: how many of which kind, how far on, and the sums that the plan prints of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from fieldtui.demo.generator.chance import Chance, shared_out
from fieldtui.demo.generator.size import Size, known_of, projects_of, reported
from fieldtui.model.plan import Plan

BUILT = ("started", "completed", "produced", "succeeded")
"""What a project that has started may mean."""
YI = 10_000
"""万元 in 1 亿."""
MARGIN = 4
"""Hundredths by which a share is surely passed, or surely not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A project to be: of which kind, started or not, and the sums that are laid down (万元)."""

    type: str
    started: bool
    called: str = ""
    size_mark: str = ""
    level: str = ""
    batch: str = ""
    newly_signed: bool = False
    investment: int | None = None
    year_plan: Decimal | None = None
    invested: int | None = None
    """In the months up to `until_month`."""
    until_month: int = 9
    at_least: int = 0
    """The share of the investment in hundredths that is passed."""
    at_most: int = 100


def wanted_projects(plan: Plan, size: Size, chance: Chance) -> list[Wanted]:
    """What the plan's county has, as many as the size asks for."""
    groups = known_of(plan).get("projects", ())
    if not groups:
        return list(_of_all_kinds(plan, max(5, round(projects_of(plan) * size.scale)), chance))
    return [wanted for group in groups for wanted in _group(plan, group, size.scale, chance)]


def _of_all_kinds(plan: Plan, count: int, chance: Chance) -> Iterator[Wanted]:
    if not plan.project_kinds:
        return
    kinds = [item.code for item in plan.project_kinds]
    for kind, number in zip(kinds, shared_out(count, [1.0] * len(kinds)), strict=True):
        for _project in range(number):
            yield Wanted(kind, chance.happens(0.65), level=chance.choice(plan.levels).code if plan.levels else "")


def _group(plan: Plan, group: Mapping[str, Any], scale: float, chance: Chance) -> Iterator[Wanted]:
    """The projects that one printed figure counts, with the parts of them that others count."""
    whole = reported(plan, group["count"])
    count = max(2, round(whole * scale))
    started = _part(plan, group.get("started_count"), count, whole, round(count * group.get("started", 0.0)))
    level = group.get("level", {})
    high = _part(plan, level.get("count"), count, whole, 0)
    past = group.get("past_a_share", {})
    many = _part(plan, past.get("count"), count, whole, 0)
    kinds = [item.code for item in plan.project_kinds if item.flow != "application"] or [plan.project_kinds[0].code]
    sums = _sums(plan, group, count, started, chance) if scale == 1.0 else {}
    places = list(range(count))
    chance.shuffle(places)
    for number, place in enumerate(places):
        wanted = Wanted(
            group.get("type") or kinds[number % len(kinds)],
            started=number < started,
            called=group.get("called", ""),
            size_mark=group.get("size_mark", ""),
            level=level.get("code" if place < high else "rest", "") if level else "",
            batch=group.get("batch", ""),
            newly_signed=bool(group.get("newly_signed")),
            until_month=int(group.get("until_month", 9)),
        )
        if past:
            share = int(past["share"])
            least, most = (share + MARGIN, 100) if number < many else (0, share - MARGIN)
            wanted = replace(wanted, at_least=least, at_most=most)
        yield replace(wanted, **{name: values[number] for name, values in sums.items() if values[number] is not None})


def _part(plan: Plan, named: str | None, count: int, whole: int, otherwise: int) -> int:
    return round(reported(plan, named) * count / whole) if named else otherwise


def _sums(plan: Plan, group: Mapping[str, Any], count: int, started: int, chance: Chance) -> dict[str, Sequence[Any]]:
    """The sums of each of a group's projects, so that together they are what the plan prints (亿元)."""
    by_name = {item.name: item.value for item in plan.reported}
    found: dict[str, Sequence[Any]] = {}
    if "total" in group:
        # Each of them is over 1 亿.
        over = int(by_name[group["total"]] * YI) - count * (YI + 200)
        parts = shared_out(over // 10, [chance.uniform(0.1, 4) for _project in range(count)])
        found["investment"] = [YI + 200 + part * 10 for part in parts[:-1]]
        found["investment"] = [*found["investment"], int(by_name[group["total"]] * YI) - sum(found["investment"])]
    if "invested" in group:
        weights = [chance.uniform(0.3, 3) for _project in range(started)]
        invested = shared_out(int(by_name[group["invested"]] * YI), weights)
        of_the_year = by_name[group["of_the_year"]] / 100
        found["invested"] = [*invested, *[None] * (count - started)]
        planned = [Decimal(part) / of_the_year * Decimal(str(chance.uniform(0.85, 1.15))) for part in invested]
        whole = Decimal(sum(invested)) / of_the_year
        rest = [Decimal(chance.randrange(800, 4000, 50)) for _project in range(count - started)]
        to_share = whole - sum(rest)
        scaled = [(part * to_share / sum(planned)).quantize(Decimal(1)) for part in planned]
        scaled[0] += whole.quantize(Decimal(1)) - sum(scaled) - sum(rest)
        found["year_plan"] = [*scaled, *rest]
    return found
