"""A list of many rows: how far it has come is told, and it can be stopped without half of a row being saved."""

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sheet_files import separated
from story import Pair

from fieldtui.ledger.check import check
from fieldtui.work.desk import Desk, standings

ROWS = 6000
SOON = 60.0


def roster(path: Path) -> Path:
    return separated(path, ("企业名称", "地区"), *((f"示例第{number}号商贸行", "萨尔图") for number in range(ROWS)))


@contextmanager
def importing(pair: Pair, path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The import as a process, and the terminal at which its progress is read."""
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "fieldtui",
        "--workspace",
        str(pair.office.folder),
        "import",
        "enterprise",
        str(path),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def said(terminal: int) -> str:
    """All that was written there, after its writer has ended."""
    text = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            return text.decode()
        if not part:
            return text.decode()
        text += part


def enterprises(pair: Pair) -> int:
    with Desk.open_to_read(pair.office) as desk:
        return sum(1 for _row in desk.ledger.rows("enterprise"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_a_long_list_that_is_stopped_has_whole_commits_and_goes_on_the_next_time(pair: Pair, tmp_path: Path) -> None:
    path, before = roster(tmp_path / "名册.csv"), enterprises(pair)
    size = pair.office.log.stat().st_size
    with importing(pair, path) as (process, terminal):
        until = time.monotonic() + SOON
        while pair.office.log.stat().st_size == size and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 130
        words = said(terminal)
    stopped = re.search(r"已停下.*?([0-9]+)", words)
    assert stopped, words
    saved = int(stopped[1])
    assert 0 < saved < ROWS
    assert enterprises(pair) == before + saved
    with importing(pair, path) as (process, terminal):
        assert process.wait(SOON) == 0
        words = said(terminal)
    # It took longer than a second, so it was told how far it had come; of that nothing is left on the line.
    assert re.search(r"第 [0-9,]+ 行，共 6,000 行", words), words
    assert words.endswith("\r")
    assert enterprises(pair) == before + ROWS
    assert not [found for found in check(pair.office, standings) if not found.sound and not found.told]
