"""The lock of a workspace: `data/lock.json` holds its key, wrapped under a passphrase that is given once.

Which seal a file has follows from where it lies: the nearest folder `data` above it is locked, or it is not. So nobody
who keeps a file can forget to seal it, and a copied or restored workspace goes on under the passphrase that it had.
"""

import os
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from fieldtui.ledger.passphrase import USUAL, Cost, derived
from fieldtui.ledger.seal import IV, OPEN, SHUT, LockedError, Seal, Sealed
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of

LOCK = "lock.json"
TYPE = "fieldtui-lock"
FORMAT = 1
LARGEST = 4096
KEY = 32


class LockError(LockedError):
    """The lock can't be read, made or changed; the sentence says why. Nothing was changed."""


class WrongPassphraseError(LockedError):
    """The passphrase is another one."""


class State(StrEnum):
    """`closing` and `opening` say what is being done to the files, so that it is finished after a kill."""

    CLOSED = "closed"
    CLOSING = "closing"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Lock:
    """What `lock.json` says: `id` names the key, `sealed` is the key under the passphrase, behind its random number."""

    id: str
    state: State
    cost: Cost
    salt: bytes
    sealed: bytes

    def to_bytes(self) -> bytes:
        return orjson.dumps({**_about(self), "key": _text(self.sealed)}, option=orjson.OPT_INDENT_2) + b"\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A lock with what the passphrase came to: `over` wraps the workspace's `key`."""

    lock: Lock
    over: bytes
    key: bytes

    def changed(self, state: State) -> "Opened":
        """The same key under the same passphrase."""
        return _wrapped(self.lock.id, state, self.lock.cost, self.lock.salt, self.over, self.key)

    def under(self, passphrase: str, cost: Cost) -> "Opened":
        """The same key under another passphrase."""
        salt = os.urandom(16)
        over = _over(passphrase, salt, cost)
        return _wrapped(self.lock.id, self.lock.state, cost, salt, over, self.key)


def new_lock(passphrase: str, cost: Cost = USUAL) -> Opened:
    """A new key under a passphrase, for files that are being sealed."""
    salt = os.urandom(16)
    over = _over(passphrase, salt, cost)
    return _wrapped(_text(os.urandom(16)), State.CLOSING, cost, salt, over, os.urandom(KEY))


def _wrapped(name: str, state: State, cost: Cost, salt: bytes, over: bytes, key: bytes) -> Opened:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    iv = os.urandom(IV)
    bare = Lock(name, state, cost, salt, b"")
    lock = Lock(name, state, cost, salt, iv + AESGCM(over).encrypt(iv, key, _bound_to(bare)))
    return Opened(lock, over, key)


def opened(lock: Lock, passphrase: str) -> Opened:
    """WrongPassphraseError when it is another passphrase, or the lock was altered. LockError when it can't be tried."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    over = _over(passphrase, lock.salt, lock.cost)
    try:
        key = AESGCM(over).decrypt(lock.sealed[:IV], lock.sealed[IV:], _bound_to(lock))
    except (InvalidTag, ValueError) as error:
        raise _wrong() from error
    return Opened(lock, over, key)


def _wrong() -> WrongPassphraseError:
    return WrongPassphraseError(_("The passphrase is another one; nothing was changed."))


def _over(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase comes to, which wraps the workspace's. LockError where there is no memory for it."""
    # Full-width or half-width: an input method decides, and nobody sees it.
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return derived(secret, salt, cost)
    except (ValueError, MemoryError) as error:
        raise LockError(
            _("There is too little memory to try a passphrase; close other programs, try again.")
        ) from error


def _about(lock: Lock) -> dict[str, Any]:
    return {
        "type": TYPE,
        "format": FORMAT,
        "id": lock.id,
        "state": lock.state.value,
        "scrypt": lock.cost.to_json(),
        "salt": _text(lock.salt),
    }


def _bound_to(lock: Lock) -> bytes:
    """All else that the file says, as canonical JSON: nobody can alter it and leave the key."""
    return orjson.dumps(_about(lock), option=orjson.OPT_SORT_KEYS)


def lock_from(content: bytes) -> Lock:
    """LockError when it is none, a newer version's, or asks for more than any machine should be asked for."""
    try:
        form = orjson.loads(content[: LARGEST + 1])
        if form["type"] == TYPE and type(form["format"]) is int and form["format"] > FORMAT:
            raise LockError(_("This workspace was locked by a newer version; install that version to open it."))
        if form["type"] != TYPE or form["format"] != FORMAT:
            raise ValueError(TYPE)
        cost = Cost.from_json(form["scrypt"])
        return Lock(str(form["id"]), State(form["state"]), cost, _bytes(form["salt"]), _bytes(form["key"]))
    except LockError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LockError(
            _("data/lock.json is damaged; bring that file back from a backup or a copy of this workspace.")
        ) from error


def read_lock(data: Path) -> Lock | None:
    """The lock of a folder `data`; None when it is open. LockError when it is damaged; OSError."""
    # Each file that is read or kept asks this, and most workspaces have none: without pathlib it takes a third.
    path = os.path.join(data, LOCK)  # noqa: PTH118 - quicker than pathlib
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            content = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return lock_from(content)


def is_locked(folder: Path) -> bool:
    """Whether a workspace has a passphrase."""
    return (folder / "data" / LOCK).exists()


_keys: dict[str, Sealed] = {}
"""The seals whose passphrase was given to this process, by the lock's id."""
_held: dict[str, Seal] = {}
"""The seals of the folders `data` in which this process writes, by their path."""


def note_key(opened: Opened) -> Seal:
    """From now on this process reads and writes what lies under this lock.

    WrongPassphraseError when another key has the name of one that is known: somebody made that lock.
    """
    seal = _keys.setdefault(opened.lock.id, Sealed(opened.key))
    if not seal.is_under(opened.key):
        raise _wrong()
    return seal


def hold_seal(data: Path) -> None:
    """Until `let_go_seal` all goes on under the lock that a folder `data` has now, whatever becomes of that file.

    Nobody takes a passphrase off while somebody writes there: a lock that is gone then was lost, or taken away.
    LockError.
    """
    try:
        lock = read_lock(data)
    except OSError as error:
        raise _unreadable(data, error) from error
    if lock:
        _held[os.path.abspath(data)] = _keys.get(lock.id, SHUT)  # noqa: PTH100 - quicker than pathlib


def let_go_seal(data: Path) -> None:
    """Nobody writes there any more."""
    _held.pop(os.path.abspath(data), None)  # noqa: PTH100 - as above


def is_known(lock: Lock) -> bool:
    """Whether the passphrase was given to this process."""
    return lock.id in _keys


def forget_keys() -> None:
    """Every passphrase has to be given again."""
    _keys.clear()


def is_shut(folder: Path) -> bool:
    """Whether the passphrase has to be given before a workspace can be read. LockError; OSError."""
    lock = read_lock(folder / "data")
    return lock is not None and (lock.id not in _keys or lock.state is not State.CLOSED)


def refuse_shut(folder: Path) -> None:
    """LockedError when the passphrase has to be given first."""
    try:
        shut = is_shut(folder)
    except OSError as error:
        raise _unreadable(folder / "data", error) from error
    if shut:
        raise LockedError(_("This workspace is locked with a passphrase."))


def _unreadable(data: Path, error: OSError) -> LockError:
    return LockError(_("{path} can't be read: {reason}.").format(path=data / LOCK, reason=reason_of(error)))


def seal_of(data: Path) -> Seal:
    """The seal of what lies in a folder `data`. LockError when its lock is damaged; OSError."""
    held = _held.get(os.path.abspath(data)) if _held else None  # noqa: PTH100 - as above
    if held:
        return held
    lock = read_lock(data)
    return _keys.get(lock.id, SHUT) if lock else OPEN


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
