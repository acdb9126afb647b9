"""What the people of a county do in the test of convergence: they write, and what they write is kept account of."""

import contextlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from county_of_four import (
    BANKING,
    ENTERPRISE,
    ENTERPRISE_FIELDS,
    FOUR,
    LABOUR,
    OFFICE,
    PROBLEM,
    PROBLEM_FIELDS,
    TODAY,
    VISIT,
    VISIT_FIELDS,
    Side,
    Stranger,
    numbered_id,
)
from pydantic import ValidationError

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.model.records.visit import Visit
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.sync.bundle import Bundle, BundleError
from fieldtui.sync.exchange import opened
from fieldtui.work.erasing import erase
from fieldtui.work.life import heads
from fieldtui.work.steps import enter_step
from fieldtui.work.undo import UndoError, undo_of

MEANT: dict[str, dict[str, Any]] = {
    "unit": {"name": "示例新办"},
    "enterprise": ENTERPRISE_FIELDS,
    "contact": {"enterprise": ENTERPRISE, "name": "示例陈"},
    "visit": {**VISIT_FIELDS, "visitors": [numbered_id(100)]},
    "problem": PROBLEM_FIELDS,
}
CLASSES: dict[str, type[Record]] = {
    "unit": Unit,
    "enterprise": Enterprise,
    "contact": Contact,
    "visit": Visit,
    "problem": Problem,
}
# Few values, so that two people often write the same one, and some that empty a field or a record's only words.
EDITS: dict[str, list[dict[str, Any]]] = {
    "unit": [{"name": "甲办"}, {"name": "乙办"}, {"above": BANKING}, {"above": None}],
    "enterprise": [{"name": "示例甲厂"}, {"name": "示例乙厂"}, {"park": "东园"}, {"park": None}, {"losing": True}],
    "contact": [{"phone": "111"}, {"phone": "222"}, {"phone": None}, {"name": "示例甲"}, {"post": "厂长"}],
    "visit": [{"note": "甲"}, {"note": "乙"}, {"outcome": "absent", "note": None}, {"met": "示例乙"}],
    "problem": [
        {"title": "缺口三百万"},
        {"title": "缺口四百万"},
        {"urgency": "urgent"},
        {"request": "贷"},
        {"number": "1"},
    ],
    "appointment": [{"role": "clerk"}, {"start": date(2020, 1, 1), "end": date(2020, 1, 2)}],
    "follow_up": [{"words": "甲"}, {"words": "乙"}, {"words": None}],
}
BEHALF = {"behalf": BANKING, "heard_by": "telephone", "heard_on": TODAY}
APPROVED = {"approved_by": "示例周", "approved_on": TODAY}
STEPS: list[dict[str, Any]] = [
    {"step": "assigned", "lead": BANKING},
    {"step": "assigned", "lead": LABOUR, "co": [BANKING]},
    {"step": "signed", **BEHALF},
    {"step": "handling", "words": "已约三家银行", **BEHALF},
    {"step": "replied", "words": "授信300万", **BEHALF},
    {"step": "onsite", "words": "当场讲清"},
    {"step": "verified", "reached": True, "satisfaction": "satisfied"},
    {"step": "verified", "reached": True, "satisfaction": "dissatisfied"},
    {"step": "verified", "reached": False},
    {"step": "closed", "evidence": "银行回单", **APPROVED},
    {"step": "explained", "reason": "政策没有这一项", **APPROVED},
    {"step": "corrected", "reason": "写错了"},
    {"step": "merged", "reason": "同"},
    {"step": "unmerged", "reason": "异"},
    {"step": "note", "words": "问了进度"},
]
# What a newer version or a broken program writes; the last ones no record of the kind may have.
STRANGE: list[tuple[str, dict[str, Any]]] = [
    ("weather_report", {"sky": "晴", "degrees": 7}),
    ("weather_report", {"sky": "阴"}),
    ("enterprise", {"colour_of_door": "红"}),
    ("enterprise", {"colour_of_door": "绿", "park": "西园"}),
    ("problem", {"mood": {"now": ["急", "烦"]}}),
    ("problem", {"title": "短"}),
    ("contact", {"name": 7}),
    ("visit", {"note": None}),
]

BY_KIND: dict[str, dict[str, Any]] = {
    "unit": {"name": "示例同号"},
    "weather_report": {"sky": "晴"},
    "problem": {**PROBLEM_FIELDS, "raised": TODAY.isoformat()},
    "follow_up": {"problem": PROBLEM, "step": "note", "words": "同号", "on": TODAY.isoformat(), "by": numbered_id(100)},
}


@dataclass(frozen=True)
class Seen:
    """What a side holds and shows at one moment."""

    held: Mapping[str, Change]
    view: bytes
    conflicts: list[Row]


class Life:
    """Four sides, what they have at hand, and what they did. A deed is a method that takes (who, which record, how)."""

    def __init__(self, template: Path, folder: Path) -> None:
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(template, folder)
        self.sides = {name: Side(folder / name) for name in FOUR}
        self.records: list[tuple[str, str]] = [("enterprise", ENTERPRISE), ("visit", VISIT), ("problem", PROBLEM)]
        self.problems = [PROBLEM]
        self.appointments: list[str] = []
        self.in_hand: dict[str, list[Record]] = {name: [] for name in FOUR}
        """What each has read, as it was then."""
        self.unknown_things: list[str] = []
        self.files: list[tuple[str, Bundle]] = []
        self.strangers = [Stranger("N" * 21 + letter) for letter in "AQ"]
        self.acknowledged: dict[str, set[str]] = {name: set() for name in FOUR}
        self.seen: dict[str, Seen] = {}
        """What each side showed when it was last looked at; without those that did something since."""
        self.seen_before: dict[str, frozenset[str]] = {}
        """What each side held when it was last looked at."""
        self.count = 1000

    # Deeds

    def create(self, who: str, _which: int, how: int) -> None:
        kind = sorted(MEANT)[how % len(MEANT)]
        made = [CLASSES[kind](id=self.next_id(), **MEANT[kind])]
        if kind == "visit" and how > len(MEANT):
            made.append(Problem(id=self.next_id(), **{**PROBLEM_FIELDS, "visit": made[0].id}))
        self.save(who, *made)
        self.records += [(record.kind, record.id) for record in made]
        self.problems += [record.id for record in made if record.kind == "problem"]

    def read(self, who: str, which: int, _how: int) -> None:
        found = self.sides[who].ledger.get(*one_of(self.records, which))
        if found is not None:
            self.in_hand[who].append(found)

    def edit(self, who: str, which: int, how: int) -> None:
        found = self.sides[who].ledger.get(*one_of(self.records, which))
        if found is not None:
            elsewhere = [{"problem": problem} for problem in self.problems if found.kind == "follow_up"]
            self.amend(who, found, one_of([*EDITS[found.kind], *elsewhere], how))

    def edit_as_read(self, who: str, which: int, how: int) -> None:
        """Edit what was read some time ago; others may have written since."""
        if self.in_hand[who]:
            found = one_of(self.in_hand[who], which)
            self.amend(who, found, {"deleted": how == 11} if how > 10 else one_of(EDITS[found.kind], how))

    def delete(self, who: str, which: int, _how: int) -> None:
        found = self.sides[who].ledger.get(*one_of(self.records, which))
        if found is not None:
            self.amend(who, found, {"deleted": True})

    def undelete(self, who: str, which: int, how: int) -> None:
        ledger = self.sides[who].ledger
        kind, record = one_of(self.records, which)
        if ledger.kind_of(record) == kind and ledger.row(kind, record) is None:
            self.keep(who, [ledger.settle(record, {"deleted": None, **(one_of(EDITS[kind], how) if how > 6 else {})})])

    def step(self, who: str, which: int, how: int) -> None:
        """The one that usually comes next, or the first one from some place on that the rules allow."""
        side = self.sides[who]
        problem = one_of(self.problems, which)
        row = side.ledger.row("problem", problem)
        usual = side.desk.plan.flow.by_code[side.desk.standing(row).state].next if row else None
        usually = [number for number, values in enumerate(STEPS) if values["step"] == usual]
        for number in [one_of(usually, how)] if usually and how < 9 else range(how, how + len(STEPS)):
            entry = enter_step(side.desk, self.step_of(side, problem, number), TODAY)
            if entry.records:
                self.save(who, *entry.records)
                self.records.append(("follow_up", entry.records[-1].id))
                return

    def step_against_the_rules(self, who: str, which: int, how: int) -> None:
        """As one enters it who holds less, or whose program is broken."""
        side = self.sides[who]
        problem = one_of(self.problems, which)
        values = self.step_of(side, problem, how)
        follows = [*values.pop("follows", ()), *heads(side.desk.steps(problem))[: how % 3]]
        made = FollowUp(id=self.next_id(), on=TODAY, by=side.desk.me, follows=follows, **values)
        self.save(who, made)
        self.records.append(("follow_up", made.id))

    def settle(self, who: str, which: int, how: int) -> None:
        """One of the values that stand there, none, or a third one, over all."""
        ledger = self.sides[who].ledger
        conflicts = sorted(ledger.conflicts(), key=lambda row: made_when(ledger, row["id"]))
        if not conflicts:
            return
        record, fields = one_of(conflicts, which)["id"], one_of(conflicts, which)["fields"]
        name = fields[how % len(fields)]
        values = [change.set[name] for change in ledger.history.of(record) if name in change.set]
        third = {"name": "示例第三", "title": "第三个说法"}.get(name)
        value = (True, None)[how % 2] if name == "deleted" else one_of([*values, None, third], how)
        self.keep(who, [ledger.settle(record, {name: value})])
        assert name not in [name for row in ledger.conflicts() if row["id"] == record for name in row["fields"]]

    def appoint(self, _who: str, which: int, how: int) -> None:
        """Who may enter which step hangs on it; only the office says so."""
        ledger = self.sides[OFFICE].ledger
        found = ledger.get("appointment", one_of(self.appointments, which)) if self.appointments else None
        if found is None or how < 6:
            role = ("clerk", "cadre", "department", "leader")[how % 4]
            found = Appointment(
                id=self.next_id(), person=numbered_id(100 + which % 3), unit=BANKING, role=role, start=TODAY
            )
            self.appointments.append(found.id)
            self.save(OFFICE, found)
        else:
            self.amend(OFFICE, found, one_of([*EDITS["appointment"], {"deleted": True}], how))

    def undo(self, who: str, which: int, _how: int) -> None:
        desk = self.sides[who].desk
        with contextlib.suppress(UndoError):
            self.save(who, undo_of(desk, one_of(self.records, which)[1], TODAY).record)

    def erase(self, who: str, which: int, how: int) -> None:
        kind, record = one_of(self.records, which)
        fields = {"enterprise": ["park"], "contact": ["phone", "name"], "visit": ["met"]}.get(kind, ["words"])
        with contextlib.suppress(FieldError):
            erase(self.sides[who].desk, record, fields[: 1 + how % 2], "本人要求")

    # How it is done

    def next_id(self) -> str:
        self.count += 1
        return numbered_id(self.count)

    def step_of(self, side: Side, problem: str, step: int) -> dict[str, Any]:
        values = {"problem": problem, **STEPS[step % len(STEPS)]}
        before = [row["id"] for row in side.ledger.referring("follow_up", "problem", problem)]
        if values["step"] == "corrected" and before:
            values["follows"] = [min(before, key=lambda step: made_when(side.ledger, step))]
        return values

    def amend(self, who: str, record: Record, fields: dict[str, Any]) -> None:
        try:
            amended = record.amended(**fields)
        except ValidationError:
            return  # what two people wrote does not fit together, and this edit does not mend it
        self.save(who, amended)
        self.in_hand[who].append(amended)

    def save(self, who: str, *records: Record) -> None:
        self.keep(who, self.sides[who].ledger.save(*records))

    def keep(self, who: str, changes: Sequence[Change]) -> None:
        self.acknowledged[who].update(change.id for change in changes)
        self.did_something(who)

    def take_in(self, who: str, changes: Sequence[Change]) -> None:
        new = self.sides[who].ledger.take_in(changes, ())
        if who in self.seen:
            assert {change.id for change in new} == {change.id for change in changes} - self.seen[who].held.keys()
        self.keep(who, changes)

    def deliver(self, to: str, bundle: Bundle) -> None:
        side = self.sides[to]
        log = side.ledger.workspace.log.stat().st_size
        try:
            side.deliver(bundle)
        except BundleError:
            assert side.ledger.workspace.log.stat().st_size == log, "what is refused changes nothing"
        else:
            self.keep(to, opened(bundle, side.ledger.workspace).changes)
        self.did_something(to)

    def did_something(self, who: str) -> None:
        self.seen.pop(who, None)
        self.sides[who].passed += 1000


def one_of(items: Sequence[Any], which: int) -> Any:
    return items[which % len(items)]


def made_when(ledger: Ledger, record: str) -> tuple[int, int, str]:
    """An order of records that is the same in every run, whatever their ids."""
    made = (ledger.heads(record) or {})["made"]
    return (made["tick"], made["at"], made["device"])
