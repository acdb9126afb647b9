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
KEPT = 31 * 24 * 60 * 60 * 1000
"""Milliseconds for which it is known of each file when it was taken in."""


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
class Sent:
    """A file that was written: when (UTC, milliseconds), and up to which place of our stream."""

    file: str
    at: int
    upto: int


@dataclass(frozen=True, slots=True)
class Came:
    """A file that was taken in: when that was, and when its sender made it, by the sender's clock."""

    at: int
    made: int


@dataclass(frozen=True, slots=True)
class Partner:
    """What is known of the streams between this workspace and one partner (a device's id, or "office").

    `received`: how far the partner's stream is held here. `confirmed`: how far the partner said it holds ours.
    `sent`: how far ours was last exported. `queued`: how long our stream to it is (the office's only). `sent_at` and
    `received_at` are UTC in milliseconds; `received_bundle_at` is when the last bundle taken in was made, by the clock
    of its sender, and `receipt_at` when the last receipt alone was; `file` is the last file that was exported.
    `under_way` are the files that go beyond what is confirmed, the oldest first; `came` the files of the last weeks
    and the one before those.
    """

    received: Position = Position()
    confirmed: Position = Position()
    sent: Position = Position()
    queued: Position = Position()
    sent_at: int = 0
    received_at: int = 0
    received_bundle_at: int = 0
    receipt_at: int = 0
    file: str = ""
    under_way: tuple[Sent, ...] = ()
    came: tuple[Came, ...] = ()

    @property
    def said_at(self) -> int:
        """When the partner made what it said last of how far it holds ours, by its clock."""
        return max(self.received_bundle_at, self.receipt_at)

    def made_before(self, at: int) -> int:
        """Whatever the partner made up to this moment had been taken in before `at`; 0 when nothing had."""
        return max((one.made for one in self.came if one.at < at), default=0)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        return cls(
            **{name: Position.from_json(form[name]) for name in ("received", "confirmed", "sent", "queued")},
            sent_at=form["sent_at"],
            received_at=form["received_at"],
            received_bundle_at=form["received_bundle_at"],
            receipt_at=form["receipt_at"],
            file=form["file"],
            under_way=tuple(Sent(one["file"], one["at"], one["upto"]) for one in form["under_way"]),
            came=tuple(Came(one["at"], one["made"]) for one in form["came"]),
        )


def learn(partner: Partner, fact: Mapping[str, Any], at: int) -> Partner:
    """What a fact in a commit made at `at` adds. Facts of a newer version are passed over."""
    match fact["fact"]:
        case "received":
            upto, made = Position.from_json(fact["upto"]), fact["bundle_at"]
            came = (*_lately(partner.came, at), Came(at, made))
            return replace(partner, received=upto, received_at=at, received_bundle_at=made, came=came)
        case "confirmed":
            upto = Position.from_json(fact["upto"])
            under_way = tuple(sent for sent in partner.under_way if sent.upto > upto.count)
            receipt_at = fact.get("receipt_at", partner.receipt_at)
            return replace(partner, confirmed=upto, under_way=under_way, receipt_at=receipt_at)
        case "queued":
            return replace(partner, queued=partner.queued.after(fact["changes"]))
        case "anew":
            # This workspace became a new device: neither side's streams go on.
            return Partner()
        case "sent":
            upto, file = Position.from_json(fact["upto"]), fact["file"]
            further = (Sent(file, at, upto.count),) if upto.count > partner.confirmed.count else ()
            return replace(partner, sent=upto, sent_at=at, file=file, under_way=(*partner.under_way, *further))
        case _newer:
            return partner


def _lately(came: tuple[Came, ...], at: int) -> tuple[Came, ...]:
    """Those of the last weeks, and of the older ones the newest."""
    older = sum(1 for one in came if one.at < at - KEPT)
    return came[max(0, older - 1) :]
