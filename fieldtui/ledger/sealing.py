"""Sealing and opening all files of a workspace, each in its place; what was done before a kill is left alone."""

import time
from pathlib import Path

from fieldtui.ledger.backup import BackupError, lock_in, seal_backup
from fieldtui.ledger.files import NEW, replace_file, sync_folder, writing
from fieldtui.ledger.kept import place_in
from fieldtui.ledger.lock import LOCK, LockError, Opened, State, read_lock
from fieldtui.ledger.log import Log, LogError, write_line
from fieldtui.ledger.seal import LINE, MAGIC, OPEN, Seal, SealError
from fieldtui.ledger.workspace import OPENED, SETTINGS

_PLAIN = ("lock", LOCK, SETTINGS, "README.md", "frames.txt")
"""Names of files that are never sealed: who writes, the lock, settings, what stands in the checkout, codes."""
_MADE_ANEW = ("ledger.json", "ledger.mark.json", "ledger.previous.json")
"""The view speaks of places in the log, and is made from it."""


def seal_all(data: Path, lock: bytes, seal: Seal) -> None:
    """`lock` is what its `lock.json` says, for workspaces within. Raises OSError."""
    _clear(data)
    for path in _files(data):
        if path == data / "log.jsonl":
            _rewrite(path, OPEN, seal)
        elif path.suffix != ".zip" or not _sealed_backup(path, lock, seal):
            _seal_file(path, place_in(data, path), seal)
    for within in _within(data):
        if _lock_or_none(within) is None:
            replace_file(within / LOCK, [lock])
        seal_all(within, lock, seal)


def open_all(data: Path, lock: bytes, seal: Seal) -> None:
    """`lock` is what its `lock.json` says, for workspaces within; one that holds something damaged stays locked, for
    nobody could open it any more. Backups stay as they are, for they have locks of their own. Raises OSError.
    """
    _clear(data)
    for path in _files(data):
        if path == data / "log.jsonl":
            _rewrite(path, seal, OPEN)
        else:
            _open_file(path, place_in(data, path), seal)
    for within in _within(data):
        found = read_lock(within)
        # What was begun is not asked again: there plain files may look like sealed ones.
        if found and (found.state is State.OPENING or not damaged(within, seal)):
            replace_file(within / LOCK, [lock])
            open_all(within, lock, seal)
            remove(within / LOCK)


def damaged(data: Path, seal: Seal) -> list[Path]:
    """The sealed files of a locked workspace that its seal can't open; not those of workspaces within."""
    return [path for path in _files(data) if not _passes(data, path) and not _can_be_opened(data, path, seal)]


def _can_be_opened(data: Path, path: Path, seal: Seal) -> bool:
    """True also of a file that lies open."""
    content = path.read_bytes()
    if content.startswith(MAGIC):
        return _is_sealed(content, place_in(data, path), seal)
    if path != data / "log.jsonl" or not (content.startswith(LINE) or b"\n" + LINE in content):
        return True
    end = 0
    try:
        for commit in Log(path, seal).read():
            end = commit.end
    except LogError:
        return False
    # An unfinished write has no end of line.
    return not content[end:].endswith(b"\n")


def _clear(data: Path) -> None:
    """Removes what is made anew, what a killed program left half-written, and copies that viewers opened."""
    for path in _files(data):
        if _passes(data, path):
            remove(path)


def _passes(data: Path, path: Path) -> bool:
    return path.suffix == NEW or path.parent.name == OPENED or (path.parent == data and path.name in _MADE_ANEW)


def _files(data: Path) -> list[Path]:
    """All files of a workspace's folder but those that are never sealed, and those of workspaces within."""
    others = _kept_folders(data)
    return [
        path
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name.removesuffix(NEW) not in _PLAIN and not any(map(path.is_relative_to, others))
    ]


def _kept_folders(data: Path) -> list[Path]:
    """The folders `data` of workspaces that a restore took the place of."""
    return sorted(path for path in (data / "backups").glob("*/data") if path.is_dir())


def _within(data: Path) -> list[Path]:
    """Those that are open, or under the same lock."""
    return [folder for folder in _kept_folders(data) if _is_ours(data, folder)]


def _is_ours(data: Path, within: Path) -> bool:
    other = _lock_or_none(within)
    return other is None or other == _lock_or_none(data)


def _lock_or_none(data: Path) -> str | None:
    """The id of a lock; None when there is none, and "" when it is damaged."""
    try:
        found = read_lock(data)
    except LockError:
        return ""
    return found.id if found else None


def same_lock_within(data: Path, opened: Opened) -> None:
    """Workspaces that a restore took the place of go on opening with the passphrase of this one."""
    for within in _kept_folders(data):
        said = opened.lock.to_bytes()
        if _lock_or_none(within) == opened.lock.id and (within / LOCK).read_bytes() != said:
            replace_file(within / LOCK, [said])


def _rewrite(path: Path, old: Seal, new: Seal) -> None:
    """The log line by line, an unfinished write at its end kept beside it; a damaged one as any other file."""
    place, content = path.name, path.read_bytes()
    if content.startswith(MAGIC):
        if new is OPEN:
            _open_file(path, place, old)
        return
    if content.startswith(LINE) == (new is not OPEN):
        return
    log, end = Log(path, old), 0
    try:
        with writing(path) as file:
            last = ""
            for commit in log.read():
                line, last = write_line(commit.body, new, last)
                file.write(line)
                end = commit.end
            torn = content[end:]
            if torn:
                aside = path.parent / "backups" / f"torn-{time.time_ns() // 1_000_000}.txt"
                replace_file(aside, new.close([torn], place_in(path.parent, aside)))
    except LogError:
        if new is not OPEN:
            _seal_file(path, place, new)


def _sealed_backup(path: Path, lock: bytes, seal: Seal) -> bool:
    """Whether a zip is a backup, which is one of a locked workspace now."""
    try:
        seal_backup(path, lock, seal)
    except BackupError:
        return False
    return True


def _seal_file(path: Path, place: str, seal: Seal) -> None:
    content = path.read_bytes()
    if not _is_sealed(content, place, seal):
        replace_file(path, seal.close([content], place))
        _as_private_as_before(path)


def _open_file(path: Path, place: str, seal: Seal) -> None:
    content = path.read_bytes()
    # What was damaged before stays as it is.
    if _is_sealed(content, place, seal):
        replace_file(path, [seal.open(content, place)])
        _as_private_as_before(path)


def _as_private_as_before(path: Path) -> None:
    if "keys" in path.parts:
        path.chmod(0o600)


def _is_sealed(content: bytes, place: str, seal: Seal) -> bool:
    """A photograph of a sealed file may look sealed, so that it is tried."""
    try:
        seal.open(content, place)
    except SealError:
        return False
    return True


def remove(path: Path) -> None:
    """Durably. Raises OSError."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def lying_open(data: Path) -> list[Path]:
    """Files of a locked workspace that are not sealed, though they should be."""
    within = [path for folder in _within(data) for path in lying_open(folder)]
    return [path for path in _files(data) if not _looks_sealed(path)] + within


def _looks_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        begins = file.read(len(MAGIC))
    if path.suffix == ".zip" and not begins.startswith(MAGIC):
        try:
            return lock_in(path) is not None
        except BackupError:
            return False
    if path.name.endswith(".zip.new"):
        return True
    # What a killed program left half-written may end within the mark.
    marks = (MAGIC, LINE) if path.name.startswith("log.jsonl") else (MAGIC,)
    return any(begins.startswith(mark) or mark.startswith(begins) for mark in marks)
