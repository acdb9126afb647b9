"""Reads a file of the county's: xlsx, ods or csv, told apart by what is in it, as lines with their numbers."""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from fieldtui.locale import _, listed
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sheets.markup import Markup, read_markup

Cell = str | int | float | bool | date | datetime | time | None

LARGEST = 200 * 1024 * 1024
"""Bytes of a file that are still read; unpacked it may have ten times as many."""
UNPACKED = 10
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
OFTEN = 500
"""Who waits hears after so many lines how many there were."""
SEPARATORS = ",\t;"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a sheet that is not empty; `number` is what the spreadsheet program shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Sheet:
    """The lines of a sheet, and what lies beside its cells. A csv has one sheet without a name."""

    name: str
    lines: list[Line]
    markup: Markup = field(default_factory=Markup)


def unseen(_lines: int) -> None:
    """Nobody waits for what is read."""


def read_sheets(path: Path, named: str = "", seen: Callable[[int], None] = unseen) -> Iterator[Sheet]:
    """The sheets that can be seen, in order, or the one called `named`. FieldError when it is no such file.

    `seen` is told now and then how many lines were read.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise FieldError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
    if size > LARGEST:
        raise FieldError(_("{path} is too large for a list; divide it.").format(path=path))
    if head == OLD_FORMAT:
        raise FieldError(
            _("{path} is an old .xls or .et, or has a password; open it and save it as .xlsx without one.").format(
                path=path
            )
        )
    if head.startswith(b"PK"):
        yield from _packed(path, named, seen)
    elif named:
        raise FieldError(_("{path} is no workbook and has no sheets; leave --sheet out.").format(path=path))
    else:
        yield Sheet("", _separated(path))


def _packed(path: Path, named: str, seen: Callable[[int], None]) -> Iterator[Sheet]:
    """The sheets of a file that is a zip: an xlsx, or an OpenDocument one."""
    # They take a tenth of a second to load, and only lists need them.
    from openpyxl.utils.exceptions import InvalidFileException

    from fieldtui.sheets.open_document import is_open_document

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > UNPACKED * LARGEST:
                raise FieldError(_("{path} is too large for a list; divide it.").format(path=path))
            open_document = is_open_document(packed)
        yield from (_open_document if open_document else _workbook)(path, named, seen)
    except (
        *(zipfile.BadZipFile, zlib.error, InvalidFileException, NotImplementedError, RuntimeError),
        *(KeyError, IndexError, AttributeError, TypeError, SyntaxError, EOFError, OSError),
    ) as error:
        raise _unreadable(path) from error
    except ValueError as error:
        if isinstance(error, FieldError):
            raise
        raise _unreadable(path) from error


def _told(rows: Iterator[tuple[Cell, ...]], seen: Callable[[int], None]) -> Iterator[tuple[Cell, ...]]:
    for number, cells in enumerate(rows):
        if number % OFTEN == 0:
            seen(number)
        yield cells


def _workbook(path: Path, named: str, seen: Callable[[int], None]) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # Of drawings and the like that it leaves out, which no list needs.
        warnings.simplefilter("ignore")
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            _refuse_unknown(named, [sheet.title for sheet in book.worksheets])
            for sheet in book.worksheets:
                if sheet.title == named or (not named and sheet.sheet_state == "visible"):
                    # What the file says of its size is wrong in many.
                    sheet.reset_dimensions()
                    markup = read_markup(path, sheet.title)
                    rows = _told(sheet.iter_rows(values_only=True), seen)
                    yield Sheet(sheet.title, _filled(rows, markup), markup)
        finally:
            book.close()


def _open_document(path: Path, named: str, seen: Callable[[int], None]) -> Iterator[Sheet]:
    from fieldtui.sheets.open_document import read_tables

    tables = list(read_tables(path, seen))
    _refuse_unknown(named, [table.name for table in tables])
    for table in tables:
        if table.name == named or (not named and table.visible):
            yield Sheet(table.name, _filled(iter(table.rows), table.markup), table.markup)


def _refuse_unknown(named: str, names: list[str]) -> None:
    if named and named not in names:
        raise FieldError(_("There is no sheet “{name}”; there are: {names}.").format(name=named, names=listed(names)))


def _unreadable(path: Path) -> FieldError:
    return FieldError(
        _("{path} is damaged or no list; open it in WPS or Excel and save it as .xlsx.").format(path=path)
    )


def _filled(rows: Iterator[tuple[Cell, ...]], markup: Markup) -> list[Line]:
    """The lines that hold something; what stands in cells merged downwards stands in each of their lines."""
    lines: list[Line] = []
    below: dict[int, dict[int, Cell]] = {}
    for number, cells in enumerate(rows, 1):
        given = below.pop(number, {})
        for column, value in given.items():
            if column < len(cells) and cells[column] in (None, ""):
                cells = (*cells[:column], value, *cells[column + 1 :])
        for column, last in markup.downwards.get(number, ()):
            if column < len(cells) and cells[column] not in (None, ""):
                for lower in range(number + 1, last + 1):
                    below.setdefault(lower, {})[column] = cells[column]
        if any(cell is not None and cell != "" for cell in cells):
            lines.append(Line(number, cells))
    return lines


def _separated(path: Path) -> list[Line]:
    text = _decoded(path)
    # A field of a list may be as long as a note, and longer than csv allows by itself.
    csv.field_size_limit(1024 * 1024)
    start = text[:4096]
    separator = max(SEPARATORS, key=start.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        # A cell with line ends in it makes one line: numbered as the spreadsheet program will.
        lines = [Line(number, tuple(cells)) for number, cells in enumerate(reader, 1)]
    except csv.Error as error:
        raise _unreadable(path) from error
    return [line for line in lines if any(str(cell).strip() for cell in line.cells)]


def _decoded(path: Path) -> str:
    """The text, in UTF-8 with or without a mark, UTF-16 with its mark, or GB18030: the first that fits strictly."""
    content = path.read_bytes()
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _unreadable(path)
