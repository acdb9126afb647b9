"""What one page about an enterprise shows."""

from dataclasses import dataclass

from fieldtui.locale import _, listed
from fieldtui.model.codes import OPERATING, OUTCOMES, SCALES, VISIT_MODES
from fieldtui.model.row import Row
from fieldtui.work.desk import STANDING, Desk


@dataclass(frozen=True, slots=True)
class Event:
    """A visit, a problem or a follow-up after a visit. `key` is kind:ID."""

    key: str
    day: str
    what: str
    words: str
    state: str


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
    return desk.name("person", pairing.get("person")) or desk.name("unit", pairing.get("unit"))


def events_of(desk: Desk, enterprise: str) -> list[Event]:
    """Visits with their follow-ups, and problems, the newest first."""
    events = []
    for visit in desk.ledger.referring("visit", "enterprise", enterprise):
        outcome = _(OUTCOMES.get(visit["outcome"], str(visit["outcome"])))
        visitors = listed(desk.name("person", person) for person in visit["visitors"])
        mode = _(VISIT_MODES.get(visit["mode"], str(visit["mode"])))
        words = "  ".join(filter(None, [visit.get("note"), f"{mode} {visitors} → {visit.get('met', '')}".rstrip(" →")]))
        events.append(Event(f"visit:{visit['id']}", visit["date"], _("visit"), words, outcome))
        for step in desk.ledger.referring("follow_up", "visit", visit["id"]):
            words = step.get("reason") or step.get("words", "")
            word = desk.words("steps", visit).get(step["step"], step["step"])
            events.append(Event(f"follow_up:{step['id']}", step.get("due") or step["on"], word, words, ""))
    for problem in desk.ledger.referring("problem", "enterprise", enterprise):
        state = desk.ledger.derived(STANDING, problem["id"]).get("state", "")
        word = desk.words("states", problem).get(state, state)
        events.append(Event(f"problem:{problem['id']}", problem["raised"], _("problem"), problem["title"], word))
    return sorted(events, key=lambda event: (event.day, event.key), reverse=True)
