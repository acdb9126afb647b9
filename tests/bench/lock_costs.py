"""A county under a passphrase beside the same one open: a save, its view's file, opening; and the passphrase itself."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from copies import copied
from figures import Measured, timed
from ledgers import visits

from fieldtui.demo.generator.chance import Chance
from fieldtui.ledger import ledger as ledger_module
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.locking import lock, unlock
from fieldtui.ledger.workspace import Workspace
from fieldtui.work.desk import standings

PASSPHRASE = "示例 稻米 三百里 高粱红"
KINDS = ("enterprise", "problem", "visit")

Taken = dict[str, list[float]]


def lock_costs(county: Path, runs: int) -> Iterator[Measured]:
    """Both by turns; the view is written after each save, off the clock of the save and on its own."""
    ledger_module.WRITE_BEHIND = 3600
    with copied(county) as first, copied(county) as second:
        plain, locked = Workspace.load(first), lock(Workspace.load(second), PASSPHRASE)
        # That sealed the log; the view is made anew once.
        Ledger.open_to_write(locked, standings).close()
        ours, theirs = _costs(locked, plain, runs)
        asked = [timed(unlock, locked, PASSPHRASE) for _run in range(min(runs, 5))]
    yield Measured("save, locked", ours["save"], "open", theirs["save"], "1.2")
    yield Measured("the view's file, locked", ours["view"], "open", theirs["view"])
    yield Measured("opening, locked", ours["opening"], "open", theirs["opening"], "1.5")
    yield Measured("a passphrase that opens it", asked, "opening, open", theirs["opening"])


def _costs(locked: Workspace, plain: Workspace, runs: int) -> tuple[Taken, Taken]:
    chance = Chance("lock costs")
    notes = visits(chance)
    sides: list[tuple[Workspace, Taken]] = [
        (locked, {"save": [], "view": [], "opening": []}),
        (plain, {"save": [], "view": [], "opening": []}),
    ]
    with ExitStack() as stack:
        ledgers = {side.folder: stack.enter_context(Ledger.open_to_write(side, standings)) for side, _taken in sides}
        for run in range(runs + 1):
            for side, taken in sides if run % 2 else sides[::-1]:
                ledger = ledgers[side.folder]
                _note(taken["save"], run, ledger.save, next(notes))
                _note(taken["view"], run, ledger.flush)
    for run in range(runs + 1):
        for side, taken in sides if run % 2 else sides[::-1]:
            _note(taken["opening"], run, _read, side)
    return sides[0][1], sides[1][1]


def _note(values: list[float], run: int, action: Callable[..., object], *arguments: object) -> None:
    """The first turn, with what it imports and indexes, does not count."""
    gc.collect()
    took = timed(action, *arguments)
    if run:
        values.append(took)


def _read(workspace: Workspace) -> None:
    """Opened, and the rows of a few kinds read."""
    with Ledger.open_to_read(workspace, standings) as ledger:
        for kind in KINDS:
            for _row in ledger.rows(kind):
                pass
