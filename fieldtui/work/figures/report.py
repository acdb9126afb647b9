"""The figures of a plan for a period and since the start: each formula by its name, with the plan's parameters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fieldtui.locale import _
from fieldtui.model.plan import FORMULAS, Figure, Plan
from fieldtui.work.figures import problems, projects, tasks, visits
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.outcomes import outcomes
from fieldtui.work.figures.periods import Period, since_start
from fieldtui.work.figures.stage_facts import ProjectFact
from fieldtui.work.figures.value import Part, Value, counted, in_order, share

Formula = Callable[[Facts, Figure, Period], Value]
Reading = Callable[[ProjectFact], str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of the plan: its value for the period, and since the start (本期, 累计).

    `category` is the one that it is about, where a figure is told for each; "" for the whole.
    """

    figure: Figure
    category: str
    period: Value
    since: Value


def lines(plan: Plan, facts: Facts, period: Period) -> list[Line]:
    """The plan's figures in its order. `facts` stand at the end of `period`."""
    return [line for figure in figures_of(plan) for line in _lines(plan, figure, facts, period)]


def figures_of(plan: Plan) -> tuple[Figure, ...]:
    """The figures that the plan goes by; all that need no parameters when it names none."""
    return plan.figures or tuple(
        Figure(code=code, name=_(word), formula=code) for code, word in FORMULAS.items() if code != "days_between"
    )


def compute(figure: Figure, facts: Facts, period: Period) -> Value:
    """A figure for a period, by its formula and parameters."""
    part = facts.of_categories(figure.categories).of_project_kinds(figure.project_kinds)
    return _FORMULAS[figure.formula](part, figure, period)


def since_period(plan: Plan, figure: Figure, period: Period) -> Period:
    """What 累计 means for a figure: since the plan's start.

    The plan of an investment is a year's, so that counts from January; what is overdue or at work now may be older than
    the plan.
    """
    if figure.formula == "investment":
        return Period(date(period.end.year, 1, 1), period.end)
    if figure.formula in ("overdue", "start_rate"):
        return since_start(None, period)
    return since_start(plan.starts, period)


def _lines(plan: Plan, figure: Figure, facts: Facts, period: Period) -> Iterator[Line]:
    since = since_period(plan, figure, period)
    if figure.formula != "outcomes":
        yield Line(figure, "", compute(figure, facts, period), compute(figure, facts, since))
        return
    wanted = figure.categories or tuple(item.code for item in plan.categories if item.success)
    whole = figure.model_copy(update={"categories": wanted})
    yield Line(whole, "", compute(whole, facts, period), compute(whole, facts, since))
    for category in wanted if len(wanted) > 1 else ():
        one = figure.model_copy(update={"categories": (category,)})
        yield Line(one, category, compute(one, facts, period), compute(one, facts, since))


def _outcomes(facts: Facts, figure: Figure, period: Period) -> Value:
    """All the figure's categories together: what was achieved in some ÷ what could be, category by category."""
    categories = figure.categories or sorted({code for item in facts.enterprises for code in item.categories})
    values = [outcomes(facts.enterprises, facts.outcomes, period, category) for category in categories]
    beside: Mapping[str, Part | None] = {
        name: counted(record for value in values if (part := value.beside[name]) for record in part.records)
        for name in ("not_achieved", "pending")
    }
    return share(_sum(value.numerator for value in values), _sum(value.denominator for value in values), beside)


def _sum(parts: Iterator[Part]) -> Part:
    found = list(parts)
    records = in_order(record for part in found for record in part.records)
    return Part(sum((part.value for part in found), Decimal(0)), records)


def _days_between(facts: Facts, figure: Figure, period: Period) -> Value:
    begins = _reading(figure.from_stage, figure.from_milestone)
    ends = _reading(figure.to_stage, figure.to_milestone)
    return projects.days_between(facts.projects, period, begins, ends)


def _reading(stage: str | None, milestone: str | None) -> Reading:
    if stage:
        return lambda item: item.reached.get(stage)
    return lambda item: item.milestones.get(milestone or "")


_FORMULAS: dict[str, Formula] = {
    "coverage": lambda facts, _figure, period: visits.coverage(facts.enterprises, period),
    "cadence": lambda facts, _figure, period: visits.cadence(facts.enterprises, period),
    "resolution": lambda facts, _figure, period: problems.resolution(facts.problems, period),
    "completion": lambda facts, _figure, period: problems.completion(facts.problems, period),
    "on_time": lambda facts, _figure, period: problems.on_time(facts.problems, period),
    "overdue": lambda facts, _figure, period: problems.overdue(facts.problems, period),
    "response": lambda facts, _figure, period: problems.response(facts.problems, period),
    "verification": lambda facts, _figure, period: problems.verification(facts.problems, period),
    "satisfaction": lambda facts, _figure, period: problems.satisfaction(facts.problems, period),
    "types_and_items": lambda facts, _figure, period: problems.types_and_items(facts.problems, period),
    "start_rate": lambda facts, _figure, period: projects.start_rate(facts.projects, period),
    "investment": lambda facts, _figure, period: projects.investment(facts.projects, period),
    "signed_to_started": lambda facts, _figure, period: projects.signed_to_started(facts.projects, period),
    "started_to_produced": lambda facts, _figure, period: projects.started_to_produced(facts.projects, period),
    "days_between": _days_between,
    "outcomes": _outcomes,
    "tasks_on_time": lambda facts, _figure, period: tasks.tasks_on_time(facts.tasks, period),
}
