"""What the form of a visit says of an enterprise and of a day, and the visit that it brings over from."""

from datetime import date

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.work.dates import show_date
from fieldtui.work.desk import Desk


def visited_words(desk: Desk, enterprise: str) -> str:
    """An enterprise's region, and on which day it was visited last."""
    row = desk.ledger.row("enterprise", enterprise) or {}
    region = desk.code_word("regions", row.get("region", ""))
    last = max((visit["date"] for visit in desk.ledger.referring("visit", "enterprise", enterprise)), default="")
    visited = _("last {day}").format(day=last[5:]) if last else _("not visited yet")
    return f"{region} {visited}".strip()


def day_words(day: date | None, today: date) -> str:
    """What stands beside the date of a visit, which is never in the future."""
    if day is None:
        return _("this is no date")
    return _("not in the future") if day > today else f"→ {show_date(day, today)}"


def last_visit_by(desk: Desk, person: str) -> Row | None:
    """The visit that a person made and that was entered last."""
    mine = (row for row in desk.ledger.rows("visit") if person in row["visitors"])
    return max(mine, key=lambda row: str(row["id"]), default=None)
