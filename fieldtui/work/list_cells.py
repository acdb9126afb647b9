"""What stands in the cells of a list: fields as words, and what is derived from other records and from steps."""

from collections.abc import Callable
from datetime import date

from fieldtui.locale import _
from fieldtui.model.kinds import field
from fieldtui.model.row import Row
from fieldtui.work.desk import LIVING, STAGE, STANDING, Desk, awaited
from fieldtui.work.masked_words import masked_words
from fieldtui.work.naming import short_name
from fieldtui.work.record_words import label, state_word, step_word, title_of, value_words
from fieldtui.work.stages import DUE


def standing_of(desk: Desk, kind: str, row: Row) -> Row:
    """Where a record stands, as the view keeps it; empty for what knows no stages."""
    if kind == "problem":
        return desk.ledger.derived(STANDING, row["id"])
    return desk.ledger.derived(STAGE, row["id"]) if kind in LIVING else {}


def is_open(desk: Desk, kind: str, row: Row) -> bool:
    """Whether something is still to be done about it."""
    if kind == "milestone":
        # Those of a project that has ended are nobody's concern.
        return not row.get("actual") and bool(desk.ledger.derived(STAGE, row["project"]).get("open", True))
    return bool(standing_of(desk, kind, row).get("open", True))


def due_of(desk: Desk, kind: str, row: Row) -> str:
    """The day (ISO) by which something is awaited; "" for none, and for what is done."""
    if not is_open(desk, kind, row):
        return ""
    if kind == "milestone":
        return str(row["planned"])
    standing = standing_of(desk, kind, row)
    return awaited(standing) or ("" if standing.get("replied_on") else str(row.get(DUE.get(kind, ""), "")))


def is_late(desk: Desk, kind: str, row: Row, today: date) -> bool:
    """Whether the day has passed by which it was to be done. A policy that ran out is not late."""
    return kind != "policy" and bool(due := due_of(desk, kind, row)) and due < today.isoformat()


def cell(desk: Desk, kind: str, name: str, row: Row, today: date) -> str:
    """What stands in one column of a record's line, in one line."""
    maker = _DERIVED.get(name)
    if name == "due":
        return _due(desk, kind, row, today)
    words = maker(desk, kind, row) if maker else _field(desk, kind, name, row)
    return " ".join(words.split())


def _field(desk: Desk, kind: str, name: str, row: Row) -> str:
    words = masked_words(desk, kind, name, row)
    item = field(kind, name)
    return short_name(words) if item and item.shown.refers == "enterprise" else words


def _due(desk: Desk, kind: str, row: Row, today: date) -> str:
    due = due_of(desk, kind, row) or (row["planned"] if kind == "milestone" else "")
    if is_late(desk, kind, row, today):
        return _("late") + f" {due[5:]}"
    return due[5:] if kind == "problem" else due


def _of(desk: Desk, kind: str, row: Row) -> str:
    """What it is about: a problem's enterprise; of others the project, where that is what was visited or paired."""
    named = ("enterprise", "project") if kind == "problem" else ("project", "enterprise", "problem")
    return next((short_name(title_of(desk, row[name], name)) for name in named if row.get(name)), "")


def _state(desk: Desk, kind: str, row: Row) -> str:
    return state_word(desk, kind, row, str(standing_of(desk, kind, row).get("state", "")))


def _category(desk: Desk, _kind: str, row: Row) -> str:
    inclusion = next(iter(desk.ledger.referring("inclusion", "enterprise", row["id"])), {})
    return value_words(desk, "inclusion", "category", inclusion.get("category"), inclusion)


def _last_visit(desk: Desk, _kind: str, row: Row) -> str:
    return max((visit["date"] for visit in desk.ledger.referring("visit", "enterprise", row["id"])), default="")


def _problems(desk: Desk, _kind: str, row: Row) -> str:
    return str(len(desk.ledger.referring("problem", "enterprise", row["id"])) or "")


def _holder(desk: Desk, _kind: str, row: Row) -> str:
    return desk.name("person", row.get("person")) or desk.name("unit", row.get("unit"))


def _until(desk: Desk, kind: str, row: Row) -> str:
    return _("until {day}").format(day=row["end"]) if row.get("end") else ""


def _reached(desk: Desk, kind: str, row: Row) -> str:
    return _("reached on {day}").format(day=row["actual"]) if row.get("actual") else ""


def _lead(desk: Desk, kind: str, row: Row) -> str:
    """The unit that leads, known by the steps."""
    return desk.name("unit", standing_of(desk, kind, row).get("lead"))


def _figures(desk: Desk, kind: str, row: Row) -> str:
    """The figures of the month that are filled in, each with its label."""
    from fieldtui.model.records.figures import FIGURES

    filled = [name for name in FIGURES if row.get(name) is not None]
    return "  ".join(f"{label(kind, name)} {_field(desk, kind, name, row)}" for name in filled)


def _milestone(desk: Desk, kind: str, row: Row) -> str:
    """Its kind and, where it has one, the part of the project that it is about."""
    return f"{_field(desk, kind, 'type', row)} {row.get('title', '')}"


_DERIVED: dict[str, Callable[[Desk, str, Row], str]] = {
    "of": _of,
    "state": _state,
    "category": lambda desk, kind, row: (
        _category(desk, kind, row) if kind == "enterprise" else _field(desk, kind, "category", row)
    ),
    "last_visit": _last_visit,
    "problems": _problems,
    "holder": _holder,
    "milestone": _milestone,
    "until": _until,
    "reached": _reached,
    "lead": _lead,
    "figures": _figures,
    "step": lambda desk, _kind, row: step_word(desk, row),
}
