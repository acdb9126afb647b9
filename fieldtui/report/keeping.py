"""Where texts and pictures are kept that were made to be handed on: a file each in exports/."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from fieldtui.ledger.files import replace_file
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of

MARK = b"\xef\xbb\xbf"
"""By this mark old editors on Windows know that a file is UTF-8."""
LONGEST_NAME = 14
"""Characters, so that a sentence with the file's name fits a line of 80 cells."""


def keep_text(exports: Path, text: str, today: date) -> Path:
    """Writes a text to a new file that is called after its first line. FieldError when that can't be."""
    path = new_file(exports, text.partition("\n")[0].partition("（")[0], ".txt", today)
    write_file(path, [MARK, text.encode("utf-8")])
    return path


def keep_picture(exports: Path, svg: str, title: str, today: date) -> Path:
    """Writes a picture to a new file that is called after a title. FieldError when that can't be."""
    path = new_file(exports, title, ".svg", today)
    write_file(path, [svg.encode("utf-8")])
    return path


def new_file(exports: Path, title: str, ending: str, today: date) -> Path:
    """A file that is not there yet, called after a title and the day. FieldError when there are too many."""
    name = "-".join("".join(mark if mark.isalnum() else " " for mark in title).split())[:LONGEST_NAME].strip("-")
    for number in range(1, 10_000):
        path = exports / f"{name or 'text'}-{today:%Y-%m-%d}-{number:02d}{ending}"
        if not path.exists():
            return path
    raise FieldError(_("{folder} is full of texts of today; clear it out.").format(folder=exports))


def write_file(path: Path, content: Iterable[bytes]) -> None:
    """Writes a whole file, or leaves what was there. FieldError when that can't be."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise FieldError(
            _("The file could not be written to {path}: {reason}.").format(
                path=f"{path.parent.name}/{path.name}", reason=reason_of(error)
            )
        ) from error
