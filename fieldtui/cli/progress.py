"""How far something has come that takes a while: a line on the terminal that writes itself over, and is gone after."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.cells import set_cell_size

PATIENCE = 1.0
"""Seconds in which nothing is shown: what is done by then needs no word."""
EVERY = 0.2
_WIDTH = 60


@contextmanager
def progress_shown(words: Callable[[int, int], str]) -> Iterator[Callable[[int, int], None]]:
    """A function to be told (done, of how many); what `words` says of that is shown, if somebody looks at stderr."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    due = time.monotonic() + PATIENCE
    shown = False

    def show(done: int, of: int) -> None:
        nonlocal due, shown
        if time.monotonic() >= due:
            due, shown = time.monotonic() + EVERY, True
            sys.stderr.write("\r" + set_cell_size(words(done, of), _WIDTH))
            sys.stderr.flush()

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r" + " " * _WIDTH + "\r")
            sys.stderr.flush()
