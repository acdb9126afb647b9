"""A list as plain text for a chat: the columns that the list has on screen, or all fields of a kind that has none."""

from collections.abc import Sequence
from datetime import date

from fieldtui.locale import _
from fieldtui.model.kinds import describe, kind_title
from fieldtui.report.chat import list_text
from fieldtui.report.masking import masked_phone
from fieldtui.work.conflicts import title_of
from fieldtui.work.desk import Desk
from fieldtui.work.history_words import field_words
from fieldtui.work.listing import KINDS, Listing


def listed_text(desk: Desk, kind: str, records: Sequence[str], today: date) -> str:
    """The text of these records of a kind, in this order."""
    if kind not in KINDS:
        return _by_fields(desk, kind, records, today)
    columns = KINDS[kind]
    widest = next(place for place, (_label, width) in enumerate(columns) if not width)
    listing = Listing(desk, kind, today)
    cells = [listing.cells(record)[0] for record in records]
    return list_text(kind_title(kind), [_(label) for label, _width in columns], cells, widest, today)


def _by_fields(desk: Desk, kind: str, records: Sequence[str], today: date) -> str:
    fields = [item for item in describe(kind) if not item.shown.derived and item.name not in ("name", "title")]
    cells = []
    for record in records:
        row = desk.ledger.row(kind, record) or {}
        said = [
            masked_phone(str(row[item.name]))
            if item.name == "phone" and row.get(item.name)
            else field_words(desk, kind, item.name, row.get(item.name))
            for item in fields
        ]
        cells.append((title_of(desk, record), *said))
    return list_text(kind_title(kind), ["", *(item.label for item in fields)], cells, 0, today)
