"""Draws a document as docx, laid out as GB/T 9704-2012 asks: A4, 156 × 225 mm of text, 22 lines of 28 characters."""

import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any, cast

import docx as library
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from fieldtui.locale import _
from fieldtui.report.cleaning import printable
from fieldtui.report.documents.code import PaperCode
from fieldtui.report.documents.document import (
    Blank,
    Cell,
    Closing,
    Document,
    Form,
    Heading,
    Part,
    Remark,
    Table,
    Text,
)
from fieldtui.report.documents.fonts import BODY, FONTS, HEADING, LATIN, PAGE_NUMBER, TITLE, Font

PAPER = (210, 297)
"""A4, in millimetres."""
TOP, LEFT, WIDTH, HEIGHT = 37, 28, 156, 225
"""The margins above and at the left, and the text's width and height."""
TITLE_SIZE, BODY_SIZE, FORM_SIZE, SMALL_SIZE, PAGE_NUMBER_SIZE = 22, 16, 12, 9, 14
"""二号, 三号, 小四, 小五 and 四号, in points."""
LINE = HEIGHT / 22 * 72 / 25.4
"""Points from line to line."""
CLOSER = -5
"""Twentieths of a point by which letters of 16 points stand closer, so that 28 of them fill a line. (A grid of
characters would say the same, but LibreOffice gives each letter two places of one that is closer than its letters.)"""
FORM_LINE = 18
LABEL_WIDTH = 30
"""Millimetres of a label in a form."""
PADDING = 40
"""Twentieths of a point above and below what stands in a cell."""
CODE_WIDTH, HEAD_ABOVE, FOOT_BELOW = 20, 10, 25
FONT_TABLE = "/word/fontTable.xml"
BLANK_LINE = "\u3000" * 4
"""What is written on by hand stands in full-width blanks."""


def docx(document: Document, code: PaperCode) -> bytes:
    """The file, with its code at the head of the first page."""
    made = library.Document()
    _page(made, document)
    _names_of_fonts(made)
    _properties(made, document, code)
    _head(made, document, code)
    _foot(made)
    title = _paragraph(made.add_paragraph(), document.title, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.space_after = Pt(LINE / 2)
    if document.numbered:
        number = _("[{year}] No. {number}").format(year=BLANK_LINE, number=BLANK_LINE)
        _paragraph(made.add_paragraph(), number, BODY, BODY_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    if document.to:
        _paragraph(made.add_paragraph(), _("{name}:").format(name=document.to), BODY, BODY_SIZE)
    width = HEIGHT if document.landscape else WIDTH
    for part in document.parts:
        _part(made, part, width)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


# The page


def _page(made: Docx, document: Document) -> None:
    section = made.sections[0]
    short, long = map(Mm, PAPER)
    right, below = PAPER[0] - LEFT - WIDTH, PAPER[1] - TOP - HEIGHT
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        # Turned to the left, so that the head lies at the binding.
        section.page_width, section.page_height = long, short
        section.top_margin, section.right_margin = Mm(LEFT), Mm(TOP)
        section.bottom_margin, section.left_margin = Mm(right), Mm(below)
    else:
        section.page_width, section.page_height = short, long
        section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
        section.bottom_margin, section.right_margin = Mm(below), Mm(right)
    section.header_distance, section.footer_distance = Mm(HEAD_ABOVE), Mm(FOOT_BELOW)
    section.different_first_page_header_footer = True
    _grid(section._sectPr)
    normal = made.styles["Normal"]
    _set_font(normal.element.get_or_add_rPr(), BODY, BODY_SIZE)
    normal.paragraph_format.space_after = Pt(0)


def _properties(made: Docx, document: Document, code: PaperCode) -> None:
    """What programs show of the file: its title and when it was made, but no person."""
    core = made.core_properties
    core.title, core.comments = printable(document.title), ""
    core.author = core.last_modified_by = ""
    core.created = core.modified = code.made.astimezone(UTC).replace(tzinfo=None)


def _grid(section: Any) -> None:
    """22 lines a page; what stands in tables keeps its own lines."""
    for old in section.findall(qn("w:docGrid")):
        section.remove(old)
    _child(section, "w:docGrid", type="lines", linePitch=round(LINE * 20))


def _names_of_fonts(made: Docx) -> None:
    """Which face stands in for one that a system has not got."""
    part = next(part for part in made.part.package.iter_parts() if part.partname == FONT_TABLE)
    entries = "".join(
        f'<w:font w:name="{font.name}"><w:altName w:val="{",".join(font.others)}"/><w:charset w:val="86"/></w:font>'
        for font in FONTS
    )
    end = b"</w:fonts>"
    part._blob = part.blob.replace(end, entries.encode() + end)


def _head(made: Docx, document: Document, code: PaperCode) -> None:
    """The code stands in the margin, where it takes no line of the text."""
    header = made.sections[0].first_page_header
    picture = header.paragraphs[0]
    picture.style = made.styles["Normal"]
    picture.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _own_lines(picture, SMALL_SIZE)
    shown = picture.add_run().add_picture(io.BytesIO(code.picture()), width=Mm(CODE_WIDTH))
    shown._inline.docPr.set("descr", code.text)
    words = " ".join(filter(None, [document.number, _("scan to check")]))
    _paragraph(header.add_paragraph(style="Normal"), words, BODY, SMALL_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
    _own_lines(header.paragraphs[-1], SMALL_SIZE)


def _foot(made: Docx) -> None:
    """— 1 —, on the first page as on all others."""
    section = made.sections[0]
    for footer in (section.first_page_footer, section.footer):
        line = footer.paragraphs[0]
        line.style = made.styles["Normal"]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(line, "— ", PAGE_NUMBER, PAGE_NUMBER_SIZE)
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = _run(line, "", PAGE_NUMBER, PAGE_NUMBER_SIZE)
            if kind:
                _child(run._r, "w:fldChar", fldCharType=kind)
            else:
                _child(run._r, "w:instrText").text = words
        _run(line, " —", PAGE_NUMBER, PAGE_NUMBER_SIZE)


# Its parts


def _part(made: Docx, part: Part, width: int) -> None:
    match part:
        case Form(rows):
            _form(made, rows, width)
        case Table():
            _table(made, part, width)
        case Heading(words):
            heading = _paragraph(made.add_paragraph(), words, HEADING, BODY_SIZE).paragraph_format
            heading.keep_with_next, heading.space_before = True, Pt(LINE / 4)
        case Text(words) | Remark(words):
            for line in printable(words).split("\n"):
                paragraph = _paragraph(made.add_paragraph(), line, BODY, BODY_SIZE)
                paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_SIZE)
        case Blank(lines):
            for _line in range(lines):
                made.add_paragraph()
        case Closing(lines):
            for line in lines:
                paragraph = _paragraph(made.add_paragraph(), line, BODY, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
                paragraph.paragraph_format.space_before = Pt(LINE / 2 if line is lines[0] else 0)
                paragraph.paragraph_format.right_indent = Pt(2 * BODY_SIZE)
                paragraph.paragraph_format.keep_with_next = line is not lines[-1]


def _form(made: Docx, rows: Sequence[Sequence[Cell]], width: int) -> None:
    """Two cells beside each other, or one over the whole width."""
    half = width / 2 - LABEL_WIDTH
    table = _bordered(made, [LABEL_WIDTH, half, LABEL_WIDTH, half])
    for cells in rows:
        row = _row(table)
        places = row.cells
        if len(cells) == 1:
            places[1].merge(places[3])
        for place, cell in zip((0, 2), cells, strict=False):
            _in_cell(places[place], cell.label, HEADING, WD_ALIGN_PARAGRAPH.CENTER)
            _in_cell(places[place + 1], cell.words, BODY)
            if cell.by_hand and not cell.words:
                _by_hand(places[place + 1], cell)
        _least_height(row, max(cell.lines for cell in cells))
        if any(cell.by_hand for cell in cells):
            # Who signs finds the room for it on one page.
            _child(row._tr.get_or_add_trPr(), "w:cantSplit")


def _by_hand(place: _Cell, cell: Cell) -> None:
    """What helps to write where nothing stands yet: boxes at the left, or a day at the right, below room for a name."""
    paragraph = place.paragraphs[0]
    for _line in range(cell.lines - 1):
        paragraph = place.add_paragraph()
        _own_lines(paragraph, FORM_SIZE)
    alignment = WD_ALIGN_PARAGRAPH.RIGHT if cell.lines > 1 else WD_ALIGN_PARAGRAPH.LEFT
    _own_lines(_paragraph(paragraph, cell.by_hand, BODY, FORM_SIZE, alignment), FORM_SIZE)


def _table(made: Docx, part: Table, width: int) -> None:
    whole = sum(column.width for column in part.columns)
    table = _bordered(made, [width * column.width / whole for column in part.columns])
    head = _row(table)
    for place, column in zip(head.cells, part.columns, strict=True):
        _in_cell(place, column.heading, HEADING, WD_ALIGN_PARAGRAPH.CENTER)
    _child(head._tr.get_or_add_trPr(), "w:tblHeader")
    _child(head._tr.get_or_add_trPr(), "w:cantSplit")
    for words in part.rows:
        for place, said in zip(_row(table).cells, words, strict=True):
            _in_cell(place, said, BODY)


def _bordered(made: Docx, widths: Sequence[float]) -> DocxTable:
    """A table of these columns (millimetres), which no long word makes wider."""
    table: DocxTable = made.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        _child(margins, f"w:{side}", w=PADDING, type="dxa")
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    return table


def _row(table: DocxTable) -> _Row:
    row: _Row = cast("Any", table).add_row()  # the library types all but this
    return row


def _in_cell(place: _Cell, words: str, font: Font, alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT) -> None:
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, line in enumerate(printable(words).split("\n")):
        paragraph = place.add_paragraph() if number else place.paragraphs[0]
        _own_lines(_paragraph(paragraph, line, font, FORM_SIZE, alignment), FORM_SIZE)


def _least_height(row: _Row, lines: int) -> None:
    row.height = Pt(FORM_LINE * lines + 6)


# Paragraphs


def _paragraph(
    paragraph: Paragraph,
    words: str,
    font: Font,
    size: int,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> Paragraph:
    paragraph.alignment = alignment
    _run(paragraph, words, font, size)
    return paragraph


def _run(paragraph: Paragraph, words: str, font: Font, size: int) -> Any:
    run = paragraph.add_run(printable(words))
    properties = run._r.get_or_add_rPr()
    _set_font(properties, font, size)
    if size == BODY_SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(CLOSER))
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    return run


def _set_font(properties: Any, font: Font, size: int) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font.name)):
        fonts.set(qn(f"w:{name}"), value)
    for name in ("w:sz", "w:szCs"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    properties.get_or_add_sz().val = Pt(size)


def _own_lines(paragraph: Paragraph, size: int) -> None:
    """Lines as high as their letters need, not those of the page's grid."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(size * 1.25)
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.findall(qn("w:snapToGrid")):
        properties.remove(old)
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(snap, "w:spacing", "w:ind", "w:jc")


def _child(parent: Any, tag: str, **attributes: object) -> Any:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), str(value))
    parent.append(child)
    return child
