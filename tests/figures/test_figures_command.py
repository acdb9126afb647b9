"""The command: what a county's ledger comes to, for everybody and for each part, in words and as JSON."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lives_of_problems import PLAN, Event, Life, lives_of, records_of
from story import BANKING, ENTERPRISE, PARK, Pair, register_problem

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import use_language
from fieldtui.model.county_time import SHANGHAI
from fieldtui.model.records.figures import Figures
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.outcome import Outcome
from fieldtui.model.records.project import Project
from fieldtui.model.records.task import Task
from fieldtui.model.records.visit import Visit
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.figures.enterprise_facts import enterprise_facts
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.periods import month_of
from fieldtui.work.figures.problem_facts import ProblemRecords, facts_of
from fieldtui.work.figures.report import lines
from fieldtui.work.rules import find_record


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FIELDTUI_LANGUAGE", "en")
    use_language("en")
    yield
    use_language("zh_CN")


@pytest.fixture
def office(pair: Pair) -> Path:
    """An office where one of two enterprises was visited, and one problem was handed out; returns its folder."""
    problem = register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        enterprise, lead = find_record("enterprise", ENTERPRISE, desk), find_record("unit", BANKING, desk)
        assert enterprise
        assert lead
        visit = Visit(enterprise=enterprise, date=today(), visitors=[desk.me], note="见到厂长。")
        absent = Visit(enterprise=enterprise, date=today(), visitors=[desk.me], outcome="absent")
        step = FollowUp(problem=problem, step="assigned", on=today(), by=desk.me, lead=lead)
        desk.ledger.save(visit, absent, step)
    return pair.office.folder


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(fieldtui, ["--workspace", str(folder), "figures", *arguments])


def rows_of(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """The objects that are printed, one a line; a warning about holidays may stand between them."""
    done = run(folder, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]


def told(folder: Path, *arguments: str) -> dict[str, str]:
    """Figure → its line."""
    done = run(folder, *arguments)
    assert done.exit_code == 0, done.output
    return {line.split()[0]: line for line in done.output.splitlines() if "this period" in line}


def test_figures_of_this_month(office: Path) -> None:
    found = told(office)
    assert "this period 50.0%（1/2）" in found["走访覆盖率"]
    assert "[nobody there 1]" in found["走访覆盖率"]
    assert "this period 0.0%（0/1）" in found["解决率"]
    assert "—（0/0）" in found["满意率"]
    assert "this period —（0/1）" in found["响应"]


def test_each_figure_as_json_names_the_records_behind_it(office: Path) -> None:
    figures = {row["figure"]: row for row in rows_of(office) if not row.get("category")}
    coverage = figures["coverage"]["period"]
    assert (coverage["result"], coverage["shown"], coverage["form"]) == ("50", "50.0", "share")
    assert coverage["to"] == today().isoformat()
    assert len(coverage["numerator"]["records"]) == 1
    assert set(coverage["numerator"]["records"]) < set(coverage["denominator"]["records"])
    assert figures["satisfaction"]["since"]["result"] is None


def test_by_unit_a_problem_is_the_leads_and_an_enterprise_is_theirs_who_answer(office: Path) -> None:
    rows = rows_of(office, "--by", "unit")
    found = {(row["part"], row["figure"]): row["period"] for row in rows}
    assert found[BANKING, "resolution"]["denominator"]["value"] == "1"
    assert found[PARK, "coverage"]["denominator"]["value"] == "2"
    assert (BANKING, "coverage") not in found, "what has nothing to count is left out"


@pytest.mark.parametrize(("by", "part"), [("region", "萨尔图"), ("category", "经营困难")])
def test_by_region_and_category(office: Path, by: str, part: str) -> None:
    rows = rows_of(office, "--by", by)
    found = {(row["part"], row["figure"]): row["period"] for row in rows}
    assert found[part, "coverage"]["result"] == "50"
    assert found[part, "resolution"]["denominator"]["value"] == "1"


def test_projects_month_figures_outcomes_and_tasks_are_counted_from_the_ledger(office: Path) -> None:
    day, year = today(), f"{today():%Y}"
    with Desk.open_to_write(Workspace.load(office)) as desk:
        enterprise, unit = find_record("enterprise", ENTERPRISE, desk), find_record("unit", BANKING, desk)
        assert enterprise
        assert unit
        plan = {"plan_year": year, "year_plan": "100", "investment": "5200", "unit": unit}
        built, waiting = (
            Project.model_validate({"name": name, "type": "investment", "entered_at": "preparing", **plan})
            for name in ("示例项目甲", "示例项目乙")
        )
        task = Task(title="示例：约银行", unit=unit, assigned=day, due=day, clerk=desk.me)
        said = {"period": year, "category": "difficulty", "achieved": "yes", "evidence": "报表"}
        desk.ledger.save(
            *(built, waiting, task),
            Figures(project=built.id, month=f"{day:%Y-%m}", invested="25"),
            Outcome.model_validate({"enterprise": enterprise, **said}),
            FollowUp(about=built.id, step="started", on=day, by=desk.me),
        )
    rows = rows_of(office)
    found = {(row["figure"], row.get("category")): row["period"] for row in rows if "figure" in row}
    assert [found["start_rate", None][part]["value"] for part in ("numerator", "denominator")] == ["1", "2"]
    assert found["investment", None]["result"] == "12.5"
    assert found["signed_to_started", None]["numerator"]["records"] == [built.id]
    assert found["outcomes", "difficulty"]["shown"] == "50.0"
    assert [found["tasks_on_time", None][part]["value"] for part in ("numerator", "denominator")] == ["0", "1"]
    parts = rows_of(office, "--by", "unit")
    of_unit = {(row["part"], row["figure"]): row["period"]["denominator"]["value"] for row in parts}
    assert [of_unit[BANKING, figure] for figure in ("start_rate", "investment", "tasks_on_time")] == ["2", "200", "1"]


def test_a_period_that_is_over_stands_as_it_stood(office: Path) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    found = told(office, "--from", yesterday, "--to", yesterday)
    assert "this period 0.0%（0/2）" in found["走访覆盖率"]
    assert "this period —（0/0）  so far —（0/0）" in found["解决率"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--month", "2026-13"],
        ["--month", "2026-01", "--from", "2026-01-01"],
        ["--from", "11-31"],
        ["--from", "2026-02-01", "--to", "2026-01-01"],
        ["--month", "2199-01"],
        ["--by", "colour"],
        ["--review"],
        ["--review", "--by", "unit"],
    ],
    ids=" ".join,
)
def test_what_can_not_be_is_told_in_a_sentence(office: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fieldtui", "--workspace", str(office), "figures", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def one_life() -> Life:
    """A problem that went the usual way."""
    ways = [("assigned", 2), ("handling", 4), ("replied", 6), ("satisfied", 9), ("closed", 10)]
    events = [Event(what, date(2026, 11, day), datetime(2026, 11, day, 9, tzinfo=SHANGHAI), "u") for what, day in ways]
    return Life("p", date(2026, 11, 1), "RZ", "ordinary", tuple(events))


def renamed(life: Life, name: str) -> Life:
    return replace(life, id=name)


def test_a_county_of_26_000_records_takes_one_pass() -> None:
    """A county of 2,000 enterprises, 10,000 visits, 3,000 problems and 11,000 steps, from rows to lines."""
    end = date(2026, 11, 30)
    days = [(date(2026, 1, 1) + timedelta(days=number % 330)).isoformat() for number in range(10_000)]
    enterprises = [{"id": f"e{number}", "region": "230602"} for number in range(2000)]
    span = {"start": "2026-01-01", "unit": "u", "category": "difficulty"}
    held = [{**span, "enterprise": row["id"]} for row in enterprises]
    visits = [
        {"id": f"v{number}", "enterprise": f"e{number % 2000}", "date": day, "outcome": "met"}
        for number, day in enumerate(days)
    ]
    model = one_life()
    steps = {f"p{number}": renamed(model, f"p{number}").steps for number in range(3000)}
    known = lives_of(steps)
    standing = records_of(model.problem, model.steps).standing
    began = perf_counter()
    facts = Facts(
        end,
        problems=facts_of(
            (
                ProblemRecords(renamed(model, name).problem, standing, [step.row for step in theirs])
                for name, theirs in steps.items()
            ),
            lambda _problem: known,
            end,
        ),
        enterprises=enterprise_facts(enterprises, held, held, visits, {}, PLAN, end),
    )
    found = {line.figure.code: line for line in lines(PLAN, facts, month_of(end))}
    took = perf_counter() - began
    assert found["resolution"].since.numerator.value == 3000
    assert found["coverage"].since.result == 100
    assert took < 2, "well under a second alone; twice that where others work beside"
