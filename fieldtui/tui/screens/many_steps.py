"""The same step for all records that were selected in a list; those that it can't be entered for stay in the form."""

from collections.abc import Sequence
from dataclasses import replace

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import FieldError
from fieldtui.tui.screens.step import StepScreen
from fieldtui.work.many_steps import enter_many, possible_for_some, start_of_all
from fieldtui.work.record_words import title_of

MOST_TOLD = 8
"""Records whose refusal is told one by one."""


class ManyStepsScreen(StepScreen):
    """Dismissed with what is to be said; the form is that of the first record."""

    form_name = "steps"

    def __init__(self, records: Sequence[str] = (), *, draft: Draft | None = None) -> None:
        kept = dict(draft.values) if draft else {}
        self._records = str(kept.pop("records", "")).split() if draft else list(records)
        super().__init__(about=self._records[0], draft=_without_records(draft))

    def possible(self) -> dict[str, str]:
        return possible_for_some(self.desk, self._records, self.today)

    def begin_with(self, step: str) -> dict[str, str]:
        return start_of_all(self.desk, self._records, step, self.today)

    def heading(self) -> str:
        count = len(self._records)
        return _("Follow-up") + " · " + ngettext("{count} record", "{count} records", count).format(count=count)

    def draft_values(self) -> dict[str, str]:
        return {**super().draft_values(), "records": " ".join(self._records)}

    def save(self) -> str | None:
        """Save what can be entered; who is refused is told, and stays here with all that was typed."""
        if self._done:
            return None
        many = enter_many(self.desk, self._records, self.form.values(), self.today)
        try:
            if many.records:
                self.desk.ledger.save(*many.records)
        except FieldError as error:
            self.alarm(str(error))
            return None
        entered = len(self._records) - len(many.refused)
        words = ngettext("Entered for {count} record.", "Entered for {count} records.", entered).format(count=entered)
        if not many.refused:
            self._forget_draft()
            return words
        self._records = list(many.refused)
        self.say_head("")
        self.complain(next(iter(many.refused.values())))
        if entered or len(many.refused) > 1:
            from fieldtui.tui.screens.sentence import SentenceScreen

            told = [
                _("{name}: {sentence}").format(name=title_of(self.desk, record), sentence=" ".join(wrong.values()))
                for record, wrong in list(many.refused.items())[:MOST_TOLD]
            ]
            self.app.push_screen(SentenceScreen("\n".join([words, _("Not entered, and still in the form:"), *told])))
        return None


def _without_records(draft: Draft | None) -> Draft | None:
    """The draft as the form of one step reads it."""
    if draft is None:
        return None
    return replace(draft, values={name: value for name, value in draft.values.items() if name != "records"})
