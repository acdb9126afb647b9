"""Each figure about problems, against a plain loop over what was done."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st
from lives_of_problems import CALENDAR, FIRST, LAST, PLAN, Event, Life, counties, lives_of, records_of

from fieldtui.model.county_time import SHANGHAI
from fieldtui.model.plan import ProblemType
from fieldtui.work.figures import problems
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.problem_facts import ProblemFact, facts_of
from fieldtui.work.figures.value import Value
from fieldtui.work.life import Step

DAYS = (LAST - FIRST).days
ENDS = st.one_of(st.integers(0, DAYS), st.sampled_from([0, DAYS]))
PERIODS = st.tuples(ENDS, ENDS).map(
    lambda ends: Period(FIRST + timedelta(days=min(ends)), FIRST + timedelta(days=max(ends)))
)


def facts(county: list[Life], end: date) -> list[ProblemFact]:
    known = lives_of({life.id: life.steps for life in county})
    return facts_of((records_of(life.problem, life.steps) for life in county), lambda _problem: known, end)


def ids(value: Value) -> tuple[list[str], list[str]]:
    """What stands behind numerator and denominator; that their numbers are theirs is checked here."""
    numerator, denominator = value.numerator, value.denominator
    assert numerator.value == len(numerator.records)
    assert denominator.value == len(denominator.records)
    return list(numerator.records), list(denominator.records)


# The plain loops: what was done, told one by one


def in_working_days(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= CALENDAR.is_working(day)
    return day


def gone(life: Life, end: date) -> bool:
    last = [event.what for event in life.until(end) if event.what in ("merged", "unmerged", "withdrawn")][-1:]
    return last in (["merged"], ["withdrawn"])


def closed_as(life: Life, end: date) -> str:
    """closed, explained, or "" while it is open."""
    how = ""
    for event in life.until(end):
        if event.what in ("closed", "explained"):
            how = event.what
        elif event.what == "dissatisfied":
            how = ""
    return how


def rounds(life: Life, end: date) -> list[tuple[date | None, date | None]]:
    """(due, replied) of the first reply, and of each one after a complaint."""
    found: list[tuple[date | None, date | None]] = [(None, None)]
    for event in life.until(end):
        due, replied = found[-1]
        match event.what:
            case "assigned":
                found[-1] = in_working_days(event.day, 7), None
            case "extended":
                found[-1] = event.due, replied
            case "replied" | "onsite" if replied is None:
                found[-1] = due, event.day
            case "dissatisfied":
                found.append((in_working_days(event.day, 7), None))
    return found


def first_asked(life: Life, end: date) -> Event | None:
    said = ("satisfied", "mostly", "dissatisfied")
    return next((event for event in life.until(end) if event.what in said), None)


def to_be_asked(life: Life, end: date) -> date | None:
    """Three working days after the first reply."""
    replied = next((event.day for event in life.until(end) if event.what in ("replied", "onsite")), None)
    return in_working_days(replied, 3) if replied else None


def clock_of(event: Event) -> datetime:
    if event.written.date() == event.day:
        return event.written
    return datetime.combine(event.day, time(12), event.written.tzinfo)


def hours_between(start: datetime, end: datetime) -> Decimal:
    """Minute by minute, of the quarter hours; whole hours of days in between."""
    minutes = 0
    moment = start.replace(second=0, microsecond=0)
    while moment < end.replace(second=0, microsecond=0):
        if CALENDAR.is_working(moment.date()):
            clock = moment.time()
            minutes += time(8, 30) <= clock < time(12) or time(13, 30) <= clock < time(18)
        moment += timedelta(minutes=1)
    return Decimal(minutes) / 60


def loop(county: list[Life], wanted: Callable[[Life], bool]) -> list[str]:
    return [life.id for life in county if wanted(life)]


def within(period: Period, day: date | None) -> bool:
    return day is not None and period.start <= day <= period.end


# The laws


@settings(max_examples=120)
@given(counties(), PERIODS)
def test_resolution_and_completion(county: list[Life], period: Period) -> None:
    known = facts(county, period.end)
    registered = loop(county, lambda life: within(period, life.raised) and not gone(life, period.end))
    how = {life.id: closed_as(life, period.end) for life in county}
    solved = [problem for problem in registered if how[problem] == "closed"]
    done = [problem for problem in registered if how[problem]]
    assert ids(problems.resolution(known, period)) == (solved, registered)
    assert ids(problems.completion(known, period)) == (done, registered)
    told = problems.completion(known, period).beside
    assert [told[name].records for name in ("solved", "explained")] == [  # type: ignore[union-attr]
        tuple(solved),
        tuple(problem for problem in done if how[problem] == "explained"),
    ]


@settings(max_examples=120)
@given(counties(), PERIODS)
def test_on_time(county: list[Life], period: Period) -> None:
    due, good = [], []
    for life in county:
        by, replied = rounds(life, period.end)[0]
        if not within(period, by) or gone(life, period.end):
            continue
        due.append(life.id)
        asked = first_asked(life, period.end)
        if replied and by and replied <= by and not (asked and asked.what == "dissatisfied"):
            good.append(life.id)
    assert ids(problems.on_time(facts(county, period.end), period)) == (good, due)


@settings(max_examples=120)
@given(counties(), PERIODS)
def test_overdue_in_working_days(county: list[Life], period: Period) -> None:
    late: dict[str, int] = {}
    for life in county:
        due, replied = rounds(life, period.end)[-1]
        if gone(life, period.end) or closed_as(life, period.end) or replied or not due:
            continue
        if period.start <= due < period.end:
            days = (due + timedelta(days=number) for number in range(1, (period.end - due).days + 1))
            late[life.id] = sum(CALENDAR.is_working(day) for day in days)
    value = problems.overdue(facts(county, period.end), period)
    assert ids(value)[0] == list(late)
    assert value.result == len(late)
    assert set(value.numerator.records) <= set(value.denominator.records)
    together, most = value.beside["days_late"], value.beside["most_days_late"]
    assert together is not None
    assert most is not None
    assert together.value == sum(late.values())
    assert most.value == max(late.values(), default=0)


@settings(max_examples=50)
@given(counties(), PERIODS)
def test_response_in_working_hours(county: list[Life], period: Period) -> None:
    assigned, hours = [], {}
    for life in county:
        done = life.until(period.end)
        handed = sorted(clock_of(event) for event in done if event.what == "assigned")
        touched = [clock_of(event) for event in done if event.what in ("handling", "replied")]
        if not handed or gone(life, period.end):
            continue
        if not touched:
            began = handed[-1]
        else:
            began = max((moment for moment in handed if moment <= min(touched)), default=handed[0])
        if within(period, began.date()):
            assigned.append(life.id)
            if touched:
                hours[life.id] = hours_between(began, min(touched))
    value = problems.response(facts(county, period.end), period)
    assert ids(value) == (list(hours), assigned)
    numbers = sorted(hours.values())
    assert value.result == (median(numbers) if numbers else None)
    ninetieth = value.beside["ninetieth"]
    assert (ninetieth.value if ninetieth else None) == (numbers[math.ceil(len(numbers) * 0.9) - 1] if numbers else None)


@settings(max_examples=120)
@given(counties(), PERIODS)
def test_verification_and_satisfaction(county: list[Life], period: Period) -> None:
    known = facts(county, period.end)
    here = [life for life in county if not gone(life, period.end)]
    asked = {life.id: first_asked(life, period.end) for life in here}
    due = loop(here, lambda life: within(period, to_be_asked(life, period.end)))
    assert ids(problems.verification(known, period)) == ([one for one in due if asked[one]], due)
    reached = [one for one, event in asked.items() if event and within(period, event.day)]
    content = [one for one in reached if asked[one].what in ("satisfied", "mostly")]  # type: ignore[union-attr]
    value = problems.satisfaction(known, period)
    assert ids(value) == (content, reached)
    said = ("satisfied", "mostly", "dissatisfied")
    last = {life.id: [event.what for event in life.until(period.end) if event.what in said][-1:] for life in here}
    at_last = value.beside["content_at_last"]
    assert at_last is not None
    assert list(at_last.records) == [one for one in reached if last[one] != ["dissatisfied"]]


@settings(max_examples=120)
@given(counties(), PERIODS)
def test_types_and_items(county: list[Life], period: Period) -> None:
    solved = []
    for life in county:
        closings = [event.day for event in life.until(period.end) if event.what == "closed"]
        if closed_as(life, period.end) == "closed" and within(period, closings[-1]):
            solved.append(life)
    value = problems.types_and_items(facts(county, period.end), period)
    types = value.beside["types"]
    assert types is not None
    assert types.value == len({life.type for life in solved})
    assert value.result == len(solved)
    assert list(value.numerator.records) == [life.id for life in solved]


def at(day: int, hour: int, what: str) -> Event:
    moment = datetime(2026, 11, day, hour, tzinfo=SHANGHAI)
    return Event(what, moment.date(), moment, "unit-a")


def one(*events: Event) -> Life:
    return Life("p0", date(2026, 11, 9), "RZ", "ordinary", events)


def test_response_counts_from_the_assignment_to_whom_it_was_that_got_in_touch() -> None:
    life = one(
        *(at(9, 9, "assigned"), at(10, 9, "disputed"), at(11, 9, "assigned")),
        *(at(11, 11, "handling"), at(12, 9, "replied")),
    )
    assert problems.response(facts([life], LAST), Period(FIRST, LAST)).result == 2


def test_what_is_due_on_the_last_day_is_not_overdue_yet_but_has_fallen_due() -> None:
    """Assigned on Monday the 9th, due on Wednesday the 18th."""
    life = one(at(9, 9, "assigned"))
    for day, late, days in ((17, 0, 0), (18, 0, 0), (19, 1, 1), (22, 1, 2), (23, 1, 3)):
        period = Period(FIRST, date(2026, 11, day))
        value = problems.overdue(facts([life], period.end), period)
        together = value.beside["days_late"]
        assert together is not None
        assert (value.numerator.value, together.value) == (Decimal(late), Decimal(days))
        assert problems.on_time(facts([life], period.end), period).denominator.value == (day >= 18)


def test_a_wrong_entry_never_counted_however_late_it_was_put_right() -> None:
    """A reply is entered for the wrong problem on the 12th, and corrected in December."""
    steps = one(at(9, 9, "assigned"), at(12, 9, "replied")).steps
    correction = {
        "id": "p0-3",
        "on": "2026-12-02",
        "by": "x",
        "step": "corrected",
        "reason": "记错了",
        "follows": ["p0-2"],
    }
    known = lives_of({"p0": [*steps, Step(correction, (3, 3, "d"))]})
    records = records_of(one().problem, [*steps, Step(correction, (3, 3, "d"))])
    for end in (LAST, LAST + timedelta(days=30)):
        fact = known.fact(records, end)
        assert fact is not None
        assert (fact.replied_on, fact.awaited, fact.response) == (None, "2026-11-18", None)


def test_12_types_72_items() -> None:
    """72 problems of 12 types, the last of which is told apart in two sub-types."""
    codes = [item.code for item in PLAN.problem_types[:12]]
    parts = [ProblemType(code=f"{codes[11]}{part}", name="示例小类", parent=codes[11]) for part in "ab"]
    plan = PLAN.model_copy(update={"problem_types": (*PLAN.problem_types, *parts)})
    # A copy brings along what was worked out before.
    plan.__dict__.pop("types", None)
    kinds = [*codes[:11], parts[0].code, parts[1].code]
    done = (at(9, 9, "assigned"), at(10, 9, "replied"), at(11, 9, "satisfied"), at(12, 9, "closed"))
    solved = [Life(f"p{n:02}", date(2026, 11, 9), kinds[n % 13], "ordinary", done) for n in range(72)]
    known = replace(lives_of({life.id: life.steps for life in solved}), plan=plan)
    found = facts_of((records_of(life.problem, life.steps) for life in solved), lambda _problem: known, LAST)
    value = problems.types_and_items(found, Period(FIRST, LAST))
    types = value.beside["types"]
    assert types is not None
    assert (types.value, value.result) == (Decimal(12), Decimal(72))
