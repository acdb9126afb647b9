"""Today's list as rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fieldtui.tui.widgets.rows import ListRow

if TYPE_CHECKING:  # known only once the desk is open
    from fieldtui.work.today import Section


class TodayRows(Sequence[ListRow]):
    """The sections one below the other; a row is made when it is drawn."""

    def __init__(self, sections: "Sequence[Section]") -> None:
        self._places: list[tuple[Section, int]] = [
            (section, number) for section in sections for number in range(-1, len(section.items))
        ]

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: int) -> ListRow:  # type: ignore[override] # a list of rows is never sliced
        section, number = self._places[place]
        if number < 0:
            return ListRow(self._key(section, number), (f"{section.title} {section.count}",), "heading")
        item = section.items[number]
        return ListRow(item.key, (item.what, item.title, item.about, item.why), "late" if item.late else "")

    def find(self, key: str) -> int | None:
        """Where a line stands, so that the cursor stays on it."""
        return next((place for place, one in enumerate(self._places) if self._key(*one) == key), None)

    def _key(self, section: "Section", number: int) -> str:
        return section.items.lines[number].key if number >= 0 else f"section:{section.title}"
