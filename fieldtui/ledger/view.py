"""Views: what the log comes to, ready to be read. A view can always be made anew from the log."""

import gc
import threading
from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Protocol

import orjson

from fieldtui.ledger.garbage import no_search_for_garbage
from fieldtui.ledger.storage import Written
from fieldtui.model.row import Row

HEADS = "heads"
"""The table of heads; a row a record: its kind, who made it, and the changes that stand behind its fields."""
CHAINS = "chains"
"""The table of devices: how far each one's chain of changes is known."""

INCOMPLETE = "incomplete"
"""The table of records that lack a field which their kind requires: a part has not arrived, or was not well-formed."""

CONFLICTS = "conflicts"
"""The table of records on which people disagree: a row a record, with its kind and the fields in question."""

PURGED = "purged"
"""The table of records whose words were purged here: a row a record, with its kind; it stands in no other table."""

LARGE = 1024 * 1024
"""Bytes of a table from which on its rows are kept out of the search for garbage, which they only slow down."""

Key = str


@lru_cache(maxsize=8192)
def document_id(identifier: str) -> Key:
    """A record's UUID as the integer that TinyDB knows it by, in decimal."""
    return str(int(identifier.replace("-", ""), 16))


@cache
def device_key(device: str) -> Key:
    """A device's id (128 bits, base64url) as the integer that TinyDB knows it by, in decimal."""
    return str(int.from_bytes(urlsafe_b64decode(device + "=="), "big"))


class View(Protocol):
    """What the ledger needs of a view; TinyDB's is one, SQL's another."""

    def row(self, table: str, key: Key) -> Row | None: ...
    def rows(self, table: str) -> Iterable[Row]: ...
    def put(self, table: str, key: Key, row: Row) -> None: ...
    def remove(self, table: str, key: Key) -> None: ...
    def snapshot(self) -> Mapping[str, list[tuple[Key, Row]] | Written]: ...
    def referring(self, table: str, field: str, value: str | bool) -> list[Row]: ...


class MemoryView:
    """Tables in memory, as TinyDB lays them out. Rows are replaced, never changed, so a snapshot may share them.

    Tables that were read from a file stay bytes until somebody asks for them: today's list needs a quarter of a county.
    """

    def __init__(self, written: Mapping[str, Written] | None = None) -> None:
        self._written = dict(written or {})
        self._tables: dict[str, dict[Key, Row]] = {}
        self._indexes: dict[tuple[str, str], dict[Any, set[Key]]] = {}
        self._guard = threading.Lock()

    def _table(self, name: str) -> dict[Key, Row]:
        table = self._tables.get(name)
        if table is None:
            with self._guard:
                table = self._tables.setdefault(name, _parsed(self._written.get(name)))
                self._written.pop(name, None)
        return table

    def row(self, table: str, key: Key) -> Row | None:
        return self._table(table).get(key)

    def rows(self, table: str) -> Iterable[Row]:
        return self._table(table).values()

    def put(self, table: str, key: Key, row: Row) -> None:
        rows = self._table(table)
        self._reindex(table, key, rows.get(key), row)
        rows[key] = row

    def remove(self, table: str, key: Key) -> None:
        gone = self._table(table).pop(key, None)
        self._reindex(table, key, gone, None)

    def snapshot(self) -> Mapping[str, list[tuple[Key, Row]] | Written]:
        """The tables that have rows, as they stand now; as bytes those that nobody asked for."""
        with self._guard:
            return {**self._written, **{name: list(rows.items()) for name, rows in self._tables.items() if rows}}

    def referring(self, table: str, field: str, value: str | bool) -> list[Row]:
        """The rows of `table` whose `field` is `value`, by an index that is made when first asked for."""
        index = self._indexes.get((table, field))
        rows = self._table(table)
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


def _parsed(written: Written | None) -> dict[Key, Row]:
    if written is None:
        return {}
    with no_search_for_garbage():
        rows: dict[Key, Row] = orjson.loads(written)
        if len(written) > LARGE:
            gc.freeze()
    return rows
