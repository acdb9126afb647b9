"""How figures are read: the vectors of the reports, zero denominators, month ends, working hours, unknown holidays."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui import plans
from fieldtui.locale import use_language
from fieldtui.model.county_time import SHANGHAI
from fieldtui.model.plan import Figure, Plan, read_plan
from fieldtui.model.sentence import FieldError
from fieldtui.work.calendar import Calendar
from fieldtui.work.figures.facts import Facts
from fieldtui.work.figures.hours import moment_of, working_hours
from fieldtui.work.figures.periods import Period, month_of, read_month, since_start
from fieldtui.work.figures.report import figures_of, lines, since_period
from fieldtui.work.figures.stage_facts import TaskFact
from fieldtui.work.figures.value import Part, Value, counted, median, percentile, share
from fieldtui.work.figures.words import BESIDE, NOTHING, reported_words, value_words, warnings

PLANS = {name: read_plan(plans.read_text(name)) for name in plans.names()}
DAQING, LUOHE = PLANS["six-must-visits"], PLANS["luohe"]
RATE = Figure(code="rate", name="开复工率", formula="start_rate")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


def of(numerator: int, denominator: int) -> str:
    ids = [f"{number:03}" for number in range(denominator)]
    return value_words(share(counted(ids[:numerator]), counted(ids)), RATE, DAQING)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (30, 43, "69.8%（30/43）"),
        (0, 7, "0.0%（0/7）"),
        (7, 7, "100.0%（7/7）"),
        (1, 8, "12.5%（1/8）"),
        (1, 16, "6.3%（1/16）"),
    ],
)
def test_a_share_is_rounded_half_up_and_shown_with_its_parts(numerator: int, denominator: int, shown: str) -> None:
    assert of(numerator, denominator) == shown


def test_30_of_43_is_truncated_where_the_plan_says_so() -> None:
    thirty = share(counted(map(str, range(30))), counted(map(str, range(43))))
    truncating = RATE.model_copy(update={"rounding": "truncate"})
    assert value_words(thirty, truncating, DAQING) == "69.7%（30/43）"
    started = next((item for item in PLANS["front-line"].figures if item.formula == "start_rate"), None)
    assert started is not None
    assert value_words(thirty, started, PLANS["front-line"]) == "69.7%（30/43）"


def test_nothing_of_nothing_is_a_dash() -> None:
    assert of(0, 0) == f"{NOTHING}（0/0）"


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_county_where_nothing_happened_has_every_figure_of_its_plan(plan: Plan) -> None:
    told = lines(plan, Facts(date(2026, 11, 30)), read_month("2026-11"))
    assert {line.figure.code for line in told} == {item.code for item in figures_of(plan)}
    for line in told:
        assert set(line.period.beside) <= BESIDE.keys()
        words = value_words(line.period, line.figure, plan)
        nothing = {"types": "types: 0, items: 0", "count": "0（0/0）"}.get(line.period.form, f"{NOTHING}（0/0）")
        assert words == nothing


def test_outcomes_are_told_for_each_of_the_six_categories() -> None:
    told = [line for line in lines(DAQING, Facts(date(2026, 11, 30)), read_month("2026-11")) if line.category]
    assert [line.category for line in told] == [item.code for item in DAQING.categories]


def test_what_others_reported_is_told_as_printed() -> None:
    item = next(item for item in LUOHE.reported if str(item.value) == "97.8")
    assert reported_words(item) == "企业问题解决率: 97.8% (as reported)"
    assert "97.8" not in str([line.since for line in lines(LUOHE, Facts(date(2026, 11, 30)), read_month("2026-11"))])


def test_12_types_72_items() -> None:
    items = counted(f"{number:02}" for number in range(72))
    value = Value("types", items.value, items, items, {"types": Part(Decimal(12))})
    assert value_words(value, RATE, DAQING) == "types: 12, items: 72"


# Periods


@pytest.mark.parametrize(
    ("text", "last"),
    [("2026-02", 28), ("2028-02", 29), ("2026年11月", 30), ("2026-12", 31), ("２０２６－１１", 30), (" 2026.4 ", 30)],
)
def test_a_month_ends_on_its_last_day(text: str, last: int) -> None:
    period = read_month(text)
    assert (period.start.day, period.end.day) == (1, last)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026", "11", "", "0000-01", "2026-11-01", "十一月"])
def test_what_is_no_month_is_told(text: str) -> None:
    with pytest.raises(FieldError):
        read_month(text)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_month_and_in_no_other(day: date) -> None:
    month = month_of(day)
    assert day.isoformat() in month
    assert month.until(day).end == day
    assert month.days in range(28, 32)
    assert month.months_gone == day.month
    assert month.until(day).months_gone in (day.month, day.month - 1)


def test_since_the_start_is_the_plans_or_since_ever() -> None:
    november = read_month("2026-11")
    assert since_start(date(2026, 3, 1), november) == Period(date(2026, 3, 1), date(2026, 11, 30))
    assert since_start(None, november).from_the_beginning
    assert "2019-05-01" in since_start(None, november)


def test_what_is_overdue_or_at_work_now_may_be_older_than_the_plan() -> None:
    plan, november = DAQING.model_copy(update={"starts": date(2026, 3, 1)}), read_month("2026-11")
    begins = {item.formula: since_period(plan, item, november).start for item in DAQING.figures}
    assert (begins["overdue"], begins["start_rate"]) == (date.min, date.min)
    assert (begins["resolution"], begins["investment"]) == (date(2026, 3, 1), date(2026, 1, 1))


def test_what_belongs_nowhere_comes_last() -> None:
    known = [TaskFact(f"t{unit}", unit, "2026-11-20", None, False) for unit in ("", "b", "a")]
    assert list(Facts(date(2026, 11, 30), tasks=known).parts("unit")) == ["a", "b", ""]


# Working hours


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T09:00", "2026-11-23T11:00", "2"),
        ("2026-11-23T11:00", "2026-11-23T14:00", "1.5"),
        ("2026-11-23T09:00", "2026-11-24T09:00", "8"),
        ("2026-11-20T17:00", "2026-11-23T09:30", "2"),  # over a weekend
        ("2026-11-21T10:00", "2026-11-22T10:00", "0"),  # within one
        ("2026-09-30T09:00", "2026-10-08T09:00", "8"),  # over the National Day
        ("2026-10-09T17:00", "2026-10-10T09:30", "2"),  # to a Saturday that is worked
        ("2026-11-23T22:00", "2026-11-24T08:30", "0"),
        ("2026-11-24T09:00", "2026-11-23T09:00", "0"),
    ],
)
def test_working_hours_are_those_of_offices_on_working_days(start: str, end: str, hours: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) for text in (start, end)]
    assert working_hours(moments[0], moments[1], Calendar()) == Decimal(hours)


def test_what_was_entered_on_a_later_day_counts_from_the_middle_of_its_own() -> None:
    written = datetime(2026, 11, 24, 20, 30, tzinfo=SHANGHAI)
    at = int(written.timestamp() * 1000)
    assert moment_of("2026-11-24", at) == written
    assert moment_of("2026-11-23", at) == datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)


def test_a_year_whose_holidays_are_not_published_is_told_in_a_sentence() -> None:
    assert list(warnings(Facts(date(2026, 11, 30)), Calendar())) == []
    sentences = list(warnings(Facts(date(2031, 11, 30)), Calendar()))
    assert len(sentences) == 1
    assert "2031" in sentences[0]


NUMBERS = st.lists(st.integers(0, 1000).map(Decimal), min_size=1)


@given(NUMBERS)
def test_half_and_nine_tenths_of_the_numbers_lie_below(numbers: list[Decimal]) -> None:
    middle, ninetieth = median(numbers), percentile(numbers, 90)
    assert middle is not None
    assert ninetieth in numbers
    assert 2 * sum(number < middle for number in numbers) <= len(numbers)
    assert 2 * sum(number > middle for number in numbers) <= len(numbers)
    assert 10 * sum(number <= ninetieth for number in numbers) >= 9 * len(numbers)
    assert 10 * sum(number < ninetieth for number in numbers) < 9 * len(numbers)
