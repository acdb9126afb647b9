"""Files that are the old one or the new one, never half of either: written beside, synced, then put in place."""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

NEW = ".new"
"""What the name of a file ends in that is to take the place of another."""
SYNC_AFTER = 1024 * 1024
"""Bytes after which a large file is synced in between: a save beside it then never waits for all of it."""


def replace_file(path: Path, chunks: Iterable[bytes | memoryview]) -> None:
    """Put `chunks` in the place of `path`, durably. Raises OSError; then the old file still stands."""
    unsynced = 0
    with writing(path) as file:
        for chunk in chunks:
            file.write(chunk)
            unsynced += len(chunk)
            if unsynced > SYNC_AFTER:
                file.flush()
                os.fsync(file.fileno())
                unsynced = 0


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside `path` that takes its place, durably, when the block ends well; else the old file still stands.

    What a killed program left beside it is written over the next time.
    """
    make_folder(path.parent)
    beside = path.with_name(path.name + NEW)
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, durably. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def _replace(source: Path, target: Path) -> None:
    """os.replace, tried again for two seconds: on Windows a virus scanner may hold the target for a moment."""
    deadline = time.monotonic() + 2
    while True:
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt" or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` durable; Windows has nothing of the kind and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
