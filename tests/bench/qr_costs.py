"""A cadre's week as QR codes: bytes, codes and seconds at three sizes of window, also where a third of them is missed
(plain ones and endless ones); and what one code costs."""

import gzip
import random
import shutil
import tempfile
from collections.abc import Iterator
from itertools import cycle
from math import ceil
from pathlib import Path
from statistics import median

from figures import Measured, timed

from fieldtui.ledger.canonical import canonical
from fieldtui.ledger.streams import OFFICE, Position
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.codes.drawing import half_blocks, matrix
from fieldtui.sync.codes.making import Codes, codes_for, endless_for
from fieldtui.sync.codes.packed import pack
from fieldtui.sync.codes.size import in_window
from fieldtui.sync.exchange import export_to_office, own_changes
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk

WEEK = 60
"""Records that a cadre hands in after a week."""
WINDOWS = ((80, 24), (120, 40), (200, 60))
A_SECOND = 5
MISSED = 1 / 3
AIMS = {(120, 40): "30 codes"}


def qr_costs(office: Path, runs: int) -> Iterator[Measured]:
    """Of the cadre's workspace that lies beside a generated office."""
    file, plain = week(office.parent / "cadre")
    packed, zipped = len(pack(file)), len(gzip.compress(plain, 9))
    yield Measured("a week packed for codes", [packed], "its changes gzipped", [zipped], "0.9", unit="bytes")
    for window in WINDOWS:
        codes = codes_for(file, in_window(*window))
        seconds = codes.total / A_SECOND
        what = "a week as codes at {}×{} ({:.0f} s a round)".format(*window, seconds)
        # What the same codes would hold as bytes, with nothing around them.
        least = ceil(zipped / (codes.size.capacity * 5.5 // 8))
        yield Measured(what, [codes.total], "codes full of gzip", [least], AIMS.get(window, ""), unit="codes")
        yield _missed(file, codes, runs)
        ours = [timed(codes.lines, 1) for _run in range(runs)]
        text = codes.frames[0].text
        usual = [timed(lambda: half_blocks(matrix(text, codes.size, None))) for _run in range(min(runs, 5))]  # noqa: B023
        yield Measured("making and drawing one at {}×{}".format(*window), ours, "with the best mask", usual, "40 ms")


def _missed(file: bytes, codes: Codes, runs: int) -> Measured:
    """How many codes are shown until a receiver that misses a third of them has the file: of a fountain, and plain ones
    round after round."""
    luck = random.Random(5)
    endless = endless_for(file, codes.size)
    sprung = [_shown(endless, endless.session.total, luck) for _run in range(runs)]
    plain = [_shown(codes, codes.total, luck) for _run in range(runs)]
    seconds, others = (ceil(median(values) / A_SECOND) for values in (sprung, plain))
    what = f"a third missed, endless codes ({seconds} s)"
    return Measured(what, sprung, f"plain ones, round after round ({others} s)", plain, unit="codes")


def _shown(codes: Codes, enough: int, luck: random.Random) -> int:
    """Of a fountain the first that are enough nearly always are; the test of the fountain says how nearly."""
    seen: set[int] = set()
    for count, number in enumerate(cycle(range(codes.total)), 1):
        if luck.random() > MISSED:
            seen.add(number)
        if len(seen) == enough:
            return count
    raise AssertionError("a cycle ends")


def week(cadre: Path) -> tuple[bytes, bytes]:
    """The file with the last week's changes of a cadre, and the changes themselves as JSON."""
    with tempfile.TemporaryDirectory() as name:
        copy = shutil.copytree(cadre, Path(name) / "cadre")
        with Desk.open_to_write(Workspace.load(copy)) as desk:
            ledger = desk.ledger
            changes = own_changes(ledger, 0)
            records: set[str] = set()
            begin = len(changes)
            while begin and len(records | {changes[begin - 1].of}) <= WEEK:
                begin -= 1
                records.add(changes[begin].of)
            # As if the office had confirmed all before that.
            before = Position(begin, changes[begin - 1].id if begin else "")
            ledger.note_streams({"fact": "confirmed", "partner": OFFICE, "upto": before.to_json()})
            file = export_to_office(ledger, now()).path.read_bytes()
    return file, canonical([change.to_json() for change in changes[begin:]])
