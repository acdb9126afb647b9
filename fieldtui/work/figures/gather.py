"""Fetches from a ledger what figures are computed from, in one pass over its records."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from fieldtui.ledger.view import HEADS, document_id
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work.desk import STAGE, STANDING, Desk, calendar_of
from fieldtui.work.figures.enterprise_facts import enterprise_facts, stands, units_of
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.outcomes import outcome_facts
from fieldtui.work.figures.problem_facts import Lives, ProblemRecords, facts_of
from fieldtui.work.figures.stage_facts import StageLives, StageRecords

Grouped = Mapping[str, list[Row]]
T = TypeVar("T")


def gather(desk: Desk, end: date, plan: Plan | None = None) -> Facts:
    """The facts of one plan at the end of that day; of the main one when none is given.

    A visit, problem, project or task counts in the plan that it was made under, in whichever version; an enterprise in
    those in which it is, and in the main one when it is in none.
    """
    main = desk.plan
    plan = plan or main

    def of_plan(kind: str) -> Iterator[Row]:
        return (row for row in desk.ledger.rows(kind) if (row.get("plan") or {"name": main.name})["name"] == plan.name)

    steps = list(desk.ledger.rows("follow_up"))
    unit_of = {row["id"]: row["unit"] for row in desk.ledger.rows("person")}
    inclusions = list(of_plan("inclusion"))
    enterprises = enterprise_facts(
        _in_plan(desk, inclusions, end, is_main=plan.name == main.name),
        desk.ledger.rows("pairing"),
        inclusions,
        of_plan("visit"),
        unit_of,
        plan,
        end,
    )
    regions = {item.id: item.region for item in enterprises}
    stage_lives = _of_each_plan(desk, lambda plan: StageLives(plan, desk.steps))
    stages = {row["id"]: row for row in desk.ledger.derived_rows(STAGE)}
    about = _by(steps, "about")
    pairings, months, milestones = (
        _by(desk.ledger.rows(kind), "project") for kind in ("pairing", "figures", "milestone")
    )
    projects = [
        stage_lives(row).project(
            StageRecords(row, stages.get(row["id"], {}), about.get(row["id"], [])),
            end,
            units=units_of((item for item in pairings.get(row["id"], ()) if stands(item, end)), unit_of),
            region=regions.get(row.get("enterprise", ""), ""),
            months=months.get(row["id"], ()),
            milestones=milestones.get(row["id"], ()),
        )
        for row in of_plan("project")
    ]
    tasks = (
        stage_lives(row).task(StageRecords(row, stages.get(row["id"], {}), about.get(row["id"], [])), end)
        for row in of_plan("task")
    )
    return Facts(
        end,
        problems=facts_of(_problems(desk, of_plan("problem"), steps), _lives(desk), end),
        enterprises=enterprises,
        projects=projects,
        tasks=[task for task in tasks if task is not None],
        outcomes=outcome_facts(of_plan("outcome"), plan.name, end),
    )


def _in_plan(desk: Desk, inclusions: Iterable[Row], end: date, *, is_main: bool) -> Iterator[Row]:
    """The enterprises that were in the plan of these inclusions; for the main plan also those that were in none."""
    last = end.isoformat()
    inside = {row["enterprise"] for row in inclusions if row["start"] <= last}
    others = {row["enterprise"] for row in desk.ledger.rows("inclusion") if row["start"] <= last} - inside
    return (
        row for row in desk.ledger.rows("enterprise") if row["id"] in inside or (is_main and row["id"] not in others)
    )


def _problems(desk: Desk, rows: Iterable[Row], steps: Iterable[Row]) -> Iterator[ProblemRecords]:
    standings = {row["id"]: row for row in desk.ledger.derived_rows(STANDING)}
    by_problem = _by(steps, "problem")
    for row in rows:
        yield ProblemRecords(row, standings.get(row["id"], {}), by_problem.get(row["id"], []))


def _lives(desk: Desk) -> Callable[[Row], Lives]:
    """The rules of each problem's own plan."""

    def written(step: str) -> int:
        return int((desk.ledger.view.row(HEADS, document_id(step)) or {})["made"]["at"])

    return _of_each_plan(desk, lambda plan: Lives(plan, calendar_of(plan), desk.steps, written))


def _of_each_plan(desk: Desk, make: Callable[[Plan], T]) -> Callable[[Row], T]:
    """What is made for the plan of a record, once for each plan; versions of one plan are plans of their own."""
    made: dict[int, tuple[Plan, T]] = {}

    def of(row: Row) -> T:
        plan = desk.plan_of(row)
        if id(plan) not in made:
            # The plan is kept beside, so that no other one can get its id.
            made[id(plan)] = plan, make(plan)
        return made[id(plan)][1]

    return of


def _by(rows: Iterable[Row], name: str) -> Grouped:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get(name):
            found[row[name]].append(row)
    return found
