"""Periods: the days from one to another, both included."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import half_width

MONTHS = 12
_MONTH = re.compile(r"(\d{4})[-年./](\d{1,2})月?")


@dataclass(frozen=True)
class Period:
    start: date
    end: date

    @cached_property
    def _texts(self) -> tuple[str, str]:
        return self.start.isoformat(), self.end.isoformat()

    def __contains__(self, day: object) -> bool:
        """Whether a day, in the form in which it lies in a row, is one of these."""
        first, last = self._texts
        return isinstance(day, str) and first <= day <= last

    @property
    def from_the_beginning(self) -> bool:
        """Whether it begins before any day that is known."""
        return self.start == date.min

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def until(self, day: date) -> "Period":
        """What has passed of it by that day; only its first day when it is still to come."""
        return Period(self.start, max(self.start, min(self.end, day)))

    @property
    def months_gone(self) -> int:
        """Whole months of the year that have gone by its last day."""
        whole = self.end.day == monthrange(self.end.year, self.end.month)[1]
        return self.end.month if whole else self.end.month - 1


def month_of(day: date) -> Period:
    """The month in which a day lies."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def read_month(text: str) -> Period:
    """The month that is written as 2026-11 or 2026年11月; FieldError with a sentence when it is none."""
    found = _MONTH.fullmatch(half_width(text).strip())
    if not found or not 1 <= int(found[2]) <= MONTHS or not int(found[1]):
        raise FieldError(_("“{text}” is no month; write it as 2026-11.").format(text=text))
    return month_of(date(int(found[1]), int(found[2]), 1))


def since_start(starts: date | None, period: Period) -> Period:
    """From the start of a plan to the end of a period; from the first record on when the plan names no start."""
    return Period(min(starts or date.min, period.end), period.end)
