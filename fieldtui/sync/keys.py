"""A device's key pair (Ed25519), the id that follows from it, and the code that people compare over the telephone."""

import hashlib
import os
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from fieldtui.ledger.canonical import digest
from fieldtui.ledger.files import make_folder, replace_file
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey


class MissingKeyError(FieldError):
    """This device's private key is missing or unreadable."""


def device_of(public_key: str) -> str:
    """A device's id: the thumbprint (RFC 7638) of its public key `x`, cut to 128 bits, base64url."""
    # RFC 7638 fixes members and order, so this is the canonical form.
    return digest(b'{"crv":"Ed25519","kty":"OKP","x":"' + public_key.encode("ascii") + b'"}')


def comparison_code(device: str) -> str:
    """核对码: five groups of four digits, to be read out over the telephone; 66 bits of the device's id."""
    number = int.from_bytes(hashlib.sha256(urlsafe_b64decode(device + "==")).digest(), "big") % 10**20
    digits = f"{number:020d}"
    return " ".join(digits[start : start + 4] for start in range(0, 20, 4))


def make_key(folder: Path) -> tuple[str, str]:
    """Makes this device's key in `folder`; returns the device's id and its public key."""
    from joserfc.jwk import OKPKey

    key = OKPKey.generate_key("Ed25519")
    public = str(key.as_dict(private=False)["x"])
    device = device_of(public)
    make_folder(folder)
    if os.name != "nt":
        folder.chmod(0o700)
    path = folder / f"{device}.json"
    replace_file(path, [orjson.dumps(key.as_dict(private=True))])
    if os.name != "nt":
        path.chmod(0o600)
    return device, public


def private_key(folder: Path, device: str) -> "OKPKey":
    """This device's key, to sign with."""
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey

    try:
        return OKPKey.import_key(orjson.loads((folder / f"{device}.json").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise MissingKeyError(
            _(
                "This device's key is missing from {folder}; make a new workspace and ask the office to accept it."
            ).format(folder=folder)
        ) from error


def public_key_of(key: "OKPKey") -> str:
    return str(key.as_dict(private=False)["x"])
