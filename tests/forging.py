"""What an attacker makes bundles with: raw JOSE by cryptography alone, without any rule of the program."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldtui.ledger.workspace import Workspace


def encoded(content: bytes | Mapping[str, Any] | str) -> str:
    if isinstance(content, Mapping):
        content = json.dumps(content, separators=(",", ":"))
    if isinstance(content, str):
        content = content.encode()
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened_json(text: str) -> dict[str, Any]:
    form: dict[str, Any] = json.loads(decoded(text))
    return form


@dataclass(frozen=True)
class Forger:
    """Somebody with the private keys of a workspace, who signs and seals whatever they like."""

    workspace: Workspace

    def _key(self, ending: str) -> dict[str, str]:
        path: Path = self.workspace.private_keys / f"{self.workspace.device}{ending}"
        key: dict[str, str] = json.loads(path.read_bytes())
        return key

    @property
    def public(self) -> dict[str, str]:
        return {name: self._key(".json")[name] for name in ("kty", "crv", "x")}

    def signed(self, header: Mapping[str, Any] | str, manifest: Mapping[str, Any] | str) -> dict[str, Any]:
        protected, payload = encoded(header), encoded(manifest)
        key = Ed25519PrivateKey.from_private_bytes(decoded(self._key(".json")["d"]))
        signature = encoded(key.sign(f"{protected}.{payload}".encode()))
        return {"payload": payload, "protected": protected, "signature": signature}

    def signed_anew(
        self,
        bundle: Mapping[str, Any],
        header: Mapping[str, Any] | None = None,
        manifest: Mapping[str, Any] | None = None,
        content: Any = None,
    ) -> dict[str, Any]:
        """The bundle with some members of its header and manifest replaced (None takes one out), soundly signed."""
        content = content or bundle.get("content")
        described = opened_json(bundle["payload"])
        if isinstance(content, dict):
            described["content"]["sha256"] = hash_of(content)
        return {
            **self.signed(replaced(opened_json(bundle["protected"]), header), replaced(described, manifest)),
            **({"content": content} if content else {}),
        }

    def opened(self, sealed: Mapping[str, str]) -> bytes:
        """What is in a seal for this workspace, still packed."""
        header = opened_json(sealed["protected"])
        private = X25519PrivateKey.from_private_bytes(decoded(self._key(".sealing.json")["d"]))
        shared = private.exchange(X25519PublicKey.from_public_bytes(decoded(header["epk"]["x"])))
        return AESGCM(derived(shared, header)).decrypt(
            decoded(sealed["iv"]), decoded(sealed["ciphertext"]) + decoded(sealed["tag"]), sealed["protected"].encode()
        )

    def sealed(
        self, like: Mapping[str, str], content: bytes, header: Mapping[str, Any] | None = None
    ) -> dict[str, str]:
        """Other content in a seal for this workspace, with the header of another, some of its members replaced."""
        own = X25519PrivateKey.generate()
        theirs = X25519PublicKey.from_public_bytes(decoded(self._key(".sealing.json")["x"]))
        epk = {"kty": "OKP", "crv": "X25519", "x": encoded(own.public_key().public_bytes_raw())}
        full = replaced({**opened_json(like["protected"]), "epk": epk}, header)
        protected, iv = encoded(full), os.urandom(12)
        mixed = AESGCM(derived(own.exchange(theirs), full)).encrypt(iv, content, protected.encode())
        return {
            "protected": protected,
            "iv": encoded(iv),
            "ciphertext": encoded(mixed[:-16]),
            "tag": encoded(mixed[-16:]),
        }


def replaced(form: Mapping[str, Any], changes: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in {**form, **(changes or {})}.items() if value is not None}


def hash_of(sealed: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(sealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def derived(shared: bytes, header: Mapping[str, Any]) -> bytes:
    """Concat KDF (RFC 7518, 4.6.2) for one round of 256 bits."""
    parts = [str(header.get("enc")).encode(), decoded(header.get("apu", "")), decoded(header.get("apv", ""))]
    info = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha256((1).to_bytes(4, "big") + shared + info + (256).to_bytes(4, "big")).digest()


def packed(text: bytes) -> bytes:
    content: bytes = brotli.compress(text, quality=1)
    return content
