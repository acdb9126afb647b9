"""The attached files 佐证材料 of records, as lines of a page."""

from collections.abc import Iterable

from fieldtui.model.county_time import local_time
from fieldtui.work.desk import Desk
from fieldtui.work.record_line import Line

KILOBYTE = 1024


def attachments_of(desk: Desk, records: Iterable[str]) -> list[Line]:
    """A line for each file of these records, in the order in which they were attached: day, size, by whom, its name."""
    rows = [row for record in records for row in desk.ledger.referring("attachment", "belongs_to", record)]
    lines = []
    for row in sorted(rows, key=lambda row: str(row["id"])):
        made = (desk.ledger.heads(row["id"]) or {})["made"]
        day = f"{local_time(made['at']):%m-%d %H:%M}"
        size = f"{max(1, round(row['size'] / KILOBYTE))} KB"
        lines.append(Line(row["id"], day, size, row["name"], desk.name("person", made["by"])))
    return lines
