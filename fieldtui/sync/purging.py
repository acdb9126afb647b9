"""Purging 清除: what left a laptop's scope, and the office has had for long enough, leaves the laptop as well.

What has a change of this laptop that is not confirmed stays, with all that it names; so do files until the office has
said what it lacks in a bundle that confirms them, and they are not among that. What a device wrote that this one took
the place of counts as confirmed when what was said again of it is. The office hears of a purge by a record of it, and
sends whole again what comes back into the scope.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from fieldtui.ledger.drafts import read_drafts
from fieldtui.ledger.kept import keep
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.ledger.view import HEADS
from fieldtui.ledger.workspace import WorkspaceError
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import no_right_to_write
from fieldtui.sync.attachments import Asked, files_asked_for
from fieldtui.sync.purged_files import FILES, drop_files
from fieldtui.sync.scope import NEVER_LEFT, scope_of


@dataclass(frozen=True, slots=True)
class Leaving:
    """Records out of this laptop's scope, as (kind, id): those that can go now, and how many can't go yet."""

    now: Sequence[tuple[str, str]] = ()
    later: int = 0


def leaving(ledger: Ledger, now: datetime) -> Leaving:
    """What left the scope of whoever uses this laptop; nothing in the office, or before anything came from there."""
    workspace = ledger.workspace
    if workspace.role != "cadre" or not workspace.person or not ledger.partner(OFFICE).received.count:
        return Leaving()
    milliseconds = int(now.timestamp() * 1000)
    scope = scope_of(ledger, workspace.person, local_time(milliseconds).date())
    out = {
        row["id"]: row["kind"]
        for row in ledger.view.rows(HEADS)
        if row["id"] not in scope and row["kind"] not in NEVER_LEFT
    }
    before = milliseconds - int(timedelta(days=workspace.purge_days).total_seconds() * 1000)
    drafted = {draft.of for draft in read_drafts(workspace.drafts)[0]} if out else set[str]()
    said = files_asked_for(workspace, OFFICE)
    stays = {
        record
        for record in out
        if record in drafted or _since(ledger, record) > before or _may_be_lacking(ledger, record, said)
    }
    ahead = list(stays)
    while ahead:
        # What stays is shown with the names of what it is about.
        named = set(_texts(ledger.shown(ahead.pop()))) & out.keys() - stays
        stays |= named
        ahead += named
    return Leaving(sorted((kind, record) for record, kind in out.items() if record not in stays), len(stays))


def purge(ledger: Ledger, records: Iterable[str]) -> None:
    """Takes the words of records out of this laptop, all or none, and notes it for the office. LogError, OSError."""
    from fieldtui.model.records.purge import MOST_RECORDS, Purge

    chosen = sorted(records)[:MOST_RECORDS]
    if not chosen:
        return
    ledger.refuse_unless_writing()
    workspace = ledger.workspace
    gone = [row["sha256"] for row in ledger.view.rows("attachment") if row["id"] in set(chosen)]
    try:
        keep(workspace.data / FILES, [orjson.dumps(gone)])
    except OSError as error:
        raise WorkspaceError(no_right_to_write(workspace.data)) from error
    received = ledger.partner(OFFICE).received
    ledger.purge(Purge(records=chosen, received=received.count, hash=received.hash))
    drop_files(ledger)


def _since(ledger: Ledger, record: str) -> float:
    """Since when the office has had all of a record (UTC, milliseconds); never, as long as it has not."""
    history, device = ledger.history, ledger.workspace.device
    return max(
        _never(history.confirmed_since(OFFICE, change.seq)) if change.device == device else change.at
        for change in history.of(record)
    )


def _never(since: int | None) -> float:
    return float("inf") if since is None else since


def _may_be_lacking(ledger: Ledger, record: str, said: Asked) -> bool:
    """Whether it is an attached file, or has one, that the office lacks, or of which it has not said that yet.

    A receipt alone says nothing of files, which do not go along as QR codes.
    """
    rows = [*ledger.view.referring("attachment", "belongs_to", record), ledger.shown(record)]
    return any(
        said.upto is None or row["sha256"] in said.files or _own_entry(ledger, row["id"]) > said.upto
        for row in rows
        if "sha256" in row
    )


def _own_entry(ledger: Ledger, record: str) -> int:
    """The number of the newest entry of this laptop about a record; 0 without any."""
    device = ledger.workspace.device
    return max((change.seq for change in ledger.history.of(record) if change.device == device), default=0)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a row, those in lists as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
