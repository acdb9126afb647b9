"""A problem's fact from its stored standing is the one that folding its steps gives, whatever came when."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lives_of_problems import FIRST, LAST, Life, lives, lives_of, records_of

from fieldtui.work.figures.problem_facts import ProblemFact
from fieldtui.work.life import Step

DAYS = st.integers(0, (LAST - FIRST).days + 60).map(lambda days: FIRST + timedelta(days=days))


def both_ways(problem: dict[str, Any], steps: list[Step], end: date) -> tuple[ProblemFact | None, ProblemFact]:
    known, records = lives_of({problem["id"]: steps}), records_of(problem, steps)
    return known.plain_fact(records, end), known.folded_fact(records, end)


@settings(max_examples=400)
@given(lives(), DAYS)
def test_a_plain_life_is_read_as_if_it_were_folded(life: Life, end: date) -> None:
    plain, folded = both_ways(life.problem, life.steps, end)
    assert plain in (None, folded)


@given(lives())
def test_a_life_that_is_answered_once_is_plain(life: Life) -> None:
    turns = ("dissatisfied", "unmerged", "assigned")
    once = [event.what for event in life.events].count("assigned") <= 1
    plain, _folded = both_ways(life.problem, life.steps, LAST + timedelta(days=400))
    if once and not any(event.what in turns[:2] for event in life.events):
        assert plain is not None


WILD: list[dict[str, Any]] = [
    *({"step": "assigned", "lead": lead} for lead in ("unit-a", "unit-b")),
    {"step": "replied", "words": "授信300万"},
    {"step": "handling", "words": "已约"},
    {"step": "onsite", "words": "当场"},
    {"step": "verified", "reached": False},
    *({"step": "verified", "reached": True, "satisfaction": said} for said in ("satisfied", "dissatisfied")),
    {"step": "closed", "evidence": "回单", "approved_by": "示例周", "approved_on": "2026-11-01"},
    {"step": "merged", "reason": "同"},
    {"step": "unmerged", "reason": "异"},
    {"step": "corrected", "reason": "记错了"},
    {"step": "note", "words": "问"},
]


@st.composite
def wild(draw: st.DrawFn) -> list[Step]:
    """Steps of several people who saw some of the others', allowed or not."""
    steps: list[Step] = []
    ticks: dict[str, int] = {}
    for number in range(draw(st.integers(0, 9))):
        earlier = [step.id for step in steps]
        follows = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else []
        name, day = f"s{number}", FIRST + timedelta(days=draw(st.integers(0, 60)))
        ticks[name] = 1 + max((ticks[seen] for seen in follows), default=0)
        row = {"id": name, "on": day.isoformat(), "by": "x", "follows": follows, **draw(st.sampled_from(WILD))}
        steps.append(Step(row, (ticks[name], draw(st.integers(0, 3)), draw(st.sampled_from("ab")))))
    return steps


@settings(max_examples=400)
@given(wild(), DAYS)
def test_whatever_people_enter_both_ways_agree(steps: list[Step], end: date) -> None:
    problem = {"id": "p", "raised": FIRST.isoformat(), "type": "RZ", "urgency": "ordinary"}
    plain, folded = both_ways(problem, steps, end)
    assert plain in (None, folded)
