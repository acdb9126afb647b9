"""One thing done once in a process of its own, where the search for garbage is as at the start; prints what it cost.

python tests/bench/alone.py WHAT MADE WARM, where MADE and WARM are folders that ledgers.py made. What is done is done
on WARM first, which is small, so that what is imported and compiled on the way does not count.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

# Ours is imported where it is used: the memory of a baseline is to be its own.
if TYPE_CHECKING:
    from fieldtui.ledger.change import Change
    from fieldtui.ledger.ledger import Ledger

VIEW = Path("workspace/data/ledger.json")
LOG = Path("workspace/data/log.jsonl")
CHANGES = Path("changes.jsonl")

Prepared = Callable[[], Any]
"""What is timed; what it returns is held while memory is measured."""


# Opening


def every_table(made: Path) -> Prepared:
    # Not taken from the view here: memory that was used before is quicker to use again.
    open_it, tables = _to_read(made), (made / "tables.txt").read_text("ascii").split()

    def read() -> Any:
        ledger = open_it()
        for table in tables:
            for _row in ledger.derived_rows(table):
                pass
        return ledger

    return read


def every_kind(made: Path) -> Prepared:
    from fieldtui.model.kinds import kind_names

    open_it, kinds = _to_read(made), kind_names()

    def read() -> Any:
        ledger = open_it()
        for kind in kinds:
            for _row in ledger.rows(kind):
                pass
        return ledger

    return read


def one_row(made: Path) -> Prepared:
    open_it, known = _to_read(made), (made / "known.txt").read_text("ascii")

    def read() -> Any:
        ledger = open_it()
        if ledger.row("visit", known) is None:
            raise LookupError(known)
        return ledger

    return read


def loads(made: Path) -> Prepared:
    return lambda: orjson.loads((made / VIEW).read_bytes())


def loads_without_gc(made: Path) -> Prepared:
    def read() -> Any:
        gc.disable()
        try:
            return orjson.loads((made / VIEW).read_bytes())
        finally:
            gc.enable()

    return read


def _to_read(made: Path) -> "Callable[[], Ledger]":
    from fieldtui.ledger.ledger import Ledger
    from fieldtui.ledger.workspace import Workspace

    return lambda: Ledger.open_to_read(Workspace.load(made / "workspace"))


# The whole log


def rebuild(made: Path) -> Prepared:
    ledger = _to_read(made)()

    def rebuilt() -> Any:
        ledger.rebuild()
        return ledger

    return rebuilt


def parse_log(made: Path) -> Prepared:
    def parse() -> None:
        with (made / LOG).open("rb") as file:
            for line in file:
                orjson.loads(line)

    return parse


# Changes of others


def merge(made: Path) -> Prepared:
    ledger, changes = _to_write(made), _read_changes(made)
    _ = ledger.history
    return lambda: ledger.take_in(changes, ())


def merge_after_history(made: Path) -> Prepared:
    ledger, changes = _to_write(made), _read_changes(made)
    return lambda: ledger.take_in(changes, ())


def merge_from_bytes(made: Path) -> Prepared:
    ledger = _to_write(made)
    _ = ledger.history
    return lambda: ledger.take_in(_read_changes(made), ())


def parse_changes(made: Path) -> Prepared:
    return lambda: [orjson.loads(line) for line in (made / CHANGES).read_bytes().splitlines()]


def _read_changes(made: Path) -> "list[Change]":
    from fieldtui.ledger.change import Change

    return [Change.from_json(orjson.loads(line)) for line in (made / CHANGES).read_bytes().splitlines()]


def _to_write(made: Path) -> "Ledger":
    from fieldtui.ledger.ledger import Ledger
    from fieldtui.ledger.workspace import Workspace

    return Ledger.open_to_write(Workspace.load(made / "workspace"))


THINGS: dict[str, Callable[[Path], Prepared]] = {
    thing.__name__: thing
    for thing in (
        *(every_table, every_kind, one_row, loads, loads_without_gc),
        *(rebuild, parse_log),
        *(merge, merge_after_history, merge_from_bytes, parse_changes),
    )
}


def main() -> None:
    thing = THINGS[sys.argv[1]]
    made, warm = map(Path, sys.argv[2:4])
    thing(warm)()
    prepared = thing(made)
    # What was copied before is on its way to the disk still.
    os.sync()
    started = time.perf_counter()
    held = prepared()
    took = (time.perf_counter() - started) * 1000
    print(json.dumps({"ms": took, "mb": _memory()}), flush=True)
    del held
    # A view that would be written on the way out is nobody's here.
    os._exit(0)


def _memory() -> float:
    """The memory that is resident now, in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
