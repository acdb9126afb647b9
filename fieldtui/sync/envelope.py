"""What bundles and their parts have in common: a signed manifest, and content that is sealed for one recipient.

Whatever is read here may come from anybody. Each step is bounded by the one before: size, signature, then all else.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldtui.ledger.canonical import canonical
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.suite import (
    SEALED,
    SIGNED,
    SUITES,
    Jwk,
    Members,
    Suite,
    SuiteError,
    base64url,
    from_base64url,
    key_id,
    suite_of_key,
)

_BASE64URL = re.compile("[A-Za-z0-9_-]*")
LARGEST_HEADER = 1024
LARGEST_MANIFEST = 64 * 1024
"""Characters of what a header, and what a manifest, is read from."""


class BundleError(FieldError):
    """A file that can't be taken in; the sentence says why and what to do. Nothing was changed."""


class NotYetError(BundleError):
    """A sound file that can't be taken in yet; it waits until the reason is gone. `at` is when it was made."""

    def __init__(self, sentence: str, sender: str, at: int) -> None:
        super().__init__(sentence)
        self.sender = sender
        self.at = at


def altered() -> BundleError:
    return BundleError(_("This file was altered on its way; ask the sender for it again."))


def too_large() -> BundleError:
    return BundleError(_("This file is too large to be a bundle."))


def strict_json(text: bytes | str) -> Any:
    """JSON in which each name stands once and all numbers are integers. ValueError for other, also for too deep."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("too deep") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name that stands twice")
    return made


def _no_number(text: str) -> Any:
    raise ValueError(f"no integer: {text}")


# Signing


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest whose signature holds, and who signed it."""

    manifest: Mapping[str, Any]
    suite: Suite
    public_key: str

    @property
    def device(self) -> str:
        return key_id(self.suite, self.suite.signing, self.public_key)


def sign(manifest: Mapping[str, Any], typ: str, private: Jwk) -> Members:
    """A JWS in flattened JSON form over a manifest, with the public key in its header."""
    suite = suite_of_key(private)
    public = {"kty": "OKP", "crv": suite.signing, "x": suite.public_of(private)}
    return suite.sign({"typ": typ, "jwk": public}, canonical(manifest), private)


def read_signed(form: Mapping[str, Any], typ: str) -> Signed:
    """Checks header and signature; nothing that `form` says beside them is believed. BundleError when they fail."""
    signed = {name: form[name] for name in SIGNED}
    if len(signed["protected"]) > LARGEST_HEADER or len(signed["payload"]) > LARGEST_MANIFEST:
        raise altered()
    try:
        header = strict_json(from_base64url(signed["protected"]))
        suite = SUITES.get(header["alg"])
        if suite is None:
            raise BundleError(
                _(
                    "This file is signed in a way that is not allowed here; if the sender's version is newer, "
                    "install it."
                )
            )
        public = header["jwk"]["x"]
        named = {"kty": "OKP", "crv": suite.signing, "x": public}
        # No other member is allowed: none that names a key elsewhere, and none that says how to read the rest.
        if header != {"alg": suite.name, "typ": typ, "jwk": named} or not isinstance(public, str):
            raise altered()
        manifest = strict_json(suite.verify(signed, public))
    except BundleError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise altered() from error
    if not isinstance(manifest, dict):
        raise altered()
    return Signed(manifest, suite, public)


# Sealing


def seal(content: bytes, suite: Suite, public: str, sender: str, recipient: str) -> Members:
    """A JWE in flattened JSON form that the owner of the key alone can open.

    Sender and recipient (texts that both sides know) enter the key that it is encrypted with, so that nobody can put
    the content of another under a signature of their own.
    """
    header = {
        "kid": key_id(suite, suite.sealing, public),
        "apu": base64url(sender.encode()),
        "apv": base64url(recipient.encode()),
    }
    return suite.seal(header, content, public)


def is_sealed(form: object) -> bool:
    """Whether these are the members of a sealed content, and no others."""
    return (
        isinstance(form, dict)
        and form.keys() == set(SEALED)
        and all(isinstance(value, str) and _BASE64URL.fullmatch(value) for value in form.values())
    )


def open_sealed(
    sealed: Members, suite: Suite, key_named: Callable[[str], Jwk | None], sender: str, recipient: str
) -> bytes:
    """What is in it. `key_named` finds a private key by its id. BundleError when it is not for us, or is spoilt."""
    try:
        if len(sealed["protected"]) > LARGEST_HEADER:
            raise altered()
        header = strict_json(from_base64url(sealed["protected"]))
        wanted = {**suite.encryption, "apu": base64url(sender.encode()), "apv": base64url(recipient.encode())}
        if header.keys() != {*wanted, "kid", "epk"} or any(header[name] != value for name, value in wanted.items()):
            raise altered()
        private = key_named(str(header["kid"]))
        if private is None:
            raise BundleError(
                _(
                    "This file is sealed for a key that is not here any more. Send the sender your newest file, and "
                    "ask for another one after it was taken in."
                )
            )
        return suite.open(sealed, private)
    except BundleError:
        raise
    except (SuiteError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise altered() from error
