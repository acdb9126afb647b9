"""Bars made of characters, for charts that need no colour."""

import locale
import os
import sys
from collections.abc import Sequence

from fieldtui.tui.widgets.rows import fitted

FULL, EMPTY = "█", "░"
ASCII_FULL, ASCII_EMPTY = "#", "."


def draws_blocks() -> bool:
    """Whether the terminal can be trusted with characters beyond ASCII's for drawing: FIELDTUI_ASCII says no."""
    if os.environ.get("FIELDTUI_ASCII"):
        return False
    encoding = getattr(sys.__stdout__, "encoding", None) or locale.getpreferredencoding(False)
    return encoding.lower().replace("-", "") in ("utf8", "gb18030", "cp65001")


def bar(value: float, whole: float, width: int) -> str:
    """`value` of `whole` as a bar of `width` cells: full ones for the value, empty ones for the rest.

    What is more than nothing shows at least one full cell, and what is not all of it leaves one empty.
    """
    share = min(1.0, max(0.0, value / whole)) if whole else 0.0
    cells = round(share * width)
    if 0 < share < 1 and width > 1:
        cells = min(max(cells, 1), width - 1)
    full, empty = (FULL, EMPTY) if draws_blocks() else (ASCII_FULL, ASCII_EMPTY)
    return full * cells + empty * (width - cells)


def bars(values: Sequence[tuple[float, float]], width: int) -> str:
    """Bars of (value, whole) beside each other in `width` cells."""
    each = max(1, (width - len(values) + 1) // max(1, len(values)))
    return " ".join(bar(value, whole, each) for value, whole in values)


MONTH = 5
"""Cells of a month on the wall chart."""


def month_heads(months: Sequence[str]) -> list[str]:
    """What lies before, then the months as numbers, with the year where one begins: < 11 12 2027 02."""
    return ["<", *(month[:4] if month.endswith("-01") else month[5:] for month in months)]


def in_months(words: Sequence[str]) -> str:
    """A word in the place of each month."""
    return "".join(fitted(word, MONTH) for word in words).rstrip()
