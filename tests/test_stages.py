"""The stages of projects, leads, ideas, policies and tasks: what their steps come to by the flow of their plan."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.locale import language, use_language
from fieldtui.model.plan import read_plan
from fieldtui.model.row import Row
from fieldtui.work.life import Step
from fieldtui.work.stages import Stage, allowed, first_days, fold, next_expected, refusal, stage_row

PLAN = read_plan(plans.read_text("luohe"))
DAY = "2026-11-23"
INVESTMENT: Row = {"id": "p", "type": "investment", "name": "示例项目"}
TASK: Row = {"id": "t", "title": "示例事项", "unit": "unit-a", "assigned": "2026-11-02", "due": "2026-11-20"}

TALKS, CONTRACTED, STARTED = {"step": "talks"}, {"step": "contracted"}, {"step": "started"}
STOPPED, RESUMED = {"step": "stopped", "reason": "等设备"}, {"step": "resumed"}
PRODUCED, FULL = {"step": "produced"}, {"step": "full"}
NOTE, PLANNED = {"step": "note", "words": "问了"}, {"step": "planned", "due": "2026-12-01", "reason": "看现场"}
REPLIED, AGAIN = {"step": "replied", "words": "已办"}, {"step": "again", "reason": "没办完"}
EXTENSION = {"step": "extended", "reason": "缺件", "due": "2026-12-31"}
EXTENDED = {**EXTENSION, "approved_by": "示例周", "approved_on": DAY}
DONE = {"step": "done", "words": "属实"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


def chain(*rows: dict[str, Any]) -> list[Step]:
    """Steps one after the other, on days one after the other, each of which saw the one before; ids are s1, s2, …"""
    steps = []
    for tick, row in enumerate(rows, start=1):
        follows = [f"s{tick - 1}"] if tick > 1 else []
        row = {"id": f"s{tick}", "on": f"2026-11-{tick:02d}", "by": "x", "follows": follows, **row}
        steps.append(Step(row, (tick, tick * 1000, "d")))
    return steps


def after(*rows: dict[str, Any], kind: str = "project", row: Row = INVESTMENT) -> Stage:
    stage = fold(kind, row, chain(*rows), PLAN)
    assert stage is not None
    return stage


@pytest.mark.parametrize(
    ("rows", "state", "means"),
    [
        ([], "lead", None),
        ([TALKS], "talks", None),
        ([CONTRACTED], "contracted", "signed"),
        ([CONTRACTED, STARTED], "started", "started"),
        ([CONTRACTED, STARTED, STOPPED], "stopped", "stopped"),
        ([CONTRACTED, STARTED, STOPPED, RESUMED], "started", "started"),
        ([CONTRACTED, STARTED, NOTE, PLANNED], "started", "started"),
        ([CONTRACTED, STARTED, PRODUCED], "produced", "produced"),
        ([CONTRACTED, {"step": "ended", "reason": "投资方退出"}], "ended", "failed"),
    ],
)
def test_where_the_steps_of_a_project_lead(rows: list[dict[str, Any]], state: str, means: str | None) -> None:
    stage = after(*rows)
    assert (stage.state, stage.means, stage.ineffective) == (state, means, ())
    assert stage.last == (f"s{len(rows)}" if rows else None)
    assert stage.open is (state != "ended")


def test_it_knows_since_when_it_stands_there_and_when_it_came_to_each_stage_first() -> None:
    stage = after(CONTRACTED, STARTED, STOPPED, RESUMED)
    assert (stage.since, stage.came_from) == (date(2026, 11, 4), "stopped")
    days = [("lead", None)] + [(state, date(2026, 11, day)) for day, state in enumerate(("contracted", "started"), 1)]
    assert stage.reached == (*days, ("stopped", date(2026, 11, 3)))
    assert first_days("project", INVESTMENT, stage, PLAN) == {
        "signed": date(2026, 11, 1),
        "started": date(2026, 11, 2),
        "stopped": date(2026, 11, 3),
    }


def test_a_project_that_was_under_way_when_it_was_recorded_goes_on_from_there() -> None:
    running = {**INVESTMENT, "entered_at": "started", "entered_on": "2026-05-01"}
    assert after(row=running).since == date(2026, 5, 1)
    assert after(PRODUCED, row=running).state == "produced"
    assert after(row={**INVESTMENT, "entered_at": "of a newer plan"}).state == "lead"


def test_the_kind_of_a_project_decides_by_which_flow_it_lives() -> None:
    application = {**INVESTMENT, "type": "application"}
    plan = read_plan(plans.read_text("six-must-visits"))
    stage = fold("project", application, chain({"step": "shaping"}, {"step": "drafting"}, STARTED), plan)
    assert stage is not None
    assert stage.state == "drafting"
    ((step, sentence),) = stage.ineffective
    assert step == "s3"
    assert sentence.startswith("The plan has no step “started”")
    assert after(row={**INVESTMENT, "type": "a kind of another plan"}).state == "lead"


def test_a_step_out_of_place_or_without_what_it_needs_is_kept_and_changes_nothing() -> None:
    stage = after(PRODUCED, CONTRACTED, {"step": "stopped"}, STARTED, {"step": "stopped"})
    assert stage.state == "started"
    sentences = dict(stage.ineffective)
    assert sorted(sentences) == ["s1", "s3", "s5"]
    assert "now, where" in sentences["s1"]
    assert sentences["s5"] == "For “停工”, fill in as well: Reason."


def test_a_corrected_step_never_happened() -> None:
    wrong = {"step": "corrected", "reason": "录错", "follows": ["s2"]}
    stage = after(CONTRACTED, STARTED, wrong)
    assert (stage.state, dict(stage.reached).get("started")) == ("contracted", None)
    assert stage.ineffective == ()


def test_a_deleted_step_does_not_count() -> None:
    assert after(CONTRACTED, {**STARTED, "deleted": True}).state == "contracted"


def test_a_task_has_a_day_that_only_an_approved_extension_moves() -> None:
    assert after(kind="task", row=TASK).due == date(2026, 11, 20)
    assert after(EXTENSION, kind="task", row=TASK).due == date(2026, 11, 20)
    assert after(EXTENDED, kind="task", row=TASK).due == date(2026, 12, 31)


def test_a_task_handed_back_waits_for_a_reply_again_and_is_counted() -> None:
    replied = after(REPLIED, kind="task", row=TASK)
    assert (replied.state, replied.replied_on) == ("reported", date(2026, 11, 1))
    assert after(REPLIED, REPLIED, kind="task", row=TASK).replied_on == date(2026, 11, 1), (
        "the clock runs from the first"
    )
    again = after(REPLIED, AGAIN, kind="task", row=TASK)
    assert (again.state, again.replied_on, again.reopened) == ("handling", None, 1)
    done = after(REPLIED, AGAIN, REPLIED, DONE, kind="task", row=TASK)
    assert (done.open, done.means, done.replied_on) == (False, "succeeded", date(2026, 11, 3))


@pytest.mark.parametrize("kind", ["milestone", "figures", "visit"])
def test_what_has_no_stages_has_none(kind: str) -> None:
    assert fold(kind, {"id": "x"}, [], PLAN) is None


def test_a_step_counts_only_if_its_author_held_a_post_that_may() -> None:
    (step,) = chain({"step": "ended", "reason": "退出"})
    for roles, state in ((None, "ended"), ({"clerk"}, "ended"), ({"cadre"}, "lead"), (set(), "lead")):
        held = None if roles is None else frozenset(roles)
        stage = fold("project", INVESTMENT, [Step(step.row, step.order, held)], PLAN)
        assert stage is not None
        assert stage.state == state


def test_what_may_be_done_now_begins_with_what_usually_comes_next() -> None:
    stage = after(CONTRACTED, STARTED)
    may = [row.step for row in allowed("project", INVESTMENT, stage, "cadre", PLAN)]
    assert may[0] == "completed"
    assert {"stopped", "note", "planned"} < set(may)
    assert "ended" not in may
    assert refusal("project", INVESTMENT, stage, {"step": "ended", "reason": "退出"}, "cadre", PLAN).startswith(
        "“终止”"
    )
    assert refusal("project", INVESTMENT, stage, STOPPED, "cadre", PLAN) == ""


def test_what_is_expected_goes_to_the_end_and_names_the_unit_of_a_task() -> None:
    words = [expected.name for expected in next_expected("project", INVESTMENT, after(CONTRACTED), PLAN)]
    assert words[-1] == "达产"
    first = next_expected("task", TASK, after(kind="task", row=TASK), PLAN)[0]
    assert (first.name, first.who) == ("签收", "unit-a")


def test_the_row_for_the_view_says_what_is_known() -> None:
    assert stage_row(after(CONTRACTED, PRODUCED)) == {
        "state": "contracted",
        "open": True,
        "means": "signed",
        "since": "2026-11-01",
        "came_from": "lead",
        "reached": {"lead": None, "contracted": "2026-11-01"},
        "reopened": 0,
        "last": "s1",
        "ineffective": ["s2"],
    }


# Laws

ROWS: list[dict[str, Any]] = [
    *(TALKS, CONTRACTED, CONTRACTED, STARTED, STARTED, STOPPED, RESUMED, PRODUCED, FULL, NOTE, {"step": "stopped"}),
    *({"step": "ended", "reason": "退出"}, {"step": "unknown"}, {**STARTED, "deleted": True}, {**STARTED, "on": "?"}),
]


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Steps of several devices by several people: each saw some of the earlier ones; clocks say what they like."""
    steps: list[Step] = []
    ticks: dict[str, int] = {}
    for number in range(draw(st.integers(0, 10))):
        earlier = [step.id for step in steps]
        some = st.lists(st.sampled_from(earlier), unique=True, max_size=3) if earlier else st.just([])
        follows = draw(st.one_of(st.just(earlier[-1:]), some))
        name = f"s{number}"
        ticks[name] = 1 + max((ticks[seen] for seen in follows), default=0)
        corrects = {"step": "corrected", "reason": "录错"} if follows and draw(st.integers(0, 5)) == 0 else None
        day = f"2026-11-{1 + number:02d}"
        row = {"id": name, "on": day, "by": "x", "follows": follows, **(corrects or draw(st.sampled_from(ROWS)))}
        roles = draw(st.sampled_from([None, frozenset({"clerk"}), frozenset({"cadre"}), frozenset()]))
        steps.append(Step(row, (ticks[name], draw(st.integers(0, 3)), draw(st.sampled_from("abc"))), roles))
    return steps


@given(histories(), st.randoms(use_true_random=False))
def test_law_7_the_order_in_which_steps_arrive_does_not_matter(steps: list[Step], shuffler: random.Random) -> None:
    shuffled = [*steps, *steps[:2]]
    shuffler.shuffle(shuffled)
    assert fold("project", INVESTMENT, shuffled, PLAN) == fold("project", INVESTMENT, steps, PLAN)


@given(histories())
def test_law_7_each_step_that_counts_took_effect_or_is_listed_with_its_sentence(steps: list[Step]) -> None:
    stage = fold("project", INVESTMENT, steps, PLAN)
    assert stage is not None
    listed = dict(stage.ineffective)
    assert all(listed.values())
    assert len(listed) == len(stage.ineffective)
    assert not {step.id for step in steps if step.row.get("deleted")} & listed.keys()
    # Where one that is listed was seen by another, the order may hang on it; and it may have been corrected.
    if listed.keys().isdisjoint(seen for step in steps for seen in step.follows):
        without = fold("project", INVESTMENT, [step for step in steps if step.id not in listed], PLAN)
        assert without is not None
        assert (without.state, without.reached, without.ineffective) == (stage.state, stage.reached, ())


@given(histories(), st.integers(0, 9))
def test_law_7_what_is_not_open_stays_as_it_is_until_a_step_is_corrected(steps: list[Step], more: int) -> None:
    """No step leads out of an end: a step that saw everything and comes last changes no final state."""
    stage = fold("project", INVESTMENT, steps, PLAN)
    assert stage is not None
    last = {"id": "z", "on": DAY, "by": "x", "follows": [step.id for step in steps], **ROWS[more]}
    later = fold("project", INVESTMENT, [*steps, Step(last, (99, 9, "z"))], PLAN)
    assert later is not None
    if not stage.open:
        assert later.state == stage.state
    assert dict(later.reached).items() >= dict(stage.reached).items()
    assert later.state in dict(later.reached)
