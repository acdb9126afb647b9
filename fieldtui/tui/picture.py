"""A screen as a picture: SVG, in fonts that the reader has."""

import html
import re
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from textual.app import App

# Fonts in which a 汉字 is as wide as two letters; the names stand within a style attribute's double quotes or none.
FONTS = "Noto Sans Mono CJK SC, Sarasa Mono SC, NSimSun"
CELL = 12.2
"""Pixels that a cell is wide. A letter's square is twice that: so these fonts need no stretching, which many programs
that draw SVG do not do."""
_TEXT = re.compile(r'<text ([^>]*?)x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"[^>]*>(.*?)</text>', re.DOTALL)


def picture_of(app: App[Any], title: str) -> str:
    """What the screen shows now as SVG, under a title. Nothing in it is fetched from elsewhere."""
    svg = app.export_screenshot(title=title)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", FONTS)
    svg = svg.replace("font-size: 20px", f"font-size: {2 * CELL}px")
    return _TEXT.sub(_in_cells, svg)


def _in_cells(found: re.Match[str]) -> str:
    """A piece of a line with each part at its cell: these fonts draw lines, arrows and dots two cells wide.

    What Textual cuts out for a line is left out, for the square letters are a little higher.
    """
    attributes, x, y, text = found[1], float(found[2]), found[3], html.unescape(found[4])
    parts = []
    for is_drawn_wide, characters in groupby(text, _may_be_drawn_wide):
        for part in characters if is_drawn_wide else ["".join(characters)]:
            width = cell_len(part) * CELL
            # Some programs take blanks at the begin away unless they are told to keep them.
            parts.append(
                f'<text xml:space="preserve" {attributes}x="{x:g}" y="{y}" textLength="{width:g}" '
                f'lengthAdjust="spacingAndGlyphs">{html.escape(part)}</text>'
            )
            x += width
    return "".join(parts)


def _may_be_drawn_wide(character: str) -> bool:
    """Whether it takes one cell, and more in these fonts: all that is neither ASCII nor wide anyway."""
    return not character.isascii() and character != "\xa0" and cell_len(character) == 1
