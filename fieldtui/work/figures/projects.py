"""Figures about projects: 开复工率 投资完成率 签约履约率 开工投产率, and days between stages or milestones."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from fieldtui.model.flow import Meaning
from fieldtui.work.figures.periods import MONTHS, Period
from fieldtui.work.figures.stage_facts import ProjectFact
from fieldtui.work.figures.value import Part, Value, counted, in_order, per_cent, share, spread

Projects = Sequence[ProjectFact]


def start_rate(projects: Projects, period: Period) -> Value:
    """Started + resumed in the period and not at rest at its end ÷ planned."""
    planned = [item for item in projects if item.can_start and item.planned]
    moving = [item for item in planned if item.means != "stopped"]
    started = [item for item in moving if item.came_to.get("started") in period]
    resumed = [item for item in moving if item not in started and any(day in period for day in item.resumed)]
    return share(
        _those([*started, *resumed]),
        _those(planned),
        {
            "started": _those(started),
            "resumed": _those(resumed),
            "stopped": _those(item for item in planned if item.means == "stopped"),
        },
    )


def investment(projects: Projects, period: Period) -> Value:
    """Σ invested ÷ Σ year's plan, of the year in which the period ends; sums in 万元.

    A month counts when its first day lies in the period. Since the beginning of the year, 进度差 stands beside it:
    the rate less months gone ÷ 12.
    """
    year = f"{period.end.year:04}"
    with_plan = [item for item in projects if item.plan_year == year and item.year_plan is not None]
    records, invested = [], Decimal(0)
    for item in with_plan:
        for month, (record, amount) in item.invested.items():
            if month[:4] == year and f"{month}-01" in period:
                records.append(record)
                invested += amount
    plan = sum((item.year_plan for item in with_plan if item.year_plan is not None), Decimal(0))
    rate = per_cent(invested, plan)
    gap = None
    if rate is not None and period.start == date(period.end.year, 1, 1):
        gap = Part(rate - Decimal(period.months_gone * 100) / MONTHS)
    without = counted(item.id for item in projects if item.invested and item not in with_plan)
    return share(
        Part(invested, in_order(records)),
        Part(plan, in_order(item.id for item in with_plan)),
        {"progress_gap": gap, "no_plan": without},
    )


def signed_to_started(projects: Projects, period: Period) -> Value:
    """Signed in the period that have started by its end ÷ signed in the period."""
    return _went_on(projects, period, "signed", "started")


def started_to_produced(projects: Projects, period: Period) -> Value:
    """Started in the period that have gone into production by its end ÷ started in the period."""
    return _went_on(projects, period, "started", "produced")


def days_between(
    projects: Projects,
    period: Period,
    begins: Callable[[ProjectFact], str | None],
    ends: Callable[[ProjectFact], str | None],
) -> Value:
    """Calendar days from one day to another, of the projects for which the other lies in the period."""
    arrived = [item for item in projects if (day := ends(item)) in period and day != date.min.isoformat()]
    days = {}
    for item in arrived:
        first, last = begins(item), ends(item)
        if first and last and date.min.isoformat() < first <= last:
            days[item.id] = Decimal((date.fromisoformat(last) - date.fromisoformat(first)).days)
    return spread("days", days, (item.id for item in arrived))


def _went_on(projects: Projects, period: Period, first: Meaning, second: Meaning) -> Value:
    began = [item for item in projects if item.came_to.get(first) in period]
    return share(_those(item for item in began if item.came_to.get(second)), _those(began))


def _those(items: Iterable[ProjectFact]) -> Part:
    return counted(item.id for item in items)
