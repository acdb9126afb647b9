"""Locking a workspace with a passphrase, opening it, changing the passphrase, and taking the lock off.

`lock.json` is written first, and says what is being done; then each file is sealed or opened in its place, the log as
one of them; last it says that all is done, or goes. So whatever moment it is killed at, whoever gives the passphrase
next finishes it.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from fieldtui.ledger.attaching import OPENED
from fieldtui.ledger.backup import BackupError, lock_in, seal_backup
from fieldtui.ledger.files import NEW, replace_file, sync_folder, writing
from fieldtui.ledger.kept import place_in
from fieldtui.ledger.lock import (
    LOCK,
    LockError,
    Opened,
    State,
    is_locked,
    new_lock,
    note_key,
    opened,
    read_lock,
)
from fieldtui.ledger.log import Log, LogError, write_line
from fieldtui.ledger.passphrase import USUAL, Cost, too_short
from fieldtui.ledger.seal import LINE, MAGIC, OPEN, Seal, SealError
from fieldtui.ledger.view_file import refuse_shorter_log
from fieldtui.ledger.workspace import FORMAT, LOCKED, SETTINGS, Workspace
from fieldtui.ledger.writer_lock import lock_for_writing
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of

_PLAIN = ("lock", LOCK, SETTINGS, "README.md", "frames.txt")
"""Names of files that are never sealed: who writes, the lock, settings, what stands in the checkout, codes."""
_MADE_ANEW = ("ledger.json", "ledger.mark.json", "ledger.previous.json")
"""The view speaks of places in the log, and is made from it."""


def lock(workspace: Workspace, passphrase: str, cost: Cost = USUAL) -> Workspace:
    """Protects an open workspace with a passphrase; it can be read on in this process.

    LockError when it can't be, BusyError when a window is open there, LogError when the log is damaged: nothing was
    changed then. When the disk fails on the way the sentence says so; the next opening goes on.
    """
    if too_short(passphrase):
        raise LockError(too_short(passphrase))
    workspace.refuse_newer()
    with _alone(workspace), _finished_later():
        if read_lock(workspace.data):
            raise LockError(_("This workspace is locked already; another passphrase: fieldtui lock --change"))
        _refuse_damage(workspace)
        made = new_lock(passphrase, cost)
        # From here on no earlier version writes here.
        locked = workspace.store(format=LOCKED)
        replace_file(workspace.lock, [made.lock.to_bytes()])
        _finish(locked, made)
    return Workspace.load(workspace.folder)


def unlock(workspace: Workspace, passphrase: str) -> None:
    """Gives this process the passphrase; what was being done to the lock when it was killed is finished.

    WrongPassphraseError when it is another one; LockError when the lock can't be read. Nothing was changed then.
    """
    _unlocked(workspace, passphrase)


def _unlocked(workspace: Workspace, passphrase: str) -> Opened | None:
    """The lock as it stands then; None when there is none."""
    found = _opened(workspace, passphrase)
    if found is None:
        return None
    if found.lock.state is not State.CLOSED:
        with _alone(workspace), _finished_later():
            # Somebody else may have done it meanwhile.
            again = read_lock(workspace.data)
            if again and again.state is not State.CLOSED:
                found = _finish(workspace, found)
            else:
                found = opened(again, passphrase) if again else None
        if found is None:
            return None
    note_key(found)
    remove_laid_out(workspace)
    # A change of the passphrase may have been cut off; where nothing can be written they stay as they are.
    with contextlib.suppress(OSError):
        _same_lock_within(workspace.data, found)
    return found


def change(workspace: Workspace, passphrase: str, new: str, cost: Cost = USUAL) -> None:
    """Another passphrase over the same key. Backups of before go on opening with the old one. LockError."""
    if too_short(new):
        raise LockError(too_short(new))
    found = _unlocked(workspace, passphrase)
    if found is None:
        raise _no_lock()
    changed = found.under(new, cost)
    with _finished_later():
        replace_file(workspace.lock, [changed.lock.to_bytes()])
        _same_lock_within(workspace.data, changed)


def take_off(workspace: Workspace, passphrase: str) -> Workspace:
    """Opens all files again. Backups of before stay locked. LockError, BusyError or LogError: nothing was changed."""
    found = _unlocked(workspace, passphrase)
    if found is None:
        raise _no_lock()
    with _alone(workspace), _finished_later():
        _refuse_damage(workspace)
        opening = found.changed(State.OPENING)
        replace_file(workspace.lock, [opening.lock.to_bytes()])
        _finish(workspace, opening)
    return Workspace.load(workspace.folder)


def refuse_open(workspace: Workspace) -> None:
    """LockError when there is no lock that could be changed."""
    if not is_locked(workspace.folder):
        raise _no_lock()


def _no_lock() -> LockError:
    return LockError(_("This workspace has no passphrase; give it one with: fieldtui lock"))


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


def remove_laid_out(workspace: Workspace) -> None:
    """Removes the copy of an attached file that a viewer opened, which is not sealed."""
    shutil.rmtree(workspace.data / OPENED, ignore_errors=True)


def _opened(workspace: Workspace, passphrase: str) -> Opened | None:
    """None when there is no lock."""
    try:
        found = read_lock(workspace.data)
    except OSError as error:
        sentence = _("{path} can't be read: {reason}.").format(path=workspace.lock, reason=reason_of(error))
        raise LockError(sentence) from error
    return opened(found, passphrase) if found else None


@contextlib.contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    held = lock_for_writing(workspace)
    try:
        yield
    finally:
        held.release()


@contextlib.contextmanager
def _finished_later() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        sentence = _("The disk failed on the way ({reason}); nothing is lost, and the next opening goes on with it.")
        raise LockError(sentence.format(reason=reason_of(error))) from error


def _refuse_damage(workspace: Workspace) -> None:
    """LogError when not all of the log can be read, for then it could not be written anew."""
    log = Log(workspace.log)
    refuse_shorter_log(workspace, log)
    for _commit in log.read():
        pass


def _finish(workspace: Workspace, found: Opened) -> Opened | None:
    """All that follows once the lock says what is being done; returns the lock as it stands then.

    Each step may have been done before.
    """
    seal = note_key(found)
    if found.lock.state is State.CLOSING:
        _seal_all(workspace.data, found.lock.to_bytes(), seal)
        closed = found.changed(State.CLOSED)
        _same_lock_within(workspace.data, closed)
        replace_file(workspace.lock, [closed.lock.to_bytes()])
        return closed
    _open_all(workspace.data, seal)
    _remove(workspace.lock)
    workspace.store(format=FORMAT)
    return None


def _seal_all(data: Path, lock: bytes, seal: Seal) -> None:
    _clear(data)
    for path in _files(data):
        if path == data / "log.jsonl":
            _rewrite(path, OPEN, seal)
        elif path.suffix != ".zip" or not _sealed_backup(path, lock, seal):
            _seal_file(path, place_in(data, path), seal)
    for within in _within(data):
        if _lock_or_none(within) is None:
            replace_file(within / LOCK, [lock])
        _seal_all(within, lock, seal)


def _open_all(data: Path, seal: Seal) -> None:
    _clear(data)
    for path in _files(data):
        if path == data / "log.jsonl":
            _rewrite(path, seal, OPEN)
        else:
            _open_file(path, place_in(data, path), seal)
    for within in _within(data):
        _open_all(within, seal)
        _remove(within / LOCK)


def _clear(data: Path) -> None:
    """Removes what is made anew, what a killed program left half-written, and copies that viewers opened."""
    for path in _files(data):
        if path.suffix == NEW or path.parent.name == OPENED or (path.parent == data and path.name in _MADE_ANEW):
            _remove(path)


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


def _same_lock_within(data: Path, opened: Opened) -> None:
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
                aside = path.parent / "backups" / "torn-when-locked.txt"
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


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
