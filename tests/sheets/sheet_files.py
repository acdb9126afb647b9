"""Lists as people make them: with openpyxl, as csv, and as LibreOffice writes them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from fieldtui.model.row import Row
from fieldtui.sheets.known import Wishes
from fieldtui.sheets.outcome import Report
from fieldtui.sheets.taking import take_in
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk

ROSTER = ("企业名称", "统一社会信用代码", "地区", "企业类别")
LEDGER = ("企业名称", "问题类型", "存在问题", "提出时间", "责任单位", "办理情况", "办理状态", "办结时间", "满意度")
CODES = ("91440300192317458F", "91440400192548256N", "91440606722473344C", "9144030010001686XA")


def workbook(path: Path, *rows: Sequence[Any], title: str = "名册") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def separated(path: Path, *rows: Sequence[Any], encoding: str = "utf-8", separator: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def report_of(desk: Desk, kind: str, path: Path, *, day: date | None = None, sheet: str = "", **wishes: Any) -> Report:
    """What a list comes to when it is taken in."""
    named = Wishes(file_name=path.name, **wishes)
    return take_in(desk, kind, path, named, day or today(), sheet=sheet).report


def counts(report: Report) -> dict[str, int]:
    """How many rows there were of each verdict; those of which there were none are left out."""
    return {verdict: len(numbers) for verdict, numbers in report.numbers.items() if numbers}


def sentences(report: Report) -> str:
    return "\n".join(f"{number} {sentence}" for number, _verdict, sentence, _saved in report.told)


def contents(desk: Desk, *kinds: str) -> list[tuple[Any, ...]]:
    """What the records of these kinds say, whatever their ids are: sorted, with names for what they refer to."""
    return sorted(
        ((kind, *sorted(_named(desk, row).items())) for kind in kinds for row in desk.ledger.rows(kind)), key=repr
    )


def _named(desk: Desk, row: Row) -> Mapping[str, str]:
    words = {}
    for name, value in row.items():
        if name in ("id", "plan", "follows"):
            continue
        if name in ("enterprise", "person", "unit", "problem", "visit", "lead", "by", "behalf"):
            kind = {"lead": "unit", "behalf": "unit", "by": "person"}.get(name, name)
            value = desk.name(kind, value) or value
        if name == "visitors":
            value = sorted(desk.name("person", person) for person in value)
        words[name] = repr(value)
    return words


# As LibreOffice writes a file: shared texts, dates as numbers with a style, every row with all its attributes.

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
)
_RELATION = (
    '<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}" '
    'Target="{target}"/>'
)
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_WORKBOOK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f"<workbook {_MAIN} "
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/>'
    '<sheets><sheet name="{name}" sheetId="1" state="visible" r:id="rId2"/></sheets></workbook>'
)
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet {_MAIN}>'
    '<numFmts count="1"><numFmt numFmtId="165" '
    'formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    '<fonts count="1"><font><sz val="10"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="164"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="164"/><xf numFmtId="165" applyNumberFormat="true"/></cellXfs></styleSheet>'
)


class Formula:
    """A formula and the value that the program kept for it; None when it kept none."""

    def __init__(self, text: str, value: float | str | None) -> None:
        self.text, self.value = text, value


def libreoffice(
    path: Path,
    *rows: Sequence[Any],
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    name: str = "工作表1",
) -> Path:
    texts: list[str] = []
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{get_column_letter(place)}{number}", value, texts) for place, value in enumerate(row, 1)
        )
        is_hidden = "true" if number in hidden else "false"
        lines.append(
            f'<row r="{number}" customFormat="false" ht="12.8" hidden="{is_hidden}" customHeight="false" '
            f'outlineLevel="0" collapsed="false">{cells}</row>'
        )
    joined = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f'<mergeCells count="{len(merged)}">{joined}</mergeCells>' if merged else ""
    # The size that stands in many files is wrong: so here.
    sheet = f'<worksheet {_MAIN}><dimension ref="A1"/><sheetData>{"".join(lines)}</sheetData>{merges}</worksheet>'
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _CONTENT_TYPES)
        packed.writestr("_rels/.rels", _relations(("rId1", "officeDocument", "xl/workbook.xml")))
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations(
                ("rId1", "styles", "styles.xml"),
                ("rId2", "worksheet", "worksheets/sheet1.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
            ),
        )
        packed.writestr("xl/workbook.xml", _WORKBOOK.format(name=name))
        packed.writestr("xl/styles.xml", _STYLES)
        packed.writestr("xl/sharedStrings.xml", f'{header}<sst {_MAIN} count="{len(texts)}">{shared}</sst>')
        packed.writestr("xl/worksheets/sheet1.xml", header + sheet)
    return path


def _relations(*items: tuple[str, str, str]) -> str:
    made = (_RELATION.format(id=name, type=kind, target=target) for name, kind, target in items)
    return _RELATIONS.format(items="".join(made))


def _cell(place: str, value: Any, texts: list[str]) -> str:
    if value is None:
        return f'<c r="{place}" s="0"/>'
    if isinstance(value, Formula):
        kept = "" if value.value is None else f"<v>{escape(str(value.value))}</v>"
        kind = ' t="str"' if isinstance(value.value, str) else ""
        return f'<c r="{place}" s="0"{kind}><f aca="false">{escape(value.text)}</f>{kept}</c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1" t="n"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}" s="0" t="n"><v>{value!r}</v></c>'
    texts.append(str(value))
    return f'<c r="{place}" s="0" t="s"><v>{len(texts) - 1}</v></c>'
