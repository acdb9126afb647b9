"""Bars made of characters, for charts that need no colour."""

import locale
import os
import sys

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
