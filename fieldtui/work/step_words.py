"""Words about steps before and after they are entered: what they can belong to, and what they came to."""

from collections.abc import Iterable

from fieldtui.locale import _
from fieldtui.work.desk import FOLLOWED, LIVING, Desk
from fieldtui.work.record_words import state_word


def with_steps(desk: Desk, records: Iterable[str]) -> dict[str, str]:
    """{"problem" | "visit" | "about": id} of the first of these records that steps belong to; {} when none does."""
    for record in records:
        kind = desk.ledger.kind_of(record) if record else None
        name = "about" if kind in LIVING else kind
        if name in FOLLOWED:
            return {name: record}
    return {}


def came_to(desk: Desk, record: str) -> str:
    """Where a problem, or another record that goes through stages, stands now: its number, its state, until when.

    "" for what has no stages.
    """
    kind = desk.ledger.kind_of(record) if record else None
    row = desk.ledger.row(kind, record) if kind else None
    if kind is None or row is None:
        return ""
    if kind == "problem":
        standing = desk.standing(row)
        words = [row.get("number", ""), state_word(desk, "problem", row, standing.state)]
        if due := standing.awaited:
            words.append(_("due {day}").format(day=f"{due:%m-%d}"))
        return "  ".join(filter(None, words))
    stage = desk.stage(kind, row) if kind in LIVING else None
    return state_word(desk, kind, row, stage.state) if stage else ""
