"""Restoring: a backup takes the place of what lies in a folder, which is kept; killed at any moment, it can go on.

All is made ready in a folder of its own, beside what stands there, on the same disk. Then the settings are marked
(`restoring`), which no window opens, and everything moves to its place by renaming alone; the new settings, which bear
no mark, come last. So before the mark all is as it was, and after it what is missing can be done by whoever runs a
restore again.
"""

import contextlib
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from fieldtui.ledger.backup import Contents, read_contents, unpack
from fieldtui.ledger.files import replace_file, sync_folder
from fieldtui.ledger.lock import read_lock
from fieldtui.ledger.workspace import FORMER_KEYS, SETTINGS, Workspace, WorkspaceError
from fieldtui.ledger.writer_lock import BusyError, lock_for_writing
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of

if TYPE_CHECKING:
    from filelock import BaseFileLock

STAGING = "restoring"
LOCK = "restoring.lock"
STEPS = "steps.json"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where what was there before is kept (None: nothing was)."""

    contents: Contents
    kept: Path | None


def is_interrupted(folder: Path) -> bool:
    """Whether a restore into this folder was cut off after its mark."""
    try:
        return bool(tomllib.loads((folder / SETTINGS).read_text("utf-8")).get("restoring"))
    except (OSError, ValueError):
        return False


def restore(file: Path, folder: Path, prepare: Callable[[Path], None], now: datetime) -> Restored:
    """Puts a backup in the place of what is in `folder`; `prepare` is handed the new workspace before it moves there.

    BackupError when the file is damaged or none of ours, BusyError when a window is open there: nothing was changed
    then. What was there is kept as a workspace without a key in data/backups/replaced-…, beside the backups of before.
    """
    with _alone(folder), _no_writer(folder) as writer_lock:
        staging = folder / STAGING
        if is_interrupted(folder):
            _move_in(folder)
        try:
            _clear(staging)
            contents = unpack(file, staging)
            _refuse_another_lock(folder, staging)
            prepare(staging)
            kept = _make_ready(folder, staging, contents, now)
            _mark(folder, staging)
        except BaseException:
            with contextlib.suppress(OSError):
                if not is_interrupted(folder):
                    shutil.rmtree(staging)
            raise
        # Windows moves no folder in which a file is open; nobody opens what is marked.
        writer_lock.close()
        _move_in(folder)
    return Restored(contents, folder / "data" / "backups" / kept if kept else None)


def go_on(folder: Path) -> Contents:
    """Ends an interrupted restore; returns what was being restored."""
    with _alone(folder):
        try:
            contents = Contents.model_validate(_steps(folder / STAGING)["contents"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WorkspaceError(
                _("{folder} holds a restore that can't be ended; restore the backup into another folder.").format(
                    folder=folder
                )
            ) from error
        _move_in(folder)
    return contents


def same_backup(file: Path, contents: Contents) -> bool:
    """Whether this file is the backup that says so of itself."""
    return read_contents(file) == contents


def _steps(staging: Path) -> dict[str, object]:
    steps: dict[str, object] = orjson.loads((staging / STEPS).read_bytes())
    return steps


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One restore a folder at a time; troubles of the disk told in a sentence."""
    from filelock import FileLock, Timeout

    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(path, timeout=0):
            try:
                yield
            finally:
                # Windows removes no open file, and leaves an empty one.
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
    except Timeout as error:
        raise BusyError(_("Another restore is at work in this folder.")) from error
    except OSError as error:
        sentence = _("{folder} could not be restored ({reason}). If it can't be opened now, run the restore again.")
        raise WorkspaceError(sentence.format(folder=folder, reason=reason_of(error))) from error


@contextlib.contextmanager
def _no_writer(folder: Path) -> Iterator[contextlib.ExitStack]:
    """Nobody writes in the workspace that is there while this lasts, or until the stack is closed."""
    with contextlib.ExitStack() as stack:
        there = Workspace(folder, "", "", "", "", "")
        if there.data.is_dir():
            lock: BaseFileLock = lock_for_writing(there)
            stack.callback(lock.release)
        yield stack


def _refuse_another_lock(folder: Path, staging: Path) -> None:
    """Keys and backups move from what is there to what is restored, where the same passphrase has to open them."""
    there, new = read_lock(folder / "data"), read_lock(staging / "data")
    if (folder / "data").exists() and (there and there.id) != (new and new.id):
        raise WorkspaceError(
            _("The backup and {folder} are not under one lock; restore it into another folder.").format(folder=folder)
        )


def _clear(staging: Path) -> None:
    if staging.exists():
        shutil.rmtree(staging)
    staging.mkdir()


def _make_ready(folder: Path, staging: Path, contents: Contents, now: datetime) -> str:
    """The last of what is done before the mark: a place for what is there now; returns its name, or ""."""
    new, name = staging / "data", ""
    new.mkdir(exist_ok=True)
    settings = folder / SETTINGS
    if settings.exists() or (folder / "data").exists():
        name = _free(folder / "data" / "backups", f"replaced-{now:%Y-%m-%d}").name
        if settings.exists():
            replace_file(new / "backups" / name / SETTINGS, [settings.read_bytes()])
        else:
            (new / "backups" / name).mkdir(parents=True)
    replace_file(staging / STEPS, [orjson.dumps({"contents": contents.model_dump(), "kept": name})])
    (new / "lock").unlink(missing_ok=True)
    for path in (*(path for path in new.rglob("*") if path.is_dir()), new, staging, folder):
        sync_folder(path)
    return name


def _mark(folder: Path, staging: Path) -> None:
    # At the top: further down it would belong to a table.
    replace_file(folder / SETTINGS, [b"restoring = true\n", (staging / SETTINGS).read_bytes()])


def _move_in(folder: Path) -> None:
    """All that follows the mark. Each step is left out when it was done already."""
    staging = folder / STAGING
    new, data = staging / "data", folder / "data"
    if new.exists():
        name = str(_steps(staging)["kept"])
        if name:
            _keep(data, new, new / "backups" / name)
        elif data.exists():
            # Made since by a program that only looked.
            data.rename(_free(new / "backups", "found"))
        new.rename(data)
        sync_folder(folder)
    if (staging / SETTINGS).exists():
        (staging / SETTINGS).replace(folder / SETTINGS)
        sync_folder(folder)
    shutil.rmtree(staging, ignore_errors=True)


def _keep(data: Path, new: Path, kept: Path) -> None:
    """What was there moves into the new backups; its own backups stand beside it there, its keys are put out of use."""
    if data.exists():
        data.rename(_free(kept, "data"))
    old = kept / "data"
    _move_all(old / "backups", new / "backups")
    _move_all(old / "keys", new / "keys" / FORMER_KEYS)
    for path in (kept, old, new / "backups", new / "keys" / FORMER_KEYS, new, data.parent):
        if path.exists():
            sync_folder(path)


def _move_all(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.name == FORMER_KEYS and path.is_dir():
            _move_all(path, target)
        else:
            path.rename(_free(target, path.name))
    source.rmdir()


def _free(folder: Path, name: str) -> Path:
    """A path of this name in `folder`, or of one with a number behind it, that nothing has yet."""
    stem, dot, suffix = name.partition(".")
    found, number = folder / name, 1
    while found.exists():
        number += 1
        found = folder / f"{stem}-{number}{dot}{suffix}"
    return found
