"""Python's search for garbage, left out where a great many objects are made of which none is garbage."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Looking for garbage among a hundred thousand new objects trebles the time, and there is none among them."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
