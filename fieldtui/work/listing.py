"""Lists of enterprises, visits and problems: what a row shows, and which rows fit what is typed."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from fieldtui.locale import N_
from fieldtui.model.row import Row
from fieldtui.work.conflicts import in_conflict_about, mark, open_fields
from fieldtui.work.desk import STANDING, Desk
from fieldtui.work.filters import Filter, filter_words, fits, read_filter
from fieldtui.work.naming import folded, short_name

if TYPE_CHECKING:
    from fieldtui.work.filter_fields import FieldWords

KINDS: dict[str, tuple[tuple[str, int], ...]] = {
    "enterprise": (
        (N_("Name"), 0),
        (N_("Region"), 10),
        (N_("Category"), 10),
        (N_("Last visit"), 11),
        (N_("Problems"), 5),
    ),
    "visit": ((N_("Date"), 11), (N_("Enterprise"), 26), (N_("Outcome"), 8), (N_("Note"), 0)),
    "problem": ((N_("Number"), 17), (N_("Problem"), 0), (N_("Enterprise"), 20), (N_("State"), 10), (N_("Due"), 6)),
}
"""Columns of each kind: label, and width in cells (0 takes what is left)."""


class Listing:
    """The records of a kind, the newest first; enterprises in the order of their initials."""

    def __init__(self, desk: Desk, kind: str, today: date) -> None:
        self._desk = desk
        self._kind = kind
        self._day = today
        self._today = today.isoformat()
        self._rows: dict[str, Row] = {row["id"]: row for row in sorted(desk.ledger.rows(kind), key=_order(kind))}
        self._texts: list[tuple[str, str]] | None = None
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

            self._fields = FieldWords(self._desk, self._kind, self._day)
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

        return read_filter(text, filter_fields(self._kind), self._day)

    def cells(self, record: str) -> tuple[tuple[str, ...], bool]:
        """What the row of a record shows, and whether it is late."""
        row = self._rows[record]
        makers: dict[str, Callable[[Row], tuple[tuple[str, ...], bool]]] = {
            "enterprise": self._enterprise,
            "visit": self._visit,
            "problem": self._problem,
        }
        cells, late = makers[self._kind](row)
        # The widest column is where there is room for the mark.
        widest = next(place for place, (_label, width) in enumerate(KINDS[self._kind]) if not width)
        marked = f"{self._mark(record)} {cells[widest]}".strip()
        return (*cells[:widest], marked, *cells[widest + 1 :]), late

    def _mark(self, record: str) -> str:
        """How much of a record, and of what belongs on its page, is in conflict."""
        if not self._conflicts:
            return ""
        return mark(sum(len(self._conflicts[other]) for other in in_conflict_about(self._desk, record)))

    def _searched(self, row: Row) -> str:
        """All that a filter looks through; parts stand in lines, so that no word is found across two."""
        if self._kind == "enterprise":
            parts = [row["name"], row.get("initials", ""), row.get("uscc", "")]
        else:
            enterprise = self._desk.ledger.row("enterprise", row["enterprise"]) if row.get("enterprise") else None
            parts = [enterprise["name"], enterprise.get("initials", "")] if enterprise else []
            parts += [row.get("title", ""), row.get("number", ""), row.get("note", ""), row.get("date", "")]
        if self._kind == "problem":
            state = self._desk.ledger.derived(STANDING, row["id"]).get("state", "")
            parts.append(self._desk.words("states").get(state, state))
        parts.append(self._mark(row["id"]))
        return "\n".join(folded(part) for part in parts if part)

    def _enterprise(self, row: Row) -> tuple[tuple[str, ...], bool]:
        ledger = self._desk.ledger
        visits = ledger.referring("visit", "enterprise", row["id"])
        inclusion = next(iter(ledger.referring("inclusion", "enterprise", row["id"])), {})
        plan = self._desk.plan
        region = plan.choices("regions").get(row.get("region", ""), row.get("region", ""))
        category = plan.choices("categories").get(inclusion.get("category", ""), "")
        problems = len(ledger.referring("problem", "enterprise", row["id"]))
        last = max((visit["date"] for visit in visits), default="")
        return (str(row["name"]), str(region), category, last, str(problems or "")), False

    def _visit(self, row: Row) -> tuple[tuple[str, ...], bool]:
        from fieldtui.locale import _
        from fieldtui.model.codes import OUTCOMES

        outcome = _(OUTCOMES.get(row["outcome"], str(row["outcome"])))
        return (
            row["date"],
            short_name(self._desk.name("enterprise", row["enterprise"])),
            outcome,
            row.get("note", ""),
        ), False

    def _problem(self, row: Row) -> tuple[tuple[str, ...], bool]:
        standing = self._desk.ledger.derived(STANDING, row["id"])
        state = self._desk.words("states").get(standing.get("state", ""), "")
        due = (
            standing.get("verification_due" if standing.get("replied_on") else "due", "")
            if standing.get("open")
            else ""
        )
        enterprise = short_name(self._desk.name("enterprise", row.get("enterprise")))
        return (row.get("number", ""), row["title"], enterprise, state, due[5:]), bool(due) and due < self._today


def _order(kind: str) -> Callable[[Row], tuple[str, ...]]:
    """Names by initials; the newest visits and problems first: ids grow with time, so they are turned round."""
    if kind == "enterprise":
        return lambda row: (row.get("initials", ""), row["name"], row["id"])
    day = "date" if kind == "visit" else "raised"
    return lambda row: (_turned(row.get(day, "")), _turned(row["id"]))


def _turned(text: str) -> str:
    """`text` so that a later one sorts before an earlier one."""
    return "".join(chr(0x7F - ord(character)) for character in text)
