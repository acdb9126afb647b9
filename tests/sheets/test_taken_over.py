"""Last year's ledger comes in: each problem stands where the ledger says, by steps that count, or is told why not."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sheet_files import LEDGER, contents, counts, report_of, sentences, workbook
from story import BANKING, ENTERPRISE, LABOUR, OTHER_ENTERPRISE, Pair

from fieldtui.model.row import Row
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.steps import enter_step

RAISED = date(today().year - 1, 3, 5)
CLOSED = RAISED + timedelta(days=20)


def row(title: str, state: str, *, satisfaction: str | None = "满意", **more: Any) -> list[Any]:
    values = {"lead": BANKING, "words": "已协调", "closed": CLOSED, **more}
    return [ENTERPRISE, "融资", title, RAISED, values["lead"], values["words"], state, values["closed"], satisfaction]


def taken(desk: Desk, path: Path, *rows: Sequence[Any], **wishes: Any) -> Any:
    return report_of(desk, "problem", workbook(path, ["去年问题台账"], LEDGER, *rows), **wishes)


def problem(desk: Desk, title: str) -> Row:
    return next(row for row in desk.ledger.rows("problem") if row["title"] == title)


def state(desk: Desk, title: str) -> str:
    return desk.plan.flow.state_names[desk.standing(problem(desk, title)).state]


@pytest.mark.parametrize(
    ("word", "stands"),
    [
        ("未交办", "已登记"),
        ("已交办", "已交办"),
        ("已签收", "已签收"),
        ("正在办理", "办理中"),
        ("已反馈", "已反馈（待回访）"),
        ("已回访", "已回访"),
        ("已办结", "已办结"),
        ("销号", "已办结"),
        ("办结（满意）", "已办结"),
        ("解释到位", "已办结"),
        ("撤回", "已撤回"),
        ("已归并", "已归并"),
        ("退回补正", "退回补正"),
    ],
)
def test_each_state_is_reached_by_steps_that_count(desk: Desk, tmp_path: Path, word: str, stands: str) -> None:
    satisfaction = None if "（" in word else "满意"
    report = taken(desk, tmp_path / "台账.xlsx", row("流动资金缺口300万", word, satisfaction=satisfaction))
    assert counts(report) == {"new": 1}
    standing = desk.standing(problem(desk, "流动资金缺口300万"))
    assert state(desk, "流动资金缺口300万") == stands
    assert standing.ineffective == ()
    assert problem(desk, "流动资金缺口300万")["taken_over"] == "台账.xlsx"


def test_what_was_explained_is_closed_and_not_solved(desk: Desk, tmp_path: Path) -> None:
    taken(desk, tmp_path / "a.xlsx", row("流动资金缺口300万", "解释到位"), row("厂房租金太高了", "已办结"))
    assert desk.standing(problem(desk, "流动资金缺口300万")).solved is False
    assert desk.standing(problem(desk, "厂房租金太高了")).solved is True


def test_dates_and_departments_come_from_the_columns(desk: Desk, tmp_path: Path) -> None:
    header = [*LEDGER, "协办单位", "交办日期", "办理时限", "反馈日期", "回访日期"]
    days = [RAISED + timedelta(days=count) for count in (1, 12, 10, 15)]
    path = workbook(tmp_path / "a.xlsx", header, [*row("流动资金缺口300万", "已办结"), LABOUR, *days])
    report_of(desk, "problem", path)
    standing = desk.standing(problem(desk, "流动资金缺口300万"))
    assert (standing.assigned_on, standing.due, standing.closed_on) == (days[0], days[1], CLOSED)
    assert desk.name("unit", standing.lead) == BANKING
    assert [desk.name("unit", unit) for unit in standing.co] == [LABOUR]
    steps = {step.row["step"]: step.row["on"] for step in desk.steps(problem(desk, "流动资金缺口300万")["id"])}
    assert (steps["replied"], steps["verified"]) == (days[2].isoformat(), days[3].isoformat())


def test_nothing_is_made_up_that_would_count(desk: Desk, tmp_path: Path) -> None:
    """Closed, says the list, but not what the enterprise said of it: it waits to be asked, until somebody says so."""
    path = tmp_path / "a.xlsx"
    report = taken(desk, path, row("流动资金缺口300万", "已办结", satisfaction=None))
    assert counts(report) == {"doubtful": 1}
    assert "满意度" in sentences(report)
    assert state(desk, "流动资金缺口300万") == "已反馈（待回访）"
    assert counts(report_of(desk, "problem", path, defaults={"满意度": "满意"})) == {"changed": 1}
    assert state(desk, "流动资金缺口300万") == "已办结"


def test_a_dissatisfied_enterprise_closes_nothing(desk: Desk, tmp_path: Path) -> None:
    report = taken(desk, tmp_path / "a.xlsx", row("流动资金缺口300万", "已办结", satisfaction="不满意"))
    assert counts(report) == {"doubtful": 1}
    assert desk.standing(problem(desk, "流动资金缺口300万")).open


def test_without_a_department_it_is_only_registered(desk: Desk, tmp_path: Path) -> None:
    report = taken(desk, tmp_path / "a.xlsx", row("流动资金缺口300万", "正在办理", lead="示例没有的局"))
    assert counts(report) == {"doubtful": 1}
    assert state(desk, "流动资金缺口300万") == "已登记"
    path = tmp_path / "a.xlsx"
    assert counts(report_of(desk, "problem", path, add_unknown=True)) == {"changed": 1}
    assert state(desk, "流动资金缺口300万") == "办理中"


def test_a_long_term_problem_needs_the_date_of_its_review(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    report = taken(desk, path, row("流动资金缺口300万", "长期推进"))
    assert (counts(report), "期限" in sentences(report)) == ({"doubtful": 1}, True)
    due = (today() + timedelta(days=90)).isoformat()
    assert counts(report_of(desk, "problem", path, defaults={"due": due})) == {"changed": 1}
    assert state(desk, "流动资金缺口300万") == "长期推进"


def test_departments_are_known_with_and_without_their_place(desk: Desk, tmp_path: Path) -> None:
    taken(desk, tmp_path / "a.xlsx", row("流动资金缺口300万", "正在办理", lead=f"市{BANKING}"))
    assert desk.name("unit", desk.standing(problem(desk, "流动资金缺口300万")).lead) == BANKING


def test_a_closing_before_the_problem_was_raised_is_told(desk: Desk, tmp_path: Path) -> None:
    early = row("流动资金缺口300万", "已办结", closed=RAISED - timedelta(days=1))
    report = taken(desk, tmp_path / "a.xlsx", early)
    assert counts(report) == {"doubtful": 1}
    assert desk.standing(problem(desk, "流动资金缺口300万")).open


def test_a_state_that_nobody_knows_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    report = taken(desk, path, row("流动资金缺口300万", "跑办着呢"))
    assert counts(report) == {"doubtful": 1}
    assert "--word 跑办着呢=" in sentences(report)
    assert counts(report_of(desk, "problem", path, words={"跑办着呢": "办理中"})) == {"changed": 1}
    assert state(desk, "流动资金缺口300万") == "办理中"


def test_twice_is_once_and_later_columns_lead_further(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    taken(desk, path, row("流动资金缺口300万", "正在办理"), row("厂房租金太高了", "已办结"))
    before = contents(desk, "problem", "follow_up")
    end = desk.ledger.chain_end(desk.ledger.workspace.device)
    assert counts(report_of(desk, "problem", path)) == {"same": 2}
    assert desk.ledger.chain_end(desk.ledger.workspace.device) == end
    assert contents(desk, "problem", "follow_up") == before
    assert counts(taken(desk, path, row("流动资金缺口300万", "已办结"))) == {"changed": 1}
    assert state(desk, "流动资金缺口300万") == "已办结"


def test_a_row_that_stands_there_twice_is_one_problem(desk: Desk, tmp_path: Path) -> None:
    twice = row("流动资金缺口300万", "正在办理")
    assert counts(taken(desk, tmp_path / "a.xlsx", twice, twice)) == {"new": 1, "same": 1}
    assert len(list(desk.ledger.rows("problem"))) == 1


def test_a_list_does_not_bring_back_what_was_corrected_here(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    taken(desk, path, row("流动资金缺口300万", "已办结"))
    record = problem(desk, "流动资金缺口300万")["id"]
    closing = next(step.id for step in desk.steps(record) if step.row["step"] == "closed")
    correction = {"problem": record, "step": "corrected", "follows": [closing], "reason": "其实没有办结"}
    desk.ledger.save(*enter_step(desk, correction, today()).records)
    assert state(desk, "流动资金缺口300万") == "已回访"
    report = report_of(desk, "problem", path)
    assert (counts(report), "更正" in sentences(report) or "corrected" in sentences(report)) == ({"doubtful": 1}, True)
    assert state(desk, "流动资金缺口300万") == "已回访"


def test_a_problem_that_is_handled_here_is_left_to_those_who_do(desk: Desk, tmp_path: Path) -> None:
    """Without a state it is an ordinary problem; steps that people entered are not answered by a list."""
    header = ["企业名称", "问题类型", "存在问题", "提出时间"]
    path = workbook(tmp_path / "a.xlsx", header, [ENTERPRISE, "融资", "流动资金缺口300万", RAISED])
    assert counts(report_of(desk, "problem", path)) == {"new": 1}
    row_of_it = problem(desk, "流动资金缺口300万")
    assert "taken_over" not in row_of_it
    unit = next(row["id"] for row in desk.ledger.rows("unit") if row["name"] == BANKING)
    desk.ledger.save(*enter_step(desk, {"problem": row_of_it["id"], "step": "assigned", "lead": unit}, today()).records)
    assert counts(taken(desk, tmp_path / "b.xlsx", row("流动资金缺口300万", "已办结"))) == {"doubtful": 1}
    assert state(desk, "流动资金缺口300万") == "已交办"


def test_long_texts_become_a_title_and_a_description(desk: Desk, tmp_path: Path) -> None:
    long = "企业流动资金紧张，缺口约三百万元，银行续贷手续办理时间较长，影响原材料采购和正常生产经营，请求协调。"
    taken(desk, tmp_path / "a.xlsx", row(long, "正在办理"))
    (found,) = desk.ledger.rows("problem")
    assert long.startswith(found["title"])
    assert found["description"] == long


def test_problems_are_found_by_their_number_and_line_counts_are_no_numbers(desk: Desk, tmp_path: Path) -> None:
    header = ["编号", *LEDGER]
    numbered = ["230602-2025-0007", *row("流动资金缺口300万", "正在办理")]
    counted = [2, *row("厂房租金太高了", "正在办理")]
    report_of(desk, "problem", workbook(tmp_path / "a.xlsx", header, numbered, counted))
    assert problem(desk, "流动资金缺口300万")["number"] == "230602-2025-0007"
    assert "number" not in problem(desk, "厂房租金太高了")
    retitled = [numbered[0], *row("流动资金缺口500万", "正在办理")]
    assert counts(report_of(desk, "problem", workbook(tmp_path / "b.xlsx", header, retitled))) == {"changed": 1}
    other = [numbered[0], OTHER_ENTERPRISE, *retitled[2:]]
    assert counts(report_of(desk, "problem", workbook(tmp_path / "c.xlsx", header, other))) == {"doubtful": 1}


def test_an_enterprise_that_is_not_known_is_impossible_and_one_that_is_alike_doubtful(
    desk: Desk, tmp_path: Path
) -> None:
    unknown = ["示例查无此企业", *row("流动资金缺口300万", "正在办理")[1:]]
    alike = [OTHER_ENTERPRISE.removesuffix("有限公司"), *row("流动资金缺口300万", "正在办理")[1:]]
    report = taken(desk, tmp_path / "a.xlsx", unknown, alike)
    assert counts(report) == {"impossible": 1, "doubtful": 1}
    assert OTHER_ENTERPRISE in sentences(report)


def test_on_a_laptop_a_ledger_makes_no_steps_of_the_office(pair: Pair, tmp_path: Path) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        report = taken(desk, tmp_path / "a.xlsx", row("流动资金缺口300万", "已办结", lead=None))
        assert counts(report) == {"doubtful": 1}
        assert list(desk.ledger.rows("follow_up")) == []
