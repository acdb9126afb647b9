"""A record as one line on the page of what it belongs to: its day, what it is, its words, who."""

from dataclasses import dataclass
from datetime import date

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk
from fieldtui.work.list_cells import cell, is_late


@dataclass(frozen=True, slots=True)
class Line:
    """`record` is what opens, "" for nothing. `tone` as in a list; "wide" stretches the words over all columns."""

    record: str
    day: str
    what: str
    words: str
    who: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of `work.list_cells` that a line is made of."""

    day: str
    what: str
    words: tuple[str, ...]
    who: str


_LINES = {
    "milestone": _Columns("due", "milestone", ("reached", "obstacle", "note"), "unit"),
    "task": _Columns("due", "state", ("title",), "unit"),
    "problem": _Columns("raised", "state", ("title",), "lead"),
    "figures": _Columns("month", "source", ("figures",), ""),
    "visit": _Columns("date", "outcome", ("note",), "visitors"),
    "follow_up": _Columns("on", "step", ("reason", "words"), "by"),
    "project": _Columns("entered_on", "state", ("code", "name", "investment"), "unit"),
    "policy": _Columns("deadline", "state", ("name",), "unit"),
    "meeting": _Columns("date", "place", ("title",), "chair"),
    "lead": _Columns("collected", "state", ("title",), "owner"),
    "idea": _Columns("submitted", "state", ("title",), "owner"),
    "outcome": _Columns("period", "category", ("achieved", "evidence"), "judged_by"),
    "pairing": _Columns("start", "role", ("holder", "until"), ""),
    "inclusion": _Columns("start", "category", ("ground", "until"), ""),
    "appointment": _Columns("start", "role", ("person", "unit", "until"), ""),
    "person": _Columns("", "post", ("name",), "phone"),
    "contact": _Columns("", "post", ("name",), "phone"),
    "attachment": _Columns("", "media_type", ("name",), "size"),
    "enterprise": _Columns("", "region", ("name",), ""),
}


def line_of(desk: Desk, kind: str, row: Row, today: date) -> Line:
    """The line of a record of any kind; of a kind without columns of its own the name."""
    columns = _LINES.get(kind, _Columns("", "", ("name",), ""))

    def said(name: str) -> str:
        return cell(desk, kind, name, row, today) if name else ""

    late = is_late(desk, kind, row, today)
    # The mark is for who sees no colours; what shows by when it is due has it there.
    marked = _("late") if late and columns.day != "due" else ""
    words = "  ".join(filter(None, [marked, *map(said, columns.words)]))
    return Line(row["id"], said(columns.day), said(columns.what), words, said(columns.who), "late" if late else "")
