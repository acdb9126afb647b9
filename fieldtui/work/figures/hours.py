"""Working hours between two moments."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from fieldtui.model.county_time import SHANGHAI, local_time
from fieldtui.work.calendar import Calendar

SPANS = ((time(8, 30), time(12)), (time(13, 30), time(18)))
"""When offices work on a working day."""
HOURS_A_DAY = 8
"""What these spans come to."""
MIDDAY = time(12)
_HOUR = 60


def moment_of(on: str, at: int) -> datetime:
    """When a step was done: at the hour at which it was written, unless it was written on another day.

    Of what was entered later the hour is not known; the middle of its day stands for it. `at`: UTC, milliseconds.
    """
    written = local_time(at)
    if written.date().isoformat() == on:
        return written
    return datetime.combine(datetime.fromisoformat(on), MIDDAY, SHANGHAI)


def working_hours(start: datetime, end: datetime, calendar: Calendar) -> Decimal:
    """Hours between two moments that lie within the working hours of working days; 0 when `end` comes before."""
    if end <= start:
        return Decimal(0)
    day = timedelta(days=1)
    whole = calendar.working_days_between(start.date() - day, end.date() - day)
    minutes = whole * _passed(time.max) + _on_its_day(end, calendar) - _on_its_day(start, calendar)
    return Decimal(minutes) / _HOUR


def _on_its_day(moment: datetime, calendar: Calendar) -> int:
    return _passed(moment.time()) if calendar.is_working(moment.date()) else 0


def _passed(clock: time) -> int:
    """Working minutes from the morning to that time."""
    now = _minutes(clock)
    return sum(max(0, min(now, _minutes(last)) - _minutes(first)) for first, last in SPANS)


def _minutes(clock: time) -> int:
    return clock.hour * _HOUR + clock.minute
