"""Dates as people type them, read on Sunday, 22 November 2026."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fieldtui.locale import language, use_language
from fieldtui.model.plan import CalendarCorrections
from fieldtui.work.calendar import Calendar
from fieldtui.work.dates import Direction, read_date, show_date

TODAY = date(2026, 11, 22)

SAME_IN_BOTH_DIRECTIONS = {
    "今天": "2026-11-22",
    "昨天": "2026-11-21",
    "前天": "2026-11-20",
    "明天": "2026-11-23",
    "后天": "2026-11-24",
    "大后天": "2026-11-25",
    "today": "2026-11-22",
    "0": "2026-11-22",
    "-1": "2026-11-21",
    "+3": "2026-11-25",
    "-14": "2026-11-08",
    "－１": "2026-11-21",
    "上周五": "2026-11-13",
    "上星期五": "2026-11-13",
    "上个礼拜五": "2026-11-13",
    "上上周一": "2026-11-02",
    "本周五": "2026-11-20",
    "这周五": "2026-11-20",
    "下周三": "2026-11-25",
    "本月底": "2026-11-30",
    "下月底": "2026-12-31",
    "上月底": "2026-10-31",
    "下个月5号": "2026-12-05",
    "2026-11-20": "2026-11-20",
    "2026/11/20": "2026-11-20",
    "20261120": "2026-11-20",
    "2026年11月20日": "2026-11-20",
    "２０２６年１１月２０日": "2026-11-20",
    "二〇二六年十一月二十日": "2026-11-20",
    "明年1月5日": "2027-01-05",
    "3天后": "2026-11-25",
    "三天后": "2026-11-25",
    "两天后": "2026-11-24",
    "3天前": "2026-11-19",
    "一周后": "2026-11-29",
    "5天内": "2026-11-27",
    "月内": "2026-11-30",
    "本月之内": "2026-11-30",
    "下个月内": "2026-12-31",
    "年内": "2026-12-31",
    "明年内": "2027-12-31",
    "两周内": "2026-12-06",
    "三天内": "2026-11-25",
    "三天之内": "2026-11-25",
    "三个月后": "2027-02-22",
    "2026-11-20 周五": "2026-11-20",
    "11月22日（周日）": "2026-11-22",
}

# text: (the nearest in the past, the nearest to come)
BY_DIRECTION = {
    "周三": ("2026-11-18", "2026-11-25"),
    "星期三": ("2026-11-18", "2026-11-25"),
    "礼拜三": ("2026-11-18", "2026-11-25"),
    "周日": ("2026-11-22", "2026-11-22"),
    "周天": ("2026-11-22", "2026-11-22"),
    "friday": ("2026-11-20", "2026-11-27"),
    "月底": ("2026-10-31", "2026-11-30"),
    "月初": ("2026-11-01", "2026-12-01"),
    "年底": ("2025-12-31", "2026-12-31"),
    "12月底": ("2025-12-31", "2026-12-31"),
    "11-20": ("2026-11-20", "2027-11-20"),
    "11/20": ("2026-11-20", "2027-11-20"),
    "11.20": ("2026-11-20", "2027-11-20"),
    "11。20": ("2026-11-20", "2027-11-20"),
    "1120": ("2026-11-20", "2027-11-20"),
    "１１－２０": ("2026-11-20", "2027-11-20"),
    "11月20": ("2026-11-20", "2027-11-20"),
    "11 月 20 日": ("2026-11-20", "2027-11-20"),
    "１１月２０日": ("2026-11-20", "2027-11-20"),
    "十一月二十日": ("2026-11-20", "2027-11-20"),
    "12-05": ("2025-12-05", "2026-12-05"),
    "11-22": ("2026-11-22", "2026-11-22"),
    "20日": ("2026-11-20", "2026-12-20"),
    "二十号": ("2026-11-20", "2026-12-20"),
    "31号": ("2026-10-31", "2026-12-31"),
}

DUE_DATES_ONLY = {
    "周五前": "2026-11-27",
    "月底前": "2026-11-30",
    "本月底前": "2026-11-30",
    "12-15前": "2026-12-15",
    "12月5号之前": "2026-12-05",
}

NO_DATE = [
    *(
        "",
        "今",
        "昨",
        "5",
        "周",
        "周八",
        "周末",
        "下周",
        "月",
        "本周内",
        "三个工作日",
        "十一",
        "五一",
        "三五天内",
        "二三天后",
        "11月",
        "尽快",
    ),
    *("2-30", "2月30日", "13-01", "2026-02-29", "00-10", "20260230", "32号", "本月31日"),
    *("11-20-26", "11 20", "1-2-3", "1.5亿", "300", "三点", "3日前", "11-20 周四", "11-2a", "今天今天", "1一月二日"),
]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.mark.parametrize("toward", ["past", "future"])
@pytest.mark.parametrize(("text", "day"), SAME_IN_BOTH_DIRECTIONS.items())
def test_words_that_say_themselves_when_they_are(text: str, day: str, toward: Direction) -> None:
    assert read_date(text, TODAY, toward=toward) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "days"), BY_DIRECTION.items())
def test_a_visit_looks_back_and_a_due_date_forward(text: str, days: tuple[str, str]) -> None:
    past, future = map(date.fromisoformat, days)
    assert read_date(text, TODAY, toward="past") == past
    assert read_date(text, TODAY, toward="future") == future


@pytest.mark.parametrize(("text", "day"), DUE_DATES_ONLY.items())
def test_only_a_due_date_may_end_in_before(text: str, day: str) -> None:
    assert read_date(text, TODAY, toward="future") == date.fromisoformat(day)
    assert read_date(text, TODAY, toward="past") is None


@pytest.mark.parametrize("toward", ["past", "future"])
@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date_is_never_guessed(text: str, toward: Direction) -> None:
    assert read_date(text, TODAY, toward=toward) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("三个工作日内", "2026-09-30"),
        ("3个工作日之内", "2026-09-30"),
        ("４个工作日后", "2026-10-08"),
        ("十个工作日内", "2026-10-15"),
        ("1个工作日前", "2026-09-25"),
    ],
)
def test_working_days_are_counted_by_the_calendar_that_is_given(text: str, day: str) -> None:
    """The week of National Day is free, and the Saturday after it is worked."""
    sunday = date(2026, 9, 27)
    holidays = [date(2026, 10, number) for number in range(1, 8)]
    calendar = Calendar(CalendarCorrections(years=[2026], holidays=holidays, working_days=[date(2026, 10, 10)]))
    read = read_date(text, sunday, toward="future", add_working_days=calendar.add_working_days)
    assert read == date.fromisoformat(day)
    assert read_date(text, sunday, toward="future") is None, "nobody counts them without a calendar"


def test_a_month_later_keeps_within_the_month() -> None:
    assert read_date("一个月后", date(2027, 1, 31), toward="future") == date(2027, 2, 28)


def test_the_29th_of_february_is_found_in_the_nearest_year_only() -> None:
    assert read_date("2-29", date(2027, 12, 1), toward="future") == date(2028, 2, 29)
    assert read_date("2-29", TODAY, toward="future") is None


def test_a_week_starts_on_monday() -> None:
    monday = date(2026, 11, 23)
    assert read_date("上周日", monday, toward="past") == date(2026, 11, 22)
    assert read_date("本周日", monday, toward="future") == date(2026, 11, 29)


@given(text=st.text() | st.text(alphabet="上下本周一二三十日天月年底初前后内0123456789-/.+ （）"), today=st.dates())
@example(text="周三" * 5000, today=TODAY)
@example(text="三天后", today=date.max)
@example(text="上月底", today=date.min)
def test_any_text_is_read_or_refused(text: str, today: date) -> None:
    for toward in ("past", "future"):
        day = read_date(text, today, toward=toward)
        assert day is None or isinstance(day, date)


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_a_full_date_is_read_back_in_each_way_of_writing_it(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"):
        assert read_date(day.strftime(form), TODAY, toward="past") == day


@given(days=st.integers(0, 364))
def test_a_day_without_its_year_is_the_nearest_one(days: int) -> None:
    past, future = TODAY - timedelta(days), TODAY + timedelta(days)
    assert read_date(f"{past:%m-%d}", TODAY, toward="past") == past
    assert read_date(f"{future:%m-%d}", TODAY, toward="future") == future


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-11-22", "11-22 Sun (today)"),
        ("2026-11-21", "11-21 Sat (yesterday)"),
        ("2026-11-20", "11-20 Fri (the day before yesterday)"),
        ("2026-11-24", "11-24 Tue (the day after tomorrow)"),
        ("2026-11-25", "11-25 Wed (in 3 days)"),
        ("2026-11-09", "11-09 Mon (13 days ago)"),
        ("2026-12-15", "12-15 Tue"),
        ("2025-12-31", "2025-12-31 Wed"),
    ],
)
def test_a_date_is_shown_with_its_weekday_and_how_far_away_it_is(day: str, shown: str) -> None:
    assert show_date(date.fromisoformat(day), TODAY) == shown
