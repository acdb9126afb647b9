"""Makes records of what rows say, or finds what a row changes in one that is there."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import field as field_of
from fieldtui.model.record import Record
from fieldtui.model.records.problem import Problem
from fieldtui.model.row import Row
from fieldtui.sheets.known import Known
from fieldtui.sheets.outcome import ImpossibleError
from fieldtui.work.choosing_plan import OWNED
from fieldtui.work.desk import reference_to
from fieldtui.work.record_words import label, value_words
from fieldtui.work.rules import troubles

R = TypeVar("R", bound=Record)


def made(kind: type[R], values: Mapping[str, Any], known: Known) -> R:
    """A new record, checked as a form checks it. ImpossibleError with all that is wrong with it."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if kind.kind in OWNED and known.wishes.plan:
        given.setdefault("plan", reference_to(known.list_plan))
    try:
        record = kind.model_validate(given)
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
    words = "；".join(_change(kind.kind, name, row, now, known) for name in different)
    return checked(amended, known), words


def _says_no(value: object, row: Row, name: str) -> bool:
    """A flag that is not set is kept as no more than that."""
    return value is False and not row.get(name)


def _without_number(record: Record) -> Record:
    """A record as the rules are to see it: whether a number is taken is asked of all rows at once."""
    return record.amended(number=None) if isinstance(record, Problem) and record.number else record


def _change(kind: str, name: str, old: Row, new: Row, known: Known) -> str:
    before, since = (value_words(known.desk, kind, name, row.get(name), row) for row in (old, new))
    return _("{label}: {old} → {new}").format(label=label(kind, name), old=before or "—", new=since)


def _listed(kind: str, wrong: Iterable[tuple[str, str]]) -> str:
    told = []
    for name, sentence in wrong:
        item = field_of(kind, name)
        told.append(_("{label}: {sentence}").format(label=item.label, sentence=sentence) if item else sentence)
    return " ".join(dict.fromkeys(told))
