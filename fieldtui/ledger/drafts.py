"""Half-typed forms, kept in a TinyDB file of their own while they are being typed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.table import Document

from fieldtui.ledger.storage import AtomicStorage
from fieldtui.ledger.view import document_id


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form so far. `of` is the record it belongs to, or ""; `at` is UTC in milliseconds."""

    id: str
    form: str
    of: str
    values: Mapping[str, Any]
    at: int


def _put_damaged_aside(path: Path) -> None:
    """A file that is no drafts is kept under another name, so that drafts can be kept again."""
    try:
        tables = AtomicStorage(path).read()
        drafts = {} if tables is None else tables.get("drafts", {})
        sound = all({"id", "form", "of", "values", "at"} <= row.keys() for row in drafts.values())
    except (ValueError, TypeError, AttributeError):
        sound = False
    if not sound:
        path.replace(path.with_name(f"drafts-damaged-{time.time_ns() // 1_000_000}.json"))


class Drafts:
    """The drafts of a workspace. Each call reads or writes the whole file, which is small."""

    def __init__(self, path: Path) -> None:
        _put_damaged_aside(path)
        self._database = TinyDB(path, storage=AtomicStorage)
        self._table = self._database.table("drafts", cache_size=0)

    def all(self) -> list[Draft]:
        """All drafts, the newest first."""
        drafts = [Draft(row["id"], row["form"], row["of"], row["values"], row["at"]) for row in self._table.all()]
        return sorted(drafts, key=lambda draft: -draft.at)

    def get(self, draft_id: str) -> Draft | None:
        return next((draft for draft in self.all() if draft.id == draft_id), None)

    def keep(self, draft_id: str, form: str, of: str, values: Mapping[str, Any]) -> None:
        """Keep what stands in a form now; on disk when this returns. Raises OSError."""
        row = {"id": draft_id, "form": form, "of": of, "values": dict(values), "at": time.time_ns() // 1_000_000}
        self._table.upsert(Document(row, doc_id=int(document_id(draft_id))))

    def discard(self, draft_id: str) -> None:
        if self._table.contains(doc_id=int(document_id(draft_id))):
            self._table.remove(doc_ids=[int(document_id(draft_id))])
