"""The merge as law 4 says it, word by word and slowly: what the quick one is held against."""

from collections.abc import Iterable, Mapping
from typing import Any

from fieldtui.ledger.change import Change
from fieldtui.ledger.judge import wrong_fields


def plain_merge(changes: Iterable[Change]) -> tuple[str, Mapping[str, Any], list[str]]:
    """Kind, shown fields and fields in conflict (sorted) of the record that these changes make.

    The kind is that of the least change; one that says another kind, or an impossible value, is set aside whole.
    """
    in_order = sorted(changes, key=lambda change: (change.tick, change.at, change.device, change.id))
    kind = in_order[0].kind
    good = [change for change in in_order if change.kind == kind and not wrong_fields(change)]
    heads = {name: _heads(name, good) for name in {name for change in good for name in change.set}}
    values = {name: [change.set[name] for change in standing] for name, standing in heads.items()}
    shown = {name: said[-1] for name, said in values.items() if said[-1] is not None}
    conflicts = {name for name, said in values.items() if any(value != said[0] for value in said)}
    if shown.get("deleted"):
        edits = [change for change in good if any(change in heads[name] for name in heads if name != "deleted")]
        deletions = [change for change in heads["deleted"] if change.set["deleted"]]
        beside = [edit for edit in edits if any(_unknown_to_each_other(edit, deletion) for deletion in deletions)]
        if beside:
            conflicts.add("deleted")
            if in_order.index(beside[-1]) > in_order.index(heads["deleted"][-1]):
                del shown["deleted"]
    return kind, shown, sorted(conflicts)


def _heads(name: str, changes: list[Change]) -> list[Change]:
    """The changes that set a field and that no other that sets it replaces."""
    setters = [change for change in changes if name in change.set]
    return [change for change in setters if not any(change.id in other.over for other in setters)]


def _unknown_to_each_other(one: Change, other: Change) -> bool:
    """No device forgets what it wrote before, and what it knew of others it says in `over`."""
    return one.device != other.device and one.id not in other.over and other.id not in one.over
