"""Makes records of what rows say, or finds what a row changes in one that is there."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from fieldtui.locale import _, listed
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import field as field_of
from fieldtui.model.record import Record
from fieldtui.model.row import Row
from fieldtui.sheets.known import Known
from fieldtui.sheets.outcome import ImpossibleError
from fieldtui.work.rules import troubles

R = TypeVar("R", bound=Record)


def made(kind: type[R], values: Mapping[str, Any], known: Known) -> R:
    """A new record, checked as a form checks it. ImpossibleError with all that is wrong with it."""
    try:
        record = kind.model_validate({name: value for name, value in values.items() if value not in (None, "")})
    except ValidationError as error:
        raise ImpossibleError(_listed(kind.kind, sentences(error))) from error
    return checked(record, known)


def checked(record: R, known: Known) -> R:
    """A record made whole and held against the rules."""
    whole = known.made(record)
    wrong = troubles(_without_number(whole), known.desk, known.today, beside=known.beside)
    if wrong:
        known.beside.pop(whole.id, None)
        raise ImpossibleError(_listed(record.kind, wrong.items()))
    assert isinstance(whole, type(record))
    return whole


def changed(kind: type[R], row: Row, values: Mapping[str, Any], known: Known) -> tuple[R | None, str]:
    """(the record as a row of the list changes it, what changes in words), or (None, "") when nothing does.

    What the list leaves empty stays.
    """
    given = {name: value for name, value in values.items() if value not in (None, "")}
    record = known.desk.ledger.get(kind.kind, row["id"])
    if not isinstance(record, kind):
        return None, ""
    try:
        amended = record.amended(**given)
    except ValidationError as error:
        raise ImpossibleError(_listed(kind.kind, sentences(error))) from error
    now = amended.fields()
    different = [name for name in given if now.get(name) != row.get(name) and not _says_no(now.get(name), row, name)]
    if not different:
        return None, ""
    words = "；".join(_change(kind.kind, name, row.get(name), now.get(name), known) for name in different)
    return checked(amended, known), words


def _says_no(value: object, row: Row, name: str) -> bool:
    """A flag that is not set is kept as no more than that."""
    return value is False and not row.get(name)


def _without_number(record: Record) -> Record:
    """A record as the rules are to see it: whether a number is taken is asked of all rows at once."""
    return record.amended(number=None) if getattr(record, "number", None) else record


def _change(kind: str, name: str, old: Any, new: Any, known: Known) -> str:
    item = field_of(kind, name)
    label = item.label if item else name
    return _("{label}: {old} → {new}").format(
        label=label, old=_word(kind, name, old, known) or "—", new=_word(kind, name, new, known)
    )


def _word(kind: str, name: str, value: Any, known: Known) -> str:
    """A value as people read it."""
    item = field_of(kind, name)
    if value is None or item is None:
        return ""
    if isinstance(value, list):
        return listed(_word(kind, name, part, known) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if item.shown.refers:
        return known.desk.name(item.shown.refers, value) or str(value)
    if item.shown.choices:
        return _(item.shown.choices.get(value, str(value)))
    if item.shown.plan:
        return known.desk.code_word(item.shown.plan, str(value))
    return str(value)


def _listed(kind: str, wrong: Iterable[tuple[str, str]]) -> str:
    told = []
    for name, sentence in wrong:
        item = field_of(kind, name)
        told.append(_("{label}: {sentence}").format(label=item.label, sentence=sentence) if item else sentence)
    return " ".join(dict.fromkeys(told))
