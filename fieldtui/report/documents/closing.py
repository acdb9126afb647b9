"""What closes a problem on paper: the closing form 销号单, and what the enterprise says of it 企业满意度反馈表."""

from itertools import takewhile

from fieldtui.locale import _, listed
from fieldtui.model.codes import SATISFACTIONS
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.document import Cell, Document, Form, Part, Remark
from fieldtui.report.documents.making import Making, day_by_hand, numbered_lines

SIGNATURE_LINES, OPINION_LINES = 3, 3
EMPTY_BOX = "□"


def closing_form(making: Making, row: Row) -> Document:
    """A problem that was answered, with all who sign that it is closed. FieldError while it is not answered."""
    desk, standing, reply = making.desk, making.desk.standing(row), _reply(making, row)
    verified, closed = making.last_with(row, "verify") or {}, making.last_with(row, "solve") or {}
    closed = closed or making.last_with(row, "explain") or {}
    signed = [closed["approved_by"], making.words(closed, "approved_on")] if closed.get("approved_by") else []
    form = Form(
        [
            [making.cell(row, "number"), making.cell(row, "type")],
            [Cell(_("Enterprise"), making.about(row))],
            [Cell(_("Problem"), "\n".join(filter(None, [row["title"], row.get("description")])))],
            [
                Cell(_("Lead"), desk.name("unit", standing.lead)),
                Cell(_("Co-departments"), listed(desk.name("unit", unit) for unit in standing.co)),
            ],
            [making.cell(row, "raised"), Cell(_("Replied on"), making.words(reply, "on"))],
            [Cell(_("Measures"), numbered_lines(_measures(making, row, reply)), 3)],
            [Cell(_("Result"), reply.get("words", ""), 3)],
            [Cell(_("Evidence"), closed.get("evidence", ""))],
            [Cell(_("The enterprise's opinion"), _opinion(making, verified), OPINION_LINES, by_hand=day_by_hand())],
            [
                Cell(_("Person in charge"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
                Cell(_("Head of the unit"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
            ],
            [
                Cell(_("Clerk of the office"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
                Cell(_("Leader's approval"), "\n".join(signed), SIGNATURE_LINES, by_hand=day_by_hand()),
            ],
        ]
    )
    return Document(_("Closing form"), row["id"], making.day, [form], row.get("number", ""))


def feedback_form(making: Making, row: Row) -> Document:
    """For the enterprise's seal: what it asked for, what was done, and whether it is content."""
    reply = _reply(making, row)
    boxes = "\u3000".join(f"{EMPTY_BOX}{_(word)}" for word in SATISFACTIONS.values())
    parts: list[Part] = [
        Remark(_("You raised the problem below. Please tell us whether you are content with what was done.")),
        Form(
            [
                [making.cell(row, "number"), making.cell(row, "raised")],
                [Cell(_("Enterprise"), making.about(row))],
                [Cell(_("Contact"), "\n".join(making.contacts(row.get("enterprise"))))],
                [Cell(_("Problem"), "\n".join(filter(None, [row["title"], row.get("description")])), 2)],
                [making.cell(row, "request")],
                [
                    Cell(_("Handled by"), making.desk.name("unit", making.desk.standing(row).lead)),
                    Cell(_("Replied on"), making.words(reply, "on")),
                ],
                [Cell(_("Result"), reply.get("words", ""), 3)],
                [Cell(_("Satisfaction"), by_hand=boxes)],
                [Cell(_("Opinions and suggestions"), lines=6)],
                [Cell(_("Enterprise (seal)"), lines=4, by_hand=day_by_hand())],
            ]
        ),
    ]
    return Document(_("What an enterprise says"), row["id"], making.day, parts, row.get("number", ""))


def _reply(making: Making, row: Row) -> Row:
    reply = making.last_with(row, "reply")
    if reply is None:
        raise FieldError(_("This problem was not answered yet; there is nothing to close or to ask about."))
    return reply


def _measures(making: Making, row: Row, reply: Row) -> list[str]:
    """What was done before the reply, in its order."""
    before = takewhile(lambda step: step["id"] != reply["id"], (step.row for step in making.steps(row)))
    return [making.said(step) for step in before if step.get("words")]


def _opinion(making: Making, verified: Row) -> str:
    """What the enterprise said, and when, as it was entered."""
    if not verified:
        return ""
    first = " ".join(filter(None, [making.words(verified, "on"), making.words(verified, "satisfaction")]))
    return "\n".join(filter(None, [first, verified.get("words")]))
