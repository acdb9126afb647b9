"""The county's day and hour: Asia/Shanghai. Read by screens and commands alone; rules are handed the day."""

from datetime import date, datetime, timedelta, timezone

# China keeps one offset and no summer time; zoneinfo would need a data package on Windows.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    return datetime.now(SHANGHAI)


def today() -> date:
    return now().date()


def local_time(milliseconds: int) -> datetime:
    """A change's `at` (UTC, milliseconds) as the county's time; a stamp beyond all calendars as the last one."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, SHANGHAI)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=SHANGHAI)
