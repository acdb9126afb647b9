"""A cadre's week as QR codes: bytes, codes and seconds a round at three sizes of window, and what one code costs."""

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from math import ceil
from pathlib import Path

from figures import Measured, timed

from fieldtui.ledger.canonical import canonical
from fieldtui.ledger.streams import OFFICE, Position
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.codes.drawing import half_blocks, matrix
from fieldtui.sync.codes.making import codes_for
from fieldtui.sync.codes.packed import pack
from fieldtui.sync.codes.size import in_window
from fieldtui.sync.exchange import export_to_office, own_changes
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk

WEEK = 60
"""Records that a cadre hands in after a week."""
WINDOWS = ((80, 24), (120, 40), (200, 60))
A_SECOND = 5
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
        ours = [timed(codes.lines, 1) for _run in range(runs)]
        text = codes.frames[0].text
        usual = [timed(lambda: half_blocks(matrix(text, codes.size, None))) for _run in range(min(runs, 5))]  # noqa: B023
        yield Measured("making and drawing one at {}×{}".format(*window), ours, "with the best mask", usual, "40 ms")


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
