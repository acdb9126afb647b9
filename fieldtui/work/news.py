"""News: steps of others that a person does not know of yet, as far as the person's own steps tell."""

from collections.abc import Iterator, Sequence

from fieldtui.model.row import Row
from fieldtui.work.desk import STANDING, Desk


def new_steps(desk: Desk, since: str, from_id: str) -> Iterator[Row]:
    """The newest step of each problem that somebody else made and no step of mine follows; the newest on top.

    Only those of a day from `since` (ISO date) on, or, unless it is "", of an id from `from_id` on; none that took no
    effect. That a step of mine is newer does not tell that I had read it: it may have come later.
    """
    steps = [row for row in desk.ledger.rows("follow_up") if row.get("problem")]
    of_others = [row for row in steps if row["by"] != desk.me]
    lately = [row for row in of_others if row["on"] >= since or (from_id and row["id"] >= from_id)]
    about = {row["problem"] for row in lately}
    known = _known_to(desk.me, [row for row in steps if row["problem"] in about])
    told: set[str] = set()
    for row in sorted(lately, key=lambda row: (row["on"], row["id"]), reverse=True):
        problem = row["problem"]
        ineffective = desk.ledger.derived(STANDING, problem).get("ineffective", ())
        if problem not in told and row["id"] not in known and row["id"] not in ineffective:
            told.add(problem)
            yield row


def _known_to(person: str, steps: Sequence[Row]) -> set[str]:
    """The steps that a step of this person follows, be it by way of others."""
    follows = {row["id"]: row.get("follows") or () for row in steps}
    known: set[str] = set()
    to_see = [other for row in steps if row["by"] == person for other in follows[row["id"]]]
    while to_see:
        step = to_see.pop()
        if step not in known:
            known.add(step)
            to_see.extend(follows.get(step, ()))
    return known


def id_from(at: int) -> str:
    """Where the ids (UUIDv7) begin of what was made after this moment (UTC, milliseconds)."""
    digits = f"{at + 1:012x}"
    return f"{digits[:8]}-{digits[8:]}"
