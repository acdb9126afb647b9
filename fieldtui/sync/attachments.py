"""Attached files travel in a folder beside a bundle, each sealed for the recipient and named by its own hash.

They need no signature: what is opened counts only if its hash is that of an attachment whose record is here and whose
file is not. What the other side holds is not known for sure, so it says in each bundle what it lacks (`lacks`); what
goes along is that, and the files of the attachments that the bundle brings.
"""

import contextlib
import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from fieldtui.ledger.attaching import LARGEST
from fieldtui.ledger.blobs import keep_blob, read_blob
from fieldtui.ledger.change import Change
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.envelope import BundleError, is_sealed, open_sealed, seal, strict_json
from fieldtui.sync.keys import key_that_opens, private_key
from fieldtui.sync.packing import MOST_LACKING
from fieldtui.sync.suite import LARGEST_SEALED, Jwk, suite_of_key

FOLDER = ".attachments"
"""What the folder's name ends in; it begins like that of the bundle."""
ASKED = "asked.json"
MOST_LOOKED_AT = 2000
_SHA256 = re.compile("[0-9a-f]{64}")
PARTY = "attachment"
"""Stands for the sender in a seal: whoever it comes from, the file is what its hash says."""


def lacking(ledger: Ledger) -> list[str]:
    """The hashes of the attached files of which only the record is here, sorted."""
    named = {str(row["sha256"]) for row in ledger.rows("attachment")}
    return sorted(sha256 for sha256 in named if not (ledger.workspace.blobs / sha256).exists())


def put_beside(ledger: Ledger, bundle: Path, changes: Sequence[Change], party: str, key: str) -> int:
    """Seals the files that go along with a bundle into a folder beside it; returns how many. Raises OSError."""
    workspace = ledger.workspace
    suite = suite_of_key(private_key(workspace.private_keys, workspace.device))
    brought = (str(change.set.get("sha256", "")) for change in changes if change.kind == "attachment")
    count = 0
    for sha256 in dict.fromkeys([*brought, *files_asked_for(workspace, party).files]):
        # Whatever was written there must not lead out of the folder.
        content = read_blob(workspace.blobs, sha256) if _SHA256.fullmatch(sha256) else None
        if content is not None and len(content) <= LARGEST:
            file = orjson.dumps(seal(content, suite, key, PARTY, f"{workspace.county} {party}"))
            replace_file(bundle.with_suffix(FOLDER) / f"{hashlib.sha256(file).hexdigest()}.json", [file])
            count += 1
    return count


def take_from_beside(ledger: Ledger, folder: Path) -> int:
    """Keeps the files that are lacking and lie sealed for us in folders in `folder`; returns how many."""
    wanted, count = set(lacking(ledger)), 0
    if not wanted:
        return 0
    for path in _sealed_files(folder):
        content = _opened(path, ledger.workspace)
        if content is not None and hashlib.sha256(content).hexdigest() in wanted:
            # A full disk leaves the rest to the next time; they are asked for again.
            with contextlib.suppress(OSError):
                wanted.discard(keep_blob(ledger.workspace.blobs, content))
                count += 1
    return count


def _sealed_files(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from itertools.islice(folder.glob(f"*{FOLDER}/*.json"), MOST_LOOKED_AT)


def _opened(path: Path, workspace: Workspace) -> bytes | None:
    """What is in a sealed file; None when it is none for us."""
    suite = suite_of_key(private_key(workspace.private_keys, workspace.device))
    to = OFFICE if workspace.role == "office" else workspace.device

    def key_named(name: str) -> Jwk | None:
        return key_that_opens(workspace.private_keys, workspace.device, suite, name)

    try:
        if not path.is_file() or path.stat().st_size > LARGEST_SEALED:
            return None
        form = strict_json(path.read_bytes())
        return open_sealed(form, suite, key_named, PARTY, f"{workspace.county} {to}") if is_sealed(form) else None
    except (OSError, BundleError, ValueError):
        return None


# What the other side asked for. Lost, it is asked for again, so it is no part of the log.


@dataclass(frozen=True, slots=True)
class Asked:
    """The files (SHA-256) that a partner said it lacks, and how many of our entries it held as it said so.

    `upto` is None where it may lack more than these, or nothing is known.
    """

    files: Sequence[str] = ()
    upto: int | None = None


def note_asked(workspace: Workspace, partner: str, lacks: Sequence[str], upto: int) -> None:
    """Keeps what a partner that holds `upto` of our entries said that it lacks."""
    # A list of so many was cut.
    said: dict[str, Any] = {"lacks": list(lacks), **({"upto": upto} if len(lacks) < MOST_LACKING else {})}
    asked = _asked(workspace)
    if asked.get(partner) != said:
        with contextlib.suppress(OSError):
            keep(workspace.data / ASKED, [orjson.dumps({**asked, partner: said})])


def forget_asked(workspace: Workspace) -> None:
    """For a new device, of whose entries nobody has said anything. Raises OSError."""
    (workspace.data / ASKED).unlink(missing_ok=True)


def files_asked_for(workspace: Workspace, partner: str) -> Asked:
    """What a partner said last that it lacks."""
    said = _asked(workspace).get(partner)
    # Earlier versions kept a list alone.
    return Asked(tuple(said.get("lacks", ())), said.get("upto")) if isinstance(said, dict) else Asked()


def _asked(workspace: Workspace) -> Mapping[str, Any]:
    try:
        asked = orjson.loads(read_kept(workspace.data / ASKED))
    except (OSError, ValueError):
        return {}
    return asked if isinstance(asked, dict) else {}
