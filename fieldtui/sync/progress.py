"""How far both sides are: what each partner has confirmed, which files are under way, and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE, Sent


@dataclass(frozen=True, slots=True)
class HowFar:
    """Of one partner. `device` is "" for the office; `received_at` is when a file of theirs was last taken in.

    `confirmed` of `written` entries of our stream are confirmed; `under_way` are the files that go beyond that, the
    oldest first. Times are UTC in milliseconds, 0 for never.
    """

    device: str
    written: int
    confirmed: int
    under_way: Sequence[Sent]
    received_at: int

    @property
    def since(self) -> int:
        """Since when something is under way; 0 when nothing is."""
        return self.under_way[0].at if self.under_way else 0


def how_far(ledger: Ledger) -> Iterator[HowFar]:
    """The office, on a laptop; in the office each laptop that was accepted and not revoked."""
    workspace = ledger.workspace
    if workspace.role != "office":
        if workspace.office:
            yield _of(ledger, OFFICE, "", ledger.chain_end(workspace.device)[0])
        return
    for row in ledger.rows("device"):
        if row.get("revoked_after") is None:
            yield _of(ledger, row["device"], row["device"], ledger.partner(row["device"]).queued.count)


def _of(ledger: Ledger, name: str, device: str, written: int) -> HowFar:
    partner = ledger.partner(name)
    return HowFar(device, written, partner.confirmed.count, partner.under_way, partner.received_at)
