"""What taking a bundle in would lead to, said before it is taken in: what is missing, and what would disagree."""

from collections import defaultdict
from dataclasses import dataclass

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.merge import merge
from fieldtui.ledger.streams import OFFICE
from fieldtui.sync.bundle import Bundle
from fieldtui.sync.exchange import opened
from fieldtui.sync.refusing import party_of


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`missing`: how many entries before it have not come. `conflicts`: (record, kind, fields) that would disagree."""

    missing: int = 0
    conflicts: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


def foresee(bundle: Bundle, ledger: Ledger) -> Foreseen:
    """Of a bundle for this workspace; nothing of another one. BundleError when it can't be opened."""
    workspace, manifest = ledger.workspace, bundle.manifest
    if (manifest.county, manifest.to) != (workspace.county, party_of(workspace)):
        return Foreseen()
    held = ledger.partner(bundle.sender if workspace.role == "office" else OFFICE).received.count
    new = defaultdict[str, list[Change]](list)
    for change in opened(bundle, workspace).changes:
        if change.id not in ledger.history:
            new[change.of].append(change)
    conflicts = []
    for record, changes in new.items():
        here = ledger.history.of(record)
        before = merge(here).conflicts() if here else []
        fields = [name for name in merge([*here, *changes]).conflicts() if name not in before]
        if fields:
            conflicts.append((record, changes[0].kind, tuple(fields)))
    return Foreseen(max(0, manifest.after.count - held), tuple(conflicts))
