"""Bundles of some megabytes, as after a year or with a whole county in it: time and memory."""

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from county import HERE
from figures import MEGABYTES, Measured, timed

from fieldtui.ledger.change import Change, make_change
from fieldtui.model.record import new_id
from fieldtui.sync.bundle import open_bundle, read_bundle, write_bundle
from fieldtui.sync.keys import Keys, key_that_opens, make_key, own_keys
from fieldtui.sync.suite import CURVE25519

BYTES_A_CHANGE = 442
"""Of the file, measured: words that repeat nothing, packed and in base64."""
AT = 1_790_000_000_000


def large_bundles(sizes: Sequence[float], runs: int) -> Iterator[Measured]:
    """For each size in megabytes: sealing, checking and opening; the most memory that opening has, beside parsing."""
    with TemporaryDirectory() as folder:
        keys_in = Path(folder)
        device, _public = make_key(keys_in)
        keys = own_keys(keys_in, device)
        for size in sizes:
            changes = list(_changes(device, round(size * 1_000_000 / BYTES_A_CHANGE)))
            path = keys_in / "bundle"
            path.write_bytes(_written(changes, keys))
            parsing = [timed(_parsed, path) for _run in range(runs)]
            name = f"{size:g} MB"
            sealing = [timed(_written, changes, keys) for _run in range(runs)]
            file = [path.stat().st_size / 1_000_000]
            yield Measured(f"size of the bundle of {name}", file, "asked", [size], unit=MEGABYTES)
            yield Measured(f"seal {name}", sealing, "orjson.loads", parsing)
            opening = [timed(_opened, path, keys_in, device) for _run in range(runs)]
            yield Measured(f"check and open {name}", opening, "orjson.loads", parsing)
            ours, theirs = ([_peak(what, path, keys_in, device) for _run in range(runs)] for what in ("open", "loads"))
            yield Measured(f"peak memory, opening {name}", ours, "orjson.loads", theirs, unit=MEGABYTES)


def _changes(device: str, count: int) -> Iterator[Change]:
    chance = random.Random(0)
    last = ""
    for number in range(1, count + 1):
        note = "".join(chr(0x4E00 + chance.randrange(6_000)) for _place in range(140))
        header = {"device": device, "seq": number, "prev": last, "tick": number, "at": AT + number}
        header |= {"by": new_id(), "kind": "visit", "of": new_id()}
        change = make_change(header=header, over=[], fields={"note": note})
        last = change.id
        yield change


def _written(changes: Sequence[Change], keys: Keys) -> bytes:
    nothing = {"count": 0, "hash": ""}
    manifest = {"county": "230600", "to": "office", "at": AT, "after": nothing, "upto": nothing, "receipt": nothing}
    return write_bundle(manifest, changes, keys, keys.sealing_public)


def _opened(path: Path, keys: Path, device: str) -> None:
    open_bundle(read_bundle(path.read_bytes()), lambda name: key_that_opens(keys, device, CURVE25519, name))


def _parsed(path: Path) -> None:
    orjson.loads(path.read_bytes())


def _peak(what: str, path: Path, keys: Path, device: str) -> float:
    command = [sys.executable, str(HERE / "bundle_alone.py"), what, str(path), str(keys), device]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)
