"""What is typed into a filter: plain words, and words of one field, such as 状态:超期 区:萨尔图 类:融资、用工."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fieldtui.locale import _, listed
from fieldtui.work.dates import read_date
from fieldtui.work.naming import folded

NOTHING = frozenset(("空", "无", "—", "none"))
"""What asks for rows in which a field says nothing."""

_CONDITION = re.compile(r"([^\s:：]+)[:：](.*)", re.DOTALL)
_ALTERNATIVES = re.compile("[,，、;；|｜]")


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field that a filter may name. `called` are its words, the label first."""

    name: str
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the texts `wanted` (folded) must be found in what the field says; without any it fits every row."""

    field: FilterField
    shown: str
    wanted: tuple[tuple[str, ...], ...]
    """Alternatives, each in every way in which it may be written: 昨天, 2026-11-21."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`words` (folded) must all be found anywhere; `troubles` are sentences about fields that nothing is called."""

    words: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    troubles: tuple[str, ...] = ()


def read_filter(text: str, fields: Sequence[FilterField], today: date) -> Filter:
    """Words parted by blanks; FIELD:VALUE with either colon. A field is called by its label, its name, or by a part of
    its label that no other has; several values by 、 or a comma are alternatives. What names no field is a plain word.
    """
    words: list[str] = []
    conditions: list[Condition] = []
    troubles: list[str] = []
    unknown: list[str] = []
    for word in text.split():
        match = _CONDITION.fullmatch(word)
        called = fields_called(match[1], fields) if match else []
        if match and len(called) == 1:
            parts = [part for part in _ALTERNATIVES.split(match[2]) if part]
            wanted = tuple(_writings(part, today) for part in parts)
            conditions.append(Condition(called[0], listed(parts), wanted))
            continue
        words.append(folded(word))
        if match and called:
            troubles.append(_ambiguous(match[1], called))
        elif match and not match[1].isdigit():
            unknown.append(match[1])
    if unknown:
        troubles.append(_unknown(unknown, fields))
    return Filter(tuple(words), tuple(conditions), tuple(troubles))


def fields_called(word: str, fields: Sequence[FilterField]) -> list[FilterField]:
    """The fields that `word` may mean: those called just so, else those whose words begin with it or hold it."""
    wanted = folded(word)
    known = [(field, [folded(name) for name in (*field.called, field.name)]) for field in fields]
    for fitting in (
        [field for field, names in known if wanted in names],
        [field for field, names in known if any(name.startswith(wanted) for name in names)],
        [field for field, names in known if any(wanted in name for name in names if not name.isascii())],
    ):
        if fitting:
            return fitting
    return []


def fits(read: Filter, searched: str, values: Callable[[str], Iterable[str]]) -> bool:
    """Whether a row fits. `searched` is all its text, `values` what a field of it says, as words; both folded."""
    return all(word in searched for word in read.words) and meets(read, values)


def meets(read: Filter, values: Callable[[str], Iterable[str]]) -> bool:
    """Whether a row meets the conditions on single fields; `values` as for `fits`."""
    return all(
        _holds(condition, list(values(condition.field.name))) for condition in read.conditions if condition.wanted
    )


def filter_words(read: Filter) -> str:
    """What was understood of the fields that were named, and what was not; "" for plain words alone."""
    understood = [
        _("{field}: {value}").format(field=condition.field.called[0], value=condition.shown or "…")
        for condition in read.conditions
    ]
    return " · ".join([*understood, *read.troubles])


def _holds(condition: Condition, values: list[str]) -> bool:
    for writings in condition.wanted:
        if writings[0] in NOTHING and not values:
            return True
        if any(writing in value for writing in writings for value in values):
            return True
    return False


def _writings(part: str, today: date) -> tuple[str, ...]:
    """The text, and the days that it may mean in words: 昨天, 周三."""
    days = () if part.isascii() else (read_date(part, today, toward="past"), read_date(part, today, toward="future"))
    return tuple(dict.fromkeys([folded(part), *(day.isoformat() for day in days if day)]))


def _ambiguous(word: str, called: Sequence[FilterField]) -> str:
    return _("“{word}” may be {fields}: write more of it").format(
        word=word, fields=listed(field.called[0] for field in called)
    )


def _unknown(words: Sequence[str], fields: Sequence[FilterField]) -> str:
    return _("no field is called “{word}”; there are: {fields}").format(
        word=listed(words), fields=listed(field.called[0] for field in fields)
    )
