"""The history of a record in words: who changed what and when, from which value to which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fieldtui.ledger.change import Change
from fieldtui.ledger.judge import wrong_fields
from fieldtui.ledger.merge import DELETED, Merged, merge
from fieldtui.locale import _, listed
from fieldtui.model.county_time import local_time
from fieldtui.model.kinds import describe, kind_names, kind_title
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import label, or_empty, row_of, value_words


@dataclass(frozen=True, slots=True)
class Edited:
    """One field of a change: what people call it, what it said before and what it says since, "" where nothing.

    `contested` says that another value of the field stands beside this one.
    """

    field: str
    label: str
    before: str
    after: str
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words. `device` is "" unless the person used several; `refused` says why it does not count.

    One that only says again what was recorded has no edits, but those that are in conflict.
    """

    change: str
    record: str
    when: str
    who: str
    device: str
    what: str
    edits: Sequence[Edited]
    refused: str = ""


def told(desk: Desk, record: str) -> list[Told]:
    """The history of a record, the oldest change first."""
    return _in_words(desk, [record])


def told_with_steps(desk: Desk, problem: str) -> list[Told]:
    """The history of a problem together with that of its steps, deleted ones too, the oldest change first."""
    return _in_words(desk, [problem, *steps_ever(desk, problem)])


def steps_ever(desk: Desk, problem: str) -> list[str]:
    """The ids of all steps of a problem, also of deleted ones, in the order in which they were made."""
    name = "problem" if desk.ledger.kind_of(problem) == "problem" else "about"
    rows = desk.ledger.view.referring("follow_up", name, problem)
    return sorted((str(row["id"]) for row in rows), key=lambda step: _made_rank(desk, step))


def counting(desk: Desk, record: str) -> list[Change]:
    """The changes of a record that count, by rank: those of its kind whose fields hold what they may."""
    kind = desk.ledger.kind_of(record)
    changes = (change for change in desk.ledger.history.of(record) if change.kind == kind and not wrong_fields(change))
    return sorted(changes, key=lambda change: change.rank)


def said_again(changes: Iterable[Change]) -> dict[str, str]:
    """Of the changes of one record those that only repeat another one, each with the id of that one.

    A workspace that became a new device says anew what its old one wrote: under the same time, the same values, over
    the change that is repeated and nothing but what that one knew of. Settling with the value that is shown is none.
    """
    known = {change.id: change for change in changes}
    found = {}
    for change in known.values():
        replaced = {other for other in change.over if other in known}
        for other in sorted(replaced):
            # What it repeats may repeat something itself.
            if _repeats(change, known[other]) and replaced <= {other} | _known_to(known[other], known):
                found[change.id] = other
                break
    return found


def _repeats(change: Change, other: Change) -> bool:
    same_edit = change.device != other.device and (change.at, change.by) == (other.at, other.by)
    return same_edit and all(
        name in other.set and (value, name in change.erased) == (other.set[name], name in other.erased)
        for name, value in change.set.items()
    )


def _known_to(change: Change, known: Mapping[str, Change]) -> set[str]:
    """The changes that this one replaced, what those replaced, and so on."""
    found, ahead = set[str](), list(change.over)
    while ahead:
        name = ahead.pop()
        if name in known and name not in found:
            found.add(name)
            ahead.extend(known[name].over)
    return found


def belongs_to(desk: Desk, record: str) -> str:
    """What a record is about: of a step its problem or visit, of these and most else the enterprise; "" for none."""
    row = row_of(desk, record)
    names = ("problem", "visit", "about", "project", "enterprise", "belongs_to", "record", "person", "unit")
    return next((str(row[name]) for name in names if row.get(name)), "")


def arrow(before: str, after: str) -> str:
    """What was, what is since: old → new, in one line."""
    shown = or_empty(" ".join(after.split()))
    return f"{' '.join(before.split())} → {shown}" if before else shown


def line(told: Told) -> str:
    """A change in one line, as `show --history` prints it."""
    who = f"{told.who} ({told.device})" if told.device else told.who
    edits = [edit_line(edit) for edit in told.edits]
    refused = [_("not used: {reason}").format(reason=told.refused)] if told.refused else []
    return "  ".join(filter(None, [told.when, who, told.what, *refused, "；".join(filter(None, edits))]))


def edit_line(edit: Edited) -> str:
    """Such as 电话：138 → 139; "" for a deletion, which the change itself tells."""
    values = values_of(edit)
    words = _("{label}: {values}").format(label=edit.label, values=values) if values else ""
    return f"{words} [{contested_words()}]".lstrip() if edit.contested else words


def values_of(edit: Edited) -> str:
    """What a field said and says, in one line; "" for a deletion, which has no values."""
    return edit.after if edit.field == DELETED else arrow(edit.before, edit.after)


def contested_words() -> str:
    return _("in conflict")


def in_order(kind: str, names: Iterable[str]) -> list[str]:
    """Fields in the order of the record, what the program fills in after them, then what this version does not know."""
    places = _places(kind)
    return sorted(names, key=lambda name: (places.get(name, (2, 0)), name))


# How the words come about


def _in_words(desk: Desk, records: Sequence[str]) -> list[Told]:
    changes = sorted(
        (change for record in records for change in desk.ledger.history.of(record)), key=lambda change: change.rank
    )
    devices = _devices(desk, changes)
    known = {change.id: change for change in changes}
    merged = {record: merge(counting(desk, record)) for record in records}
    again = said_again(changes).keys()
    contested = {record: set(one.conflicts()) for record, one in merged.items()}
    return [
        Told(
            change=change.id,
            record=change.of,
            when=f"{local_time(change.at):%Y-%m-%d %H:%M}",
            who=desk.name("person", change.by) or _person_not_here(desk, change.by),
            device=_device_words(desk, change.device) if len(devices[change.by]) > 1 else "",
            what=_("said again by a new device (nothing changed)") if change.id in again else _what(desk, change),
            edits=[
                replace(edit, before="") if change.id in again else edit
                for edit in _edits(desk, change, known, merged[change.of], contested[change.of])
                if edit.contested or change.id not in again
            ],
            refused=_refusal(desk, change),
        )
        for change in changes
    ]


def _edits(
    desk: Desk, change: Change, known: Mapping[str, Change], merged: Merged, contested: set[str]
) -> list[Edited]:
    standing = {name for name in contested if any(head.id == change.id for head in merged.heads.get(name, ()))}
    edits = [
        Edited(
            name,
            label(change.kind, name) if name != DELETED else _what(desk, change),
            _before(desk, change, name, known),
            _said(desk, change, name),
            name in standing,
        )
        for name in in_order(change.kind, change.set)
    ]
    if any(edit.id == change.id for edit in merged.beside):
        edits.append(Edited(DELETED, label(change.kind, DELETED), "", _("somebody deleted the record"), True))
    return edits


def _places(kind: str) -> dict[str, tuple[int, int]]:
    """The place of each field that this version knows of a kind."""
    described = describe(kind) if kind in kind_names() else ()
    return {
        item.name: (int(item.shown.derived and item.name != "number"), place) for place, item in enumerate(described)
    }


def _said(desk: Desk, change: Change, name: str) -> str:
    if name in change.erased:
        return _("erased")
    if name == DELETED:
        return ""
    return value_words(desk, change.kind, name, change.set[name], row_of(desk, change.of))


def _before(desk: Desk, change: Change, name: str, known: Mapping[str, Change]) -> str:
    """What the field said in what this change replaced: the greatest of those changes that set it to something else.

    Whoever settles a conflict keeps one value, and gives up the others.
    """
    replaced = [known[other] for other in change.over if other in known and name in known[other].set]
    given_up = [other for other in replaced if name in other.erased or other.set[name] != change.set[name]]
    if not given_up or name == DELETED:
        return ""
    return _said(desk, max(given_up, key=lambda other: other.rank), name)


def _what(desk: Desk, change: Change) -> str:
    """Whether a change made, altered, deleted or brought back its record."""
    made = (desk.ledger.heads(change.of) or {"made": {}})["made"]
    if DELETED in change.set:
        return _("deleted") if change.set[DELETED] else _("brought back")
    tick, at, device, _id = change.rank
    return _("recorded") if (tick, at, device) == (made["tick"], made["at"], made["device"]) else _("changed")


def _refusal(desk: Desk, change: Change) -> str:
    """Why a change is set aside; "" when it counts."""
    if change.kind != desk.ledger.kind_of(change.of):
        return _("the record is of another kind ({kind})").format(kind=kind_title(change.kind))
    wrong = wrong_fields(change)
    if not wrong:
        return ""
    labels = listed(label(change.kind, name) for name in wrong)
    return _("no record may hold this in: {fields}").format(fields=labels)


def _devices(desk: Desk, changes: Iterable[Change]) -> dict[str, set[str]]:
    """The devices of each person: those of the changes, and those that are known to be theirs."""
    found: dict[str, set[str]] = {}
    for change in changes:
        found.setdefault(change.by, set()).add(change.device)
    for row in desk.ledger.rows("device"):
        found.setdefault(row["person"], set()).add(row["device"])
    return found


def _device_words(desk: Desk, device: str) -> str:
    workspace = desk.ledger.workspace
    if device == workspace.device:
        return _("this device")
    if workspace.office.get("device") == device:
        return _("the office's device")
    return _("device {id}").format(id=f"{device[:6]}…")


def _person_not_here(desk: Desk, person: str) -> str:
    """The name of somebody who was deleted, or what stands in its place where it is not known."""
    return str(row_of(desk, person).get("name") or _("not known here ({id})").format(id=person))


def _made_rank(desk: Desk, record: str) -> tuple[int, int, str, str]:
    made = (desk.ledger.heads(record) or {"made": {"tick": 0, "at": 0, "device": ""}})["made"]
    return (made["tick"], made["at"], made["device"], record)
