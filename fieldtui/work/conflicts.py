"""Conflicts 两处修改: fields that several people set without knowing of each other, with each value and its authors."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fieldtui.ledger.merge import DELETED, Edit, Merged, heads_of, merge
from fieldtui.locale import _, listed, ngettext
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import label, or_empty, row_of, title_with_kind, value_words

CARRIED = {"initials": "name"}
"""Fields that follow from another one and are settled together with it."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who set a value: the change, the person, when (UTC, milliseconds) and on which device.

    `edits` has the fields that this change stands for where a deletion lies beside it.
    """

    change: str
    by: str
    at: int
    device: str
    edits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """One value, and all who set it, the greatest change last."""

    value: Any
    authors: Sequence[Author]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with several standing values: in the order of their changes, and the one that is shown last.

    `base` is the value from which all of them started, None when there was none. For a deletion beside edits the
    field is "deleted", and the values are True (deleted) and None (kept).
    """

    field: str
    base: Any
    values: Sequence[Standing]

    @property
    def shown(self) -> Any:
        return self.values[-1].value


def conflicts_of(edits: Iterable[Edit]) -> list[Conflict]:
    """The conflicts of one record, from its changes in whatever order: a deletion first, then the fields by name.

    From the heads that the view keeps the same comes out, but for `base`, which takes the changes before them.
    """
    known = {edit.id: edit for edit in edits}
    merged = merge(known.values())
    before = {identifier: _ancestors(identifier, known) for identifier in known}
    found = [
        Conflict(name, _base(name, standing, known, before), values)
        for name, standing in sorted(merged.heads.items())
        if name != DELETED and len(values := _values(name, standing)) > 1
    ]
    return [*_deletion(merged), *found]


def _ancestors(identifier: str, known: Mapping[str, Edit]) -> set[str]:
    """The changes that this one knew of: what it replaces, what that replaced, and so on."""
    found: set[str] = set()
    waiting = list(known[identifier].over)
    while waiting:
        earlier = waiting.pop()
        if earlier in known and earlier not in found:
            found.add(earlier)
            waiting.extend(known[earlier].over)
    return found


def _base(name: str, heads: Sequence[Edit], known: Mapping[str, Edit], before: Mapping[str, set[str]]) -> Any:
    common = set.intersection(*(before[head.id] for head in heads))
    setters = [known[identifier] for identifier in common if name in known[identifier].set]
    return max(setters, key=lambda edit: edit.rank).set[name] if setters else None


def _values(name: str, heads: Iterable[Edit]) -> list[Standing]:
    """What these heads say of a field; those that say the same are one."""
    found: list[Standing] = []
    for head in sorted(heads, key=lambda edit: edit.rank):
        value = head.set.get(name)
        same = next((standing for standing in found if standing.value == value), None)
        if same is not None:
            found.remove(same)
        found.append(Standing(value, [*(same.authors if same else ()), _author(head)]))
    return found


def _author(edit: Edit) -> Author:
    _tick, at, device, _id = edit.rank
    return Author(edit.id, edit.by, at, device)


def _deletion(merged: Merged) -> list[Conflict]:
    """A deletion beside edits of which it did not know, or beside a change that keeps the record."""
    deleting = [head for head in merged.heads.get(DELETED, ()) if head.set.get(DELETED)]
    others = [*merged.beside, *(head for head in merged.heads.get(DELETED, ()) if head not in deleting)]
    if not deleting or not others:
        return []
    keeping = [
        replace(_author(head), edits=_beside_deletion(head, merged))
        for head in sorted(others, key=lambda edit: edit.rank)
    ]
    values = [Standing(None, keeping), Standing(True, [_author(head) for head in deleting])]
    return [Conflict(DELETED, None, values if merged.fields.get(DELETED) else values[::-1])]


def _beside_deletion(head: Edit, merged: Merged) -> dict[str, Any]:
    """What a change edited and still stands; that it keeps the record is no edit of a field."""
    return {name: head.set[name] for name in head.set if name != DELETED and head in merged.heads[name]}


# The conflicts of a ledger


def conflicts_in(desk: Desk, record: str) -> list[Conflict]:
    """The conflicts of a record as they stand now, without those that another one carries."""
    # Judging takes pydantic, which today's list does without.
    from fieldtui.ledger.judge import wrong_fields

    kind = desk.ledger.kind_of(record)
    changes = [change for change in desk.ledger.history.of(record) if change.kind == kind and not wrong_fields(change)]
    found = {conflict.field: conflict for conflict in conflicts_of(changes)}
    return [found[name] for name in visible_fields(desk, record, found)]


def visible_fields(desk: Desk, record: str, fields: Iterable[str]) -> list[str]:
    """The fields in conflict that people settle, a deletion first; not what another one carries.

    Where a record is deleted and nobody disagrees about that, nothing is left to be settled.
    """
    names = list(fields)
    if DELETED not in names and row_of(desk, record).get(DELETED):
        return []
    order = [DELETED, *_fields_in_order(desk.ledger.kind_of(record) or "")]
    settled = [name for name in names if CARRIED.get(name) not in names]
    return sorted(settled, key=lambda name: (order.index(name) if name in order else len(order), name))


def _fields_in_order(kind: str) -> list[str]:
    # The kinds' descriptions take pydantic, which today's list does without while there is no conflict.
    from fieldtui.model.kinds import describe, kind_names

    return [item.name for item in describe(kind)] if kind in kind_names() else []


def open_fields(desk: Desk) -> dict[str, list[str]]:
    """The records in conflict, each with its fields to be settled; cheap."""
    found = {row["id"]: visible_fields(desk, row["id"], row["fields"]) for row in desk.ledger.conflicts()}
    return {record: fields for record, fields in found.items() if fields}


_NAMING = ("enterprise", "project", "problem", "visit", "about", "meeting", "belongs_to")
"""Fields by which a record belongs on the page of another."""


def in_conflict_about(desk: Desk, record: str) -> list[str]:
    """The records in conflict that belong on the page of a record: itself, and those that name it or its visits."""
    found = []
    for other in open_fields(desk):
        shown = row_of(desk, other)
        visit = row_of(desk, shown["visit"]) if shown.get("visit") else {}
        named = map(shown.get, _NAMING)
        if record in (other, *named, visit.get("enterprise")):
            found.append(other)
    return found


# Words


def mark(count: int) -> str:
    """The mark of a record in conflict, with how many fields are; "" for none."""
    return ngettext("{count} conflict", "{count} conflicts", count).format(count=count) if count else ""


def mark_about(desk: Desk, record: str) -> str:
    """The mark for a record's page, with the fields; "" when nothing on it is in conflict."""
    records = in_conflict_about(desk, record)
    if not records:
        return ""
    fields = open_fields(desk)
    parts = []
    for other in records:
        labels = listed(label(desk.ledger.kind_of(other) or "", name) for name in fields[other])
        parts.append(labels if other == record else f"{title_with_kind(desk, other)} {labels}")
    count = sum(len(fields[other]) for other in records)
    return _("{conflicts}: {fields}").format(conflicts=mark(count), fields="；".join(parts))


def words_of(desk: Desk, record: str, conflict: Conflict, standing: Standing) -> str:
    """One of the values as people read it; for a kept record what was edited, by field."""
    if conflict.field != DELETED:
        return words_in(desk, record, conflict.field, standing.value)
    return _("delete the record") if standing.value else _("keep the record")


def settled_words(desk: Desk, record: str, name: str, value: Any) -> str:
    """What a field came to, in one line."""
    if name == DELETED:
        return _("delete the record") if value else _("keep the record")
    return f"{label(desk.ledger.kind_of(record) or '', name)} {' '.join(words_in(desk, record, name, value).split())}"


def words_in(desk: Desk, record: str, name: str, value: Any) -> str:
    """A value of a field of a record, by the words of its plan; that it is empty where it says nothing."""
    return or_empty(value_words(desk, desk.ledger.kind_of(record) or "", name, value, row_of(desk, record)))


def edits_in_words(desk: Desk, record: str, author: Author) -> str:
    """What was edited beside a deletion."""
    kind = desk.ledger.kind_of(record) or ""
    return "；".join(
        f"{label(kind, name)} {words_in(desk, record, name, author.edits[name])}" for name in _told_edits(author)
    )


def kept_words(desk: Desk, record: str, standing: Standing) -> str:
    """A kept record in one line: the last that was edited beside the deletion, and how much when that is not all."""
    editors = [author for author in standing.authors if author.edits]
    if not editors:
        return _("keep the record")
    count = sum(len(_told_edits(author)) for author in editors)
    more = _("({count} fields edited)").format(count=count) if count > 1 else ""
    return "  ".join(filter(None, [_("keep the record") + more, edits_in_words(desk, record, editors[-1])]))


def _told_edits(author: Author) -> list[str]:
    """The fields that an author edited, without those that another one carries."""
    return sorted(name for name in author.edits if CARRIED.get(name) not in author.edits)


def person_words(desk: Desk, author: Author) -> str:
    """Who it was; with whose device, where that is somebody else's."""
    name = desk.name("person", author.by) or author.by
    owner = _owner(desk, author.device)
    return _("{name} ({owner}'s laptop)").format(name=name, owner=owner) if owner not in ("", name) else name


def _owner(desk: Desk, device: str) -> str:
    """Whose device it is, as far as that is known here."""
    workspace = desk.ledger.workspace
    if workspace.office and workspace.office["device"] == device:
        return _("the office")
    if device == workspace.device:
        return desk.name("person", workspace.person)
    person = next((row["person"] for row in desk.ledger.rows("device") if row["device"] == device), None)
    return desk.name("person", person)


def authors_of_field(desk: Desk, record: str, name: str) -> list[str]:
    """The names of those whose values of a field stand beside each other, each once, by the view alone."""
    heads = desk.ledger.heads(record)
    found = conflicts_of(heads_of(heads, row_of(desk, record))) if heads else []
    conflict = next((one for one in found if one.field == name), None)
    authors = [author for standing in conflict.values for author in standing.authors] if conflict else []
    return [desk.name("person", person) or person for person in dict.fromkeys(author.by for author in authors)]


def as_json(desk: Desk, record: str, conflict: Conflict) -> str:
    """A conflict as one line of JSON: what `fieldtui conflicts --json` prints."""

    def author_json(author: Author) -> dict[str, Any]:
        return {
            "by": author.by,
            "name": desk.name("person", author.by),
            "at": author.at,
            "device": author.device,
            "change": author.change,
            **({"edits": dict(author.edits)} if author.edits else {}),
        }

    values = []
    for standing in conflict.values:
        *others, last = map(author_json, standing.authors)
        values.append({"value": standing.value, **last, **({"also": others} if others else {})})
    return json.dumps(
        {
            "record": record,
            "kind": desk.ledger.kind_of(record),
            "field": conflict.field,
            "base": conflict.base,
            "values": values,
            "shown": conflict.shown,
        },
        ensure_ascii=False,
    )
