"""What bundles are signed and sealed with: suites, allow-listed by the algorithm that a file's header names.

A suite is all that knows a kind of keys; whatever reads or writes files asks it. A county that must use a national one
(SM2, SM3, SM4) adds a class here and its name to SUITES. None is here yet: of the libraries that have SM2, gmssl signs
with weak nonces, and tongsuopy had its last release in 2023 and no wheel for aarch64.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from fieldtui.ledger.canonical import canonical, digest

Jwk: TypeAlias = Mapping[str, Any]
"""A key as JSON (RFC 7517)."""
Members: TypeAlias = dict[str, str]
"""The members of a JWS or JWE in flattened JSON form."""

SIGNED = ("payload", "protected", "signature")
SEALED = ("protected", "iv", "ciphertext", "tag")
LARGEST_SEALED = 64 * 1024 * 1024
"""Characters of a ciphertext."""


class SuiteError(ValueError):
    """A signature or a seal that does not hold, or a key that can't be used."""


class Suite(Protocol):
    """Keys of one kind, and what they do. Each method raises SuiteError when something does not hold."""

    name: str
    """The `alg` of the signature's header, by which a file names its suite."""
    signing: str
    """The curve `crv` of signing keys; and of those that something is sealed for."""
    sealing: str
    encryption: Mapping[str, str]
    """`alg` and `enc` of a seal's header."""

    def make_signing_key(self) -> Jwk: ...
    def make_sealing_key(self) -> Jwk: ...
    def public_of(self, private: Jwk) -> str:
        """The public half `x` of a private key, as it follows from the private half."""

    def sign(self, header: Mapping[str, Any], payload: bytes, private: Jwk) -> Members:
        """`payload`, `protected` and `signature`; `header` has all but `alg`."""

    def verify(self, signed: Members, public: str) -> bytes:
        """The payload."""

    def seal(self, header: Mapping[str, Any], content: bytes, public: str) -> Members:
        """`protected`, `iv`, `ciphertext` and `tag`; `header` has all but what is the suite's."""

    def open(self, sealed: Members, private: Jwk) -> bytes:
        """The content."""


def key_id(suite: Suite, curve: str, public: str) -> str:
    """The thumbprint (RFC 7638) of a public key, cut to 128 bits: what a device and a sealing key are called."""
    # RFC 7638 fixes members and order, so this is the canonical form.
    return digest(canonical({"crv": curve, "kty": "OKP", "x": public}))


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """SuiteError for what no writer of base64url would have written: other characters, padding, bits left over."""
    try:
        content = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError as error:
        raise SuiteError("not base64url") from error
    if base64url(content) != text:
        raise SuiteError("not base64url")
    return content


class _Curve25519:
    """Ed25519 (RFC 8037, 9864) signs; X25519 (ECDH-ES) and A256GCM seal. By joserfc."""

    name = "Ed25519"
    signing = "Ed25519"
    sealing = "X25519"
    encryption: Mapping[str, str] = {"alg": "ECDH-ES", "enc": "A256GCM"}

    def make_signing_key(self) -> Jwk:
        return self._make(self.signing)

    def make_sealing_key(self) -> Jwk:
        return self._make(self.sealing)

    def _make(self, curve: str) -> Jwk:
        from joserfc.jwk import OKPKey

        return dict(OKPKey.generate_key("X25519" if curve == "X25519" else "Ed25519").as_dict(private=True))

    def public_of(self, private: Jwk) -> str:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        key = self._key(private, str(private.get("crv"))).private_key
        if not isinstance(key, (Ed25519PrivateKey, X25519PrivateKey)):
            raise SuiteError("not a private key")
        return base64url(key.public_key().public_bytes_raw())

    def sign(self, header: Mapping[str, Any], payload: bytes, private: Jwk) -> Members:
        from joserfc import jws

        key = self._key(private, self.signing)
        signed = jws.serialize_json({"protected": {"alg": self.name, **header}}, payload, key, algorithms=[self.name])
        parts: Mapping[str, Any] = signed
        return {name: str(parts[name]) for name in SIGNED}

    def verify(self, signed: Members, public: str) -> bytes:
        from joserfc import jws
        from joserfc.errors import JoseError
        from joserfc.jws import FlattenedJSONSerialization

        form: FlattenedJSONSerialization = {
            "payload": signed["payload"],
            "protected": signed["protected"],
            "signature": signed["signature"],
        }
        try:
            key = self._key({"kty": "OKP", "crv": self.signing, "x": public}, self.signing)
            return jws.deserialize_json(form, key, [self.name]).payload or b""
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SuiteError(str(error)) from error

    # The compact form has all headers protected, as a flattened JSON form without others has: the parts are the same.

    def seal(self, header: Mapping[str, Any], content: bytes, public: str) -> Members:
        from joserfc import jwe

        key = self._key({"kty": "OKP", "crv": self.sealing, "x": public}, self.sealing)
        sealed = jwe.encrypt_compact({**self.encryption, **header}, content, key, registry=self._registry())
        protected, _key, *parts = sealed.split(".")
        return dict(zip(SEALED, (protected, *parts), strict=True))

    def open(self, sealed: Members, private: Jwk) -> bytes:
        from joserfc import jwe
        from joserfc.errors import JoseError

        protected, *parts = (sealed[name] for name in SEALED)
        key = self._key(private, self.sealing)
        try:
            opened = jwe.decrypt_compact(".".join((protected, "", *parts)), key, registry=self._registry())
        except (JoseError, ValueError, TypeError, KeyError, AssertionError) as error:
            raise SuiteError(str(error)) from error
        return opened.plaintext or b""

    def _key(self, jwk: Jwk, curve: str) -> Any:
        from joserfc.errors import JoseError
        from joserfc.jwk import OKPKey

        if jwk.get("kty") != "OKP" or jwk.get("crv") != curve:
            raise SuiteError("another kind of key")
        try:
            return OKPKey.import_key({**jwk})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SuiteError(str(error)) from error

    def _registry(self) -> Any:
        from joserfc.jwe import JWERegistry

        registry = JWERegistry(algorithms=list(self.encryption.values()))
        registry.max_ciphertext_length = LARGEST_SEALED
        return registry


CURVE25519: Suite = _Curve25519()
SUITES: dict[str, Suite] = {CURVE25519.name: CURVE25519}
"""The suites that are read; each device writes with that of its keys."""


def suite_of_key(private: Jwk) -> Suite:
    """The suite that a signing key belongs to."""
    for suite in SUITES.values():
        if private.get("crv") == suite.signing:
            return suite
    raise SuiteError("a key of no known suite")
