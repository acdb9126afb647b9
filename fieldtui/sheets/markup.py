"""What lies beside the cells of an xlsx sheet: hidden rows, merged cells, formulas whose value was not kept.

A reader that streams gives the cells alone. The rest is looked up in the sheet's own XML (ECMA-376, part 1, 18.3.1),
which takes a fraction of the time of reading the cells.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_PREFIX = rb"(?:\w+:)?"
_HIDDEN_ROW = re.compile(rb"<" + _PREFIX + rb"row\s[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_ROW_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_MERGE = re.compile(rb"<" + _PREFIX + rb"mergeCell\s[^>]*\bref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
# A formula that came to an empty text has a type; one that was never reckoned has none.
_UNKEPT = re.compile(
    rb"<%sc\s(?![^>]*\bt=\"str\")[^>]*\br=\"([A-Z]+\d+)\"[^>]*>\s*<%sf\b[^>]*(?:/>|>[^<]*</%sf>)\s*"
    rb"(?:<%sv\s*/>|<%sv>\s*</%sv>)?\s*</%sc>" % ((_PREFIX,) * 7)
)


@dataclass(slots=True)
class Markup:
    """By line number, as the spreadsheet program shows it; columns count from 0."""

    hidden: frozenset[int] = frozenset()
    """Lines that can't be seen: filtered away or hidden by hand."""
    downwards: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Of a first line: the columns that are merged downwards, each with its last line."""
    sideways: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Of a line: the first and last column of what is merged sideways in it."""
    unkept: tuple[str, ...] = ()
    """Cells with a formula whose value the program that wrote the file did not keep."""


def read_markup(path: Path, sheet: str) -> Markup:
    """What lies beside the cells of the sheet with this title; nothing when the file is laid out in another way."""
    with zipfile.ZipFile(path) as packed:
        part = _part_of(packed, sheet)
        text = packed.read(part) if part in packed.namelist() else b""
    markup = Markup(
        hidden=frozenset(
            int(number[1]) for row in _HIDDEN_ROW.finditer(text) if (number := _ROW_NUMBER.search(row[0]))
        ),
        unkept=tuple(found[1].decode() for found in _UNKEPT.finditer(text)) if b"<f" in text or b":f" in text else (),
    )
    for left, top, right, bottom in _MERGE.findall(text):
        first, last, upper, lower = _column(left), _column(right), int(top), int(bottom)
        if lower > upper:
            markup.downwards.setdefault(upper, []).append((first, lower))
        if last > first:
            markup.sideways.setdefault(upper, []).append((first, last))
    return markup


def _part_of(packed: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part of the package that holds a sheet, or ""."""
    book = "xl/workbook.xml"
    relations = "xl/_rels/workbook.xml.rels"
    if book not in packed.namelist() or relations not in packed.namelist():
        return ""
    tree = ElementTree.fromstring(packed.read(book))
    targets = {item.get("Id"): item.get("Target", "") for item in ElementTree.fromstring(packed.read(relations))}
    for item in (*tree.iter(f"{_MAIN}sheet"), *tree.iter(f"{_STRICT}sheet")):
        if item.get("name") == sheet:
            named = next((value for name, value in item.attrib.items() if name.endswith("}id")), None)
            return posixpath.normpath(posixpath.join("/xl", targets.get(named, ""))).lstrip("/")
    return ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
