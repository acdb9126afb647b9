"""The office's files for all laptops, one after the other."""

from collections.abc import Callable
from datetime import datetime

from fieldtui.ledger.ledger import Ledger
from fieldtui.locale import _
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.exchange import export_to_device
from fieldtui.sync.words import exported_words, sender_name


def export_to_all(ledger: Ledger, now: datetime, tell: Callable[[str], None], stopped: Callable[[], bool]) -> list[str]:
    """Writes a file for each device that was accepted and not revoked; returns what became of each, in words.

    One that can't be written for does not keep the others waiting. Once `stopped` says so no further one is begun.
    """
    devices = [row for row in ledger.rows("device") if row.get("revoked_after") is None]
    said = []
    for number, device in enumerate(devices, 1):
        if stopped():
            said.append(_("Stopped; {count} laptops got no file.").format(count=len(devices) - number + 1))
            break
        name = sender_name(device["device"], ledger)
        tell(_("Writing {number}/{all}: {name}").format(number=number, all=len(devices), name=name))
        try:
            said.append(exported_words(export_to_device(ledger, device, now)))
        except BundleError as error:
            said.append(str(error))
    return said
