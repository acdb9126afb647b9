"""Reads the sheets of an OpenDocument file (.ods), as LibreOffice saves lists when nobody chooses another form.

OpenDocument 1.3, part 3, section 9: rows and cells that repeat stand there once, what a merged cell covers is said, and
what a cell holds stands in its attributes, but for text. Only the standard library is needed for that.
"""

import contextlib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from pathlib import Path
from xml.etree.ElementTree import Element, iterparse

from openpyxl.utils import get_column_letter

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.markup import Markup
from fieldtui.sheets.reading import Cell

CONTENT = "content.xml"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_CELLS = 20_000_000
"""No list has more; a few bytes can say that a row repeats a million times."""
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{{{_NAMES}{part}:1.0}}" for part in ("office", "table", "text", "style"))


@dataclass(slots=True)
class Table:
    """A sheet as the file has it: its lines from the first on, also empty ones, and what lies beside the cells."""

    name: str
    visible: bool
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    markup: Markup = field(default_factory=Markup)


def is_open_document(packed: zipfile.ZipFile) -> bool:
    return "mimetype" in packed.namelist() and packed.read("mimetype").startswith(MIMETYPE)


def read_tables(path: Path, seen: Callable[[int], None]) -> Iterator[Table]:
    """The sheets in their order. Raises ParseError, KeyError or ValueError when it is laid out in another way."""
    hidden_styles: set[str] = set()
    with zipfile.ZipFile(path) as packed, packed.open(CONTENT) as content:
        reading: _Reading | None = None
        for event, element in iterparse(content, ("start", "end")):
            if event == "start":
                if element.tag == f"{_TABLE}table" and reading is None:
                    style = element.get(f"{_TABLE}style-name", "")
                    reading = _Reading(Table(element.get(f"{_TABLE}name", ""), style not in hidden_styles))
            elif element.tag == f"{_STYLE}style":
                if any(part.get(f"{_TABLE}display") == "false" for part in element):
                    hidden_styles.add(element.get(f"{_STYLE}name", ""))
            elif element.tag == f"{_TABLE}table-row" and reading is not None:
                reading.take(element)
                seen(reading.number)
                element.clear()
            elif element.tag == f"{_TABLE}table" and reading is not None:
                yield reading.table
                reading = None


class _Reading:
    """A table while its rows come in."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.number = 0
        """The line of the row before."""
        self._hidden: set[int] = set()
        self._cells = 0

    def take(self, row: Element) -> None:
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = tuple(self._cells_of(row))
        first, self.number = self.number + 1, self.number + times
        if not cells:
            # Nearly every sheet ends with a million empty lines that are one row of the file.
            return
        self._cells += times * len(cells) + first - len(self.table.rows)
        if self._cells > MOST_CELLS:
            raise FieldError(_("The sheet “{name}” is too large for a list; divide it.").format(name=self.table.name))
        self.table.rows.extend(repeat((), first - 1 - len(self.table.rows)))
        self.table.rows.extend(repeat(cells, times))
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            self._hidden.update(range(first, self.number + 1))
            self.table.markup.hidden = frozenset(self._hidden)

    def _cells_of(self, row: Element) -> Iterator[Cell]:
        """The cells of a row up to the last that holds something, or is covered by one that does."""
        column = waiting = 0
        for item in row:
            if item.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            times = int(item.get(f"{_TABLE}number-columns-repeated", "1"))
            value = _value(item)
            if value is None and item.tag == f"{_TABLE}table-cell":
                self._note_formula(item, column)
                waiting += times
            else:
                if waiting + times > MOST_CELLS:
                    raise FieldError(_("A line of the sheet is too long for a list; divide it."))
                yield from repeat(None, waiting)
                yield from repeat(value, times)
                waiting = 0
                self._note_merge(item, column)
            column += times

    def _note_merge(self, cell: Element, column: int) -> None:
        down, across = (int(cell.get(f"{_TABLE}number-{what}-spanned", "1")) for what in ("rows", "columns"))
        markup, line = self.table.markup, self.number + 1
        if down > 1:
            markup.downwards.setdefault(line, []).append((column, line + down - 1))
        if across > 1:
            markup.sideways.setdefault(line, []).append((column, column + across - 1))

    def _note_formula(self, cell: Element, column: int) -> None:
        if cell.get(f"{_TABLE}formula") and cell.get(f"{_OFFICE}value-type") is None:
            place = f"{get_column_letter(column + 1)}{self.number + 1}"
            self.table.markup.unkept = (*self.table.markup.unkept, place)


def _value(cell: Element) -> Cell:
    """What a cell holds; None when that is nothing."""
    match cell.get(f"{_OFFICE}value-type"):
        case "float" | "percentage" | "currency":
            number = float(cell.get(f"{_OFFICE}value", ""))
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        case "date":
            # LibreOffice writes days of any calendar; what Python can't read is left as people see it.
            with contextlib.suppress(ValueError):
                return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
            return _shown(cell)
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true"
        case None:
            return None
        case _text:
            # A duration, too, is what people see of it. Remarks to the cell are no part of it.
            return cell.get(f"{_OFFICE}string-value") or _shown(cell)


def _shown(cell: Element) -> str | None:
    return "\n".join(map(_said, cell.findall(f"{_TEXT}p"))) or None


def _said(paragraph: Element) -> str:
    """The text of a paragraph, with the blanks and line ends that stand in it as elements."""
    text = paragraph.text or ""
    for part in paragraph:
        match part.tag.removeprefix(_TEXT):
            case "s":
                text += " " * min(int(part.get(f"{_TEXT}c", "1")), 1000)
            case "tab":
                text += "\t"
            case "line-break":
                text += "\n"
            case "ruby":
                # What is written above the characters says how they sound.
                text += "".join(map(_said, part.findall(f"{_TEXT}ruby-base")))
            case _span:
                text += _said(part)
        text += part.tail or ""
    return text
