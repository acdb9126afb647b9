"""Handing over 移交: to whom and from which day, over what passes and what does not; a second Ctrl+S does it."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.ledger.drafts import Draft, looked_at
from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.fields import form_field
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form, FormField
from fieldtui.work.dates import read_date, show_date
from fieldtui.work.field_text import fitting_names
from fieldtui.work.hand_over_words import counts, preview
from fieldtui.work.handed import Handed
from fieldtui.work.handing_over import Passing, passing, read_hand_over, records
from fieldtui.work.record_form import MOST_NAMES
from fieldtui.work.steps import Entry

if TYPE_CHECKING:
    from fieldtui.work.rules import Troubles


class HandOverScreen(FormPlace):
    place = actions.HAND_OVER
    BINDINGS = actions.bindings(actions.HAND_OVER)
    form_name = "hand_over"

    DEFAULT_CSS = """
    HandOverScreen Form { height: auto; max-height: 12; }
    HandOverScreen #passes { height: 1fr; padding: 0 1; }
    """

    def __init__(self, texts: Mapping[str, str] | None = None, *, draft: Draft | None = None) -> None:
        super().__init__(draft=draft)
        self._texts = texts or {}
        self._told: Mapping[str, str] = {}
        """The texts of which it was said what passes, when Ctrl+S was pressed last."""

    def body(self) -> ComposeResult:
        yield Form(self._fields())
        with VerticalScroll(id="passes", can_focus=True):
            yield Static("", id="preview", markup=False)

    def _fields(self) -> list[FormField]:
        me = self.desk.name("person", self.desk.me)
        giver = self._field("giver", me)
        return [
            *([giver] if self.desk.my_role() == "clerk" else []),
            self._field("taker"),
            self._field("start", label=_("First day"), placeholder=_("today"), settled=True, width=11),
            FormField(
                "only",
                _("Only"),
                "names",
                placeholder=_("everything; or names of enterprises and projects"),
                settled=True,
                find=partial(fitting_names, ("enterprise", "project"), desk=self.desk, limit=MOST_NAMES),
            ),
            self._field("words", editor="line", settled=True),
        ]

    def _field(self, name: str, value: str = "", **more: object) -> FormField:
        return form_field("hand_over", name, self.desk, value, **more)

    def begin(self) -> None:
        self.form.fill({name: text for name, text in self._texts.items() if text})
        super().begin()
        self.understand("start")

    def heading(self) -> str:
        return _("Hand over work to somebody else")

    def understand(self, name: str) -> None:
        if name == "start":
            day = read_date(self.form.value("start") or "0", self.today, toward="future")
            self.form.hint("start", f"→ {show_date(day, self.today)}" if day else _("this is no date"))
        else:
            self.form.hint(name, "")
        self._told = {}
        self._show()

    def _found(self) -> "tuple[Passing | None, Troubles]":
        hand_over, wrong = read_hand_over(self.desk, {"id": self.draft_id, **self.form.values()}, self.today)
        if hand_over is None:
            return None, wrong
        drafts = Handed(self.desk.ledger).drafts(looked_at(self.desk.ledger)[0], self.desk.me, self.today.isoformat())
        return passing(self.desk, hand_over, drafts, self.today), {}

    def _show(self) -> None:
        found, _wrong = self._found()
        words = "\n".join(preview(self.desk, found, self.today)) if found else _("Say to whom; what passes shows here.")
        self.query_one("#preview", Static).update(words)

    def on_key(self, event: events.Key) -> None:
        """The page keys look through what passes, although a field has the focus."""
        passes = self.query_one("#passes", VerticalScroll)
        if event.key == "pagedown":
            passes.scroll_page_down(animate=False)
        elif event.key == "pageup":
            passes.scroll_page_up(animate=False)

    def entry(self) -> Entry:
        found, wrong = self._found()
        if found is None:
            return Entry((), wrong)
        if found.is_empty:
            return Entry((), {"taker": _("There is nothing to hand over; nothing was saved.")})
        return Entry(records(self.desk, found, self.today), {})

    def action_save(self) -> None:
        """At the second press: the first one says how much passes."""
        found, _wrong = self._found()
        texts = self.form.values()
        if found is None or found.is_empty or self._told == texts:
            self._saved_words = self._words(found) if found else ""
            super().action_save()
            return
        self._told = texts
        self.alarm(_("{key} once more: {words}").format(key=actions.key("save"), words=self._words(found)))

    def _words(self, found: Passing) -> str:
        name = self.desk.name("person", found.hand_over.taker)
        return _("handed over to {name}: {counts}").format(name=name, counts=counts(found))

    def saved_words(self) -> str:
        return self._saved_words
