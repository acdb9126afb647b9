"""A QR code in a terminal: half blocks, black on white whatever the theme."""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from fieldtui.sync.codes.drawing import BOTH

BLACK_ON_WHITE = Style(color="#000000", bgcolor="#ffffff")
BLACK = Style(color="#ffffff", bgcolor="#000000")


class Code(Widget, can_focus=True):
    """Draws `lines` from its left upper corner on; nothing when there are none."""

    DEFAULT_CSS = """
    Code { width: 1fr; height: 1fr; }
    """

    lines: reactive[Sequence[str]] = reactive(())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """None: a code in other colours than black and white is no code, also where NO_COLOR is set."""
        return ()

    def render_line(self, y: int) -> Strip:
        if y >= len(self.lines):
            return Strip.blank(self.size.width, self.rich_style)
        strip = Strip(_segments(self.lines[y]), len(self.lines[y]))
        return strip.adjust_cell_length(self.size.width, self.rich_style)


def _segments(line: str) -> list[Segment]:
    """A cell that is all black is a blank on black: a block's glyph leaves gaps where lines stand apart."""
    return [
        Segment(" " * len(list(run)), BLACK) if black else Segment("".join(run), BLACK_ON_WHITE)
        for black, run in groupby(line, key=lambda cell: cell == BOTH)
    ]
