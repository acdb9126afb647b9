"""Which day and hour it is in the county. Read by screens and commands alone; rules are handed the day."""

from datetime import date, datetime

from fieldtui.model.county_time import SHANGHAI


def now() -> datetime:
    return datetime.now(SHANGHAI)


def today() -> date:
    return now().date()
