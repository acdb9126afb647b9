"""What is wrong with a record, given the day, the plan and the other records; and what is filled in for people."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fieldtui.ledger.view import INCOMPLETE
from fieldtui.locale import _, listed
from fieldtui.model.kinds import FieldDescription, describe, field
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.row import Row
from fieldtui.model.text import LINE, clean_text, is_id
from fieldtui.work.choosing_plan import OWNED, plans_for
from fieldtui.work.desk import LIVING, Desk, reference_to
from fieldtui.work.meetings import meetings_called
from fieldtui.work.record_rules import record_troubles, twin_troubles, typed_words

Troubles = dict[str, str]
"""A sentence by field; the field is "" when it is about several."""

NAMED = ("unit", "person", "enterprise", "project")
OFFICE_ONLY = ("device", "appointment", "erasure", "meeting", "policy", "task", "plan", "frozen_figures")
"""Kinds that the office alone writes: who may send, in which role, what is erased; what meetings were held and hand
out, which policies there are, by which plans the county goes, and which figures went out. From laptops none is taken
in."""


ROSTER = ("unit", "person", "enterprise", "inclusion", "pairing")
"""Kinds that the office keeps for everybody: a laptop corrects them, but adds none."""


def complete(record: Record, desk: Desk) -> Record:
    """The record with what nobody needs to type: the initials of its name, the plan it is made under, and so on."""
    typed = typed_words(record, desk)
    whole = record.amended(**typed) if typed else record
    added: dict[str, Any] = {}
    if record.kind in NAMED:
        from fieldtui.work.naming import initials

        # Kinds in NAMED have a name, Record has not. A name of rare letters can have more initials than a line holds.
        added["initials"] = clean_text(initials(getattr(record, "name")))[:LINE]  # noqa: B009
    if record.kind in OWNED and getattr(record, "plan", None) is None:
        added["plan"] = desk.plan_reference_for(record.kind, record.fields())
    return whole.with_derived(**added) if added else whole


def troubles(record: Record, desk: Desk, today: date, *, beside: Mapping[str, str] | None = None) -> Troubles:
    """All that is wrong; empty when it may be saved. `beside`: id → kind of what is saved together with it."""
    found = dict(_unknown(record, desk, beside or {}))
    if sentence := not_mine_to_record(desk, record.kind, record.id):
        found[""] = sentence
    elif record.kind == "erasure":
        found[""] = _("Words are erased with: fieldtui erase ID --fields FIELD,… --reason TEXT")
    elif record.kind in ("hand_over", "handed_draft"):
        found[""] = _("Work is handed over with: fieldtui hand-over GIVER TAKER")
    elif record.kind == "purge":
        found[""] = _("What left this laptop's scope is purged with: fieldtui purge")
    found.update(_outside_the_plan(record, desk))
    found.update(record_troubles(record, desk, today))
    found.update(twin_troubles(record, desk))
    values = record.fields()
    if record.kind == "visit" and values["date"] > today.isoformat():
        found["date"] = in_the_future()
    if record.kind == "problem" and values["raised"] > today.isoformat():
        found["raised"] = _("A problem can't be raised in the future.")
    if record.kind == "enterprise" and "uscc" in values:
        twin = next(iter(desk.ledger.referring("enterprise", "uscc", values["uscc"])), None)
        if twin and twin["id"] != record.id:
            found["uscc"] = _("“{name}” has this credit code already.").format(name=twin["name"])
    if record.kind == "plan" and not record.deleted:
        from fieldtui.model.plan_kept import why_not

        reason = why_not(values)
        found.update({"text": reason} if reason else {})
    if record.kind == "problem" and "number" in values:
        found.update(_number_given_before(record.id, values["number"], desk))
    return found


def not_mine_to_record(desk: Desk, kind: str, record: str = "") -> str:
    """Why whoever works here may not record this: a new one of a kind, or this record; "" when they may."""
    if desk.my_role() == "clerk":
        return ""
    if kind in OFFICE_ONLY:
        return _("Only the office records this.")
    if kind in ROSTER and not (record and desk.ledger.kind_of(record)):
        return _("The office adds new ones; write it into the note of a visit, and the office will see it.")
    return ""


def problems_ever(desk: Desk) -> Iterator[Row]:
    """All problems, also deleted ones and those of which only a part has arrived: their numbers stay theirs."""
    yield from desk.ledger.view.rows("problem")
    yield from desk.ledger.view.rows(INCOMPLETE)


def _number_given_before(problem: str, number: str, desk: Desk) -> Troubles:
    """What is wrong with a number that a problem is given now; one that it has already stays, whatever came in."""
    bearers = {row["id"]: row.get("title", row["id"]) for row in problems_ever(desk) if row.get("number") == number}
    if not bearers or problem in bearers:
        return {}
    return {"number": _("“{title}” has this number already.").format(title=next(iter(bearers.values())))}


def in_the_future() -> str:
    return _("A visit can't lie in the future; plan it as a follow-up.")


def _unknown(record: Record, desk: Desk, beside: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    values = record.fields()
    for item in describe(record.kind):
        named = values.get(item.name)
        if named is None:
            continue
        kinds = kinds_named(item)
        for reference in named if isinstance(named, list) else [named]:
            if not kinds or beside.get(reference) in kinds:
                continue
            if all(desk.ledger.row(kind, reference) is None for kind in kinds):
                yield item.name, _nothing_called(item.label, reference)


def kinds_named(item: FieldDescription) -> tuple[str, ...]:
    """The kinds of record that a field may name; none when it names no record."""
    if item.name == "about":
        return LIVING
    return (item.shown.refers,) if item.shown.refers else ()


def _outside_the_plan(record: Record, desk: Desk) -> Iterator[tuple[str, str]]:
    values = record.fields()
    before = desk.ledger.row(record.kind, record.id) or {}
    for item in describe(record.kind):
        value = values.get(item.name)
        if value == before.get(item.name) and "plan" not in values:
            # What stands was in a plan when it was recorded, and hinders no other edit.
            continue
        choices = choices_of(item, values, desk, record.kind) if value and item.shown.plan else {}
        parts = value if isinstance(value, list) else [value]
        codes = [part["type"] if isinstance(part, dict) else part for part in parts] if choices else []
        strange = next((code for code in codes if code not in choices), None)
        if strange is not None:
            yield (
                item.name,
                _("“{value}” is not in the plan; it knows: {words}.").format(
                    value=strange, words=listed(f"{word}({code})" for code, word in choices.items())
                ),
            )


def choices_of(item: FieldDescription, values: Row, desk: Desk, kind: str) -> Mapping[str, str]:
    """What the plans that a record may go by let a field say here."""
    return choices_in(item, values, plans_for(desk, kind, values))


def choices_in(item: FieldDescription, values: Row, plans: Sequence[Plan]) -> Mapping[str, str]:
    """What plans let a field say here: a project has the stages of its kind, a pairing of a project its roles."""
    narrower = {
        "stages": f"stages.{values.get('type', '')}",
        "pairing_roles": "project_roles" if values.get("project") else "enterprise_roles",
    }.get(item.shown.plan, "")
    lists = [plan.choices(narrower) or plan.choices(item.shown.plan) for plan in plans]
    # Of several plans the main one's word goes first.
    return lists[0] if len(lists) == 1 else dict(ChainMap(*lists))


def resolved(kind: str, values: Mapping[str, Any], desk: Desk) -> tuple[dict[str, Any], Troubles]:
    """`values` with ids in the place of names and numbers, and codes in the place of the plan's words.

    What names no record, or more than one, stays as it is and is told.
    """
    found = dict(values)
    wrong: Troubles = {}
    described = [item for item in describe(kind) if item.name in values]
    for item in described:
        kinds = kinds_named(item)
        if not kinds:
            continue
        value = values[item.name]
        known = [_record_meant(kinds, part, desk) for part in (value if isinstance(value, list) else [value])]
        found[item.name] = known if isinstance(value, list) else known[0]
        strange = [part for part in known if isinstance(part, str) and not is_id(part)]
        if strange:
            wrong[item.name] = several(kinds[0], strange[0], desk) or _nothing_called(item.label, strange[0])
    if kind in OWNED and values.get("plan"):
        found["plan"], wrong["plan"] = plan_meant(values["plan"], desk)
    # Whose words these are is known only now.
    old = desk.ledger.row(kind, values["id"]) if is_id(values.get("id")) else None
    for item in described:
        if item.shown.plan:
            choices = choices_of(item, {**(old or {}), **found}, desk, kind)
            value = values[item.name]
            known = [_code_meant(item, part, choices) for part in (value if isinstance(value, list) else [value])]
            found[item.name] = known if isinstance(value, list) else known[0]
    return found, {name: sentence for name, sentence in wrong.items() if sentence}


def plan_meant(named: Any, desk: Desk) -> tuple[Any, str]:
    """The plan in use that goes by this name or title, as records name it; or what is wrong.

    A mapping may name the very version as well, which needs only to be known.
    """
    if isinstance(named, dict):
        if isinstance(named.get("version"), str) and desk.known_plans.is_exact(named):
            return {"name": named["name"], "version": named["version"]}, ""
        named = named.get("name")
    for plan in desk.plans:
        if named in (plan.name, plan.title):
            return reference_to(plan).model_dump(), ""
    words = listed(f"{plan.name}({plan.title})" for plan in desk.plans)
    return named, _("No plan “{name}” is in use here; in use: {plans}.").format(name=named, plans=words)


def several(kind: str, named: str, desk: Desk) -> str:
    """What to say of a name that more than one record of a kind bears, else ""."""
    if len(called(kind, named, desk)) < 2:
        return ""
    return _(
        "Several are called “{name}” here; write the id instead (fieldtui list {kind}), or an enterprise's credit code."
    ).format(name=named, kind=kind)


def _nothing_called(label: str, value: str) -> str:
    return _("No {label} “{value}” is known here.").format(label=label, value=value)


def _record_meant(kinds: Iterable[str], value: Any, desk: Desk) -> Any:
    found = [record for kind in kinds for record in called(kind, value, desk)] if isinstance(value, str) else []
    return found[0] if len(found) == 1 else value


def _code_meant(item: FieldDescription, value: Any, choices: Mapping[str, str]) -> Any:
    if item.name == "held_as":
        return _held(value, choices)
    return next((code for code, word in choices.items() if value in (code, word)), value)


def _held(value: Any, kinds: Mapping[str, str]) -> Any:
    """As which meeting it is held, with the code in the place of the kind's word."""
    from fieldtui.model.records.meeting import held

    value = held(value)
    if not isinstance(value, dict):
        return value
    word = value.get("type")
    return {**value, "type": next((code for code, name in kinds.items() if word in (code, name)), word)}


def called(kind: str, named: str, desk: Desk) -> list[str]:
    """The ids of the records of a kind that go by this id, name, title, number or code."""
    if is_id(named) and desk.ledger.row(kind, named) is not None:
        return [named]
    keys = [key for key in ("name", "title", "number", "uscc", "code") if field(kind, key)]
    found = list({row["id"]: None for key in keys for row in desk.ledger.referring(kind, key, named)})
    if kind == "meeting" and not found and isinstance(named, str):
        kinds = ChainMap(*(dict(plan.choices("meeting_kinds")) for plan in desk.plans))
        return meetings_called(named, desk.ledger.rows(kind), kinds)
    return found


def find_record(kind: str, named: str, desk: Desk) -> str | None:
    """The one record of a kind that goes by this id, name, title, number or code; None unless exactly one."""
    found = called(kind, named, desk)
    return found[0] if len(found) == 1 else None
