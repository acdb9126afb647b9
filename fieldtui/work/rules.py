"""What is wrong with a record, given the day, the plan and the other records; and what is filled in for people."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fieldtui.locale import _
from fieldtui.model.kinds import describe, field
from fieldtui.model.record import Record
from fieldtui.work.desk import Desk

Troubles = dict[str, str]
"""A sentence by field; the field is "" when it is about several."""

NAMED = ("unit", "person", "enterprise")
UNDER_A_PLAN = ("inclusion", "visit", "problem")


def complete(record: Record, desk: Desk) -> Record:
    """The record with what nobody needs to type: the initials of its name, and the plan it is made under."""
    added: dict[str, Any] = {}
    if record.kind in NAMED:
        from fieldtui.work.naming import initials

        added["initials"] = initials(getattr(record, "name"))  # noqa: B009 - kinds in NAMED have it, Record has not
    if record.kind in UNDER_A_PLAN and getattr(record, "plan", None) is None:
        added["plan"] = desk.plan_reference
    return record.amended(**added) if added else record


def troubles(record: Record, desk: Desk, today: date, *, beside: Mapping[str, str] | None = None) -> Troubles:
    """All that is wrong; empty when it may be saved. `beside`: id → kind of what is saved together with it."""
    found = dict(_unknown(record, desk, beside or {}))
    found.update(_outside_the_plan(record, desk))
    values = record.fields()
    if record.kind == "visit" and values["date"] > today.isoformat():
        found["date"] = _("A visit can't lie in the future; plan it as a follow-up.")
    if record.kind == "problem" and values["raised"] > today.isoformat():
        found["raised"] = _("A problem can't be raised in the future.")
    if record.kind == "enterprise" and "uscc" in values:
        twin = next(iter(desk.ledger.referring("enterprise", "uscc", values["uscc"])), None)
        if twin and twin["id"] != record.id:
            found["uscc"] = _("“{name}” has this credit code already.").format(name=twin["name"])
    return found


def _unknown(record: Record, desk: Desk, beside: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    values = record.fields()
    for item in describe(record.kind):
        kind = item.shown.refers
        named = values.get(item.name)
        if not kind or named is None:
            continue
        for reference in named if isinstance(named, list) else [named]:
            if beside.get(reference) != kind and desk.ledger.row(kind, reference) is None:
                yield item.name, _nothing_called(item.label, reference)


def _outside_the_plan(record: Record, desk: Desk) -> Iterator[tuple[str, str]]:
    values = record.fields()
    for item in describe(record.kind):
        choices = desk.plan.choices(item.shown.plan) if item.shown.plan else {}
        value = values.get(item.name)
        if choices and value is not None and value not in choices:
            yield (
                item.name,
                _("“{value}” is not in the plan; it knows: {words}.").format(
                    value=value, words="、".join(f"{word}({code})" for code, word in choices.items())
                ),
            )


def resolved(kind: str, values: Mapping[str, Any], desk: Desk) -> tuple[dict[str, Any], Troubles]:
    """`values` with ids in the place of names and numbers, and codes in the place of the plan's words.

    What names no record stays as it is and is told.
    """
    found = {name: _resolved_value(kind, name, value, desk) for name, value in values.items()}
    wrong: Troubles = {}
    for name, value in found.items():
        item = field(kind, name)
        if item is not None and item.shown.refers:
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, str) and not _is_id(part):
                    wrong[name] = _nothing_called(item.label, part)
    return found, wrong


def _is_id(text: str) -> bool:
    return len(text) == 36 and set(text) <= set("0123456789abcdef-")


def _nothing_called(label: str, value: str) -> str:
    return _("No {label} “{value}” is known here.").format(label=label, value=value)


def _resolved_value(kind: str, name: str, value: Any, desk: Desk) -> Any:
    item = field(kind, name)
    if item is None or value is None:
        return value
    if isinstance(value, list):
        return [_resolved_value(kind, name, part, desk) for part in value]
    if not isinstance(value, str):
        return value
    if item.shown.refers:
        return find_record(item.shown.refers, value, desk) or value
    if item.shown.plan:
        choices = desk.plan.choices(item.shown.plan)
        return next((code for code, word in choices.items() if value in (code, word)), value)
    return value


def find_record(kind: str, named: str, desk: Desk) -> str | None:
    """The one record of a kind that goes by this id, name, number or credit code; None unless exactly one."""
    if _is_id(named) and desk.ledger.row(kind, named) is not None:
        return named
    for key in ("name", "number", "uscc"):
        if field(kind, key):
            found = desk.ledger.referring(kind, key, named)
            if len(found) == 1:
                return str(found[0]["id"])
    return None
