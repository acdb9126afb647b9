"""The view on disk: what stock TinyDB opens, and beside it a mark that says how far it has read the log."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from fieldtui.ledger.files import replace_file
from fieldtui.ledger.log import Log
from fieldtui.ledger.storage import serialise
from fieldtui.ledger.streams import Partner
from fieldtui.ledger.view import Key
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.row import Row

FORMAT = 1

Tables = dict[str, dict[Key, Row]]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a view has read the log (offset and checksum of the last commit), and where the streams stand."""

    end: int = 0
    sum: str = ""
    partners: Mapping[str, Partner] = field(default_factory=dict)


def load_view(workspace: Workspace, log: Log) -> tuple[Tables, Mark] | None:
    """The tables and their mark; None when missing, damaged or not of this log: then the log is read again."""
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
        return orjson.loads(content), Mark(form["end"], form["sum"], partners)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def store_view(workspace: Workspace, tables: Mapping[str, list[tuple[Key, Row]]], mark: Mark) -> None:
    """Put view and mark in place, durably; the view before is kept beside it. Raises OSError."""
    if workspace.view.exists():
        workspace.view.replace(workspace.view.with_name("ledger.previous.json"))
    checksum = hashlib.sha256()
    replace_file(workspace.view, _hashed(serialise(tables), checksum))
    form: dict[str, Any] = {
        "v": FORMAT,
        "view": checksum.hexdigest(),
        "end": mark.end,
        "sum": mark.sum,
        "partners": {name: partner.to_json() for name, partner in mark.partners.items()},
    }
    replace_file(workspace.mark, [orjson.dumps(form, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)])


def _hashed(chunks: Iterable[bytes], checksum: Any) -> Iterator[bytes]:
    for chunk in chunks:
        checksum.update(chunk)
        yield chunk
