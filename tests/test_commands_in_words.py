"""Commands as people type them: days and fields in words, numbers either way, and sentences that say what to do."""

import json
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from commands_here import run_here
from story import BANKING, ENTERPRISE, LABOUR, Pair, go_by, register_problem
from test_journey_commands import Side

from fieldtui.cli.asking import agreed
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.plans import read_text
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.history_words import told


@pytest.fixture
def office(pair: Pair) -> Side:
    """The office's commands in a county that goes by the plan of Luohe."""
    with Desk.open_to_write(pair.office) as desk:
        go_by(desk, read_text("luohe"))
    return Side(pair.office.folder, run_here)


def rows(side: Side, *arguments: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in side.well("list", *arguments, "--json")]


# Days and fields in words


def test_days_are_typed_in_words(office: Side) -> None:
    office.well("add", "task", "title=核实退规名单", f"unit={BANKING}", "due=明天")
    office.well("add", "visit", f"enterprise={ENTERPRISE}", "date=昨天", "visitors=示例张", "note=问了")
    (task,) = rows(office, "task")
    (visit,) = rows(office, "visit")
    assert task["due"] == (today() + timedelta(days=1)).isoformat()
    assert visit["date"] == (today() - timedelta(days=1)).isoformat()
    assert "due" in office.refused(2, "add", "task", "title=核实退规名单", f"unit={BANKING}", "due=改天")
    assert rows(office, "task", "--where", "due=明天") == [task]


def test_conditions_name_fields_by_their_words(office: Side, pair: Pair) -> None:
    register_problem(pair.office)
    assert len(rows(office, "problem", "--where", "状态=已登记")) == 1
    assert rows(office, "problem", "--where", "状态=办理中") == []
    assert len(rows(office, "problem", "--where", "企业=" + ENTERPRISE)) == 1
    assert "没有的项" in office.refused(2, "list", "problem", "--where", "没有的项=1")


def test_a_meeting_goes_by_its_number_however_that_is_written(office: Side) -> None:
    office.well("add", "meeting", "held_as=月讲评4、周交办会14", f"date={today()}")
    typed = ("第四次月讲评暨第十四次周交办会", "第4次月讲评暨第14次周交办会", "第14次周交办会", "月讲评4")
    for number, named in enumerate(typed):
        office.well("add", "task", f"title=事项{number}", f"unit={BANKING}", "due=明天", f"meeting={named}")
    assert len({task["meeting"] for task in rows(office, "task")}) == 1
    assert "第5次" in office.refused(
        2, "add", "task", "title=事项", f"unit={BANKING}", "due=明天", "meeting=第5次月讲评"
    )


# Sentences that say what to do


def test_quick_entry_of_an_unknown_enterprise_says_what_to_do(office: Side) -> None:
    said = office.refused(2, "add", "problem", "--quick", "&没有的企业 融资 流动资金缺口三百万")
    assert said == "这里没有企业“没有的企业”：请改正名称；新企业由企服办新增。"


def test_a_second_unit_of_one_name_is_refused_and_a_laptop_adds_none(office: Side, pair: Pair) -> None:
    assert "已经有这样一条" in office.refused(2, "add", "unit", f"name={BANKING}")
    (above,) = (row["id"] for row in rows(office, "unit") if row["name"] == LABOUR)
    office.well("add", "unit", f"name={BANKING}", f"above={above}")
    laptop = Side(pair.cadre.folder, run_here)
    for kind, *values in (("unit", "name=示例局"), ("enterprise", "name=示例新厂", "region=萨尔图")):
        assert "企服办" in laptop.refused(2, "add", kind, *values)


def test_a_backup_goes_into_no_folder_that_there_is_not(office: Side, tmp_path: Path) -> None:
    assert ".zip" in office.refused(2, "backup", str(tmp_path / "没插的U盘"))
    assert not (tmp_path / "没插的U盘").exists()
    office.well("backup", str(tmp_path / "a.zip"))


def test_questions_are_asked_in_chinese() -> None:
    command = click.Command("ask", callback=lambda: click.echo(agreed("真的吗？")))
    for typed, answer in (("y\n", "True"), ("是\n", "True"), ("\n", "False"), ("嗯\nＹ\n", "True"), ("否\n", "False")):
        ended = CliRunner().invoke(command, input=typed)
        assert ended.stdout.splitlines()[-1] == answer
        assert "[y 是 / N 否]" in ended.stderr
        assert "Error" not in ended.stderr


def test_a_number_that_is_none_gets_a_sentence_in_chinese(office: Side) -> None:
    assert office.refused(2, "device", "revoke", "示例张", "--after", "十二个") == "请写整数，如 120。"


def test_figures_say_that_they_are_cut_off_where_the_plan_does_so(office: Side, pair: Pair) -> None:
    assert "截去" not in office.well("figures")[0]
    with Desk.open_to_write(pair.office) as desk:
        go_by(desk, read_text("front-line"))
    assert "截去尾数" in office.well("figures")[0]


def test_the_text_of_a_problem_names_the_next_step_once(office: Side, pair: Pair) -> None:
    lines = office.well("text", register_problem(pair.office))
    place = lines.index("下一步：")
    assert not any(line.endswith("下一步") for line in lines[place + 1 :])


# History


def test_history_tells_what_was_given_up_where_a_conflict_was_settled(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        (row,) = desk.ledger.referring("enterprise", "name", ENTERPRISE)
        ours, theirs = (desk.ledger.get("enterprise", row["id"]) for _side in range(2))
        assert isinstance(ours, Enterprise)
        assert isinstance(theirs, Enterprise)
        desk.ledger.save(ours.amended(park="东区"))
        desk.ledger.save(theirs.amended(park="西区"))
        assert desk.ledger.conflicts()
        shown = (desk.ledger.row("enterprise", row["id"]) or {})["park"]
        given_up = {"东区": "西区", "西区": "东区"}[shown]
        desk.ledger.settle(row["id"], {"park": shown})
        settled = told(desk, row["id"])[-1]
    assert [(edit.before, edit.after) for edit in settled.edits] == [(given_up, shown)]
