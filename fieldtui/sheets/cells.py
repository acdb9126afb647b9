"""What stands in a cell, as people mean it: texts, days, months, numbers."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from fieldtui.model.text import PLACES, clean_text, half_width, money, month, quantity
from fieldtui.sheets.reading import Cell
from fieldtui.work.dates import Direction, read_date

ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
"""What a spreadsheet program shows for a formula that went wrong; it says nothing."""

# Days of an Excel calendar (1900) that a date of a list may be: 1954 to 2099. Day 0 is 1899-12-30 by its reckoning.
_FIRST_DAY = date(1899, 12, 30)
_SERIALS = range(20000, 73051)
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_CLOCK = re.compile(r"(?<=\S)[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
NOTHING = ("", "-", "--", "—", "——", "/", "\\", "无", "空")
"""What stands in cells for which there is no number."""


def text_of(cell: Cell) -> str:
    """A cell as text: a whole number without ".0", a day as 2026-03-05; "" when it says nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text: str = clean_text(cell)
        return "" if text in ERRORS else text
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e21:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return str(cell)


def day_of(cell: Cell, near: date, *, toward: Direction) -> date | None:
    """The day of a cell: a date, Excel's number of one, or a text such as 2026.3.5, 2026年3月5日, 3月5日."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return _FIRST_DAY + timedelta(days=int(cell))
    text = _CLOCK.sub("", half_width(text_of(cell)).strip())
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS:
        return _FIRST_DAY + timedelta(days=int(float(text)))
    return read_date(text, near, toward=toward) if text else None


def month_of(cell: Cell) -> str:
    """The month of a cell as 2026-03, from a date, Excel's number of one, 2026.3, 2026年3月, 202603; "" when none."""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m}"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return f"{_FIRST_DAY + timedelta(days=int(cell)):%Y-%m}"
    try:
        # 2026.1 as a number is what is left of both 2026.1 and 2026.10: only the text tells them apart.
        return (
            ""
            if isinstance(cell, float) and cell != int(cell) and repr(cell).endswith(".1")
            else month(_month_text(cell))
        )
    except ValueError:
        return ""


def _month_text(cell: Cell) -> str:
    text = half_width(text_of(cell)).strip().removesuffix("份")
    day = day_of(text, date.max, toward="past") if len(text) > 7 else None
    return f"{day:%Y-%m}" if day else text


def amount_of(cell: Cell, factor: Decimal) -> str:
    """An amount as canonical text in 万元, to a yuan; "" when it is none. ValueError when it can't be true.

    `factor` is how many 万元 one unit of the column is; a text that names its own unit, as in 1.2亿元, goes by that.
    """
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, (int, float)):
        return canonical(Decimal(repr(cell)) * factor)
    text = half_width(text_of(cell)).replace(",", "").strip()
    if text in NOTHING:
        return ""
    try:
        plain = Decimal(text)
    except InvalidOperation:
        said_so: str = money(text)
        return said_so
    return canonical(plain * factor)


def canonical(number: Decimal) -> str:
    rounded: str = quantity(round(number, PLACES)) if number.is_finite() else ""
    return rounded


def said(cell: Cell, words: Mapping[str, str]) -> str:
    """What a cell means by a list of folded word → meaning; "" when it is none of them."""
    return words.get(folded_word(text_of(cell)), "")


def folded_word(text: str) -> str:
    """How words of cells and headings are compared: half-width, without blanks, without regard to case."""
    return "".join(half_width(text).casefold().split())
