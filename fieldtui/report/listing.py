"""A list as plain text for a chat: the columns that the list has on screen, or all fields of a kind that has none."""

from collections.abc import Sequence
from datetime import date

from fieldtui.model.kinds import describe, kind_title
from fieldtui.report.chat import list_text
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import lists_of
from fieldtui.work.list_look import USUAL, Look
from fieldtui.work.listing import Listing
from fieldtui.work.masked_words import masked_words
from fieldtui.work.record_words import title_of


def listed_text(desk: Desk, key: str, records: Sequence[str], today: date, look: Look = USUAL) -> str:
    """The text of these records, in this order; `key` is that of a list, or a kind that has none."""
    if key not in {one.key for one in lists_of(desk)}:
        return _by_fields(desk, key, records, today)
    listing = Listing(desk, key, today, look)
    labels = [listing.of.heading(column) for column in listing.columns]
    cells = [listing.cells(record)[0] for record in records]
    return list_text(listing.of.title, labels, cells, listing.widest, today)


def _by_fields(desk: Desk, kind: str, records: Sequence[str], today: date) -> str:
    fields = [item for item in describe(kind) if not item.shown.derived and item.name not in ("name", "title")]
    cells = []
    for record in records:
        row = desk.ledger.row(kind, record) or {}
        said = [masked_words(desk, kind, item.name, row) for item in fields]
        cells.append((title_of(desk, record), *said))
    return list_text(kind_title(kind), ["", *(item.label for item in fields)], cells, 0, today)
