"""The view on disk: what stock TinyDB opens, and beside it a mark that says how far it has read the log."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fieldtui import __version__, plans
from fieldtui.ledger.calling import command
from fieldtui.ledger.canonical import digest
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.log import Commit, Log, LogError, read_line, write_line
from fieldtui.ledger.storage import Written, pieces
from fieldtui.ledger.streams import Partner, learn
from fieldtui.ledger.view import Key
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.row import Row

FORMAT = 7
"""Since 4 the mark says by which rules the view was made; since 5 plans are kept with how often they ask for visits;
since 6 the mark names the files that are under way, and when files came; since 7 when the last receipt was made."""


@cache
def rules() -> str:
    """The hash of what a view depends on beside the log: the program's version, and the plans that come with it."""
    return digest(f"{__version__} {plans.fingerprint()}".encode())


def is_of_this_version(form: Mapping[str, Any]) -> bool:
    """Whether the view that goes with this mark was made in this format and by these rules; else it is made anew."""
    return form.get("v") == FORMAT and form.get("rules") == rules()


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a view has read the log, and where the streams stand.

    Of the last commit: the offset behind it, its checksum, and when it was made (UTC, milliseconds).
    """

    end: int = 0
    sum: str = ""
    at: int = 0
    partners: Mapping[str, Partner] = field(default_factory=dict)

    def advanced(self, commit: Commit) -> "Mark":
        """The mark once the view has read one commit more."""
        partners = dict(self.partners)
        for fact in commit.body.get("stream", ()):
            name = fact.get("partner")
            if name is not None:
                partners[name] = learn(partners.get(name, Partner()), fact, commit.body["at"])
        return Mark(commit.end, commit.sum, commit.body["at"], partners)


def known_end(workspace: Workspace) -> tuple[int, str] | None:
    """Up to where the log was once read, as the mark of whatever version says: (offset, checksum of the commit there).

    A log that lacks this lost something that was saved.
    """
    try:
        read = read_line(read_kept(workspace.mark).removesuffix(b"\n"))
        return (int(read[0]["end"]), str(read[0]["last"])) if read else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def refuse_shorter_log(workspace: Workspace, log: Log) -> None:
    """LogError when the log lacks what the mark says was saved; from then on `log` refuses damage in that part."""
    known = known_end(workspace)
    if known and log.last_sum(known[0]) != known[1]:
        way = command(workspace.folder, "check")
        raise LogError(_("The log lacks what was saved here before; what to do says: {command}").format(command=way))
    log.saved_upto = known[0] if known else 0


def load_view(workspace: Workspace) -> tuple[dict[str, Written], Mark] | None:
    """The tables as written, and their mark; None when either is missing or not as it was written."""
    try:
        content = read_kept(workspace.view)
        read = read_line(read_kept(workspace.mark).removesuffix(b"\n"))
        if read is None:
            return None
        form = read[0]
        if not is_of_this_version(form) or form["view"] != hashlib.sha256(content).hexdigest():
            return None
        partners = {name: Partner.from_json(partner) for name, partner in form["partners"].items()}
        whole = memoryview(content)
        tables: dict[str, Written] = {name: whole[start:end] for name, (start, end) in form["tables"].items()}
        return tables, Mark(form["end"], form["last"], form["at"], partners)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def store_view(workspace: Workspace, tables: Mapping[str, list[tuple[Key, Row]] | Written], mark: Mark) -> None:
    """Put view and mark in place, durably; the view before is kept beside it. Raises OSError."""
    _keep_previous(workspace)
    writing = _Writing(tables)
    keep(workspace.view, writing)
    form: dict[str, Any] = {
        "v": FORMAT,
        "rules": rules(),
        "view": writing.checksum.hexdigest(),
        "tables": {name: list(place) for name, place in writing.places.items()},
        "end": mark.end,
        "last": mark.sum,
        "at": mark.at,
        "partners": {name: partner.to_json() for name, partner in mark.partners.items()},
    }
    keep(workspace.mark, [write_line(form)[0]])


def _keep_previous(workspace: Workspace) -> None:
    """A second name for the view of now, which the next one then replaces: there is a view at every moment."""
    with contextlib.suppress(OSError):  # a file system without links keeps no previous view
        workspace.previous_view.unlink(missing_ok=True)
        workspace.previous_view.hardlink_to(workspace.view)


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
