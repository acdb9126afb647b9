"""Reads dates as people type them, and shows a date with its weekday and how far away it is."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from fieldtui.locale import N_, _

Direction = Literal["past", "future"]
"""Where a date without a year lies: a visit's looks back, a due date forward; today counts for both."""

Reader = Callable[[re.Match[str], date, Direction], date | None]

AddWorkingDays = Callable[[date, int], date]
"""The day that lies so many working days after another, by a county's calendar."""

_NEAR_DAYS = {
    "大前天": -3,
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "yesterday": -1,
    "0": 0,
    "今天": 0,
    "今日": 0,
    "today": 0,
    "明天": 1,
    "明日": 1,
    "tomorrow": 1,
    "后天": 2,
    "后日": 2,
    "大后天": 3,
}
_ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# With a Chinese input method on, the keys of - / . type these.
_SEPARATORS = str.maketrans({"—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "、": "/", "。": "."})
# A blank between two digits tells numbers apart; everywhere else it says nothing.
_IDLE_BLANK = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")

_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = re.compile(r"(?<![0-9])[零〇一二三四五六七八九十两廿卅]+(?![0-9])")
_TENS = re.compile(r"([二三四五六七八九]?十|廿|卅)([一二三四五六七八九]?)")
_YEAR_DIGITS = re.compile(r"[零〇一二三四五六七八九]{4}")

_WEEKDAY = r"(?:周|星期|礼拜)([1-7日天])"
_WITH_WEEKDAY = re.compile(r"(.+?)\(?" + _WEEKDAY + r"\)?")
_BEFORE = re.compile(r"(.+?)[之以]?前")
_WORKING_DAYS = re.compile(r"([0-9]{1,3})个?工作日[之以]?(后|前|内)")
_YEAR = r"(?:([0-9]{4}|今|明|去)年)"
_LONGEST = 32


def read_date(
    text: str, today: date, *, toward: Direction, add_working_days: AddWorkingDays | None = None
) -> date | None:
    """The day that `text` names, or None when it names none, more than one, or one that does not exist.

    Weekdays, days and months without a year are the nearest ones in the direction of `toward`, today included.
    Words that name their own direction (昨天, 上周五, 下月底, 3天后, -1) are read as they say. A due date may
    end in 前 (周五前, 月底前); "3日前" is refused, since it may mean three days ago or by the 3rd. Working days
    (三个工作日内) are read where their calendar is given.
    """
    plain = _plain(text)
    if len(plain) > _LONGEST:
        return None
    try:
        if add_working_days and (match := _WORKING_DAYS.fullmatch(plain)):
            return add_working_days(today, -int(match[1]) if match[2] == "前" else int(match[1]))
        return _read(plain, today, toward)
    except OverflowError:
        # So far from today that the calendar ends.
        return None


def show_date(day: date, today: date) -> str:
    """Such as "11-21 周六（昨天）": with the year when it is not this one, and how far off within two weeks."""
    shown = f"{day:%m-%d}" if day.year == today.year else day.isoformat()
    weekday = _(_WEEKDAY_WORDS[day.weekday()])
    away = (day - today).days
    if abs(away) > 14:
        return _("{day} {weekday}").format(day=shown, weekday=weekday)
    return _("{day} {weekday} ({away})").format(day=shown, weekday=weekday, away=_away(away))


def _away(days: int) -> str:
    if days in _NEAR_WORDS:
        return _(_NEAR_WORDS[days])
    if days > 0:
        return _("in {count} days").format(count=days)
    return _("{count} days ago").format(count=-days)


_WEEKDAY_WORDS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_NEAR_WORDS = {
    -2: N_("the day before yesterday"),
    -1: N_("yesterday"),
    0: N_("today"),
    1: N_("tomorrow"),
    2: N_("the day after tomorrow"),
}


def _plain(text: str) -> str:
    """Half-width, lower case, without idle blanks, and with Chinese numerals as digits."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold().translate(_SEPARATORS)
    return _NUMERAL.sub(_as_digits, _IDLE_BLANK.sub("", plain))


def _as_digits(numeral: re.Match[str]) -> str:
    """A number up to 99, or the four digits of a year; 三五 and 二三 mean "about" and stay as they are."""
    run = numeral[0]
    if _YEAR_DIGITS.fullmatch(run) and numeral.string.startswith("年", numeral.end()):
        return "".join(str(_CHINESE_DIGITS[digit]) for digit in run)
    if len(run) == 1 and run in _CHINESE_DIGITS:
        return str(_CHINESE_DIGITS[run])
    tens = _TENS.fullmatch(run)
    if tens is None:
        return run
    ten = {"十": 1, "廿": 2, "卅": 3}[tens[1]] if len(tens[1]) == 1 else _CHINESE_DIGITS[tens[1][0]]
    return str(10 * ten + (_CHINESE_DIGITS[tens[2]] if tens[2] else 0))


def _read(text: str, today: date, toward: Direction) -> date | None:
    if text in _NEAR_DAYS:
        return today + timedelta(days=_NEAR_DAYS[text])
    for pattern, reader in _READERS:
        if match := re.fullmatch(pattern, text):
            return reader(match, today, toward)
    if (match := _WITH_WEEKDAY.fullmatch(text)) and (day := _read(match[1], today, toward)):
        # A date that carries its weekday must agree with it; otherwise one of the two is a slip.
        return day if day.weekday() == _weekday_number(match[2]) else None
    if toward == "future" and (match := _BEFORE.fullmatch(text)):
        return _read(match[1], today, toward)
    return None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_year(make: Callable[[int], date | None], today: date, toward: Direction) -> date | None:
    """The day of this year, or of the next one in the direction asked for."""
    step = 1 if toward == "future" else -1
    for year in (today.year, today.year + step):
        day = make(year)
        if day and (day - today).days * step >= 0:
            return day
    return None


def _month_from(today: date, months: int) -> tuple[int, int]:
    """(year, month) so many months from today."""
    count = today.year * 12 + today.month - 1 + months
    return count // 12, count % 12 + 1


def _edge(year: int, month: int, which: str) -> date | None:
    """The first (初) or last (底, 末) day of a month."""
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return date(year, month, 1 if which == "初" else monthrange(year, month)[1])


def _weekday_number(word: str) -> int:
    return 6 if word in "日天" else int(word) - 1


def _named_year(word: str, today: date) -> int:
    return today.year + {"去": -1, "今": 0, "明": 1}[word] if word in "去今明" else int(word)


def _signed(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    return today + timedelta(days=int(match[0]))


def _span(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    """3天后, 两周内, 一个月内, 3天前."""
    count, unit, where = int(match[1]), match[2], match[3]
    if unit == "日" and where == "前":
        return None
    count = -count if where == "前" else count
    if unit == "个月":
        year, month = _month_from(today, count)
        last = _edge(year, month, "底")
        return last and last.replace(day=min(today.day, last.day))
    return today + timedelta(days=count if unit in ("天", "日") else 7 * count)


def _day_of_week(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    """上周五, 下周三, 上上周一, 本周五: weeks start on Monday."""
    weeks = match[1].count("下") - match[1].count("上")
    return today + timedelta(days=7 * weeks + _weekday_number(match[2]) - today.weekday())


def _nearest_weekday(weekday: int, today: date, toward: Direction) -> date:
    if toward == "future":
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _weekday(match: re.Match[str], today: date, toward: Direction) -> date | None:
    return _nearest_weekday(_weekday_number(match[1]), today, toward)


def _english_weekday(match: re.Match[str], today: date, toward: Direction) -> date | None:
    number = next(number for number, word in enumerate(_ENGLISH_WEEKDAYS) if word.startswith(match[0][:3]))
    return _nearest_weekday(number, today, toward)


def _edge_of_month(match: re.Match[str], today: date, toward: Direction) -> date | None:
    """月底, 本月底, 下月初: without 本, 上 or 下 the nearest in the direction."""
    if match[1]:
        return _edge(*_month_from(today, {"上": -1, "下": 1}.get(match[1], 0)), match[2])
    step = 1 if toward == "future" else -1
    days = (_edge(*_month_from(today, months), match[2]) for months in (0, step))
    return next((day for day in days if day and (day - today).days * step >= 0), None)


def _day_of_near_month(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    year, month = _month_from(today, {"上": -1, "下": 1}.get(match[1], 0))
    return _real(year, month, int(match[2]))


def _within_month(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    """月内, 下月内: until that month's last day."""
    return _edge(*_month_from(today, 1 if match[1] == "下" else 0), "底")


def _within_year(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    return _edge(_named_year(match[1] or "今", today), 12, "底")


def _edge_of_named_month(match: re.Match[str], today: date, toward: Direction) -> date | None:
    month, which = int(match[2]), match[3]
    if match[1]:
        return _edge(_named_year(match[1], today), month, which)
    return _nearest_year(lambda year: _edge(year, month, which), today, toward)


def _end_of_year(match: re.Match[str], today: date, toward: Direction) -> date | None:
    if match[1]:
        return _edge(_named_year(match[1], today), 12, "底")
    return _nearest_year(lambda year: _edge(year, 12, "底"), today, toward)


def _full(match: re.Match[str], today: date, _toward: Direction) -> date | None:
    return _real(_named_year(match["year"], today), int(match["month"]), int(match["day"]))


def _month_and_day(match: re.Match[str], today: date, toward: Direction) -> date | None:
    return _nearest_year(lambda year: _real(year, int(match[1]), int(match[2])), today, toward)


def _day_alone(match: re.Match[str], today: date, toward: Direction) -> date | None:
    """20号: of the nearest month that has such a day."""
    step = 1 if toward == "future" else -1
    for months in range(3):
        day = _real(*_month_from(today, step * months), int(match[1]))
        if day and (day - today).days * step >= 0:
            return day
    return None


_READERS: tuple[tuple[str, Reader], ...] = (
    (r"[+-][0-9]{1,3}", _signed),
    (r"([0-9]{1,3})(天|日|个?周|个?星期|个?礼拜|个月)[之以]?(后|前|内)", _span),
    (r"(上{1,3}|下{1,3}|本|这)个?" + _WEEKDAY, _day_of_week),
    (_WEEKDAY, _weekday),
    (r"mon(day)?|tue(sday)?|wed(nesday)?|thu(rsday)?|fri(day)?|sat(urday)?|sun(day)?", _english_weekday),
    (r"(?:(上|下|本|这)个?)?月(底|末|初)", _edge_of_month),
    (r"(?:(下|本|这)个?)?月[之以]?内", _within_month),
    (r"(?:(今|明)?年|本年)[之以]?内", _within_year),
    (r"(上|下|本|这)个?月([0-9]{1,2})[日号]?", _day_of_near_month),
    (_YEAR + r"?([0-9]{1,2})月(底|末|初)", _edge_of_named_month),
    (r"([0-9]{4}|今|明|去)?年[底末]", _end_of_year),
    (r"(?P<year>[0-9]{4}|今|明|去)年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]?", _full),
    (r"([0-9]{1,2})月([0-9]{1,2})[日号]?", _month_and_day),
    (r"(?P<year>[0-9]{4})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})", _full),
    (r"([0-9]{1,2})[-/.]([0-9]{1,2})", _month_and_day),
    (r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _full),
    (r"([0-9]{2})([0-9]{2})", _month_and_day),
    (r"([0-9]{1,2})[日号]", _day_alone),
)
"""Compiled when the first date is read, which most commands never do."""
