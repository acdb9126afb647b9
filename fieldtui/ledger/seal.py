"""Seals: what files and lines of the log go through on their way to the disk, unchanged where nothing is locked.

A sealed file or line says nothing without the workspace's key, and is bound to its place: a file to its path in the
folder `data`, a line to the one before it, so that none can be altered, exchanged or left out unseen.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError

MAGIC = b"fieldtui-sealed 1\n"
"""What a sealed file begins with."""
IV = 12
Chunk: TypeAlias = bytes | memoryview
LINE = b'{"sealed":"'


class SealError(ValueError):
    """What is sealed is not what it was, or was sealed for another place."""


class LockedError(FieldError):
    """A locked workspace whose passphrase was not given, or whose lock was lost."""


class Seal(Protocol):
    """Closes and opens bytes. `open` and `open_line` raise SealError, or LockedError when there is no key."""

    def close(self, chunks: Iterable[Chunk], place: str) -> Iterable[Chunk]:
        """Piece by piece, so that a thread that writes a large file never holds up the screen."""

    def open(self, content: bytes, place: str) -> bytes: ...
    def close_line(self, content: bytes, before: str) -> bytes:
        """`content` is a line's JSON without its checksum, `before` the checksum of the line before ("": the first)."""

    def open_line(self, content: bytes, before: str) -> bytes: ...


class _Open:
    """That of a workspace without a passphrase."""

    def close(self, chunks: Iterable[Chunk], place: str) -> Iterable[Chunk]:
        return chunks

    def open(self, content: bytes, place: str) -> bytes:
        return content

    def close_line(self, content: bytes, before: str) -> bytes:
        return content

    def open_line(self, content: bytes, before: str) -> bytes:
        if content.startswith(LINE):
            raise LockedError(
                _("This workspace is locked, and its data/lock.json is gone; bring that file back from a backup.")
            )
        return content


class _Shut:
    """That of a locked workspace as long as nobody gave the passphrase."""

    def close(self, chunks: Iterable[Chunk], place: str) -> Iterable[Chunk]:
        raise _shut()

    def open(self, content: bytes, place: str) -> bytes:
        raise _shut()

    close_line = open_line = open


def _shut() -> LockedError:
    return LockedError(_("This workspace is locked with a passphrase."))


class Sealed:
    """AES-256-GCM under the workspace's key, with a random number each time."""

    def __init__(self, key: bytes) -> None:
        # Open workspaces need none of it.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._key = key
        self._cipher = AESGCM(key)

    def is_under(self, key: bytes) -> bool:
        """Whether this is the key."""
        return self._key == key

    def close(self, chunks: Iterable[Chunk], place: str) -> Iterator[Chunk]:
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import GCM

        iv = os.urandom(IV)
        encryptor = Cipher(AES(self._key), GCM(iv)).encryptor()
        encryptor.authenticate_additional_data(f"file {place}".encode())
        yield MAGIC + iv
        yield from map(encryptor.update, chunks)
        yield encryptor.finalize() + encryptor.tag

    def open(self, content: bytes, place: str) -> bytes:
        if not content.startswith(MAGIC):
            raise SealError("not sealed")
        return self._decrypted(memoryview(content)[len(MAGIC) :], f"file {place}")

    def close_line(self, content: bytes, before: str) -> bytes:
        iv = os.urandom(IV)
        sealed = iv + self._cipher.encrypt(iv, content, f"line {before}".encode())
        return LINE + urlsafe_b64encode(sealed).rstrip(b"=") + b'"}'

    def open_line(self, content: bytes, before: str) -> bytes:
        if not (content.startswith(LINE) and content.endswith(b'"}')):
            raise SealError("not sealed")
        text = content[len(LINE) : -2]
        try:
            sealed = urlsafe_b64decode(text + b"=" * (-len(text) % 4))
        except ValueError as error:
            raise SealError("not base64url") from error
        return self._decrypted(memoryview(sealed), f"line {before}")

    def _decrypted(self, sealed: memoryview, bound_to: str) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:IV], sealed[IV:], bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError("altered") from error


OPEN: Seal = _Open()
SHUT: Seal = _Shut()
