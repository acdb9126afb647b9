"""Handing in and taking in: what goes into the next bundle, and what a bundle that arrived brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldtui.ledger.change import Change
from fieldtui.ledger.kept import unsealed
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.seal import MAGIC, SealError
from fieldtui.ledger.streams import OFFICE, Position
from fieldtui.ledger.view import document_id
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.model.sentence import reason_of
from fieldtui.sync.attachments import note_asked
from fieldtui.sync.bundle import (
    LARGEST_FILE,
    Bundle,
    BundleError,
    Content,
    Manifest,
    open_bundle,
    read_bundle,
    read_envelope,
)
from fieldtui.sync.envelope import altered, too_large
from fieldtui.sync.holding import Held, erasures_for
from fieldtui.sync.keys import comparison_code, key_that_opens
from fieldtui.sync.parts import FOLDER as PARTS
from fieldtui.sync.parts import STRANGERS, PartManifest, is_part, join, keep_part, kept_parts, part_of, parts_in
from fieldtui.sync.refused import turn_away
from fieldtui.sync.refusing import refuse_gap, refuse_others, refuse_revoked, require, unknown
from fieldtui.sync.renewal import Reason, renew
from fieldtui.sync.scope import scope_of
from fieldtui.sync.succession import follows
from fieldtui.sync.suite import Jwk
from fieldtui.sync.writing import Exported, To, records_by_kind, write_file
from fieldtui.work.handed import HAND_OVER, HANDED_DRAFT
from fieldtui.work.rules import OFFICE_ONLY


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came in: the sender, the changes that were new, records touched by kind, and whether it was here already.

    `files`: how many attached files came along. `successor`: the office has a new key, signed by its old one.
    """

    sender: str
    new: Sequence[Change]
    counts: Mapping[str, int]
    known: bool
    files: int = 0
    successor: bool = False


def not_confirmed(ledger: Ledger) -> list[Change]:
    """This device's changes that the office has not confirmed; all of them go into the next bundle."""
    return own_changes(ledger, ledger.partner(OFFICE).confirmed.count)


def own_changes(ledger: Ledger, after: int) -> list[Change]:
    seq = ledger.chain_end(ledger.workspace.device)[0]
    if seq <= after:
        return []
    chain = ledger.history.chain(ledger.workspace.device)
    return [ledger.history.change(chain[number]) for number in range(after + 1, seq + 1)]


def export_to_office(ledger: Ledger, now: datetime) -> Exported:
    """Writes this laptop's bundle: all that the office has not confirmed.

    Until the office's key is known it only says hello: nobody could seal words for it.
    """
    workspace, confirmed = ledger.workspace, ledger.partner(OFFICE).confirmed
    key = workspace.office.get("encryption_key", "")
    if not key:
        return write_file(ledger, To(OFFICE, workspace.name, ""), confirmed, confirmed, (), now)
    seq, last, _tick = ledger.chain_end(workspace.device)
    to = To(OFFICE, workspace.name, key)
    return write_file(ledger, to, confirmed, Position(seq, last), not_confirmed(ledger), now)


def export_to_device(ledger: Ledger, device: Row, now: datetime) -> Exported:
    """Writes the office's bundle for a device: what is in its person's scope and not confirmed.

    What the device wrote, or was sent before, goes to it again only where it said that it holds that no longer.
    BundleError when it has not told yet which key to seal for.
    """
    person = ledger.row("person", device["person"])
    if device.get("revoked_after") is not None:
        raise BundleError(_("This laptop was revoked: nothing is written for it any more."))
    if not device.get("encryption_key"):
        sentence = _(
            "The laptop of {name} has not sent the key that files for it are sealed for; install this version there, "
            "and take in a file that it made."
        )
        raise BundleError(sentence.format(name=person["name"] if person else comparison_code(device["device"])))
    history, name = ledger.history, device["device"]
    held, today = Held(ledger, name), local_time(int(now.timestamp() * 1000)).date()
    scope = scope_of(ledger, device["person"], today) | erasures_for(ledger, name)
    added = [change.id for change in history if change.of in scope and change not in held]
    if added:
        ledger.note_streams({"fact": "queued", "partner": name, "changes": added})
    partner = ledger.partner(name)
    changes = [history.change(change) for change in history.queued(name)[partner.confirmed.count :]]
    # Otherwise both sides' files would bear one name, and one would go over the other on a stick.
    recipient = _("office") + "-" + (person["name"] if person else name)
    to = To(name, recipient, device["encryption_key"])
    return write_file(ledger, to, partner.confirmed, partner.queued, changes, now)


def read_file(path: Path, workspace: Workspace | None = None) -> Bundle:
    """Reads a bundle from wherever it lies, once. BundleError says why it can't be read.

    Of a part the others are looked for beside it, and among those that came to `workspace` before.
    """
    return read_bundle(read_whole(path, workspace))


def read_whole(path: Path, workspace: Workspace | None = None) -> bytes:
    """As `read_file`, the text of the bundle."""
    content = read_once(path)
    # Most files are no parts; what looks like one is read in earnest.
    form = read_envelope(content) if b'"piece"' in content else {}
    if not is_part(form):
        return content
    part = part_of(form)
    kept = kept_parts(part, workspace) if workspace else []
    return join(part, [*kept, *parts_in(path.parent)])


def wait_for_others(ledger: Ledger, path: Path) -> None:
    """Keeps a part of a bundle for us until the others are here. BundleError if it is none, or by who was refused."""
    content = read_once(path)
    part = part_of(read_envelope(content))
    refuse_others(ledger.workspace, part.manifest)
    workspace, sender = ledger.workspace, part.manifest.sender
    known = (
        {row["device"] for row in ledger.rows("device")}
        if workspace.role == "office"
        else {workspace.office.get("device")}
    )
    if sender not in known:
        turn_away(workspace, sender)
    keep_part(part, content, workspace, PARTS if sender in known else STRANGERS)


def read_once(path: Path) -> bytes:
    """A file's content, read once, whatever size it claims. BundleError when it can't be read."""
    try:
        if path.exists() and not path.is_file():
            raise BundleError(_("{path} is no file.").format(path=path))
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BundleError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
    if len(content) > LARGEST_FILE:
        raise too_large()
    if not content.startswith(MAGIC):
        return content
    try:
        # One that waits in a locked workspace.
        return unsealed(path, content)
    except SealError as error:
        raise altered() from error


def opened(bundle: Bundle, workspace: Workspace) -> Content:
    """What is in a bundle, for its recipient. BundleError when the seal can't be opened here."""

    def key_named(name: str) -> Jwk | None:
        return key_that_opens(workspace.private_keys, workspace.device, bundle.suite, name)

    return open_bundle(bundle, key_named)


def _opened_from(bundle: Bundle, workspace: Workspace, known_key: str | None) -> Content:
    """As `opened`; but whoever has a key that files are sealed for sends none that are not sealed."""
    if bundle.manifest.content and not bundle.is_sealed and known_key:
        raise BundleError(
            _("This file is of an earlier version and not sealed; what is in it comes with the sender's next file.")
        )
    return opened(bundle, workspace)


def take_in(ledger: Ledger, bundle: Bundle) -> TakenIn:
    """Takes in a bundle as one commit or not at all. BundleError says why it was refused; nothing was changed then."""
    refuse_others(ledger.workspace, bundle.manifest)
    if ledger.workspace.role == "office":
        return _from_laptop(ledger, bundle)
    return _from_office(ledger, bundle)


def is_last_of(ledger: Ledger, manifest: Manifest | PartManifest) -> bool:
    """Whether it is, or is a part of, the bundle that was last taken in from its sender."""
    partner = ledger.partner(manifest.sender if ledger.workspace.role == "office" else OFFICE)
    return manifest.at == partner.received_bundle_at


def _from_laptop(ledger: Ledger, bundle: Bundle) -> TakenIn:
    device = next((row for row in ledger.rows("device") if row["device"] == bundle.sender), None)
    if device is None:
        raise unknown(bundle)
    manifest, held = bundle.manifest, ledger.history.chain(bundle.sender)
    refuse_revoked(device, manifest)
    content = _opened_from(bundle, ledger.workspace, device.get("encryption_key"))
    changes = content.changes
    people = _people_of(ledger, device["id"])
    hand_overs = _hand_overs(ledger, changes)
    if not all(_may_send(ledger, change, bundle.sender, people, hand_overs) for change in changes):
        raise BundleError(_("This file holds entries that its sender may not make; it was not taken in."))
    partner = ledger.partner(bundle.sender)
    refuse_gap(partner.received, manifest)
    after = Position(manifest.after.count, manifest.after.hash)
    require(after.hash == held.get(after.count, ""))
    previous = after.hash
    for number, change in enumerate(changes, after.count + 1):
        require(change.seq == number and change.prev == previous)
        if held.get(number, change.id) != change.id:
            raise BundleError(
                _(
                    "Two different entries bear one number (a copied disk?). Send the sender a file: taking it in "
                    "makes that laptop a new device and loses nothing; then accept it and take in its next file."
                )
            )
        previous = change.id
    upto = Position(manifest.upto.count, manifest.upto.hash)
    require(upto == Position(after.count + len(changes), previous))
    return _finish(ledger, bundle, content, bundle.sender, upto, coming_again(ledger, manifest, changes))


def _may_send(
    ledger: Ledger, change: Change, sender: str, people: set[str], hand_overs: Mapping[str, tuple[str, str]]
) -> bool:
    """A laptop sends its own changes, by its people, and never makes a record of the office's one of another kind.

    People hand over their own work only, and nobody else edits that; a draft that was handed over is edited by its
    giver and its taker.
    """
    kind = ledger.kind_of(change.of)
    if change.kind == HAND_OVER:
        giver, _taker = hand_overs.get(change.of, ("", ""))
        if not change.by == giver == change.set.get("giver", giver):
            return False
    if change.kind == HANDED_DRAFT:
        row = ledger.view.row(HANDED_DRAFT, document_id(change.of)) or {}
        of = {str(said) for said in (row.get("belongs_to"), change.set.get("belongs_to")) if said}
        if not of or any(change.by not in hand_overs.get(hand_over, ()) for hand_over in of):
            return False
    return (
        change.device == sender
        and change.by in people
        and change.kind not in OFFICE_ONLY
        and (kind is None or kind == change.kind)
    )


def _hand_overs(ledger: Ledger, changes: Sequence[Change]) -> dict[str, tuple[str, str]]:
    """Giver and taker of each hand-over: as the ledger has them, or as these changes begin them."""
    begun = {
        change.of: (str(change.set["giver"]), str(change.set.get("taker", "")))
        for change in changes
        if change.kind == HAND_OVER and "giver" in change.set
    }
    held = {row["id"]: (row["giver"], row["taker"]) for row in ledger.view.rows(HAND_OVER)}
    return begun | held


def _people_of(ledger: Ledger, device: str) -> set[str]:
    """Everyone for whom a device was ever accepted: one that was handed on still sends what was written before."""
    changes = (change for change in ledger.history.of(device) if change.kind == "device")
    return {str(change.set["person"]) for change in changes if "person" in change.set}


def _from_office(ledger: Ledger, bundle: Bundle) -> TakenIn:
    trusted, manifest = ledger.workspace.office.get("device", ""), bundle.manifest
    if trusted == bundle.sender:
        return _from_trusted(ledger, bundle)
    said = [item.model_dump() for item in manifest.succeeds]
    if not follows(said, manifest.county, bundle.sender, trusted):
        raise unknown(bundle)
    taken = _from_trusted(ledger, bundle)
    office = {
        "device": bundle.sender,
        "public_key": bundle.public_key,
        "encryption_key": manifest.encryption_key,
    }
    ledger.workspace = ledger.workspace.store(office=office)
    return replace(taken, successor=True)


def _from_trusted(ledger: Ledger, bundle: Bundle) -> TakenIn:
    manifest, received = bundle.manifest, ledger.partner(OFFICE).received
    content = _opened_from(bundle, ledger.workspace, ledger.workspace.office.get("encryption_key"))
    changes = content.changes
    ids = [change.id for change in changes]
    after = Position(manifest.after.count, manifest.after.hash)
    upto = Position(manifest.upto.count, manifest.upto.hash)
    require(after.after(ids) == upto)
    if _overtaken(ledger, bundle, changes):
        # Its streams begin anew, so what came belongs to none of them; the office sends all of it once more.
        renew(ledger, Reason.OVERTAKEN)
        new = ledger.take_in(changes, (), set(ids))
        return TakenIn(bundle.sender, new, records_by_kind(new), known=False)
    refuse_gap(received, manifest)
    again = coming_again(ledger, manifest, changes)
    if _goes_on_differently(received, after, ids):
        # What it sends is taken in, and the receipt that goes back speaks of the beginning, so that it sends all of
        # its stream again.
        upto = Position()
    return _finish(ledger, bundle, content, OFFICE, upto, again)


def coming_again(ledger: Ledger, manifest: Manifest, changes: Sequence[Change]) -> set[str]:
    """The ids of those changes of a bundle of which words that are missing here come in as well."""
    ids = [change.id for change in changes]
    if ledger.workspace.role == "office":
        return set(ids)
    received, after = ledger.partner(OFFICE).received, Position(manifest.after.count, manifest.after.hash)
    if _goes_on_differently(received, after, ids):
        return set(ids)
    # What comes once more, in an old file, was purged for good; what is sent once more on purpose stands further on.
    return set(ids[max(received.count - after.count, 0) :])


def _goes_on_differently(received: Position, after: Position, ids: Sequence[str]) -> bool:
    """Whether an office that was restored from a backup sends another stream than what is held of it."""
    overlap = received.count - after.count
    return 0 <= overlap <= len(ids) and after.after(ids[:overlap]) != received


def _overtaken(ledger: Ledger, bundle: Bundle, changes: Sequence[Change]) -> bool:
    """Whether the office holds what bears this device's numbers and was not written here, or is here no more.

    It sends such changes back, or its receipt speaks of one: then an older copy of this folder was put in its place,
    or a copy of it is in use elsewhere.
    """
    device, receipt = ledger.workspace.device, bundle.manifest.receipt
    own = {0: "", **ledger.history.chain(device)}
    return receipt.hash != own.get(receipt.count) or any(
        change.device == device and change.id not in ledger.history for change in changes
    )


def _finish(
    ledger: Ledger, bundle: Bundle, content: Content, partner_name: str, upto: Position, again: set[str]
) -> TakenIn:
    """`again`: the changes of which words that are missing here come in as well."""
    partner, manifest, changes = ledger.partner(partner_name), bundle.manifest, content.changes
    later = manifest.at > partner.received_bundle_at
    receipt = Position(manifest.receipt.count, manifest.receipt.hash)
    if not _is_ours(ledger, partner_name, receipt):
        # It speaks of a stream of ours that is lost: what the other side lacks is sent again from the beginning.
        receipt = Position()
    if later and bundle.is_sealed:
        note_asked(ledger.workspace, partner_name, content.lacks, receipt.count)
    further = upto.count > partner.received.count or receipt.count > partner.confirmed.count
    # Whether less than before was received, or is an old file, only the sender's clock can tell.
    corrected = manifest.at > partner.said_at and receipt != partner.confirmed
    other = corrected or (later and upto != partner.received)
    newer_key = later and manifest.encryption_key not in ("", _key_of(ledger, partner_name))
    history = ledger.history
    nothing = not any(history.is_new(change, again) for change in changes)
    if not further and not other and not newer_key and nothing:
        return TakenIn(bundle.sender, (), {}, known=True)
    facts: list[dict[str, Any]] = []
    if upto.count > partner.received.count or later:
        facts.append({"fact": "received", "partner": partner_name, "upto": upto.to_json(), "bundle_at": manifest.at})
    if receipt.count > partner.confirmed.count or corrected:
        facts.append({"fact": "confirmed", "partner": partner_name, "upto": receipt.to_json()})
    new = ledger.take_in(changes, facts, again)
    if newer_key:
        _learn_key(ledger, partner_name, manifest.encryption_key)
    return TakenIn(bundle.sender, new, records_by_kind(new), known=False)


def _key_of(ledger: Ledger, partner_name: str) -> str:
    """The key that files for a partner are sealed for; "" when it is not known."""
    if partner_name == OFFICE:
        return ledger.workspace.office.get("encryption_key", "")
    return next((row.get("encryption_key", "") for row in ledger.rows("device") if row["device"] == partner_name), "")


def _learn_key(ledger: Ledger, partner_name: str, key: str) -> None:
    """From now on, files for this partner are sealed for the key that it signed."""
    workspace = ledger.workspace
    if partner_name == OFFICE:
        ledger.workspace = workspace.store(office={**workspace.office, "encryption_key": key})
        return
    for row in ledger.rows("device"):
        device = ledger.get("device", row["id"]) if row["device"] == partner_name else None
        if device is not None:
            ledger.save(device.amended(encryption_key=key))


def _is_ours(ledger: Ledger, partner_name: str, receipt: Position) -> bool:
    """Whether a receipt speaks of a place that our stream to this partner really has."""
    if partner_name == OFFICE:
        chain = {0: "", **ledger.history.chain(ledger.workspace.device)}
        return receipt.hash == chain.get(receipt.count)
    queued = ledger.history.queued(partner_name)
    return receipt.count <= len(queued) and Position().after(queued[: receipt.count]) == receipt
