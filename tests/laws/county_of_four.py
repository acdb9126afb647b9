"""An office and three laptops of one county that know each other: real workspaces, made once and copied."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from fieldtui.ledger.change import Change, make_change
from fieldtui.ledger.check import check
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.storage import pieces
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.model.records.visit import Visit
from fieldtui.sync.bundle import Bundle
from fieldtui.sync.enrol import accept_laptop, found_office, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.work.desk import Desk, standings

OFFICE = "office"
LAPTOPS = ("zhang", "wang", "zhao")
FOUR = (OFFICE, *LAPTOPS)

TODAY = date(2026, 11, 23)
START = 1_795_400_000_000
"""The morning of that day: UTC, milliseconds."""
TEN_YEARS = 10 * 365 * 86_400_000


def numbered_id(number: int) -> str:
    """A record's id that is the same in every run."""
    return f"01990000-0000-7000-8000-{number:012d}"


BANKING, LABOUR, ENTERPRISE, PROBLEM, VISIT = (numbered_id(number) for number in range(1, 6))


class Side:
    """One side with its ledger open, whose clock says what it is told."""

    def __init__(self, folder: Path, clock_off: int = 0) -> None:
        self.folder = folder
        self.clock_off = clock_off
        """Milliseconds by which this side's clock is ahead."""
        self.passed = 0
        self.open()

    def open(self) -> None:
        self.desk = Desk.open_to_write(Workspace.load(self.folder))
        self.desk.ledger.clock = self.time

    def time(self) -> int:
        return START + self.passed + self.clock_off

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time() / 1000, UTC)

    @property
    def ledger(self) -> Ledger:
        return self.desk.ledger

    @property
    def device(self) -> str:
        return self.ledger.workspace.device

    def beside(self) -> Ledger:
        """What another window on this workspace reads. So the one that writes need not know all of its history."""
        return Ledger.open_to_read(self.ledger.workspace, standings)

    def reopen(self) -> None:
        self.ledger.close()
        self.open()

    def pull_the_plug(self) -> None:
        """What lies on disk at this moment is all that is left; nothing gets to be closed or written behind."""
        left = self.folder.with_name(self.folder.name + "-left")
        shutil.copytree(self.folder, left)
        self.ledger.close()
        shutil.rmtree(self.folder)
        left.rename(self.folder)
        self.open()

    def hand_in(self) -> Bundle:
        """The laptop's file for the office."""
        return read_file(export_to_office(self.ledger, self.now).path)

    def hand_back(self, laptop: str) -> Bundle:
        """The office's file for the laptop of this device."""
        row = next(row for row in self.ledger.rows("device") if row["device"] == laptop)
        return read_file(export_to_device(self.ledger, row, self.now).path)

    def deliver(self, bundle: Bundle) -> None:
        take_in_and_learn(self.ledger, bundle)


def make_county(folder: Path) -> Path:
    """The four workspaces, under `folder`: the office knows each laptop, and each knows what concerns it."""
    sides = {"county": "230600", "county_name": "示例市", "language": "zh_CN"}
    made = make_workspace(folder / OFFICE, role="office", name="示例李", **sides)
    found_office(made, standings, office_name="企服办", today=TODAY)
    office = Side(folder / OFFICE)
    office.ledger.save(
        Unit(id=BANKING, name="金融办"), Unit(id=LABOUR, name="人社局"), Enterprise(id=ENTERPRISE, **ENTERPRISE_FIELDS)
    )
    for number, name in enumerate(LAPTOPS, 100):
        make_workspace(folder / name, role="cadre", name=f"示例{name}", **sides)
        laptop = Side(folder / name)
        person = Person(id=numbered_id(number), name=f"示例{name}", unit=BANKING)
        office.ledger.save(
            person,
            Appointment(person=person.id, unit=BANKING, role="cadre", start=TODAY),
            Pairing(enterprise=ENTERPRISE, role="liaison", person=person.id, start=TODAY),
        )
        request = laptop.hand_in()
        accept_laptop(office.ledger, request, person.id, TODAY)
        office.deliver(request)
        answer = office.hand_back(laptop.device)
        laptop.ledger.workspace = trust_office(laptop.ledger.workspace, answer)
        laptop.deliver(answer)
        laptop.ledger.close()
    # What the first and second laptop do not know yet of those after them, and one problem that all know.
    office.ledger.save(
        Visit(id=VISIT, visitors=[numbered_id(100)], **VISIT_FIELDS), Problem(id=PROBLEM, visit=VISIT, **PROBLEM_FIELDS)
    )
    for name in LAPTOPS:
        laptop = Side(folder / name)
        laptop.deliver(office.hand_back(laptop.device))
        laptop.ledger.close()
    office.ledger.close()
    return folder


@contextmanager
def copied_county(template: Path, folder: Path) -> Iterator[dict[str, Side]]:
    """A copy of the four, open, in `folder`; closed at the end."""
    shutil.copytree(template, folder)
    sides = {name: Side(folder / name) for name in FOUR}
    try:
        yield sides
    finally:
        for side in sides.values():
            side.ledger.close()


ENTERPRISE_FIELDS: dict[str, Any] = {"name": "示例龙原精细化工有限公司", "region": "230602"}
VISIT_FIELDS: dict[str, Any] = {"enterprise": ENTERPRISE, "date": TODAY, "note": "见到生产副总。"}
PROBLEM_FIELDS: dict[str, Any] = {"enterprise": ENTERPRISE, "raised": TODAY, "title": "流动资金缺口300万", "type": "RZ"}


@dataclass
class Stranger:
    """A device that is not ours to judge: a newer version, or a broken program. It chains its changes as all do."""

    device: str
    own: list[Change] = field(default_factory=list)

    def write(
        self,
        kind: str,
        of: str,
        fields: Mapping[str, Any],
        *,
        over: Mapping[str, int] | None = None,
        at: int = START,
        by: str = numbered_id(100),
    ) -> Change:
        """Its next change; `over`: the changes that it replaces, each with its tick."""
        last = self.own[-1] if self.own else None
        header = {
            "device": self.device,
            "seq": last.seq + 1 if last else 1,
            "prev": last.id if last else "",
            "tick": 1 + max([last.tick if last else 0, *(over or {}).values()]),
            "at": at,
            "by": by,
            "kind": kind,
            "of": of,
        }
        change = make_change(header=header, over=over or (), fields=fields)
        self.own.append(change)
        return change


def view_of(ledger: Ledger) -> bytes:
    """What the view's file holds once it is written."""
    return b"".join(bytes(piece) for _table, piece in pieces(ledger.view.snapshot()))


def heads_for(ledger: Ledger, record: str, *names: str) -> dict[str, int]:
    """The changes that stand behind these fields in a ledger, each with its tick: what an edit there goes over."""
    row = ledger.heads(record) or {"heads": {}}
    return {change: head["tick"] for change, head in row["heads"].items() if not set(names).isdisjoint(head["fields"])}


def shuffled_pieces(changes: Sequence[Change], pieces: int, chance: Random) -> Iterator[list[Change]]:
    """All of these in any order and in some pieces, a few of them twice."""
    order = [*changes, *chance.choices(changes, k=3)] if changes else []
    chance.shuffle(order)
    cuts = sorted(chance.randrange(len(order) + 1) for _cut in range(pieces - 1))
    for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True):
        yield order[start:end]


def known(record: Record | None) -> Record:
    assert record is not None
    return record


def unsound(workspace: Workspace) -> set[str]:
    """What `check` finds, by its codes, and whether the clock is right now, which no ledger can help."""
    return {finding.what for finding in check(workspace, standings) if not finding.sound} - {"clock.behind"}
