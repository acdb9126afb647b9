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


@dataclass(frozen=True, slots=True)
class Merged:
    """A record as its changes make it: the shown value of each field, and the heads that stand behind it."""

    fields: Mapping[str, Any]
    heads: Mapping[str, tuple[Edit, ...]]

    def conflicts(self) -> list[str]:
        """The fields whose heads disagree."""
        return [
            name
            for name, heads in self.heads.items()
            if len(heads) > 1 and any(_value(head, name) != _value(heads[0], name) for head in heads)
        ]


def merge(edits: Iterable[Edit]) -> Merged:
    """The record that these changes make together, whatever their order and however often each is given."""
    known = {edit.id: edit for edit in edits}
    setters: dict[str, list[Edit]] = defaultdict(list)
    replaced: dict[str, set[str]] = defaultdict(set)
    for edit in known.values():
        for name in edit.set:
            setters[name].append(edit)
            replaced[name].update(edit.over)
    heads = {
        name: tuple(sorted((edit for edit in edits if edit.id not in replaced[name]), key=lambda edit: edit.rank))
        for name, edits in setters.items()
    }
    shown = {name: _value(standing[-1], name) for name, standing in heads.items() if standing}
    return Merged({name: value for name, value in shown.items() if value is not None}, heads)


def heads_row(record: str, kind: str, merged: Merged, made: Row) -> Row:
    """The heads as the view keeps them: by change, with the fields each stands for and what is not shown."""
    heads: dict[str, dict[str, Any]] = {}
    for name, standing in merged.heads.items():
        for edit in standing:
            tick, at, device, _id = edit.rank
            entry = heads.setdefault(
                edit.id, {"tick": tick, "at": at, "device": device, "by": edit.by, "fields": [], "lost": {}}
            )
            entry["fields"].append(name)
            if _value(edit, name) != merged.fields.get(name):
                entry["lost"][name] = _value(edit, name)
    for entry in heads.values():
        entry["fields"].sort()
        if not entry["lost"]:
            del entry["lost"]
    return {"id": record, "kind": kind, "made": made, "heads": heads}


def heads_of(row: Row, fields: Mapping[str, Any]) -> list[Head]:
    """The heads that `heads_row` kept, with their values again; `fields` are the record's shown values."""
    return [
        Head(
            id=change,
            tick=entry["tick"],
            at=entry["at"],
            device=entry["device"],
            by=entry["by"],
            set={name: entry.get("lost", {}).get(name, fields.get(name)) for name in entry["fields"]},
        )
        for change, entry in row["heads"].items()
    ]


def beginning(edits: Iterable[Edit]) -> Row:
    """Who made the record, when and on which device: its least change."""
    first = min(edits, key=lambda edit: edit.rank)
    tick, at, device, _id = first.rank
    return {"tick": tick, "at": at, "device": device, "by": first.by}


def made_rank(made: Row) -> tuple[int, int, str]:
    """The order of what `beginning` gives."""
    return (made["tick"], made["at"], made["device"])


def _value(edit: Edit, name: str) -> Any:
    return edit.set.get(name)
