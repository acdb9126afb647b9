"""What one page shows of a record of any kind: its facts, its course, what belongs to it, and what it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fieldtui.locale import _
from fieldtui.model.kinds import describe, kind_names, kind_title
from fieldtui.model.row import Row
from fieldtui.work.conflicts import mark, mark_about, open_fields
from fieldtui.work.deletion import bring_back_words, deleted_words
from fieldtui.work.desk import LIVING, Desk
from fieldtui.work.list_cells import cell
from fieldtui.work.milestones import order_warnings
from fieldtui.work.record_line import Line, line_of
from fieldtui.work.record_words import NAMES_RECORDS, facts, record_words, row_of
from fieldtui.work.stage_line import stage_line
from fieldtui.work.stages import Stage

BELONGING = {
    "project": ("milestone", "task", "problem", "figures", "visit", "pairing", "lead"),
    "meeting": ("task",),
    "visit": ("problem", "follow_up"),
    "person": ("appointment", "pairing"),
    "unit": ("task", "project", "policy", "person"),
}
"""Kinds whose records name one of this kind, in a field of its name; they stand on its page in this order."""
STUDIED = {"project": "projects", "problem": "problems"}
"""The field in which a meeting names what it studied."""
NEWEST_FIRST = ("problem", "figures", "visit", "pairing", "follow_up")


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Page:
    """`told` are sentences that go before all else; `facts` are (label, words) of what is short."""

    title: str
    state: str
    told: Sequence[str]
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]


def page_of(desk: Desk, record: str, today: date) -> Page:
    """The page of a record, also of one that is deleted or of which only a part is here."""
    kind = desk.ledger.kind_of(record) or ""
    row = row_of(desk, record)
    deleted = deleted_words(desk, record)
    told = [deleted, bring_back_words(desk, record) if deleted else "", mark_about(desk, record)]
    title = " ".join(filter(None, [record_words(desk, record), row.get("code") if kind == "project" else ""]))
    whole = desk.ledger.row(kind, record)
    if kind not in kind_names() or whole is None:
        # What is said of it is told all the same: somebody decides by that whether it comes back.
        return Page(title, "", [line for line in told if line], _short(desk, kind, row), _texts(desk, kind, row))
    stage = desk.stage(kind, whole) if kind in LIVING else None
    if kind == "project":
        told += [sentence for _earlier, _later, sentence in order_warnings(desk, record)]
    return Page(
        title,
        cell(desk, kind, "state", whole, today) if stage else "",
        [line for line in told if line],
        [*_stages(desk, kind, whole, stage), *_short(desk, kind, whole)],
        [*_texts(desk, kind, whole), *_sections(desk, kind, whole, stage, today)],
    )


def _short(desk: Desk, kind: str, row: Row) -> list[tuple[str, str]]:
    """The facts that fit beside each other; a title that says only what the head of the page says is left out."""
    tall = _tall(kind)
    said = [name for name in ("name", "title") if row.get(name)][:1]
    left_out = {*tall, *said, "code", "initials", "step"} if kind != "follow_up" else {*tall, "step"}
    return [(label, words) for name, label, words in facts(desk, kind, row) if name not in left_out]


def _texts(desk: Desk, kind: str, row: Row) -> list[Section]:
    """A section for each long text, line by line."""
    tall = _tall(kind)
    return [
        Section(label, [Line("", "", "", line, tone="wide") for line in words.splitlines()])
        for name, label, words in facts(desk, kind, row)
        if name in tall
    ]


def _tall(kind: str) -> set[str]:
    return {item.name for item in describe(kind) if item.shown.tall} if kind in kind_names() else set()


def _stages(desk: Desk, kind: str, row: Row, stage: Stage | None) -> Iterator[tuple[str, str]]:
    """The stages that it has been in, each with its day; and by when it is to be done, where steps moved that."""
    flow = desk.plan_of(row).flow_of(kind, row)
    if stage is None or flow is None:
        return
    reached = [*stage.reached]
    if stage.state != reached[-1][0]:
        # It went back to a stage where it had been before, as after 复工.
        reached.append((stage.state, stage.since))
    words = [f"{flow.state_names.get(state, state)} {day or ''}".rstrip() for state, day in reached]
    yield _("Stages"), " → ".join(words)
    if stage.open and stage.due and stage.due.isoformat() not in (row.get("due"), row.get("deadline")):
        yield _("Moved to"), stage.due.isoformat()


def _sections(desk: Desk, kind: str, row: Row, stage: Stage | None, today: date) -> Iterator[Section]:
    marks = {record: mark(len(fields)) for record, fields in open_fields(desk).items()}
    for section in (_course(desk, kind, row, stage), *_belonging(desk, kind, row, today), _named(desk, kind, row)):
        if section.lines:
            yield replace(section, lines=[_marked(line, marks.get(line.record, "")) for line in section.lines])


def _marked(line: Line, words: str) -> Line:
    return replace(line, words=f"{words} {line.words}") if words else line


def _course(desk: Desk, kind: str, row: Row, stage: Stage | None) -> Section:
    """The steps that were done, and what comes next for whom."""
    moments = stage_line(desk, kind, row, stage) if kind in LIVING else []
    lines = [Line(one.record, one.when, one.what, one.words, one.who, one.tone) for one in moments]
    return Section(_("Course"), lines)


def _belonging(desk: Desk, kind: str, row: Row, today: date) -> Iterator[Section]:
    """What belongs to it, by kind; what comes first goes first, but the newest of what only grows."""
    for other in BELONGING.get(kind, ()):
        yield _section(desk, other, desk.ledger.referring(other, kind, row["id"]), today)
    if kind in STUDIED:
        studied = [one for one in desk.ledger.rows("meeting") if row["id"] in one.get(STUDIED[kind], ())]
        yield _section(desk, "meeting", studied, today)
    yield _section(desk, "attachment", desk.ledger.referring("attachment", "belongs_to", row["id"]), today)


def _section(desk: Desk, kind: str, rows: Sequence[Row], today: date) -> Section:
    lines = sorted((line_of(desk, kind, row, today) for row in rows), key=lambda line: (line.day, line.record))
    return Section(kind_title(kind), lines[::-1] if kind in NEWEST_FIRST else lines)


def _named(desk: Desk, kind: str, row: Row) -> Section:
    """What it names itself, so that one can go there."""
    lines = []
    for item in describe(kind):
        if (item.shown.refers or item.name in NAMES_RECORDS) and row.get(item.name):
            named = row[item.name]
            for record in named if isinstance(named, list) else [named]:
                lines.append(Line(record, "", item.label, record_words(desk, record)))
    return Section(_("Goes with"), lines)
