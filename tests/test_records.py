"""Projects, milestones, leads, ideas, policies, meetings, tasks, month figures and outcomes, from entry to bundle."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from commands_here import run_here
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from story import (
    BANKING,
    CADRE,
    CLERK,
    ENTERPRISE,
    LABOUR,
    OTHER_ENTERPRISE,
    PARK,
    Pair,
    assert_sound,
    go_by,
    hand_back,
)
from test_journey_commands import jsonl, made

from fieldtui import plans
from fieldtui.ledger.judge import is_complete, wrong_fields
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import describe, field, record_class
from fieldtui.model.record import Record, new_id
from fieldtui.model.records.figures import FIGURES
from fieldtui.model.text import money, month, period, quantity
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.scope import scope_of
from fieldtui.work.clock import now, today
from fieldtui.work.conflicts import conflicts_in
from fieldtui.work.desk import LIVING, STAGE, Desk
from fieldtui.work.record_rules import beginning
from fieldtui.work.rules import complete, find_record, resolved, troubles
from fieldtui.work.step_form import StepForm, possible_steps
from fieldtui.work.steps import Entry, enter_step
from fieldtui.work.today import today_list
from fieldtui.work.undo import undo_of

LUOHE = "luohe"
NEW_KINDS = ("project", "milestone", "lead", "idea", "policy", "meeting", "task", "figures", "outcome")
PROJECT, ANOTHER = "示例精细化工二期", "示例花岗石加工"
MONDAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Sides:
    """An office and a cadre's laptop under the plan of Luohe, opened."""

    office: Desk
    cadre: Desk


@pytest.fixture
def sides(pair: Pair) -> Iterator[Sides]:
    folders = pair.office.folder, pair.cadre.folder
    desks = [Desk.open_to_write(Workspace.load(folder)) for folder in folders]
    with desks[0] as office, desks[1] as cadre:
        go_by(office, plans.read_text(LUOHE))
        hand_back(office, cadre)
        yield Sides(office, cadre)


@pytest.fixture
def office(sides: Sides) -> Desk:
    return sides.office


def entered(desk: Desk, kind: str, **typed: Any) -> Entry:
    """What comes of values as one types them, with names for ids and words for codes."""
    values, wrong = resolved(kind, typed, desk)
    if wrong:
        return Entry((), wrong)
    if kind == "follow_up":
        return enter_step(desk, values, today())
    try:
        record = complete(record_class(kind).model_validate(beginning(kind, values, desk, today())), desk)
    except ValidationError as error:
        return Entry((), dict(sentences(error)))
    wrong = troubles(record, desk, today())
    return Entry((), wrong) if wrong else Entry((record,), {})


def add(desk: Desk, kind: str, **typed: Any) -> Record:
    entry = entered(desk, kind, **typed)
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return entry.records[-1]


def wrong(desk: Desk, kind: str, **typed: Any) -> dict[str, str]:
    entry = entered(desk, kind, **typed)
    assert entry.records == ()
    return entry.troubles


def project(desk: Desk, name: str = PROJECT, **typed: Any) -> str:
    given: dict[str, Any] = {"type": "招商", "investment": "5.2亿", "enterprise": ENTERPRISE, **typed}
    return add(desk, "project", name=name, **{key: value for key, value in given.items() if value}).id


def to_the_laptop(sides: Sides) -> None:
    device = next(sides.office.ledger.rows("device"))
    take_in_and_learn(sides.cadre.ledger, read_file(export_to_device(sides.office.ledger, device, now()).path))


def to_the_office(sides: Sides) -> None:
    take_in_and_learn(sides.office.ledger, read_file(export_to_office(sides.cadre.ledger, now()).path))


# Sums, months and periods


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5200", "5200"),
        ("3亿", "30000"),
        ("５．２亿元", "52000"),
        ("3亿5000万元", "35000"),
        ("2千万", "2000"),
        ("１，２００", "1200"),
        ("8000元", "0.8"),
        ("0012.50", "12.5"),
        ("-12.5万", "-12.5"),
        ("-0.0", "0"),
        (7000, "7000"),
        (0.1, "0.1"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_sum_is_kept_in_ten_thousands_whatever_was_typed(typed: object, kept: str) -> None:
    assert money(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "很多",
        "1e3",
        "3亿5",
        "5000万3亿",
        "1.2.3",
        "0.00001",
        "1元2",
        "--1",
        "9" * 12,
        True,
        None,
        "NaN",
        float("inf"),
    ],
)
def test_what_is_no_sum_is_refused_with_a_sentence(typed: object) -> None:
    with pytest.raises(ValueError, match=r"[。.]$"):
        money(typed)


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4))
def test_a_sum_once_kept_stays_as_it_is_and_is_the_same_sum(number: Decimal) -> None:
    kept = money(number)
    assert money(kept) == kept == quantity(kept)
    assert Decimal(kept) == number


@given(st.text(alphabet="0123456789.亿千百万元-，, ", max_size=12))
def test_whatever_is_typed_for_a_sum_is_kept_in_canonical_form_or_refused(typed: str) -> None:
    try:
        kept = money(typed)
    except ValueError:
        return
    assert money(kept) == kept
    assert str(Decimal(kept)) == kept or "E" in str(Decimal(kept))


@pytest.mark.parametrize("typed", ["2026-03", "2026年3月", "２０２６／３", "2026.03", "202603", " 2026年 03月 "])
def test_a_month_is_kept_in_one_form(typed: str) -> None:
    assert month(typed) == "2026-03"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *(("2026年", "2026"), ("2026上半年", "2026-H1"), ("2026年下半年", "2026-H2"), ("2026-h2", "2026-H2")),
        *(("2026年第三季度", "2026-Q3"), ("2026Q3", "2026-Q3"), ("2026年3季度", "2026-Q3"), ("2026年3月", "2026-03")),
    ],
)
def test_a_period_is_a_year_a_half_a_quarter_or_a_month(typed: str, kept: str) -> None:
    assert period(typed) == kept == period(kept)


@pytest.mark.parametrize("typed", ["2026-13", "26-03", "2026年度", "下半年"])
def test_what_is_no_month_and_no_period_is_refused(typed: str) -> None:
    for read in (month, period):
        with pytest.raises(ValueError, match="2026"):
            read(typed)


# Each record by itself


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_all_fields_have_a_label_and_what_is_required_makes_a_record_whole(kind: str) -> None:
    cls = record_class(kind)
    assert all(item.label for item in describe(kind))
    required = {item.name: "x" for item in describe(kind) if item.required}
    assert required
    assert is_complete(kind, required)
    assert not is_complete(kind, dict(list(required.items())[1:]))
    assert {item.name for item in describe(kind)} == set(cls.model_fields) - {"id", "deleted"}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("project", {"name": "示例", "type": "x", "investment": "5", "year_plan": "3"}),
        ("project", {"name": "示例", "type": "x", "investment": "-5"}),
        ("project", {"name": "示例", "type": "x", "investment": "5", "entered_on": "2026-05-01"}),
        ("policy", {"name": "示例", "start": "2026-05-01", "deadline": "2026-04-30"}),
        ("meeting", {"held_as": [], "date": "2026-11-23"}),
        ("meeting", {"held_as": ["review 4", "review 5"], "date": "2026-11-23"}),
        ("meeting", {"held_as": [{"type": "review", "number": 0}], "date": "2026-11-23"}),
        ("meeting", {"held_as": [{"type": "review", "number": True}], "date": "2026-11-23"}),
        ("figures", {"enterprise": new_id(), "month": "2026-11"}),
        ("figures", {"enterprise": new_id(), "project": new_id(), "month": "2026-11", "tax": "1"}),
        ("figures", {"month": "2026-11", "tax": "1"}),
        ("figures", {"enterprise": new_id(), "month": "2026-13", "tax": "1"}),
        ("figures", {"enterprise": new_id(), "month": "2026-11", "tax": "-1"}),
        ("figures", {"enterprise": new_id(), "month": "2026-11", "employees": -1}),
        ("outcome", {"enterprise": new_id(), "period": "2026", "category": "x", "achieved": "yes"}),
        ("pairing", {"role": "unit", "unit": new_id(), "start": "2026-01-01"}),
        (
            "pairing",
            {"enterprise": new_id(), "project": new_id(), "role": "x", "unit": new_id(), "start": "2026-01-01"},
        ),
        ("visit", {"date": "2026-11-20", "visitors": [new_id()], "note": "看了"}),
        ("follow_up", {"step": "note", "on": "2026-11-20", "by": new_id(), "words": "看了"}),
        ("follow_up", {"about": new_id(), "problem": new_id(), "step": "note", "on": "2026-11-20", "by": new_id()}),
    ],
)
def test_a_record_that_does_not_make_sense_by_itself_is_refused(kind: str, values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        record_class(kind).model_validate(values)
    told = [sentence for _field, sentence in sentences(refused.value)]
    assert told
    assert all(told)


def test_a_task_is_handed_out_by_a_meeting_or_somebody_and_is_about_one_thing() -> None:
    values = {"title": "协调用电", "unit": new_id(), "assigned": "2026-11-23", "due": "2026-11-30"}
    task = record_class("task")
    assert task.model_validate({**values, "meeting": new_id()}).id
    for more in (
        {},
        {"clerk": new_id(), "due": "2026-11-20"},
        {"clerk": new_id(), "problem": new_id(), "project": new_id()},
    ):
        with pytest.raises(ValidationError):
            task.model_validate({**values, **more})


def test_an_empty_cell_of_the_month_figures_is_not_zero() -> None:
    figures = record_class("figures").model_validate(
        {"enterprise": new_id(), "month": "2026-10", "tax": 0, "profit": "-3"}
    )
    kept = figures.fields()
    assert (kept["tax"], kept["profit"]) == ("0", "-3")
    assert [name for name in FIGURES if name in kept] == ["profit", "tax"]
    assert {"output", "employees_prior", "invested"} < set(FIGURES)


def test_who_draws_a_form_learns_which_fields_are_sums() -> None:
    forms = {name: (field(kind, name) or describe(kind)[0]).type for kind, name in SUMS}
    assert forms == {"investment": "money", "profit": "money", "month": "month", "land": "decimal", "amount": "money"}


SUMS = (
    *(("project", "investment"), ("figures", "profit"), ("figures", "month"), ("project", "land")),
    ("follow_up", "amount"),
)


def test_names_and_phones_of_people_are_personal() -> None:
    personal = {(kind, item.name) for kind in NEW_KINDS for item in describe(kind) if item.shown.personal}
    assert personal == {("lead", "contact"), ("lead", "phone"), ("idea", "giver"), ("idea", "phone")}


def test_what_another_device_writes_in_another_form_does_not_count(office: Desk) -> None:
    project(office)
    (change,) = [change for change in office.ledger.history if change.kind == "project"]
    assert wrong_fields(change) == []
    for name, value in {"investment": "5.20", "land": 3, "tax": "3亿", "entered_on": "2026-5-1"}.items():
        assert wrong_fields(type(change)(**{**slots(change), "set": {name: value}})) == [name]


def slots(change: Any) -> dict[str, Any]:
    return {name: getattr(change, name) for name in change.__slots__}


def test_old_records_stay_as_they_are(office: Desk) -> None:
    for kind in ("pairing", "visit", "problem"):
        for row in office.ledger.rows(kind):
            record = record_class(kind).model_validate(row)
            assert {"id": record.id, **record.fields()} == row


# Projects


def test_a_project_is_found_by_its_name_and_its_steps_lead_it_on(office: Desk) -> None:
    record = project(office)
    assert find_record("project", PROJECT, office) == record
    assert [found.id for found in office.index("project").find("jxhg", limit=2)] == [record]
    assert office.ledger.derived(STAGE, record)["state"] == "lead"
    add(office, "follow_up", about=PROJECT, step="签约")
    add(office, "follow_up", about=record, step="started")
    row = office.ledger.derived(STAGE, record)
    assert (row["state"], row["means"], row["since"]) == ("started", "started", today().isoformat())
    assert "竣工" in wrong(office, "follow_up", about=record, step="talks")["step"]
    office.ledger.rebuild()
    assert office.ledger.derived(STAGE, record) == row


def test_a_step_sees_those_before_it_and_a_correction_undoes_the_one_it_names(office: Desk) -> None:
    record = project(office)
    first = add(office, "follow_up", about=record, step="contracted")
    second = add(office, "follow_up", about=record, step="started")
    assert getattr(second, "follows") == [first.id]  # noqa: B009
    add(office, "follow_up", about=record, step="corrected", reason="录错项目", follows=[second.id])
    assert office.ledger.derived(STAGE, record)["state"] == "contracted"
    assert "follows" in wrong(office, "follow_up", about=record, step="note", words="x", follows=[new_id()])


def test_a_planned_step_is_done_by_another(office: Desk) -> None:
    record = project(office)
    planned = add(office, "follow_up", about=record, step="planned", due=today().isoformat(), reason="去看现场")
    done = add(office, "follow_up", about=record, step="note", words="去看了", does=planned.id)
    assert planned.id in getattr(done, "follows")  # noqa: B009
    assert "does" in wrong(office, "follow_up", about=record, step="note", words="又去", does=planned.id)


def test_days_that_cannot_be_are_refused(office: Desk) -> None:
    record = project(office, entered_at="签约", entered_on="2026-05-01")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert "on" in wrong(office, "follow_up", about=record, step="started", on=tomorrow)
    assert "2026-05-01" in wrong(office, "follow_up", about=record, step="started", on="2026-04-30")["on"]
    assert "entered_on" in wrong(
        office, "project", name=ANOTHER, type="招商", investment=1, entered_at="签约", entered_on=tomorrow
    )
    milestone = {"project": record, "type": "申请用地", "planned": tomorrow}
    assert "actual" in wrong(office, "milestone", **milestone, actual=tomorrow)


def test_a_code_that_the_plan_does_not_know_is_told_with_those_that_it_knows(office: Desk) -> None:
    assert "招商(investment)" in wrong(office, "project", name=ANOTHER, type="别的", investment=1)["type"]
    given: dict[str, Any] = {"name": ANOTHER, "type": "建设", "investment": 1}
    assert "前期(preparing)" in wrong(office, "project", **given, entered_at="洽谈")["entered_at"]
    assert project(office, ANOTHER, type="建设", entered_at="前期")
    assert wrong(office, "follow_up", about=ANOTHER, step="洽谈")["step"]


def test_a_milestone_is_entered_once_and_then_changed(office: Desk) -> None:
    record = project(office)
    planned = {"project": PROJECT, "type": "申请用地", "planned": "2026-06-01"}
    first = add(office, "milestone", **planned)
    assert first.id in wrong(office, "milestone", **planned)[""]
    assert add(office, "milestone", **planned, title="二期地块").id != first.id
    changed = first.amended(planned="2026-07-01", actual="2026-07-03")
    assert troubles(changed, office, today()) == {}
    assert record


def test_two_projects_do_not_share_a_code(office: Desk) -> None:
    project(office, code="2019-230602-26-03-000001")
    assert (
        PROJECT
        in wrong(office, "project", name=ANOTHER, type="招商", investment=1, code="2019-230602-26-03-000001")["code"]
    )


def test_a_visit_and_a_problem_of_a_project_stand_with_its_enterprise_too(office: Desk) -> None:
    record = project(office)
    visit = add(
        office, "visit", project=PROJECT, date=today().isoformat(), visitors=[CLERK], note="看了现场", type="项目现场"
    )
    problem = add(office, "problem", project=record, title="用电容量不够", type="水电气暖", visit=visit.id)
    enterprise = find_record("enterprise", ENTERPRISE, office)
    for saved in (visit, problem):
        assert (saved.fields()["enterprise"], saved.fields()["project"]) == (enterprise, record)
    alone = project(office, ANOTHER, enterprise="")
    assert "enterprise" not in add(office, "problem", project=alone, title="没有企业的项目", type="QT").fields()


def test_who_answers_for_a_project_has_a_role_for_projects(office: Desk) -> None:
    project(office)
    assert add(office, "pairing", project=PROJECT, role="责任单位", unit=BANKING, start="2026-01-01")
    assert (
        "责任单位"
        in wrong(office, "pairing", project=PROJECT, role="包联干部", person=CADRE, start="2026-01-01")["role"]
    )
    assert add(office, "pairing", enterprise=ENTERPRISE, role="包联干部", person=CADRE, start="2026-01-01")


def test_the_form_of_a_step_asks_what_the_stage_needs(office: Desk) -> None:
    record = project(office)
    add(office, "follow_up", about=record, step="contracted")
    steps = possible_steps(office, record)
    assert next(iter(steps.items())) == ("preparing", "办前期")
    assert "corrected" in steps, "the one step that there is may have been entered wrongly"
    form = StepForm(office, record, today())
    assert "reason" in form.fields("ended")
    assert form.entry({"about": record, "step": "ended"}).troubles.keys() == {"reason"}
    assert form.entry({"about": record, "step": "ended", "reason": "退出"}).troubles == {}


# Leads, ideas, policies


def test_a_lead_and_an_idea_get_the_day_and_a_title_from_their_text(office: Desk) -> None:
    lead = add(office, "lead", source="chamber", text="广东一家做电池的想来看地，年后来").fields()
    assert (lead["title"], lead["collected"]) == ("广东一家做电池的想来看地", today().isoformat())
    idea = add(office, "idea", source="resident", text="把闲置厂房挂到网上" * 5, giver="示例王").fields()
    assert len(idea["title"]) <= 30
    assert idea["title"].endswith("…")
    assert add(office, "idea", source="expert", text="x" * 60, title="自己起的题目").fields()["title"] == "自己起的题目"
    assert (
        office.ledger.derived(STAGE, find_record("lead", "广东一家做电池的想来看地", office) or "")["state"]
        == "collected"
    )


def test_an_idea_goes_its_way_and_its_giver_is_answered(office: Desk) -> None:
    idea = add(office, "idea", source="resident", text="把闲置厂房挂到网上").id
    for step in ({"step": "screened"}, {"step": "adopted", "words": "可行"}, {"step": "answered", "words": "已回话"}):
        add(office, "follow_up", about=idea, **step)
    assert office.ledger.derived(STAGE, idea)["state"] == "adopted"


def test_to_whom_a_policy_was_delivered_and_how_much_was_paid_are_steps_of_it(office: Desk) -> None:
    policy = add(office, "policy", name="稳岗返还", unit=LABOUR, deadline="2026-12-31", most="50万").id
    add(office, "follow_up", about="稳岗返还", step="delivered", enterprise=ENTERPRISE, words="当面讲了")
    behalf = {"behalf": LABOUR, "heard_by": "电话", "heard_on": today().isoformat()}
    paid = add(
        office, "follow_up", about=policy, step="paid", enterprise=ENTERPRISE, amount="12万", words="到账", **behalf
    )
    assert paid.fields()["amount"] == "12"
    assert office.ledger.derived(STAGE, policy)["due"] == "2026-12-31"
    form = StepForm(office, policy, today())
    assert {"enterprise", "amount"} <= set(form.fields("paid"))
    assert "amount" not in form.fields("delivered")
    read = form.entry({"about": policy, "step": "delivered", "enterprise": "没有这家", "words": "x"})
    assert read.troubles.keys() == {"enterprise"}


# Meetings and tasks


def test_a_meeting_bears_a_number_in_each_sequence_and_its_title_follows(office: Desk) -> None:
    meeting = add(office, "meeting", held_as=["月讲评：４", "周交办会14"], date="2026-11-23")
    assert meeting.fields()["title"] == "第四次月讲评暨第十四次周交办会"
    assert meeting.fields()["held_as"] == [{"type": "review", "number": 4}, {"type": "assignment", "number": 14}]
    following = add(office, "meeting", held_as=["周交办会"], date="2026-11-30")
    assert following.fields()["title"] == "第十五次周交办会"
    told = wrong(office, "meeting", held_as=["assignment 14"], date="2026-12-07")["held_as"]
    assert "第四次月讲评暨第十四次周交办会" in told
    assert "16" in told
    assert "周交办会(assignment)" in wrong(office, "meeting", held_as=["没有的会3"], date="2026-11-23")["held_as"]


def test_some_sequences_run_on_across_years_and_others_begin_anew(office: Desk) -> None:
    for word, number in (("服务企业周例会", 120), ("招商引资周例会", 40)):
        add(office, "meeting", held_as=[f"{word} {number}"], date="2025-12-29")
    titles = [
        add(office, "meeting", held_as=[word], date="2026-01-05").fields()["title"]
        for word in ("服务企业周例会", "招商引资周例会")
    ]
    assert titles == ["第121次服务企业周例会", "第1次招商引资周例会"]
    assert "held_as" in wrong(office, "meeting", held_as=["服务企业周例会 120"], date="2026-02-02")
    assert add(office, "meeting", held_as=["招商引资周例会 40"], date="2026-10-05")


def test_a_meeting_that_is_saved_again_keeps_its_number(office: Desk) -> None:
    meeting = add(office, "meeting", held_as=["周交办会 14"], date="2026-11-23")
    assert troubles(complete(meeting.amended(decisions="限期办结"), office), office, today()) == {}


def test_a_task_is_handed_out_and_goes_its_way(office: Desk) -> None:
    project(office)
    meeting = add(office, "meeting", held_as=["周交办会 14"], date=today().isoformat())
    due = (today() + timedelta(days=7)).isoformat()
    by_meeting = add(
        office, "task", title="协调用电", unit=BANKING, due=due, meeting="第十四次周交办会", project=PROJECT
    )
    by_me = add(office, "task", title="报送清单", unit=BANKING, due=due)
    assert by_meeting.fields()["meeting"] == meeting.id
    assert "clerk" not in by_meeting.fields()
    assert by_me.fields()["clerk"] == office.me
    behalf = {"behalf": BANKING, "heard_by": "电话", "heard_on": today().isoformat()}
    assert "代" in wrong(office, "follow_up", about=by_me.id, step="replied", words="报了")["step"]
    add(office, "follow_up", about="报送清单", step="replied", words="报了", **behalf)
    add(office, "follow_up", about="报送清单", step="done", words="收到")
    row = office.ledger.derived(STAGE, by_me.id)
    assert (row["state"], row["open"], row["replied_on"], row["due"]) == ("done", False, today().isoformat(), due)


def test_of_a_month_there_is_one_record_and_none_before_it_came(office: Desk) -> None:
    add(office, "figures", enterprise=ENTERPRISE, month="2026年10月", output="1.2亿", output_prior=9000)
    assert "" in wrong(office, "figures", enterprise=ENTERPRISE, month="2026-10", tax=3)
    assert add(office, "figures", enterprise=OTHER_ENTERPRISE, month="2026-10", tax=3)
    assert "month" in wrong(office, "figures", enterprise=ENTERPRISE, month=f"{today().year + 1}-12", tax=3)


# Who may record what


def test_policies_meetings_and_tasks_are_the_office_s(sides: Sides) -> None:
    to_the_laptop(sides)
    assert wrong(sides.cadre, "policy", name="稳岗返还")[""]
    assert wrong(sides.cadre, "meeting", held_as=["周交办会"], date="2026-11-23")[""]
    assert wrong(sides.cadre, "task", title="协调用电", unit=BANKING, due=today().isoformat())[""]


def test_a_cadre_gathers_the_evidence_of_an_outcome_and_the_office_judges(sides: Sides) -> None:
    values = {"enterprise": ENTERPRISE, "period": "2026年", "category": "服务企业"}
    assert "achieved" in wrong(sides.cadre, "outcome", **values, achieved="yes", evidence="产值表")
    gathered = add(sides.cadre, "outcome", **values, achieved="pending", evidence="产值表")
    to_the_office(sides)
    assert "" in wrong(sides.office, "outcome", **values, achieved="yes", evidence="产值表")
    judged = sides.office.ledger.get("outcome", gathered.id)
    assert judged is not None
    assert troubles(judged.amended(achieved="yes"), sides.office, today()) == {}


def test_enterprises_are_co_organisers_only_where_the_plan_says_so(office: Desk) -> None:
    problem = add(office, "problem", title="原料供应不上", type="原材料", enterprise=ENTERPRISE).id
    step = {"problem": problem, "step": "assigned", "lead": BANKING, "co_enterprises": [OTHER_ENTERPRISE]}
    assert "co_enterprises" in wrong(office, "follow_up", **step)
    go_by(office, plans.read_text("front-line"))
    assert "enterprise" in office.plan.co_organisers
    assert "co_enterprises" in wrong(office, "follow_up", **step), "the problem keeps the plan it was made under"
    kind = next(iter(office.plan.types))
    another = add(office, "problem", title="原料又供应不上", type=kind, enterprise=ENTERPRISE).id
    assert entered(office, "follow_up", **{**step, "problem": another}).troubles == {}


# To and from laptops


def all_kinds(desk: Desk) -> dict[str, str]:
    """A record of each kind that has to do with the cadre's enterprise; ids by kind."""
    found = {"project": project(desk)}
    found["milestone"] = add(desk, "milestone", project=PROJECT, type="申请用地", planned="2026-06-01").id
    found["lead"] = add(desk, "lead", source="chamber", text="上游想一起来", enterprise=ENTERPRISE).id
    found["idea"] = add(desk, "idea", source="enterprise", text="错峰用电", enterprise=ENTERPRISE).id
    found["policy"] = add(desk, "policy", name="稳岗返还").id
    found["meeting"] = add(desk, "meeting", held_as=["周交办会 14"], date="2026-11-23").id
    found["task"] = add(desk, "task", title="协调用电", unit=BANKING, due=today().isoformat(), project=PROJECT).id
    found["figures"] = add(desk, "figures", project=PROJECT, month="2026-10", invested=3000).id
    found["outcome"] = add(desk, "outcome", enterprise=ENTERPRISE, period="2026", category="served", achieved="no").id
    found["follow_up"] = add(desk, "follow_up", about=PROJECT, step="contracted").id
    return found


def test_each_kind_travels_and_stands_on_the_laptop_as_at_the_office(sides: Sides) -> None:
    sent = all_kinds(sides.office)
    assert sent.keys() == {*NEW_KINDS, "follow_up"}
    to_the_laptop(sides)
    for kind, record in sent.items():
        assert sides.cadre.ledger.row(kind, record) == sides.office.ledger.row(kind, record) is not None
        if kind in LIVING:
            assert sides.cadre.ledger.derived(STAGE, record) == sides.office.ledger.derived(STAGE, record) != {}
    step = add(sides.cadre, "follow_up", about=PROJECT, step="started")
    to_the_office(sides)
    assert sides.office.ledger.derived(STAGE, sent["project"])["last"] == step.id
    for desk in (sides.office, sides.cadre):
        desk.ledger.flush()
        assert_sound(desk.ledger.workspace)


def test_a_laptop_gets_what_its_cadre_answers_for_and_not_the_rest(sides: Sides) -> None:
    desk = sides.office
    person = find_record("person", CADRE, desk) or ""
    stranger = add(desk, "enterprise", name="示例远方有限公司", region=next(iter(desk.plan.choices("regions")))).id
    far = project(desk, "示例远方项目", enterprise=stranger)
    hidden = {
        stranger,
        far,
        add(desk, "milestone", project=far, type="开工", planned="2026-06-01").id,
        add(desk, "figures", enterprise=stranger, month="2026-10", tax=1).id,
        add(desk, "lead", source="chamber", text="别人的线索").id,
        add(desk, "task", title="别人的事", unit=BANKING, due=today().isoformat()).id,
    }
    policy = add(desk, "policy", name="稳岗返还").id
    told = [
        add(desk, "follow_up", about=policy, step="delivered", enterprise=name, words="讲了").id
        for name in (ENTERPRISE, stranger)
    ]
    scope = scope_of(desk.ledger, person, today())
    assert hidden.isdisjoint(scope)
    assert {policy, told[0]} <= scope
    assert told[1] not in scope
    add(desk, "pairing", project=far, role="责任单位", unit=PARK, start="2026-01-01")
    followed = add(desk, "lead", source="chamber", text="归他跟的线索", owner=CADRE).id
    wider = scope_of(desk.ledger, person, today())
    assert {far, stranger, followed} <= wider, "the cadre's unit answers for the project now"
    assert wider & hidden == {stranger, far, *(row["id"] for row in desk.ledger.referring("milestone", "project", far))}


def test_a_task_of_the_cadre_s_own_unit_comes_along(sides: Sides) -> None:
    task = add(sides.office, "task", title="整理名册", unit=PARK, due=today().isoformat()).id
    assert task in scope_of(sides.office.ledger, find_record("person", CADRE, sides.office) or "", today())


# What is generic holds for them too


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_an_edit_is_undone_like_any_other(office: Desk, kind: str) -> None:
    record = office.ledger.get(kind, all_kinds(office)[kind])
    assert record is not None
    name = next(item.name for item in describe(kind) if item.name in (*EDITED, *OF_FIGURES.get(kind, ())))
    before = office.ledger.row(kind, record.id)
    office.ledger.save(record.amended(**{name: "改过的话"}))
    assert office.ledger.row(kind, record.id) != before
    office.ledger.save(undo_of(office, record.id, today()).record)
    assert office.ledger.row(kind, record.id) == before


EDITED = ("note", "text", "document", "place", "evidence", "investor")
OF_FIGURES = {"figures": ("source",)}


def test_two_edits_of_one_project_are_a_conflict_until_it_is_settled(sides: Sides) -> None:
    record = project(sides.office)
    to_the_laptop(sides)
    for desk, sum_of in ((sides.office, "6亿"), (sides.cadre, "7亿")):
        row = desk.ledger.get("project", record)
        assert row is not None
        desk.ledger.save(row.amended(investment=sum_of))
    to_the_office(sides)
    (conflict,) = conflicts_in(sides.office, record)
    assert conflict.field == "investment"


# By command


def test_a_project_by_commands_alone(tmp_path: Path) -> None:
    office = made(tmp_path / "office", "office", CLERK, run_here)
    office.well("plan", "use", LUOHE)
    office.well("plan", "stop", "six-must-visits")
    office.well("add", "unit", f"name={BANKING}")
    office.well("add", "enterprise", f"name={ENTERPRISE}", "region=411122")
    typed = (
        f"name={PROJECT}",
        "type=招商",
        "investment=５.２亿元",
        "plan_year=2026",
        "year_plan=15000",
        "size_mark=亿元以上",
    )
    (record,) = office.well("add", "project", *typed, f"enterprise={ENTERPRISE}")
    assert any("万元" in line for line in office.well("add", "project", "--fields"))
    office.well("add", "milestone", f"project={PROJECT}", "type=申请用地", "planned=2026-06-01", "actual=2026-06-03")
    office.well("add", "follow-up", f"about={PROJECT}", "step=签约", "on=2026-05-06")
    office.well("add", "follow-up", f"about={PROJECT}", "step=started", "on=2026-07-01", "words=打了第一根桩")
    assert "竣工" in office.refused(2, "add", "follow-up", f"about={PROJECT}", "step=洽谈")
    assert "没有这个项目" in office.refused(2, "add", "follow-up", "about=没有这个项目", "step=签约")

    assert office.well("list", "project", "--where", "state=签约") == []
    (listed,) = office.well("list", "project", "--where", "state=开工", "--where", "means=started", "--json")
    row = json.loads(listed)
    assert (row["id"], row["investment"], row["state"], row["since"]) == (record, "52000", "started", "2026-07-01")
    assert row["reached"] == {"lead": None, "contracted": "2026-05-06", "started": "2026-07-01"}
    (line,) = office.well("list", "project", "--where", f"enterprise={ENTERPRISE}")
    assert line.endswith("开工")

    office.well("add", "meeting", "held_as=月讲评4、周交办会14", "date=2026-11-23")
    due = (today() + timedelta(days=7)).isoformat()
    office.well(
        "add",
        "task",
        "title=协调用电",
        f"unit={BANKING}",
        f"due={due}",
        f"project={PROJECT}",
        "meeting=第四次月讲评暨第十四次周交办会",
    )
    office.well("add", "figures", stdin=jsonl({"project": PROJECT, "month": "2026年10月", "invested": 3000}))
    shown = office.well("show", PROJECT)
    told = [next(place for place, line in enumerate(shown) if words in line) for words in SHOWN]
    assert told == sorted(told)
    assert office.well("show", "第四次月讲评暨第十四次周交办会")
    (history,) = [line for line in office.well("show", PROJECT, "--history") if PROJECT in line]
    assert CLERK in history
    assert_sound(Workspace.load(office.folder))


SHOWN = ("52000", "开工  2026-07-01", "申请用地", "协调用电", "2026-05-06", "打了第一根桩", "竣工", "达产")
"""What `show` says of the project, in this order."""


# A step that reaches a milestone


def test_a_step_that_brings_a_project_to_a_stage_reaches_the_milestone_of_that_name(office: Desk) -> None:
    of = project(office)
    planned = (today() - timedelta(days=3)).isoformat()
    whole = add(office, "milestone", project=of, type="开工", planned=planned).id
    part = add(office, "milestone", project=of, type="开工", title="二号车间", planned=planned).id
    later = add(office, "milestone", project=of, type="投产", planned=planned).id
    add(office, "follow_up", about=of, step="签约")
    entry = entered(office, "follow_up", about=of, step="开工", on=(today() - timedelta(days=1)).isoformat())
    assert entry.warnings == ("节点“开工”随之达到。",)
    office.ledger.save(*entry.records)
    actual = {record: (office.ledger.row("milestone", record) or {}).get("actual") for record in (whole, part, later)}
    assert actual == {whole: (today() - timedelta(days=1)).isoformat(), part: None, later: None}
    overdue = next(section for section in today_list(office, [], today()) if section.title == "超期")
    assert [item.key for item in overdue.items] == [f"record:{record}" for record in sorted((part, later))]
