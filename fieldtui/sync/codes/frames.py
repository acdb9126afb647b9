"""Frames: a file cut into numbered parts that prove themselves, one a QR code.

A frame is `F1:`, letters (letters.py) and `/`. The letters stand for: the session (4 bytes), its number from 1 on and
how many there are (2 bytes each, big endian), a part of the packed file, and the CRC-32 of all that (4 bytes). The
session is the begin of the SHA-256 of the count of frames (2 bytes) and the packed file: so frames of two files, or of
one file cut in two ways, never mix, and what was put together is known to be right. For packing see packed.py.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.letters import bytes_in, from_letters, to_letters
from fieldtui.sync.codes.packed import PackedError, pack, unpack

BEGIN, END = "F1:", "/"
MOST_FRAMES = 999
"""More than these nobody waits for."""
_SESSION, _NUMBER, _SUM = 4, 2, 4
_AROUND = _SESSION + 2 * _NUMBER + _SUM


class FrameError(ValueError):
    """Letters that are no whole frame."""


@dataclass(frozen=True, slots=True)
class Session:
    """One file, cut in one way: into `total` frames."""

    id: bytes
    total: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One part of a packed file; `number` counts from 1 on."""

    session: Session
    number: int
    part: bytes

    @property
    def text(self) -> str:
        """What the QR code says and a scanner gun types."""
        head = self.session.id + self.number.to_bytes(_NUMBER, "big") + self.session.total.to_bytes(_NUMBER, "big")
        body = head + self.part
        return BEGIN + to_letters(body + zlib.crc32(body).to_bytes(_SUM, "big")) + END


def cut(file: bytes, capacity: int) -> list[Frame]:
    """A file as frames of at most `capacity` characters each. FieldError when they would be too many."""
    room = bytes_in(capacity - len(BEGIN) - len(END)) - _AROUND
    if room < 1:
        raise too_small()
    packed = pack(file)
    total = -(-len(packed) // room)
    if total > MOST_FRAMES:
        raise too_many(total)
    # All parts alike but for a byte, so that no code is denser than it has to be.
    size = -(-len(packed) // total)
    session = Session(_session(total, packed), total)
    parts = [packed[start : start + size] for start in range(0, len(packed), size)]
    # Even parts can leave the last ones without a byte; then fewer, fuller ones do.
    if len(parts) < total:
        session = Session(_session(len(parts), packed), len(parts))
    return [Frame(session, number, part) for number, part in enumerate(parts, 1)]


def too_small() -> FieldError:
    return FieldError(_("This window is too small for a QR code; make it larger."))


def too_many(count: int) -> FieldError:
    return FieldError(
        _("This file would be {count} QR codes; make the window larger, or carry it as a file.").format(count=count)
    )


def read_frame(text: str) -> Frame:
    """The frame that these characters are, from `F1:` to `/`. FrameError when one of them is wrong."""
    if not (text.startswith(BEGIN) and text.endswith(END)):
        raise FrameError(text)
    try:
        content = from_letters(text[len(BEGIN) : -len(END)])
    except ValueError as error:
        raise FrameError(text) from error
    body, checksum = content[:-_SUM], content[-_SUM:]
    if len(content) <= _AROUND or zlib.crc32(body).to_bytes(_SUM, "big") != checksum:
        raise FrameError(text)
    number = int.from_bytes(body[_SESSION : _SESSION + _NUMBER], "big")
    total = int.from_bytes(body[_SESSION + _NUMBER : _SESSION + 2 * _NUMBER], "big")
    if not 1 <= number <= total:
        raise FrameError(text)
    return Frame(Session(body[:_SESSION], total), number, body[_SESSION + 2 * _NUMBER :])


def put_together(frames: Iterable[Frame]) -> bytes:
    """The file, of all the frames of a session in any order. FrameError when they do not make up what was cut."""
    parts = {frame.number: frame for frame in frames}
    session = next(iter(parts.values())).session
    packed = b"".join(parts[number].part for number in sorted(parts))
    if len(parts) != session.total or _session(session.total, packed) != session.id:
        raise FrameError(session.id.hex())
    try:
        return unpack(packed)
    except PackedError as error:
        raise FrameError(session.id.hex()) from error


def _session(total: int, packed: bytes) -> bytes:
    return hashlib.sha256(total.to_bytes(_NUMBER, "big") + packed).digest()[:_SESSION]
