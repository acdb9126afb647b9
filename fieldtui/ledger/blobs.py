"""Attached files, kept once under the hash of their content."""

import hashlib
from pathlib import Path

from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.seal import SealError


def keep_blob(folder: Path, content: bytes) -> str:
    """Store `content`; returns its SHA-256 in hexadecimal, which is also the file's name. On disk when this returns."""
    name = hashlib.sha256(content).hexdigest()
    path = folder / name
    if not path.exists():
        keep(path, [content])
    return name


def read_blob(folder: Path, name: str) -> bytes | None:
    """The content stored under a hash; None when it is missing or no longer what the hash says."""
    try:
        content = read_kept(folder / name)
    except (OSError, SealError):
        return None
    return content if hashlib.sha256(content).hexdigest() == name else None
