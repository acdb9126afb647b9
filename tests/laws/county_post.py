"""An office, its laptops and the post between them: what happens to files and to devices, and what is known of it."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from county_of_four import ENTERPRISE, OFFICE, TODAY, Side, numbered_id

from fieldtui.ledger.backup import back_up
from fieldtui.ledger.restoring import restore
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.visit import Visit
from fieldtui.model.row import Row
from fieldtui.sync.arriving import take_in_file, take_in_waiting
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrol import accept_laptop, make_workspace, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, opened, read_file
from fieldtui.sync.keys import own_keys
from fieldtui.sync.parts import AROUND, split
from fieldtui.sync.purging import leaving, purge
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.sync.renewal import open_desk, renew_restored
from fieldtui.sync.revoking import revoke

LATER = timedelta(days=4000)
SECOND = numbered_id(6)
"""An enterprise that is paired to one after another."""


class Computer(Side):
    """A side that opens as the program does: a copy of it becomes a new device."""

    def open(self) -> None:
        self.desk, _sentences = open_desk(Workspace.load(self.folder))
        self.desk.ledger.clock = self.time

    @property
    def person(self) -> str:
        return self.ledger.workspace.person

    def rows(self, kind: str) -> list[Row]:
        return sorted(self.ledger.rows(kind), key=lambda row: str(row["id"]))


@dataclass
class Letter:
    """A file that was written for a side, whole or in parts."""

    to: str
    paths: list[Path]


class Post:
    """What can happen. A happening takes a side's name, or numbers that choose."""

    def __init__(self, template: Path, folder: Path) -> None:
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(template, folder)
        self.folder, self.count = folder, 1000
        self.office = Computer(folder / OFFICE)
        self.laptops: dict[str, Computer] = {name: Computer(folder / name) for name in ("zhang", "wang", "zhao")}
        self.letters: list[Letter] = []
        self.backups: list[tuple[str, Path]] = []
        self.office.ledger.save(
            Enterprise(id=SECOND, name="示例恒远机械", region="230602"),
            Pairing(id=numbered_id(7), enterprise=SECOND, role="liaison", person=numbered_id(100), start=TODAY),
        )

    def sides(self) -> Iterator[tuple[str, Computer]]:
        yield OFFICE, self.office
        yield from self.laptops.items()

    def side(self, name: str) -> Computer:
        return self.office if name == OFFICE else self.laptops[name]

    def next_id(self) -> str:
        self.count += 1
        return numbered_id(self.count)

    # Work

    def record(self, side: Computer, which: int, how: int) -> None:
        enterprises = side.rows("enterprise")
        if not enterprises or not (side.person or side is self.office):
            return
        enterprise = enterprises[which % len(enterprises)]["id"]
        side.passed += 1000
        if how % 2:
            side.ledger.save(Contact(id=self.next_id(), enterprise=enterprise, name=f"示例{how}", phone=f"139{how:08}"))
        else:
            note = f"第{self.count}次去。"
            side.ledger.save(
                Visit(id=self.next_id(), enterprise=enterprise, date=TODAY, visitors=[side.desk.me], note=note)
            )

    def edit(self, side: Computer, which: int, how: int) -> None:
        kind, fields = [("contact", {"phone": f"138{how:08}"}), ("visit", {"note": f"改{how}"})][how % 2]
        found = side.rows(kind)
        if found:
            record = side.ledger.get(kind, found[which % len(found)]["id"])
            assert record is not None
            side.passed += 1000
            side.ledger.save(record.amended(**(fields if how < 9 else {"deleted": True})))

    def pair(self, which: int, who: int) -> None:
        """Somebody answers for an enterprise from now on; or nobody does, or the pairing comes to its end."""
        found = [row for row in self.office.rows("pairing") if row["enterprise"] == (SECOND, ENTERPRISE)[which % 2]]
        pairing = self.office.ledger.get("pairing", found[which % len(found)]["id"]) if found else None
        if pairing is not None:
            ended = TODAY - timedelta(days=1)
            fields = {"start": ended, "end": ended} if who == 3 else {"person": numbered_id(100 + who), "end": None}
            self.office.passed += 1000
            self.office.ledger.save(pairing.amended(**fields))

    def purge(self, laptop: Computer) -> int:
        """All that may go, whatever day it is. The office holds all of it, and nobody's own visits are in it."""
        found = leaving(laptop.ledger, laptop.now + LATER)
        for kind, record in found.now:
            made = (laptop.ledger.heads(record) or {})["made"]
            assert kind != "visit" or made["by"] != laptop.person
            # What still stood of a device before this one was said again by this one.
            own = [change for change in laptop.ledger.history.of(record) if change.device == laptop.device]
            assert all(change.id in self.office.ledger.history for change in own)
        purge(laptop.ledger, [record for _kind, record in found.now])
        return len(found.now)

    # Files

    def write(self, name: str, *, home: bool, parts: bool) -> Path | None:
        """A laptop's file for the office, or (`home`) the office's for it; None when there can be none."""
        giver = self.office if home else self.laptops[name]
        giver.passed += 1000
        if home:
            row = self.device_of(self.laptops[name])
            if row is None:
                return None
            path = export_to_device(self.office.ledger, row, self.office.now).path
        else:
            path = export_to_office(giver.ledger, giver.now).path
        paths = self._in_parts(giver, path) if parts else [path]
        self.letters.append(Letter(name if home else OFFICE, paths))
        return path

    def _in_parts(self, giver: Computer, path: Path) -> list[Path]:
        """In parts, however small it is; each in a folder of its own, as on several sticks."""
        workspace, bundle = giver.ledger.workspace, path.read_bytes()
        keys = own_keys(workspace.private_keys, workspace.device)
        pieces = split(bundle, read_file(path).manifest, keys.signing, AROUND + len(bundle) // 2)
        places = [path.with_suffix(f".{number}") / "part.json" for number in range(len(pieces))]
        for place, piece in zip(places, pieces, strict=True):
            place.parent.mkdir()
            place.write_bytes(piece)
        return places

    def arrives(self, side: Computer, path: Path) -> None:
        """As a person takes it in; the office accepts whoever it does not know, for whom it is told."""
        log = side.ledger.workspace.log.stat().st_size
        try:
            take_in_file(side.ledger, path)
        except UnknownSenderError:
            self._accept(side, path)
        except BundleError:
            assert side.ledger.workspace.log.stat().st_size == log, "what is refused changes nothing"
        take_in_waiting(side.ledger)

    def _accept(self, office: Computer, path: Path) -> None:
        bundle = read_file(path, office.ledger.workspace)
        owner = next((laptop.person for laptop in self.laptops.values() if laptop.device == bundle.sender), "")
        if office is self.office and owner:
            accept_laptop(office.ledger, bundle, owner, TODAY)

    def device_of(self, laptop: Computer) -> Row | None:
        """The office's record of a laptop that is known and not revoked."""
        rows = self.office.rows("device")
        found = next((row for row in rows if row["device"] == laptop.device), None)
        return None if found is None or found.get("revoked_after") is not None else found

    # Devices

    def back_up(self, name: str) -> None:
        path = self.folder / f"{len(self.backups)}.zip"
        laptop = self.laptops[name]
        laptop.reopen()
        back_up(laptop.ledger.workspace, path, laptop.now)
        self.backups.append((name, path))

    def restore(self, which: int) -> None:
        name, path = self.backups[which % len(self.backups)]
        laptop = self.laptops[name]
        laptop.ledger.close()
        restore(path, laptop.folder, lambda staging: renew_restored(staging, laptop.folder), laptop.now)
        laptop.open()

    def clone(self, name: str) -> None:
        """A copy of the folder, used beside it."""
        twin = self.folder / f"{name}-twin"
        if not twin.exists():
            self.laptops[name].reopen()
            shutil.copytree(self.laptops[name].folder, twin)
            self.laptops[f"{name}-twin"] = Computer(twin)

    def lose(self, name: str) -> None:
        """A lost laptop is revoked; its cadre gets another one, and what was handed in comes back."""
        lost = self.laptops[name]
        row = self.device_of(lost)
        if row is None:
            return
        self.office.passed += 1000
        revoke(self.office.ledger, row, None)
        lost.ledger.close()
        workspace = lost.ledger.workspace
        folder = self.folder / f"{name}-{self.next_id()}"
        made = make_workspace(
            folder,
            role="cadre",
            name=workspace.name,
            county=workspace.county,
            county_name=workspace.county_name,
            language="zh_CN",
        )
        self.laptops[name] = new = Computer(made.folder)
        new.passed = lost.passed
        hello = read_file(export_to_office(new.ledger, new.now).path)
        accept_laptop(self.office.ledger, hello, lost.person, TODAY)
        new.ledger.workspace = trust_office(new.ledger.workspace, read_file(self._answer(new)))
        self.arrives(new, self.letters[-1].paths[0])

    def _answer(self, laptop: Computer) -> Path:
        name = next(name for name, one in self.laptops.items() if one is laptop)
        path = self.write(name, home=True, parts=False)
        assert path is not None
        return path

    def close(self) -> None:
        for _name, side in self.sides():
            with suppress(BundleError):
                side.ledger.close()


def carried(path: Path, taker: Workspace) -> Mapping[int, str]:
    """What a file carries: place in its stream → change."""
    bundle = read_file(path)
    changes = opened(bundle, taker).changes
    return {bundle.manifest.after.count + place: change.id for place, change in enumerate(changes, 1)}
