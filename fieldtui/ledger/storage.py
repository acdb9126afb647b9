"""The view and the drafts as files: TinyDB's own JSON, in an order that depends on the content alone."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from tinydb.storages import Storage

from fieldtui.ledger.kept import keep, read_kept

ROWS_AT_ONCE = 200
"""Rows serialised in one go: about 0.3 ms, so that a thread that writes never holds up the screen."""


class AtomicStorage(Storage):
    """A TinyDB storage in the format of its own JSONStorage, but never half-written."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        try:
            content = read_kept(self.path)
        except FileNotFoundError:
            return None
        tables: dict[str, dict[str, Any]] = orjson.loads(content)
        return tables

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        tables = {name: list(table.items()) for name, table in data.items()}
        keep(self.path, (chunk for _name, chunk in pieces(tables)))


Written = bytes | memoryview
"""A table as it lies in the file, braces included."""


def pieces(tables: Mapping[str, list[tuple[Any, Any]] | Written]) -> Iterator[tuple[str, Written]]:
    """The file of these tables, piece by piece, each with the table it is a part of ("" for what stands between).

    A table is a list of (document id, document), or its bytes as they were read. The file depends on the content alone.
    """
    separator = b"{\n"
    for name in sorted(tables):
        yield "", separator + orjson.dumps(name) + b":"
        table = tables[name]
        for piece in [table] if isinstance(table, Written) else _rows(table):
            yield name, piece
        separator = b",\n"
    yield "", b"\n}\n" if tables else b"{}\n"


def _rows(table: list[tuple[Any, Any]]) -> Iterator[bytes]:
    rows = sorted(table, key=lambda item: int(item[0]))
    separator = b"{\n"
    for start in range(0, len(rows), ROWS_AT_ONCE):
        block = {str(key): row for key, row in rows[start : start + ROWS_AT_ONCE]}
        yield separator + orjson.dumps(block, option=orjson.OPT_SORT_KEYS)[1:-1]
        separator = b",\n"
    yield b"}" if rows else b"{}"
