"""Views: what the log comes to, ready to be read. A view can always be made anew from the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from fieldtui.model.row import Row

HEADS = "heads"
"""The table of heads; a row a record: its kind, who made it, and the changes that stand behind its fields."""
CHAINS = "chains"
"""The table of devices: how far each one's chain of changes is known."""

INCOMPLETE = "incomplete"
"""The table of records that lack a field which their kind requires: a part has not arrived, or was not well-formed."""

Key = str


def document_id(identifier: str) -> Key:
    """A record's UUID as the integer that TinyDB knows it by, in decimal."""
    return str(int(identifier.replace("-", ""), 16))


class View(Protocol):
    """What the ledger needs of a view; TinyDB's is one, SQL's another."""

    def row(self, table: str, key: Key) -> Row | None: ...
    def rows(self, table: str) -> Iterable[Row]: ...
    def put(self, table: str, key: Key, row: Row) -> None: ...
    def remove(self, table: str, key: Key) -> None: ...
    def clear(self) -> None: ...
    def tables(self) -> Mapping[str, Mapping[Key, Row]]: ...
    def referring(self, table: str, field: str, value: str) -> list[Row]: ...


class MemoryView:
    """Tables in memory, as TinyDB lays them out. Rows are replaced, never changed, so a snapshot may share them."""

    def __init__(self, tables: dict[str, dict[Key, Row]] | None = None) -> None:
        self._tables: dict[str, dict[Key, Row]] = tables or {}
        self._indexes: dict[tuple[str, str], dict[Any, set[Key]]] = {}

    def row(self, table: str, key: Key) -> Row | None:
        return self._tables.get(table, {}).get(key)

    def rows(self, table: str) -> Iterable[Row]:
        return self._tables.get(table, {}).values()

    def put(self, table: str, key: Key, row: Row) -> None:
        rows = self._tables.setdefault(table, {})
        self._reindex(table, key, rows.get(key), row)
        rows[key] = row

    def remove(self, table: str, key: Key) -> None:
        gone = self._tables.get(table, {}).pop(key, None)
        self._reindex(table, key, gone, None)

    def clear(self) -> None:
        self._tables.clear()
        self._indexes.clear()

    def tables(self) -> Mapping[str, Mapping[Key, Row]]:
        return self._tables

    def referring(self, table: str, field: str, value: str) -> list[Row]:
        """The rows of `table` whose `field` is `value`, by an index that is made when first asked for."""
        index = self._indexes.get((table, field))
        rows = self._tables.get(table, {})
        if index is None:
            index = self._indexes[table, field] = defaultdict(set)
            for key, row in rows.items():
                index[row.get(field)].add(key)
        return [rows[key] for key in index.get(value, ())]

    def _reindex(self, table: str, key: Key, old: Row | None, new: Row | None) -> None:
        for (indexed, field), index in self._indexes.items():
            if indexed == table:
                if old is not None:
                    index.get(old.get(field), set()).discard(key)
                if new is not None:
                    index.setdefault(new.get(field), set()).add(key)
