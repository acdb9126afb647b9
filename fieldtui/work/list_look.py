"""How somebody wants to see a list: which columns, sorted and grouped by what; kept in the settings, list by list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from fieldtui.work.desk import Desk

DOWN = "-"
"""Before the column by which a list is sorted the other way round."""


@dataclass(frozen=True, slots=True)
class Look:
    """Names of columns; none are the usual ones. `sort` is "" for the list's own order, `group` for no groups."""

    columns: tuple[str, ...] = ()
    sort: str = ""
    group: str = ""

    @classmethod
    def from_kept(cls, kept: Mapping[str, str]) -> Self:
        return cls(tuple(kept.get("columns", "").split()), kept.get("sort", ""), kept.get("group", ""))

    def kept(self) -> dict[str, str]:
        """As it stands in the settings; what is as usual is left out."""
        said = {"columns": " ".join(self.columns), "sort": self.sort, "group": self.group}
        return {name: value for name, value in said.items() if value}

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix(DOWN)

    @property
    def is_down(self) -> bool:
        return self.sort.startswith(DOWN)

    def sorted_next(self, name: str) -> Self:
        """Sorted by a column, at the second time the other way round, at the third in the list's own order."""
        turns = {name: DOWN + name, DOWN + name: ""}
        return replace(self, sort=turns.get(self.sort, name))

    def grouped_next(self, name: str) -> Self:
        """Grouped by a column, at the second time not any more."""
        return replace(self, group="" if self.group == name else name)


USUAL = Look()


def look_of(desk: Desk, key: str) -> Look:
    """How the list with this key is wanted here."""
    return Look.from_kept(desk.ledger.workspace.lists.get(key, {}))


def with_look(lists: Mapping[str, Mapping[str, str]], key: str, look: Look) -> dict[str, Mapping[str, str]]:
    """The settings of all lists with this look in them."""
    others = {other: kept for other, kept in lists.items() if other != key}
    return {**others, key: look.kept()} if look.kept() else others
