"""The formats of files that travel: bundles and their parts, enrolments, and the office's keys under a passphrase."""

from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from fieldtui.model.text import Id
from fieldtui.sync import bundle, enrolment, key_backup, parts
from fieldtui.sync.described import Base64Url, Described, Digest, Sha256
from fieldtui.sync.packing import MOST_LACKING
from fieldtui.sync.suite import CURVE25519, SUITES


class PublicKey(Described):
    """An Ed25519 key as a JWK (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


def protected_header(typ: str) -> type[Described]:
    """What the member `protected` holds of a file that is signed as this type."""
    name: Any = Annotated[str, Field(json_schema_extra={"enum": list(SUITES)})]
    of_type: Any = Annotated[str, Field(json_schema_extra={"const": typ})]
    doc = f"What the member `protected` holds of a file of the type {typ}."
    return create_model(
        "ProtectedHeader", __base__=Described, __doc__=doc, alg=(name, ...), typ=(of_type, ...), jwk=(PublicKey, ...)
    )


class EphemeralKey(Described):
    """The X25519 key that was made for one seal (RFC 8037)."""

    kty: Literal["OKP"]
    crv: Literal["X25519"]
    x: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class SealHeader(Described):
    """What the member `protected` of a seal holds; `kid` is the id of the recipient's key."""

    alg: Annotated[str, Field(json_schema_extra={"const": CURVE25519.encryption["alg"]})]
    enc: Annotated[str, Field(json_schema_extra={"const": CURVE25519.encryption["enc"]})]
    kid: Digest
    apu: Base64Url
    apv: Base64Url
    epk: EphemeralKey


class Sealed(Described):
    """A JWE in flattened JSON form, all of whose headers are protected."""

    protected: Base64Url
    iv: Base64Url
    ciphertext: Base64Url
    tag: Base64Url


class Jws(Described):
    """A JWS in flattened JSON form: an enrolment is one."""

    payload: Base64Url
    protected: Base64Url
    signature: Base64Url


class Envelope(Jws):
    """A bundle: a JWS in flattened JSON form, with one more member, `content`, unless it says hello."""

    content: Sealed | None = None


class PartFile(Jws):
    """A part of a bundle: a JWS in flattened JSON form, with one more member, a stretch of the bundle's text."""

    piece: str


class FirstLine(Described):
    """The first line of a content: the attached files that the sender knows of and does not have.

    `person`: as whom the office enrolled the sender, as long as it asks to be known.
    """

    lacks: Annotated[list[Sha256], Field(max_length=MOST_LACKING)]
    person: Id | None = None


class Scrypt(Described):
    """How the key is derived from the passphrase (RFC 7914); other numbers are not read."""

    n: Annotated[int, Field(json_schema_extra={"const": key_backup.SCRYPT["n"]})]
    r: Annotated[int, Field(json_schema_extra={"const": key_backup.SCRYPT["r"]})]
    p: Annotated[int, Field(json_schema_extra={"const": key_backup.SCRYPT["p"]})]


class KeyBackup(Described):
    """The office's private keys under a passphrase; all members but `ciphertext` are its additional data."""

    type: Annotated[str, Field(json_schema_extra={"const": key_backup.TYPE})]
    format: Annotated[int, Field(json_schema_extra={"const": key_backup.FORMAT})]
    county: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    device: Digest
    scrypt: Scrypt
    salt: Base64Url
    iv: Base64Url
    ciphertext: Base64Url


class PrivateSigningKey(PublicKey):
    """An Ed25519 key with its private half."""

    d: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class PrivateSealingKey(EphemeralKey):
    """An X25519 key with its private half."""

    d: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


TRAVELLING: dict[str, Any] = {
    "bundle": Envelope,
    "bundle-header": protected_header(bundle.TYPE),
    "bundle-seal": SealHeader,
    "manifest": bundle.Manifest,
    "part": PartFile,
    "part-header": protected_header(parts.TYPE),
    "part-manifest": parts.PartManifest,
    "enrolment": Jws,
    "enrolment-header": protected_header(enrolment.TYPE),
    "enrolment-manifest": enrolment.EnrolmentManifest,
    "key-backup": KeyBackup,
    "key-backup-keys": tuple[PrivateSigningKey, PrivateSealingKey],
}
"""The model of each of these formats, by the name of its schema."""
