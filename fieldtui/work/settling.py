"""Settling a conflict: one of the values, or a third one, checked like any edit before it is written over all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from fieldtui.ledger.merge import DELETED
from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import field, kind_names, record_class
from fieldtui.model.row import Row
from fieldtui.work.conflicts import CARRIED
from fieldtui.work.desk import Desk
from fieldtui.work.field_text import Reader
from fieldtui.work.record_words import row_of
from fieldtui.work.rules import NAMED, OFFICE_ONLY, Troubles, troubles


@dataclass(frozen=True, slots=True)
class Settlement:
    """What `Ledger.settle` is to be given, or what is wrong; never both."""

    values: Mapping[str, Any]
    troubles: Troubles


def can_be_written(kind: str, name: str) -> bool:
    """Whether a third value may be written: not for what the program fills in, nor for what has no name to type."""
    item = field(kind, name) if kind in kind_names() else None
    return item is not None and not item.shown.derived and (not item.shown.refers or item.shown.refers in NAMED)


def take(desk: Desk, record: str, name: str, value: Any) -> Settlement:
    """One of the values that stand already. It was judged by itself; here it must go together with the other fields."""
    kind = desk.ledger.kind_of(record) or ""
    wrong = _not_ours(desk, kind, name)
    if not wrong and name != DELETED and kind in kind_names():
        wrong = _caused(kind, row_of(desk, record), name, value)
    return _settlement(kind, name, value, wrong)


def write(desk: Desk, record: str, name: str, text: str, today: date) -> Settlement:
    """A third value, as it was typed; nothing typed empties the field."""
    kind = desk.ledger.kind_of(record) or ""
    item = field(kind, name) if can_be_written(kind, name) else None
    if item is None:
        return Settlement({}, {name: _("Choose one of the values; another one can't be written here.")})
    wrong = _not_ours(desk, kind, name)
    value, sentence = _reader(desk, record, today).value(name, text, row_of(desk, record))
    if sentence:
        wrong[name] = sentence
    if wrong:
        return Settlement({}, wrong)
    try:
        value = _checked(kind, name, value)
    except ValidationError as error:
        return Settlement({}, {name: next(sentences(error))[1]})
    row = row_of(desk, record)
    wrong = _caused(kind, row, name, value) or _against_rules(desk, kind, {**row, name: value}, today, name)
    return _settlement(kind, name, value, wrong)


def text_of(desk: Desk, record: str, name: str, value: Any) -> str:
    """A value as a form holds it: names for ids, but codes for what is chosen from a list."""
    item = field(desk.ledger.kind_of(record) or "", name)
    if item is None or (isinstance(value, str) and item.shown.plan):
        return str(value or "")
    return _reader(desk, record, date.min).text(name, value)


def understood(desk: Desk, record: str, name: str, text: str, today: date) -> str:
    """What a third value comes to, to be shown beside it."""
    if not can_be_written(desk.ledger.kind_of(record) or "", name):
        return ""
    return _reader(desk, record, today).understood(name, text)


def _reader(desk: Desk, record: str, today: date) -> Reader:
    kind = desk.ledger.kind_of(record) or ""
    return Reader(desk, kind, desk.plan_for(kind, row_of(desk, record)), today)


def _not_ours(desk: Desk, kind: str, name: str) -> Troubles:
    office_only = kind in OFFICE_ONLY or (kind, name) == ("problem", "number")
    return {"": _("Only the office settles this.")} if office_only and desk.my_role() != "clerk" else {}


def _settlement(kind: str, name: str, value: Any, wrong: Troubles) -> Settlement:
    if wrong:
        return Settlement({}, wrong)
    values = {name: value}
    if kind in NAMED and name in CARRIED.values() and value:
        from fieldtui.work.naming import initials

        values["initials"] = initials(value)
    return Settlement(values, {})


def _checked(kind: str, name: str, value: Any) -> Any:
    """The JSON value of a field, checked by itself; None when it says nothing. Raises ValidationError."""
    if value is None:
        return None
    described = record_class(kind).model_fields[name]
    declared: Any = Annotated[described.annotation, *described.metadata]
    adapter: TypeAdapter[Any] = TypeAdapter(declared)
    kept = adapter.dump_python(adapter.validate_python(value), mode="json")
    return None if kept in ("", []) else kept


def _contradictions(kind: str, row: Row) -> Troubles:
    """What the record's description says of these values together."""
    try:
        record_class(kind).model_validate({name: value for name, value in row.items() if value is not None})
    except ValidationError as error:
        return dict(sentences(error))
    return {}


def _caused(kind: str, row: Row, name: str, value: Any) -> Troubles:
    """What is wrong with this value among the other fields, and would not be wrong whatever the field said.

    Other fields in conflict are settled by themselves, and may hinder nothing here.
    """
    after = _contradictions(kind, {**row, name: value})
    others = [_contradictions(kind, {**row, name: other}) for other in _others(kind, name)] if after else []
    # A value that is none by itself says nothing of the other fields.
    usable = [wrong for wrong in others if name not in wrong] or [_contradictions(kind, row)]
    return {about: said for about, said in after.items() if any(wrong.get(about) != said for wrong in usable)}


def _others(kind: str, name: str) -> list[Any]:
    """What the field could say instead: nothing where it may be empty, else values that others hardly contradict."""
    item = field(kind, name)
    if item is None or not item.required:
        return [None]
    if item.type == "date":
        return [date.min.isoformat(), date.max.isoformat()]
    return [*(item.shown.choices or {}), "other"]


def _against_rules(desk: Desk, kind: str, row: Row, today: date, name: str) -> Troubles:
    """What plan, day and other records say of the new value."""
    try:
        record = record_class(kind).model_validate({name: value for name, value in row.items() if value is not None})
    except ValidationError:
        return {}
    return {about: sentence for about, sentence in troubles(record, desk, today).items() if about == name}
