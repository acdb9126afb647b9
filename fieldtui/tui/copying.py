"""Copying text out: to the terminal's clipboard, and always to a file, because many terminals have no clipboard."""

from datetime import date
from typing import TYPE_CHECKING

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.report.keeping import keep_text

if TYPE_CHECKING:
    from fieldtui.tui.app import FieldApp

MOST_COPIED = 30_000
"""Characters that are sent to the terminal; a longer text would hold up the screen, and terminals drop it."""


def copied(app: "FieldApp", text: str, today: date) -> tuple[str, bool]:
    """What is to be said of a text that was copied, and whether all went well."""
    short = len(text) <= MOST_COPIED
    if short:
        app.copy_to_clipboard(text)
    try:
        path = keep_text(app.desk.ledger.workspace.exports, text, today) if app.desk else None
    except FieldError as error:
        return str(error), False
    name = f"exports/{path.name}" if path else ""
    if not short:
        return _("Too long for the clipboard; it is in {file}.").format(file=name), True
    return _("Copied; where pasting brings nothing: {file}").format(file=name), True
