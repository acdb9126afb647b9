"""The line with the titles of the lists, of which the current one stands in brackets."""

from collections.abc import Sequence

from rich.cells import cell_len

from fieldtui.work.list_columns import ListOf

BEFORE, AFTER = "‹", "›"
"""That there are lists further to the left or right."""


def titles_line(lists: Sequence[ListOf], key: str, width: int) -> str:
    """The titles of the lists with the current one in brackets; only those around it where not all fit."""
    here = next(place for place, one in enumerate(lists) if one.key == key)
    titles = [f"[{one.title}]" if one.key == key else f" {one.title} " for one in lists]
    first = last = here
    room = width - 2 * (cell_len(AFTER) + 1) - cell_len(titles[here])
    # One that went by, then what follows, for there one is going, then more of what went by.
    for place in (*range(here - 1, here - 2, -1), *range(here + 1, len(titles)), *range(here - 2, -1, -1)):
        if 0 <= place == first - 1 or place == last + 1:
            room -= cell_len(titles[place]) + 1
            if room < 0:
                break
            first, last = min(first, place), max(last, place)
    before, after = (BEFORE if first else " "), (f" {AFTER}" if last + 1 < len(titles) else "")
    return f"{before} {' '.join(titles[first : last + 1])}{after}"
