"""All devices that a workspace knows of: who asks to be known, who is, and who was revoked or refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrolment import enrolled_as
from fieldtui.sync.exchange import read_file
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.refused import refused_devices
from fieldtui.sync.waiting import Waiting, waiting_files

State = Literal["asks", "accepted", "revoked", "refused"]


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device (its id) and how things stand with it.

    `person`: whose it is, or as whom it was enrolled, by id; "" when that is not said, and for the office.
    `heard`: when something came from it last, or when it was refused (UTC, milliseconds; 0: never).
    `received`: how many of its entries are here; of the `written` ones for it `confirmed` are confirmed.
    `record`: the id of its record. `waiting`: the newest file by which it asks. `reason`: why it was refused.
    """

    device: str
    state: State
    person: str = ""
    heard: int = 0
    received: int = 0
    written: int = 0
    confirmed: int = 0
    record: str = ""
    revoked_after: int = 0
    waiting: Waiting | None = None
    reason: str = ""


def known_devices(ledger: Ledger) -> list[KnownDevice]:
    """Those that ask first, then the accepted, the revoked and the refused. A laptop knows its office only."""
    refused = [
        KnownDevice(one.device, "refused", heard=one.at, reason=one.reason) for one in refused_devices(ledger.workspace)
    ]
    if ledger.workspace.role != "office":
        return [*_office(ledger), *_asking(ledger), *refused]
    accepted = [_accepted(ledger, row) for row in ledger.rows("device")]
    # By name, and of one person's the one heard of last on top.
    accepted.sort(key=lambda one: (one.state, _name(ledger, one.person), -one.heard))
    return [*_asking(ledger), *accepted, *refused]


def asking(ledger: Ledger) -> list[Waiting]:
    """The newest file of each device that asks to be known."""
    return list({one.sender: one for one in waiting_files(ledger.workspace) if one.asks}.values())


def asking_words(ledger: Ledger) -> list[tuple[str, str]]:
    """(whose it says to be, its code) of each device that asks to be known."""
    return [(whose(known, ledger), comparison_code(known.device)) for known in _asking(ledger)]


def _asking(ledger: Ledger) -> Iterator[KnownDevice]:
    for waiting in asking(ledger):
        try:
            person = enrolled_as(read_file(waiting.path), ledger)
        except BundleError:
            person = ""
        yield KnownDevice(waiting.sender, "asks", person, heard=waiting.at, waiting=waiting)


def _office(ledger: Ledger) -> Iterator[KnownDevice]:
    workspace, partner = ledger.workspace, ledger.partner(OFFICE)
    if workspace.office:
        written = ledger.chain_end(workspace.device)[0]
        count = partner.confirmed.count
        yield KnownDevice(
            workspace.office["device"], "accepted", "", partner.received_at, partner.received.count, written, count
        )


def _accepted(ledger: Ledger, row: Row) -> KnownDevice:
    partner = ledger.partner(row["device"])
    after = row.get("revoked_after")
    return KnownDevice(
        row["device"],
        "accepted" if after is None else "revoked",
        row["person"],
        partner.received_at,
        partner.received.count,
        partner.queued.count,
        partner.confirmed.count,
        record=row["id"],
        revoked_after=after or 0,
    )


def _name(ledger: Ledger, person: str) -> str:
    return str((ledger.row("person", person) or {}).get("name", ""))


def whose(known: KnownDevice, ledger: Ledger) -> str:
    """The name of its person; the office; or that nobody knows."""
    if known.person:
        return _name(ledger, known.person)
    return _("the office") if known.device == ledger.workspace.office.get("device") else _("unknown")


def state_words(known: KnownDevice) -> str:
    """How it stands, in a word or two."""
    match known.state:
        case "asks":
            return _("asks to be known")
        case "accepted":
            return _("accepted")
        case "revoked":
            return _("revoked ({count})").format(count=known.revoked_after)
        case "refused":
            return _("refused")


def heard_words(known: KnownDevice) -> str:
    """When something came from it last."""
    return f"{local_time(known.heard):%m-%d %H:%M}" if known.heard else _("never")


def confirmed_words(known: KnownDevice) -> str:
    """How far both sides are; or why it was refused."""
    if known.state == "refused":
        return known.reason
    if known.state == "asks":
        return known.waiting.file if known.waiting else ""
    taken = ngettext("{count} entry taken in", "{count} entries taken in", known.received).format(count=known.received)
    sent = _("{confirmed}/{count} confirmed").format(confirmed=known.confirmed, count=known.written)
    return f"{sent}  {taken}"
