"""A list as a table for other programs, xlsx or csv: numbers and days stay such, and nothing runs as a formula."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from fieldtui.locale import _
from fieldtui.model.kinds import describe, field
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.report.cleaning import printable
from fieldtui.report.keeping import MARK, write_file
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import ListColumn, ListOf, columns_chosen, columns_offered, lists_of
from fieldtui.work.list_values import Value, value_of
from fieldtui.work.masking import masked, masked_phone

ENDINGS = (".xlsx", ".csv")
MOST_ROWS = 1_048_575
"""Rows below the heading that a sheet of xlsx holds."""
MOST_CHARACTERS = 32_767
"""Characters that a cell of xlsx holds."""
LONGEST_NUMBER = 11
"""Digits up to which a program that opens csv leaves a number as it is."""

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a program that opens csv takes for the beginning of a formula; some read the full-width ones so, too."""


class ListSheet:
    """The table of a list: its heading and its rows, in the order in which they are given.

    `key` is that of a list, or a kind that has none, which has all its fields; `columns` are names of
    `work.list_columns`, none are the usual ones. `phone` and `prose` make of telephone numbers what is handed on.
    """

    def __init__(
        self,
        desk: Desk,
        key: str,
        today: date,
        columns: Sequence[str] = (),
        *,
        phone: Callable[[str], str] = masked_phone,
        prose: Callable[[str], str] = masked,
    ) -> None:
        self._desk = desk
        self._of = next((one for one in lists_of(desk) if one.key == key), None) or _without_list(key)
        self._columns = columns_chosen(self._of, columns)
        self._today = today
        self._phone = phone
        self._prose = prose

    @property
    def title(self) -> str:
        return self._of.title

    def heading(self) -> list[str]:
        return [self._heading(column) for column in self._columns]

    def rows(self, records: Iterable[str]) -> Iterator[list[Value]]:
        """A row for each record; a number, a day, or words; None for nothing."""
        for record in records:
            row = self._desk.ledger.row(self._of.kind, record)
            if row is not None:
                yield [self._handed_on(column.name, self._value(column.name, row)) for column in self._columns]

    def _value(self, name: str, row: Row) -> Value:
        return value_of(self._desk, self._of.kind, name, row, self._today)

    def _heading(self, column: ListColumn) -> str:
        item = field(self._of.kind, column.name)
        words = self._of.heading(column)
        return _("{words} ({inside})").format(words=words, inside="万元") if item and item.type == "money" else words

    def _handed_on(self, name: str, value: Value) -> Value:
        item = field(self._of.kind, name)
        if not isinstance(value, str) or (item and (item.shown.refers or item.shown.plan or item.shown.choices)):
            return value
        return self._phone(value) if name == "phone" else self._prose(value)


def write_list(path: Path, sheet: ListSheet, records: Sequence[str]) -> None:
    """Writes the table to a file, as its ending says. FieldError for another ending, or when it can't be written."""
    match path.suffix.lower():
        case ".xlsx":
            if len(records) > MOST_ROWS:
                raise FieldError(_("An xlsx sheet holds {most} rows; write csv, or filter.").format(most=MOST_ROWS))
            write_file(path, [_as_xlsx(sheet.title, sheet.heading(), sheet.rows(records))])
        case ".csv":
            write_file(path, [MARK, _as_csv(sheet.heading(), sheet.rows(records)).encode("utf-8")])
        case _other:
            raise FieldError(_("{file}: a table's name ends in .xlsx or .csv.").format(file=path.name))


def _as_xlsx(title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    for number, words in enumerate(heading, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(14, 2 * len(words) + 4)

    def cell(value: Value) -> WriteOnlyCell:
        if isinstance(value, str):
            made = WriteOnlyCell(sheet, printable(value)[:MOST_CHARACTERS])
            # Whatever it begins with, it is text: neither a formula nor a number.
            made.data_type, made.number_format = "s", "@"
            return made
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            made.number_format = "yyyy-mm-dd"
        return made

    head = [cell(words) for words in heading]
    for made in head:
        made.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([None if value is None else cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _as_csv(heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(map(_harmless, heading))
    writer.writerows([_in_csv(value) for value in row] for row in rows)
    return content.getvalue()


def _in_csv(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return _harmless(value) if isinstance(value, str) else "" if value is None else str(value)


def _harmless(text: str) -> str:
    """Text that no program that opens the file runs, or rounds as a number."""
    text = printable(text)
    if text.startswith(_RUNS):
        return f"'{text}"
    # A tab at its end tells a code from a number, which would be shown as 9.15E+17.
    return f"{text}\t" if text.isdecimal() and (len(text) > LONGEST_NUMBER or text.startswith("0")) else text


def _without_list(kind: str) -> ListOf:
    """All fields of a kind that has no list on screen."""
    named = ListOf(kind, tuple(ListColumn(item.name) for item in describe(kind)[:1]))
    return ListOf(kind, tuple(columns_offered(named)))
