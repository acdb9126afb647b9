"""A bundle: one JSON file that carries changes from one device to a partner, signed, and sealed for that partner.

It is a JWS in flattened JSON form (RFC 7515; Ed25519 by RFC 8037 and 9864) whose payload is the manifest, with one more
member, `content`: a JWE in flattened JSON form (RFC 7516; ECDH-ES with X25519, A256GCM) that only the recipient can
open. The manifest holds the hash of `content`, so the signature covers both. The first file of a laptop that does not
know its office's key yet says hello: it has no content.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldtui.ledger.change import Change
from fieldtui.locale import _
from fieldtui.sync import first_format
from fieldtui.sync.envelope import (
    BundleError,
    NotYetError,
    Signed,
    altered,
    is_sealed,
    open_sealed,
    read_signed,
    seal,
    sign,
    strict_json,
    too_large,
)
from fieldtui.sync.keys import Keys
from fieldtui.sync.packing import MOST_CHANGES, Content, pack, unpack
from fieldtui.sync.suite import SEALED, SIGNED, Jwk, Members, Suite, key_id, suite_of_key

__all__ = ["LARGEST_FILE", "Bundle", "BundleError", "Content", "Manifest", "open_bundle", "read_bundle", "write_bundle"]

FORMAT = 2
"""Since 2 bundles are sealed."""
TYPE = "fieldtui-bundle+json"
LARGEST_FILE = 64 * 1024 * 1024


class Place(BaseModel):
    """A position in a stream: how many changes lie before it, and the hash of the chain there."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    count: Annotated[int, Field(ge=0, lt=2**53)] = 0
    hash: Annotated[str, Field(max_length=64)] = ""


class Described(BaseModel):
    """What the member `content` is: its SHA-256 (hexadecimal), how it is packed, and how many changes it holds."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    encoding: Literal["br"] = "br"
    changes: Annotated[int, Field(ge=0, le=MOST_CHANGES)]


class Succession(BaseModel):
    """A JWS by a key that was used before: the county, and the device that takes its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    payload: str
    protected: str
    signature: str


class Manifest(BaseModel):
    """What the signature covers. It names no person. `at` is UTC in milliseconds; `to` is a device's id or "office".

    `after` and `upto` are positions in the sender's stream: the changes between them are in the bundle. `receipt` says
    how far the sender holds the recipient's stream. `encryption_key` is the public key that the sender's own mail is
    sealed for. `succeeds`: what keys that an office used before say of its present one. Without `content` a bundle
    says hello and brings nothing.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, strict=True)
    format: Annotated[int, Field(ge=FORMAT, lt=2**53)]
    county: str
    sender: Annotated[str, Field(alias="from")]
    to: str
    at: Annotated[int, Field(ge=0, lt=2**53)]
    after: Place
    upto: Place
    receipt: Place
    encryption_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    content: Described | None = None
    succeeds: Annotated[list[Succession], Field(max_length=5)] = []


class FirstDescribed(Described):
    """What the content of a bundle of format 1 is."""

    encoding: Literal["gzip"] = "gzip"  # type: ignore[assignment] # only what `encoding` may say is another


class FirstManifest(Manifest):
    """The manifest of format 1: nobody had a key to seal for."""

    format: Literal[1]
    encryption_key: Literal[""] = ""
    content: FirstDescribed


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose signature and hash hold. Whether its sender is known is for whoever takes it in.

    `content` is still sealed; of format 1 it is the packed changes, and of a bundle that says hello there is none.
    """

    manifest: Manifest
    public_key: str
    suite: Suite
    content: Members | bytes | None

    @property
    def sender(self) -> str:
        return self.manifest.sender

    @property
    def is_sealed(self) -> bool:
        return isinstance(self.content, dict)


def write_bundle(
    manifest: Mapping[str, Any],
    changes: Sequence[Change],
    keys: Keys,
    recipient: str,
    lacks: Sequence[str] = (),
    person: str = "",
) -> bytes:
    """The file's content. `manifest` has all of Manifest but format, from, encryption_key and content.

    `recipient` is the public key that it is sealed for; with "" it says hello, and there must be no changes. For the
    rest see `Content`.
    """
    suite = suite_of_key(keys.signing)
    sender = key_id(suite, suite.signing, suite.public_of(keys.signing))
    described = {**manifest, "format": FORMAT, "from": sender, "encryption_key": keys.sealing_public}
    if not recipient:
        if changes:
            raise ValueError("words for nobody")
        return orjson.dumps(sign(described, TYPE, keys.signing)) + b"\n"
    sealed = seal(pack(changes, lacks, person), suite, recipient, *_between(described))
    content = {"sha256": _hash(sealed), "encoding": "br", "changes": len(changes)}
    signed = sign({**described, "content": content}, TYPE, keys.signing)
    return orjson.dumps({**signed, "content": sealed}) + b"\n"


def read_bundle(file: bytes) -> Bundle:
    """Checks size, signature and hash, in that order; opens nothing. BundleError says what is wrong."""
    if len(file) > LARGEST_FILE:
        raise too_large()
    return bundle_of(read_envelope(file))


def read_envelope(file: bytes) -> dict[str, Any]:
    """The members of a file, of which nothing is believed yet."""
    try:
        form = strict_json(file)
    except ValueError as error:
        raise BundleError(_("This file is cut off or is no bundle; ask for it again.")) from error
    if not isinstance(form, dict) or not all(isinstance(form.get(name), str) for name in SIGNED):
        raise BundleError(_("This file is no bundle of this program."))
    return form


def bundle_of(form: Mapping[str, Any]) -> Bundle:
    """The bundle that these members are; what stands beside them is not allowed, for nothing covers it."""
    content = form.get("content")
    if form.keys() - {*SIGNED, "content"} or not (content is None or isinstance(content, str) or is_sealed(content)):
        raise BundleError(_("This file is no bundle of this program."))
    signed = read_signed(form, TYPE)
    manifest = _manifest(signed)
    described = manifest.content.sha256 if manifest.content else None
    if isinstance(content, str) != (manifest.format == 1) or described != (None if content is None else _hash(content)):
        raise altered()
    if manifest.sender != signed.device or (content is None and manifest.after != manifest.upto):
        raise altered()
    held = first_format.packed(content) if isinstance(content, str) else content
    return Bundle(manifest, signed.public_key, signed.suite, held)


def _manifest(signed: Signed) -> Manifest:
    version = signed.manifest.get("format")
    if type(version) is int and version > FORMAT:
        at = signed.manifest.get("at")
        sentence = _("This file was written by a newer version; install that version to take it in.")
        raise NotYetError(sentence, signed.device, at if type(at) is int else 0)
    try:
        return (FirstManifest if version == 1 else Manifest).model_validate_json(orjson.dumps(signed.manifest))
    except ValidationError as error:
        raise altered() from error


def open_bundle(bundle: Bundle, key_named: Callable[[str], Jwk | None]) -> Content:
    """Opens the seal and reads what is in it. `key_named` finds a private key by its id. BundleError when it fails."""
    described = bundle.manifest.content
    if bundle.content is None or described is None:
        return Content()
    if isinstance(bundle.content, bytes):
        return Content(first_format.unpack(bundle.content, described.changes))
    between = _between(bundle.manifest.model_dump(by_alias=True))
    return unpack(open_sealed(bundle.content, bundle.suite, key_named, *between), described.changes)


def _between(manifest: Mapping[str, Any]) -> tuple[str, str]:
    """What enters the seal of the sender and of the recipient."""
    return manifest["from"], f"{manifest['county']} {manifest['to']}"


def _hash(content: Members | str) -> str:
    """Of a sealed content in canonical form; of format 1, of the packed changes."""
    if isinstance(content, str):
        return hashlib.sha256(first_format.packed(content)).hexdigest()
    # Sorted and without blanks; base64url needs no escaping.
    parts = ",".join(f'"{name}":"{content[name]}"' for name in sorted(SEALED))
    return hashlib.sha256(f"{{{parts}}}".encode("ascii")).hexdigest()
