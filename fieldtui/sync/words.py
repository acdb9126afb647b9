"""What a bundle holds and what became of it, in words."""

from collections.abc import Mapping, Sequence

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, listed, ngettext
from fieldtui.model.county_time import local_time
from fieldtui.model.kinds import kind_title
from fieldtui.sync.bundle import Bundle, open_bundle
from fieldtui.sync.bundle_lines import foreseen_words, titles_of
from fieldtui.sync.exchange import TakenIn, opened
from fieldtui.sync.foreseen import foresee
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.progress import HowFar
from fieldtui.sync.refusing import party_of
from fieldtui.sync.revoking import Revoked
from fieldtui.sync.waiting import Waiting
from fieldtui.sync.writing import Exported, records_by_kind

MOST_LINES = 40
MOST_FILES = 3
ORDER = ("visit", "problem", "follow_up", "enterprise", "contact", "inclusion", "pairing", "person", "unit")


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Such as 走访 2、问题 1; or that there is nothing new."""
    if not counts:
        return _("nothing new")
    ranked = sorted(counts, key=lambda kind: (ORDER.index(kind) if kind in ORDER else len(ORDER), kind))
    return listed(f"{kind_title(kind)} {counts[kind]}" for kind in ranked)


def exported_in_words(exported: Exported) -> str:
    """What is in a file that was written: records by kind; or that it says hello."""
    if exported.hello:
        return _("it only says hello; entries go along once the office has answered")
    return _with_files(counts_in_words(exported.counts), exported.files)


def exported_words(exported: Exported) -> str:
    """Where a file that was written lies, and what is in it."""
    size = max(1, round(exported.size / 1024))
    return _("Written: {path} ({size} KB; {counts}). Take it to the other side.").format(
        path=exported.path, size=size, counts=exported_in_words(exported)
    )


def _with_files(counts: str, files: int) -> str:
    return listed([counts, _("attached files {count}").format(count=files)]) if files else counts


def sender_name(device: str, ledger: Ledger | None) -> str:
    """Who sends: the person of an accepted device, the office, or the device's code."""
    if ledger is not None:
        if device == ledger.workspace.device:
            return _("this device")
        if ledger.workspace.office.get("device") == device:
            return _("the office")
        row = next((row for row in ledger.rows("device") if row["device"] == device), None)
        person = ledger.row("person", row["person"]) if row else None
        if person:
            return str(person["name"])
    return _("an unknown device (code {code})").format(code=comparison_code(device))


def taken_in_words(taken: TakenIn, ledger: Ledger) -> str:
    if taken.known and not taken.files and not taken.successor:
        return _("taken in before; nothing changed.")
    counts = _with_files(counts_in_words(taken.counts), taken.files)
    if taken.successor:
        return _("from the office, which has a new key, signed by its old one: {counts}.").format(counts=counts)
    if ledger.workspace.role == "cadre":
        return _("from the office: {counts}.").format(counts=counts)
    return _("from {sender}: {counts}.").format(sender=sender_name(taken.sender, ledger), counts=counts)


def revoked_words(revoked: Revoked) -> str:
    """From where on a laptop was revoked, and what of later entries is here."""
    words = [_("Revoked after its entry {count}.").format(count=revoked.after)]
    if revoked.further:
        further = _("{count} later entries came in before and stay; look at them, and correct what is not theirs.")
        words.append(further.format(count=revoked.further))
    return "  ".join(words)


def receipt_words(new: int) -> str:
    """What a receipt alone said: how many entries were not known to be at the office."""
    if not new:
        return _("A receipt that says nothing new.")
    return ngettext(
        "The office holds {count} more entry of this laptop.",
        "The office holds {count} more entries of this laptop.",
        new,
    ).format(count=new)


def how_far_words(far: HowFar, ledger: Ledger) -> str:
    """A partner in a line, and how far both sides are."""
    name = sender_name(far.device, ledger) if far.device else _("the office")
    return f"{name}  {standing_words(far)}"


def standing_words(far: HowFar) -> str:
    """What is confirmed, which files are under way and since when, and when something came."""
    words = [_("{confirmed} of {count} entries confirmed").format(confirmed=far.confirmed, count=far.written)]
    if far.under_way:
        files = listed(sent.file for sent in far.under_way[-MOST_FILES:])
        since = f"{local_time(far.since):%m-%d %H:%M}"
        words.append(_("under way since {time}: {files}").format(time=since, files=files))
    if far.received_at:
        words.append(_("last file taken in {time}").format(time=f"{local_time(far.received_at):%m-%d %H:%M}"))
    return "  ".join(words)


def waiting_words(waiting: Waiting, ledger: Ledger) -> str:
    """Whose file waits, when it was made, and what it was called."""
    sender = sender_name(waiting.sender, ledger)
    return f"{sender}  {local_time(waiting.at):%Y-%m-%d %H:%M}  {waiting.file}".rstrip()


def describe_bundle(bundle: Bundle, ledger: Ledger | None) -> list[str]:
    """A bundle in sentences: from whom, for whom, when, what, and how far it goes. `ledger` knows names."""
    manifest = bundle.manifest
    to = _("the office") if manifest.to == OFFICE else sender_name(manifest.to, ledger)
    lines = [
        _("From {sender} for {recipient}, made {time:%Y-%m-%d %H:%M}, county {county}.").format(
            sender=sender_name(bundle.sender, ledger),
            recipient=to,
            time=local_time(manifest.at),
            county=manifest.county,
        ),
        _("The signature holds."),
    ]
    changes = _readable(bundle, ledger)
    if changes is None:
        lines.append(_("It is sealed; its recipient alone can read what is in it."))
    elif changes:
        words = _("Entries {first} to {last} of its stream: {counts}.")
        counts = counts_in_words(records_by_kind(changes))
        lines.append(words.format(first=manifest.after.count + 1, last=manifest.upto.count, counts=counts))
    else:
        lines.append(_("It brings nothing new, and makes its sender known."))
    if manifest.receipt.count:
        lines.append(_("It confirms {count} entries of the other side.").format(count=manifest.receipt.count))
    if ledger is not None and changes is not None:
        lines.extend(foreseen_words(foresee(bundle, ledger), ledger))
    titles = titles_of(changes or (), ledger)
    lines.extend(titles[:MOST_LINES])
    if len(titles) > MOST_LINES:
        lines.append(_("… and {count} more.").format(count=len(titles) - MOST_LINES))
    return lines


def _readable(bundle: Bundle, ledger: Ledger | None) -> Sequence[Change] | None:
    """The changes in a bundle; None where it can't be opened: its own sender can't, nor can anybody without a key."""
    if bundle.is_sealed and (ledger is None or bundle.manifest.to != party_of(ledger.workspace)):
        return None
    return (
        open_bundle(bundle, lambda _name: None).changes if ledger is None else opened(bundle, ledger.workspace).changes
    )
