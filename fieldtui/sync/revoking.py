"""A laptop that was lost is revoked from a place in its stream on."""

from dataclasses import dataclass

from fieldtui.ledger.ledger import Ledger
from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import half_width
from fieldtui.sync.keys import comparison_code
from fieldtui.work.desk import Desk
from fieldtui.work.rules import find_record

LEAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Revoked:
    """`after`: its last entry that counts; `further`: how many later ones came in before."""

    after: int
    further: int


def revoke(ledger: Ledger, device: Row, after: int | None) -> Revoked:
    """Revokes a device (a row) after its entry of this number; without one after the last that is here."""
    held = ledger.partner(device["device"]).received.count
    last = held if after is None else after
    record = ledger.get("device", device["id"])
    if record is None:
        raise FieldError(_("This device is not known any more."))
    ledger.save(record.amended(revoked_after=last))
    return Revoked(last, max(0, held - last))


def device_called(named: str, desk: Desk) -> Row:
    """The accepted device of this code (its first four digits or more), or of a person. FieldError for none or several.

    Of a person's laptops those that were revoked before do not count.
    """
    devices = list(desk.ledger.rows("device"))
    digits = "".join(half_width(named).split())
    if digits.isascii() and digits.isdigit() and len(digits) >= LEAST_DIGITS:
        found = [row for row in devices if comparison_code(row["device"]).replace(" ", "").startswith(digits)]
    else:
        person = find_record("person", named, desk)
        theirs = [row for row in devices if row["person"] == person]
        found = [row for row in theirs if row.get("revoked_after") is None] or theirs
    if len(found) != 1:
        sentence = _("“{name}” names no single laptop; name it by its code, see: fieldtui device list")
        raise FieldError(sentence.format(name=named))
    return found[0]
