"""The log: append only, the truth. A line is one commit, in canonical JSON with its checksum at the end."""

import contextlib
import errno
import itertools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from fieldtui.ledger.calling import command
from fieldtui.ledger.canonical import digest, written_canonically
from fieldtui.ledger.files import make_folder, sync_folder, writing
from fieldtui.ledger.lock import LOCK, seal_of
from fieldtui.ledger.seal import OPEN, Seal, SealError
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, no_right_to_write, reason_of

FORMAT = 2
"""What a reader of a line must know. Lines of format 1 have no `ids`; they are read as well."""
_TAIL = len(b',"sum":"') + 22 + len(b'"}')


class LogError(FieldError):
    """The log can't be written or read; the sentence says what to do."""


class DamagedLogError(LogError):
    """A line is damaged though sound ones follow it, so it is no unfinished write."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One line: `body` is its JSON without the checksum, `end` the offset behind it, `sum` its checksum."""

    body: Mapping[str, Any]
    end: int
    sum: str


def write_line(body: Mapping[str, Any], seal: Seal = OPEN, before: str = "") -> tuple[bytes, str]:
    """A commit as its line, and its checksum: the digest of the line's JSON without the checksum.

    `before` is the checksum of the line before, to which a sealed one is bound.
    """
    content = seal.close_line(written_canonically(body), before)
    checksum = digest(content)
    return content[:-1] + b',"sum":"' + checksum.encode("ascii") + b'"}\n', checksum


def read_line(line: bytes, seal: Seal = OPEN, before: str = "") -> tuple[Mapping[str, Any], str] | None:
    """What `write_line` wrote, or None when the line is not sound. `line` comes without its newline.

    SealError when a sound line does not belong behind the one `before`: no unfinished write looks like that.
    """
    tail = line[-_TAIL:]
    if not (tail.startswith(b',"sum":"') and tail.endswith(b'"}')):
        return None
    content = line[:-_TAIL] + b"}"
    checksum = tail[8:-2]
    if digest(content).encode("ascii") != checksum:
        return None
    body: Mapping[str, Any] = orjson.loads(seal.open_line(content, before))
    return body, checksum.decode("ascii")


def checksum_in(line: bytes) -> str:
    """The checksum that stands at the end of a whole line, right or not; "" when none does."""
    tail = line[-_TAIL - 1 :]
    return tail[8:-3].decode("ascii", "replace") if tail.startswith(b',"sum":"') and tail.endswith(b"\n") else ""


class Log:
    """Reads and appends commits. One writer; readers may read beside it."""

    def __init__(self, path: Path, seal: Seal | None = None) -> None:
        """`seal` is that of the folder that the log lies in, unless it is given."""
        self.path = path
        self._given = seal
        self.saved_upto = 0
        """Up to here the log is known to have been whole: no line before that can be an unfinished write."""
        self._file: IO[bytes] | None = None
        self._end = 0
        self._last = ""
        self._writes = OPEN
        self._broken = ""

    def _seal(self) -> Seal:
        try:
            return self._given or seal_of(self.path.parent)
        except OSError as error:
            raise _cannot_read(self.path.parent / LOCK, error) from error

    def read(self, start: int = 0) -> Iterator[Commit]:
        """The commits from offset `start` on. An unfinished last line is passed over; damage before it raises."""
        if not self.path.exists():
            return
        seal = self._seal()
        before = "" if seal is OPEN else self.last_sum(start)
        with self._reading() as file:
            file.seek(start)
            end = start
            damaged = -1
            for line in file:
                if damaged >= 0:
                    # Only the very last line can be an unfinished write.
                    raise DamagedLogError(self._damage(damaged))
                try:
                    read = read_line(line[:-1], seal, before) if line.endswith(b"\n") else None
                except SealError as error:
                    raise DamagedLogError(self._damage(end)) from error
                if read is None:
                    damaged = end
                end += len(line)
                if read is not None:
                    before = read[1]
                    if read[0].get("v", 0) > FORMAT:
                        raise LogError(_("The log was written by a newer version; install that version to open it."))
                    yield Commit(read[0], end, read[1])
            if 0 <= damaged < self.saved_upto:
                raise DamagedLogError(self._damage(damaged))

    @contextlib.contextmanager
    def _reading(self) -> Iterator[IO[bytes]]:
        try:
            with self.path.open("rb") as file:
                yield file
        except OSError as error:
            raise _cannot_read(self.path, error) from error

    def _damage(self, offset: int) -> str:
        with self._reading() as file:
            number = file.read(offset).count(b"\n") + 1
        # The log lies in the folder `data` of its workspace.
        way = command(self.path.parent.parent, "check")
        return _("Line {number} of the log is damaged; nothing was changed. What to do says: {command}").format(
            number=number, command=way
        )

    def last_sum(self, end: int) -> str:
        """The checksum of the commit that ends at `end`, or "" when none does."""
        if end < _TAIL + 1 or not self.path.exists():
            return ""
        with self._reading() as file:
            file.seek(end - _TAIL - 1)
            tail = file.read(_TAIL + 1)
        return checksum_in(tail)

    def tail(self, end: int) -> bytes:
        """What lies behind the last commit, which ends at `end`: an unfinished write, or nothing."""
        if not self.path.exists():
            return b""
        with self._reading() as file:
            file.seek(end)
            return file.read()

    def open_for_writing(self, end: int) -> None:
        """Begin to append behind offset `end`; what lies after it is cut off."""
        try:
            make_folder(self.path.parent)
            new = not self.path.exists()
            # Unbuffered: a write that failed must not come up again later.
            self._file = self.path.open("ab" if new else "r+b", buffering=0)
            if self._file.seek(0, os.SEEK_END) > end:
                self._file.truncate(end)
                os.fsync(self._file.fileno())
            self._file.seek(end)
            if new:
                sync_folder(self.path.parent)
        except OSError as error:
            raise LogError(_cannot_write(self.path, error)) from error
        self._end = end
        self._writes = self._seal()
        self._last = "" if self._writes is OPEN else self.last_sum(end)

    def append(self, body: Mapping[str, Any]) -> Commit:
        """One commit, on disk when this returns: one write and one fsync. LogError: nothing was kept of it."""
        if self._file is None or self._broken:
            raise LogError(self._broken or _("This workspace was opened for reading only."))
        line, checksum = write_line(body, self._writes, self._last)
        try:
            written = self._file.write(line)
            if written != len(line):
                # A full disk takes what still fits; only writing the rest says why it ends there.
                written += self._file.write(line[written:])
            if written != len(line):
                raise OSError(errno.EIO, _("only a part was written"))
            os.fsync(self._file.fileno())
        except OSError as error:
            # A failed fsync may have lost pages, so this file is not trusted again until it is reopened.
            self._broken = _cannot_write(self.path, error)
            self._cut_back()
            raise LogError(self._broken) from error
        self._end += len(line)
        self._last = checksum
        return Commit(body, self._end, checksum)

    def rewrite(
        self, rewritten: Callable[[Commit], Mapping[str, Any]], further: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Put what `rewritten` makes of each commit in its place, and `further` commits behind them, all or none.

        LogError: the log is as it was.
        """
        end, appending = 0, self._file is not None
        seal, last = self._seal(), ""
        try:
            with writing(self.path) as file:
                for body in itertools.chain(map(rewritten, self.read()), further):
                    line, last = write_line(body, seal, last)
                    end += file.write(line)
                # On Windows no file is replaced that is open.
                self.close()
        except OSError as error:
            self._broken = _cannot_write(self.path, error)
            raise LogError(self._broken) from error
        self.saved_upto = 0
        if appending:
            self.open_for_writing(end)

    def _cut_back(self) -> None:
        assert self._file is not None
        try:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            os.fsync(self._file.fileno())
        except OSError:
            return

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _cannot_read(path: Path, error: OSError) -> LogError:
    return LogError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error)))


def _cannot_write(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full, so this was not saved; make room and open the program again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return no_right_to_write(path.parent)
    return _("Writing to {path} failed ({reason}), so this was not saved; check the disk and open again.").format(
        path=path, reason=reason_of(error)
    )
