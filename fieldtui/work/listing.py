"""A list of records: in which order they stand, what a row shows, and which rows fit what is typed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.work.conflicts import in_conflict_about, mark, open_fields
from fieldtui.work.desk import Desk
from fieldtui.work.filters import Filter, filter_words, meets, read_filter
from fieldtui.work.list_cells import cell, due_of, is_late, standing_of
from fieldtui.work.list_columns import columns_chosen, list_of
from fieldtui.work.list_look import USUAL, Look
from fieldtui.work.naming import folded

if TYPE_CHECKING:
    from fieldtui.work.filter_fields import FieldWords
    from fieldtui.work.list_values import Key

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

_SAID = frozenset(
    ("name", "title", "initials", "number", "code", "uscc", "date", "month", "period", "note", "text", "document")
)
"""Fields that are searched as they are."""
_CODED = frozenset(("type", "category", "achieved", "role", "level", "outcome"))
"""Fields that are searched by their words."""
_NAMED_BY_KIND = frozenset(("enterprise", "project", "unit", "person", "problem"))
"""Fields that are called like the kind of what they name."""
_NAMED = _NAMED_BY_KIND | {"owner", "belongs_to"}
"""Fields that are searched by the name, initials and code of what they name."""


AT_ONCE = 200
"""Rows that are looked through in one go: a few milliseconds when none was looked at before."""


class Listing:
    """The records of a list: the newest or most urgent first, what has a name in the order of its initials.

    `key` is that of a list in `work.list_columns`: a kind, or a kind of project that has a list of its own. `look` says
    which columns it has, and in which order and groups the rows stand instead.
    """

    def __init__(self, desk: Desk, key: str, today: date, look: Look = USUAL, only: Sequence[str] = ()) -> None:
        """`only` these records, where any are named."""
        self._desk = desk
        self.of = list_of(desk, key)
        self.columns = columns_chosen(self.of, look.columns)
        self._kind = self.of.kind
        self._today = today
        # The widest column is where there is room for the mark.
        self.widest = next(place for place, column in enumerate(self.columns) if not column.width)
        known = (desk.ledger.row(self._kind, one) for one in only) if only else desk.ledger.rows(self._kind)
        rows = [row for row in known if row and self.of.type in ("", row.get("type"))]
        self._look = look
        groups = in_groups_of(desk, self._kind, rows, look, today)
        self._rows: dict[str, Row] = {row["id"]: row for row in chain.from_iterable(groups.values())}
        self._group_of = {row["id"]: key for key, together in groups.items() for row in together} if look.group else {}
        self._headings: dict[Key | None, str] = {}
        self._texts: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._words: dict[tuple[str, ...], str] = {}
        self._fields: FieldWords | None = None
        self._latest: tuple[Filter, list[str]] = Filter(), list(self._rows)
        self._conflicts = open_fields(desk)

    @property
    def size(self) -> int:
        return len(self._rows)

    def made_since(self, other: "Listing") -> str:
        """The youngest of the records that another look at the list did not hold; "" for none."""
        return max(self._rows.keys() - other._rows.keys(), default="")

    def find(self, text: str) -> Sequence[str]:
        """The ids of the records that fit a filter (`work.filters`)."""
        found: Sequence[str] = ()
        for found in self.search(text):  # noqa: B007 - the last is the answer
            pass
        return found

    def search(self, text: str) -> Iterator[Sequence[str]]:
        """The same in steps of a few milliseconds: each time what was found so far, in the end all of it."""
        read = self._read(text)
        if not read.words and not read.conditions:
            yield list(self._rows)
            return
        records = self._candidates(read)
        found: list[str] = []
        for start in range(0, len(records), AT_ONCE):
            fitting = records[start : start + AT_ONCE]
            if read.words:
                texts = [(record, self._texts.get(record) or self._searched(record)) for record in fitting]
                for word in read.words:
                    texts = [(record, searched) for record, searched in texts if word in searched]
                fitting = [record for record, _searched in texts]
            found += [record for record in fitting if self._meets(read, record)] if read.conditions else fitting
            yield found
        self._latest = read, list(found)
        yield found

    def _candidates(self, read: Filter) -> list[str]:
        """The records among which those that fit are: where more was typed, those that fitted before."""
        before, found = self._latest
        asks_more = all(any(word in longer for longer in read.words) for word in before.words)
        return found if asks_more and before.conditions == read.conditions else list(self._rows)

    def _meets(self, read: Filter, record: str) -> bool:
        """Whether a record meets the conditions on single fields."""
        if self._fields is None:
            from fieldtui.work.filter_fields import FieldWords

            self._fields = FieldWords(self._desk, self._kind, self._today)
        return meets(read, partial(self._fields.of, self._rows[record]))

    def groups(self, found: Sequence[str]) -> list[tuple[str, int]]:
        """(heading, how many) of the groups in which these records, in their order, stand; none without groups."""
        groups = []
        for key, together in groupby(found, self._group_of.__getitem__) if self._look.group else ():
            records = list(together)
            groups.append((self._heading(key, records[0]), len(records)))
        return groups

    def _heading(self, key: "Key | None", record: str) -> str:
        known = self._headings.get(key)
        if known is None:
            known = self._headings[key] = self._group_words(key, self._rows[record])
        return known

    def _group_words(self, key: "Key | None", row: Row) -> str:
        if key is None:
            return _("(empty)")
        from fieldtui.work.list_values import is_day

        name = self._look.group
        return key[2] if is_day(self._kind, name) else cell(self._desk, self._kind, name, row, self._today)

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
        cells = [cell(self._desk, self._kind, column.name, row, self._today) for column in self.columns]
        cells[self.widest] = f"{self._mark(record)} {cells[self.widest]}".strip()
        return tuple(cells), is_late(self._desk, self._kind, row, self._today)

    def _mark(self, record: str) -> str:
        """How much of a record, and of what belongs on its page, is in conflict."""
        if not self._conflicts:
            return ""
        return mark(sum(len(self._conflicts[other]) for other in in_conflict_about(self._desk, record)))

    def _searched(self, record: str) -> str:
        """All that a filter looks through; parts stand in lines, so that no word is found across two."""
        row = self._rows[record]
        parts = []
        for name, value in row.items():
            if not value:
                continue
            if name in _SAID:
                parts.append(folded(value))
            elif name in _NAMED:
                parts.append(self._name(name, value))
            if name in _CODED:
                parts.append(self._word(name, value, row))
        state = standing_of(self._desk, self._kind, row).get("state")
        if state:
            parts.append(self._word("state", state, row))
        if self._conflicts:
            parts.append(folded(self._mark(record)))
        self._texts[record] = searched = "\n".join(parts)
        return searched

    def _word(self, name: str, code: str, row: Row) -> str:
        """By which word a code is found; many records of one plan have the same."""
        plan = row.get("plan") or {}
        key = (name, code, plan.get("name", ""), plan.get("version", ""), row.get("type", ""))
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = folded(cell(self._desk, self._kind, name, row, self._today))
        return known

    def _name(self, field: str, record: str) -> str:
        """By what a record that a field names is found."""
        known = self._names.get(record)
        if known is None:
            # Of what kind a record is stands in a table as large as all others: it is asked where no field says it.
            kind = field if field in _NAMED_BY_KIND else self._desk.ledger.kind_of(record) or ""
            row = self._desk.ledger.row(kind, record) or {}
            parts = [row[name] for name in ("name", "title", "initials", "code", "number") if row.get(name)]
            known = self._names[record] = "\n".join(folded(part) for part in parts)
        return known


def _ordered(desk: Desk, kind: str, rows: list[Row], today: date) -> list[Row]:
    """Names by initials; else the newest first; what is due before all."""
    if kind in BY_NAME:
        return sorted(rows, key=lambda row: (row.get("initials", ""), row["name"], row["id"]))
    if kind == "contact":
        return sorted(rows, key=lambda row: (_by_name(desk, row["enterprise"]), row["name"], row["id"]))
    day = DAYS.get(kind, "")
    # What has no day stands first: somebody has to say it yet.
    rows = sorted(rows, key=lambda row: (row.get(day) or "~", row["id"]), reverse=True)
    if kind not in URGENT_FIRST:
        return rows
    # A policy that can't be applied for any more waits for nobody.
    begin = today.isoformat() if kind == "policy" else ""
    due = {row["id"]: due_of(desk, kind, row) for row in rows}
    urgent = [row for row in rows if due[row["id"]] and due[row["id"]] >= begin]
    others = [row for row in rows if not due[row["id"]] or due[row["id"]] < begin]
    return [*sorted(urgent, key=lambda row: (due[row["id"]], row["id"])), *others]


def in_order_of(desk: Desk, kind: str, rows: Sequence[Row], look: Look, today: date) -> list[Row]:
    """The rows in the list's own order, then as they are to be sorted and grouped; what is equal stays as it stood."""
    return list(chain.from_iterable(in_groups_of(desk, kind, rows, look, today).values()))


def in_groups_of(desk: Desk, kind: str, rows: Sequence[Row], look: Look, today: date) -> "dict[Key | None, list[Row]]":
    """The same by what they are grouped by, in the order of the groups; all under None where there are none."""
    rows = _ordered(desk, kind, list(rows), today)
    if look.sort:
        from fieldtui.work.list_values import order_by

        sorted_rows = _together(rows, order_by(desk, kind, look.sorted_by, today), look.is_down)
        rows = list(chain.from_iterable(sorted_rows.values()))
    if not look.group:
        return {None: rows}
    from fieldtui.work.list_values import is_day

    name = look.group
    # Of months the newest first, but of what is due the nearest.
    down = look.is_down if name == look.sorted_by else name != "due" and is_day(kind, name)
    return _together(rows, group_by(desk, kind, look, today), down)


def group_by(desk: Desk, kind: str, look: Look, today: date) -> "Callable[[Row], Key | None]":
    """By what rows stand together: days by their month, else what the column says."""
    from fieldtui.work.list_values import is_day, order_by

    key = order_by(desk, kind, look.group, today)
    return (lambda row: _month(key(row))) if is_day(kind, look.group) else key


def _by_name(desk: Desk, enterprise: str) -> str:
    row = desk.ledger.row("enterprise", enterprise) or {}
    return "\n".join([row.get("initials", ""), row.get("name", "")])


def _together(rows: list[Row], key: "Callable[[Row], Key | None]", down: bool) -> "dict[Key | None, list[Row]]":
    """The rows by their keys, in the order of these; equal ones as they stood; those without one last either way.

    Many rows share a key: sorting the keys takes a fraction of the time that sorting the rows would.
    """
    found: defaultdict[Key | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    silent = found.pop(None, [])
    ordered: dict[Key | None, list[Row]] = {
        said: found[said] for said in sorted((said for said in found if said is not None), reverse=down)
    }
    return {**ordered, None: silent} if silent else ordered


def _month(key: "Key | None") -> "Key | None":
    return key and (key[0], key[1], key[2][:7])
