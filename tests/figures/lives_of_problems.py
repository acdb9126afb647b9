"""Lives of problems that Hypothesis makes: legal steps of the default flow, day by day, from September to November."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.model.county_time import SHANGHAI
from fieldtui.model.plan import read_plan
from fieldtui.work.calendar import Calendar
from fieldtui.work.figures.problem_facts import Lives, ProblemRecords
from fieldtui.work.life import Step, fold, standing_row

PLAN = read_plan(plans.read_text("six-must-visits"))
CALENDAR = Calendar()
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)

# What may be done where, and where it leads.
WAYS: dict[str, list[tuple[str, str]]] = {
    "registered": [
        *[("assigned", "assigned")] * 4,
        *(("onsite", "replied"), ("withdrawn", "withdrawn"), ("merged", "merged")),
    ],
    "assigned": [
        *(("signed", "signed"), ("handling", "handling"), ("replied", "replied"), ("disputed", "disputed")),
        *(("assigned", "assigned"), ("extended", "assigned")),
    ],
    "signed": [("handling", "handling"), ("replied", "replied")],
    "handling": [("handling", "handling"), ("replied", "replied"), ("merged", "merged")],
    "disputed": [("assigned", "assigned")],
    "replied": [
        ("unreached", "replied"),
        ("satisfied", "verified"),
        ("mostly", "verified"),
        ("dissatisfied", "reopened"),
    ],
    "verified": [("closed", "closed"), ("explained", "closed")],
    "reopened": [("handling", "handling"), ("replied", "replied")],
    "closed": [("dissatisfied", "reopened")],
    "withdrawn": [],
    "merged": [("unmerged", "")],
}
ROWS: dict[str, dict[str, Any]] = {
    "onsite": {"step": "onsite", "words": "当场讲清"},
    "signed": {"step": "signed"},
    "handling": {"step": "handling", "words": "已约银行"},
    "replied": {"step": "replied", "words": "授信300万"},
    "disputed": {"step": "disputed", "reason": "不归我局"},
    "withdrawn": {"step": "withdrawn", "reason": "报错了"},
    "merged": {"step": "merged", "reason": "同一件事"},
    "unmerged": {"step": "unmerged", "reason": "两回事"},
    "unreached": {"step": "verified", "reached": False},
    **{
        said: {"step": "verified", "reached": True, "satisfaction": said}
        for said in ("satisfied", "mostly", "dissatisfied")
    },
}


@dataclass(frozen=True)
class Event:
    """Something that was done: what, on which day, at which hour it was written, and what it says beside."""

    what: str
    day: date
    written: datetime
    lead: str = ""
    due: date | None = None

    @property
    def row(self) -> dict[str, Any]:
        day = self.day.isoformat()
        match self.what:
            case "assigned":
                return {"step": "assigned", "lead": self.lead}
            case "extended":
                approved = {"approved_by": "示例周", "approved_on": day}
                return {"step": "extended", "due": str(self.due), "reason": "等批复", **approved}
            case "closed":
                return {"step": "closed", "evidence": "回单", "approved_by": "示例周", "approved_on": day}
            case "explained":
                return {"step": "explained", "reason": "政策没有", "approved_by": "示例周", "approved_on": day}
            case other:
                return ROWS[other]


@dataclass(frozen=True)
class Life:
    """A problem and what was done about it, in order."""

    id: str
    raised: date
    type: str
    urgency: str
    events: tuple[Event, ...]

    @property
    def problem(self) -> dict[str, Any]:
        return {"id": self.id, "raised": self.raised.isoformat(), "type": self.type, "urgency": self.urgency}

    @property
    def steps(self) -> list[Step]:
        steps = []
        for place, event in enumerate(self.events, 1):
            follows = [f"{self.id}-{place - 1}"] if place > 1 else []
            row = {"id": f"{self.id}-{place}", "on": event.day.isoformat(), "by": "x", "follows": follows, **event.row}
            steps.append(Step(row, (place, int(event.written.timestamp() * 1000), "d")))
        return steps

    def until(self, end: date) -> list[Event]:
        return [event for event in self.events if event.day <= end]


def records_of(problem: dict[str, Any], steps: list[Step]) -> ProblemRecords:
    standing = standing_row(fold(problem, steps, PLAN, CALENDAR))
    return ProblemRecords(problem, standing, [step.row for step in steps])


def lives_of(steps: dict[str, list[Step]]) -> Lives:
    written = {step.id: step.at for known in steps.values() for step in known}
    return Lives(PLAN, CALENDAR, lambda problem: steps[problem], written.__getitem__)


@st.composite
def lives(draw: st.DrawFn, number: int = 0) -> Life:
    raised = FIRST + timedelta(days=draw(st.integers(0, 60)))
    day, state, before = raised, "registered", ""
    events: list[Event] = []
    for _step in range(draw(st.sampled_from([0, 1, 2, *range(3, 11), *range(5, 11)]))):
        ways = WAYS[state]
        if not ways:
            break
        what, after = draw(st.sampled_from(ways))
        state, before = after or before, state
        day += timedelta(days=draw(st.sampled_from([0, 1, 1, 2, 3, 5, 9, 14])))
        # Now and then it is entered on a later day than it was done.
        later = timedelta(days=draw(st.sampled_from([0, 0, 0, 2])))
        clock = timedelta(minutes=draw(st.integers(0, 24 * 60 - 1)))
        written = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + later + clock
        due = day + timedelta(days=draw(st.integers(0, 20))) if what == "extended" else None
        events.append(Event(what, day, written, draw(st.sampled_from(["unit-a", "unit-b"])), due))
    kind = draw(st.sampled_from(["RZ", "YG", "ZC", "QT"]))
    return Life(f"p{number}", raised, kind, draw(st.sampled_from(["ordinary", "urgent"])), tuple(events))


@st.composite
def counties(draw: st.DrawFn) -> list[Life]:
    """Several problems."""
    return [draw(lives(number)) for number in range(draw(st.integers(1, 5)))]
