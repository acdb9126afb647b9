"""Two cadres' laptops and an office that hold the same records, edited apart from each other and brought together."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from story import CADRE, COUNTY, COUNTY_NAME, ENTERPRISE, Pair

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.sync.enrol import accept_laptop, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.rules import complete

SECOND_CADRE = "示例王"
CONTACT, PHONE = "示例赵", "0459-1234567"


@dataclass(frozen=True)
class County:
    """Three workspaces that know each other, and a contact that all three hold."""

    office: Workspace
    first: Workspace
    second: Workspace
    contact: str

    @property
    def all(self) -> tuple[Workspace, ...]:
        return (self.office, self.first, self.second)


def county_of(pair: Pair, folder: Path) -> County:
    """The pair with a second cadre, who answers for the same enterprise."""
    second = make_workspace(
        folder / "second", role="cadre", name=SECOND_CADRE, county=COUNTY, county_name=COUNTY_NAME, language="zh_CN"
    )
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(second) as laptop:
        unit = next(row for row in office.ledger.rows("person") if row["name"] == CADRE)["unit"]
        enterprise = enterprise_in(office)
        person = Person(name=SECOND_CADRE, unit=unit)
        contact = Contact(enterprise=enterprise, name=CONTACT, post="副总", phone=PHONE)
        office.ledger.save(
            complete(person, office),
            Appointment(person=person.id, unit=unit, role="cadre", start=today()),
            Pairing(enterprise=enterprise, role="liaison", person=person.id, start=today()),
            contact,
        )
        request = read_file(export_to_office(laptop.ledger, now()).path)
        device = accept_laptop(office.ledger, request, person.id, today())
        take_in_and_learn(office.ledger, request)
        answer = read_file(export_to_device(office.ledger, office.ledger.row("device", device.id) or {}, now()).path)
        laptop.ledger.workspace = trust_office(laptop.ledger.workspace, answer)
        take_in_and_learn(laptop.ledger, answer)
    county = County(pair.office, Workspace.load(pair.cadre.folder), Workspace.load(second.folder), contact.id)
    meet(county)
    return county


def copy_of_county(county: County, folder: Path) -> County:
    """The three workspaces once more, to be changed by one test."""
    for side in county.all:
        shutil.copytree(side.folder, folder / side.folder.name)
    office, first, second = (Workspace.load(folder / side.folder.name) for side in county.all)
    return County(office, first, second, county.contact)


def disagreed(county: County) -> County:
    """The county after both cadres wrote another telephone number of the contact, and all have heard of it."""
    edit(county.first, "contact", county.contact, phone="13900000001")
    edit(county.second, "contact", county.contact, phone="13900000002")
    meet(county)
    meet(county)
    return county


def enterprise_in(desk: Desk) -> str:
    return str(next(row["id"] for row in desk.ledger.rows("enterprise") if row["name"] == ENTERPRISE))


@contextmanager
def desks(*workspaces: Workspace) -> Iterator[list[Desk]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Desk.open_to_write(workspace)) for workspace in workspaces]


def edit(workspace: Workspace, kind: str, record: str, **values: object) -> None:
    """One edit of a record as it stands in a workspace."""
    with Desk.open_to_write(workspace) as desk:
        found = desk.ledger.get(kind, record)
        assert found is not None
        desk.ledger.save(complete(found.amended(**values), desk))


def meet(county: County) -> None:
    """Each laptop hands in, and then takes home what the office has."""
    with desks(*county.all) as (office, *laptops):
        for laptop in laptops:
            take_in_and_learn(office.ledger, read_file(export_to_office(laptop.ledger, now()).path))
        for laptop in laptops:
            row = next(row for row in office.ledger.rows("device") if row["device"] == laptop.ledger.workspace.device)
            take_in_and_learn(laptop.ledger, read_file(export_to_device(office.ledger, row, now()).path))
