"""What is recorded from a place: a new record, a correction, a step, an attached file."""

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.place.going import Going


class Recording(Going):
    """Opens forms that begin with what this place is about; a sentence says why one can't be filled in."""

    def new_record(self, kind: str, **given: str) -> None:
        """Begin a record of a kind, with these fields (ids of records, codes) said already."""
        if self.field_app.desk and self.may_write():
            match kind:
                case "visit":
                    self.action_new_visit()
                    return
                case "problem":
                    self.action_new_problem()
                    return
            from fieldtui.tui.screens.record_form import RecordFormScreen
            from fieldtui.work.record_form import not_offered

            sentence = not_offered(self.desk, kind)
            if sentence:
                self.alarm(sentence)
                return
            self.app.push_screen(RecordFormScreen(kind, given=given), self.said)

    def edit_record(self, record: str) -> None:
        """Correct a record; a sentence says why one can't be."""
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.record_form import RecordFormScreen
            from fieldtui.work.record_form import not_corrected

            sentence = not_corrected(self.desk, record)
            if sentence:
                self.alarm(sentence)
                return
            kind = self.desk.ledger.kind_of(record) or ""
            self.app.push_screen(RecordFormScreen(kind, record=record), self.said)

    def action_new_record(self, kind: str) -> None:
        self.new_record(kind, **self.given_here())

    def action_edit(self) -> None:
        record = self.current_record() if self.field_app.desk else ""
        if record:
            self.edit_record(record)
        else:
            self.note(_("Choose a line first; there is nothing to correct on this one."))

    def action_edit_page(self) -> None:
        for record in self.page_of():
            self.edit_record(record)

    def given_here(self) -> dict[str, str]:
        """What a new record begins with here: the record under the cursor, that of the page, its enterprise."""
        given = {"enterprise": self.about_enterprise()}
        for record in (*self.page_of(), self.current_record()):
            kind = self.desk.ledger.kind_of(record) if record else None
            if kind:
                given[kind] = record
        return {kind: record for kind, record in given.items() if record}

    def enter_step(self, *, problem: str = "", visit: str = "", about: str = "", planned: str = "") -> None:
        """A step of a problem, of another record that goes through stages (`about`), or after a visit."""
        if self.may_write():
            from fieldtui.tui.screens.step import StepScreen
            from fieldtui.work.deletion import deleted_words
            from fieldtui.work.step_form import possible_steps

            gone = deleted_words(self.desk, problem or about or visit)
            if gone or not possible_steps(self.desk, problem or about or visit):
                self.alarm(gone or _("There is no step that you can do where this stands."))
                return
            self.app.push_screen(StepScreen(problem=problem, visit=visit, about=about, planned=planned), self.said)

    def follow_up_on(self, *records: str) -> None:
        """A step of the first of these records that has steps; says so when none has."""
        from fieldtui.work.step_words import with_steps

        about = with_steps(self.desk, records)
        if about:
            self.enter_step(**about)
        elif any(record and self.desk.ledger.kind_of(record) == "milestone" for record in records):
            words = _("A milestone goes through no steps: {key} enters the day on which it was reached.")
            self.note(words.format(key=actions.key("edit")))
        else:
            self.note(_("Choose something that goes through steps first: a problem, a visit, a project, a task…"))

    def action_attach(self) -> None:
        """Attach a file to what the cursor is on, or else to what the page is about."""
        if self.field_app.desk and self.may_write():
            from fieldtui.tui.screens.attach import AttachScreen

            record = self.current_record()
            if not record or self.desk.ledger.kind_of(record) == "attachment":
                record = next(iter(self.page_of()), "")
            if record:
                self.app.push_screen(AttachScreen(record), self.said)
            else:
                self.note(_("Choose a line first; there is nothing to attach to on this one."))
