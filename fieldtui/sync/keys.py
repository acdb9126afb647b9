"""A device's key pairs, the id that follows from one of them, and the code that people compare over the telephone.

`DEVICE.json` signs (Ed25519), `DEVICE.sealing.json` opens what was sealed for the device (X25519). Neither leaves the
folder; one that is used no more moves to the folder `former` in it, and still opens what was sealed for it.
"""

import hashlib
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from fieldtui.ledger.files import make_folder
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.workspace import FORMER_KEYS
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.suite import CURVE25519, Jwk, Suite, SuiteError, key_id, suite_of_key

SEALING = ".sealing.json"


class MissingKeyError(FieldError):
    """This device's private key is missing or unreadable."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a device writes with: its key that signs, and the public half of the one that others seal for."""

    signing: Jwk
    sealing_public: str


def device_of(public_key: str) -> str:
    """A device's id: the thumbprint (RFC 7638) of its public key `x`, cut to 128 bits, base64url."""
    return key_id(CURVE25519, CURVE25519.signing, public_key)


def comparison_code(device: str) -> str:
    """核对码: five groups of four digits, to be read out over the telephone; 66 bits of the device's id."""
    number = int.from_bytes(hashlib.sha256(urlsafe_b64decode(device + "==")).digest(), "big") % 10**20
    digits = f"{number:020d}"
    return " ".join(digits[start : start + 4] for start in range(0, 20, 4))


def make_key(folder: Path, suite: Suite = CURVE25519) -> tuple[str, str]:
    """Makes this device's keys in `folder`; returns the device's id and its public key. OSError when it can't."""
    key = suite.make_signing_key()
    public = suite.public_of(key)
    device = key_id(suite, suite.signing, public)
    make_folder(folder)
    if os.name != "nt":
        folder.chmod(0o700)
    make_sealing_key(folder, device, suite)
    _keep(folder / f"{device}.json", key)
    return device, public


def make_sealing_key(folder: Path, device: str, suite: Suite) -> Jwk:
    """A new key that others seal for. OSError when it can't be kept."""
    key = suite.make_sealing_key()
    _keep(folder / (device + SEALING), key)
    return key


def _keep(path: Path, key: Jwk) -> None:
    keep(path, [orjson.dumps(dict(key))])
    if os.name != "nt":
        path.chmod(0o600)


def private_key(folder: Path, device: str) -> Jwk:
    """This device's key, to sign with."""
    try:
        key: Jwk = orjson.loads(read_kept(folder / f"{device}.json"))
        suite_of_key(key)
    except (OSError, ValueError, AttributeError) as error:
        raise _missing(folder) from error
    return key


def _missing(folder: Path) -> MissingKeyError:
    sentence = _("This device's key is missing from {folder}; make a new workspace and ask the office to accept it.")
    return MissingKeyError(sentence.format(folder=folder))


def own_keys(folder: Path, device: str) -> Keys:
    """What this device writes with. A workspace of before bundles were sealed gets its second key here."""
    signing = private_key(folder, device)
    suite = suite_of_key(signing)
    try:
        suite.public_of(signing)
    except SuiteError as error:
        raise _missing(folder) from error
    sealing = _read(folder / (device + SEALING), suite)
    if sealing is None:
        try:
            sealing = make_sealing_key(folder, device, suite)
        except OSError as error:
            raise MissingKeyError(
                _("{folder} can't be written, so no key could be made.").format(folder=folder)
            ) from error
    return Keys(signing, suite.public_of(sealing))


def key_that_opens(folder: Path, device: str, suite: Suite, name: str) -> Jwk | None:
    """The private key of this id that something was sealed for: this device's, or one that is used no more."""
    for path in _sealing_files(folder, device):
        key = _read(path, suite)
        if key is not None and key_id(suite, suite.sealing, suite.public_of(key)) == name:
            return key
    return None


def _sealing_files(folder: Path, device: str) -> Iterator[Path]:
    yield folder / (device + SEALING)
    # A number stands in the name of one that was moved beside another.
    yield from sorted((folder / FORMER_KEYS).glob("*" + SEALING))


def _read(path: Path, suite: Suite) -> Jwk | None:
    try:
        key: Jwk = orjson.loads(read_kept(path))
        suite.public_of(key)
    except (OSError, SuiteError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return key
