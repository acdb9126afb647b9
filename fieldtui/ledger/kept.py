"""What a workspace keeps, read and written through its seal: the one way for every file under its folder `data`."""

from collections.abc import Iterable
from pathlib import Path

from fieldtui.ledger.files import replace_file
from fieldtui.ledger.lock import seal_of

_LOOSE = ("keys", "backups")
"""Folders in which files are given other names at times: what lies there is bound to the folder."""


def data_above(path: Path) -> Path | None:
    """The folder `data` of the workspace that a file lies in; None when it lies in none."""
    return next((folder for folder in path.parents if folder.name == "data"), None)


def place_in(data: Path, path: Path) -> str:
    """What a sealed file is bound to: its path in the folder `data`, or the folder alone for keys and backups."""
    parts = path.relative_to(data).parts
    return parts[0] if parts[0] in _LOOSE else "/".join(parts)


def keep(path: Path, chunks: Iterable[bytes | memoryview]) -> None:
    """Put `chunks` in the place of `path`, durably. Raises OSError; then the old file still stands."""
    data = data_above(path)
    replace_file(path, seal_of(data).close(chunks, place_in(data, path)) if data else chunks)


def read_kept(path: Path) -> bytes:
    """The content of a file. Raises OSError, SealError when it was altered, LockedError without the passphrase."""
    return unsealed(path, path.read_bytes())


def unsealed(path: Path, content: bytes) -> bytes:
    """The content of a file, of what was read from it already."""
    data = data_above(path)
    return seal_of(data).open(content, place_in(data, path)) if data else content
