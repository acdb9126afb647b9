"""A laptop that was lost is revoked from a place in its stream on."""

from collections.abc import Iterable
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
MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Revoked:
    """`after`: its last entry that counts; `further`: how many later ones came in before."""

    after: int
    further: int


def revoking_means(held: int) -> str:
    """What it leads to, to be read before; `held`: how many of its entries are here."""
    return _(
        "Nothing is written for this laptop any more. Of what it wrote, the entries up to the number below are taken "
        "in, and none after it; what came in already stays. {count} of its entries are here: leave that number unless "
        "you know which was the last one by its owner. It can be put right later by revoking it again."
    ).format(count=held)


def read_after(typed: str, held: int) -> int:
    """The number of the last entry that counts; nothing typed means what is here. FieldError for what is none."""
    digits = "".join(half_width(typed).split())
    if not digits:
        return held
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise FieldError(_("“{text}” is no number of an entry; write digits only.").format(text=typed))
    return int(digits)


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
    devices = {str(row["device"]): row for row in desk.ledger.rows("device")}
    if _digits(named):
        return devices[by_code(named, devices)]
    person = find_record("person", named, desk)
    theirs = [row for row in devices.values() if row["person"] == person]
    found = [row for row in theirs if row.get("revoked_after") is None] or theirs
    if len(found) != 1:
        raise _names_none(named)
    return found[0]


def by_code(named: str, devices: Iterable[str]) -> str:
    """The one of these devices whose code begins with these digits (four or more). FieldError for none or several."""
    digits = _digits(named)
    found = [device for device in devices if digits and comparison_code(device).replace(" ", "").startswith(digits)]
    if len(found) != 1:
        raise _names_none(named)
    return found[0]


def _digits(named: str) -> str:
    """The digits of a code; "" when these are none."""
    digits = "".join(half_width(named).split())
    return digits if digits.isascii() and digits.isdigit() and len(digits) >= LEAST_DIGITS else ""


def _names_none(named: str) -> FieldError:
    sentence = _("“{name}” names no single laptop; name it by its code, see: fieldtui device list")
    return FieldError(sentence.format(name=named))
