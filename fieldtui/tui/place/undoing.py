"""Undoing from a place: the first press says what comes back, the second does it."""

from textual import on

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.place.base import PlaceBase
from fieldtui.tui.widgets.rows import RowList


class Undoing(PlaceBase):
    """Undoes the last edit of the record that is current here."""

    _undoing = ""
    """The change that the next Ctrl+Z undoes, because the one before said so."""
    _undone = ""
    """The record whose edit was undone here last, until something else is done: it may not be on a line any more."""
    _undo_at = ""
    """The line on which the cursor was when that was asked or done."""

    def to_be_undone(self) -> str:
        """The record whose last edit is undone here; "" for none."""
        from fieldtui.work.undo import newest

        record = self.current_record()
        return newest(self.desk, record) if record else ""

    def action_undo(self) -> None:
        """At the second press: the first one says what comes back."""
        if not self.field_app.desk or not self.may_write():
            return
        from fieldtui.work.undo import undo_of

        record = self._undone or self.to_be_undone()
        if not record:
            self.note(_("Choose a line first; there is nothing to undo on this one."))
            return
        try:
            undo = undo_of(self.desk, record, self.today)
            if undo.change.id != self._undoing:
                self._undoing = undo.change.id
                self._undo_at = self._line()
                self.alarm(
                    _("{key} once more: {words} ({record})").format(
                        key=actions.key("undo"), words=undo.words, record=undo.about
                    )
                )
                return
            self.desk.ledger.save(undo.record, *undo.beside)
        except FieldError as error:
            self.alarm(str(error))
            return
        self._undoing = ""
        self.look_again()
        self._undone, self._undo_at = record, self._line()
        self.note(
            _("Done, and {key} takes it back: {words} ({record})").format(
                key=actions.key("undo"), words=undo.words, record=undo.about
            )
        )

    def _line(self) -> str:
        """The key of the line that the cursor is on; "" where there is none."""
        current = next((rows.current for rows in self.query(RowList)), None)
        return current.key if current else ""

    @on(RowList.Moved)
    def _another_line(self) -> None:
        # That the list was filled anew, and the cursor stands on another line for that, is told here too.
        if self._line() != self._undo_at:
            self._forget_undo()

    def _forget_undo(self) -> None:
        if self._undoing:
            self.note("")
        self._undoing = self._undone = ""

    def on_screen_suspend(self) -> None:
        # Undo may be chosen from the list of actions at both presses.
        if getattr(self.app.screen, "place", "") != actions.PALETTE:
            self._forget_undo()
