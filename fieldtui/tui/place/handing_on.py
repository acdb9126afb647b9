"""What is handed on from a place as it stands: text for a chat, documents, and a picture of the screen."""

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.tui.place.base import PlaceBase


class HandingOn(PlaceBase):
    """Makes text, documents and pictures of what is shown, and says where they are."""

    def action_copy_page(self) -> None:
        """The page as plain text, for a chat."""
        if self.field_app.desk:
            self._copy(self.text_to_copy())

    def action_copy_line(self) -> None:
        """What the cursor is on as plain text."""
        record = self.current_record() if self.field_app.desk else ""
        if not record:
            self.note(_("Choose a line first; there is nothing to copy on this one."))
            return
        self._copy(self.text_of(record))

    def text_to_copy(self) -> str:
        """This page as plain text; "" where there is nothing to be copied."""
        return "".join(self.text_of(record) for record in self.page_of())

    def text_of(self, record: str) -> str:
        """A record as plain text; what is wrong with it is told."""
        from fieldtui.report.records import text_of

        try:
            return text_of(self.desk, record, self.today)
        except FieldError as error:
            self.alarm(str(error))
            return ""

    def _copy(self, text: str) -> None:
        """To the clipboard, which not every terminal gives us, and to a file, which is always there."""
        if text:
            from fieldtui.tui.copying import copied

            said, well = copied(self.field_app, text, self.today)
            (self.note if well else self.alarm)(said)

    def action_document(self) -> None:
        """Make a document about what the cursor is on, or what the page is about."""
        if self.field_app.desk:
            from fieldtui.tui.documents import offer_documents

            offer_documents(self, [self.current_record(), *self.page_of()])

    def action_picture(self) -> None:
        """The screen as it stands, as an SVG file."""
        if self.field_app.desk:
            from fieldtui.report.keeping import keep_picture
            from fieldtui.tui.picture import picture_of

            title = self.heading_words()
            try:
                path = keep_picture(self.desk.ledger.workspace.exports, picture_of(self.app, title), title, self.today)
            except FieldError as error:
                self.alarm(str(error))
            else:
                self.note(_("The picture is in {file}.").format(file=f"exports/{path.name}"))
