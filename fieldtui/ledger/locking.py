"""Locking a workspace with a passphrase, opening it, changing the passphrase, and taking the lock off.

`lock.json` is written first, and says what is being done; then each file is sealed or opened in its place, the log as
one of them; last it says that all is done, or goes. So whatever moment it is killed at, whoever gives the passphrase
next finishes it.
"""

import contextlib
import shutil
from collections.abc import Iterator

from fieldtui.ledger.check.names import shortened
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.lock import (
    Lock,
    LockError,
    Opened,
    State,
    is_locked,
    new_lock,
    note_key,
    opened,
    read_lock,
)
from fieldtui.ledger.log import Log
from fieldtui.ledger.passphrase import USUAL, Cost, too_short
from fieldtui.ledger.seal import Seal
from fieldtui.ledger.sealing import damaged, open_all, remove, same_lock_within, seal_all
from fieldtui.ledger.view_file import refuse_shorter_log
from fieldtui.ledger.workspace import FORMAT, LOCKED, Workspace
from fieldtui.ledger.writer_lock import lock_for_writing
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of


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


def unlock(workspace: Workspace, passphrase: str) -> Lock | None:
    """Gives this process the passphrase; what was being done to the lock when it was killed is finished.

    Returns the lock, None when there is none any more. WrongPassphraseError when it is another one; LockError when the
    lock can't be read. Nothing was changed then.
    """
    found = _unlocked(workspace, passphrase)
    return found.lock if found else None


def unlock_again(workspace: Workspace, known: Lock, passphrase: str) -> Lock:
    """The passphrase once more, of a workspace that was opened under the lock `known`; returns the lock that it opens.

    What lies there as its lock by now counts only if it is over the same key, so that a change of the passphrase does,
    and a lock that somebody put there, or took away, does not. WrongPassphraseError; LockError.
    """
    try:
        there = read_lock(workspace.data)
    except (LockError, OSError):
        there = None
    lock = there if there and there.id == known.id else known
    note_key(opened(lock, passphrase))
    return lock


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
        same_lock_within(workspace.data, found)
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
        same_lock_within(workspace.data, changed)


def take_off(workspace: Workspace, passphrase: str) -> Workspace:
    """Opens all files again. Backups of before stay locked, and so do workspaces that a restore took the place of and
    that are damaged. LockError, BusyError or LogError: nothing was changed.
    """
    found = _unlocked(workspace, passphrase)
    if found is None:
        raise _no_lock()
    with _alone(workspace), _finished_later():
        _refuse_damage(workspace)
        _refuse_sealed_for_good(workspace, note_key(found))
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


def remove_laid_out(workspace: Workspace) -> None:
    """Removes the copy of an attached file that a viewer opened, which is not sealed."""
    shutil.rmtree(workspace.opened, ignore_errors=True)


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


def _refuse_sealed_for_good(workspace: Workspace, seal: Seal) -> None:
    """LockError when a file can't be opened, for without the key nobody could save anything of it."""
    files = damaged(workspace.data, seal)
    if files:
        sentence = _(
            "Damaged, so that it can't be opened: {files}. The passphrase was not taken off; bring these files back "
            "from a backup or a copy, or move them out of {folder} first."
        )
        names = shortened([path.relative_to(workspace.data).as_posix() for path in files])
        raise LockError(sentence.format(files=names, folder=workspace.data))


def _finish(workspace: Workspace, found: Opened) -> Opened | None:
    """All that follows once the lock says what is being done; returns the lock as it stands then.

    Each step may have been done before.
    """
    seal = note_key(found)
    if found.lock.state is State.CLOSING:
        seal_all(workspace.data, found.lock.to_bytes(), seal)
        closed = found.changed(State.CLOSED)
        same_lock_within(workspace.data, closed)
        replace_file(workspace.lock, [closed.lock.to_bytes()])
        return closed
    open_all(workspace.data, found.lock.to_bytes(), seal)
    remove(workspace.lock)
    workspace.store(format=FORMAT)
    return None
