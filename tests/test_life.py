"""The life of a problem: what its steps come to, who may do which, and why one may not."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fieldtui import plans
from fieldtui.locale import language, use_language
from fieldtui.model.plan import read_plan
from fieldtui.model.record import new_id
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import Standing, Step, allowed, fold, heads, in_order, next_expected, refusal, standing_row
from fieldtui.work.promptness import too_late

PLAN = read_plan(plans.read_text("six-must-visits"))
CALENDAR = Calendar()
PROBLEM = {"id": "p", "title": "流动资金缺口300万", "urgency": "ordinary"}
MONDAY = "2026-11-23"

LEAD, OTHER, CO = "unit-a", "unit-b", "unit-c"
ASSIGNED = {"step": "assigned", "lead": LEAD}
SIGNED = {"step": "signed"}
HANDLING = {"step": "handling", "words": "已约三家银行"}
REPLIED = {"step": "replied", "words": "授信300万"}
UNREACHED = {"step": "verified", "reached": False}
SATISFIED = {"step": "verified", "reached": True, "satisfaction": "satisfied"}
DISSATISFIED = {"step": "verified", "reached": True, "satisfaction": "dissatisfied"}
CLOSED = {"step": "closed", "evidence": "银行回单", "approved_by": "示例周", "approved_on": MONDAY}
EXPLAINED = {"step": "explained", "reason": "政策没有这一项", "approved_by": "示例周", "approved_on": MONDAY}
BEHALF = {"behalf": LEAD, "heard_by": "telephone", "heard_on": MONDAY}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


def chain(*rows: dict[str, Any], on: str = MONDAY) -> list[Step]:
    """Steps one after the other, each of which saw the one before; ids are s1, s2, …"""
    steps = []
    for tick, row in enumerate(rows, start=1):
        follows = [f"s{tick - 1}"] if tick > 1 else []
        steps.append(Step({"id": f"s{tick}", "on": on, "by": "x", "follows": follows, **row}, (tick, tick * 1000, "d")))
    return steps


def after(*rows: dict[str, Any]) -> Standing:
    return fold(PROBLEM, chain(*rows), PLAN, CALENDAR)


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([], "registered"),
        ([ASSIGNED], "assigned"),
        ([ASSIGNED, SIGNED], "signed"),
        ([ASSIGNED, SIGNED, HANDLING, HANDLING], "handling"),
        ([ASSIGNED, SIGNED, HANDLING, REPLIED], "replied"),
        ([ASSIGNED, REPLIED], "replied"),
        ([ASSIGNED, REPLIED, UNREACHED], "replied"),
        ([ASSIGNED, REPLIED, SATISFIED], "verified"),
        ([ASSIGNED, REPLIED, DISSATISFIED], "reopened"),
        ([ASSIGNED, REPLIED, SATISFIED, CLOSED], "closed"),
        ([ASSIGNED, REPLIED, SATISFIED, EXPLAINED], "closed"),
        ([ASSIGNED, REPLIED, DISSATISFIED, HANDLING, REPLIED, SATISFIED, CLOSED], "closed"),
        ([ASSIGNED, REPLIED, SATISFIED, CLOSED, DISSATISFIED], "reopened"),
        ([{"step": "onsite", "words": "当场讲清"}], "replied"),
        ([{"step": "returned", "reason": "补地块编号"}], "returned"),
        ([{"step": "returned", "reason": "补地块编号"}, {"step": "resubmitted", "words": "已补"}], "registered"),
        ([ASSIGNED, {"step": "disputed", "reason": "不归我局"}], "disputed"),
        ([ASSIGNED, {"step": "escalated", "reason": "要市里定"}], "assigned"),
        ([ASSIGNED, {"step": "longterm", "reason": "等规划", "due": "2027-03-01"}], "longterm"),
        ([ASSIGNED, SIGNED, {"step": "merged", "reason": "同一件事"}], "merged"),
        (
            [ASSIGNED, SIGNED, {"step": "merged", "reason": "同一件事"}, {"step": "unmerged", "reason": "两回事"}],
            "signed",
        ),
        ([{"step": "withdrawn", "reason": "企业撤了"}], "withdrawn"),
        ([ASSIGNED, {"step": "note", "words": "问了一声"}], "assigned"),
        ([ASSIGNED, {"step": "planned", "due": "2026-11-25", "reason": "电话问"}], "assigned"),
    ],
)
def test_where_steps_lead(rows: list[dict[str, Any]], state: str) -> None:
    standing = after(*rows)
    assert standing.state == state
    assert standing.ineffective == ()
    assert standing.last == (f"s{len(rows)}" if rows else None)
    assert standing.open is (state not in ("closed", "merged", "withdrawn"))


def test_what_an_assignment_and_a_reply_say() -> None:
    standing = after({**ASSIGNED, "co": [CO]}, REPLIED)
    assert (standing.lead, standing.co) == (LEAD, (CO,))
    assert standing.assigned_on == date(2026, 11, 23)
    assert standing.due == date(2026, 12, 2), "7 working days"
    assert standing.co_due == date(2026, 11, 26), "3 working days"
    assert standing.replied_on == date(2026, 11, 23)
    assert standing.verification_due == date(2026, 11, 26), "3 working days"
    assert standing.solved is None


def test_the_clerk_may_set_another_due_date() -> None:
    assert after({**ASSIGNED, "due": "2026-12-14"}).due == date(2026, 12, 14)
    assert after(ASSIGNED).co_due is None, "nobody else is asked"


def test_what_comes_late_is_told_and_counts_all_the_same() -> None:
    text = plans.read_text("six-must-visits")
    for step, rows, setting in (("disputed", 1, "within_days = 1"), ("extended", 2, "before_due_days = 1")):
        # The first rows of a step are those of the life of a problem.
        text = text.replace(f'step = "{step}", ', f'step = "{step}", {setting}, ', rows)
    plan = read_plan(text)
    standing = fold(PROBLEM, chain(ASSIGNED), plan, CALENDAR)
    assert (standing.assigned_on, standing.due) == (date(2026, 11, 23), date(2026, 12, 2))

    def told(step: str, day: str) -> list[str]:
        (row,) = (row for row in plan.flow.rows[step] if "department" in row.by)
        return list(too_late(row, date.fromisoformat(day), standing, CALENDAR))

    assert told("disputed", "2026-11-24") == told("extended", "2026-12-01") == []
    assert told("disputed", "2026-11-25") == [
        "“申请改派” comes within 1 working day of the handing out (2026-11-23); it was kept."
    ]
    assert told("extended", "2026-12-02") == [
        "“申请延期” is asked for at least 1 working day before it is due (2026-12-02); it was kept."
    ]
    # The rules of the county's plan may change meanwhile, so whether a step counts never hangs on them.
    late = [ASSIGNED, {"step": "disputed", "reason": "不归我局", "on": "2026-11-27"}]
    assert fold(PROBLEM, chain(*late), plan, CALENDAR).state == "disputed"
    # Without the settings nothing is told.
    assert not any(row.within_days or row.before_due_days for row in PLAN.flow.steps)


def test_urgent_and_green_problems_have_their_own_deadlines() -> None:
    text = plans.read_text("six-must-visits").replace(
        'gives = "due", days = 7', 'gives = "due", days = 7, urgent = 5, green_channel = 3'
    )
    plan = read_plan(text)
    dues = [
        fold({**PROBLEM, **mark}, chain(ASSIGNED), plan, CALENDAR).due
        for mark in ({}, {"urgency": "urgent"}, {"green_channel": True})
    ]
    assert dues == [date(2026, 12, 2), date(2026, 11, 30), date(2026, 11, 26)]


def test_the_clock_runs_from_the_first_reply() -> None:
    standing = after(ASSIGNED, REPLIED, {"step": "replied", "words": "补充", "on": "2026-11-27"})
    assert standing.replied_on == date(2026, 11, 23)
    assert standing.verification_due == date(2026, 11, 26)


def test_only_an_approved_extension_moves_the_due_date() -> None:
    asked = {"step": "extended", "due": "2026-12-20", "reason": "设备未到"}
    assert after(ASSIGNED, asked).due == date(2026, 12, 2)
    approved = {**asked, "approved_by": "示例周", "approved_on": MONDAY}
    assert after(ASSIGNED, asked, approved).due == date(2026, 12, 20)


def test_solved_explained_and_satisfaction() -> None:
    assert after(ASSIGNED, REPLIED, SATISFIED, CLOSED).solved is True
    assert after(ASSIGNED, REPLIED, SATISFIED, EXPLAINED).solved is False
    mostly = {**SATISFIED, "satisfaction": "mostly"}
    standing = after(ASSIGNED, REPLIED, DISSATISFIED, REPLIED, mostly, CLOSED)
    assert (standing.satisfaction_first, standing.satisfaction_last) == ("dissatisfied", "mostly")
    assert (standing.reopened, standing.solved, standing.closed_on) == (1, True, date(2026, 11, 23))


def test_a_reopened_problem_waits_for_a_reply_again() -> None:
    standing = after(ASSIGNED, REPLIED, {**DISSATISFIED, "on": "2026-11-25"})
    assert (standing.replied_on, standing.verification_due, standing.lead) == (None, None, LEAD)
    assert standing.due == date(2026, 12, 4), "7 working days from the day it was reopened"
    assert after(ASSIGNED, REPLIED, SATISFIED, CLOSED, DISSATISFIED).solved is None
    assert after({**ASSIGNED, "co": [CO]}, REPLIED, DISSATISFIED).co_due is None


def test_an_assignment_to_another_department_waits_for_a_reply_again() -> None:
    standing = after({**ASSIGNED, "co": [CO]}, REPLIED, {**ASSIGNED, "lead": OTHER, "on": "2026-11-24"})
    assert (standing.lead, standing.co, standing.co_due) == (OTHER, (), None)
    assert (standing.replied_on, standing.verification_due) == (None, None)
    assert standing.due == date(2026, 12, 3)


def test_bounces_and_reopenings_are_counted() -> None:
    disputed = {"step": "disputed", "reason": "不归我局"}
    standing = after(ASSIGNED, disputed, {**ASSIGNED, "lead": OTHER}, disputed, ASSIGNED, REPLIED, DISSATISFIED)
    assert (standing.bounced, standing.reopened, standing.lead) == (2, 1, LEAD)


def test_a_failed_call_does_not_undo_what_the_enterprise_said() -> None:
    assert after(ASSIGNED, REPLIED, SATISFIED, UNREACHED, CLOSED).state == "closed"


def test_a_verification_counts_for_the_reply_it_was_about() -> None:
    standing = after(ASSIGNED, REPLIED, SATISFIED)
    assert standing.verification == "satisfied"
    again = after(ASSIGNED, REPLIED, SATISFIED, DISSATISFIED, REPLIED)
    assert again.verification is None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([CLOSED], "verify first"),
        ([ASSIGNED, REPLIED, CLOSED], "verify first"),
        ([ASSIGNED, REPLIED, UNREACHED, CLOSED], "verify first"),
        ([ASSIGNED, REPLIED, DISSATISFIED, CLOSED], "not satisfied"),
        ([ASSIGNED, REPLIED, SATISFIED, {**CLOSED, "evidence": ""}], "Evidence"),
        ([ASSIGNED, REPLIED, SATISFIED, {"step": "closed"}], "Approved by"),
        ([ASSIGNED, REPLIED, {"step": "verified", "satisfaction": "satisfied"}], "Reached the enterprise"),
        ([SIGNED], "next comes “交办”"),
        ([{"step": "assigned"}], "Lead department"),
        ([{"step": "signed_in_blood"}], "has no step “signed_in_blood”"),
        ([{"step": "withdrawn", "reason": "企业撤了"}, ASSIGNED], "“已撤回” already"),
    ],
)
def test_a_step_that_is_not_allowed_is_kept_with_its_reason(rows: list[dict[str, Any]], words: str) -> None:
    before = after(*rows[:-1])
    standing = after(*rows)
    [(step, sentence)] = standing.ineffective
    assert step == f"s{len(rows)}"
    assert words in sentence
    assert (standing.state, standing.last) == (before.state, before.last), "it changes nothing"


def beside(*rows: dict[str, Any], follows: str, tick: int, name: str) -> Step:
    [row] = rows
    return Step({"id": name, "on": MONDAY, "by": "y", "follows": [follows], **row}, (tick, tick * 1000, "e"))


@pytest.mark.parametrize("tick", [3, 4, 5, 9])
def test_a_complaint_beside_a_closing_reopens_whatever_the_clocks_say(tick: int) -> None:
    office = chain(ASSIGNED, REPLIED, SATISFIED, CLOSED)
    cadre = beside(DISSATISFIED, follows="s2", tick=tick, name="c1")
    standing = fold(PROBLEM, [*office, cadre], PLAN, CALENDAR)
    assert (standing.state, standing.reopened, standing.solved, standing.closed_on) == ("reopened", 1, None, None)


def test_a_complaint_that_a_closing_did_not_see_reopens_even_after_another_reply() -> None:
    # The office had another reply and a good verification, and had never heard of the complaint.
    office = chain(ASSIGNED, REPLIED, REPLIED, SATISFIED, CLOSED)
    cadre = beside(DISSATISFIED, follows="s2", tick=2, name="c1")
    cadre = Step(cadre.row, (2, 2001, "e"))
    standing = fold(PROBLEM, [*office, cadre], PLAN, CALENDAR)
    assert [step.id for step in in_order([*office, cadre])].index("c1") < 3
    assert (standing.state, standing.reopened, standing.verification) == ("reopened", 1, "dissatisfied")
    assert "did not know of" in dict(standing.ineffective)["s5"]


def test_a_complaint_that_found_no_place_still_reopens_beside_a_closing() -> None:
    # By the clock the complaint comes while the problem is being handled again, where no verification is expected.
    office = chain(ASSIGNED, REPLIED, ASSIGNED, REPLIED, SATISFIED, CLOSED)
    cadre = Step(beside(DISSATISFIED, follows="s2", tick=3, name="c1").row, (3, 3001, "e"))
    standing = fold(PROBLEM, [*office, cadre], PLAN, CALENDAR)
    assert (standing.state, standing.reopened) == ("reopened", 1)
    assert [step for step, _sentence in standing.ineffective] == ["s6"]


def test_a_closing_that_knew_of_the_complaint_stands() -> None:
    steps = chain(ASSIGNED, REPLIED, DISSATISFIED, REPLIED, SATISFIED, CLOSED)
    assert fold(PROBLEM, steps, PLAN, CALENDAR).state == "closed"


def test_deleted_steps_do_not_count() -> None:
    assert after(ASSIGNED, REPLIED, {**DISSATISFIED, "deleted": True}, SATISFIED, CLOSED).state == "closed"


def test_a_correction_undoes_the_step_it_names() -> None:
    undo = {"step": "corrected", "reason": "记错了企业", "follows": ["s3"]}
    standing = after(ASSIGNED, REPLIED, DISSATISFIED, undo)
    assert (standing.state, standing.reopened, standing.last) == ("replied", 0, "s4")
    undo_the_undoing = {"step": "corrected", "reason": "没记错", "follows": ["s4"]}
    assert after(ASSIGNED, REPLIED, DISSATISFIED, undo, undo_the_undoing).state == "reopened"
    assert after(ASSIGNED, REPLIED, DISSATISFIED, {**undo, "reason": ""}).state == "reopened", "it needs its reason"


def test_correcting_a_verification_takes_the_closing_with_it() -> None:
    undo = {"step": "corrected", "reason": "没有问到企业", "follows": ["s3"]}
    standing = after(ASSIGNED, REPLIED, SATISFIED, CLOSED, undo)
    assert (standing.state, standing.solved) == ("replied", None)
    assert "verify first" in dict(standing.ineffective)["s4"]


def test_steps_come_after_those_they_saw_even_when_their_ticks_lie() -> None:
    first, second = chain(ASSIGNED, SIGNED)
    steps = [Step(first.row, (9, 9, "d")), Step(second.row, (1, 1, "d"))]
    assert [step.id for step in in_order(steps)] == ["s1", "s2"]
    assert fold(PROBLEM, steps, PLAN, CALENDAR).state == "signed"


def test_steps_that_see_each_other_in_a_circle_are_all_kept() -> None:
    first, second = chain({**ASSIGNED, "follows": ["s2"]}, {**SIGNED, "follows": ["s1"]})
    assert [step.id for step in in_order([second, first])] == ["s1", "s2"]


def test_heads_are_what_nobody_saw_yet() -> None:
    steps = chain(ASSIGNED, SIGNED)
    assert heads(steps) == ["s2"]
    assert heads([*steps, beside({"step": "note", "words": "问过"}, follows="s1", tick=5, name="c1")]) == ["s2", "c1"]


def test_a_date_that_is_none_does_not_stop_the_fold() -> None:
    assert after({**ASSIGNED, "on": "第三周", "due": "soon"}, REPLIED).state == "replied"


# Who may do what.


def codes(standing: Standing, role: str) -> list[str]:
    return [row.step for row in allowed(standing, role, PLAN)]


def test_what_each_role_may_do_with_a_new_problem() -> None:
    new = after()
    assert codes(new, "cadre") == ["onsite", "withdrawn", "planned", "note"]
    assert codes(new, "clerk")[0] == "assigned"
    assert {"returned", "merged", "longterm", "corrected"} <= set(codes(new, "clerk"))
    assert codes(new, "department") == ["planned", "note"]


def test_what_comes_next_is_offered_first() -> None:
    assert codes(after(ASSIGNED), "department")[:2] == ["signed", "handling"]
    assert codes(after(ASSIGNED), "clerk")[0] == "signed", "on behalf of the department"
    assert codes(after(ASSIGNED, HANDLING), "clerk")[0] == "replied"
    assert codes(after(ASSIGNED, REPLIED), "cadre")[0] == "verified"
    assert codes(after(ASSIGNED, REPLIED, SATISFIED), "clerk")[0] == "closed"


def test_closing_is_offered_only_once_verified() -> None:
    for rows in ([], [ASSIGNED], [ASSIGNED, REPLIED], [ASSIGNED, REPLIED, DISSATISFIED]):
        assert not {"closed", "explained"} & set(codes(after(*rows), "clerk"))
    assert "closed" not in codes(after(ASSIGNED, REPLIED, SATISFIED), "cadre")


def test_a_step_is_offered_once_in_the_form_that_the_role_does_itself() -> None:
    offered = {row.step: row.name for row in allowed(after(ASSIGNED), "clerk", PLAN)}
    assert offered["extended"] == "延期"
    assert {row.step: row.name for row in allowed(after(ASSIGNED), "department", PLAN)}["extended"] == "申请延期"
    assert {row.step: row.name for row in allowed(after(ASSIGNED, REPLIED), "cadre", PLAN)}["verified"] == "回访"


def test_the_enterprise_may_complain_after_the_closing() -> None:
    closed = after(ASSIGNED, REPLIED, SATISFIED, CLOSED)
    assert {row.step: row.name for row in allowed(closed, "cadre", PLAN)}["verified"] == "回访不满意"
    assert refusal(closed, DISSATISFIED, "cadre", PLAN) == ""


@pytest.mark.parametrize(
    ("rows", "draft", "role", "words"),
    [
        ([ASSIGNED, REPLIED], CLOSED, "clerk", ["not been reached", "verify first"]),
        ([ASSIGNED, REPLIED, UNREACHED], CLOSED, "clerk", ["not been reached", "verify first"]),
        ([ASSIGNED, REPLIED, DISSATISFIED], CLOSED, "clerk", ["not satisfied", "handled again"]),
        ([ASSIGNED, REPLIED, DISSATISFIED, HANDLING], CLOSED, "clerk", ["not satisfied", "handled again"]),
        ([ASSIGNED, REPLIED, DISSATISFIED, REPLIED], CLOSED, "clerk", ["not been reached", "verify first"]),
        ([ASSIGNED, REPLIED, DISSATISFIED], EXPLAINED, "clerk", ["not satisfied"]),
        ([ASSIGNED, REPLIED, SATISFIED], {"step": "closed"}, "clerk", ["Evidence", "Approved by", "Approved on"]),
        ([ASSIGNED, REPLIED, SATISFIED], CLOSED, "cadre", ["“办结” is done by", "clerk", "leader", "note"]),
        ([ASSIGNED, REPLIED, SATISFIED, CLOSED], CLOSED, "clerk", ["“已办结” already", "note"]),
        ([], SIGNED, "department", ["“已登记”", "“签收” cannot be done", "next comes “交办”"]),
        ([], ASSIGNED, "cadre", ["“交办” is done by", "clerk"]),
        ([], {"step": "assigned"}, "clerk", ["“交办”", "Lead department"]),
        ([ASSIGNED], REPLIED, "clerk", ["on behalf of the department officer", "On behalf of", "Heard by", "Heard on"]),
        ([ASSIGNED], {**REPLIED, "behalf": LEAD, "heard_by": "telephone"}, "clerk", ["fill in as well: Heard on"]),
        ([ASSIGNED], REPLIED, "cadre", ["“反馈” is done by", "department officer"]),
        ([ASSIGNED], {"step": "extended", "due": MONDAY, "reason": "x", "approved_by": "我"}, "department", ["“延期”"]),
        ([ASSIGNED, REPLIED], {"step": "verified", "reached": True}, "cadre", ["Satisfaction"]),
        ([ASSIGNED, REPLIED], {"step": "verified"}, "cadre", ["Reached the enterprise", "Satisfaction"]),
        ([], {"step": "returned"}, "clerk", ["“退回补正”", "Reason"]),
        ([], {"step": "danced"}, "clerk", ["no step “danced”", "交办"]),
    ],
)
def test_a_refusal_says_why_and_what_to_do(
    rows: list[dict[str, Any]], draft: dict[str, Any], role: str, words: list[str]
) -> None:
    sentence = refusal(after(*rows), draft, role, PLAN)
    assert all(word in sentence for word in words), sentence


@pytest.mark.parametrize(
    ("rows", "draft", "role"),
    [
        ([], ASSIGNED, "clerk"),
        ([ASSIGNED], SIGNED, "department"),
        ([ASSIGNED], {**REPLIED, **BEHALF}, "clerk"),
        ([ASSIGNED], {"step": "extended", "due": MONDAY, "reason": "x"}, "department"),
        ([ASSIGNED, REPLIED], SATISFIED, "cadre"),
        ([ASSIGNED, REPLIED], UNREACHED, "cadre"),
        ([ASSIGNED, REPLIED], DISSATISFIED, "cadre"),
        ([ASSIGNED, REPLIED, SATISFIED], CLOSED, "clerk"),
        ([ASSIGNED, REPLIED, SATISFIED], EXPLAINED, "leader"),
    ],
)
def test_what_is_right_is_not_refused(rows: list[dict[str, Any]], draft: dict[str, Any], role: str) -> None:
    assert refusal(after(*rows), draft, role, PLAN) == ""


def test_a_record_may_be_asked_about_as_well_as_a_row() -> None:
    draft = FollowUp(problem=new_id(), step="verified", on=date(2026, 11, 23), by=new_id(), reached=False)
    assert refusal(after(ASSIGNED, REPLIED), draft, "cadre", PLAN) == ""
    assert "verify first" in refusal(after(), draft.amended(step="closed"), "clerk", PLAN)


def test_what_is_expected_next_and_of_whom() -> None:
    assert next_expected(after(), PLAN)[0] == ("交办", "clerk", None)
    assert next_expected(after(ASSIGNED, HANDLING), PLAN) == [
        ("反馈", LEAD, date(2026, 12, 2)),
        ("回访", "cadre", None),
        ("办结", "clerk", None),
    ]
    assert next_expected(after(ASSIGNED, REPLIED), PLAN)[0] == ("回访", "cadre", date(2026, 11, 26))
    assert next_expected(after(ASSIGNED, REPLIED, SATISFIED, CLOSED), PLAN) == []


def test_the_row_for_the_view_is_small_and_free_of_sentences() -> None:
    assert standing_row(after()) == {"state": "registered", "open": True, "reopened": 0, "bounced": 0}
    row = standing_row(after({**ASSIGNED, "co": [CO]}, CLOSED))
    assert row["due"] == "2026-12-02"
    assert row["co"] == [CO]
    assert row["ineffective"] == ["s2"]
