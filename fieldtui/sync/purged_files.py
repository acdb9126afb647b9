"""The attached files of what was purged, which go with it; apart, for every opening looks whether any are left."""

import contextlib

import orjson

from fieldtui.ledger.kept import read_kept
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace

FILES = "purging.json"
"""In the workspace's `data`: attached files (SHA-256) that go with a purge, until they are gone."""


def drop_files(ledger: Ledger) -> None:
    """Removes the attached files of a purge, also of one that was cut off, as far as no record names them any more."""
    workspace = ledger.workspace
    journal = workspace.data / FILES
    if not journal.exists():
        return
    with contextlib.suppress(OSError, ValueError):
        gone = set(orjson.loads(read_kept(journal))) - {row["sha256"] for row in ledger.view.rows("attachment")}
        for path in workspace.blobs.glob("*"):
            if path.name in gone:
                path.unlink()
        _forget_opened(workspace)
        journal.unlink()


def _forget_opened(workspace: Workspace) -> None:
    for path in workspace.opened.glob("*"):
        with contextlib.suppress(OSError):
            path.unlink()
