"""Makes the ledgers that are measured at several sizes: so many visits of 600 bytes, and changes of others to merge."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import orjson
from county import COUNTY, GENERATOR, HERE

from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.visits import any_note
from fieldtui.ledger import ledger as ledger_module
from fieldtui.ledger import log, view_file
from fieldtui.ledger.canonical import digest
from fieldtui.ledger.change import FIRST, Change, make_change
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.visit import Visit
from fieldtui.sync.enrol import make_workspace

NOTE = 140
"""Characters of a note at most: so a visit is 600 bytes of JSON on average."""
FIRST_DAY = date(2026, 1, 1)
AT = 1_767_225_600_000
"""When the changes of others begin, UTC in milliseconds."""
DEVICES = 20
"""How many others the changes come from."""
TOGETHER = 5
"""Of so many edits of a record one is made by two others at once, who did not know of each other."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one size in `folder`: a workspace whose view is up to date, and changes that it lacks."""

    folder: Path

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def changes(self) -> Path:
        """A change a line, as they travel."""
        return self.folder / "changes.jsonl"

    @property
    def tables(self) -> Path:
        """The names of the view's tables, a line each."""
        return self.folder / "tables.txt"

    @property
    def known(self) -> Path:
        """The id of a record from the middle."""
        return self.folder / "known.txt"


def made(place: Path, records: int, changes: int) -> Made:
    """So many records, and so many changes of others; made when they are not there yet: half a minute for 100,000."""
    folder = place / _name(records, changes)
    if not folder.exists():
        place.mkdir(parents=True, exist_ok=True)
        beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")
        shutil.rmtree(beside, ignore_errors=True)
        _make(Made(beside), records, changes)
        # Somebody else may have made it meanwhile: theirs is as good.
        if folder.exists():
            shutil.rmtree(beside)
        else:
            beside.rename(folder)
    return Made(folder)


def visits(chance: Chance) -> Iterator[Visit]:
    """Visits without end; no two notes are the same."""
    texts = any_note(chance)
    enterprises = [new_id() for _number in range(500)]
    people = [new_id() for _number in range(40)]
    while True:
        yield Visit(
            enterprise=chance.choice(enterprises),
            date=FIRST_DAY + timedelta(days=chance.randrange(300)),
            visitors=[chance.choice(people)],
            met="示例厂长",
            note=next(texts)[:NOTE],
        )


def _name(records: int, changes: int) -> str:
    """A name for this size; another one when it would be kept in another format or made otherwise."""
    formats = (log.FORMAT, view_file.FORMAT)
    known = hashlib.sha256(repr((records, changes, formats)).encode("ascii"))
    for maker in (HERE / "ledgers.py", *sorted(GENERATOR.rglob("*.toml")), *sorted(GENERATOR.glob("*.py"))):
        known.update(maker.read_bytes())
    return f"ledger-{records}-{known.hexdigest()[:12]}"


def _make(made: Made, records: int, changes: int) -> None:
    chance = Chance(str(records))
    made.folder.mkdir(parents=True)
    make_workspace(made.workspace, role="office", name="示例李", county="230600", county_name=COUNTY, language="zh_CN")
    with _nobody_waiting(), Ledger.open_to_write(Workspace.load(made.workspace)) as ledger:
        ids = []
        for visit, _number in zip(visits(chance), range(records), strict=False):
            ledger.save(visit)
            ids.append(visit.id)
        foreign = _OtherDevices(ledger, chance, ids).changes(changes)
        made.changes.write_bytes(b"".join(orjson.dumps(change.to_json()) + b"\n" for change in foreign))
    tables = orjson.loads(Workspace.load(made.workspace).view.read_bytes())
    made.tables.write_text("\n".join(tables), "ascii")
    made.known.write_text(ids[records // 2], "ascii")


@contextmanager
def _nobody_waiting() -> Iterator[None]:
    """Saves are made one by one, as people save, but not synced, and the view is written at the end only."""
    sync, behind = os.fsync, ledger_module.WRITE_BEHIND
    os.fsync = lambda fd: None
    ledger_module.WRITE_BEHIND = 3600
    try:
        yield
    finally:
        os.fsync, ledger_module.WRITE_BEHIND = sync, behind


class _OtherDevices:
    """Devices that the ledger has heard nothing of yet."""

    def __init__(self, ledger: Ledger, chance: Chance, records: Sequence[str]) -> None:
        self._ledger = ledger
        self._chance = chance
        self._records = records
        self._devices = [digest(f"示例 {number}".encode()) for number in range(DEVICES)]
        self._people = [new_id() for _device in self._devices]
        self._last: dict[str, Change] = {}
        self._heads: dict[str, Change] = {}
        self._made = 0

    def changes(self, count: int) -> list[Change]:
        """Half of them new visits, half of them new notes to those that the ledger has; each after what it follows."""
        new = visits(self._chance)
        texts = any_note(self._chance)
        found: list[Change] = []
        made = 0
        while len(found) < count:
            if made * 2 < len(found):
                visit = next(new)
                found.append(self._change(visit.id, visit.fields(), ()))
                made += 1
            else:
                record = self._chance.choice(self._records)
                over = self._over(record)
                together = 2 if self._chance.randrange(TOGETHER) == 0 else 1
                edits = [self._change(record, {"note": next(texts)[:NOTE]}, over) for _edit in range(together)]
                self._heads[record] = edits[-1]
                found.extend(edits)
        return found[:count]

    def _over(self, record: str) -> tuple[tuple[str, int], ...]:
        """The (id, tick) of what an edit of the note now replaces."""
        if record in self._heads:
            return ((self._heads[record].id, self._heads[record].tick),)
        heads = (self._ledger.heads(record) or {})["heads"]
        return tuple((change, head["tick"]) for change, head in heads.items())

    def _change(self, record: str, fields: dict[str, object], over: tuple[tuple[str, int], ...]) -> Change:
        self._made += 1
        number = self._chance.randrange(DEVICES)
        device = self._devices[number]
        last = self._last.get(device)
        header = {
            "device": device,
            "seq": last.seq + 1 if last else 1,
            "prev": last.id if last else FIRST,
            "tick": 1 + max([last.tick if last else 0, *(tick for _id, tick in over)]),
            "at": AT + 1000 * self._made,
            "by": self._people[number],
            "kind": Visit.kind,
            "of": record,
        }
        change = make_change(header=header, over=[replaced for replaced, _tick in over], fields=fields)
        self._last[device] = change
        return change
