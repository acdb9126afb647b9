"""Plans in the ledger: put in use by command, sent to laptops, in several versions, several at once, and unreadable."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import county_plans
import pytest
from commands_here import run_here
from county_plans import BESIDE, FIRST, HELL, NAME, OTHER, OTHER_TITLE, SECOND, TITLE
from story import (
    BANKING,
    CADRE,
    CLERK,
    ENTERPRISE,
    OTHER_ENTERPRISE,
    SHORTAGE,
    Pair,
    assert_both_hold_the_same,
    assert_sound,
    go_by,
    hand_back,
    screen_of,
)
from test_journey_commands import Side, acquainted, jsonl, made

from fieldtui import plans
from fieldtui.ledger import view_file
from fieldtui.ledger.check import check
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.plan import read_plan, version_of
from fieldtui.model.records.plan import PlanVersion
from fieldtui.model.sentence import FieldError
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_office, read_file
from fieldtui.work.clock import now, today
from fieldtui.work.desk import STANDING, Desk, reference_to, standings
from fieldtui.work.figures.gather import gather
from fieldtui.work.known_plans import DEFAULT_PLAN
from fieldtui.work.putting_in_use import put_in_use, stopped, version_in_use
from fieldtui.work.record_rules import beginning
from fieldtui.work.rules import complete, find_record, plan_meant, resolved, troubles
from fieldtui.work.step_form import possible_steps
from fieldtui.work.steps import enter_step
from fieldtui.work.timeline import time_line
from fieldtui.work.undo import undo_of
from fieldtui.work.visits import enter_problems, enter_visit

SIX = "six-must-visits"


# By command


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_an_office_is_founded_with_a_plan(tmp_path: Path) -> None:
    about = ("--role", "office", "--name", CLERK, "--county", "230600")
    assert run_here("init", str(tmp_path / "a"), *about, "--plan", "luohe").code == 0
    first, *others = Side(tmp_path / "a", run_here).well("plan", "list")
    assert first.startswith("luohe  ")
    assert "主方案" in first
    assert [line.split()[0] for line in others] == [name for name in plans.names() if name != "luohe"]
    own = put(tmp_path, "ours.toml", FIRST)
    assert run_here("init", str(tmp_path / "b"), *about, "--plan", str(own)).code == 0
    office = Side(tmp_path / "b", run_here)
    assert office.well("plan", "list")[0].startswith(f"{NAME}  {TITLE}  ")
    office.well("add", "unit", f"name={BANKING}")
    assert f'name = "{NAME}"' in office.well("show", find_plan(tmp_path / "b"), "--json")[0].replace("\\", "")
    older = put(tmp_path, "older.toml", plans.read_text(SIX).replace("已登记", "已收到"))
    assert run_here("init", str(tmp_path / "e"), *about, "--plan", str(older)).code == 0
    assert f"fieldtui plan use {SIX}" in Side(tmp_path / "e", run_here).well("plan", "list")[0], (
        "the program has another version"
    )
    bad = put(tmp_path, "bad.toml", FIRST.replace("regions", "regoins"))
    ended = run_here("init", str(tmp_path / "c"), *about, "--plan", str(bad))
    assert ended.code == 2
    assert "bad.toml" in ended.error
    assert not (tmp_path / "c").exists(), "nothing is made with a plan that can't be used"
    laptop = ("--role", "cadre", "--name", CADRE, "--county", "230600")
    assert run_here("init", str(tmp_path / "d"), *laptop, "--plan", "luohe").code == 2


def find_plan(folder: Path) -> str:
    with Desk.open_to_read(Workspace.load(folder)) as desk:
        return str(next(desk.ledger.rows("plan"))["id"])


def test_a_plan_and_its_new_version_are_put_in_use_and_out_of_use(tmp_path: Path) -> None:
    office = made(tmp_path / "office", "office", CLERK, run_here)
    office.well("add", "enterprise", f"name={ENTERPRISE}", "region=萨尔图")
    own = put(tmp_path, "ours.toml", FIRST)
    told = "\n".join(office.well("plan", "use", str(own)))
    assert TITLE in told
    assert "大庆“六必访”" in told, "what stays in use beside it"
    assert str(today()) in told
    first, second, *_others = office.well("plan", "list")
    assert first.startswith(NAME)
    assert "主方案" in first
    assert version_of(FIRST.encode())[:8] in first
    assert second.startswith(SIX)
    assert TITLE in office.refused(2, "plan", "use", str(own)), "it is in use in this version already"
    # A region that an enterprise lies in is no more.
    own.write_text("\n".join(line for line in SECOND.split("\n") if '"230602"' not in line), "utf-8")
    used = office("plan", "use", str(own))
    assert used.code == 0
    assert "萨尔图" in used.error
    assert "1" in used.error, "how many records"
    assert sum(line.startswith(NAME) for line in office.well("plan", "list")) == 1, "the new version alone"
    assert "承办" in "\n".join(office.well("plan", "show", NAME))
    office.well("plan", "show", NAME, "--save", str(tmp_path / "saved.toml"))
    assert "承办" in (tmp_path / "saved.toml").read_text("utf-8")
    office.well("plan", "use", "luohe", "--beside")
    assert office.well("plan", "list")[0].startswith(NAME)
    office.well("plan", "use", "luohe", "--main")
    assert office.well("plan", "list")[0].startswith("luohe")
    office.well("plan", "stop", "luohe")
    assert office.well("plan", "list")[0].startswith(NAME)
    office.well("plan", "stop", SIX)
    assert "唯一" in office.refused(2, "plan", "stop", NAME)
    assert "plan use" in office.refused(2, "add", "plan", f"name={NAME}", f"title={TITLE}")
    assert "six-must-visits" in office.refused(2, "plan", "stop", SIX)
    later = today() + timedelta(days=30)
    office.well("plan", "use", "three-threes", "--from", str(later))
    lines = office.well("plan", "list")
    assert lines[0].startswith(NAME)
    assert str(later) in next(line for line in lines if line.startswith("three-threes"))
    office.refused(2, "plan", "use", str(put(tmp_path, "newer.toml", FIRST)))
    assert "luohe" in office.refused(2, "plan", "use", "no-such-plan")
    assert all("✓" in line for line in office.well("check"))


def test_a_file_with_mistakes_is_not_put_in_use(tmp_path: Path) -> None:
    office = made(tmp_path / "office", "office", CLERK, run_here)
    before = office.log
    for name, text in HELL.items():
        ended = office("plan", "use", str(put(tmp_path, "hell.toml", text)))
        # What lacks only its base has one here: it comes with the program.
        assert (ended.code, "hell.toml" in ended.error) == (2, True), name
    assert office.log == before


def test_a_laptop_puts_no_plan_in_use(tmp_path: Path) -> None:
    _office, cadre = acquainted(tmp_path, run_here)
    assert "企服办" in cadre.refused(2, "plan", "use", "luohe")
    assert "企服办" in cadre.refused(2, "plan", "stop", SIX)
    assert cadre.well("plan", "list")[0].startswith(SIX), "it got the office's plan"


def test_records_are_given_a_plan_by_command(tmp_path: Path) -> None:
    office = made(tmp_path / "office", "office", CLERK, run_here)
    office.well("plan", "use", "luohe", "--beside")
    office.well("add", "enterprise", f"name={ENTERPRISE}", "region=萨尔图")
    category = read_plan(plans.read_text("luohe")).categories[0]
    values = (f"enterprise={ENTERPRISE}", f"category={category.name}", "start=2026-01-01")
    assert category.name in office.refused(2, "add", "inclusion", *values), "no category of the main plan"
    assert "luohe" in office.refused(2, "add", "inclusion", *values, "plan=three-threes"), "what is in use"
    (record,) = office.well("add", "inclusion", *values, "plan=luohe")
    row = json.loads(office.well("show", record, "--json")[0])
    assert (row["plan"]["name"], row["category"]) == ("luohe", category.code)
    problem = {"enterprise": ENTERPRISE, "title": SHORTAGE, "type": "融资", "plan": SIX}
    (other,) = office.well("add", "problem", stdin=jsonl(problem))
    assert [line.split()[0] for line in office.well("list", "problem", "--where", f"plan={SIX}")] == [other]
    assert office.well("list", "problem", "--where", "plan=luohe") == []
    assert any(line.startswith("plan ") and "luohe" in line for line in office.well("add", "problem", "--fields"))
    lines = [json.loads(line) for line in office.well("figures", "--plan", "luohe", "--json")]
    assert {line["code"] for line in lines if "code" in line} >= {"coverage"} or lines
    assert "three-threes" in office.refused(2, "figures", "--plan", "three-threes")


# From the office to a laptop and back


@contextmanager
def both(pair: Pair) -> Iterator[tuple[Desk, Desk]]:
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(pair.cadre) as cadre:
        yield office, cadre


def hand_in(cadre: Desk, office: Desk) -> None:
    take_in_and_learn(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))


def visit(desk: Desk, **texts: str) -> tuple[str, str]:
    """A visit with a problem; their ids."""
    given = {"enterprise": ENTERPRISE, "visitors": CADRE, "note": "示例", "problems": f"融资 {SHORTAGE}", **texts}
    entry = enter_visit(desk, given, today())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return entry.records[0].id, entry.records[1].id


def step(desk: Desk, problem: str, **values: str) -> None:
    entry = enter_step(desk, {"problem": problem, **values}, today())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)


def heard(desk: Desk) -> dict[str, str]:
    unit = find_record("unit", BANKING, desk)
    assert unit
    return {"behalf": unit, "heard_by": "telephone", "heard_on": today().isoformat()}


def test_a_countys_own_plan_from_its_first_version_to_its_second(pair: Pair) -> None:
    with both(pair) as (office, cadre):
        go_by(office, FIRST)
        assert cadre.plan.name == SIX
        hand_back(office, cadre)
        assert (cadre.plan.name, cadre.plan.title) == (NAME, TITLE)
        _visit, old = visit(cadre)
        row = cadre.ledger.row("problem", old) or {}
        assert row["plan"] == {"name": NAME, "version": version_of(FIRST.encode())}
        hand_in(cadre, office)
        step(office, old, step="assigned", lead=heard(office)["behalf"])
        # Only now is the plan changed.
        go_by(office, SECOND)
        assert office.plan.version == version_of(SECOND.encode())
        assert office.words("states", office.ledger.row("problem", old))["handling"] == "办理中"
        assert "at_work" not in possible_steps(office, old)
        assert possible_steps(office, old)["handling"] == "办理"
        step(office, old, step="handling", words="已联系银行", **heard(office))
        hand_back(office, cadre)
        assert cadre.plan.version == version_of(SECOND.encode())
        _visit, new = visit(cadre)
        hand_in(cadre, office)
        step(office, new, step="assigned", lead=heard(office)["behalf"])
        assert possible_steps(office, new)["at_work"] == "承办"
        step(office, new, step="at_work", words="已联系银行", **heard(office))
        hand_back(office, cadre)
        for desk in (office, cadre):
            states = [desk.ledger.derived(STANDING, problem)["state"] for problem in (old, new)]
            assert states == ["handling", "at_work"]
            lines = [
                [moment.what for moment in time_line(desk, problem, desk.standing(problem))]
                for problem in (desk.ledger.row("problem", record) or {} for record in (old, new))
            ]
            assert "办理" in lines[0]
            assert "承办" in lines[1]
    for side in (pair.office, pair.cadre):
        assert_sound(side)
    assert_both_hold_the_same(pair)


def test_a_plan_that_arrives_after_the_records_made_under_it_judges_them_anew(pair: Pair) -> None:
    with both(pair) as (office, _cadre):
        reference = reference_to(read_plan(SECOND))
        entry = enter_problems(office, {"enterprise": ENTERPRISE, "problems": f"融资 {SHORTAGE}"}, today())
        (problem,) = entry.records
        office.ledger.save(problem.amended(plan=reference))
        step(office, problem.id, step="assigned", lead=heard(office)["behalf"])
        step(office, problem.id, step="handling", words="办", **heard(office))
        assert office.ledger.derived(STANDING, problem.id)["state"] == "handling", "by the main plan, until it is known"
        office.ledger.save(version_in_use(SECOND, today(), main=False))
        assert office.ledger.derived(STANDING, problem.id)["state"] == "assigned", "it knows no such step"
        (known,) = [row for row in office.ledger.rows("plan") if row["name"] == NAME]
        record = office.ledger.get("plan", known["id"])
        assert record
        office.ledger.save(record.amended(deleted=True))
        assert office.ledger.derived(STANDING, problem.id)["state"] == "handling"
    assert_sound(pair.office)


def test_a_plan_under_which_something_was_recorded_is_not_undone(desk: Desk) -> None:
    desk.ledger.save(*put_in_use(desk, BESIDE, today(), main=False).records)
    plan = next(row for row in desk.ledger.rows("plan") if row["name"] == OTHER)
    assert undo_of(desk, plan["id"], today()).change
    texts = {"enterprise": ENTERPRISE, "problems": f"融资 {SHORTAGE}", "plan": OTHER}
    desk.ledger.save(*enter_problems(desk, texts, today()).records)
    with pytest.raises(FieldError, match="plan stop"):
        undo_of(desk, plan["id"], today())


# Several at once


def add(desk: Desk, kind: str, **typed: str) -> str:
    from fieldtui.model.kinds import record_class

    values, wrong = resolved(kind, typed, desk)
    record = complete(record_class(kind).model_validate(beginning(kind, values, desk, today())), desk)
    wrong |= troubles(record, desk, today())
    assert wrong == {}
    desk.ledger.save(record)
    return record.id


def test_two_plans_at_once(desk: Desk) -> None:
    desk.ledger.save(*put_in_use(desk, BESIDE, today(), main=False).records)
    assert [plan.name for plan in desk.plans] == [SIX, OTHER]
    category = desk.plans[1].categories[0].name
    third = add(desk, "enterprise", name="示例第三有限公司", region="萨尔图")
    add(desk, "inclusion", enterprise=third, category=category, start="2026-01-01", plan=OTHER)
    add(desk, "inclusion", enterprise=OTHER_ENTERPRISE, category=category, start="2026-01-01", plan=OTHER_TITLE)

    def under(enterprise: str, **more: str) -> str:
        texts = {"enterprise": enterprise, "problems": f"融资 {SHORTAGE}", **more}
        entry = enter_problems(desk, texts, today())
        assert entry.troubles == {}
        desk.ledger.save(*entry.records)
        return str((desk.ledger.row("problem", entry.records[0].id) or {})["plan"]["name"])

    assert under(ENTERPRISE) == SIX, "it is in this one alone"
    assert under("示例第三有限公司") == OTHER
    assert under(OTHER_ENTERPRISE) == SIX, "it is in both, so that the main one counts"
    assert under(OTHER_ENTERPRISE, plan=OTHER) == OTHER, "unless it is said"
    main, beside = (gather(desk, today(), plan) for plan in desk.plans)
    assert (len(main.problems), len(beside.problems)) == (2, 2)
    assert gather(desk, today()).problems == main.problems
    names = [{desk.name("enterprise", item.id) for item in facts.enterprises} for facts in (main, beside)]
    assert names == [{ENTERPRISE, OTHER_ENTERPRISE}, {"示例第三有限公司", OTHER_ENTERPRISE}]
    problem = next(row for row in desk.ledger.rows("problem") if row["plan"]["name"] == OTHER)
    assert desk.words("states", problem)["registered"] == "已入库"
    assert desk.words("states")["registered"] == "已登记"
    desk.ledger.save(*stopped(desk, SIX, today()))
    assert desk.plan.name == OTHER
    assert plan_meant(SIX, desk)[1], "new records are made under it no more"
    assert len(gather(desk, today(), desk.known_plans.plan({"name": SIX})).problems) == 2, "what was, stays its"


# What can't be read, and what changes with the program


@pytest.mark.parametrize("name", HELL)
def test_a_plan_from_hell_breaks_nothing(name: str, pair: Pair) -> None:
    text = HELL[name]
    with both(pair) as (office, cadre):
        _visit, problem = visit(cadre)
        version = version_of(text.encode())
        hell = PlanVersion(name=NAME, title="示例", version=version, text=text, start=date(2026, 1, 1), main=True)
        lying = PlanVersion(name=OTHER, title="示例", version=version, text=FIRST, start=date(2026, 1, 1), main=True)
        office.ledger.save(hell, lying)
        hand_back(office, cadre)
        assert {plan.name for desk in (office, cadre) for plan in desk.plans} == {SIX}
        assert cadre.plan_of({"plan": {"name": NAME, "version": version}}).name == SIX
        assert cadre.words("states", {"plan": {"name": NAME, "version": version}})["closed"] == "已办结"
        assert cadre.ledger.derived(STANDING, problem)["state"] == "registered"
        hand_in(cadre, office)
    told = [finding for finding in check(pair.cadre, standings) if finding.what == "plans.unreadable"]
    assert len(told) == 2
    assert all(finding.told for finding in told)
    assert_both_hold_the_same(pair)


def test_another_version_of_the_program_makes_the_view_anew(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    assert view_file.load_view(pair.office) is not None
    monkeypatch.setattr(view_file, "rules", lambda: "0.2.0 with other plans")
    assert view_file.load_view(pair.office) is None
    assert "view.other_version" in {finding.what for finding in check(pair.office, standings)}
    with Desk.open_to_write(pair.office):
        pass
    assert view_file.load_view(pair.office) is not None
    assert_sound(pair.office)


def test_what_was_recorded_opens_in_its_version_when_the_program_brings_another(pair: Pair) -> None:
    """The office's ledger holds the version that it was founded with; a shipped one of this name changes nothing."""
    with Desk.open_to_write(pair.office) as desk:
        (row,) = desk.ledger.rows("plan")
        assert (row["name"], row["main"]) == (DEFAULT_PLAN, True)
        assert row["text"] == plans.read_text(DEFAULT_PLAN)
        other = row["text"].replace("已登记", "已入库")
        desk.ledger.save(version_in_use(other, today()))
        assert desk.words("states")["registered"] == "已入库"
        assert desk.words("states", {"plan": {"name": SIX, "version": row["version"]}})["registered"] == "已登记"


def test_kept_texts_of_the_shipped_plans_are_what_they_are() -> None:
    for name in plans.names():
        text = plans.read_text(name)
        record = version_in_use(text, today())
        assert (record.text, record.version) == (text, version_of(plans.read_bytes(name)))
    assert county_plans.FIRST != county_plans.SECOND


# On the screen


async def test_the_page_about_plans_is_reached_from_the_help(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.press("f1")
        await hands.at("manual")
        await hands.sees("按键总表")
        await hands.press("right")
        await hands.sees("自己写方案")
        await hands.press("right")
        await hands.sees("从哪里开始")
