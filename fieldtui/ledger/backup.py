"""Backups: one zip with a workspace's settings, log, drafts and attached files; never its keys.

`backup.json` in it says what the other parts are, with the size and the SHA-256 of each, so that nothing is unpacked
that is not what was kept.
"""

import hashlib
import re
import shutil
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldtui.ledger.files import sync_folder, writing
from fieldtui.ledger.lock import LARGEST as LARGEST_LOCK
from fieldtui.ledger.lock import Lock, lock_from, refuse_shut
from fieldtui.ledger.log import DamagedLogError, Log, LogError, read_line, write_line
from fieldtui.ledger.seal import Seal
from fieldtui.ledger.workspace import LOCKED as SETTINGS_FORMAT
from fieldtui.ledger.workspace import SETTINGS, Workspace, WorkspaceError
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of

FORMAT = 1
LOCKED_FORMAT = 2
"""Of a locked workspace's backup, whose parts are as they lie there, sealed; and the newest that is read."""
CONTENTS = "backup.json"
LOG = "data/log.jsonl"
DRAFTS = "data/drafts.json"
LOCK = "data/lock.json"
BLOBS = "data/blobs/"
LARGEST_CONTENTS = 64 * 1024 * 1024
"""Bytes of `backup.json`, which says how large all the rest is: a line of 130 bytes an attached file."""
CHUNK = 1024 * 1024
ATTEMPTS = 3

_BLOB = re.compile(r"[0-9a-f]{64}")
_PARTS = (SETTINGS, LOCK, LOG, DRAFTS)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError)
"""What zipfile says of a damaged file; NotImplementedError is a RuntimeError."""


class BackupError(FieldError):
    """A backup that can't be made, or is none; the sentence says why and what to do. Nothing was changed."""


class Part(BaseModel):
    """One file of a backup: its length in bytes and its SHA-256 in hexadecimal."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    size: Annotated[int, Field(ge=0, lt=2**53)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Contents(BaseModel):
    """What `backup.json` says: when it was made (`at`, UTC, milliseconds), of whose workspace, and each part by name.

    `commits` and `records` are how many the log holds; records that were deleted are counted.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)
    type: Literal["fieldtui-backup"] = "fieldtui-backup"
    format: Annotated[int, Field(ge=1, lt=2**53)] = FORMAT
    at: Annotated[int, Field(ge=0, lt=2**53)]
    county: str
    device: str
    name: str
    commits: Annotated[int, Field(ge=0, lt=2**53)]
    records: Annotated[int, Field(ge=0, lt=2**53)]
    parts: dict[str, Part]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written: where, its size in bytes, and what is in it."""

    path: Path
    size: int
    contents: Contents


def back_up(workspace: Workspace, path: Path, now: datetime) -> Backup:
    """Writes the backup to `path`, all or nothing; what it holds is on disk when this returns.

    Only reads the workspace, so another window may write in it. LogError when the log is damaged, WorkspaceError when
    a newer version made the workspace and may keep there what this one does not know, else BackupError.
    """
    workspace.refuse_newer()
    refuse_shut(workspace.folder)
    try:
        with writing(path) as file, zipfile.ZipFile(file, "w") as archive:
            contents = _fill(_Zip(archive, now), workspace, now)
        return Backup(path, path.stat().st_size, contents)
    except OSError as error:
        raise BackupError(
            _("The backup could not be written to {path}: {reason}.").format(path=path, reason=reason_of(error))
        ) from error


def free_name(folder: Path, name: str, now: datetime) -> Path:
    """A path for a backup of today that no file has yet: <name>-<date>-<nn>.zip."""
    safe = "".join(character if character.isalnum() else "-" for character in name) or "backup"
    for number in range(1, 10_000):
        path = folder / f"{safe}-{now:%Y-%m-%d}-{number:02d}.zip"
        if not path.exists():
            return path
    raise BackupError(_("{folder} is full of backups of today; clear it out.").format(folder=folder))


class _Zip:
    """A zip that is being filled, and what was put into it."""

    def __init__(self, archive: zipfile.ZipFile, now: datetime) -> None:
        self._archive = archive
        self._time = (now.year, now.month, now.day, now.hour, now.minute, now.second)
        self.parts: dict[str, Part] = {}

    def put(self, name: str, chunks: Iterable[bytes], expected: int, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
        """Add a part of about `expected` bytes; returns its end."""
        entry = zipfile.ZipInfo(name, self._time)
        entry.compress_type = compression
        entry.external_attr = 0o600 << 16
        # From this it knows whether it needs the form for large files.
        entry.file_size = expected
        checksum, size, tail = hashlib.sha256(), 0, b""
        with self._archive.open(entry, "w") as part:
            for chunk in chunks:
                part.write(chunk)
                checksum.update(chunk)
                size += len(chunk)
                tail = (tail + chunk)[-64:]
        self.parts[name] = Part(size=size, sha256=checksum.hexdigest())
        return tail


def _fill(target: _Zip, workspace: Workspace, now: datetime) -> Contents:
    settings = (workspace.folder / SETTINGS).read_bytes()
    target.put(SETTINGS, [settings], len(settings))
    if workspace.lock.exists():
        lock = workspace.lock.read_bytes()
        target.put(LOCK, [lock], len(lock))
    commits, records, end, last = _sound_log(workspace)
    if end:
        with workspace.log.open("rb") as log:
            tail = target.put(LOG, _read(log, end), end)
        if not tail.endswith(last.encode("ascii") + b'"}\n'):
            raise BackupError(_("Something was just erased from the log; make the backup again."))
    if workspace.drafts.exists():
        drafts = workspace.drafts.read_bytes()
        target.put(DRAFTS, [drafts], len(drafts))
    for path in _blobs(workspace.blobs):
        with path.open("rb") as blob:
            # Photographs and office files are compressed as they are.
            target.put(BLOBS + path.name, _read(blob, -1), path.stat().st_size, zipfile.ZIP_STORED)
    contents = Contents(
        format=LOCKED_FORMAT if LOCK in target.parts else FORMAT,
        at=int(now.timestamp() * 1000),
        county=workspace.county,
        device=workspace.device,
        name=workspace.name,
        commits=commits,
        records=records,
        parts=dict(target.parts),
    )
    written = contents.model_dump_json(indent=1).encode("utf-8")
    target.put(CONTENTS, [written], len(written))
    return contents


def _sound_log(workspace: Workspace) -> tuple[int, int, int, str]:
    """(commits, records, end, checksum of the last commit) of the log as it is sound now. Raises LogError."""
    for attempt in range(ATTEMPTS):
        try:
            return _measured(Log(workspace.log))
        except DamagedLogError:
            # A line that another window was just writing when it was read looks damaged, but only once.
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError


def _measured(log: Log) -> tuple[int, int, int, str]:
    commits, end, last = 0, 0, ""
    records: set[str] = set()
    for commit in log.read():
        commits, end, last = commits + 1, commit.end, commit.sum
        records.update(change["of"] for change in commit.body.get("changes", ()))
    return commits, len(records), end, last


def _blobs(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if _BLOB.fullmatch(path.name)) if folder.is_dir() else []


def _read(file: IO[bytes], size: int) -> Iterator[bytes]:
    """At most `size` bytes of a file, or all when that is negative."""
    while size and (chunk := file.read(CHUNK if size < 0 else min(CHUNK, size))):
        size -= len(chunk) if size > 0 else 0
        yield chunk


def unpack(path: Path, folder: Path) -> Contents:
    """Puts what a backup holds into `folder`, which is empty, synced, and only if all of it is sound. BackupError."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _contents(archive)
            _refuse_too_large(contents, folder)
            for name, part in contents.parts.items():
                _take_out(archive, name, part, folder / name)
    except OSError as error:
        raise BackupError(
            _("{path} could not be unpacked: {reason}.").format(path=path, reason=reason_of(error))
        ) from error
    except _UNREADABLE as error:
        if isinstance(error, FieldError):
            raise
        raise _damaged() from error
    _refuse_settings(folder)
    _refuse_unsound_log(folder, contents)
    return contents


def read_contents(path: Path) -> Contents:
    """What a backup says of itself. BackupError when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _contents(archive)
    except OSError as error:
        raise BackupError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
    except _UNREADABLE as error:
        if isinstance(error, FieldError):
            raise
        raise _damaged() from error


def lock_in(path: Path) -> Lock | None:
    """The lock of the workspace that a backup is of; None when that was open. BackupError when it is none."""
    contents = read_contents(path)
    if LOCK not in contents.parts:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            return lock_from(b"".join(_entry(archive, archive.getinfo(LOCK), LARGEST_LOCK)))
    except OSError as error:
        raise BackupError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
    except _UNREADABLE as error:
        if isinstance(error, FieldError):
            raise
        raise _damaged() from error


def seal_backup(path: Path, lock: bytes, seal: Seal) -> None:
    """Makes the backup of an open workspace one of a locked one; `lock` is what its `lock.json` says.

    BackupError when it is none, or damaged; OSError. Then it stands as it was.
    """
    contents = read_contents(path)
    if LOCK in contents.parts:
        return
    try:
        with zipfile.ZipFile(path) as old, writing(path) as file, zipfile.ZipFile(file, "w") as archive:
            target = _Zip(archive, datetime(*old.getinfo(CONTENTS).date_time))  # noqa: DTZ001 - as the zip has it
            target.put(LOCK, [lock], len(lock))
            for name, part in contents.parts.items():
                content = b"".join(_entry(old, old.getinfo(name), part.size))
                sealed = content if name == SETTINGS else _sealed_part(name, content, seal)
                target.put(name, [sealed], len(sealed), old.getinfo(name).compress_type)
            said = contents.model_copy(update={"format": LOCKED_FORMAT, "parts": target.parts})
            written = said.model_dump_json(indent=1).encode("utf-8")
            target.put(CONTENTS, [written], len(written))
            # On Windows no file is replaced that is open.
            old.close()
    except _UNREADABLE as error:
        raise _damaged() from error


def _sealed_part(name: str, content: bytes, seal: Seal) -> bytes:
    if name != LOG:
        return b"".join(seal.close([content], name.removeprefix("data/")))
    lines, last = [], ""
    for line in content.splitlines(keepends=True):
        read = read_line(line[:-1])
        if read is None:
            raise _damaged()
        sealed, last = write_line(read[0], seal, last)
        lines.append(sealed)
    return b"".join(lines)


def _contents(archive: zipfile.ZipFile) -> Contents:
    entries = archive.infolist()
    listed = next((entry for entry in entries if entry.filename == CONTENTS), None)
    if listed is None:
        raise BackupError(_("This file is no backup of this program."))
    written = b"".join(_entry(archive, listed, LARGEST_CONTENTS))
    try:
        said = orjson.loads(written)
        if isinstance(said, dict) and type(said.get("format")) is int and said["format"] > LOCKED_FORMAT:
            raise _newer()
        contents = Contents.model_validate_json(written)
    except (orjson.JSONDecodeError, ValidationError, RecursionError) as error:
        raise _damaged() from error
    names = [entry.filename for entry in entries]
    # Exactly the names that are kept, each once: no other folder can be reached through them.
    known = all(name in _PARTS or _is_blob(name) for name in contents.parts)
    if not known or SETTINGS not in contents.parts or sorted(names) != sorted([CONTENTS, *contents.parts]):
        raise _damaged()
    return contents


def _is_blob(name: str) -> bool:
    return name.startswith(BLOBS) and _BLOB.fullmatch(name.removeprefix(BLOBS)) is not None


def _refuse_too_large(contents: Contents, folder: Path) -> None:
    size = sum(part.size for part in contents.parts.values())
    if size > shutil.disk_usage(folder).free:
        raise BackupError(
            _("The disk is too full for this backup ({size} MB); make room and try again.").format(
                size=size // 1_000_000 + 1
            )
        )


def _take_out(archive: zipfile.ZipFile, name: str, part: Part, target: Path) -> None:
    checksum, size = hashlib.sha256(), 0
    with writing(target) as file:
        for chunk in _entry(archive, archive.getinfo(name), part.size):
            file.write(chunk)
            checksum.update(chunk)
            size += len(chunk)
        if (size, checksum.hexdigest()) != (part.size, part.sha256):
            raise _damaged()


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, largest: int) -> Iterator[bytes]:
    """An entry's content, which is refused once it is longer than it may be."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.file_size > largest:
        raise _damaged()
    size = 0
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > largest:
                raise _damaged()
            yield chunk


def _refuse_settings(folder: Path) -> None:
    """Settings that this version can't open a workspace by."""
    try:
        newer = Workspace.load(folder).is_newer
    except WorkspaceError as error:
        newer = _format_of(folder / SETTINGS) > SETTINGS_FORMAT
        if not newer:
            raise _damaged() from error
    if newer:
        raise _newer()


def _format_of(settings: Path) -> int:
    try:
        said = tomllib.loads(settings.read_text("utf-8")).get("format")
    except ValueError:
        return 0
    return said if type(said) is int else 0


def _refuse_unsound_log(folder: Path, contents: Contents) -> None:
    """The checksum of every line, though the hash of the whole was right: it may have been kept damaged."""
    if LOG not in contents.parts:
        return
    try:
        _commits, _records, end, _last = _measured(Log(folder / LOG))
    except DamagedLogError as error:
        raise _damaged() from error
    except LogError as error:
        raise BackupError(str(error)) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged() from error
    if end != contents.parts[LOG].size:
        raise _damaged()
    sync_folder(folder)


def _newer() -> BackupError:
    return BackupError(_("This backup was made by a newer version; install that version to restore it."))


def _damaged() -> BackupError:
    return BackupError(_("This backup is damaged or was altered; take another one."))
