"""Doing something a while after it was asked for, in a thread of its own; asked again meanwhile, it is done once."""

import threading
from collections.abc import Callable

IDLE = 30.0
"""Seconds without a wish after which the thread ends; the next one begins another."""


class Later:
    """Calls `action` some seconds after `ask`. One thread waits for many wishes, for starting one takes time."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action = action
        self._asked = threading.Event()
        self._ended = threading.Event()
        self._guard = threading.Lock()
        self._running = False

    def ask(self, seconds: float) -> None:
        """Have it done in so many seconds, or earlier when it was asked for before."""
        with self._guard:
            self._asked.set()
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, args=(seconds,), name="fieldtui-later", daemon=True).start()

    def end(self) -> None:
        """Nothing is done any more that was not begun."""
        self._ended.set()
        self._asked.set()

    def _run(self, seconds: float) -> None:
        while self._is_wanted():
            if self._ended.wait(seconds):
                return
            # What is asked for from here on may come too late for this time.
            self._asked.clear()
            self._action()

    def _is_wanted(self) -> bool:
        if self._asked.wait(IDLE):
            return True
        with self._guard:
            self._running = self._asked.is_set()
            return self._running
