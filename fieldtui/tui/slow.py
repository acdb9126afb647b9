"""A place that does slow work in a thread: says how far it is, Esc stops it, and errors reach the person."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from textual import work

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.tui.place import Place

OFTEN = 0.05
"""Seconds between two words of progress: more than twenty a second nobody reads."""

Result = TypeVar("Result")


class Task:
    """What the work in the thread is handed: it tells how far it is, and asks whether it was stopped."""

    def __init__(self, place: "SlowPlace") -> None:
        self._place = place
        self._told = 0.0
        self.stopped = threading.Event()

    def tell(self, words: str) -> None:
        """Shown at the foot, at most twenty times a second."""
        if time.monotonic() - self._told >= OFTEN:
            self._told = time.monotonic()
            self._place.call_later(self._place.note, words)


class SlowPlace(Place):
    """While something is being done here nothing else can be begun, and nobody leaves before it has stopped."""

    _doing: Task | None = None
    _when_on_top: Callable[[], object] | None = None
    """What is to be done once nothing lies over this place any more, such as a sentence that has to be read first."""

    def do_slowly(self, words: str, job: Callable[[Task], Result], then: Callable[[Result], object]) -> None:
        """Does `job` in a thread and hands what it returns to `then`; `words` say what is being done."""
        if self._doing is not None:
            self.note(_("Wait until this is done; Esc stops it."))
            return
        self._doing = Task(self)
        self.note(words)
        self._work(self._doing, job, then)

    @work(thread=True, group="slow")
    def _work(self, task: Task, job: Callable[[Task], Result], then: Callable[[Result], object]) -> None:
        try:
            result = job(task)
        except (FieldError, OSError) as error:
            said = str(error) if isinstance(error, FieldError) else reason_of(error)
            self.call_later(self._ended, lambda: self.failed(said))
        except Exception:
            logging.getLogger(__name__).exception("slow work failed")
            words = _("This did not work; what was saved before is safe. Please report it.")
            self.call_later(self._ended, lambda: self.failed(words))
        else:
            self.call_later(self._ended, lambda: then(result))

    def _ended(self, then: Callable[[], object]) -> None:
        if self.app.screen is not self:
            self._when_on_top = then
            return
        self._doing = None
        self.note("")
        then()

    def on_screen_resume(self) -> None:
        then, self._when_on_top = self._when_on_top, None
        if then is not None:
            self._ended(then)

    def failed(self, words: str) -> None:
        """Tell why something could not be done."""
        self.alarm(words)

    @property
    def is_busy(self) -> bool:
        return self._doing is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is being done, only what leaves is done, and that stops it."""
        return not self.is_busy or action == "leave"

    def action_leave(self) -> None:
        if self._doing is None:
            super().action_leave()
            return
        self._doing.stopped.set()
        self.note(_("Stopping…"))

    def keep_now(self) -> bool:
        if self.is_busy:
            self.alarm(_("Wait until this is done; Esc stops it."))
        return not self.is_busy
