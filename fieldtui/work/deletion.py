"""What is said of a record that is deleted, or of which only a part has arrived."""

from fieldtui.ledger.merge import DELETED, heads_of
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.work.conflicts import open_fields
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import row_of


def is_deleted(desk: Desk, record: str) -> bool:
    return bool(record) and bool(row_of(desk, record).get(DELETED))


def deleted_words(desk: Desk, record: str) -> str:
    """Who deleted a record and when, as a sentence; "" for one that is not deleted. By the view alone."""
    row = row_of(desk, record)
    if not row.get(DELETED):
        return ""
    heads = heads_of(desk.ledger.heads(record) or {"heads": {}}, row)
    last = max((head for head in heads if head.set.get(DELETED)), key=lambda head: head.rank)
    name = desk.name("person", last.by) or str(row_of(desk, last.by).get("name") or last.by)
    return _("This record is deleted ({who}, {when}).").format(who=name, when=f"{local_time(last.at):%Y-%m-%d %H:%M}")


def bring_back_words(desk: Desk, record: str) -> str:
    """How a deleted record is brought back on its page."""
    if record in open_fields(desk):
        return _("What was edited in two places is settled under “Conflicts”.")
    return _("The history shows all that it said; undoing brings it back, where deleting it was its last edit.")


def deleted_with_commands(desk: Desk, record: str) -> str:
    """The same, with the commands that tell more and bring it back."""
    words = deleted_words(desk, record)
    if not words:
        return ""
    if record in open_fields(desk):
        back = _("Somebody else edited it meanwhile: `fieldtui conflicts` shows how to settle that.")
    else:
        back = _("`fieldtui undo {id}` brings it back, where deleting it was its last edit.").format(id=record)
    return " ".join([words, _("`fieldtui show {id} --history` tells all that it said.").format(id=record), back])


def absent_words(desk: Desk, record: str) -> str:
    """Why a record that is known can't be shown as a whole: it is deleted, or only a part of it has arrived."""
    return deleted_with_commands(desk, record) or _("Only a part of this record has arrived here.")
