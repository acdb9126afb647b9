"""What a column of a list says as a value: sums and counts as numbers, days as dates, all else as words."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from fieldtui.model.kinds import field
from fieldtui.model.row import Row
from fieldtui.model.text import is_id
from fieldtui.work.desk import Desk
from fieldtui.work.list_cells import cell, due_of, standing_of
from fieldtui.work.list_columns import NUMBERS
from fieldtui.work.record_words import title_of, value_words

Value = str | int | Decimal | date | None
Key = tuple[int, int | Decimal, str]
"""By what values of one column are ordered: numbers before words."""
_DAYS = ("due", "last_visit")
"""Days that are derived from other records."""


def value_of(desk: Desk, kind: str, name: str, row: Row, today: date) -> Value:
    """What stands in a column, whole: names are not shortened, nothing is masked; None for what says nothing."""
    item = field(kind, name)
    if name in _DAYS:
        return _day(day_of(desk, kind, name, row, today))
    if name == "of":
        return _title_of_what(desk, kind, row)
    if item is None or name in ("state", "category", "milestone"):
        words = cell(desk, kind, name, row, today)
        return int(words) if words.isascii() and words.isdecimal() else words or None
    raw = row.get(name)
    if raw in (None, "", []):
        return None
    if item.type in NUMBERS:
        return _number(raw)
    if item.type == "date":
        return _day(str(raw))
    return value_words(desk, kind, name, raw, row) or None


def day_of(desk: Desk, kind: str, name: str, row: Row, today: date) -> str:
    """The ISO day, month or period in a column; "" for none."""
    if name == "due":
        return due_of(desk, kind, row) or str(row.get("planned", "") if kind == "milestone" else "")
    return cell(desk, kind, name, row, today) if name == "last_visit" else str(row.get(name, ""))


def is_day(kind: str, name: str) -> bool:
    """Whether a column holds days or months."""
    item = field(kind, name)
    return name in _DAYS or bool(item and item.type in ("date", "month"))


def order_by(desk: Desk, kind: str, name: str, today: date) -> Callable[[Row], Key | None]:
    """By what the rows of a list are ordered in a column: numbers by their amount, days by date, what has a code in the
    plan's order, names by initials, other words by sound; None for what says nothing."""
    item = field(kind, name)
    if name in _DAYS:
        return lambda row: _text_key(day_of(desk, kind, name, row, today))
    if is_day(kind, name):
        return lambda row: _text_key(str(row.get(name) or ""))
    if item is not None and item.type in NUMBERS:
        return lambda row: _number_key(_number(row.get(name)))
    if name == "state":
        return _remembered(
            lambda row: str(standing_of(desk, kind, row).get("state", "")),
            lambda said, row: _code_key(list(desk.words("states", row)), said),
        )
    if name == "of":
        return _by_name(desk, partial(_about, kind), _abouts(kind))
    if item is not None and item.shown.refers:
        return _by_name(desk, lambda row: str(row.get(name) or ""), (item.shown.refers,))
    if item is not None and (item.shown.plan or item.shown.choices) and item.type != "list":
        known = list(item.shown.choices or ())
        return _remembered(
            lambda row: str(row.get(name) or ""),
            lambda said, row: _code_key(known or list(desk.plan_of(row).choices(item.shown.plan)), said),
        )
    if name == "name":
        return lambda row: _text_key(f"{row.get('initials', '')}\n{by_sound(str(row.get(name, '')))}")
    if item is not None and item.type == "text":
        return lambda row: _text_key(by_sound(str(row.get(name) or "")))
    return lambda row: _value_key(value_of(desk, kind, name, row, today))


def _by_name(desk: Desk, named: Callable[[Row], str], kinds: Iterable[str]) -> Callable[[Row], Key | None]:
    """A key that is made once for each record that others name."""
    known: dict[str, Key | None] = {"": None}

    def key(row: Row) -> Key | None:
        record = named(row)
        if record not in known:
            known[record] = _name_key(desk, record, kinds)
        return known[record]

    return key


def _remembered(said: Callable[[Row], str], made: Callable[[str, Row], Key]) -> Callable[[Row], Key | None]:
    """A key that is made once for each thing that records of one plan say."""
    known: dict[tuple[str, str], Key] = {}

    def key(row: Row) -> Key | None:
        says = said(row)
        if not says:
            return None
        at = (says, (row.get("plan") or {}).get("version", ""))
        if at not in known:
            known[at] = made(says, row)
        return known[at]

    return key


def _name_key(desk: Desk, record: str, kinds: Iterable[str]) -> Key:
    """By the name of a record of one of these kinds."""
    known = (desk.ledger.row(kind, record) for kind in kinds) if is_id(record) else ()
    named = next(filter(None, known), None)
    if named is None:
        return (1, 0, f"\n{by_sound(record)}")
    title = named.get("name") or named.get("title") or title_of(desk, record)
    return (1, 0, f"{named.get('initials', '')}\n{by_sound(title)}")


def _code_key(codes: list[str], said: str) -> Key:
    return (0, codes.index(said) if said in codes else len(codes), said)


def _text_key(text: str) -> Key | None:
    return (1, 0, text) if text else None


def _number_key(number: int | Decimal | str | None) -> Key | None:
    return None if number is None else (1, 0, number) if isinstance(number, str) else (0, number, "")


def _value_key(value: Value) -> Key | None:
    if isinstance(value, date):
        return (1, 0, value.isoformat())
    return _text_key(by_sound(value)) if isinstance(value, str) else _number_key(value)


def by_sound(text: str) -> str:
    """`text` so that common 汉字 come in the order of their pinyin, in which GB 2312 numbers them."""
    return text.casefold().encode("gb18030", "replace").decode("latin-1")


def _about(kind: str, row: Row) -> str:
    """The id of what a record is about, as its list shows it."""
    for name in _abouts(kind):
        if row.get(name):
            return str(row[name])
    return ""


def _abouts(kind: str) -> tuple[str, ...]:
    """The fields that say what a record is about, the first before the others; each is called like a kind."""
    return ("enterprise", "project") if kind == "problem" else ("project", "enterprise", "problem")


def _title_of_what(desk: Desk, kind: str, row: Row) -> str | None:
    about = _about(kind, row)
    return title_of(desk, about) or None if about else None


def _number(raw: object) -> int | Decimal | str | None:
    """A number; the text as it is where a newer version wrote something else."""
    if raw in (None, ""):
        return None
    if isinstance(raw, int):
        return raw
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return str(raw)
    return number if number.is_finite() else str(raw)


def _day(text: str) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
