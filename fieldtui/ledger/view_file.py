"""The view on disk: what stock TinyDB opens, and beside it a mark that says how far it has read the log."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from fieldtui.ledger.files import replace_file
from fieldtui.ledger.log import Log
from fieldtui.ledger.storage import Written, pieces
from fieldtui.ledger.streams import Partner
from fieldtui.ledger.view import Key
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.row import Row

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a view has read the log (offset and checksum of the last commit), and where the streams stand."""

    end: int = 0
    sum: str = ""
    partners: Mapping[str, Partner] = field(default_factory=dict)


def load_view(workspace: Workspace, log: Log) -> tuple[dict[str, Written], Mark] | None:
    """The tables as written, and their mark; None when missing, damaged or not of this log: then that is read again."""
    try:
        content = workspace.view.read_bytes()
        form = orjson.loads(workspace.mark.read_bytes())
        sound = (
            form["v"] == FORMAT
            and form["view"] == hashlib.sha256(content).hexdigest()
            and log.last_sum(form["end"]) == form["sum"]
        )
        if not sound:
            return None
        partners = {name: Partner.from_json(partner) for name, partner in form["partners"].items()}
        whole = memoryview(content)
        tables: dict[str, Written] = {name: whole[start:end] for name, (start, end) in form["tables"].items()}
        return tables, Mark(form["end"], form["sum"], partners)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def store_view(workspace: Workspace, tables: Mapping[str, list[tuple[Key, Row]] | Written], mark: Mark) -> None:
    """Put view and mark in place, durably; the view before is kept beside it. Raises OSError."""
    if workspace.view.exists():
        workspace.view.replace(workspace.view.with_name("ledger.previous.json"))
    writing = _Writing(tables)
    replace_file(workspace.view, writing)
    form: dict[str, Any] = {
        "v": FORMAT,
        "view": writing.checksum.hexdigest(),
        "tables": writing.places,
        "end": mark.end,
        "sum": mark.sum,
        "partners": {name: partner.to_json() for name, partner in mark.partners.items()},
    }
    replace_file(workspace.mark, [orjson.dumps(form, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)])


class _Writing:
    """The view's file, piece by piece; afterwards its checksum, and where each table lies (offsets, end exclusive)."""

    def __init__(self, tables: Mapping[str, list[tuple[Key, Row]] | Written]) -> None:
        self._tables = tables
        self.checksum = hashlib.sha256()
        self.places: dict[str, tuple[int, int]] = {}

    def __iter__(self) -> Iterator[Written]:
        position = 0
        for name, piece in pieces(self._tables):
            self.checksum.update(piece)
            if name:
                self.places[name] = (self.places.get(name, (position, 0))[0], position + len(piece))
            position += len(piece)
            yield piece
