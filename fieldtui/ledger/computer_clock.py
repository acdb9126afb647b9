"""Whether the computer's clock can be right: it can't be long before something that was saved here."""

from fieldtui.locale import _
from fieldtui.model.county_time import local_time

DAY = 24 * 60 * 60 * 1000
"""Milliseconds; less than a day apart may be a wrong time zone, a clock set by hand, or two laptops."""


def clock_trouble(now: int, last_commit_at: int) -> str:
    """A sentence when the clock stands more than a day before the last commit (0: there is none), else "".

    Both are UTC in milliseconds. A dead battery puts a clock back to 2010; what is due today is then wrong, and so is
    the date of whatever is written.
    """
    if not last_commit_at or now >= last_commit_at - DAY:
        return ""
    # Which of the two was wrong nobody can tell from here.
    return _("Wrong clock, now ({now}) or at the last save ({last}): due days are off.").format(
        now=day_of(now), last=day_of(last_commit_at)
    )


def day_of(milliseconds: int) -> str:
    """The county's day of a stamp (UTC, milliseconds), such as 2026-11-22; one beyond all calendars is the last day."""
    return local_time(milliseconds).date().isoformat()
