"""What a laptop holds, as far as the office knows: what was sent to it and what it handed in, less what it purged."""

from collections.abc import Container

from fieldtui.ledger.change import Change
from fieldtui.ledger.judge import is_complete, wrong_fields
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import Position

PURGE = "purge"


class Held(Container[Change]):
    """The changes that a device holds with their words; what was sent and not confirmed yet counts as well."""

    def __init__(self, ledger: Ledger, device: str) -> None:
        history, queued = ledger.history, ledger.history.queued(device)
        self._device = device
        self._own = ledger.partner(device).received.count
        self._sent = {change: place for place, change in enumerate(queued, 1)}
        self._purged: dict[str, tuple[int, int]] = {}
        """By record: its place in the device's own stream, and how much of ours it held then."""
        for seq, name in sorted(history.chain(device).items()):
            change = history.change(name)
            said = {name: value for name, value in change.set.items() if value is not None}
            # A later edit of it, or one of a broken program, tells of no purge.
            if change.kind == PURGE and is_complete(PURGE, said) and not wrong_fields(change):
                received = Position(change.set["received"], change.set["hash"])
                # Where ours began anew since, all of it was sent after the purge.
                ours = Position().after(queued[: received.count]) == received
                for record in change.set["records"]:
                    self._purged[record] = (seq, received.count if ours else 0)

    def __contains__(self, change: object) -> bool:
        assert isinstance(change, Change)
        seq, received = self._purged.get(change.of, (0, 0))
        if self._sent.get(change.id, 0) > received:
            return True
        return change.device == self._device and seq < change.seq <= self._own


def erasures_for(ledger: Ledger, device: str) -> set[str]:
    """The erasures of words that a device holds: its own, and what was ever sent to it, whoever answers for it now."""
    history, sent = ledger.history, set(ledger.history.queued(device))
    return {
        row["id"]
        for row in ledger.view.rows("erasure")
        if any(
            change in sent or (change in history and history.change(change).device == device)
            for change in row["changes"]
        )
    }
