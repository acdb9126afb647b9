"""Writing a bundle: under a name that is free, with the attached files that belong to it in a folder beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldtui.ledger.change import Change
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import Position
from fieldtui.ledger.workspace import FORMER_KEYS, Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of
from fieldtui.sync.attachments import lacking, put_beside
from fieldtui.sync.bundle import BundleError, write_bundle
from fieldtui.sync.keys import comparison_code, own_keys
from fieldtui.sync.packing import MOST_LACKING
from fieldtui.sync.succession import successions


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written: where, how large, and how many records of each kind its changes touch.

    `hello`: it brings nothing, for nobody could seal it. `files`: how many attached files lie in a folder beside it.
    """

    path: Path
    size: int
    counts: Mapping[str, int]
    hello: bool
    files: int


def records_by_kind(changes: Sequence[Change]) -> dict[str, int]:
    """How many different records of each kind the changes touch."""
    return dict(Counter(kind for kind, _of in {(change.kind, change.of) for change in changes}))


@dataclass(frozen=True, slots=True)
class To:
    """Whom a bundle is for: as the manifest says it, as the file is called, and the key that it is sealed for."""

    party: str
    name: str
    key: str


def write_file(
    ledger: Ledger, to: To, after: Position, upto: Position, changes: Sequence[Change], now: datetime
) -> Exported:
    """Writes the changes between two places of our stream to a partner. BundleError when it can't be written."""
    workspace = ledger.workspace
    manifest: dict[str, Any] = {
        "county": workspace.county,
        "to": to.party,
        "at": int(now.timestamp() * 1000),
        "after": after.to_json(),
        "upto": upto.to_json(),
        "receipt": ledger.partner(to.party).received.to_json(),
    }
    if workspace.role == "office":
        said = successions(workspace.private_keys, workspace.county, workspace.device)
        manifest |= {"succeeds": said} if said else {}
    keys = own_keys(workspace.private_keys, workspace.device)
    # Until the office has said who uses this laptop, it asks to be known as whom it was enrolled for.
    person = "" if workspace.person else workspace.office.get("enrolled", "")
    content = write_bundle(manifest, changes, keys, to.key, lacking(ledger)[:MOST_LACKING], person)
    path = _free_name(workspace.exports, to.name + _mark_of(workspace), now)
    try:
        beside = put_beside(ledger, path, changes, to.party, to.key) if to.key else 0
        replace_file(path, [content])
    except OSError as error:
        raise BundleError(
            _("The file could not be written to {path}: {reason}.").format(path=path, reason=reason_of(error))
        ) from error
    ledger.note_streams({"fact": "sent", "partner": to.party, "upto": upto.to_json(), "file": path.name})
    return Exported(path, len(content), records_by_kind(changes), hello=not to.key, files=beside)


def _mark_of(workspace: Workspace) -> str:
    """Four digits of the code of a device that took the place of another, which used such names before; else ""."""
    renewed = (workspace.private_keys / FORMER_KEYS).is_dir()
    return "-" + comparison_code(workspace.device)[:4] if renewed else ""


def _free_name(folder: Path, name: str, now: datetime) -> Path:
    safe = "".join(character if character.isalnum() else "-" for character in name) or "bundle"
    for number in range(1, 10_000):
        path = folder / f"{safe}-{now:%Y-%m-%d}-{number:02d}.json"
        if not path.exists() and not any(folder.glob(f"{path.stem}.part*")):
            return path
    raise BundleError(_("{folder} is full of bundles of today; clear it out.").format(folder=folder))
