"""The whole log, indexed when first needed: changes by record and by device, and what was queued for whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from fieldtui.ledger.change import Change
from fieldtui.ledger.log import Commit, DamagedLogError
from fieldtui.locale import _


def changes_of(commit: Commit) -> list[Change]:
    """The changes of a commit. DamagedLogError when its checksum is right and yet it holds what is no change."""
    try:
        return [Change.from_json(form) for form in commit.body.get("changes", ())]
    except (ValueError, RecursionError) as error:
        raise DamagedLogError(
            _("The log holds something that this version can't read; install the newest one.")
        ) from error


class History:
    """All changes that the log holds. Changes of one record come in the order in which they were logged."""

    def __init__(self) -> None:
        self._changes: dict[str, Change] = {}
        self._of: dict[str, list[Change]] = defaultdict(list)
        self._chains: dict[str, dict[int, str]] = defaultdict(dict)
        self._queued: dict[str, list[str]] = defaultdict(list)

    def add(self, commit: Commit, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.id not in self._changes:
                self._changes[change.id] = change
                self._of[change.of].append(change)
                chain = self._chains[change.device]
                other = self._changes.get(chain.get(change.seq, ""))
                # Of two under one number the same one as in the view's table of chains.
                if other is None or (change.tick, change.id) > (other.tick, other.id):
                    chain[change.seq] = change.id
        for fact in commit.body.get("stream", ()):
            if fact["fact"] == "queued":
                self._queued[fact["partner"]].extend(fact["changes"])

    def __contains__(self, change_id: str) -> bool:
        return change_id in self._changes

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes.values())

    def change(self, change_id: str) -> Change:
        return self._changes[change_id]

    def of(self, record: str) -> list[Change]:
        return list(self._of.get(record, ()))

    def records(self) -> Iterable[str]:
        return self._of.keys()

    def chain(self, device: str) -> dict[int, str]:
        """The ids of a device's changes by `seq`."""
        return self._chains.get(device, {})

    def queued(self, partner: str) -> list[str]:
        """Our stream to a partner: the ids of its changes, in order."""
        return self._queued.get(partner, [])
