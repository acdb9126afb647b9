"""The small code on a paper: what the paper is about, when it was made, and the hash of what it says.

`D1:`, the record's number where it has one that a QR code takes, `:`, letters (sync.codes.letters) and `/`. The
letters stand for: the kind of document and the language (a byte each), the second in which it was made (4 bytes, from
2020 on), the id of the record (16 bytes), the hash (16 bytes), and the CRC-32 of all that. Whoever has the
ledger can make one: it shows that a paper is out of date, not who made it.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from fieldtui.locale import LANGUAGES, _
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.document import HASH_BYTES
from fieldtui.sync.codes.drawing import matrix as matrix_of
from fieldtui.sync.codes.drawing import png
from fieldtui.sync.codes.letters import from_letters, to_letters
from fieldtui.sync.codes.size import LARGEST_VERSION, CodeSize

BEGIN, BETWEEN, END = "D1:", ":", "/"
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
LEVEL = "M"
PIXELS = 8
_NUMBER = re.compile(r"[0-9A-Z.+-]{1,24}")
_TURNED = str.maketrans({"、": "/", "÷": "/", "—": "-", "。": "."})
"""What an input method makes of the characters of a code, beside their full-width forms."""


@dataclass(frozen=True, slots=True)
class PaperCode:
    """`kind` is the mark of the kind of document; `made` the second in which it was made."""

    kind: int
    language: str
    made: datetime
    about: str
    hash: bytes
    number: str = ""

    @property
    def text(self) -> str:
        """What the QR code says and a scanner gun types."""
        seconds = min(max(0, int((self.made - SINCE).total_seconds())), 2**32 - 1)
        head = bytes([self.kind, LANGUAGES.index(self.language)]) + seconds.to_bytes(4, "big")
        body = head + UUID(self.about).bytes + self.hash
        number = self.number if _NUMBER.fullmatch(self.number) else ""
        return BEGIN + number + BETWEEN + to_letters(body + zlib.crc32(body).to_bytes(4, "big")) + END

    def picture(self) -> bytes:
        """The QR code as PNG, as small as its text allows."""
        text = self.text
        sizes = (CodeSize(version, LEVEL) for version in range(1, LARGEST_VERSION + 1))
        size = next(size for size in sizes if size.capacity >= len(text))
        return png(matrix_of(text, size), PIXELS)


def is_code(text: str) -> bool:
    """Whether this is the code of a paper, whole or not, as a scanner gun types it, also through an input method."""
    return _plain(text).startswith(BEGIN)


def is_whole(text: str) -> bool:
    """Whether a code is typed up to its end."""
    return is_code(text) and _plain(text).endswith(END)


def read_code(text: str) -> PaperCode:
    """The code again. FieldError when it is none, or one of its characters is wrong."""
    plain = _plain(text)
    number, between, letters = plain.removeprefix(BEGIN).removesuffix(END).rpartition(BETWEEN)
    if not plain.startswith(BEGIN) or not between:
        raise FieldError(_("This is not the code of a document; it begins with {begin}.").format(begin=BEGIN))
    try:
        content = from_letters(letters)
        body, checksum = content[:-4], content[-4:]
        if len(body) != 2 + 4 + 16 + HASH_BYTES or zlib.crc32(body).to_bytes(4, "big") != checksum:
            raise ValueError(letters)
        language = LANGUAGES[body[1]]
    except (ValueError, IndexError) as error:
        raise FieldError(_("A character of this code is wrong or missing; scan it once more.")) from error
    made = datetime.fromtimestamp(SINCE.timestamp() + int.from_bytes(body[2:6], "big"), UTC)
    return PaperCode(body[0], language, made, str(UUID(bytes=body[6:22])), body[22:], number)


def _plain(text: str) -> str:
    """In upper case and half width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_TURNED).upper().split())
