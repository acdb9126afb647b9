"""Undoing the last edit of a record: an edit of its own, which sets back what that one changed."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from fieldtui.ledger.change import Change
from fieldtui.ledger.merge import DELETED, Merged, merge
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _, listed
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import describe, kind_names, kind_title, record_class
from fieldtui.model.record import Record
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import is_id
from fieldtui.work.choosing_plan import OWNED
from fieldtui.work.deletion import is_deleted
from fieldtui.work.desk import FOLLOWED, LIVING, Desk
from fieldtui.work.handed import HAND_OVER, HANDED_DRAFT
from fieldtui.work.history_words import (
    belongs_to,
    counting,
    in_order,
    said_again,
    steps_ever,
)
from fieldtui.work.known_plans import PLAN
from fieldtui.work.planned import PLANNED
from fieldtui.work.record_words import label, or_empty, record_words, row_of, title_of, value_words
from fieldtui.work.rules import OFFICE_ONLY, troubles

ERASURE = "erasure"


class UndoError(FieldError):
    """The last edit can't be undone; the sentence says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoing comes to: the edit that is undone, the record to be saved for it, its name, and what comes back.

    `beside` are records to be saved with it: what was edited together with a hand-over.
    """

    change: Change
    record: Record
    about: str
    words: str
    beside: tuple[Record, ...] = ()


def undo_of(desk: Desk, record: str, today: date) -> Undo:
    """Undoing the last edit of a record; an undo is such an edit too. Nothing is saved. Raises UndoError."""
    changes = counting(desk, record)
    if not changes:
        raise UndoError(_("There is nothing to undo here."))
    again = said_again(changes)
    last = next(change for change in reversed(changes) if change.id not in again)
    shown = row_of(desk, record)
    before = _before(last, changes, again)
    changed = {name: value for name, value in before.items() if shown.get(name) != value}
    _refuse(desk, last, merge(changes), changed)
    if not changed:
        raise UndoError(_("There is nothing to undo here: without the last edit the record would say the same."))
    result = _result(desk, shown, last, changed)
    if result.deleted:
        _refuse_when_named(desk, last.kind, record)
    else:
        wrong = troubles(result, desk, today)
        _refuse_when_it_names_deleted(desk, result, wrong)
        _refuse_troubles({label(last.kind, name): sentence for name, sentence in wrong.items()})
    beside = _beside(desk, last, today) if last.kind == HAND_OVER and result.deleted else ()
    words = (
        _words(desk, last, shown, changed)
        if not beside
        else _("take back what passed; {count} edits").format(count=len(beside))
    )
    return Undo(last, result, _about(desk, record), words, beside)


def _beside(desk: Desk, last: Change, today: date) -> tuple[Record, ...]:
    """Undoing what was edited in one save with a hand-over; what was edited again since stays as it is."""
    shown = row_of(desk, last.of)
    edited = [*(shown.get("ended") or ()), *(shown.get("moved") or ())]
    made = [*(shown.get("begun") or ())]
    made += [row["id"] for row in desk.ledger.referring(HANDED_DRAFT, "belongs_to", last.of)]
    together = range(last.seq + 1, last.seq + 1 + len(edited) + len(made))
    found = []
    for record in (*edited, *made):
        changes = counting(desk, record)
        change = next((one for one in changes if one.device == last.device and one.seq in together), None)
        only = record in edited or len(changes) == 1
        result = _without(desk, change, changes) if change and only else None
        if result is not None and (result.deleted or not troubles(result, desk, today)):
            found.append(result)
    return tuple(found)


def _without(desk: Desk, change: Change, changes: list[Change]) -> Record | None:
    """A record as it is without one of its changes; None where what that change said does not stand any more."""
    shown = row_of(desk, change.of)
    replaced = any(shown.get(name) != value for name, value in change.set.items())
    if shown.get(DELETED) or replaced or merge(changes).conflicts():
        return None
    before = merge(other for other in changes if other is not change).fields
    changed = {name: before.get(name) for name in change.set} if len(changes) > 1 else {DELETED: True}
    with contextlib.suppress(UndoError):
        return _result(desk, shown, change, changed)
    return None


def newest(desk: Desk, record: str) -> str:
    """What undoing on a record's page is about: of a problem and its steps the one that was edited last.

    Of a deleted problem that is the problem, whatever was edited elsewhere meanwhile.
    """
    if desk.ledger.kind_of(record) not in ("problem", *LIVING) or is_deleted(desk, record):
        return record
    return max([record, *steps_ever(desk, record)], key=lambda one: _last_rank(desk, one))


def _last_rank(desk: Desk, record: str) -> tuple[int, int, str, str]:
    changes = counting(desk, record)
    again = said_again(changes)
    return max((change.rank for change in changes if change.id not in again), default=(0, 0, "", ""))


def _before(last: Change, changes: list[Change], again: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the last edit, as they would be shown without it; None where nothing would be.

    Where another change says it again (`again`, from `said_again`), without that one too.
    """
    if last is changes[0]:
        return {DELETED: True}
    fields = merge(change for change in changes if _origin(change.id, again) != last.id).fields
    return {name: fields.get(name) for name in last.set}


def _origin(change: str, again: Mapping[str, str]) -> str:
    """The change that is repeated, also over several devices; itself where it repeats none."""
    while change in again:
        change = again[change]
    return change


def _about(desk: Desk, record: str) -> str:
    """What the record is called; of a step also what it is a step of."""
    of = belongs_to(desk, record) if desk.ledger.kind_of(record) == "follow_up" else ""
    return " · ".join(filter(None, [record_words(desk, record), title_of(desk, of) if of else ""]))


# Why not


def _refuse(desk: Desk, last: Change, merged: Merged, changed: Mapping[str, Any]) -> None:
    """Raises UndoError for what may not be undone here, or by nobody."""
    laptop = desk.ledger.workspace.role != "office"
    if last.kind == ERASURE or last.erased or _stands_over_erased_words(desk, last):
        raise UndoError(_("What was erased does not come back."))
    if last.kind not in kind_names():
        raise UndoError(_("This version does not know this kind of record; install the newest one to change it."))
    if laptop and last.kind in OFFICE_ONLY:
        raise UndoError(_("Only the office records this."))
    if laptop and last.by != desk.me:
        name = desk.name("person", last.by) or _("somebody else")
        raise UndoError(_("The last edit is {name}'s; only they or the office undo it.").format(name=name))
    conflicts = set(merged.conflicts())
    if conflicts & {*last.set, DELETED} or (conflicts and changed.get(DELETED)):
        raise UndoError(_("This record is in conflict there; settle that first, then undo."))
    if last.kind == "problem" and "number" in last.set:
        raise UndoError(_("A number that was given out stays; withdraw the problem instead, or correct the step."))
    if last.kind == "follow_up":
        _refuse_step(desk, last)
    if last.kind == PLAN and changed.get(DELETED):
        _refuse_when_lived_by(desk, row_of(desk, last.of))
    if last.kind == HAND_OVER and last.set.get(DELETED):
        raise UndoError(_("A hand-over that was taken back stays so; hand over anew."))


def _refuse_when_lived_by(desk: Desk, plan: Row) -> None:
    """A plan under which something was recorded stays, or that would be judged by another one."""
    lived_by = (row for kind in OWNED for row in desk.ledger.rows(kind))
    if any((row.get("plan") or {}).get("version") == plan.get("version") for row in lived_by):
        raise UndoError(_("Records were made under this plan; take it out of use with: fieldtui plan stop NAME"))


def _stands_over_erased_words(desk: Desk, last: Change) -> bool:
    """Whether what one of its fields said before was erased: then it would come back as empty."""
    history = desk.ledger.history
    replaced = [history.change(other) for other in last.over if other in history]
    return any(name in other.erased for other in replaced for name in last.set)


def _refuse_step(desk: Desk, last: Change) -> None:
    """A step that others build on, or that somebody else may hold already, is corrected and not undone."""
    if _has_left(desk, last):
        raise UndoError(
            _(
                "This step has left here in a file already and stays; enter one that says what is right (to a problem "
                "the office enters a correction)."
            )
        )
    step = row_of(desk, last.of)
    others = [other for other in _its_like(desk, step) if not other.get(DELETED)]
    if step.get(DELETED):
        if any(_made(desk, other["id"]) > last.rank[:3] for other in others):
            raise UndoError(_("Other steps were entered since; enter this one anew."))
        return
    followed = next((other for other in others if last.of in (other.get("follows") or ())), None)
    if followed:
        words = record_words(desk, followed["id"])
        raise UndoError(
            _("“{step}” follows this one already; undo that first, or enter a correction.").format(step=words)
        )


def _its_like(desk: Desk, step: Row) -> list[Row]:
    """The other steps of the same problem or visit, and of the problems of that visit, which do what it planned."""
    view = desk.ledger.view
    named = [name for name in FOLLOWED if step.get(name)]
    found = [row for name in named for row in _referring(desk, name, step[name])]
    if step.get("step") == PLANNED and step.get("visit"):
        for problem in view.referring("problem", "visit", step["visit"]):
            found += _referring(desk, "problem", problem["id"])
    return [row for row in found if row["id"] != step["id"]]


def _referring(desk: Desk, name: str, record: str) -> list[Row]:
    return desk.ledger.view.referring("follow_up", name, record)


def _made(desk: Desk, record: str) -> tuple[int, int, str]:
    made = (desk.ledger.heads(record) or {})["made"]
    return (made["tick"], made["at"], made["device"])


def _has_left(desk: Desk, change: Change) -> bool:
    """Whether a change came from elsewhere, or a file with it was written for somebody."""
    ledger = desk.ledger
    if change.device != ledger.workspace.device:
        return True
    if ledger.workspace.role != "office":
        partner = ledger.partner(OFFICE)
        return change.seq <= max(partner.sent.count, partner.confirmed.count)
    return any(change.id in ledger.history.queued(row["device"]) for row in ledger.view.rows("device"))


def _refuse_when_named(desk: Desk, kind: str, record: str) -> None:
    """A record that others name is not deleted from under them."""
    counts = {other: count for other in kind_names() if (count := _naming(desk, other, kind, record))}
    if counts:
        words = listed(f"{kind_title(other)} {count}" for other, count in counts.items())
        raise UndoError(_("Other records name this one ({records}); undo or change those first.").format(records=words))


def _naming(desk: Desk, other: str, kind: str, record: str) -> int:
    """How many records of the kind `other` name this one."""
    names = [item.name for item in describe(other) if item.shown.refers == kind]
    if other == "attachment":
        names.append("belongs_to")
    return sum(
        any(record == row.get(name) or (isinstance(row.get(name), list) and record in row[name]) for name in names)
        for row in (desk.ledger.rows(other) if names else ())
    )


def _refuse_when_it_names_deleted(desk: Desk, result: Record, wrong: Mapping[str, str]) -> None:
    """What is wrong with a field that names a deleted record is told by what that record is called."""
    fields = result.fields()
    for name in wrong:
        value = fields.get(name)
        for other in value if isinstance(value, list) else [value]:
            if is_id(other) and is_deleted(desk, other):
                words = record_words(desk, other)
                raise UndoError(_("“{record}” is deleted; bring that back first.").format(record=words))


def _refuse_troubles(wrong: Mapping[str, str]) -> None:
    for name, sentence in wrong.items():
        reason = _("{label}: {values}").format(label=name, values=sentence) if name else sentence
        raise UndoError(_("It can't go back to what it was: {reason}").format(reason=reason))


# What comes back


def _result(desk: Desk, shown: Row, last: Change, changed: Mapping[str, Any]) -> Record:
    """The record as it is after the undo; it remembers what is shown, so that the undo stands over that."""
    fields = {name: value for name, value in {**shown, **changed}.items() if value is not None}
    kind = record_class(last.kind)
    try:
        result = kind.model_validate(fields)
    except ValidationError as error:
        if not changed.get(DELETED):
            _refuse_troubles({label(last.kind, name): sentence for name, sentence in sentences(error)})
        # What does not go together can be deleted all the same.
        result = kind.model_construct(**fields)
    result.remember(shown, desk.ledger.heads(last.of) or {})
    return result


def _words(desk: Desk, last: Change, shown: Row, changed: Mapping[str, Any]) -> str:
    if changed.get(DELETED):
        return _("delete it again") if DELETED in last.set else _("delete this record")
    kind = last.kind
    back = [
        _("{label}: {values}").format(
            label=label(kind, name),
            values=_back(
                value_words(desk, kind, name, shown.get(name), shown),
                value_words(desk, kind, name, changed[name], shown),
            ),
        )
        for name in in_order(kind, changed)
        if name not in (DELETED, "initials")
    ]
    return "；".join([*([_("bring it back")] if DELETED in changed else []), *back])


def _back(now: str, before: str) -> str:
    """What is, and what it is set back to, in one line."""
    words = _("back to {value}").format(value=or_empty(" ".join(before.split())))
    return " ".join([*now.split(), words])
