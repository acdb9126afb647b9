"""A fountain of frames: no end of them, and of whichever come in about as many as the file is long make it up.

The code is RaptorQ (RFC 6330) in one source block, by the library raptorq where it is installed. A frame is `R1:`,
letters and `/`. The letters stand for: the session (4 bytes), the length of the packed file (4), the length of a symbol
(2, a multiple of 8), the symbol's number (ESI, 3), the symbol, and the CRC-32 of all that (4); numbers are big endian.
The session is the begin of the SHA-256 of both lengths and the packed file. These frames never mix with plain ones.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.frames import END, MOST_FRAMES, Frame, FrameError, Session, too_many, too_small
from fieldtui.sync.codes.letters import bytes_in, from_letters, to_letters
from fieldtui.sync.codes.packed import PackedError, pack, unpack

BEGIN = "R1:"
ENDLESS = 300
"""Frames that are made at least, before they come again."""
ROUNDS = 6
"""Times as many frames as would do are made at least."""
_SESSION, _LENGTH, _SYMBOL, _NUMBER, _SUM = 4, 4, 2, 3, 4
_HEAD = _SESSION + _LENGTH + _SYMBOL + _NUMBER
_ALIGNED = 8
_BLOCK = b"\x00"


@dataclass(frozen=True, slots=True)
class Spring(Session):
    """One file, in symbols of one length; `total` of them do, or in one of 250 cases one or two more."""

    length: int
    symbol: int


@dataclass(frozen=True, slots=True)
class Drop(Frame):
    """One symbol; `number` counts from 1 on, and has no end."""

    @property
    def text(self) -> str:
        assert isinstance(self.session, Spring)
        lengths = _lengths(self.session.length, self.session.symbol)
        body = self.session.id + lengths + (self.number - 1).to_bytes(_NUMBER, "big") + self.part
        return BEGIN + to_letters(body + zlib.crc32(body).to_bytes(_SUM, "big")) + END


def pour(file: bytes, capacity: int) -> list[Frame]:
    """Frames of at most `capacity` characters each, more than anybody waits for. FieldError when one file would be too
    many, or the library is missing."""
    encoder = library().Encoder
    room = bytes_in(capacity - len(BEGIN) - len(END)) - _HEAD - _SUM
    symbol = room // _ALIGNED * _ALIGNED
    if symbol < _ALIGNED:
        raise too_small()
    packed = pack(file)
    total = -(-len(packed) // symbol)
    if total > MOST_FRAMES:
        raise too_many(total)
    spring = Spring(_session(packed, symbol), total, len(packed), symbol)
    more = max(ENDLESS, ROUNDS * total)
    packets = encoder.with_defaults(packed, symbol).get_encoded_packets(more)
    return [Drop(spring, int.from_bytes(packet[1:4], "big") + 1, packet[4:]) for packet in packets]


def read_drop(text: str) -> Frame:
    """The frame that these characters are, from `R1:` to `/`. FrameError when one of them is wrong."""
    try:
        content = from_letters(text.removeprefix(BEGIN).removesuffix(END))
    except ValueError as error:
        raise FrameError(text) from error
    body, checksum = content[:-_SUM], content[-_SUM:]
    numbers, part = body[_SESSION:_HEAD], body[_HEAD:]
    length = int.from_bytes(numbers[:_LENGTH], "big")
    symbol = int.from_bytes(numbers[_LENGTH : _LENGTH + _SYMBOL], "big")
    number = int.from_bytes(numbers[_LENGTH + _SYMBOL :], "big") + 1
    if len(part) != symbol or not part or symbol % _ALIGNED or zlib.crc32(body).to_bytes(_SUM, "big") != checksum:
        raise FrameError(text)
    if not 1 <= length <= MOST_FRAMES * symbol:
        raise FrameError(text)
    return Drop(Spring(body[:_SESSION], -(-length // symbol), length, symbol), number, part)


def caught(spring: Spring, drops: Iterable[Frame]) -> bytes | None:
    """The file, of frames of its in any order; None when they do not make it up yet. FrameError when they are of
    something else; FieldError when the library is missing."""
    decoder = library().Decoder.with_defaults(spring.length, spring.symbol)
    packed = None
    for drop in drops:
        packed = decoder.decode(_BLOCK + (drop.number - 1).to_bytes(_NUMBER, "big") + drop.part)
        if packed is not None:
            break
    if packed is None:
        return None
    if _session(packed, spring.symbol) != spring.id:
        raise FrameError(spring.id.hex())
    try:
        return unpack(packed)
    except PackedError as error:
        raise FrameError(spring.id.hex()) from error


def library() -> Any:
    """What has Encoder and Decoder. FieldError with what to do when it is missing."""
    try:
        import raptorq
    except ImportError as error:
        raise FieldError(
            _(
                'Endless codes need one more library on both sides: pip install "fieldtui[fountain]". Without it, '
                "plain codes do: ask the other side to show those."
            )
        ) from error
    return raptorq


def _lengths(length: int, symbol: int) -> bytes:
    return length.to_bytes(_LENGTH, "big") + symbol.to_bytes(_SYMBOL, "big")


def _session(packed: bytes, symbol: int) -> bytes:
    return hashlib.sha256(_lengths(len(packed), symbol) + packed).digest()[:_SESSION]
