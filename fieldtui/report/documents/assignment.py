"""What the office sends to departments, of one problem or of many: the assignment 问题交办单, the reminder 督办单."""

from datetime import date

from fieldtui.locale import _, listed
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.report.chat import in_brackets
from fieldtui.report.documents.document import Cell, Column, Document, Form, Part, Remark, Table
from fieldtui.report.documents.making import Making, day_by_hand, day_of_form, signed
from fieldtui.work.life import Standing

ANSWER_LINES, SIGNATURE_LINES = 4, 3


def assignment(making: Making, row: Row) -> Document:
    """One problem, for the department that leads. FieldError while it is nobody's."""
    standing = _assigned(making, row)
    desk, enterprise = making.desk, row.get("enterprise")
    parts: list[Part] = [
        Form(
            [
                [making.cell(row, "number"), making.cell(row, "source")],
                [Cell(_("Enterprise"), making.about(row))],
                [Cell(_("Contact"), "\n".join(making.contacts(enterprise)))],
                [making.cell(row, "type"), Cell(_("Nature, urgency"), _sort(making, row))],
                [Cell(_("Problem"), _whole(row), 3)],
                [making.cell(row, "request", 2)],
                [Cell(_("Co-departments"), listed(desk.name("unit", unit) for unit in standing.co))],
                [
                    Cell(_("Assigned on"), _day(standing.assigned_on)),
                    Cell(_("Reply due"), _day(standing.due)),
                ],
                *([making.cell(row, name)] for name in ("hoped_for",) if row.get(name)),
                *([Cell(_("What is asked"), words)] for words in _asked(making, row)),
                [Cell(_("Result of handling"), lines=ANSWER_LINES)],
                [
                    Cell(_("Received by"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
                    Cell(_("Head of the unit (seal)"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
                ],
            ]
        ),
        signed(making),
    ]
    lead = desk.name("unit", standing.lead)
    return Document(
        _("Assignment of a problem"), row["id"], making.day, parts, row.get("number", ""), to=lead, numbered=True
    )


def assignments(making: Making, unit: Row) -> Document:
    """All that a department leads and has not answered. FieldError when there is nothing."""
    problems = making.awaited(unit["id"])
    if not problems:
        raise FieldError(_("“{unit}” has nothing to answer.").format(unit=unit["name"]))
    columns = [
        Column(_("No."), 3),
        Column(_("Enterprise"), 9),
        Column(_("Contact"), 9),
        Column(_("Problem"), 14),
        Column(_("Request"), 10),
        Column(_("Reply due"), 6),
        Column(_("Result of handling"), 8),
    ]
    rows = [
        [
            str(number),
            making.about(row),
            "\n".join(making.contacts(row.get("enterprise"))),
            _with_number(row),
            row.get("request", ""),
            _day(standing.due),
            "",
        ]
        for number, (row, standing) in enumerate(problems, 1)
    ]
    asked = Remark(_("Please take these up, and reply to us by the day beside each."))
    parts: list[Part] = [asked, Table(columns, rows), signed(making)]
    return Document(
        _("Assignment of problems"), unit["id"], making.day, parts, to=unit["name"], numbered=True, landscape=True
    )


def reminder(making: Making, row: Row) -> Document:
    """A problem whose reply is late. FieldError when it is not."""
    standing = _assigned(making, row)
    if not making.days_late(row, standing):
        raise FieldError(_("This problem is not overdue, so there is nothing to remind of."))
    parts: list[Part] = [
        Remark(_("The reply to the following is overdue. Please say how far it is, and settle it without delay.")),
        Form(
            [
                [making.cell(row, "number"), Cell(_("Enterprise"), making.about(row))],
                [Cell(_("Problem"), _whole(row), 2)],
                [making.cell(row, "request")],
                [Cell(_("Assigned on"), _day(standing.assigned_on)), Cell(_("Reply due"), _day(standing.due))],
                [Cell(_("Overdue"), _late_words(making, row, standing)), Cell(_("Extended"), _extensions(making, row))],
                [Cell(_("Latest progress"), latest_progress(making, row), 2)],
                [Cell(_("Why it is late, and by when it is done"), lines=ANSWER_LINES)],
                [
                    Cell(_("Person in charge"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
                    Cell(_("Head of the unit (seal)"), lines=SIGNATURE_LINES, by_hand=day_by_hand()),
                ],
            ]
        ),
        signed(making),
    ]
    lead = making.desk.name("unit", standing.lead)
    return Document(_("Reminder"), row["id"], making.day, parts, row.get("number", ""), to=lead, numbered=True)


def reminders(making: Making, unit: Row) -> Document:
    """All that a department is late with. FieldError when it is late with nothing."""
    awaited = making.awaited(unit["id"])
    late = [(row, standing) for row, standing in awaited if making.days_late(row, standing)]
    if not late:
        raise FieldError(_("“{unit}” is late with nothing.").format(unit=unit["name"]))
    columns = [
        Column(_("No."), 3),
        Column(_("Enterprise"), 9),
        Column(_("Problem"), 14),
        Column(_("Assigned on"), 6),
        Column(_("Reply due"), 6),
        Column(_("Overdue"), 6),
        Column(_("Latest progress"), 14),
    ]
    rows = [
        [
            str(number),
            making.about(row),
            _with_number(row),
            _day(standing.assigned_on),
            _day(standing.due),
            _late_words(making, row, standing),
            latest_progress(making, row),
        ]
        for number, (row, standing) in enumerate(late, 1)
    ]
    asked = Remark(_("The replies to the following are overdue. Please say how far each is, and settle them."))
    return Document(
        _("Reminder"),
        unit["id"],
        making.day,
        [asked, Table(columns, rows), signed(making)],
        to=unit["name"],
        numbered=True,
        landscape=True,
    )


def latest_progress(making: Making, row: Row) -> str:
    """What was said in the last step that said something, and when."""
    said = [step.row for step in making.steps(row) if step.row.get("words")]
    return making.said(said[-1]) if said else ""


def _assigned(making: Making, row: Row) -> Standing:
    standing = making.desk.standing(row)
    if not standing.lead:
        raise FieldError(_("This problem was assigned to no department yet."))
    return standing


def _asked(making: Making, row: Row) -> list[str]:
    """What was said when it was assigned, where something was."""
    words = (making.last_with(row, "assign") or {}).get("words")
    return [words] if words else []


def _late_words(making: Making, row: Row, standing: Standing) -> str:
    return _("{count} working days").format(count=making.days_late(row, standing))


def _extensions(making: Making, row: Row) -> str:
    """To which days it was put off, and who agreed."""
    moved = {step.step for step in making.desk.plan_of(row).flow.steps if "move_due" in step.effects}
    steps = [step.row for step in making.steps(row) if step.row["step"] in moved and step.row.get("due")]
    return "\n".join(in_brackets(making.words(step, "due"), step.get("approved_by", "")) for step in steps)


def _sort(making: Making, row: Row) -> str:
    """Whether it is common, urgent, in the green channel, one with a plan of its own."""
    flags = [making.cell(row, name).label for name in ("green_channel", "one_policy") if row.get(name)]
    return listed(filter(None, [making.words(row, "nature"), making.words(row, "urgency"), *flags]))


def _whole(row: Row) -> str:
    return "\n".join(filter(None, [row["title"], row.get("description")]))


def _with_number(row: Row) -> str:
    return "\n".join(filter(None, [row.get("number"), _whole(row)]))


def _day(day: date | None) -> str:
    return day_of_form(day) if day else ""
