"""Histories that Hypothesis makes: devices that write of a few records, and hear of each other now and then."""

from dataclasses import dataclass, field
from typing import Any

from county_of_four import PROBLEM_FIELDS, START, TODAY, numbered_id
from hypothesis import strategies as st

from fieldtui.ledger.change import Change, make_change
from fieldtui.ledger.merge import merge

Fields = dict[str, Any]

CONTACT, PROBLEM, STRANGE = (numbered_id(number) for number in range(11, 14))
STEPS = [numbered_id(number) for number in range(21, 25)]
TODAY_TEXT = TODAY.isoformat()


@dataclass
class Device:
    """A device that edits records and hears of others' changes now and then."""

    name: str
    known: dict[str, Change] = field(default_factory=dict)
    own: list[Change] = field(default_factory=list)

    def edit(
        self, fields: Fields, at: int, *, of: str = CONTACT, kind: str = "contact", seen: list[Change] | None = None
    ) -> Change:
        """Its next change, over what it knows of these fields; who deletes knows of all that stands.

        `seen`: what it had read when it began to write, which is all that it knows unless given.
        """
        before = [change for change in (self.known.values() if seen is None else seen) if change.of == of]
        heads = merge(before).heads
        names = heads if "deleted" in fields else {"deleted", *fields}
        over = {head.id for name in names for head in heads.get(name, ())}
        followed = [change.tick for change in self.known.values() if change.of in fields.get("follows", ())]
        last = self.own[-1] if self.own else None
        header = {
            "device": self.name,
            "seq": last.seq + 1 if last else 1,
            "prev": last.id if last else "",
            "tick": 1 + max([last.tick if last else 0, *(self.known[change].tick for change in over), *followed]),
            "at": at,
            "by": numbered_id(100),
            "kind": kind,
            "of": of,
        }
        change = make_change(header=header, over=over, fields=fields)
        self.own.append(change)
        self.known[change.id] = change
        return change


NAMES = ("甲甲", "乙乙")
DELETIONS: list[Fields] = [{"deleted": True}, {"deleted": None}]
# What is written of each record: (id, kind, fields); the last of a contact and of a problem are what none may be.
EDITS: list[tuple[str, str, Fields]] = [
    *((CONTACT, "contact", {"name": name, "enterprise": numbered_id(3)}) for name in NAMES),
    *((CONTACT, "contact", {"phone": phone}) for phone in ("1", "2", None)),
    *((CONTACT, "contact", fields) for fields in DELETIONS),
    (CONTACT, "contact", {"name": 7}),
    (CONTACT, "contact", {"colour_of_door": "红"}),
    (CONTACT, "unit", {"name": "示例同号"}),
    (PROBLEM, "problem", {**PROBLEM_FIELDS, "raised": TODAY_TEXT}),
    *((PROBLEM, "problem", {"title": title}) for title in ("缺口三百万", "缺口四百万", None)),
    *((PROBLEM, "problem", fields) for fields in DELETIONS),
    (STRANGE, "weather_report", {"sky": {"now": ["晴"]}}),
    (STRANGE, "weather_report", {"sky": "阴"}),
]
STEP_VALUES: list[Fields] = [
    {"step": "assigned", "lead": numbered_id(1)},
    {"step": "replied", "words": "授信300万"},
    {"step": "verified", "reached": True, "satisfaction": "satisfied"},
    {"step": "verified", "reached": True, "satisfaction": "dissatisfied"},
    {"step": "closed", "evidence": "回单", "approved_by": "示例周", "approved_on": TODAY_TEXT},
    {"step": "note", "words": "问"},
]
STEP_FIELDS: Fields = {"problem": PROBLEM, "on": TODAY_TEXT, "by": numbered_id(100)}

CLOCKS = st.integers(0, 3).map(lambda hours: START + hours)
DEVICES = "AQg"


@st.composite
def histories(draw: st.DrawFn, edits: list[tuple[str, str, Fields]] = EDITS, most: int = 14) -> list[Change]:
    """Changes in the order in which they were made, by three devices."""
    devices = [Device(letter * 22) for letter in DEVICES]
    changes: list[Change] = []
    steps = iter(STEPS)
    for _number in range(draw(st.integers(1, most))):
        device = devices[draw(st.integers(0, 2))]
        before = list(device.known.values())
        heard = draw(st.integers(0, 4))
        if heard < 3:
            device.known.update(devices[heard].known)
        # Now and then somebody had read the record before that.
        seen = before if draw(st.integers(0, 3)) == 0 else None
        step = next(steps, "") if edits is EDITS and draw(st.integers(0, 2)) == 0 else ""
        if step:
            follows = [known for known in STEPS if any(change.of == known for change in device.known.values())]
            fields = {
                **STEP_FIELDS,
                **draw(st.sampled_from(STEP_VALUES)),
                "follows": follows[-draw(st.integers(1, 2)) :],
            }
            changes.append(device.edit(fields, draw(CLOCKS), of=step, kind="follow_up"))
        else:
            of, kind, fields = draw(st.sampled_from(edits))
            changes.append(device.edit(fields, draw(CLOCKS), of=of, kind=kind, seen=seen))
    return changes


def copied_disk(changes: list[Change], fields: Fields) -> list[Change]:
    """One more change under the number of the last one: the device was copied, and both went on."""
    last = changes[-1]
    twin = Device(last.device, {change.id: change for change in changes[:-1]})
    twin.own = [change for change in changes[:-1] if change.device == last.device]
    return [*changes, twin.edit(fields, last.at, of=last.of, kind=last.kind)]
