"""A bundle: one JSON file that carries changes from one device to a partner, signed.

It is a JWS in flattened JSON form (RFC 7515; Ed25519 by RFC 8037 and 9864) whose payload is the manifest, with one more
member, `content`: the changes as canonical JSON, gzipped, base64url. The manifest holds the hash of `content`, so the
signature covers both. A sealed bundle will carry a JWE there, under the same manifest.
"""

import hashlib
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldtui.ledger.canonical import canonical, written_canonically
from fieldtui.ledger.change import Change
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.keys import device_of, public_key_of

if TYPE_CHECKING:
    from joserfc.jwk import OKPKey

FORMAT = 1
TYPE = "fieldtui-bundle+json"
ALGORITHMS = ["Ed25519"]
LARGEST_FILE = 64 * 1024 * 1024
LARGEST_CONTENT = 512 * 1024 * 1024


class BundleError(FieldError):
    """A file that can't be taken in; the sentence says why and what to do. Nothing was changed."""


class Place(BaseModel):
    """A position in a stream: how many changes lie before it, and the hash of the chain there."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    count: Annotated[int, Field(ge=0, lt=2**53)] = 0
    hash: Annotated[str, Field(max_length=64)] = ""


class Content(BaseModel):
    """What the member `content` is: its SHA-256 (hexadecimal), its encoding and how many changes it holds."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    encoding: Literal["gzip"] = "gzip"
    changes: Annotated[int, Field(ge=0)]


class Manifest(BaseModel):
    """What the signature covers. It names no person. `at` is UTC in milliseconds; `to` is a device's id or "office".

    `after` and `upto` are positions in the sender's stream: the changes between them are in the bundle. `receipt` says
    how far the sender holds the recipient's stream.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)
    format: Annotated[int, Field(ge=1, lt=2**53)]
    county: str
    sender: Annotated[str, Field(alias="from")]
    to: str
    at: Annotated[int, Field(ge=0, lt=2**53)]
    after: Place
    upto: Place
    receipt: Place
    content: Content


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose signature and hashes hold. Whether its sender is known is for whoever takes it in."""

    manifest: Manifest
    public_key: str
    changes: tuple[Change, ...]

    @property
    def sender(self) -> str:
        return self.manifest.sender


def write_bundle(manifest: dict[str, Any], changes: Sequence[Change], key: "OKPKey") -> bytes:
    """The file's content. `manifest` has all of Manifest but format, from and content, which are filled in here."""
    from joserfc import jws

    public = public_key_of(key)
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    raw = packed.compress(written_canonically([change.to_json() for change in changes])) + packed.flush()
    described = {
        **manifest,
        "format": FORMAT,
        "from": device_of(public),
        "content": {"sha256": hashlib.sha256(raw).hexdigest(), "encoding": "gzip", "changes": len(changes)},
    }
    header = {"alg": ALGORITHMS[0], "typ": TYPE, "jwk": {"kty": "OKP", "crv": "Ed25519", "x": public}}
    signed = jws.serialize_json({"protected": header}, canonical(described), key, algorithms=ALGORITHMS)
    return orjson.dumps({**signed, "content": urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")}) + b"\n"


def read_bundle(file: bytes) -> Bundle:
    """Checks size, signature, hash and count, in that order, and reads the changes. BundleError says what is wrong."""
    if len(file) > LARGEST_FILE:
        raise BundleError(_("This file is too large to be a bundle."))
    envelope = _envelope(file)
    manifest, public = _verified(envelope)
    if manifest.format > FORMAT:
        raise BundleError(_("This file was written by a newer version; install that version to take it in."))
    changes = _changes(envelope["content"], manifest)
    return Bundle(manifest, public, changes)


def _envelope(file: bytes) -> dict[str, Any]:
    try:
        envelope = orjson.loads(file)
    except orjson.JSONDecodeError as error:
        raise BundleError(_("This file is cut off or is no bundle; ask for it again.")) from error
    wanted = ("payload", "protected", "signature", "content")
    if not isinstance(envelope, dict) or not all(isinstance(envelope.get(name), str) for name in wanted):
        raise BundleError(_("This file is no bundle of this program."))
    return envelope


def _verified(envelope: dict[str, Any]) -> tuple[Manifest, str]:
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import OKPKey
    from joserfc.jws import FlattenedJSONSerialization

    altered = BundleError(_("This file was altered on its way; ask the sender for it again."))
    try:
        header = orjson.loads(_decoded(envelope["protected"]))
        key = OKPKey.import_key(header["jwk"])
        public = public_key_of(key)
        signed: FlattenedJSONSerialization = {
            "payload": envelope["payload"],
            "protected": envelope["protected"],
            "signature": envelope["signature"],
        }
        read = jws.deserialize_json(
            signed, OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public}), ALGORITHMS
        )
        manifest = Manifest.model_validate_json(read.payload or b"")
    except (JoseError, ValidationError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise altered from error
    if header.get("typ") != TYPE or manifest.sender != device_of(public):
        raise altered
    return manifest, public


def _changes(content: str, manifest: Manifest) -> tuple[Change, ...]:
    altered = BundleError(_("This file was altered on its way; ask the sender for it again."))
    try:
        raw = _decoded(content)
        if hashlib.sha256(raw).hexdigest() != manifest.content.sha256:
            raise altered
        unpacking = zlib.decompressobj(31)
        text = unpacking.decompress(raw, LARGEST_CONTENT)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise BundleError(_("This file is too large to be a bundle."))
        changes = tuple(Change.from_json(form) for form in orjson.loads(text))
    except (zlib.error, ValueError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, BundleError):
            raise
        raise altered from error
    if len(changes) != manifest.content.changes:
        raise altered
    return changes


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
