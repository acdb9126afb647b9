"""The codes of one file for one window: cut at once, drawn one by one when they are wanted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from fieldtui.ledger.files import replace_file
from fieldtui.ledger.kept import read_kept
from fieldtui.ledger.seal import SealError
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sync.bundle import LARGEST_FILE
from fieldtui.sync.codes.drawing import half_blocks, matrix, png
from fieldtui.sync.codes.fountain import Spring, pour
from fieldtui.sync.codes.frames import Frame, Session, cut
from fieldtui.sync.codes.missing import asking, read_wanted
from fieldtui.sync.codes.ranges import read_ranges
from fieldtui.sync.codes.size import CodeSize, in_window, standing
from fieldtui.sync.envelope import altered

PIXELS = 6
"""Of a module in a picture: as much as a printer and a telephone's camera need."""


Cutting: TypeAlias = "Callable[[Path, int, int], Codes]"
"""What makes a file's codes for a window of so many columns and lines."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Frames, the first being number 1, and the size of code that they fit."""

    frames: Sequence[Frame]
    size: CodeSize

    @property
    def total(self) -> int:
        return len(self.frames)

    @property
    def is_endless(self) -> bool:
        return isinstance(self.session, Spring)

    @property
    def session(self) -> Session:
        return self.frames[0].session

    def wanted(self, text: str) -> Sequence[int]:
        """The numbers that somebody asks for, typed or scanned; all when nothing was typed. FieldError as
        `read_wanted`."""
        return read_ranges(text, self.total) if self.is_endless else read_wanted(text, self.session)

    def lines(self, number: int) -> list[str]:
        """A code as half blocks, black on white."""
        return half_blocks(matrix(self.frames[number - 1].text, self.size))

    def write_picture(self, number: int, folder: Path, name: str) -> Path:
        """A code as PNG: name-03-28.png. FieldError when it can't be written."""
        path = folder / f"{name}-{number:02d}-{self.total:02d}.png"
        try:
            replace_file(path, [png(matrix(self.frames[number - 1].text, self.size), PIXELS)])
        except OSError as error:
            sentence = _("{path} can't be written: {reason}.").format(path=path, reason=reason_of(error))
            raise FieldError(sentence) from error
        return path


def codes_of(path: Path, columns: int, lines: int) -> Codes:
    """A file's codes for a window of so many cells. FieldError when it can't be read or would be too many codes."""
    return codes_in(path, in_window(columns, lines))


def endless_of(path: Path, columns: int, lines: int) -> Codes:
    """As `codes_of`, from a fountain. FieldError also when its library is missing."""
    return endless_for(_read(path), in_window(columns, lines))


def codes_in(path: Path, size: CodeSize) -> Codes:
    """A file's codes of a size. FieldError as for `codes_of`."""
    return codes_for(_read(path), size)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FieldError(_("This file is too large to be a bundle."))
        # One that came into a locked workspace is sealed there.
        return read_kept(path)
    except OSError as error:
        raise FieldError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
    except SealError as error:
        raise altered() from error


def asking_lines(session: Session, missing: Sequence[int], size: CodeSize) -> list[str]:
    """A code that asks for what is missing, as half blocks: no larger than it has to be."""
    text = asking(session, missing, size.capacity)
    smallest = next(
        one for version in range(1, size.version + 1) if (one := CodeSize(version, "L")).capacity >= len(text)
    )
    return half_blocks(matrix(text, standing(smallest, len(text))))


def endless_for(file: bytes, size: CodeSize) -> Codes:
    """The codes of these bytes, from a fountain."""
    return Codes(pour(file, size.capacity), size)


def codes_for(file: bytes, size: CodeSize) -> Codes:
    """The codes of these bytes; one that stands alone gets the best error correction that its size allows."""
    frames = cut(file, size.capacity)
    return Codes(frames, standing(size, len(frames[0].text)) if len(frames) == 1 else size)
