"""What was entered in the county, by whom and when: the order in which it goes into the ledgers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fieldtui.model.record import Record

OFFICE = "office"
"""Whoever has no laptop tells the office, which enters it."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Records that were entered together. `by` is OFFICE, or the id of the cadre at whose laptop it was.

    `numbers` is the problem that gets its display number with them; `needs` are records that have to be there.
    """

    day: date
    by: str
    records: tuple[Record, ...]
    numbers: str = ""
    needs: tuple[str, ...] = ()


class Diary:
    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last
        self._entries: list[Entered] = []

    def add(
        self, day: date, by: str, records: Iterable[Record], *, numbers: str = "", needs: Iterable[str] = ()
    ) -> None:
        """Notes what was entered on a day; what happened before the county began is entered on its first."""
        self._entries.append(Entered(max(day, self.first), by, tuple(records), numbers, tuple(needs)))

    def days(self) -> dict[date, list[Entered]]:
        """The entries of each day, in the order in which they were noted."""
        found: dict[date, list[Entered]] = {}
        for entered in sorted(self._entries, key=lambda entered: entered.day):
            found.setdefault(entered.day, []).append(entered)
        return found
