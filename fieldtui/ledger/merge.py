"""The merge: what a record is, as a pure function of the set of its changes. It knows no file and no clock.

A field's *heads* are the changes that set it and that no other change replaces for that field. Of several heads the
greatest (`tick`, `at`, device) is shown; where their values differ, that is a conflict, and the others are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fieldtui.model.row import Row


class Edit(Protocol):
    """What the merge needs to know of a change."""

    @property
    def id(self) -> str: ...
    @property
    def rank(self) -> tuple[int, int, str, str]: ...
    @property
    def at(self) -> int: ...
    @property
    def by(self) -> str: ...
    @property
    def over(self) -> tuple[str, ...]: ...
    @property
    def set(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Head:
    """A change that still stands for some fields, as the view remembers it. `made` marks where the record began."""

    id: str
    tick: int
    at: int
    device: str
    by: str
    set: Mapping[str, Any]
    over: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, int, str, str]:
        return (self.tick, self.at, self.device, self.id)


DELETED = "deleted"
"""The field that says that a record is deleted."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A record as its changes make it: the shown value of each field, and the heads that stand behind it.

    `beside` are the heads of other fields that stand beside a deletion which did not know of them, nor they of it.
    """

    fields: Mapping[str, Any]
    heads: Mapping[str, tuple[Edit, ...]]
    beside: tuple[Edit, ...] = ()

    def conflicts(self) -> list[str]:
        """The fields whose heads disagree, sorted; a deletion beside an edit is a disagreement about `deleted`."""
        disagreeing = {
            name
            for name, heads in self.heads.items()
            if len(heads) > 1 and any(_value(head, name) != _value(heads[0], name) for head in heads)
        }
        return sorted(disagreeing | {DELETED} if self.beside else disagreeing)


def merge(edits: Iterable[Edit]) -> Merged:
    """The record that these changes make together, whatever their order and however often each is given."""
    known = {edit.id: edit for edit in edits}
    if len(known) == 1:
        # Most records were never changed.
        (only,) = known.values()
        return Merged(_said(only.set), dict.fromkeys(only.set, (only,)))
    setters: dict[str, list[Edit]] = defaultdict(list)
    replaced: dict[str, set[str]] = defaultdict(set)
    for edit in sorted(known.values(), key=lambda edit: edit.rank):
        for name in edit.set:
            setters[name].append(edit)
            replaced[name].update(edit.over)
    heads = {
        name: tuple(edit for edit in setting if edit.id not in replaced[name]) for name, setting in setters.items()
    }
    shown = {name: _value(standing[-1], name) for name, standing in heads.items() if standing}
    beside = tuple(_beside_deletion(heads)) if shown.get(DELETED) else ()
    if beside and beside[-1].rank > heads[DELETED][-1].rank:
        # As with other fields the greatest is shown until a person decides, and that one edits.
        del shown[DELETED]
    return Merged(_said(shown), heads, beside)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _beside_deletion(heads: Mapping[str, tuple[Edit, ...]]) -> list[Edit]:
    """The heads that some standing deletion did not know of, nor they of it; by rank."""
    deletions = [edit for edit in heads[DELETED] if _value(edit, DELETED)]
    others = {edit.id: edit for name, standing in heads.items() if name != DELETED for edit in standing}
    beside = [
        edit
        for edit in others.values()
        if any(not _knows(deletion, edit) and not _knows(edit, deletion) for deletion in deletions)
    ]
    return sorted(beside, key=lambda edit: edit.rank)


def _knows(edit: Edit, other: Edit) -> bool:
    """Whether `edit` was made knowing of `other`: it names it, or came later (by tick) from the same device."""
    if edit.id == other.id or other.id in edit.over:
        return True
    tick, _at, device, _id = edit.rank
    return device == other.rank[2] and tick > other.rank[0]


def heads_row(record: str, kind: str, merged: Merged, made: Row) -> Row:
    """The heads as the view keeps them: by change, with the fields each stands for and what is not shown.

    Where a deletion stands, also which heads it names, and which of the others name it: whether it is beside an edit
    follows from that.
    """
    standing: dict[str, tuple[Edit, list[str]]] = {}
    for name in sorted(merged.heads):
        for edit in merged.heads[name]:
            standing.setdefault(edit.id, (edit, []))[1].append(name)
    heads = {change: _head_row(edit, names, merged.fields) for change, (edit, names) in standing.items()}
    deletions = {edit.id for edit in merged.heads.get(DELETED, ()) if _value(edit, DELETED)}
    if deletions:
        for change, entry in heads.items():
            named = set(standing[change][0].over)
            over = sorted(named & (heads.keys() if change in deletions else deletions))
            if over:
                entry["over"] = over
    return {"id": record, "kind": kind, "made": made, "heads": heads}


def _head_row(edit: Edit, names: list[str], shown: Mapping[str, Any]) -> dict[str, Any]:
    tick, at, device, _id = edit.rank
    row = {"tick": tick, "at": at, "device": device, "by": edit.by, "fields": names}
    values = edit.set
    lost = {name: values[name] for name in names if values[name] != shown.get(name)}
    return {**row, "lost": lost} if lost else row


def heads_of(row: Row, fields: Mapping[str, Any]) -> list[Head]:
    """The heads that `heads_row` kept, with their values again; `fields` are the record's shown values."""
    return [
        Head(
            id=change,
            tick=entry["tick"],
            at=entry["at"],
            device=entry["device"],
            by=entry["by"],
            set={
                name: entry["lost"][name] if name in entry.get("lost", ()) else fields.get(name)
                for name in entry["fields"]
            },
            over=tuple(entry.get("over", ())),
        )
        for change, entry in row["heads"].items()
    ]


def beginning(edits: Iterable[Edit]) -> Row:
    """Who made the record, when and on which device: its least change."""
    first = min(edits, key=lambda edit: edit.rank)
    tick, at, device, change = first.rank
    return {"tick": tick, "at": at, "device": device, "by": first.by, "id": change}


def made_rank(made: Row) -> tuple[int, int, str, str]:
    """The order of what `beginning` gives."""
    return (made["tick"], made["at"], made["device"], made["id"])


def _value(edit: Edit, name: str) -> Any:
    return edit.set.get(name)
