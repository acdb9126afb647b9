"""Codes on paper: a page of HTML that any browser prints as sheets of A4, with lines to cut along.

A code is 84 mm wide with its white, and no denser than version 20: a module has 0.8 mm, which a telephone reads with
ease from a hand's breadth. Each sheet is one drawing (SVG) in millimetres, so browsers have nothing to lay out.
"""

from base64 import b64encode
from datetime import date, datetime
from html import escape
from pathlib import Path

from fieldtui.ledger.files import replace_file
from fieldtui.locale import _, language
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sync.codes.drawing import matrix, png
from fieldtui.sync.codes.making import PIXELS, Codes, codes_in
from fieldtui.sync.codes.size import CodeSize

DENSEST = CodeSize(20, "M")
ACROSS, DOWN = 2, 3
WIDTH, HEIGHT, LEFT, TOP, CODE = 95, 90, 10, 17, 84
"""Millimetres: of a code's field, of the margins, and of the code itself."""
MORE_WHITE = 2
"""Modules of white around a code beside those that it has in a window: paper has room for what the standard asks."""
STYLE = (
    "@page { size: A4; margin: 0 } body { margin: 0; background: white } "
    "svg { display: block; width: 210mm; height: 296.9mm; break-after: page }"
)


def write_sheet(path: Path, to: Path, size: CodeSize | None = None) -> Path:
    """Writes the codes of a file as sheets, cut for `size` or for paper. FieldError when that can't be done."""
    codes = codes_in(path, size or DENSEST)
    made = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
    name = escape(path.name)
    sheets = "\n".join(
        _sheet(codes, range(first, min(first + ACROSS * DOWN, codes.total + 1)), name, made)
        for first in range(1, codes.total + 1, ACROSS * DOWN)
    )
    head = f'<meta charset="utf-8"><title>{name}</title><style>{STYLE}</style>'
    tongue = language().replace("_", "-")
    page = f'<!DOCTYPE html>\n<html lang="{tongue}"><head>{head}</head><body>\n{sheets}\n</body></html>\n'
    try:
        replace_file(to, [page.encode("utf-8")])
    except OSError as error:
        raise FieldError(_("{path} can't be written: {reason}.").format(path=to, reason=reason_of(error))) from error
    return to


def _sheet(codes: Codes, numbers: range, name: str, made: date) -> str:
    """A sheet of paper; name and date stand at each code, for they may be cut apart."""
    how = _("Codes {first} to {last} of {total}. To take them in: fieldtui bundle scan PHOTO…").format(
        first=numbers[0], last=numbers[-1], total=codes.total
    )
    fields = "".join(
        _field(codes, number, name, made, LEFT + WIDTH * (place % ACROSS), TOP + HEIGHT * (place // ACROSS))
        for place, number in enumerate(numbers)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" font-family="sans-serif" font-size="3">'
        f'<text x="{LEFT}" y="13">{escape(how)}</text>{fields}</svg>'
    )


def _field(codes: Codes, number: int, name: str, made: date, left: int, top: int) -> str:
    """A code with its words and the lines that it is cut out along."""
    picture = b64encode(png(_with_white(codes, number), PIXELS)).decode("ascii")
    words = _("Code {number} of {total}").format(number=number, total=codes.total)
    beside = (WIDTH - CODE) / 2
    return (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#777" stroke-width="0.2" '
        f'stroke-dasharray="2 2"/><image x="{left + beside}" y="{top}" width="{CODE}" height="{CODE}" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{picture}"/>'
        f'<text x="{left + beside + 2}" y="{top + HEIGHT - 4.5}">{words} · {made}</text>'
        f'<text x="{left + beside + 2}" y="{top + HEIGHT - 1.2}" font-size="2.5">{name}</text>'
    )


def _with_white(codes: Codes, number: int) -> list[list[bool]]:
    modules = matrix(codes.frames[number - 1].text, codes.size)
    beside = [False] * MORE_WHITE
    above = [[False] * (len(modules) + 2 * MORE_WHITE)] * MORE_WHITE
    return [*above, *([*beside, *row, *beside] for row in modules), *above]
