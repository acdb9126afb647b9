"""How the screens look: the theme, and lines for consoles that draw box characters two cells wide."""

from collections.abc import Mapping

from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from fieldtui.locale import N_

THEMES = {"dark": N_("dark"), "light": N_("light"), "contrast": N_("high contrast")}
BORDERS = {"lines": N_("lines"), "ascii": N_("plain characters (old consoles)")}

_NAMES = {"dark": "textual-dark", "light": "textual-light", "contrast": "fieldtui-contrast"}
_CONTRAST = Theme(
    name=_NAMES["contrast"],
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff8080",
    success="#00ff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    boost="#303030",
    dark=True,
    variables={"text-muted": "#ffffff", "primary-muted": "#404000"},
)

# One cell for one, of those that a console with code page 936 draws two cells wide.
_PLAIN = str.maketrans(
    "─━│┃┆┊┌┐└┘├┤┬┴┼╭╮╰╯▸◂▾▴▲▼→←↑↓…·•—–“”‘’█▓▒░▌▐▄▀▔▁▏▕✓✗±×÷°",
    "--||||+++++++++++++><v^^v><^v...--\"\"''##::||__^_||vx+x/o",
)


class PlainCharacters(LineFilter):
    """Draws what is ambiguous in width with characters of ASCII. Only what is drawn changes, never a text."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else segment._replace(text=segment.text.translate(_PLAIN))
            for segment in segments
        ]


def dress(app: App[None], screen: Mapping[str, str]) -> None:
    """Look as the settings say (`theme`, `borders`); what they don't say, or say in a newer version's words, stays."""
    if _CONTRAST.name not in app.available_themes:
        app.register_theme(_CONTRAST)
    app.theme = _NAMES.get(screen.get("theme", ""), app.theme)
    filters = [one for one in app._filters if not isinstance(one, PlainCharacters)]
    app._filters = [*filters, PlainCharacters()] if screen.get("borders") == "ascii" else filters
    app.refresh_css(animate=False)
