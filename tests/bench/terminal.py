"""A program in a terminal of 80×24: started, typed into, and read as its bytes arrive, with the time of each."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import pyte

COLUMNS, LINES = 80, 24
SECONDS = 20.0
"""How long anything is waited for."""
ENDING_SECONDS = 3.0


class NotSeenError(Exception):
    """What was waited for did not come in time; the message shows the screen as it was."""


def environment() -> dict[str, str]:
    """The same for all programs that are measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "FIELDTUI", "COV"))}
    for name in ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE", "NO_COLOR"):
        kept.pop(name, None)
    said = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    return {**kept, **said, "FIELDTUI_LANGUAGE": "zh_CN", "TEXTUAL_DISABLE_KITTY_KEY": "1"}


class Terminal:
    """One running program. Ends it when the `with` is left."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._reader = pyte.ByteStream(self._screen)
        self._bytes = bytearray()
        self._drawn = 0
        self.started = time.perf_counter()
        """When the process was begun, by time.perf_counter."""
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=environment(),
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def send(self, text: str) -> float:
        """Type `text`; when that began."""
        self.read_for(0)
        now = time.perf_counter()
        os.write(self._master, text.encode("utf-8"))
        return now

    def wait_for(self, text: str, after: int = 0, seconds: float = SECONDS) -> float:
        """When `text` had come whole, in bytes from `after` on. While the clock runs, only bytes are looked through."""
        wanted = text.encode("utf-8")
        looked_at = after
        until = time.perf_counter() + seconds
        now = time.perf_counter()
        while True:
            if self._bytes.find(wanted, looked_at) >= 0:
                return now
            looked_at = max(after, len(self._bytes) - len(wanted))
            left = until - time.perf_counter()
            if left <= 0 or not self._read(left):
                raise NotSeenError(f"“{text}” was not seen; the screen:\n" + "\n".join(self.lines()))
            now = time.perf_counter()

    @property
    def position(self) -> int:
        """How many bytes have come so far."""
        return len(self._bytes)

    def read_for(self, seconds: float) -> None:
        """Take in what comes within this time."""
        until = time.perf_counter() + seconds
        while self._read(max(0.0, until - time.perf_counter())):
            continue

    def _read(self, seconds: float) -> bool:
        ready, _write, _error = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            self._bytes += (read := os.read(self._master, 1 << 16))
        except OSError:  # on Linux the end of a terminal is an error
            return False
        return bool(read)

    # The screen as a person sees it; not while the clock runs

    def _draw(self) -> Any:
        self._reader.feed(bytes(self._bytes[self._drawn :]))
        self._drawn = len(self._bytes)
        return self._screen

    def lines(self) -> list[str]:
        """The lines on the screen; pyte leaves the second cell of a 汉字 empty."""
        return [line.rstrip() for line in self._draw().display]

    @property
    def cursor_line(self) -> int:
        return int(self._draw().cursor.y)

    def peak_memory(self) -> float:
        """The most memory that the process has had so far, in MB. The rusage of a child would count our own too."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
