"""What a text typed into a field means, and the text that a value is shown as in one: the same in all forms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldtui.locale import _
from fieldtui.model.kinds import FieldDescription, field
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.model.text import half_width, money, month, period, quantity
from fieldtui.work.choosing_plan import lives_by_one
from fieldtui.work.dates import read_date, show_date
from fieldtui.work.desk import Desk
from fieldtui.work.naming import Entry, folded, initials
from fieldtui.work.record_words import title_of
from fieldtui.work.rules import called, choices_in, kinds_named, resolved
from fieldtui.work.visits import NAME_BREAKS, find_named, not_one

STILL_TO_COME = ("due", "hoped_for", "end", "planned", "deadline")
"""Dates that are read as coming ones when they are written without a year."""

BETWEEN = "、"
"""Stands between the parts of a list."""
_BREAKS = re.compile("[、,，;；]")
_SUMS = {"money": money, "decimal": quantity, "month": month, "period": period}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the fields of one kind. `plan` is the one that the record lives by; dates in words start from `today`."""

    desk: Desk
    kind: str
    plan: Plan
    today: date

    def _plans(self, others: Row) -> tuple[Plan, ...]:
        """Whose codes the fields may say: of what stands above the plans, those of all in use."""
        return (self.plan,) if lives_by_one(self.kind, others) else self.desk.plans

    def item(self, name: str) -> FieldDescription:
        """How the kind describes a field; KeyError for one that it has not."""
        item = field(self.kind, name)
        if item is None:
            raise KeyError(f"{self.kind}.{name}")
        return item

    def value(self, name: str, text: str, others: Row | None = None) -> tuple[Any, str]:
        """(what a text means as a value of the field, "") or (None, the sentence that says what is wrong).

        `others` are values of the record that say which choices there are. What a record's class reads by itself
        (sums, months, words of codes) is handed on as it is: it says what is wrong with it.
        """
        item, text = self.item(name), text.strip()
        if not text:
            return None, _("It must be filled in.") if item.required else ""
        if item.type == "date":
            day = self.day(name, text)
            return day, "" if day else _("This is no date; write 昨天, -1, 上周五 or 11-20.")
        if item.type == "list":
            return self._values(item, text, others or {})
        return self._one(item, text, others or {})

    def day(self, name: str, text: str) -> date | None:
        """The day that is meant by what was typed into a field of days; None where it is no date."""
        return day_meant(name, text, self.today) if self.item(name).type == "date" else None

    def _values(self, item: FieldDescription, text: str, others: Row) -> tuple[Any, str]:
        found: list[Any] = []
        for part in self.parts(item, text):
            value, sentence = self._one(item, part, others)
            if sentence:
                return None, sentence
            if value not in found:
                found.append(value)
        return found, _("It must be filled in.") if item.required and not found else ""

    def _one(self, item: FieldDescription, text: str, others: Row) -> tuple[Any, str]:
        """One value, or one part of a list."""
        kinds = kinds_named(item)
        if kinds:
            found = [record for kind in kinds if (record := find_named(kind, text, self.desk))]
            return (found[0], "") if len(found) == 1 else (None, not_one(kinds[0], text, self.desk))
        if item.name == "held_as":
            known, _wrong = resolved(self.kind, {item.name: text}, self.desk)
            return known[item.name], ""
        if item.shown.plan:
            return self._code(item, text, others), ""
        match item.type:
            case "flag":
                return {_("yes"): "true", _("no"): "false"}.get(text, text), ""
            case "number":
                number = half_width(text).replace(",", "").replace(" ", "")
                return (int(number), "") if number.isdecimal() else (None, _("Write a whole number, such as 120."))
        return text, ""

    def _code(self, item: FieldDescription, text: str, others: Row) -> str:
        """The code whose word this is; the text itself, which the rules object to, where it is none."""
        choices = self.choices(item.name, others)
        # Its own choices first: one word may stand for several codes in what the whole plan knows.
        known = [*choices.items(), *self.plan.choices(item.shown.plan).items()]
        code = next((code for code, word in known if text in (code, word)), "")
        fitting = [code] if code else [found for found, _word in fitting_words(choices, text)]
        return fitting[0] if len(fitting) == 1 else text

    def parts(self, item: FieldDescription, text: str) -> list[str]:
        """The parts of a list: people also stand apart by blanks; a title may hold marks that part others."""
        kinds = kinds_named(item)
        if kinds == ("person",):
            for mark in NAME_BREAKS:
                text = text.replace(mark, BETWEEN)
        cuts = [(match.start(), match.end()) for match in _BREAKS.finditer(text)]
        begins, ends = [0, *(end for _start, end in cuts)], [*(start for start, _end in cuts), len(text)]
        parts: list[str] = []
        first = 0
        while first < len(begins):
            longest = range(len(ends) - 1, first, -1) if kinds else range(0)
            last = next((last for last in longest if self._is_name(kinds, text[begins[first] : ends[last]])), first)
            parts.append(text[begins[first] : ends[last]].strip())
            first = last + 1
        return [part for part in parts if part]

    def _is_name(self, kinds: Iterable[str], text: str) -> bool:
        return any(called(kind, text.strip(), self.desk) for kind in kinds)

    def choices(self, name: str, others: Row) -> Mapping[str, str]:
        """Code → word of what the field may say here; empty for one that is written."""
        item = self.item(name)
        if item.shown.choices:
            return {code: _(word) for code, word in item.shown.choices.items()}
        if item.type == "flag":
            return {"true": _("yes"), "false": _("no")}
        return choices_in(item, others, self._plans(others)) if item.shown.plan else {}

    def understood(self, name: str, text: str) -> str:
        """What a text comes to, to be shown beside it; "" where it says so itself, or means nothing yet."""
        item, text = self.item(name), text.strip()
        if not text:
            return ""
        if item.type == "date":
            day = self.day(name, text)
            return f"→ {show_date(day, self.today)}" if day else ""
        if item.type in _SUMS:
            return _canonical(item, text)
        if kinds_named(item):
            value, sentence = self.value(name, text)
            if sentence:
                return ""
            shown = self.text(name, value)
            return f"→ {shown}" if shown != text.rstrip(BETWEEN) else ""
        return ""

    def text(self, name: str, value: Any) -> str:
        """A value as a form holds it: names for ids, the plan's words for what it lists, codes of closed lists."""
        item = self.item(name)
        if value is None:
            return ""
        if isinstance(value, list):
            return BETWEEN.join(self.text(name, part) for part in value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Mapping):
            word = self.plan.choices(item.shown.plan).get(value["type"], value["type"])
            return f"{word}{value.get('number') or ''}"
        kinds = kinds_named(item)
        if kinds:
            known = [kind for kind in kinds if self.desk.ledger.row(kind, value) is not None]
            return unmistakable(known[0], value, self.desk) if known else str(value)
        if item.shown.plan:
            return self.plan.choices(item.shown.plan).get(value, str(value))
        return str(value)


def day_meant(name: str, text: str, today: date) -> date | None:
    """The day that is meant by what was typed into a field of days; None where it is no date."""
    return read_date(text, today, toward="future" if name in STILL_TO_COME else "past") if text.strip() else None


def unmistakable(kind: str, record: str, desk: Desk) -> str:
    """What a record is called where nothing else is called so; else its number or code, or in the end its id."""
    row = desk.ledger.row(kind, record) or {}
    names = [str(row[key]) for key in ("name", "title", "number", "code", "uscc") if row.get(key)]
    names = names or [title_of(desk, record)]
    return next((name for name in names if find_named(kind, name, desk) == record), record)


def fitting_names(kinds: Iterable[str], text: str, desk: Desk, limit: int) -> list[tuple[str, str]]:
    """(what to put into a field, what to say about it) of the records that fit what was typed."""
    found = [(kind, entry) for kind in kinds for entry in desk.index(kind).find(text, limit=limit)]
    return [_candidate(kind, entry, desk) for kind, entry in found[:limit]]


def _candidate(kind: str, entry: Entry, desk: Desk) -> tuple[str, str]:
    name = unmistakable(kind, entry.id, desk)
    row = desk.ledger.row(kind, entry.id) or {}
    owner = desk.name("enterprise", row.get("enterprise")) if kind != "visit" else ""
    return name, "  ".join(filter(None, [entry.name if entry.name != name else "", owner]))


def fitting_words(choices: Mapping[str, str], text: str) -> list[tuple[str, str]]:
    """(code, word) of the choices that fit what was typed: characters, pinyin initials or the code; all for nothing."""
    wanted = folded(text)
    if not wanted:
        return list(choices.items())
    begun = [
        (code, word)
        for code, word in choices.items()
        if folded(word).startswith(wanted) or initials(word).startswith(wanted) or code.casefold() == wanted
    ]
    return begun or [(code, word) for code, word in choices.items() if wanted in folded(word)]


def _canonical(item: FieldDescription, text: str) -> str:
    """A sum, month or period as it is kept, where that differs from what was typed."""
    try:
        kept = str(_SUMS[item.type](text))
    except ValueError:
        return ""
    if kept == text:
        return ""
    return "→ " + (_("{sum}万元").format(sum=kept) if item.type == "money" else kept)


def last_part(text: str) -> tuple[str, str]:
    """(what stands before the last part of a list, with the mark after it; the last part)."""
    place = max((match.end() for match in _BREAKS.finditer(text)), default=0)
    return text[:place], text[place:].strip()
