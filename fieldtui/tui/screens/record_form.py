"""The form of any kind of record, a new one or one that is corrected; `work.record_form` says what it asks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _
from fieldtui.model.kinds import kind_title
from fieldtui.tui import actions
from fieldtui.tui.fields import asked_fields
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form
from fieldtui.tui.widgets.frame import Foot
from fieldtui.tui.widgets.names import NameInput
from fieldtui.work.draft_words import DRAFT_KIND
from fieldtui.work.record_form import LEADING, RecordForm
from fieldtui.work.record_words import title_of

if TYPE_CHECKING:
    from fieldtui.work.steps import Entry

RECORD, BEFORE = "form record", "before "
"""What a draft holds beside the kind and the texts of the fields, under keys that no field has: the record that is
corrected, and what each field said that was changed."""


class RecordFormScreen(FormPlace):
    """A new record of `kind`, begun with `given` values; or `record`, of which only what is changed here is saved."""

    place = actions.RECORD_FORM
    BINDINGS = actions.bindings(actions.RECORD_FORM)
    form_name = "record"

    def __init__(
        self,
        kind: str = "",
        *,
        record: str = "",
        given: Mapping[str, Any] | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(draft=draft)
        values = dict(draft.values) if draft else {}
        self._kind = str(values.pop(DRAFT_KIND, kind))
        self._record = str(values.pop(RECORD, record))
        self._given = given or {}
        self._meanwhile: dict[str, str] = {}
        """What fields say by now that others changed while the draft of a correction lay there."""
        self._drafted = {name: str(value) for name, value in values.items()}

    def body(self) -> ComposeResult:
        self._rules = RecordForm(self.desk, self._kind, self.today, record=self._record, given=self._given)
        yield Form(asked_fields(self._rules, lambda: self.form.values()))

    def begin(self) -> None:
        """In the first field that is still empty; a correction in the first of all."""
        for name, text in self.form.values().items():
            if text or name == "plan":
                self.understand(name)
        if self._from_draft:
            self.form.fill(self._drafted)
            self.say_age(self._from_draft)
            self._say_what_changed_meanwhile()
        if self._record:
            self.query_one(Foot).leave_out("save_and_next")
            self.form.editor(self._rules.fields[0].name).focus()
        else:
            self.form.begin()

    def _say_what_changed_meanwhile(self) -> None:
        """A draft may have lain there while others changed the same field: what it says now is shown beside it."""
        for key, before in self._drafted.items():
            name = key.removeprefix(BEFORE)
            now = self._rules.begun_with(name)
            if name != key and now != before:
                self._meanwhile[name] = _("meanwhile changed to “{now}”").format(now=now or "—")
                self.understand(name)

    def heading(self) -> str:
        kind = kind_title(self._kind)
        if self._record:
            return _("{kind} · correct").format(kind=kind) + f" · {title_of(self.desk, self._record)}"
        return _("{kind} · new").format(kind=kind)

    def about(self) -> str:
        return self._record

    def understand(self, name: str) -> None:
        editor = self.form.editor(name)
        # While a name is typed, what fits stands beside it already.
        choosing = isinstance(editor, NameInput) and editor.has_focus_within and name != "held_as"
        # All fields are looked through only where several say something together: a key in a note shall cost nothing.
        values = self.form.values() if name in ("held_as", "plan") else {name: self.form.value(name)}
        understood = "" if choosing else self._rules.understood(name, values)
        self.form.hint(name, "  ".join(filter(None, [understood, self._meanwhile.get(name)])))
        if name in LEADING[1:] and self._rules.asks_plan:
            self.understand("plan")
        if name == "date" and self._kind == "meeting":
            # The day says in which year's sequence a meeting stands.
            self.understand("held_as")

    def draft_values(self) -> dict[str, str]:
        """All texts of a new record. Of a correction only what was changed, with what stood there before: all else is
        taken from the record as it is when one goes on."""
        values = self.form.values()
        if not self._record:
            return {**values, DRAFT_KIND: self._kind, RECORD: ""}
        changed = self._rules.changed(values)
        before = {f"{BEFORE}{name}": self._rules.begun_with(name) for name in changed}
        return {**changed, **before, DRAFT_KIND: self._kind, RECORD: self._record}

    def entry(self) -> "Entry":
        return self._rules.entry(self.form.values(), self.draft_id)

    def saved_words(self) -> str:
        if self._record and not self._rules.changed(self.form.values()):
            return _("Nothing was changed.")
        title = title_of(self.desk, self._record or self.draft_id)
        return _("Saved: {words}.").format(words=f"{kind_title(self._kind)}  {title}".rstrip())

    def completed_words(self) -> str:
        return _("{key} saves; Tab goes on to what most leave empty.").format(key=actions.key("save"))

    def action_save_and_next(self) -> None:
        """Save, and another one of this kind, about the same as this one was begun with."""
        if self._record:
            self.note(_("{key} saves.").format(key=actions.key("save")))
            return
        words = self.save()
        if words is not None:
            screen = RecordFormScreen(self._kind, given=self._given)
            self.app.switch_screen(screen)
            screen.call_after_refresh(screen.note, words)
