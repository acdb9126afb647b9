"""Which records a person's laptop gets from the office: what they answer for, did or registered, and who is who.

Deleted records are in scope like others, or a laptop would never hear that they were deleted; so are records that are
not whole yet.
"""

from collections.abc import Iterator

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.view import HEADS, INCOMPLETE
from fieldtui.model.row import Row

SHARED = ("unit", "person", "appointment")
OF_ENTERPRISE = ("contact", "inclusion", "pairing", "visit", "problem")


def scope_of(ledger: Ledger, person: str) -> set[str]:
    """The ids of the records in a person's scope."""
    view = ledger.view
    scope = {row["id"] for kind in SHARED for row in view.rows(kind)}
    scope |= {row["id"] for row in view.rows(INCOMPLETE)}
    scope |= {row["id"] for row in view.referring("device", "person", person)}
    own = {row["id"] for row in view.rows(HEADS) if row["made"]["by"] == person}
    enterprises = {enterprise for enterprise in _enterprises(ledger, person, own) if enterprise}
    scope |= own | enterprises
    for enterprise in enterprises:
        for kind in OF_ENTERPRISE:
            scope |= {row["id"] for row in view.referring(kind, "enterprise", enterprise)}
    scope |= {row["id"] for row in view.rows("follow_up") if row.get("problem") in scope or row.get("visit") in scope}
    scope |= {row["id"] for row in view.rows("attachment") if row["belongs_to"] in scope}
    scope |= {row["id"] for row in view.rows("erasure") if row["record"] in scope}
    return scope


def _enterprises(ledger: Ledger, person: str, own: set[str]) -> Iterator[str | None]:
    """Those that the person or one of their units answers for, that they visited, and that what they made is about."""
    view = ledger.view
    units = {row["unit"] for row in view.referring("appointment", "person", person)}
    units |= {row["unit"] for row in _rows_with_id(ledger, "person", person)}
    for pairing in view.rows("pairing"):
        if pairing.get("person") == person or pairing.get("unit") in units:
            yield pairing["enterprise"]
    for visit in view.rows("visit"):
        if person in visit["visitors"] or visit["id"] in own:
            yield visit["enterprise"]
    for problem in view.rows("problem"):
        if problem["id"] in own:
            yield problem.get("enterprise")


def _rows_with_id(ledger: Ledger, kind: str, record: str) -> list[Row]:
    row = ledger.row(kind, record)
    return [row] if row else []
