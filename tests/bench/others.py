"""What else could have kept the same on the same disk: a file that is appended to, a database, a TinyDB."""

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import orjson
from tinydb import TinyDB


class Others:
    """They hold `tables` (name → key → row) to begin with, in `folder`."""

    def __init__(self, folder: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder = folder
        self._tables = tables

    def __enter__(self) -> Self:
        self.file = os.open(self._folder / "raw.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.database = sqlite3.connect(self._folder / "rows.sqlite")
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.execute("CREATE TABLE records (id TEXT PRIMARY KEY, kind TEXT, content TEXT)")
        for kind, rows in self._tables.items():
            about = ((f"{kind}:{key}", kind, json.dumps(row, ensure_ascii=False)) for key, row in rows.items())
            self.database.executemany("INSERT INTO records VALUES (?, ?, ?)", about)
        self.database.commit()
        stock = self._folder / "stock.json"
        stock.write_bytes(orjson.dumps(self._tables))
        self.tinydb = TinyDB(stock, encoding="utf-8")
        # They have it now; nothing else here needs it.
        self._tables = {}
        return self

    def __exit__(self, *_exception: object) -> None:
        os.close(self.file)
        self.database.close()
        self.tinydb.close()

    def append(self, line: bytes) -> None:
        os.write(self.file, line)
        os.fsync(self.file)

    def insert(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Rows of (id, kind, JSON) into the database, in one transaction."""
        self.database.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
        self.database.commit()

    def insert_stock(self, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Rows by table into the TinyDB."""
        for kind, some in rows.items():
            self.tinydb.table(kind).insert_multiple(some)
