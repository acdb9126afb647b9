"""The rows of a list as they are drawn: each made when it comes in sight, with the headings of groups between them."""

from bisect import bisect_right
from collections.abc import Collection, Sequence

from fieldtui.locale import _
from fieldtui.tui.widgets.rows import ListRow
from fieldtui.work.listing import Listing

SELECTED = "✓"


class ListedRows(Sequence[ListRow]):
    """Those of a listing that were found. `columns` are the places of the cells that are shown."""

    def __init__(
        self, listing: Listing, found: Sequence[str], columns: Sequence[int], selected: Collection[str] = ()
    ) -> None:
        self._listing = listing
        self._found = found
        self._columns = columns
        self._selected = selected
        self._groups = listing.groups(found)
        self._headings: list[int] = []
        place = 0
        for _words, count in self._groups:
            self._headings.append(place)
            place += count + 1

    def __len__(self) -> int:
        return len(self._found) + len(self._headings)

    def __getitem__(self, position: int) -> ListRow:  # type: ignore[override] # a list of rows is never sliced
        above = bisect_right(self._headings, position)
        if above and self._headings[above - 1] == position:
            words, count = self._groups[above - 1]
            heading = _("{words} ({inside})").format(words=words, inside=f"{count:,}")
            return ListRow(f"group:{above}", (heading,), "heading")
        record = self._found[position - above]
        cells, late = self._listing.cells(record)
        shown = tuple(cells[place] for place in self._columns)
        return ListRow(record, shown, "late" if late else "", SELECTED if record in self._selected else "")

    def find(self, key: str) -> int | None:
        """Where a record stands, so that the cursor stays on it."""
        try:
            position = self._found.index(key)
        except ValueError:
            return None
        # Each heading above it moves it down by one.
        above = bisect_right([place - number for number, place in enumerate(self._headings)], position)
        return position + above
