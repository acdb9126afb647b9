"""Working days: weekends, China's holidays with their make-up days (调休), and the county's corrections."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldtui.locale import _
from fieldtui.model.plan import CalendarCorrections

_DAY = timedelta(days=1)
# What the library can compute lies within these years; elsewhere only weekends are free.
_FIRST_YEAR, _LAST_YEAR = 1950, 2099


@dataclass(frozen=True, slots=True)
class _Year:
    """How one year departs from "Monday to Friday"."""

    off: frozenset[date]
    working: frozenset[date]
    published: bool


class Calendar:
    """Which days are worked. Corrections win over the published calendar; a year is computed once, when asked for."""

    def __init__(self, corrections: CalendarCorrections | None = None) -> None:
        self._corrections = corrections or CalendarCorrections()
        self._years: dict[int, _Year] = {}

    def is_working(self, day: date) -> bool:
        year = self._years.get(day.year) or self._learn(day.year)
        if day.weekday() >= 5:
            return day in year.working
        return day not in year.off

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, when negative); `day` itself for 0.

        Stops at the first or last day that a date can hold.
        """
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        try:
            while left:
                day += step
                if self.is_working(day):
                    left -= 1
        except OverflowError:
            return day
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        count = _weekdays_until(end) - _weekdays_until(start)
        for number in range(start.year, end.year + 1):
            year = self._years.get(number) or self._learn(number)
            count -= sum(start < day <= end for day in year.off)
            count += sum(start < day <= end for day in year.working)
        return count

    def published(self, year: int) -> bool:
        """Whether the official calendar of the year is known: to the library, or entered whole by the county."""
        return (self._years.get(year) or self._learn(year)).published

    def warning(self, day: date) -> str:
        """A sentence when dates reckoned into the year of `day` may still move, else ""."""
        if self.published(day.year):
            return ""
        return _(
            "The holidays of {year} are not known yet; a date in it may move. Correct the calendar once they are out."
        ).format(year=day.year)

    def _learn(self, number: int) -> _Year:
        off: set[date] = set()
        working: set[date] = set()
        published = number in self._corrections.years
        if not published and _FIRST_YEAR <= number <= _LAST_YEAR:
            national = _national(number)
            off = {day for day in national if day.weekday() < 5}
            working = {day for day in national.weekend_workdays if day.year == number}
            published = number in getattr(national, "special_public_holidays", {})
        for day in self._corrections.holidays:
            if day.year == number:
                working.discard(day)
                if day.weekday() < 5:
                    off.add(day)
        for day in self._corrections.working_days:
            if day.year == number:
                off.discard(day)
                if day.weekday() >= 5:
                    working.add(day)
        self._years[number] = year = _Year(frozenset(off), frozenset(working), published)
        return year


def _national(year: int) -> Any:
    # It takes a quarter of a second to import, so only a computation may ask for it.
    import holidays

    return holidays.country_holidays("CN", years=year)


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays from the first day of the calendar (a Monday) to `day`."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)
