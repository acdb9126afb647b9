"""Which records a person's laptop has: what they answer for, did or registered, and who is who.

Policies, meetings and plans go to everybody: whoever visits tells an enterprise of the policies that are there for it,
hears at the meeting what was decided, and records by the plans that the county uses. What somebody takes over goes to
them whole: the hand-over, the pairings, steps and drafts, and all that belongs to their enterprises and projects. A
project goes to those who answer for it, are in its team or unit, or answer for its enterprise, with its milestones,
tasks, figures and problems. Leads and ideas go to whoever gave or follows them. Figures and outcomes of an enterprise
go with it.

Who answered for an enterprise or project and does so no more hears who does, and keeps their own visits and problems,
with the steps that these went through, and the record and categories of whom they are about; what else is known of it
leaves their scope.

Deleted records are in scope like others, or a laptop would never hear that they were deleted; so are records that are
not whole yet, and those that once tied somebody to something, or their laptop would never hear that they do no more.
So a laptop that holds all of its scope finds the same one by itself.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.view import HEADS, INCOMPLETE, document_id
from fieldtui.model.row import Row
from fieldtui.sync.ties import OF_HOLDER, Ties
from fieldtui.work.handed import HAND_OVER, HANDED_DRAFT, concerning, taken_over

SHARED = ("unit", "person", "appointment", "policy", "meeting", "plan")
OF_ENTERPRISE = ("contact", "inclusion", "pairing", "visit", "problem", "figures", "outcome", "lead", "idea")
OF_PROJECT = ("milestone", "pairing", "visit", "problem", "figures", "task")
FOLLOWED = ("lead", "idea")
"""Kinds that somebody follows, whoever recorded them."""
FOLLOWING = ("follow_up", "attachment")
"""Kinds that go with what they belong to, also those of somebody's own."""
NEVER_LEFT = (*SHARED, "device", "erasure", "purge", HAND_OVER, HANDED_DRAFT)
"""Kinds that say who may do what, or what was done with others; they are never purged."""


def scope_of(ledger: Ledger, person: str, today: date) -> set[str]:
    """The ids of the records in a person's scope."""
    view, ties = ledger.view, Ties.of(ledger, person, today)
    scope = {row["id"] for kind in SHARED for row in view.rows(kind)}
    scope |= {row["id"] for row in view.rows(INCOMPLETE)}
    scope |= {row["id"] for row in view.referring("device", "person", person)} | ties.records
    own = {row["id"]: row["kind"] for row in view.rows(HEADS) if row["made"]["by"] == person}
    taken = taken_over(ledger, person)
    enterprises = {enterprise for enterprise in _enterprises(ledger, ties, own) if enterprise}
    enterprises |= {row["id"] for row in view.rows("enterprise") if row["id"] in taken}
    projects = set(_projects(ledger, ties, own, enterprises))
    projects |= {row["id"] for row in view.rows("project") if row["id"] in taken}
    # Who only works on a project hears of the enterprise whose project it is, and of nothing else that is its.
    builders = {row["enterprise"] for row in view.rows("project") if row["id"] in projects and row.get("enterprise")}
    scope |= enterprises | projects | builders | taken | set(_hand_overs(ledger, person))
    for about, found, kinds in (("enterprise", enterprises, OF_ENTERPRISE), ("project", projects, OF_PROJECT)):
        for record in found:
            for kind in kinds:
                scope |= {row["id"] for row in view.referring(kind, about, record)}
    scope |= {row["id"] for row in view.rows("pairing") if ties.are_given_up(row, row["id"])}
    scope |= {row["id"] for kind in FOLLOWED for row in view.referring(kind, "owner", person)}
    visited = {row["id"]: "visit" for row in view.rows("visit") if row["id"] in ties.records}
    scope |= _work(ledger, ties, own | visited)
    scope |= {row["id"] for row in view.rows("task") if row.get("problem") in scope or row["unit"] in ties.units}
    scope |= set(_steps(ledger, scope, enterprises))
    scope |= {row["id"] for row in view.rows("attachment") if row["belongs_to"] in scope}
    scope |= {row["id"] for row in view.rows("erasure") if row["record"] in scope}
    return scope


def _hand_overs(ledger: Ledger, person: str) -> Iterator[str]:
    """Hand-overs that say what is theirs, also taken back ones; of their own ones the drafts too."""
    found, own = concerning(ledger, person)
    yield from (row["id"] for row in found)
    yield from (row["id"] for row in ledger.view.rows(HANDED_DRAFT) if row["belongs_to"] in own)


def _work(ledger: Ledger, ties: Ties, own: dict[str, str]) -> set[str]:
    """What somebody did and registered, and the names and categories of whom they did it for."""
    view, found = ledger.view, set[str]()
    for record, kind in own.items():
        row = next(_rows_with_id(ledger, kind, record), {})
        if kind in FOLLOWING and any(_is_elsewhere(ledger, ties, own, of) for of in _belongs_to(row)):
            continue
        if not (kind in OF_HOLDER and ties.are_given_up(row, record)):
            found.add(record)
            found |= {row[about] for about in ("enterprise", "project") if row.get(about)}
    return found | {row["id"] for record in found for row in view.referring("inclusion", "enterprise", record)}


def _belongs_to(row: Row) -> list[str]:
    return [row[name] for name in ("problem", "visit", "about", "belongs_to") if row.get(name)]


def _is_elsewhere(ledger: Ledger, ties: Ties, own: dict[str, str], record: str) -> bool:
    """Whether a record is somebody else's, about what is given up."""
    kind = ledger.kind_of(record) or ""
    row = next(_rows_with_id(ledger, kind, record), {})
    return (record not in own or kind in OF_HOLDER) and ties.are_given_up(row, record)


def _steps(ledger: Ledger, scope: set[str], enterprises: set[str]) -> Iterator[str]:
    """The steps of what is in scope; what was delivered or paid to other enterprises is nobody else's business."""
    for row in ledger.view.rows("follow_up"):
        of = (row.get("problem"), row.get("visit"), row.get("about"))
        if not scope.isdisjoint(filter(None, of)) and row.get("enterprise", "") in ("", *enterprises):
            yield row["id"]


def _enterprises(ledger: Ledger, ties: Ties, own: Iterable[str]) -> Iterator[str | None]:
    """Those that the person or one of their units answers for, and, as long as they did not give that up, those that
    they visited and that what they made is about.
    """
    view = ledger.view
    yield from ties.held
    for visit in view.rows("visit"):
        if (ties.person in visit["visitors"] or visit["id"] in own) and visit.get("enterprise") not in ties.given_up:
            yield visit.get("enterprise")
    for kind in ("problem", "project"):
        for row in view.rows(kind):
            if row["id"] in own and row.get("enterprise") not in ties.given_up:
                yield row.get("enterprise")


def _projects(ledger: Ledger, ties: Ties, own: Iterable[str], enterprises: set[str]) -> Iterator[str]:
    """Those that the person answers for, works on, visited or recorded, and those of the enterprises in scope."""
    view = ledger.view
    for row in view.rows("project"):
        mine = ties.person in row.get("team", ()) or row.get("unit") in ties.units or row["id"] in ties.held
        if mine or row.get("enterprise") in enterprises or (row["id"] in own and row["id"] not in ties.given_up):
            yield row["id"]
    for kind in ("visit", "problem", "milestone"):
        for row in view.rows(kind):
            mine = row["id"] in own or ties.person in row.get("visitors", ())
            if row.get("project") and mine and row["project"] not in ties.given_up:
                yield row["project"]


def _rows_with_id(ledger: Ledger, kind: str, record: str) -> Iterator[Row]:
    row = ledger.view.row(kind, document_id(record))
    if row is not None:
        yield row
