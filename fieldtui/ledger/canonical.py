"""Canonical JSON (RFC 8785) and the hash that identifies changes, commits and views."""

import hashlib
import unicodedata
from binascii import b2a_base64
from typing import Any

import orjson

_URL_SAFE = bytes.maketrans(b"+/", b"-_")

_NOT_NFC = "text that is not in NFC"

SAFE_INTEGER = 2**53 - 1
DEEPEST = 16
"""Levels of lists and mappings within a field's value; records have two at most."""


class NotCanonicalError(ValueError):
    """What the format does not allow: a float, a large integer, half a character, text not NFC, a key not ASCII."""


def canonical(value: Any) -> bytes:
    """`value` as RFC 8785 writes it.

    For ASCII keys, integers within ±2^53 and no floats, which is all that the formats allow, orjson with sorted
    keys writes exactly that; the suite holds it against an independent implementation.
    """
    # Most values are text, so that comes first and apart.
    if type(value) is not str:
        _refuse_others(value, DEEPEST)
    elif not value.isascii() and not unicodedata.is_normalized("NFC", value):
        raise NotCanonicalError(_NOT_NFC)
    return written_canonically(value)


def written_canonically(value: Any) -> bytes:
    """`canonical` for what was checked already, part by part."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise NotCanonicalError(str(error)) from error


def digest(content: bytes) -> str:
    """SHA-256 cut to 128 bits, base64url without padding: 22 characters."""
    return ascii_digest(content).decode("ascii")


def ascii_digest(content: bytes) -> bytes:
    """`digest` as bytes, for what is hashed on."""
    # Each field of each change is hashed twice, so this is half as long as base64.urlsafe_b64encode takes.
    return b2a_base64(hashlib.sha256(content).digest()[:16], newline=False)[:22].translate(_URL_SAFE)


def _refuse_others(value: Any, levels: int) -> None:
    if levels < 0:
        raise NotCanonicalError("too deep")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        # Half a character is refused when it is written.
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise NotCanonicalError(_NOT_NFC)
    elif isinstance(value, int):
        if abs(value) > SAFE_INTEGER:
            raise NotCanonicalError("an integer beyond 2^53")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonicalError("a key that is not ASCII")
            _refuse_others(item, levels - 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_others(item, levels - 1)
    else:
        raise NotCanonicalError(f"a {type(value).__name__}")
