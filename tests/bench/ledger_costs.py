"""What the ledger costs at several sizes: saving, opening, rebuilding, merging, memory."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from figures import Measured
from ledgers import made
from merge_costs import merge_costs
from open_costs import open_costs
from rebuild_costs import rebuild_costs
from save_costs import save_costs

WARM = 20
"""Records of the ledger that a new process warms up on."""


def ledger_costs(place: Path, sizes: Sequence[int], changes: int, runs: int) -> Iterator[Measured]:
    """`place` is where ledgers are kept, `sizes` how many records they have, `changes` how many are merged."""
    warm = made(place, WARM, WARM)
    for size in sizes:
        measured = made(place, size, changes)
        yield from save_costs(size, measured, runs)
        times = _times(size, runs)
        yield from open_costs(size, measured, warm, times)
        yield from rebuild_costs(size, measured, warm, times)
        yield from merge_costs(size, measured, warm, changes, times)


def _times(size: int, runs: int) -> int:
    """How often something is done that takes the longer the more there is: 10 times at the most, 3 for large ones."""
    return min(runs, 10, 3 + 20_000 // size)
