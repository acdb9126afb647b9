"""A problem's title of at most forty characters out of what a list says of it in a sentence or ten."""

from fieldtui.model.text import one_line
from fieldtui.work.quick_entry import TITLE_LENGTH

_BREAKS = "。；;！!？?，,、：:"
LEAST, MOST = TITLE_LENGTH.start, TITLE_LENGTH.stop - 1
ELLIPSIS = "…"


def title_and_rest(text: str, more: str = "") -> tuple[str, str]:
    """(title, the whole text when the title does not hold it). A text that is too short takes words of `more`."""
    line: str = one_line(text)
    if len(line) < LEAST and more:
        line = f"{line}：{one_line(more)}"
    if len(line) <= MOST:
        return line, text if "\n" in text.strip() else ""
    # The last break of the first forty characters, if there is one far enough in.
    end = max(line.rfind(mark, 0, MOST) for mark in _BREAKS)
    title = line[:end] if end >= 2 * LEAST else line[: MOST - 1] + ELLIPSIS
    return title, text
