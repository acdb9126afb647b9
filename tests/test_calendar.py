"""Working days: weekends, holidays and make-up days, and what the county corrects."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldtui.model.plan import CalendarCorrections
from fieldtui.work.calendar import Calendar
from fieldtui.work.life import days_late
from fieldtui.work.numbers import next_number

CALENDAR = Calendar()
DAYS = st.dates(date(2020, 1, 1), date(2031, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # a Friday
        ("2026-11-22", False),  # a Sunday
        ("2026-10-01", False),  # National Day, a Thursday
        ("2026-10-07", False),  # a Wednesday, made up for on the 10th
        ("2026-10-10", True),  # a Saturday that is worked
        ("2026-09-20", True),  # a Sunday that is worked
        ("2026-02-16", False),  # New Year's Eve of the lunar year
        ("2018-12-29", True),  # a Saturday, for the Monday before New Year
        ("2018-12-31", False),
        ("2011-12-31", True),  # a Saturday, for a day of the next year
    ],
)
def test_holidays_and_make_up_days(day: str, works: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-23", 7, "2026-12-02"),
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-09-30", 3, "2026-10-10"),  # over the National Day holidays to the worked Saturday
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", -1, "2026-11-20"),
    ],
)
def test_adding_working_days(start: str, count: int, end: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_days_late_are_working_days() -> None:
    friday = date(2026, 11, 20)
    assert [days_late(friday, friday + timedelta(days=after), CALENDAR) for after in range(-1, 6)] == [
        *(0, 0),
        *(0, 0),  # the weekend
        *(1, 2, 3),
    ]


def test_the_county_corrects_the_calendar() -> None:
    county = Calendar(CalendarCorrections(holidays=(date(2026, 11, 23),), working_days=(date(2026, 11, 28),)))
    assert not county.is_working(date(2026, 11, 23))
    assert county.is_working(date(2026, 11, 28))
    assert county.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert county.working_days_between(date(2026, 11, 20), date(2026, 11, 29)) == 5


def test_a_correction_wins_over_the_published_calendar() -> None:
    county = Calendar(CalendarCorrections(holidays=(date(2026, 10, 10),), working_days=(date(2026, 10, 7),)))
    assert not county.is_working(date(2026, 10, 10))
    assert county.is_working(date(2026, 10, 7))


def test_a_year_that_is_not_published_warns_until_the_county_enters_it() -> None:
    far = date(2060, 10, 1)  # a Friday
    assert CALENDAR.published(2026)
    assert CALENDAR.warning(date(2026, 5, 1)) == ""
    assert not CALENDAR.published(2060)
    assert "2060" in CALENDAR.warning(far)
    entered = Calendar(CalendarCorrections(years=(2060,), holidays=(date(2060, 10, 4),)))
    assert entered.warning(far) == ""
    assert entered.is_working(far), "in a year that the county entered, only its own days count"
    assert not entered.is_working(date(2060, 10, 4))


@given(DAYS, st.integers(0, 60))
def test_counting_takes_back_what_adding_gave(day: date, count: int) -> None:
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(DAYS, st.integers(0, 500))
def test_counting_is_a_plain_loop(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    loop = sum(CALENDAR.is_working(start + timedelta(days=after)) for after in range(1, length + 1))
    assert CALENDAR.working_days_between(start, end) == loop
    assert CALENDAR.working_days_between(end, start) == -loop


def test_the_ends_of_time_do_not_break_it() -> None:
    assert CALENDAR.add_working_days(date.max, 5) == date.max
    assert CALENDAR.working_days_between(date(2026, 1, 1), date.max) > 2_000_000


def test_the_library_is_imported_by_a_computation_only() -> None:
    code = (
        "import sys, fieldtui.work.life, fieldtui.work.calendar; fieldtui.work.calendar.Calendar();"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("taken", "number"),
    [
        ([], "230602-2026-0001"),
        (["230602-2026-0001", "230602-2026-0007"], "230602-2026-0008"),
        (["230603-2026-0009", "230602-2025-0120"], "230602-2026-0001"),
        (["230602-2026-9999"], "230602-2026-10000"),
        (["230602-2026-10000", "230602-2026-9999"], "230602-2026-10001"),
        (["随手写的", "230602-2026-", "x230602-2026-0005"], "230602-2026-0001"),
    ],
)
def test_display_numbers(taken: list[str], number: str) -> None:
    assert next_number("230602", 2026, taken) == number


@given(st.sets(st.integers(1, 20_000)))
def test_a_number_is_never_given_twice(counts: set[int]) -> None:
    taken = [f"230602-2026-{count:04d}" for count in counts]
    assert next_number("230602", 2026, taken) not in taken
