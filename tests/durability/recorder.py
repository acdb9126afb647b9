"""Writes down what a program does to the files under one folder, and makes a chosen one of its steps fail.

It wraps what Python offers for files (open, os.open, os.fsync, os.replace …), so whatever library does the work is seen
as well. The files are really written. Threads may work at once: each step and its note are one.
"""

import builtins
import contextlib
import errno
import io
import os
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from disk import ROOT, Cut, Disk, Link, Make, Operation, Rename, Said, Sync, Unlink, Write

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CHANGING = frozenset({"create", "write", "fsync", "truncate", "rename", "link", "unlink", "mkdir"})
"""The steps that a full disk, or one that can only be read, refuses."""
LOOKING = frozenset({"open", "read"})
"""The other steps; folders are opened only to be synced."""
SHORT = 0
"""In the place of an error number: the write takes only the first half of what it was given."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Step number `at`, counted from 0, fails with `error`; if it is `lasting`, so does every change after it."""

    at: int
    error: int
    lasting: bool = False

    def __str__(self) -> str:
        what = errno.errorcode.get(self.error, "cut short")
        return f"step {self.at} {what}{' and on' if self.lasting else ''}"


class Recorder:
    """Everything that happens under `root` while `recording()`."""

    def __init__(self, root: Path, fault: Fault | None = None) -> None:
        self.root = root.resolve()
        self.trace: list[Operation] = []
        self.steps: list[tuple[str, str]] = []
        """What was tried, as (kind, name of the file): the steps that a fault counts."""
        self.disk = Disk()
        """The state now; `base` is the one at the beginning, all of it synced."""
        self.guard = threading.RLock()
        self._fault = fault
        self._nodes: dict[tuple[int, int], int] = {_inode(self.root.stat()): ROOT}
        self._take_stock()
        self.base_operations = list(self.trace)
        self.trace.clear()

    def base(self) -> Disk:
        disk = Disk()
        for operation in self.base_operations:
            disk.apply(operation)
        disk.sync()
        return disk

    def say(self, word: object) -> None:
        """Note something that the workload told at this point."""
        with self.guard:
            self.note(Said(word))

    @contextlib.contextmanager
    def recording(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for place, name in ((io, "open"), (builtins, "open")):
                patch.setattr(place, name, self._opening(getattr(place, name)))
            wrappers: dict[str, Callable[[Any], Any]] = {
                "open": self._os_open,
                "write": self._os_write,
                "fsync": self._os_fsync,
                "fdatasync": self._os_fsync,
                "truncate": self._os_truncate,
                "ftruncate": self._os_truncate,
                "replace": self._os_rename,
                "rename": self._os_rename,
                "link": self._os_link,
                "unlink": self._os_unlink,
                "remove": self._os_unlink,
                "rmdir": self._os_unlink,
                "mkdir": self._os_mkdir,
            }
            for name, wrap in wrappers.items():
                if hasattr(os, name):
                    patch.setattr(os, name, wrap(getattr(os, name)))
            for name in ("sendfile", "copy_file_range", "pwrite", "posix_fallocate"):
                # Not written down; who uses them has another way where a system lacks them.
                if hasattr(os, name):
                    patch.setattr(os, name, _not_here)
            yield

    # Notes

    def note(self, operation: Operation) -> None:
        self.trace.append(operation)
        self.disk.apply(operation)

    def step(self, kind: str, where: object) -> None:
        """Something is about to be tried; OSError when it is this one that is to fail."""
        number = len(self.steps)
        self.steps.append((kind, Path(str(where)).name))
        if self._hit(number, kind) and self._fault is not None:
            error = self._fault.error or errno.ENOSPC
            raise OSError(error, os.strerror(error), str(where))

    def room(self, size: int, where: object) -> int:
        """How much of a write of `size` bytes the disk takes: all, or half of it where the write is cut short."""
        if self._fault is not None and self._fault.error == SHORT and len(self.steps) == self._fault.at:
            self.steps.append(("write", Path(str(where)).name))
            return size // 2
        self.step("write", where)
        return size

    def _hit(self, number: int, kind: str) -> bool:
        fault = self._fault
        return fault is not None and (number == fault.at or (fault.lasting and number > fault.at and kind in CHANGING))

    def node(self, descriptor: int) -> int | None:
        """The number of the file or folder behind an open descriptor; None for one that lies elsewhere."""
        return self._nodes.get(_inode(os.fstat(descriptor)))

    def place(self, path: Any, dir_fd: int | None = None) -> tuple[int, str] | None:
        """A path as (folder's number, name); None for one that lies elsewhere."""
        if dir_fd is not None:
            folder = self.node(dir_fd)
            return None if folder is None else (folder, str(path))
        whole = Path(os.path.abspath(os.fspath(path)))  # noqa: PTH100 # resolve() would follow a link
        if not whole.is_relative_to(self.root) or whole == self.root:
            return None
        number = ROOT
        *parents, name = whole.relative_to(self.root).parts
        for parent in parents:
            found = self.disk.folders[number].names.get(parent)
            if found not in self.disk.folders:
                return None
            number = found
        return number, name

    def opened(self, descriptor: int, place: tuple[int, str], empties: bool) -> None:
        """A file was opened in a way that makes it when it is missing."""
        found = self.disk.folders[place[0]].names.get(place[1])
        if found is None:
            self._made(place, os.fstat(descriptor))
        elif empties:
            self.note(Cut(found, 0))

    def _made(self, place: tuple[int, str], status: os.stat_result) -> int:
        node = self.disk.next_node()
        self.note(Make(*place, node, stat.S_ISDIR(status.st_mode)))
        self._nodes[_inode(status)] = node
        return node

    def _take_stock(self) -> None:
        for path in sorted(self.root.rglob("*")):
            place = self.place(path)
            assert place is not None
            status = path.stat()
            known = self._nodes.get(_inode(status))
            if known is not None:
                self.note(Link(*place, known))
                continue
            node = self._made(place, status)
            if path.is_file():
                self.note(Write(node, 0, path.read_bytes()))
        self.disk.sync()

    # Wrappers

    def _opening(self, real: Callable[..., IO[Any]]) -> Callable[..., IO[Any]]:
        def opening(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            closefd: bool = True,
            opener: Any = None,
        ) -> IO[Any]:
            inside = self.node(file) is not None if isinstance(file, int) else self.place(file) is not None
            if not inside:
                return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
            raw = RecordedFile(self, file, mode.replace("b", "").replace("t", ""))
            if buffering == 0:
                return raw
            if "+" in mode:
                buffer: Any = io.BufferedRandom(raw)
            else:
                buffer = io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)
            return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

        return opening

    def _os_open(self, real: Callable[..., int]) -> Callable[..., int]:
        def opening(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            with self.guard:
                place = self.place(path, dir_fd)
                if place is not None:
                    self.step("create" if flags & os.O_CREAT else "open", path)
                descriptor = real(path, flags, mode, dir_fd=dir_fd)
                if place is not None and flags & os.O_CREAT:
                    self.opened(descriptor, place, bool(flags & os.O_TRUNC))
                return descriptor

        return opening

    def _os_write(self, real: Callable[..., int]) -> Callable[..., int]:
        def writing(descriptor: int, content: "ReadableBuffer") -> int:
            with self.guard:
                node = self.node(descriptor)
                if node is None:
                    return real(descriptor, content)
                given = bytes(content)
                written = real(descriptor, given[: self.room(len(given), f"node {node}")])
                offset = os.lseek(descriptor, 0, os.SEEK_CUR) - written
                self.note(Write(node, offset, given[:written]))
                return written

        return writing

    def _os_fsync(self, real: Callable[..., None]) -> Callable[..., None]:
        def syncing(file: Any) -> None:
            descriptor = file if isinstance(file, int) else file.fileno()
            with self.guard:
                node = self.node(descriptor)
                if node is not None:
                    self.step("fsync", f"{'folder' if node in self.disk.folders else 'file'} {node}")
                real(descriptor)
                if node is not None:
                    self.note(Sync(node))

        return syncing

    def _os_truncate(self, real: Callable[..., None]) -> Callable[..., None]:
        def cutting(file: Any, size: int) -> None:
            with self.guard:
                place = None if isinstance(file, int) else self.place(file)
                node = self.node(file) if isinstance(file, int) else self._found(place)
                if node is not None:
                    self.step("truncate", file)
                real(file, size)
                if node is not None:
                    self.note(Cut(node, size))

        return cutting

    def _os_rename(self, real: Callable[..., None]) -> Callable[..., None]:
        def renaming(source: Any, target: Any, **descriptors: int) -> None:
            with self.guard:
                old, new = self.place(source), self.place(target)
                if old is not None and new is not None:
                    self.step("rename", target)
                real(source, target, **descriptors)
                # Two names of one file: then nothing happens.
                if old is not None and new is not None and self._found(old) != self._found(new):
                    self.note(Rename(*old, *new))

        return renaming

    def _os_link(self, real: Callable[..., None]) -> Callable[..., None]:
        def linking(source: Any, target: Any, **how: Any) -> None:
            with self.guard:
                old, new = self._found(self.place(source)), self.place(target)
                if new is not None:
                    self.step("link", target)
                real(source, target, **how)
                if old is not None and new is not None:
                    self.note(Link(*new, old))

        return linking

    def _os_unlink(self, real: Callable[..., None]) -> Callable[..., None]:
        def unlinking(path: Any, *, dir_fd: int | None = None) -> None:
            with self.guard:
                place = self.place(path, dir_fd)
                if place is not None and self._found(place) is not None:
                    self.step("unlink", path)
                real(path, dir_fd=dir_fd)
                if place is not None:
                    self.note(Unlink(*place))

        return unlinking

    def _os_mkdir(self, real: Callable[..., None]) -> Callable[..., None]:
        def making(path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
            with self.guard:
                place = self.place(path, dir_fd)
                if place is not None and self._found(place) is None:
                    self.step("mkdir", path)
                real(path, mode, dir_fd=dir_fd)
                if place is not None:
                    self._made(place, os.stat(path, dir_fd=dir_fd))

        return making

    def _found(self, place: tuple[int, str] | None) -> int | None:
        return None if place is None else self.disk.folders[place[0]].names.get(place[1])


class RecordedFile(io.FileIO):
    """An open file whose writes are noted as they reach the system."""

    def __init__(self, recorder: Recorder, file: Any, mode: str) -> None:
        self._recorder = recorder
        self._path = file
        with recorder.guard:
            if isinstance(file, int):
                super().__init__(file, mode)
                return
            makes = mode[0] in "wax"
            recorder.step("create" if makes or "+" in mode else "open", file)
            super().__init__(file, mode)
            place = recorder.place(file)
            if makes and place is not None:
                recorder.opened(self.fileno(), place, mode[0] == "w")

    def write(self, content: "ReadableBuffer", /) -> int:
        given = bytes(content)
        with self._recorder.guard:
            written = super().write(given[: self._recorder.room(len(given), self._path)])
            node = self._recorder.node(self.fileno())
            if node is not None:
                self._recorder.note(Write(node, self.tell() - written, given[:written]))
            return written

    def truncate(self, size: int | None = None, /) -> int:
        with self._recorder.guard:
            self._recorder.step("truncate", self._path)
            length = super().truncate(self.tell() if size is None else size)
            node = self._recorder.node(self.fileno())
            if node is not None:
                self._recorder.note(Cut(node, length))
            return length

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        with self._recorder.guard:
            self._recorder.step("read", self._path)
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with self._recorder.guard:
            self._recorder.step("read", self._path)
            return super().readall()

    def read(self, size: int | None = -1, /) -> bytes:
        with self._recorder.guard:
            self._recorder.step("read", self._path)
            return super().read(-1 if size is None else size)


def _inode(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _not_here(*_arguments: object, **_named: object) -> int:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
