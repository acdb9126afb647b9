"""Writes an empty list of a kind: headings that come in again as they are, notes, and drop-down lists of the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldtui.locale import N_, _, listed
from fieldtui.model.kinds import field as field_of
from fieldtui.model.kinds import kind_title
from fieldtui.model.plan import Plan
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sheets.columns import usual_headings

ROWS = 2000
"""Lines that have a drop-down list."""
HEADING_LINE = 3
LISTS = N_("choices of the lists")
NOTES = N_("how to fill it in")

LEFT_OUT = {
    "enterprise": ("inclusion.plan",),
    "problem": ("reply", "reason", "evidence", "approved_by", "on.signed", "on.handling"),
    "pairing": ("role", "holder", "project", "person_unit", "person_post", "person_phone"),
    "project": ("size_mark", "level", "team", "entered_on"),
    "figures": ("project", "invested", "source"),
}
"""Columns that are read when a list has them, and asked of nobody."""
REQUIRED = {
    "enterprise": ("name", "region"),
    "pairing": ("enterprise",),
    "project": ("name", "type", "investment"),
    "figures": ("enterprise", "month"),
    "problem": ("enterprise", "raised", "title", "type"),
    "visit": ("enterprise", "date", "visitors", "note"),
}
DATES = ("date", "raised", "due", "start", "end", "hoped_for", "inclusion.start", "follow_up.due")
TEXTS = ("uscc", "contact.phone", "person_phone", "number")
"""Columns whose cells are text: as a number a code loses its last digits."""
WIDE = ("title", "description", "request", "note", "words", "ground", "address", "reason")
YES_OR_NO = ("above_scale", "losing", "leaving_statistics", "green_channel", "one_policy")


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    heading: str
    words: tuple[str, ...] = ()
    """What the drop-down list offers."""
    required: bool = False


def columns_of(kind: str, plan: Plan) -> list[Column]:
    """The columns of an empty list: the commonest headings, in the order of the table."""
    left_out = LEFT_OUT.get(kind, ())
    return [
        Column(name, words[0], tuple(_words(kind, name, plan)), name in REQUIRED[kind])
        for name, words in usual_headings(kind, plan).items()
        if name not in left_out
    ]


def write_template(kind: str, plan: Plan, path: Path) -> None:
    """Write an empty list. FieldError when there is a file already, or it can't be written."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    columns = columns_of(kind, plan)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = kind_title(kind)
    sheet.append([_("{kind} ({plan})").format(kind=kind_title(kind), plan=plan.title)])
    sheet.append([_("Columns with ★ must be filled in; one line each. Columns may be moved, or left out.")])
    sheet.append([f"{column.heading}★" if column.required else column.heading for column in columns])
    last = get_column_letter(len(columns))
    for line in (1, 2):
        sheet.merge_cells(f"A{line}:{last}{line}")
    sheet["A1"].font = Font(size=14, bold=True)
    lists = book.create_sheet(_(LISTS))
    lists.sheet_state = "hidden"
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        cell = sheet.cell(HEADING_LINE, place)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE8EEF7")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        note = _note(kind, column)
        if note:
            cell.comment = Comment(note, "fieldtui", width=280, height=120)
        base = column.name.rpartition(".")[2]
        sheet.column_dimensions[letter].width = 40 if base in WIDE else 24 if "name" in base else 14
        cells = f"{letter}{HEADING_LINE + 1}:{letter}{HEADING_LINE + ROWS}"
        form = "@" if column.name in TEXTS else "yyyy-mm-dd" if _is_date(column.name) else ""
        if form:
            for (below,) in sheet[f"{letter}{HEADING_LINE + 1}:{letter}{HEADING_LINE + 300}"]:
                below.number_format = form
        if column.words:
            # A list of its own, for the words within a rule may have 255 characters together.
            for line, word in enumerate(column.words, 1):
                lists[f"{letter}{line}"] = word
            source = f"'{lists.title}'!${letter}$1:${letter}${len(column.words)}"
            rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
            rule.add(cells)
            sheet.add_data_validation(rule)
    sheet.freeze_panes = f"A{HEADING_LINE + 1}"
    notes = book.create_sheet(_(NOTES))
    for sentence in _notes(kind, columns):
        notes.append(sentence)
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, 90
    try:
        # Never over something that is there: it may be filled in.
        with path.open("xb") as file:
            book.save(file)
    except FileExistsError as error:
        raise FieldError(_("{path} is there already; choose another name.").format(path=path)) from error
    except OSError as error:
        raise FieldError(_("{path} can't be written: {reason}.").format(path=path, reason=reason_of(error))) from error


def _words(kind: str, name: str, plan: Plan) -> Sequence[str]:
    """The words that a drop-down list offers for a column."""
    if name in YES_OR_NO:
        return _("yes"), _("no")
    if kind == "problem" and name == "state":
        return list(plan.flow.state_names.values())
    if (kind == "problem" and name in ("lead", "suggested")) or name.endswith(".suggested"):
        return plan.departments
    of, _mark, base = name.rpartition(".")
    owner = {"inclusion": "inclusion", "problem_1": "problem", "problem_2": "problem"}.get(of, kind)
    if kind == "problem" and name == "satisfaction":
        owner = "follow_up"
    described = field_of(owner, base) if of != "role" else None
    if described is None:
        return ()
    if described.shown.choices:
        return [_(word) for word in described.shown.choices.values()]
    return list(plan.choices(described.shown.plan).values()) if described.shown.plan else ()


def _is_date(name: str) -> bool:
    return name in DATES or name.startswith("on.")


def _note(kind: str, column: Column) -> str:
    """What is to be known of a column, for the note at its heading."""
    if column.words:
        return _("One of: {words}").format(words=listed(column.words[:30]))
    if _is_date(column.name):
        return _("A date, such as 2026-03-05, 2026.3.5 or 2026年3月5日.")
    if column.name == "uscc":
        return _("18 characters; the column is text, so that no digit is lost.")
    if column.name in ("visitors", "co") or column.name.startswith("role."):
        return _("Several names are parted by 、")
    if kind == "visit" and column.name == "follow_up.reason":
        return _("What is to be done next; with the date beside it, it becomes a reminder.")
    return ""


def _notes(kind: str, columns: Sequence[Column]) -> list[list[str]]:
    lines = [
        [_("Import it with"), f"fieldtui import {kind.replace('_', '-')} FILE.xlsx --dry-run"],
        [_("Empty lines, totals and titles are skipped."), ""],
    ]
    return [*lines, *([column.heading, _note(kind, column)] for column in columns if _note(kind, column))]
