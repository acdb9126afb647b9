"""A list of records: in which order they stand, what a row shows, and which rows fit what is typed."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from fieldtui.model.row import Row
from fieldtui.work.conflicts import in_conflict_about, mark, open_fields
from fieldtui.work.desk import Desk
from fieldtui.work.filters import Filter, filter_words, fits, read_filter
from fieldtui.work.list_cells import cell, due_of, is_late, standing_of
from fieldtui.work.list_columns import list_of
from fieldtui.work.naming import folded

if TYPE_CHECKING:
    from fieldtui.work.filter_fields import FieldWords

BY_NAME = ("enterprise", "project", "unit", "person")
URGENT_FIRST = ("task", "policy", "milestone")
DAYS = {
    "visit": "date",
    "problem": "raised",
    "lead": "collected",
    "idea": "submitted",
    "meeting": "date",
    "figures": "month",
    "outcome": "period",
    "pairing": "start",
    "inclusion": "start",
    "appointment": "start",
    "task": "due",
    "policy": "deadline",
    "milestone": "planned",
}
"""The day of a record, the newest of which stands first; a record of another kind goes by when it was made."""

_SAID = ("name", "title", "initials", "number", "code", "uscc", "date", "month", "period", "note", "text", "document")
"""Fields that are searched as they are."""
_CODED = ("type", "category", "achieved", "role", "level", "outcome")
"""Fields that are searched by their words."""
_NAMED = ("enterprise", "project", "unit", "person", "owner", "problem", "belongs_to")
"""Fields that are searched by the name, initials and code of what they name."""


class Listing:
    """The records of a list: the newest or most urgent first, what has a name in the order of its initials.

    `key` is that of a list in `work.list_columns`: a kind, or a kind of project that has a list of its own.
    """

    def __init__(self, desk: Desk, key: str, today: date, only: Sequence[str] = ()) -> None:
        """`only` these records, where any are named."""
        self._desk = desk
        self.of = list_of(desk, key)
        self._kind = self.of.kind
        self._today = today
        # The widest column is where there is room for the mark.
        self._widest = next(place for place, column in enumerate(self.of.columns) if not column.width)
        known = (desk.ledger.row(self._kind, one) for one in only) if only else desk.ledger.rows(self._kind)
        rows = (row for row in known if row and self.of.type in ("", row.get("type")))
        self._rows: dict[str, Row] = {row["id"]: row for row in sorted(rows, key=_order(desk, self._kind, today))}
        self._texts: list[tuple[str, str]] | None = None
        self._names: dict[str, str] = {}
        self._words: dict[tuple[str, ...], str] = {}
        self._fields: FieldWords | None = None
        self._conflicts = open_fields(desk)

    @property
    def size(self) -> int:
        return len(self._rows)

    def find(self, text: str) -> Sequence[str]:
        """The ids of the records that fit a filter (`work.filters`)."""
        read = self._read(text)
        if not read.words and not read.conditions:
            return list(self._rows)
        if self._texts is None:
            self._texts = [(record, self._searched(row)) for record, row in self._rows.items()]
        if not read.conditions:
            return [record for record, searched in self._texts if all(word in searched for word in read.words)]
        if self._fields is None:
            from fieldtui.work.filter_fields import FieldWords

            self._fields = FieldWords(self._desk, self._kind, self._today)
        of = self._fields.of
        return [record for record, searched in self._texts if fits(read, searched, partial(of, self._rows[record]))]

    def understood(self, text: str) -> str:
        """What was understood of a filter, and what was not."""
        return filter_words(self._read(text))

    def _read(self, text: str) -> Filter:
        if not text.strip():
            return Filter()
        # The descriptions of fields take pydantic, which the first paint does without.
        from fieldtui.work.filter_fields import filter_fields

        return read_filter(text, filter_fields(self._kind), self._today)

    def cells(self, record: str) -> tuple[tuple[str, ...], bool]:
        """What the row of a record shows, and whether it is late."""
        row = self._rows[record]
        cells = [cell(self._desk, self._kind, column.name, row, self._today) for column in self.of.columns]
        cells[self._widest] = f"{self._mark(record)} {cells[self._widest]}".strip()
        return tuple(cells), is_late(self._desk, self._kind, row, self._today)

    def _mark(self, record: str) -> str:
        """How much of a record, and of what belongs on its page, is in conflict."""
        if not self._conflicts:
            return ""
        return mark(sum(len(self._conflicts[other]) for other in in_conflict_about(self._desk, record)))

    def _searched(self, row: Row) -> str:
        """All that a filter looks through; parts stand in lines, so that no word is found across two."""
        parts = [folded(row[name]) for name in _SAID if row.get(name)]
        parts += [self._name(row[name]) for name in _NAMED if row.get(name)]
        parts += [self._word(name, row[name], row) for name in _CODED if row.get(name)]
        state = standing_of(self._desk, self._kind, row).get("state")
        if state:
            parts.append(self._word("state", state, row))
        if self._conflicts:
            parts.append(folded(self._mark(row["id"])))
        return "\n".join(parts)

    def _word(self, name: str, code: str, row: Row) -> str:
        """By which word a code is found; many records of one plan have the same."""
        plan = row.get("plan") or {}
        key = (name, code, plan.get("name", ""), plan.get("version", ""), row.get("type", ""))
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = folded(cell(self._desk, self._kind, name, row, self._today))
        return known

    def _name(self, record: str) -> str:
        """By what a record that a field names is found."""
        known = self._names.get(record)
        if known is None:
            row = self._desk.ledger.row(self._desk.ledger.kind_of(record) or "", record) or {}
            parts = [row[name] for name in ("name", "title", "initials", "code", "number") if row.get(name)]
            known = self._names[record] = "\n".join(folded(part) for part in parts)
        return known


def _order(desk: Desk, kind: str, today: date) -> Callable[[Row], tuple[str, ...]]:
    """Names by initials; else the newest first, for which days and ids are turned round; what is due before all."""
    day = DAYS.get(kind, "")
    if kind in BY_NAME:
        return lambda row: (row.get("initials", ""), row["name"], row["id"])
    if kind == "contact":
        return lambda row: (_by_name(desk, row["enterprise"]), row["name"], row["id"])
    if kind in URGENT_FIRST:
        # A policy that can't be applied for any more waits for nobody.
        begin = today.isoformat() if kind == "policy" else ""
        return lambda row: _urgent_first(row, day, due_of(desk, kind, row), begin)
    return lambda row: _newest(row, day)


def _by_name(desk: Desk, enterprise: str) -> str:
    row = desk.ledger.row("enterprise", enterprise) or {}
    return "\n".join([row.get("initials", ""), row.get("name", "")])


def _urgent_first(row: Row, day: str, due: str, begin: str) -> tuple[str, ...]:
    return ("0", due, row["id"]) if due and due >= begin else ("1", *_newest(row, day))


def _newest(row: Row, day: str) -> tuple[str, ...]:
    return (_turned(row.get(day, "")), _turned(row["id"]))


def _turned(text: str) -> str:
    """`text` so that a later one sorts before an earlier one."""
    return "".join(chr(0x7F - ord(character)) for character in text)
