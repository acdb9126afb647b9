"""Where texts are kept that were made to be handed on: a file each in exports/."""

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
    first = text.partition("\n")[0].partition("（")[0]
    name = "-".join("".join(mark if mark.isalnum() else " " for mark in first).split())[:LONGEST_NAME].strip("-")
    for number in range(1, 10_000):
        path = exports / f"{name or 'text'}-{today:%Y-%m-%d}-{number:02d}.txt"
        if not path.exists():
            break
    else:
        raise FieldError(_("{folder} is full of texts of today; clear it out.").format(folder=exports))
    try:
        replace_file(path, [MARK, text.encode("utf-8")])
    except OSError as error:
        raise FieldError(
            _("The file could not be written to {path}: {reason}.").format(
                path=f"{exports.name}/{path.name}", reason=reason_of(error)
            )
        ) from error
    return path
