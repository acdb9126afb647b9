"""A screen as a picture: SVG, in fonts that the reader has."""

import re
from typing import Any

from textual.app import App

# Fonts in which a 汉字 is as wide as two letters; the names stand within a style attribute's double quotes or none.
FONTS = "Noto Sans Mono CJK SC, Sarasa Mono SC, NSimSun"


def picture_of(app: App[Any], title: str) -> str:
    """What the screen shows now as SVG, under a title. Nothing in it is fetched from elsewhere."""
    svg = app.export_screenshot(title=title)
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", FONTS)
