"""Who has what after hand-overs 移交: planned steps and drafts, on a day. It reads rows only, for the first screen.

A planned step passes from its planner to the taker of each hand-over that it falls under, in the order of their days;
so who has it is a function of the records alone, whatever came first. No step is edited for it.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fieldtui.ledger.drafts import Draft
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.view import document_id
from fieldtui.model.row import Row
from fieldtui.work.desk import FOLLOWED

if TYPE_CHECKING:  # a record is made only where a draft is thrown away
    from fieldtui.model.record import Record

HAND_OVER, HANDED_DRAFT = "hand_over", "handed_draft"
EVER = "9999-12-31"


def in_order(ledger: Ledger) -> list[Row]:
    """The hand-overs that count, by their day; those of one day each after those that it follows."""
    return sorted(ledger.rows(HAND_OVER), key=lambda row: (row["start"], *_made(ledger, row["id"]), row["id"]))


def _made(ledger: Ledger, record: str) -> tuple[int, int, str]:
    made = (ledger.heads(record) or {"made": {"tick": 0, "at": 0, "device": ""}})["made"]
    return made["tick"], made["at"], made["device"]


def is_within(hand_over: Row, about: frozenset[str]) -> bool:
    """Whether a hand-over takes along what is about these enterprises and projects."""
    only = {*hand_over.get("enterprises", ()), *hand_over.get("projects", ())}
    return not only or not only.isdisjoint(about)


def keepers(step: Row, about: frozenset[str], hand_overs: Sequence[Row], day: str) -> list[str]:
    """Who had a planned step, one after another: its planner first, last whoever has it on `day` (ISO).

    `hand_overs` as `in_order` gives them. What the giver plans after the day of a hand-over stays theirs.
    """
    people = [step["by"]]
    for hand_over in hand_overs:
        due = step["on"] <= hand_over["start"] <= day
        if due and hand_over["giver"] == people[-1] and is_within(hand_over, about):
            people.append(hand_over["taker"])
    return people


def about_of(ledger: Ledger, row: Row) -> frozenset[str]:
    """The enterprise and the project that a record or a step is about."""
    found: set[str] = set()
    for of in _itself_and_what_it_follows(ledger, row):
        found.update(of[name] for name in ("enterprise", "project") if of.get(name))
        project = ledger.row("project", of.get("project") or of["id"]) or {}
        found.update(name for name in (project.get("id"), project.get("enterprise")) if name)
    return frozenset(found)


def _itself_and_what_it_follows(ledger: Ledger, row: Row) -> Iterator[Row]:
    """A row, the problem, visit or other record that it names, what that names, and so on, each once."""
    seen, ahead = set[str](), [row]
    while ahead:
        one = ahead.pop()
        if one["id"] not in seen:
            seen.add(one["id"])
            yield one
            for name in FOLLOWED:
                kind = ledger.kind_of(one[name]) if one.get(name) else None
                named = ledger.row(kind, one[name]) if kind else None
                ahead.extend([named] if named else [])


class Handed:
    """The hand-overs of a ledger as they are now; cheap where there are none."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.hand_overs = in_order(ledger)

    def keepers(self, step: Row, day: str = EVER) -> list[str]:
        """Who had a planned step until a day; without one also who will have it."""
        if not self.hand_overs:
            return [step["by"]]
        return keepers(step, about_of(self._ledger, step), self.hand_overs, day)

    def keeper(self, step: Row, day: str) -> str:
        return self.keepers(step, day)[-1]

    def is_given_away(self, problem: str, me: str, day: str) -> bool:
        """Whether a problem is no more my business: what it is about I handed over since it was raised, and did not
        get back.
        """
        if not any(row["giver"] == me for row in self.hand_overs):
            return False
        row = self._ledger.row("problem", problem)
        if row is None:
            return False
        about = about_of(self._ledger, row)
        mine = [
            hand_over
            for hand_over in self.hand_overs
            if me in (hand_over["giver"], hand_over["taker"])
            and row["raised"] <= hand_over["start"] <= day
            and is_within(hand_over, about)
        ]
        return bool(mine) and mine[-1]["giver"] == me and not self._answers_for(about, me, day)

    def _answers_for(self, about: frozenset[str], me: str, day: str) -> bool:
        """Whether somebody answers, on a day, for one of these enterprises and projects."""
        return any(
            not about.isdisjoint({row.get("enterprise"), row.get("project")})
            and row["start"] <= day <= row.get("end", EVER)
            for row in self._ledger.referring("pairing", "person", me)
        )

    def drafts(self, own: Sequence[Draft], me: str, day: str) -> list[Draft]:
        """The drafts that I go on with, the newest first: my own that did not pass to another one, and those handed
        to me that nobody saved or threw away. What was typed after it was handed over stays with whoever typed it.
        """
        passed = self._drafts_passed(day)
        mine = {draft.id: draft for draft in own}
        for draft, (hand_over, row) in passed.items():
            here = mine.get(draft)
            if here is not None and here.at > row["at"]:
                continue
            if hand_over["taker"] != me or row.get("deleted"):
                mine.pop(draft, None)
            elif self._ledger.kind_of(draft) is None:
                mine[draft] = here if here is not None and here.at == row["at"] else as_draft(row)
        return sorted(mine.values(), key=lambda draft: (-draft.at, draft.id))

    def draft_giver(self, draft: Draft, me: str, day: str) -> str:
        """Who handed me a draft; "" for one of my own."""
        hand_over, _row = self._drafts_passed(day).get(draft.id, ({}, {}))
        return str(hand_over.get("giver", "")) if hand_over.get("taker") == me else ""

    def thrown_away(self, draft: str, me: str, day: str) -> "list[Record]":
        """What is to be saved when I throw away a draft that was handed to me; nothing for one of my own."""
        hand_over, row = self._drafts_passed(day).get(draft, ({}, {}))
        record = self._ledger.get(HANDED_DRAFT, row["id"]) if hand_over.get("taker") == me else None
        return [record.amended(deleted=True)] if record is not None else []

    def _drafts_passed(self, day: str) -> dict[str, tuple[Row, Row]]:
        """Draft → the last hand-over that took it along until a day, and its row, which may be deleted."""
        passed: dict[str, tuple[Row, Row]] = {}
        for hand_over in self.hand_overs:
            if hand_over["start"] <= day:
                for row in self._ledger.view.referring(HANDED_DRAFT, "belongs_to", hand_over["id"]):
                    passed[row["draft"]] = (hand_over, row)
        return passed


def as_draft(row: Row) -> Draft:
    """A draft that was handed over, as one of one's own."""
    values = {item["name"]: item["text"] for item in row.get("texts", ())}
    return Draft(row["draft"], row["form"], row.get("of", ""), values, row["at"])


# Whom a laptop has to tell


def concerning(ledger: Ledger, person: str) -> tuple[list[Row], set[str]]:
    """(the hand-overs that somebody needs to know what is theirs now; those of which the drafts are their business).

    Whoever takes over from a taker needs the hand-over before as well, and every one by which it might have gone
    elsewhere: all that the givers before them gave.
    """
    # Deleted ones too: whoever holds one has to hear that it was taken back.
    everything = list(ledger.view.rows(HAND_OVER))
    before = {person}
    while more := {row["giver"] for row in everything if row["taker"] in before} - before:
        before |= more
    found = [row for row in everything if row["giver"] in before or row["taker"] in before]
    return found, {row["id"] for row in found if person in (row["giver"], row["taker"])}


def taken_over(ledger: Ledger, person: str) -> set[str]:
    """The ids of what somebody took over by hand-overs alone: planned steps and what these are about, what drafts are
    about, and the enterprises and projects of all of it.
    """
    from fieldtui.work.planned import still_to_do

    handed = Handed(ledger)
    found: set[str] = set()
    if not any(row["taker"] == person for row in handed.hand_overs):
        return found
    for step in still_to_do(ledger.rows("follow_up")):
        people = handed.keepers(step)
        if len(people) > 1 and people[-1] == person:
            found |= {step["id"], *about_of(ledger, step)}
            found |= {step[name] for name in FOLLOWED if step.get(name)}
    for hand_over in handed.hand_overs:
        if hand_over["taker"] == person:
            found |= {*hand_over.get("enterprises", ()), *hand_over.get("projects", ())}
            for row in ledger.view.referring(HANDED_DRAFT, "belongs_to", hand_over["id"]):
                found |= _about_draft(ledger, as_draft(row))
    return found


def _about_draft(ledger: Ledger, draft: Draft) -> set[str]:
    """The record that a draft belongs to, and the enterprise that it is about or names."""
    name = str(draft.values.get("enterprise", ""))
    found = {row["id"] for row in ledger.referring("enterprise", "name", name)} if name else set()
    kind = ledger.kind_of(draft.of) if draft.of else None
    row = ledger.view.row(kind, document_id(draft.of)) if kind else None
    return found | ({draft.of, *about_of(ledger, row)} if row else set())
