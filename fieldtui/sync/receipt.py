"""A receipt by itself: the office's word that it holds a laptop's entries up to a number. It fits one QR code at 80×24.

It is a JWS in flattened JSON form, as a bundle is, but names no key: a laptop takes one by its office's key only. The
hash is that of one entry of one laptop, so it needs to name neither the county nor the laptop.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldtui.ledger.canonical import canonical
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE, Position
from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.model.sentence import reason_of
from fieldtui.sync.bundle import BundleError, read_envelope
from fieldtui.sync.envelope import altered, strict_json
from fieldtui.sync.exchange import read_once
from fieldtui.sync.keys import own_keys
from fieldtui.sync.suite import SIGNED, SUITES, Members, SuiteError, from_base64url, suite_of_key

TYPE = "fieldtui-receipt+json"


class Confirmed(BaseModel):
    """How many entries of the laptop the office holds, and the id of the last; `at` is UTC in milliseconds."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)
    at: Annotated[int, Field(ge=0, lt=2**53)]
    count: Annotated[int, Field(ge=1, lt=2**53)]
    hash: Annotated[str, Field(max_length=64)]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The members of a receipt, of which nothing is believed yet."""

    members: Members


def write_receipt(ledger: Ledger, device: Row, path: Path | None, now: datetime) -> Path:
    """Writes the office's receipt for a device, to exports/ unless `path` says where. BundleError if it can't."""
    workspace, held = ledger.workspace, ledger.partner(device["device"]).received
    if workspace.role != "office":
        raise BundleError(_("Only the office writes receipts; yours goes along with each file that you hand in."))
    if not held.count:
        raise BundleError(_("Nothing has come from this laptop yet; there is nothing to confirm."))
    keys = own_keys(workspace.private_keys, workspace.device)
    payload = {"at": int(now.timestamp() * 1000), "count": held.count, "hash": held.hash}
    signed = suite_of_key(keys.signing).sign({"typ": TYPE}, canonical(payload), keys.signing)
    name = str((ledger.row("person", device["person"]) or {}).get("name", ""))
    safe = "".join(character if character.isalnum() else "-" for character in name)
    word = _("receipt")
    to = path or workspace.exports / f"{safe}-{word}.json"
    try:
        replace_file(to, [orjson.dumps(signed) + b"\n"])
    except OSError as error:
        raise BundleError(
            _("The file could not be written to {path}: {reason}.").format(path=to, reason=reason_of(error))
        ) from error
    return to


def receipt_in(path: Path) -> Receipt | None:
    """The receipt in a file; None when it is none."""
    try:
        return receipt_of(read_envelope(read_once(path)))
    except BundleError:
        return None


def receipt_of(form: Members) -> Receipt | None:
    """The receipt that the members of a file are; None when they are none."""
    if form.keys() != set(SIGNED):
        return None
    try:
        header = strict_json(from_base64url(form["protected"]))
    except ValueError:
        return None
    return Receipt(form) if isinstance(header, dict) and header.get("typ") == TYPE else None


def take_receipt(ledger: Ledger, receipt: Receipt) -> int:
    """The laptop notes what its office holds; returns how many entries were not known to be held. BundleError when it
    is not by our office, or not for this laptop."""
    new, held = news_in(ledger, receipt), said_in(ledger, receipt)
    if new:
        upto = Position(held.count, held.hash).to_json()
        ledger.note_streams({"fact": "confirmed", "partner": OFFICE, "upto": upto, "receipt_at": held.at})
    return new


def news_in(ledger: Ledger, receipt: Receipt) -> int:
    """How many entries a receipt says are held that were not known to be. BundleError as in `take_receipt`."""
    held, partner = said_in(ledger, receipt), ledger.partner(OFFICE)
    # An older one may be shown again after the office was restored from a backup, and holds less.
    return max(0, held.count - partner.confirmed.count) if held.at > partner.said_at else 0


def said_in(ledger: Ledger, receipt: Receipt) -> Confirmed:
    """What our office signed for this laptop. BundleError when it is not by our office, or not for this laptop."""
    workspace = ledger.workspace
    if workspace.role != "cadre" or not workspace.office:
        raise BundleError(_("This receipt is for a laptop that knows its office; it was not taken in."))
    held = _read(receipt.members, workspace.office["public_key"])
    if ledger.history.chain(workspace.device).get(held.count) != held.hash:
        raise BundleError(_("This receipt is for another laptop; it was not taken in."))
    return held


def _read(members: Members, office: str) -> Confirmed:
    """What the office signed. BundleError when it did not."""
    try:
        header = strict_json(from_base64url(members["protected"]))
        suite = SUITES[header["alg"]]
        if header != {"alg": suite.name, "typ": TYPE}:
            raise altered()
        return Confirmed.model_validate_json(suite.verify(members, office))
    except SuiteError as error:
        raise BundleError(_("This receipt is not by the office of this laptop; it was not taken in.")) from error
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise altered() from error
