"""What taking bundles in would lead to, said before it is done: what is new, what is missing, what would disagree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.merge import merge
from fieldtui.ledger.streams import OFFICE, Position
from fieldtui.sync.bundle import Bundle, BundleError, read_bundle
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.exchange import coming_again, opened, read_whole
from fieldtui.sync.parts import MissingPartsError
from fieldtui.sync.refused import turn_away
from fieldtui.sync.refusing import party_of, refuse_gap, refuse_others, refuse_revoked, unknown
from fieldtui.sync.succession import follows
from fieldtui.sync.waiting import waiting_files


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`new`: the changes that are not here, or come again with words that are not here any more.

    `missing`: how many entries before it have not come. `conflicts`: (record, kind, fields) that would disagree.
    """

    new: Sequence[Change] = ()
    missing: int = 0
    conflicts: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at. `why`: why it can't be taken in, or not yet; `foreseen`: None when it can't be opened.

    `name` is what it is called; of a file that waits, what it was called. `sender` ("" when it is not known) and `at`
    (UTC, milliseconds) are what the file says, if it is sound so far.
    """

    path: Path
    name: str
    sender: str
    at: int
    content: bytes
    bundle: Bundle | None
    foreseen: Foreseen | None
    why: BundleError | None


@dataclass(slots=True)
class Coming:
    """What files bring that will have been taken in before: changes by record, and how far each stream will be held."""

    changes: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    ids: set[str] = field(default_factory=set)
    held: dict[str, int] = field(default_factory=dict)

    def add(self, bundle: Bundle, new: Sequence[Change]) -> None:
        self.held[bundle.sender] = max(self.held.get(bundle.sender, 0), bundle.manifest.upto.count)
        for change in new:
            self.changes[change.of].append(change)
            self.ids.add(change.id)


def look_at(path: Path, ledger: Ledger, coming: Coming) -> Looked:
    """Looks at a file after those in `coming`, which it joins when it could be taken in. Nothing is changed."""
    content, bundle, foreseen = b"", None, None
    name = next((one.file for one in waiting_files(ledger.workspace) if one.path == path), path.name)
    try:
        content = read_whole(path, ledger.workspace)
        bundle = read_bundle(content)
        refuse_others(ledger.workspace, bundle.manifest)
        foreseen = foresee(bundle, ledger, coming)
        _refuse(bundle, ledger, coming)
    except BundleError as error:
        return Looked(path, name, *_said(bundle, error), content, bundle, foreseen, error)
    coming.add(bundle, foreseen.new)
    return Looked(path, name, bundle.sender, bundle.manifest.at, content, bundle, foreseen, None)


def _said(bundle: Bundle | None, error: BundleError) -> tuple[str, int]:
    """(sender, when it was made), as far as that is known of a file that can't be taken in."""
    if bundle is not None:
        return bundle.sender, bundle.manifest.at
    if isinstance(error, MissingPartsError):
        return error.part.manifest.sender, error.part.manifest.at
    return (error.sender, error.at) if isinstance(error, NotYetError) else ("", 0)


def foresee(bundle: Bundle, ledger: Ledger, coming: Coming | None = None) -> Foreseen:
    """Of a bundle for this workspace; nothing of another one. BundleError when it can't be opened."""
    workspace, manifest = ledger.workspace, bundle.manifest
    coming = coming or Coming()
    if (manifest.county, manifest.to) != (workspace.county, party_of(workspace)):
        return Foreseen()
    changes, history = opened(bundle, workspace).changes, ledger.history
    again = coming_again(ledger, manifest, changes)
    new = [change for change in changes if history.is_new(change, again) and change.id not in coming.ids]
    return Foreseen(new, max(0, manifest.after.count - _held(bundle, ledger, coming)), _conflicts(new, ledger, coming))


def _held(bundle: Bundle, ledger: Ledger, coming: Coming) -> int:
    """How far the sender's stream is held by then."""
    partner = ledger.partner(bundle.sender if ledger.workspace.role == "office" else OFFICE)
    return max(partner.received.count, coming.held.get(bundle.sender, 0))


def _conflicts(new: Sequence[Change], ledger: Ledger, coming: Coming) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    found = []
    by_record = defaultdict[str, list[Change]](list)
    for change in new:
        by_record[change.of].append(change)
    for record, changes in by_record.items():
        # One that comes again takes the place of what is left of it.
        again = {change.id for change in changes}
        here = [change for change in ledger.history.of(record) if change.id not in again]
        here += coming.changes.get(record, ())
        before = merge(here).conflicts() if here else []
        fields = [name for name in merge([*here, *changes]).conflicts() if name not in before]
        if fields:
            found.append((record, changes[0].kind, tuple(fields)))
    return tuple(found)


def _refuse(bundle: Bundle, ledger: Ledger, coming: Coming) -> None:
    """BundleError for what would be refused, or could not be taken in yet; as far as that shows before it is done."""
    workspace, manifest = ledger.workspace, bundle.manifest
    if workspace.role == "office":
        device = next((row for row in ledger.rows("device") if row["device"] == bundle.sender), None)
        if device is None:
            turn_away(workspace, bundle.sender)
            raise unknown(bundle)
        refuse_revoked(device, manifest)
    else:
        trusted = workspace.office.get("device", "")
        said = [item.model_dump() for item in manifest.succeeds]
        if trusted != bundle.sender and not follows(said, manifest.county, bundle.sender, trusted):
            turn_away(workspace, bundle.sender)
            raise unknown(bundle)
    refuse_gap(Position(_held(bundle, ledger, coming)), manifest)
