"""The base of the screens that are forms: what is typed is a draft within a second, and leaving loses nothing."""

import contextlib
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import on
from textual.css.query import NoMatches
from textual.timer import Timer

from fieldtui.ledger.drafts import Draft, Drafts
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.record import new_id
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.widgets.form import Form
from fieldtui.tui.widgets.text import LineInput, NoteArea
from fieldtui.work.clock import now

if TYPE_CHECKING:
    from fieldtui.model.record import Record
    from fieldtui.work.steps import Entry

DRAFT_AFTER = 0.4
"""Seconds without a key until what stands in the form is written to disk."""
DRAFT_AT_LATEST = 0.9
"""Seconds after which it is written though the typing goes on."""


class FormPlace(Place):
    """A screen around a Form. Subclasses say what is saved (`entry`) and what the form is called in the drafts."""

    form_name = ""

    def __init__(self, *, draft: Draft | None = None, enterprise: str = "") -> None:
        super().__init__()
        self._enterprise = enterprise
        self.draft_id = draft.id if draft else new_id()
        self._from_draft = draft
        self._timer: Timer | None = None
        self._unsaved_since = 0.0
        self._to_be_kept: Mapping[str, str] | None = None
        self._kept: Mapping[str, str] = {}
        """What the form began with, or the draft on disk says: nobody needs to write that."""
        self._done = False
        self._throwing_away = False

    # For subclasses

    def entry(self) -> "Entry":
        """What the form comes to."""
        raise NotImplementedError

    def about(self) -> str:
        """The record that the draft belongs to, or ""."""
        return ""

    def heading(self) -> str:
        """What stands above the form."""
        raise NotImplementedError

    def understand(self, name: str) -> None:
        """Show what was understood of a field that changed; by itself nothing, and a complaint goes away."""
        self.form.hint(name, "")

    def understand_plan(self, kind: str, name: str) -> None:
        """Where several plans are in use, the enterprise and the plan say by which the lines of problems are read."""
        values = self.form.values()
        if name not in ("enterprise", "plan") or "plan" not in values:
            return
        from fieldtui.work.visits import plan_typed

        self.form.hint("plan", "" if values["plan"] else f"→ {plan_typed(self.desk, kind, values).title}")
        self.form.editor("problems").explain_again()

    def on_mount(self) -> None:
        self.say_head("")
        self.begin()
        self._kept = self.draft_values()

    def begin(self) -> None:
        """Begin with what the draft or the place before says, in the first field that is still empty."""
        if self._from_draft:
            self.form.fill({name: str(value) for name, value in self._from_draft.values.items()})
            self.say_age(self._from_draft)
        elif self._enterprise:
            self.form.fill({"enterprise": self.desk.name("enterprise", self._enterprise)})
        self.form.begin()

    def say_age(self, draft: Draft) -> None:
        """Dates such as 今天 meant another day when the draft was begun on one."""
        begun = local_time(draft.at).date()
        if begun != self.today:
            self.note(_("This draft is of {day:%m-%d}; look at its dates once more.").format(day=begun))

    def say_head(self, words: str) -> None:
        self.head(self.heading(), f"{words}  ".lstrip() + _("Esc back"))

    def saved_words(self) -> str:
        return _("Saved.")

    # Drafts

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    @on(Form.Changed)
    def _form_changed(self, event: Form.Changed) -> None:
        event.stop()
        self._throwing_away = False
        self.understand(event.name)
        if self._done:
            return
        if not self._unsaved_since:
            self._unsaved_since = time.monotonic()
        elapsed = time.monotonic() - self._unsaved_since
        if self._timer is not None:
            self._timer.stop()
        # A timer of no time at all makes Textual divide by zero.
        wait = max(0.01, min(DRAFT_AFTER, DRAFT_AT_LATEST - elapsed))
        self._timer = self.set_timer(wait, self._keep_draft)

    def _keep_draft(self) -> None:
        self._unsaved_since = 0.0
        if self._done or not self._says_more():
            return
        self._to_be_kept = self.draft_values()
        self.run_worker(self._write_draft, thread=True, group="draft", exclusive=False)

    def draft_values(self) -> dict[str, str]:
        return self.form.values()

    def _says_more(self) -> bool:
        """Whether the form says something that is not kept yet: to open a draft is not to write it."""
        return self.draft_values() != self._kept

    def _write_draft(self) -> None:
        with self.field_app.drafts_guard:
            # On a slow disk several may wait here, in any order: the first writes the newest.
            values, self._to_be_kept = self._to_be_kept, None
            if self._done or values is None:
                return
            try:
                self._drafts().keep(self.draft_id, self.form_name, self.about(), values)
            except OSError as error:
                # Told, not waited for: the screen may be waiting for the drafts itself, to save or to leave.
                self.call_later(self._draft_refused, _draft_not_kept(error))
            else:
                self._is_kept(values)
                self.call_later(self._draft_kept)

    def _is_kept(self, values: Mapping[str, str]) -> None:
        self._from_draft = Draft(self.draft_id, self.form_name, self.about(), values, 0)
        self._kept = values

    def _draft_refused(self, words: str) -> None:
        with contextlib.suppress(NoMatches):
            self.alarm(words)

    def _draft_kept(self) -> None:
        if self.is_mounted and not self._done:
            # The program may have ended while the draft was written, and the line to say it in be gone.
            with contextlib.suppress(NoMatches):
                self.say_head(_("draft kept {time:%H:%M:%S}").format(time=now()))

    def _drafts(self) -> Drafts:
        return Drafts(self.desk.ledger.workspace.drafts)

    def _forget_draft(self) -> None:
        with self.field_app.drafts_guard:
            self._done = True
            if self._from_draft is not None:
                # On a full disk it stays on the list of today, which is better than an end of the program.
                with contextlib.suppress(OSError):
                    self._drafts().discard(self.draft_id)

    # Saving and leaving

    def save(self) -> str | None:
        """Save what the form comes to; the words to be said of it, or None when something is wrong with it."""
        if self._done:
            # A second Ctrl+S that came before the form was gone.
            return None
        entry = self.entry()
        if entry.troubles:
            self.complain(entry.troubles)
            return None
        try:
            self.desk.ledger.save(*entry.records, *self._handed_draft())
        except FieldError as error:
            self.alarm(str(error))
            return None
        self._forget_draft()
        return "  ".join([self.saved_words(), *entry.warnings])

    def complain(self, troubles: Mapping[str, str]) -> None:
        """Sentences go to their fields; one that has no field here goes to the foot."""
        self.form.complain(troubles)
        names = set(self.form.values())
        elsewhere = [sentence for name, sentence in troubles.items() if name not in names]
        self.alarm(elsewhere[0] if elsewhere else _("Not saved yet: look at what is marked."))

    def action_save(self) -> None:
        words = self.save()
        if words is not None:
            self.dismiss(words)

    def action_throw_away(self) -> None:
        """At the second press: what was typed is gone then."""
        if not self._throwing_away and not self.form.is_untouched():
            self._throwing_away = True
            self.alarm(
                _("Press {key} once more to throw away what you typed; nothing brings it back.").format(
                    key=actions.key("throw_away")
                )
            )
            return
        try:
            self.desk.ledger.save(*self._handed_draft())
        except FieldError as error:
            self.alarm(str(error))
            return
        self._forget_draft()
        self.dismiss(_("The draft was thrown away."))

    def _handed_draft(self) -> "list[Record]":
        """What takes away a draft that somebody handed over: it lies in the ledger, and would come back on the list of
        today."""
        from fieldtui.work.handed import Handed

        return Handed(self.desk.ledger).thrown_away(self.draft_id, self.desk.me, self.today.isoformat())

    @on(LineInput.EscapeOnce)
    @on(NoteArea.EscapeOnce)
    def _ask_twice(self, event: Any) -> None:
        event.stop()
        if not self._says_more():
            # Nothing was typed, or all of it is kept.
            self.action_leave()
            return
        self.note(_("Press Esc once more to go back; what you typed is kept as a draft."))

    @on(LineInput.Leave)
    @on(NoteArea.Leave)
    def _leave(self, event: Any) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        if self.keep_now():
            self.dismiss(_("Kept as a draft; it stands on the list of today.") if self._from_draft else None)

    def keep_now(self) -> bool:
        """Keep what was typed, because the form is left. False when that fails, which a sentence tells: stay then."""
        if self._done or not self._says_more():
            return True
        values = self.draft_values()
        with self.field_app.drafts_guard:
            try:
                self._drafts().keep(self.draft_id, self.form_name, self.about(), values)
            except OSError as error:
                self.alarm(_draft_not_kept(error))
                return False
            self._is_kept(values)
            self._done = True
        return True

    @on(Form.Completed)
    def _completed(self) -> None:
        self.note(self.completed_words())

    def completed_words(self) -> str:
        """What is said once Enter finds no empty field any more."""
        return _("{key} saves.").format(key=actions.key("save"))


def _draft_not_kept(error: OSError) -> str:
    return _("The draft could not be kept ({reason}); save now, or copy the text.").format(reason=reason_of(error))
