"""Which records a person's laptop gets from the office: what they answer for, visited or registered, and who is who."""

from fieldtui.ledger.ledger import Ledger

SHARED = ("unit", "person", "appointment")
OF_ENTERPRISE = ("contact", "inclusion", "pairing", "visit", "problem")


def scope_of(ledger: Ledger, person: str) -> set[str]:
    """The ids of the records in a person's scope."""
    scope = {row["id"] for kind in SHARED for row in ledger.rows(kind)}
    scope |= {row["id"] for row in ledger.referring("device", "person", person)}
    enterprises = _enterprises(ledger, person)
    scope |= enterprises
    for enterprise in enterprises:
        for kind in OF_ENTERPRISE:
            scope |= {row["id"] for row in ledger.referring(kind, "enterprise", enterprise)}
    for row in ledger.rows("follow_up"):
        if row.get("problem") in scope or row.get("visit") in scope:
            scope.add(row["id"])
    scope |= {row["id"] for row in ledger.rows("attachment") if row["belongs_to"] in scope}
    return scope


def _enterprises(ledger: Ledger, person: str) -> set[str]:
    paired = {row["enterprise"] for row in ledger.referring("pairing", "person", person)}
    visited = {row["enterprise"] for row in ledger.rows("visit") if person in row["visitors"]}
    registered = {
        row["enterprise"]
        for row in ledger.rows("problem")
        if row.get("enterprise") and (ledger.heads(row["id"]) or {"made": {}})["made"].get("by") == person
    }
    return paired | visited | registered
