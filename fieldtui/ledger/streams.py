"""How far this workspace and each of its partners are: facts that commits carry, and what they add up to.

A stream is an append-only, hash-chained list of the changes meant for one partner. A device's own stream to the office
is its own chain of changes: position n is its change n, and the hash there is that change's id. The office's stream
to a device is a list that grows at each export; the hash at n is the digest of the hash at n-1 and the change's id.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from fieldtui.ledger.canonical import digest

OFFICE = "office"
"""The party that all laptops send to."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a stream: how many changes lie before it, and the hash of the chain there."""

    count: int = 0
    hash: str = ""

    def after(self, change_ids: Iterable[str]) -> "Position":
        """The position when these changes are appended to an office's stream."""
        count, chained = self.count, self.hash
        for change in change_ids:
            count, chained = count + 1, digest((chained + change).encode("ascii"))
        return Position(count, chained)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        count, chained = form["count"], form["hash"]
        if type(count) is not int or count < 0 or not isinstance(chained, str):
            raise ValueError("not a position")
        return cls(count, chained)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Partner:
    """What is known of the streams between this workspace and one partner (a device's id, or "office").

    `received`: how far the partner's stream is held here. `confirmed`: how far the partner said it holds ours.
    `sent`: how far ours was last exported. `queued`: how long our stream to it is (the office's only). `sent_at` and
    `received_at` are UTC in milliseconds; `received_bundle_at` is when the last bundle taken in was made, by the clock
    of its sender; `file` is the last file that was exported.
    """

    received: Position = Position()
    confirmed: Position = Position()
    sent: Position = Position()
    queued: Position = Position()
    sent_at: int = 0
    received_at: int = 0
    received_bundle_at: int = 0
    file: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        return cls(
            **{name: Position.from_json(form[name]) for name in ("received", "confirmed", "sent", "queued")},
            sent_at=form["sent_at"],
            received_at=form["received_at"],
            received_bundle_at=form["received_bundle_at"],
            file=form["file"],
        )


def learn(partner: Partner, fact: Mapping[str, Any], at: int) -> Partner:
    """What a fact in a commit made at `at` adds. Facts of a newer version are passed over."""
    match fact["fact"]:
        case "received":
            upto = Position.from_json(fact["upto"])
            return replace(partner, received=upto, received_at=at, received_bundle_at=fact["bundle_at"])
        case "confirmed":
            return replace(partner, confirmed=Position.from_json(fact["upto"]))
        case "queued":
            return replace(partner, queued=partner.queued.after(fact["changes"]))
        case "anew":
            # This workspace became a new device: neither side's streams go on.
            return Partner()
        case "sent":
            return replace(partner, sent=Position.from_json(fact["upto"]), sent_at=at, file=fact["file"])
        case _newer:
            return partner
