"""Which records a person's laptop gets from the office: what they answer for, did or registered, and who is who.

Policies, meetings and plans go to everybody: whoever visits tells an enterprise of the policies that are there for it,
hears at the meeting what was decided, and records by the plans that the county uses. What somebody takes over goes to
them whole: the hand-over, the pairings, steps and drafts, and all that belongs to their enterprises and projects. A
project goes to those who answer for it, are in its team or unit, or answer for its enterprise, with its milestones,
tasks, figures and problems. Leads and ideas go to whoever gave or follows them. Figures and outcomes of an enterprise
go with it.

Deleted records are in scope like others, or a laptop would never hear that they were deleted; so are records that are
not whole yet.
"""

from collections.abc import Iterator

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.view import HEADS, INCOMPLETE
from fieldtui.model.row import Row
from fieldtui.work.handed import HANDED_DRAFT, concerning, taken_over

SHARED = ("unit", "person", "appointment", "policy", "meeting", "plan")
OF_ENTERPRISE = ("contact", "inclusion", "pairing", "visit", "problem", "figures", "outcome", "lead", "idea")
OF_PROJECT = ("milestone", "pairing", "visit", "problem", "figures", "task")
FOLLOWED = ("lead", "idea")
"""Kinds that somebody follows, whoever recorded them."""


def scope_of(ledger: Ledger, person: str) -> set[str]:
    """The ids of the records in a person's scope."""
    view = ledger.view
    units = {row["unit"] for row in view.referring("appointment", "person", person)}
    units |= {row["unit"] for row in _rows_with_id(ledger, "person", person)}
    scope = {row["id"] for kind in SHARED for row in view.rows(kind)}
    scope |= {row["id"] for row in view.rows(INCOMPLETE)}
    scope |= {row["id"] for row in view.referring("device", "person", person)}
    own = {row["id"] for row in view.rows(HEADS) if row["made"]["by"] == person}
    taken = taken_over(ledger, person)
    enterprises = {enterprise for enterprise in _enterprises(ledger, person, units, own) if enterprise}
    enterprises |= {row["id"] for row in view.rows("enterprise") if row["id"] in taken}
    projects = set(_projects(ledger, person, units, own, enterprises))
    projects |= {row["id"] for row in view.rows("project") if row["id"] in taken}
    # Who only works on a project hears of the enterprise whose project it is, and of nothing else that is its.
    builders = {row["enterprise"] for row in view.rows("project") if row["id"] in projects and row.get("enterprise")}
    scope |= own | enterprises | projects | builders | taken | set(_hand_overs(ledger, person))
    for about, found, kinds in (("enterprise", enterprises, OF_ENTERPRISE), ("project", projects, OF_PROJECT)):
        for record in found:
            for kind in kinds:
                scope |= {row["id"] for row in view.referring(kind, about, record)}
    scope |= {row["id"] for kind in FOLLOWED for row in view.referring(kind, "owner", person)}
    scope |= {row["id"] for row in view.rows("task") if row.get("problem") in scope or row["unit"] in units}
    scope |= set(_steps(ledger, scope, enterprises))
    scope |= {row["id"] for row in view.rows("attachment") if row["belongs_to"] in scope}
    scope |= {row["id"] for row in view.rows("erasure") if row["record"] in scope}
    return scope


def _hand_overs(ledger: Ledger, person: str) -> Iterator[str]:
    """Hand-overs that say what is theirs, also taken back ones; of their own ones the drafts too."""
    found, own = concerning(ledger, person)
    yield from (row["id"] for row in found)
    yield from (row["id"] for row in ledger.view.rows(HANDED_DRAFT) if row["belongs_to"] in own)


def _steps(ledger: Ledger, scope: set[str], enterprises: set[str]) -> Iterator[str]:
    """The steps of what is in scope; what was delivered or paid to other enterprises is nobody else's business."""
    for row in ledger.view.rows("follow_up"):
        of = (row.get("problem"), row.get("visit"), row.get("about"))
        if not scope.isdisjoint(filter(None, of)) and row.get("enterprise", "") in ("", *enterprises):
            yield row["id"]


def _enterprises(ledger: Ledger, person: str, units: set[str], own: set[str]) -> Iterator[str | None]:
    """Those that the person or one of their units answers for, that they visited, and that what they made is about."""
    view = ledger.view
    for pairing in view.rows("pairing"):
        if pairing.get("person") == person or pairing.get("unit") in units:
            yield pairing.get("enterprise")
    for visit in view.rows("visit"):
        if person in visit["visitors"] or visit["id"] in own:
            yield visit.get("enterprise")
    for kind in ("problem", "project"):
        for row in view.rows(kind):
            if row["id"] in own:
                yield row.get("enterprise")


def _projects(ledger: Ledger, person: str, units: set[str], own: set[str], enterprises: set[str]) -> Iterator[str]:
    """Those that the person answers for, works on, visited or recorded, and those of the enterprises in scope."""
    view = ledger.view
    for row in view.rows("project"):
        mine = row["id"] in own or person in row.get("team", ()) or row.get("unit") in units
        if mine or row.get("enterprise") in enterprises:
            yield row["id"]
    for pairing in view.rows("pairing"):
        if pairing.get("project") and (pairing.get("person") == person or pairing.get("unit") in units):
            yield pairing["project"]
    for visit in view.rows("visit"):
        if visit.get("project") and (person in visit["visitors"] or visit["id"] in own):
            yield visit["project"]
    for kind in ("problem", "milestone"):
        for row in view.rows(kind):
            if row.get("project") and row["id"] in own:
                yield row["project"]


def _rows_with_id(ledger: Ledger, kind: str, record: str) -> list[Row]:
    row = ledger.row(kind, record)
    return [row] if row else []
