"""Half-typed forms, kept in a TinyDB file of their own while they are being typed."""

import contextlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.table import Document

from fieldtui.ledger.kept import keep
from fieldtui.ledger.storage import AtomicStorage
from fieldtui.ledger.view import document_id

if TYPE_CHECKING:
    from fieldtui.ledger.ledger import Ledger

TABLE = "drafts"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form so far. `of` is the record it belongs to, or ""; `at` is UTC in milliseconds."""

    id: str
    form: str
    of: str
    values: Mapping[str, Any]
    at: int


def read_drafts(path: Path) -> tuple[list[Draft], bool]:
    """(the drafts in a file, the newest first; whether all of it is sound). Nothing is written. Raises OSError."""
    rows, sound = _sound_rows(path)
    drafts = [Draft(row["id"], row["form"], row["of"], row["values"], row["at"]) for row in rows.values()]
    # By id as well, so that two of one moment never change places on the list of today.
    return sorted(drafts, key=lambda draft: (-draft.at, draft.id)), sound


class Drafts:
    """The drafts of a workspace, for its one writer. Each call reads or writes the whole file, which is small.

    A file that is damaged is put aside when this is made: `put_aside` is where, and what is sound in it stays. Raises
    OSError when the file can't be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.put_aside = _put_damaged_aside(path)
        self._table = TinyDB(path, storage=AtomicStorage).table(TABLE, cache_size=0)

    def all(self) -> list[Draft]:
        """All drafts, the newest first. Raises OSError."""
        return read_drafts(self._path)[0]

    def get(self, draft_id: str) -> Draft | None:
        return next((draft for draft in self.all() if draft.id == draft_id), None)

    def keep(self, draft_id: str, form: str, of: str, values: Mapping[str, Any]) -> None:
        """Keep what stands in a form now; on disk when this returns. Raises OSError."""
        row = {"id": draft_id, "form": form, "of": of, "values": dict(values), "at": time.time_ns() // 1_000_000}
        self._table.upsert(Document(row, doc_id=int(document_id(draft_id))))

    def discard(self, *draft_ids: str) -> None:
        """Throw these away, as far as they are here. Raises OSError."""
        known = [key for draft in draft_ids if self._table.contains(doc_id=(key := int(document_id(draft))))]
        if known:
            self._table.remove(doc_ids=known)


def offered(ledger: "Ledger") -> tuple[list[Draft], Path | None]:
    """(the drafts to go on with, the newest first; where a damaged file was put aside). Raises OSError.

    One whose record is in the ledger, because the end came between the save and its discarding, is discarded now.
    """
    drafts = Drafts(ledger.workspace.drafts)
    listed = drafts.all()
    to_go_on_with = _not_saved(ledger, listed)
    if len(to_go_on_with) < len(listed):
        kept = {draft.id for draft in to_go_on_with}
        # Where nothing can be written it is not offered all the same.
        with contextlib.suppress(OSError):
            drafts.discard(*(draft.id for draft in listed if draft.id not in kept))
    return to_go_on_with, drafts.put_aside


def looked_at(ledger: "Ledger") -> tuple[list[Draft], bool]:
    """(the drafts as whoever only looks sees them; whether all of the file is sound). Raises OSError."""
    drafts, sound = read_drafts(ledger.workspace.drafts)
    return _not_saved(ledger, drafts), sound


def _not_saved(ledger: "Ledger", drafts: Iterable[Draft]) -> list[Draft]:
    return [draft for draft in drafts if ledger.kind_of(draft.id) is None]


def _put_damaged_aside(path: Path) -> Path | None:
    """Keep a damaged file under another name, so that drafts can be kept again; what is sound in it stays."""
    rows, sound = _sound_rows(path)
    if sound:
        return None
    aside = path.with_name(f"drafts-damaged-{time.time_ns() // 1_000_000}.json")
    keep(aside, [path.read_bytes()])
    AtomicStorage(path).write({TABLE: rows})
    return aside


def _sound_rows(path: Path) -> tuple[dict[str, dict[str, Any]], bool]:
    """(the rows that are drafts, by document id; whether all are)."""
    try:
        tables = AtomicStorage(path).read()
        rows = {} if tables is None else tables.get(TABLE, {})
        sound = {key: row for key, row in rows.items() if _is_draft(key, row)}
    except (ValueError, AttributeError):
        return {}, False
    return sound, len(sound) == len(rows)


def _is_draft(key: str, row: Any) -> bool:
    try:
        whole = all(isinstance(row[name], str) for name in ("form", "of")) and isinstance(row["values"], dict)
        return whole and type(row["at"]) is int and document_id(row["id"]) == key
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
