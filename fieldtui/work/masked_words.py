"""What lists and texts that are handed on show of a field: its words, with the telephone numbers in them masked."""

from fieldtui.model.kinds import field
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk
from fieldtui.work.masking import masked, masked_phone
from fieldtui.work.record_words import value_words


def masked_words(desk: Desk, kind: str, name: str, row: Row) -> str:
    """The words of a field of a record; what is personal data by the model hides enough of each number."""
    words = value_words(desk, kind, name, row.get(name), row)
    item = field(kind, name)
    if item is None or not item.shown.personal:
        return words
    return masked_phone(words) if name == "phone" and words else masked(words)
