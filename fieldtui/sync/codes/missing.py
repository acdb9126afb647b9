"""What is still missing, as a code of its own: the receiver shows it, and the sender shows only that.

`M1:`, letters and `/`. The letters stand for the session (4 bytes), a bit for each number from 1 on, the highest of a
byte first, that is set where a frame is missing, and the CRC-32 of both (4 bytes). What does not fit is not asked for
yet.
"""

import zlib
from collections.abc import Sequence

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.codes.frames import Session
from fieldtui.sync.codes.letters import bytes_in, from_letters, to_letters
from fieldtui.sync.codes.ranges import read_ranges
from fieldtui.sync.codes.typed import plain

BEGIN, END = "M1:", "/"
_SESSION, _SUM = 4, 4


def asking(session: Session, missing: Sequence[int], capacity: int) -> str:
    """The text of a code of at most `capacity` characters that asks for these frames; for the first, if not for all."""
    room = bytes_in(capacity - len(BEGIN) - len(END)) - _SESSION - _SUM
    bits = bytearray(min(room, -(-max(missing, default=0) // 8)))
    for number in missing:
        if number <= 8 * len(bits):
            bits[(number - 1) // 8] |= 0x80 >> (number - 1) % 8
    body = session.id + bits.rstrip(b"\x00")
    return BEGIN + to_letters(body + zlib.crc32(body).to_bytes(_SUM, "big")) + END


def read_wanted(text: str, session: Session) -> list[int]:
    """The numbers that a scanned code asks for, or that were typed as ranges; all when nothing was typed. FieldError
    when it was misread, or asks for frames of something else."""
    scanned = "".join(map(plain, text))
    if not scanned.startswith(BEGIN):
        return read_ranges(text, session.total)
    try:
        content = from_letters(scanned.removeprefix(BEGIN).removesuffix(END))
    except ValueError:
        content = b""
    body, checksum = content[:-_SUM], content[-_SUM:]
    if len(body) < _SESSION or zlib.crc32(body).to_bytes(_SUM, "big") != checksum:
        raise FieldError(_("The code that says what is missing was misread; scan it once more."))
    numbers = [
        8 * place + bit + 1
        for place, byte in enumerate(body[_SESSION:])
        for bit in range(8)
        if byte & 0x80 >> bit and 8 * place + bit < session.total
    ]
    if body[:_SESSION] != session.id or not numbers:
        raise FieldError(_("The other side asks for codes of another file, or of another size of window."))
    return numbers


def is_asking(text: str) -> bool:
    """Whether this is what a code of missing frames says."""
    return "".join(map(plain, text)).startswith(BEGIN)
