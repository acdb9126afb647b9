"""Attached files 佐证材料: taken in from where they lie, kept beside the ledger, and laid out to be looked at."""

import contextlib
import mimetypes
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldtui.ledger.blobs import keep_blob, read_blob
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.ledger import Ledger
from fieldtui.locale import _
from fieldtui.model.records.attachment import Attachment
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.model.text import one_line

LARGEST = 40 * 1024 * 1024
"""Bytes of a file that can be attached: sealed, it must still be one that goes along with a bundle."""
LONGEST_NAME = 200
MOST_FILES = 200
SHOWN = ("image/", "video/", "audio/", "application/pdf", "application/msword", "application/vnd.")
"""Types of files that are offered to be attached: photos, scans, recordings and office documents."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be attached; `at` is when it was written, in seconds."""

    path: Path
    size: int
    at: float


def attach(ledger: Ledger, record: str, paths: Sequence[Path]) -> list[Attachment]:
    """Keep files and record that they belong to a record. FieldError with a sentence when one can't be read or kept."""
    made = []
    for path in paths:
        try:
            content = _content_of(path)
            sha256 = keep_blob(ledger.workspace.blobs, content)
        except OSError as error:
            raise FieldError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
        attachment = Attachment(
            belongs_to=record,
            name=file_name(path),
            media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            size=len(content),
            sha256=sha256,
        )
        ledger.save(attachment)
        made.append(attachment)
    return made


def _content_of(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        sentence = _("{path} is too large to be attached: at most {most} MB, or it can't go along with a bundle.")
        raise FieldError(sentence.format(path=path, most=LARGEST // 1_000_000))
    return content


def file_name(path: Path) -> str:
    """The name under which a file is kept: in UTF-8, of at most 200 characters, with its ending."""
    name: str = one_line(os.fsencode(path.name).decode("utf-8", "replace")) or "-"
    return name if len(name) <= LONGEST_NAME else f"{name[:189]}…{name[-10:]}"


def files_in(folder: Path) -> list[FoundFile]:
    """Photos, scans and documents in a folder, the newest first; FieldError when it can't be read."""
    found = []
    try:
        for entry in os.scandir(folder):
            media_type = mimetypes.guess_type(entry.name)[0] or ""
            if media_type.startswith(SHOWN) and entry.is_file():
                about = entry.stat()
                found.append(FoundFile(Path(entry.path), about.st_size, about.st_mtime))
    except OSError as error:
        raise FieldError(_("{path} can't be read: {reason}.").format(path=folder, reason=reason_of(error))) from error
    return sorted(found, key=lambda file: (-file.at, file.path.name))[:MOST_FILES]


def laid_out(ledger: Ledger, attachment: str) -> Path:
    """A copy of an attached file under its own name, for a viewer to open: what a viewer does to it harms nothing.

    The copy before is removed. FieldError when the file is not here, or no longer what it was.
    """
    row = ledger.row("attachment", attachment) or {}
    content = read_blob(ledger.workspace.blobs, row["sha256"]) if row else None
    if content is None:
        name = row.get("name", "")
        raise FieldError(_("The file {name} is not here; it lies where it was attached.").format(name=name))
    folder = ledger.workspace.opened
    try:
        folder.mkdir(exist_ok=True)
        for before in folder.iterdir():
            # A viewer on Windows holds on to its file: it stays until next time.
            with contextlib.suppress(OSError):
                before.unlink()
        path = folder / _harmless(row["name"])
        replace_file(path, [content])
    except OSError as error:
        raise FieldError(
            _("{path} can't be written: {reason}.").format(path=folder, reason=reason_of(error))
        ) from error
    return path


def _harmless(name: str) -> str:
    """A name that came from another machine, as one of a file here: it leads to no other folder."""
    kept = "".join("_" if character in '/\\:*?"<>|' or ord(character) < ord(" ") else character for character in name)
    whole = Path(kept.strip(" .") or "-")
    stem, ending = whole.stem, whole.suffix
    # File systems count bytes, of which a character can take four.
    while len((stem + ending).encode()) > LONGEST_NAME and stem:
        stem = stem[:-1]
    return (stem + ending)[:LONGEST_NAME]
