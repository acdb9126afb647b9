"""The county's time: Asia/Shanghai, in which days are told and stamps are read."""

from datetime import datetime, timedelta, timezone

# China keeps one offset and no summer time; zoneinfo would need a data package on Windows.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_time(milliseconds: int) -> datetime:
    """A change's `at` (UTC, milliseconds) as the county's time; a stamp beyond all calendars as the last one."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, SHANGHAI)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=SHANGHAI)
