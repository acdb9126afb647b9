"""One save of a visit with two problems, beside what else could have kept the same on the same disk."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from copies import copied
from figures import Measured, timed
from others import Others

from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.visits import any_note
from fieldtui.ledger import ledger as ledger_module
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import Record
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

TINYDB_RUNS = 3
"""Stock TinyDB writes the whole county for each insert; a few times tell enough."""
INTO_THE_WRITING = 0.05
"""Seconds from when the view begins to be written until a save comes in between."""


def saves(county: Path, runs: int) -> Iterator[Measured]:
    """Saves of different visits; after each the view is written, as it would be a second later, off the clock."""
    # A view that is written whenever a second has passed would fall on any of the things measured.
    ledger_module.WRITE_BEHIND = 3600
    with copied(county) as own, Desk.open_to_write(Workspace.load(own)) as desk, Others(own, _tables(own)) as others:
        measured = _Saves(desk, others)
        measured.warm_up()
        for run in range(runs):
            measured.once(ours_first=run % 2 == 0)
        for _run in range(min(runs, TINYDB_RUNS)):
            measured.stock_tinydb()
    raw = "append + fsync"
    yield Measured("save, visit with two problems", measured.plain, raw, measured.raw, "2")
    yield Measured("the same, entered and checked", measured.entered, raw, measured.raw)
    yield Measured("save while the view is written", measured.disturbed, raw, measured.raw)
    yield Measured("save", measured.plain, "sqlite3 WAL FULL", measured.sqlite)
    yield Measured("save", measured.plain, "stock TinyDB", measured.tinydb)


def _tables(county: Path) -> Mapping[str, Mapping[str, Any]]:
    """All that the view holds."""
    tables: Mapping[str, Mapping[str, Any]] = json.loads(Workspace.load(county).view.read_bytes())
    return tables


class _Saves:
    def __init__(self, desk: Desk, others: Others) -> None:
        self.plain: list[float] = []
        self.entered: list[float] = []
        self.disturbed: list[float] = []
        self.raw: list[float] = []
        self.sqlite: list[float] = []
        self.tinydb: list[float] = []
        self._desk = desk
        self._others = others
        self._chance = Chance("saves")
        self._notes = any_note(self._chance)
        self._enterprises = sorted(str(row["name"]) for row in desk.ledger.rows("enterprise"))
        self._line = b""

    def warm_up(self) -> None:
        """What a first save imports and indexes is not what one save costs."""
        self._desk.ledger.save(*self._records(self._form()))
        self._written()

    def once(self, *, ours_first: bool) -> None:
        """Each thing once, ours first or last."""
        records = self._records(self._form())
        rows = [(f"{record.kind}:{record.id}", record.kind, record.model_dump_json()) for record in records]
        ours: list[Callable[[], None]] = [lambda: self.plain.append(timed(self._desk.ledger.save, *records))]
        theirs: list[Callable[[], None]] = [
            # Of the save before, when ours comes last: as many bytes, give or take a few of the note.
            lambda: self.raw.append(timed(self._others.append, self._line)),
            lambda: self.sqlite.append(timed(self._others.insert, rows)),
        ]
        for step in [*ours, *theirs] if ours_first else [*theirs, *ours]:
            step()
            self._take_line()
        self._written()
        form = self._form()
        self.entered.append(timed(lambda: self._desk.ledger.save(*self._records(form))))
        # That left something to write: the next save comes while it is being written.
        records = self._records(self._form())
        writer = threading.Thread(target=self._desk.ledger.flush)
        writer.start()
        time.sleep(INTO_THE_WRITING)
        self.disturbed.append(timed(self._desk.ledger.save, *records))
        writer.join()
        self._written()

    def stock_tinydb(self) -> None:
        by_kind: dict[str, list[Mapping[str, Any]]] = {}
        for record in self._records(self._form()):
            by_kind.setdefault(record.kind, []).append({"id": record.id, **record.fields()})
        self.tinydb.append(timed(self._others.insert_stock, by_kind))

    def _form(self) -> dict[str, str]:
        """A visit as it is typed."""
        amount, people = self._chance.randint(100, 900), self._chance.randint(2, 90)
        return {
            "enterprise": self._chance.choice(self._enterprises),
            "date": "今天",
            "mode": "on_site",
            "outcome": "met",
            "visitors": self._desk.name("person", self._desk.me),
            "met": "示例厂长",
            "note": next(self._notes),
            "problems": f"融资 示例流动资金缺口{amount}万元 @金融办 !急\n用工 示例缺熟练工{people}人 @人社局",
        }

    def _records(self, form: Mapping[str, str]) -> tuple[Record, ...]:
        entry = enter_visit(self._desk, form, today())
        if entry.troubles:
            raise ValueError(f"the visit was refused: {entry.troubles}")
        return entry.records

    def _take_line(self) -> None:
        with closing(self._desk.ledger.workspace.log.open("rb")) as log:
            log.seek(-min(4096, self._desk.ledger.workspace.log.stat().st_size), os.SEEK_END)
            self._line = log.read().splitlines(keepends=True)[-1]

    def _written(self) -> None:
        self._desk.ledger.flush()
        self._take_line()
