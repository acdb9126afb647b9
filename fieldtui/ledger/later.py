"""Doing something a while after it was asked for, in a thread of its own; asked again meanwhile, it is done once."""

import threading
from collections.abc import Callable


class Later:
    """Calls `action` some seconds after `ask`. The thread begins with the first `ask`, for starting one takes time."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action = action
        self._asked = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def ask(self, seconds: float) -> None:
        """Have it done in so many seconds, or earlier when it was asked for before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(seconds,), name="fieldtui-later", daemon=True)
            self._thread.start()
        self._asked.set()

    def end(self) -> None:
        """Nothing is done any more that was not begun."""
        self._ended.set()
        self._asked.set()

    def _run(self, seconds: float) -> None:
        while True:
            self._asked.wait()
            if self._ended.wait(seconds):
                return
            # What is asked for from here on may come too late for this time.
            self._asked.clear()
            self._action()
