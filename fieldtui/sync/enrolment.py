"""An enrolment: a small file by which a laptop knows its office, and the office whom the laptop asks to be known as.

It is a JWS by the office like a bundle's, and holds no secret: county, the office's public keys, a person, the name of
the plan. Who takes it in compares the office's code; the office compares the laptop's when that asks to be known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldtui import plans
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of
from fieldtui.model.text import Code, Id, Line
from fieldtui.sync.bundle import Bundle, BundleError, read_envelope
from fieldtui.sync.envelope import altered, read_signed, sign
from fieldtui.sync.exchange import opened, read_once
from fieldtui.sync.keys import own_keys
from fieldtui.sync.suite import SIGNED

TYPE = "fieldtui-enrolment+json"
FORMAT = 1


class EnrolmentManifest(BaseModel):
    """What the office signs. `at` is UTC in milliseconds; `person` is the id and `name` the name of who gets it."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, strict=True)
    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    county: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    county_name: Line
    sender: Annotated[str, Field(alias="from")]
    at: Annotated[int, Field(ge=0, lt=2**53)]
    encryption_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    person: Id
    name: Line
    plan: Code


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An enrolment whose signature holds, and the office's public key. Whether that is the office, its code tells."""

    manifest: EnrolmentManifest
    public_key: str


def write_enrolment(ledger: Ledger, person: str, path: Path | None, now: datetime) -> Path:
    """Writes an enrolment for a person of the ledger, to exports/ unless `path` says where. BundleError if it can't."""
    workspace = ledger.workspace
    if workspace.role != "office":
        raise BundleError(_("Only the office enrols; ask it for an enrolment."))
    name = str((ledger.row("person", person) or {}).get("name", ""))
    keys = own_keys(workspace.private_keys, workspace.device)
    manifest = {
        "format": FORMAT,
        "county": workspace.county,
        "county_name": workspace.county_name,
        "from": workspace.device,
        "at": int(now.timestamp() * 1000),
        "encryption_key": keys.sealing_public,
        "person": person,
        "name": name,
        "plan": workspace.plan,
    }
    safe = "".join(character if character.isalnum() else "-" for character in name)
    word = _("enrolment")
    to = path or workspace.exports / f"{safe}-{word}.json"
    try:
        replace_file(to, [orjson.dumps(sign(manifest, TYPE, keys.signing)) + b"\n"])
    except OSError as error:
        raise BundleError(
            _("The file could not be written to {path}: {reason}.").format(path=to, reason=reason_of(error))
        ) from error
    return to


def read_enrolment(path: Path) -> Enrolment:
    """Reads an enrolment and checks its signature. BundleError when it is none."""
    return _enrolment(read_envelope(read_once(path)))


def _enrolment(form: Mapping[str, Any]) -> Enrolment:
    if form.keys() != set(SIGNED):
        raise BundleError(_("This file is no enrolment; ask the office for one."))
    signed = read_signed(form, TYPE)
    try:
        manifest = EnrolmentManifest.model_validate_json(orjson.dumps(signed.manifest))
    except ValidationError as error:
        raise altered() from error
    if manifest.sender != signed.device:
        raise altered()
    return Enrolment(manifest, signed.public_key)


def enrolment_in(path: Path) -> Enrolment | None:
    """The enrolment in a file; None when it is none."""
    try:
        return read_enrolment(path)
    except BundleError:
        return None


def enrolment_of(form: Mapping[str, Any]) -> Enrolment | None:
    """The enrolment that the members of a file are; None when they are none."""
    try:
        return _enrolment(form)
    except BundleError:
        return None


def take_enrolment(workspace: Workspace, enrolment: Enrolment) -> Workspace:
    """The laptop knows its office from now on. BundleError when it knows another one, or is of another county."""
    manifest = enrolment.manifest
    if workspace.role != "cadre":
        raise BundleError(_("An enrolment is for a cadre's laptop; this is the office's workspace."))
    if manifest.county != workspace.county:
        raise BundleError(_("This enrolment is of another county; ask your own office for one."))
    if workspace.office:
        raise BundleError(_("This laptop knows its office already; the enrolment is not needed."))
    return workspace.store(
        office={
            "device": manifest.sender,
            "public_key": enrolment.public_key,
            "encryption_key": manifest.encryption_key,
            "enrolled": manifest.person,
        },
        county_name=manifest.county_name,
        plan=manifest.plan if manifest.plan in plans.names() else workspace.plan,
    )


def enrolled_as(bundle: Bundle, ledger: Ledger) -> str:
    """The person of the ledger as whom the office enrolled the sender of a bundle; "" when it does not say."""
    if ledger.workspace.role != "office" or not bundle.is_sealed:
        return ""
    person = opened(bundle, ledger.workspace).person
    return person if person and ledger.row("person", person) else ""
