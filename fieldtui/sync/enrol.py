"""Making a workspace, and getting to know the other side."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from fieldtui import plans
from fieldtui.ledger.files import make_folder
from fieldtui.ledger.ledger import Derive, Ledger, real_time
from fieldtui.ledger.workspace import SETTINGS, Workspace, WorkspaceError
from fieldtui.locale import _
from fieldtui.model.record import new_id
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.device import Device
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit
from fieldtui.model.sentence import no_right_to_write
from fieldtui.sync.bundle import Bundle, BundleError
from fieldtui.sync.exchange import TakenIn, take_in
from fieldtui.sync.keys import make_key
from fieldtui.sync.parts import drop_parts
from fieldtui.sync.refused import take_refusal_back
from fieldtui.work.known_plans import DEFAULT_PLAN
from fieldtui.work.naming import initials
from fieldtui.work.putting_in_use import version_in_use


def make_workspace(
    folder: Path, *, role: str, name: str, county: str, county_name: str, language: str, plan: str = DEFAULT_PLAN
) -> Workspace:
    """Makes folder, key and settings. WorkspaceError when there is one already or nothing can be written.

    `plan` is the name of the plan that is gone by as long as the ledger holds none.
    """
    # An office whose first entries were never made, for the machine went down in between, is founded again.
    unfounded = role == "office" and not (folder / "data" / "log.jsonl").exists()
    if (folder / SETTINGS).exists() and not unfounded:
        raise WorkspaceError(_("{folder} is a workspace already; choose another folder.").format(folder=folder))
    try:
        device, _public = make_key(folder / "data" / "keys")
        workspace = Workspace(folder, county, county_name, role, name, device, language=language, plan=plan)
        make_folder(workspace.exports)
        return workspace.store(person=new_id() if role == "office" else "")
    except OSError as error:
        raise WorkspaceError(no_right_to_write(folder)) from error


def found_office(
    workspace: Workspace,
    derive: Derive,
    *,
    office_name: str,
    today: date,
    plan: str = "",
    clock: Callable[[], int] = real_time,
) -> None:
    """The office's first entries: the office as a unit, its clerk, the clerk's appointment, and the plan in use.

    `plan` is the whole text of a plan; without one it is the shipped plan that the workspace names. The entries are
    stamped by `clock` (UTC, milliseconds).
    """
    office = Unit(name=office_name, type="office", initials=initials(office_name))
    clerk = Person(id=workspace.person, name=workspace.name, unit=office.id, initials=initials(workspace.name))
    appointment = Appointment(person=clerk.id, unit=office.id, role="clerk", start=today)
    with Ledger.open_to_write(workspace, derive) as ledger:
        ledger.clock = clock
        ledger.save(office, clerk, appointment, version_in_use(plan or plans.read_text(workspace.plan), today))


def accept_laptop(ledger: Ledger, bundle: Bundle, person: str, today: date) -> Device:
    """The office accepts a laptop whose code was compared, for a person of its ledger: a cadre, if nothing yet."""
    if bundle.manifest.county != ledger.workspace.county:
        raise BundleError(_("This file belongs to another county; its sender was not accepted."))
    if any(row["device"] == bundle.sender for row in ledger.rows("device")):
        raise BundleError(_("This device was accepted already."))
    _require_encryption_key(bundle)
    device = Device(
        device=bundle.sender,
        public_key=bundle.public_key,
        encryption_key=bundle.manifest.encryption_key,
        person=person,
    )
    ledger.save(device, *_first_appointment(ledger, person, today))
    take_refusal_back(ledger.workspace, bundle.sender)
    return device


def _first_appointment(ledger: Ledger, person: str, today: date) -> Iterator[Appointment]:
    """Whoever gets a laptop visits: without any appointment, no step of theirs would count."""
    unit = (ledger.row("person", person) or {}).get("unit")
    if unit and not ledger.referring("appointment", "person", person):
        yield Appointment(person=person, unit=unit, role="cadre", start=today)


def trust_office(workspace: Workspace, bundle: Bundle) -> Workspace:
    """A laptop takes the sender of a bundle, whose code was compared, for its office from now on."""
    if bundle.manifest.county != workspace.county:
        raise BundleError(_("This file belongs to another county; its sender was not accepted."))
    if bundle.manifest.to != workspace.device:
        raise BundleError(_("This file is not from the office to this laptop; its sender was not accepted."))
    _require_encryption_key(bundle)
    trusting = workspace.store(
        office={
            "device": bundle.sender,
            "public_key": bundle.public_key,
            "encryption_key": bundle.manifest.encryption_key,
        }
    )
    take_refusal_back(trusting, bundle.sender)
    return trusting


def _require_encryption_key(bundle: Bundle) -> None:
    """A sender of format 1 gives none, so nothing could be sealed for it."""
    if not bundle.manifest.encryption_key:
        raise BundleError(
            _(
                "This file was made by an earlier version, whose files are not sealed; its sender was not accepted. "
                "Ask for a file made with this version."
            )
        )


def take_in_and_learn(ledger: Ledger, bundle: Bundle) -> TakenIn:
    """Takes a bundle in; a laptop learns from its office's first one who uses it."""
    taken = take_in(ledger, bundle)
    drop_parts(bundle.manifest, ledger.workspace)
    workspace = ledger.workspace
    if workspace.role == "cadre":
        mine = next((row for row in ledger.rows("device") if row["device"] == workspace.device), None)
        if mine and mine["person"] != workspace.person:
            ledger.workspace = workspace.store(person=mine["person"])
    return taken
