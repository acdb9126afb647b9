"""What ties a person to enterprises and projects: what they answer for, and what they answered for and gave up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from fieldtui.ledger.ledger import Ledger
from fieldtui.model.row import Row

EVER = "9999-12-31"
OF_HOLDER = ("enterprise", "project", "contact", "inclusion", "figures", "outcome", "milestone")
"""Kinds that say how an enterprise or a project is: whoever wrote them, they are for those who answer for it."""
TYING = {"pairing": ("person", "unit"), "visit": ("visitors",), "project": ("team", "unit"), "lead": ("owner",)}
"""Fields that name people or units, by kind, and so tie them to something."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Of one person on a day. `units` are those that they belong to; `held` are the enterprises and projects that they
    or their units answer for, `given_up` those that they answered for and do so no more. `records` are the records
    that tie them to anything or ever did.
    """

    person: str
    units: frozenset[str]
    held: frozenset[str]
    given_up: frozenset[str]
    records: frozenset[str]

    @classmethod
    def of(cls, ledger: Ledger, person: str, today: date) -> Self:
        view, day = ledger.view, today.isoformat()
        belonging = list(view.referring("appointment", "person", person))
        units = {row["unit"] for row in belonging if _lasts(row, day)}
        before = units | {row["unit"] for row in belonging}
        for change in ledger.history.of(person):
            before |= {str(change.set["unit"])} if change.set.get("unit") else set()
        themselves = ledger.row("person", person)
        units |= {themselves["unit"]} if themselves else set()
        records = set[str]()
        for kind, fields in TYING.items():
            # Of a unit that somebody left, only what they answered for then has to be known.
            names = {person, *units, *(before if kind == "pairing" else ())}
            for row in view.rows(kind):
                if not names.isdisjoint(_named(ledger, row["id"], fields)):
                    records.add(row["id"])
        pairings = [row for row in view.rows("pairing") if row["id"] in records]
        held = {
            row.get("enterprise") or row.get("project", "")
            for row in pairings
            if _lasts(row, day) and (row.get("person") == person or row.get("unit") in units)
        }
        # One that was deleted was a mistake: nobody gave anything up.
        once = {row.get("enterprise") or row.get("project", "") for row in pairings if not row.get("deleted")}
        return cls(person, frozenset(units), frozenset(held), frozenset(once - held), frozenset(records))

    def are_given_up(self, row: Row, record: str) -> bool:
        """Whether a record is, or is about, an enterprise or a project that they gave up, and none that they hold."""
        about = {record, row.get("enterprise", ""), row.get("project", "")}
        return not about.isdisjoint(self.given_up) and about.isdisjoint(self.held)


def _lasts(row: Row, day: str) -> bool:
    return not row.get("deleted") and str(row.get("end", EVER)) >= day


def _named(ledger: Ledger, record: str, fields: Iterable[str]) -> set[str]:
    """The people and units that fields of a record name, or named once."""
    found = set[str]()
    for change in ledger.history.of(record):
        for name in fields:
            said = change.set.get(name)
            found |= set(map(str, said)) if isinstance(said, (list, tuple)) else {str(said)}
    return found
