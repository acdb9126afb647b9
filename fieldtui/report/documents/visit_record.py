"""The record of a visit 走访记录表: one page that both sides sign."""

from fieldtui.locale import _, listed
from fieldtui.model.row import Row
from fieldtui.report.chat import day_words, in_brackets
from fieldtui.report.documents.document import Cell, Document, Form
from fieldtui.report.documents.making import Making, day_by_hand, numbered_lines
from fieldtui.report.visits import answered_on_site, place_of, planned_words, problems_of
from fieldtui.work.handed import Handed
from fieldtui.work.planned import PLANNED

NOTE_LINES, SIGNATURE_LINES = 6, 3
BROUGHT = ("services", "factors", "policies")


def visit_record(making: Making, row: Row) -> Document:
    desk = making.desk
    problems = problems_of(desk, row)
    raised = [in_brackets(problem["title"], _sorted_as(making, problem)) for problem in problems]
    rows: list[list[Cell]] = [
        [Cell(_("Enterprise"), making.about(row))],
        [Cell(_("Date"), day_words(row["date"])), Cell(_("Place"), place_of(desk, row))],
        [making.cell(row, "mode"), making.cell(row, "outcome")],
        [making.cell(row, "visitors"), making.cell(row, "met")],
        [Cell(_("Situation"), row.get("note", ""), NOTE_LINES)],
        *([making.cell(row, name)] for name in BROUGHT if row.get(name)),
        [Cell(_("Problems"), numbered_lines(raised), 2)],
        [Cell(_("Answered on site"), numbered_lines(answered_on_site(desk, problems)), 2)],
        [Cell(_("Next step"), numbered_lines(_planned_then(making, row)), 2)],
        [
            Cell(_("Visitors sign"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
            Cell(_("Enterprise signs"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
        ],
    ]
    return Document(_("Record of a visit"), row["id"], making.day, [Form(rows)])


def _sorted_as(making: Making, problem: Row) -> str:
    urgency = making.words(problem, "urgency") if problem.get("urgency", "ordinary") != "ordinary" else ""
    return listed(filter(None, [making.words(problem, "type"), urgency]))


def _planned_then(making: Making, visit: Row) -> list[str]:
    """What was planned at the visit, done since or not: the paper tells what was agreed."""
    handed = Handed(making.desk.ledger)
    steps = making.desk.ledger.referring("follow_up", "visit", visit["id"])
    planned = sorted((step for step in steps if step["step"] == PLANNED), key=lambda step: (step["due"], step["id"]))
    return [planned_words(making.desk, step, handed, making.day) for step in planned]
