"""Erasing for a lawful reason, and what is due for it: personal fields that were kept long enough."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fieldtui.ledger.view import HEADS, INCOMPLETE, document_id
from fieldtui.locale import N_, _
from fieldtui.model.county_time import local_time
from fieldtui.model.kinds import FieldDescription, describe, kind_names
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.work.desk import Desk

ERASED = N_("(erased)")
"""What stands in the place of a text that a record can't be without."""

_FOLLOWING = {"name": "initials"}
"""Fields that tell of others: who erases a name erases its initials."""


@dataclass(frozen=True, slots=True)
class Due:
    """Personal fields of a record that were kept longer than the setting allows; `since` is their last edit."""

    kind: str
    record: str
    fields: Sequence[str]
    since: date


def personal_fields(kind: str) -> list[str]:
    """The fields of a kind that are marked as personal data."""
    return [item.name for item in describe(kind) if item.shown.personal]


def erase(desk: Desk, record: str, fields: Sequence[str], reason: str) -> int:
    """Erase the words of fields of a record, all that were ever set; returns how many entries lose words.

    FieldError says what is wrong; nothing was erased then.
    """
    from pydantic import ValidationError

    from fieldtui.model.errors import sentences
    from fieldtui.model.records.erasure import Erasure

    if desk.ledger.workspace.role != "office":
        raise FieldError(_("Only the office erases; ask it to."))
    kind = desk.ledger.kind_of(record) or ""
    names = _with_following(kind, fields)
    emptied = {name: _instead(kind, name) for name in names}
    history = desk.ledger.history.of(record)
    setting = [change for change in history if any(_said(change.set.get(name)) for name in names)]
    if not setting and any(not change.erased.keys().isdisjoint(names) for change in history):
        raise FieldError(_("The words of these fields were erased before, and none came since; nothing is left to do."))
    if not setting:
        raise FieldError(_("Nothing stands in these fields, and nothing ever did; nothing was erased."))
    try:
        # With those that they replaced: a laptop may hold one that never came here.
        named = {change.id for change in setting}.union(*(change.over for change in setting))
        erasure = Erasure(record=record, erased=names, changes=sorted(named), reason=reason)
    except ValidationError as error:
        raise FieldError(_("Reason") + ": " + next(sentences(error))[1]) from error
    desk.ledger.erase(erasure, emptied)
    return len(setting)


def _said(value: Any) -> bool:
    """Whether a field says something: what an erasure left in it are no words."""
    return value not in (None, "", [], _(ERASED))


def _with_following(kind: str, fields: Sequence[str]) -> list[str]:
    known = _fields(kind)
    for name in fields:
        if name not in known:
            raise FieldError(
                _("There is no field “{name}”; there are: {names}.").format(name=name, names=" ".join(known))
            )
    following = [_FOLLOWING[name] for name in fields if _FOLLOWING.get(name) in known]
    return sorted({*fields, *following})


def _instead(kind: str, name: str) -> Any:
    """What the field says from now on."""
    item = _fields(kind)[name]
    if not item.required:
        return None
    if item.type != "text" or item.shown.refers or item.shown.choices or item.shown.plan:
        raise FieldError(_("“{label}” can't be empty, so it can't be erased.").format(label=item.label))
    return _(ERASED)


def _fields(kind: str) -> Mapping[str, FieldDescription]:
    return {item.name: item for item in describe(kind)} if kind in kind_names() else {}


def due_for_erasure(desk: Desk, retention: Mapping[str, int], today: date) -> Iterator[Due]:
    """Records whose personal fields were last edited more days ago than their kind may keep them, the oldest first."""
    for kind, days in sorted(retention.items()):
        names = personal_fields(kind) if kind in kind_names() else []
        found = [_kept(desk, row, kind, names) for row in (*desk.ledger.view.rows(kind), *_incomplete(desk, kind))]
        yield from sorted(
            (due for due in found if due and due.since + timedelta(days=days) < today),
            key=lambda due: (due.since, due.record),
        )


def _incomplete(desk: Desk, kind: str) -> Iterator[Row]:
    return (row for row in desk.ledger.view.rows(INCOMPLETE) if desk.ledger.kind_of(row["id"]) == kind)


def _kept(desk: Desk, row: Row, kind: str, names: Sequence[str]) -> Due | None:
    """The personal fields of a row that still say something, deleted or not."""
    said = [name for name in names if _said(row.get(name))]
    if not said:
        return None
    heads = (desk.ledger.view.row(HEADS, document_id(row["id"])) or {"heads": {}})["heads"].values()
    edited = max((head["at"] for head in heads if not set(said).isdisjoint(head["fields"])), default=0)
    return Due(kind, row["id"], said, local_time(edited).date())
