"""The office's files for all laptops, one after the other."""

from collections.abc import Callable
from datetime import datetime

from fieldtui.ledger.ledger import Ledger
from fieldtui.locale import _
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.exchange import export_to_device
from fieldtui.sync.words import sender_name


def export_to_all(ledger: Ledger, now: datetime, tell: Callable[[str], None], stopped: Callable[[], bool]) -> list[str]:
    """Writes a file for each device that was accepted and not revoked; returns in sentences for how many, and why not.

    One that can't be written for does not keep the others waiting. Once `stopped` says so no further one is begun.
    """
    devices = [row for row in ledger.rows("device") if row.get("revoked_after") is None]
    written, refused = 0, list[str]()
    for number, device in enumerate(devices, 1):
        if stopped():
            refused.append(_("Stopped; {count} laptops got no file.").format(count=len(devices) - number + 1))
            break
        name = sender_name(device["device"], ledger)
        tell(_("Writing {number}/{all}: {name}").format(number=number, all=len(devices), name=name))
        try:
            export_to_device(ledger, device, now)
        except BundleError as error:
            refused.append(str(error))
        else:
            written += 1
    words = _("Written for {count} of {all} laptops, in {folder}. Take them to the other side.")
    return [words.format(count=written, all=len(devices), folder=ledger.workspace.exports), *refused]
