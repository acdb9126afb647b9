"""What one page about an enterprise shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fieldtui.locale import _, listed
from fieldtui.model.codes import OPERATING, OUTCOMES, SCALES, VISIT_MODES
from fieldtui.model.county_time import local_time
from fieldtui.model.kinds import kind_title
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk
from fieldtui.work.list_cells import cell
from fieldtui.work.listing import DAYS
from fieldtui.work.record_line import line_of
from fieldtui.work.record_words import step_word

OTHERS = ("problem", "project", "lead", "idea", "figures", "outcome", "pairing", "inclusion", "contact")
"""Kinds whose records name an enterprise, beside visits."""
STATES = {
    "problem": "state",
    "project": "state",
    "lead": "state",
    "idea": "state",
    "task": "state",
    "pairing": "until",
    "inclusion": "until",
}
"""The column that says how things stand, of kinds that have one."""
SAYS_WHAT = ("outcome", "pairing", "inclusion", "contact")


@dataclass(frozen=True, slots=True)
class Event:
    """A visit, a problem or whatever else is about an enterprise. `key` is kind:ID, `tone` that of a list's row."""

    key: str
    day: str
    what: str
    words: str
    state: str
    tone: str = ""


def facts_of(desk: Desk, enterprise: str) -> list[str]:
    """Lines about the enterprise: code, place, category, contacts, who answers for it."""
    ledger = desk.ledger
    row: Row = ledger.row("enterprise", enterprise) or {}
    categories = [
        desk.code_word("categories", inclusion["category"], inclusion)
        for inclusion in ledger.referring("inclusion", "enterprise", enterprise)
    ]
    about = [
        row.get("uscc", ""),
        desk.code_word("regions", row.get("region", "")),
        row.get("park", ""),
        row.get("affiliation", ""),
        _(SCALES.get(row.get("scale", ""), "")),
        _(OPERATING.get(row.get("operating", ""), "")),
        *categories,
    ]
    contacts = [
        " ".join(filter(None, [contact.get("post"), contact["name"], contact.get("phone")]))
        for contact in ledger.referring("contact", "enterprise", enterprise)
    ]
    pairings = [
        f"{desk.code_word('pairing_roles', pairing['role'])} {_holder(desk, pairing)}"
        for pairing in ledger.referring("pairing", "enterprise", enterprise)
    ]
    lines = ["  ".join(filter(None, about)), row.get("address", ""), "  ".join(contacts), "  ".join(pairings)]
    return [line for line in lines if line]


def _holder(desk: Desk, pairing: Row) -> str:
    name = desk.name("person", pairing.get("person")) or desk.name("unit", pairing.get("unit"))
    return _("{name} (until {day})").format(name=name, day=pairing["end"]) if pairing.get("end") else name


def events_of(desk: Desk, enterprise: str, today: date) -> list[Event]:
    """Visits with their follow-ups, and all else that names the enterprise, the newest first."""
    events = []
    for visit in desk.ledger.referring("visit", "enterprise", enterprise):
        outcome = _(OUTCOMES.get(visit["outcome"], str(visit["outcome"])))
        visitors = listed(desk.name("person", person) for person in visit["visitors"])
        mode = _(VISIT_MODES.get(visit["mode"], str(visit["mode"])))
        words = "  ".join(filter(None, [visit.get("note"), f"{mode} {visitors} → {visit.get('met', '')}".rstrip(" →")]))
        events.append(Event(f"visit:{visit['id']}", visit["date"], _("visit"), words, outcome))
        for step in desk.ledger.referring("follow_up", "visit", visit["id"]):
            words = step.get("reason") or step.get("words", "")
            day = step.get("due") or step["on"]
            events.append(Event(f"follow_up:{step['id']}", day, step_word(desk, step), words, ""))
    for kind, row in _others(desk, enterprise):
        line = line_of(desk, kind, row, today)
        # A line of another page says first what its columns there say.
        words = "  ".join(filter(None, [line.what if kind in SAYS_WHAT else "", line.words]))
        state = cell(desk, kind, STATES[kind], row, today) if kind in STATES else line.who
        events.append(Event(f"{kind}:{row['id']}", _day(desk, kind, row), kind_title(kind), words, state, line.tone))
    return sorted(events, key=lambda event: (event.day, event.key), reverse=True)


def _others(desk: Desk, enterprise: str) -> Iterator[tuple[str, Row]]:
    """What names the enterprise beside visits, and the tasks about its problems and projects."""
    for kind in OTHERS:
        for row in desk.ledger.referring(kind, "enterprise", enterprise):
            yield kind, row
            if kind in ("problem", "project"):
                yield from (("task", task) for task in desk.ledger.referring("task", kind, row["id"]))


def _day(desk: Desk, kind: str, row: Row) -> str:
    """The day of a record in the course of time: of its own, or when it was recorded; "" for who is there always."""
    if kind == "contact":
        return ""
    own = row.get({"project": "entered_on", "task": "assigned"}.get(kind, DAYS.get(kind, "")))
    return str(own or f"{local_time((desk.ledger.heads(row['id']) or {})['made']['at']):%Y-%m-%d}")
