"""The content of a bundle as bytes: lines of canonical JSON, compressed by brotli, and read within bounds.

The first line says what else the sender lacks; each further one is a change. One line is read at a time, so what a
small file unpacks to never lies in memory as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from fieldtui.ledger.canonical import written_canonically
from fieldtui.ledger.change import Change
from fieldtui.model.text import is_id
from fieldtui.sync.envelope import BundleError, altered, too_large

LARGEST_CONTENT = 256 * 1024 * 1024
LARGEST_LINE = 1024 * 1024
MOST_CHANGES = 500_000
MOST_LACKING = 1000

THOROUGH = 256 * 1024
"""Bytes up to which brotli takes its time (half a second). What is larger is packed thirty times as fast, to a seventh
more."""
THOROUGH_QUALITY, QUICK_QUALITY = 11, 6
STEP = 256 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """The changes that a bundle brings, and the attached files (SHA-256) that its sender knows of and does not have.

    `person`: as whom the office enrolled the sender, which asks to be known ("" when it does not ask).
    """

    changes: tuple[Change, ...] = ()
    lacks: tuple[str, ...] = ()
    person: str = ""


def pack(changes: Sequence[Change], lacks: Sequence[str], person: str = "") -> bytes:
    import brotli

    first: dict[str, Any] = {"lacks": list(lacks), "person": person} if person else {"lacks": list(lacks)}
    lines = [first, *(change.to_json() for change in changes)]
    text = b"".join(written_canonically(line) + b"\n" for line in lines)
    packed: bytes = brotli.compress(text, quality=THOROUGH_QUALITY if len(text) <= THOROUGH else QUICK_QUALITY)
    return packed


def unpack(packed: bytes, count: int) -> Content:
    """Reads so many changes. BundleError for anything that `pack` would not have written, or is too large."""
    lines = _lines(packed)
    try:
        first = _canonical_line(next(lines, b""))
        lacks, person = first["lacks"], first.get("person", "")
        changes: list[Change] = []
        for line in lines:
            if len(changes) == count:
                raise altered()
            changes.append(Change.from_json(_canonical_line(line)))
        sound = (
            len(changes) == count
            and isinstance(lacks, list)
            and len(lacks) <= MOST_LACKING
            and all(map(_is_sha256, lacks))
            and (person == "" or is_id(person))
        )
    except BundleError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise altered() from error
    if not sound:
        raise altered()
    return Content(tuple(changes), tuple(lacks), person)


def _is_sha256(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")


def _canonical_line(line: bytes) -> dict[str, Any]:
    """A line's mapping. It is canonical exactly when writing it gives it back: no name twice, no fraction, no blank."""
    form: dict[str, Any] = orjson.loads(line)
    if not isinstance(form, dict) or written_canonically(form) != line:
        raise altered()
    return form


def _lines(packed: bytes) -> Iterator[bytes]:
    import brotli

    unpacking, waiting, rest, total = brotli.Decompressor(), packed, b"", 0
    try:
        while not unpacking.is_finished():
            piece: bytes = unpacking.process(waiting, output_buffer_limit=STEP)
            if not piece and not waiting and unpacking.can_accept_more_data():
                raise altered()
            waiting = b""
            total += len(piece)
            *whole, rest = (rest + piece).split(b"\n")
            if total > LARGEST_CONTENT or len(rest) > LARGEST_LINE or any(len(line) > LARGEST_LINE for line in whole):
                raise too_large()
            yield from whole
    except brotli.error as error:
        raise altered() from error
    if rest:
        raise altered()
