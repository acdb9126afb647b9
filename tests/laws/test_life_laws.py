"""Law 7: laws of the life of a problem, with Hypothesis making the histories."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.model.plan import read_plan
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import Standing, Step, allowed, fold, refusal

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


def chain(*rows: dict[str, Any], on: str = MONDAY) -> list[Step]:
    """Steps one after the other, each of which saw the one before; ids are s1, s2, …"""
    steps = []
    for tick, row in enumerate(rows, start=1):
        follows = [f"s{tick - 1}"] if tick > 1 else []
        steps.append(Step({"id": f"s{tick}", "on": on, "by": "x", "follows": follows, **row}, (tick, tick * 1000, "d")))
    return steps


def after(*rows: dict[str, Any]) -> Standing:
    return fold(PROBLEM, chain(*rows), PLAN, CALENDAR)


ROWS: list[dict[str, Any]] = [
    *(ASSIGNED, {**ASSIGNED, "lead": OTHER, "co": [CO]}, SIGNED, HANDLING, REPLIED, REPLIED),
    *(SATISFIED, SATISFIED, DISSATISFIED, UNREACHED, CLOSED, CLOSED, EXPLAINED, {"step": "closed"}),
    *(
        {"step": "onsite", "words": "当场讲清"},
        {"step": "merged", "reason": "同"},
        {"step": "unmerged", "reason": "异"},
    ),
    *({"step": "disputed", "reason": "不归"}, {"step": "note", "words": "问"}, {"step": "unknown"}),
]


@st.composite
def histories(draw: st.DrawFn, rows: list[dict[str, Any]] = ROWS) -> list[Step]:
    """Steps of several devices: each saw some of the earlier ones, and their clocks say what they like."""
    steps: list[Step] = []
    ticks: dict[str, int] = {}
    for number in range(draw(st.integers(0, 12))):
        earlier = [step.id for step in steps]
        some = st.lists(st.sampled_from(earlier), unique=True, max_size=3) if earlier else st.just([])
        follows = draw(st.one_of(st.just(earlier[-1:]), some))
        name = f"s{number}"
        ticks[name] = 1 + max((ticks[seen] for seen in follows), default=0)
        row = {"id": name, "on": MONDAY, "by": "x", "follows": follows, **draw(st.sampled_from(rows))}
        steps.append(Step(row, (ticks[name], draw(st.integers(0, 3)), draw(st.sampled_from("abc")))))
    return steps


# Mostly the usual way, so that many histories come as far as a closing.
USUAL: list[dict[str, Any]] = [
    ASSIGNED,
    REPLIED,
    REPLIED,
    SATISFIED,
    SATISFIED,
    DISSATISFIED,
    CLOSED,
    CLOSED,
    EXPLAINED,
]
HISTORIES = st.one_of(histories(), histories(USUAL))


@given(HISTORIES, st.randoms(use_true_random=False))
def test_law_7_the_order_in_which_steps_arrive_does_not_matter(steps: list[Step], shuffler: random.Random) -> None:
    shuffled = [*steps, *steps[:2]]
    shuffler.shuffle(shuffled)
    assert fold(PROBLEM, shuffled, PLAN, CALENDAR) == fold(PROBLEM, steps, PLAN, CALENDAR)


def test_law_7_a_step_comes_after_those_that_it_saw_also_where_a_broken_program_gave_it_a_lesser_tick() -> None:
    first, second, third = chain(ASSIGNED, REPLIED, SATISFIED)
    odd = Step(second.row, (1, 0, "a"))
    standing = fold(PROBLEM, [odd, third, Step(first.row, (5, 9, "d"))], PLAN, CALENDAR)
    assert (standing.state, standing.ineffective) == ("verified", ())


@pytest.mark.parametrize(
    ("usual", "at"),
    [
        ((ASSIGNED, REPLIED, SATISFIED, CLOSED), (2, 0, "a")),  # before the reply, when nothing could be verified yet
        ((ASSIGNED, REPLIED, REPLIED, SATISFIED, CLOSED), (2, 9999, "z")),  # after it, so that it reopened by itself
    ],
)
def test_law_7_a_complaint_that_the_closing_did_not_see_reopens_once(
    usual: tuple[dict[str, Any], ...], at: tuple[int, int, str]
) -> None:
    complaint = Step({"id": "c", "on": MONDAY, "by": "y", "follows": ["s1"], **DISSATISFIED}, at)
    steps = chain(*usual)
    standing = fold(PROBLEM, [*steps, complaint], PLAN, CALENDAR)
    assert (standing.state, standing.reopened, standing.solved) == ("reopened", 1, None)
    assert [step for step, _sentence in standing.ineffective] == [steps[-1].id]


def seen_by(step: Step, steps: list[Step]) -> set[str]:
    follows = {other.id: other.row["follows"] for other in steps}
    seen: set[str] = set()
    waiting = list(step.row["follows"])
    while waiting:
        current = waiting.pop()
        seen.add(current)
        waiting += follows[current]
    return seen


@settings(max_examples=600)
@given(HISTORIES)
def test_law_7_nothing_closes_unverified_or_past_a_complaint(steps: list[Step]) -> None:
    standing = fold(PROBLEM, steps, PLAN, CALENDAR)
    if standing.state != "closed":
        assert standing.solved is None
        return
    took_effect = [step for step in steps if step.id not in dict(standing.ineffective)]
    closings = [step for step in took_effect if step.row["step"] in ("closed", "explained")]
    complaints = {step.id for step in steps if step.row.get("satisfaction") == "dissatisfied"}
    assert any(step.row.get("satisfaction") == "satisfied" for step in took_effect)
    assert any(complaints <= seen_by(step, steps) for step in closings)
    assert standing.verification == "satisfied"
    assert standing.solved is not None


@given(HISTORIES)
def test_law_7_what_was_refused_changed_nothing(steps: list[Step]) -> None:
    standing = fold(PROBLEM, steps, PLAN, CALENDAR)
    refused = dict(standing.ineffective)
    assert all(refused.values()), "each with its sentence"
    assert standing.last not in refused
    assert standing.state in PLAN.flow.by_code


def complete(step: str, name: str) -> dict[str, Any]:
    """A follow-up for a row of the plan, with all filled in that it needs."""
    row = next(row for row in PLAN.flow.rows[step] if row.name == name)
    values = {
        **SATISFIED,
        **CLOSED,
        "lead": LEAD,
        "words": "字",
        "reason": "因",
        "due": "2026-12-20",
        "follows": ["none"],
    }
    when = {field: value for field, value in row.when.items() if value != "*"}
    return {"step": step, **{field: values[field] for field in row.needs}, **when}


@settings(max_examples=300)
@given(st.data())
def test_from_wherever_the_office_goes_the_usual_way_leads_to_the_end(data: st.DataObject) -> None:
    rows: list[dict[str, Any]] = []
    for _number in range(data.draw(st.integers(0, 8))):
        here = after(*rows)
        role = data.draw(st.sampled_from(["cadre", "clerk", "department", "leader"]))
        steps = allowed(here, role, PLAN)
        chosen = data.draw(st.sampled_from(steps))
        draft = complete(chosen.step, chosen.name) | BEHALF
        if "follows" in draft and rows:
            # What it corrects is none of these; it saw the one before like every other step.
            draft["follows"] = [*draft["follows"], f"s{len(rows)}"]
        assert refusal(here, draft, role, PLAN) == "", "what is offered can be done"
        rows.append(draft)
        assert after(*rows).ineffective == ()
    while (here := after(*rows)).open:
        step = PLAN.flow.by_code[here.state].next
        assert step, f"no way on from {here.state}"
        rows.append(complete(step, PLAN.flow.rows_at[step, here.state][-1].name))
        assert len(rows) < 20
    assert here.state in ("closed", "merged", "withdrawn")
