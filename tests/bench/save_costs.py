"""One acknowledged save at a size: a record of 600 bytes, and a visit with two problems."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import orjson
from copies import copied
from county import PLAN
from figures import Measured, timed
from ledgers import Made, visits
from others import Others
from saves import TINYDB_RUNS

from fieldtui import plans
from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.problems import any_problem
from fieldtui.ledger import ledger as ledger_module
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.plan import read_plan
from fieldtui.model.record import Record
from fieldtui.model.records.problem import Problem
from fieldtui.work.desk import standings

RAW, SQLITE = "append + fsync", "sqlite3 WAL FULL"
SOON, LATER = 0.05, 3600
"""Seconds after a save until its view is written: sooner than for people, so that the next one need not wait long."""
HURRIED_A_RUN = 5
"""Saves one after another take no time: so many for each one at rest."""
PAUSE = 0.05
"""Seconds of rest before what is measured at rest."""
WRITTEN_WITHIN = 60.0
"""Seconds for which a view is waited for."""

ONE, THREE, OF_ONE, OF_THREE, IN_SQLITE = "one", "three", "raw one", "raw three", "sqlite"

Taken = dict[str, list[float]]
"""What each thing took each time, in milliseconds."""


def save_costs(size: int, made: Made, runs: int) -> Iterator[Measured]:
    """Saves at rest, the view written after each; and saves one after another, the view written at the end."""
    with copied(made.folder) as own:
        workspace = Workspace.load(Made(own).workspace)
        rows = orjson.loads(workspace.view.read_bytes())["visit"]
        with Others(own, {"visit": rows}) as others, Ledger.open_to_write(workspace, standings) as ledger:
            del rows
            ledger_module.WRITE_BEHIND = SOON
            rested = _SavesAtRest(ledger, others).by_turns(runs)
            ledger_module.WRITE_BEHIND = LATER
            saves = _Saves(ledger, others)
            hurried = saves.by_turns(HURRIED_A_RUN * runs)
            tinydb = [saves.stock_tinydb() for _run in range(min(runs, TINYDB_RUNS))]
    yield Measured.at(size, "save", hurried[ONE], RAW, hurried[OF_ONE], "1.5")
    yield Measured.at(size, "save", hurried[ONE], SQLITE, hurried[IN_SQLITE], "1")
    yield Measured.at(size, "save", hurried[ONE], "stock TinyDB", tinydb)
    yield Measured.at(size, "save at rest", rested[ONE], RAW, rested[OF_ONE])
    yield Measured.at(size, "save at rest", rested[ONE], SQLITE, rested[IN_SQLITE])
    yield Measured.at(size, "save, two problems", hurried[THREE], RAW, hurried[OF_THREE], "2")


class _Saves:
    """One after another."""

    def __init__(self, ledger: Ledger, others: Others) -> None:
        self._ledger = ledger
        self._others = others
        self._chance = Chance("save costs")
        self._visits = visits(self._chance)
        self._problems = any_problem(read_plan(plans.read_text(PLAN)), self._chance)
        self._line_of_one = self._line_of_three = b""

    def by_turns(self, runs: int) -> Taken:
        """Each thing in an order by chance; the first turn, with what it imports and indexes, does not count."""
        things: list[tuple[str, Callable[[], float]]] = [
            # Ours come first in the first turn: theirs write the bytes that ours wrote last.
            *((ONE, self._one), (THREE, self._three)),
            *((OF_ONE, self._raw_one), (OF_THREE, self._raw_three), (IN_SQLITE, self._sqlite)),
        ]
        taken: Taken = {name: [] for name, _thing in things}
        # What was copied and written before is on its way to the disk still.
        os.sync()
        for _turn in range(runs + 1):
            for name, thing in things:
                taken[name].append(thing())
            self._chance.shuffle(things)
        return {name: values[1:] for name, values in taken.items()}

    def stock_tinydb(self) -> float:
        visit = next(self._visits)
        return timed(self._others.insert_stock, {visit.kind: [{"id": visit.id, **visit.fields()}]})

    def _one(self) -> float:
        took = self._timed_save(next(self._visits))
        self._line_of_one = self._last_line()
        return took

    def _three(self) -> float:
        visit = next(self._visits)
        lines = [next(self._problems) for _problem in range(2)]
        about: dict[str, Any] = {"enterprise": visit.enterprise, "visit": visit.id, "raised": visit.date}
        took = self._timed_save(visit, *(Problem(title=title, type=code, **about) for code, title in lines))
        self._line_of_three = self._last_line()
        return took

    def _raw_one(self) -> float:
        return self._timed(self._others.append, self._line_of_one)

    def _raw_three(self) -> float:
        return self._timed(self._others.append, self._line_of_three)

    def _sqlite(self) -> float:
        visit = next(self._visits)
        return self._timed(self._others.insert, [(visit.id, visit.kind, visit.model_dump_json())])

    def _timed_save(self, *records: Record) -> float:
        return self._timed(self._ledger.save, *records)

    def _timed(self, action: Callable[..., object], *arguments: Any) -> float:
        return timed(action, *arguments)

    def _last_line(self) -> bytes:
        with closing(self._ledger.workspace.log.open("rb")) as log:
            log.seek(-min(8192, self._ledger.workspace.log.stat().st_size), os.SEEK_END)
            return log.read().splitlines(keepends=True)[-1]


class _SavesAtRest(_Saves):
    """Each thing after a pause, and after a save a wait until its view is written."""

    def _timed(self, action: Callable[..., object], *arguments: Any) -> float:
        time.sleep(PAUSE)
        return timed(action, *arguments)

    def _timed_save(self, *records: Record) -> float:
        # The mark is put in its place last.
        mark = self._ledger.workspace.mark
        before = mark.stat().st_ino, mark.stat().st_mtime_ns
        took = self._timed(self._ledger.save, *records)
        until = time.monotonic() + WRITTEN_WITHIN
        while (mark.stat().st_ino, mark.stat().st_mtime_ns) == before:
            if time.monotonic() > until:
                raise TimeoutError(f"{mark} was not written")
            time.sleep(0.005)
        return took
