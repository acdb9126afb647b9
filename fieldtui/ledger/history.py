"""The whole log, indexed when first needed: changes by record and by device, and what was queued for whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fieldtui.ledger.change import Change
from fieldtui.ledger.erasure import ERASURE, Erasures
from fieldtui.ledger.log import FORMAT, Commit, DamagedLogError
from fieldtui.locale import _


def changes_of(commit: Commit) -> list[Change]:
    """The changes of a commit. DamagedLogError when its checksum is right and yet it holds what is no change.

    Their ids stand beside them since format 2, so that nothing need be hashed again; `check` does that.
    """
    body = commit.body
    try:
        if "ids" in body:
            return [Change.known(name, form) for name, form in zip(body["ids"], body["changes"], strict=True)]
        return [Change.from_json(form) for form in body.get("changes", ())]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedLogError(
            _("The log holds something that this version can't read; install the newest one.")
        ) from error


def commit_body(at: int, changes: Iterable[Change], facts: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What `changes_of` reads: a commit's JSON, with what was learnt of the streams."""
    body = with_changes({"at": at}, changes)
    stream = list(facts)
    return {**body, "stream": stream} if stream else body


def with_changes(body: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """A commit's JSON with other forms of its changes, in this version's form; what else is in it stays."""
    listed = list(changes)
    return {
        **body,
        "v": FORMAT,
        "changes": [change.to_json() for change in listed],
        "ids": [change.id for change in listed],
    }


class History:
    """All changes that the log holds. Changes of one record come in the order in which they were logged."""

    def __init__(self) -> None:
        self._changes: dict[str, Change] = {}
        self._of: dict[str, list[Change]] = defaultdict(list)
        self._chains: dict[str, dict[int, str]] = defaultdict(dict)
        self._queued: dict[str, list[str]] = defaultdict(list)
        self.erasures = Erasures()

    def add(self, commit: Commit, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.id in self._changes:
                continue
            self._changes[change.id] = change
            self._of[change.of].append(change)
            if change.kind == ERASURE:
                self.erasures.learn([change])
            chain = self._chains[change.device]
            twin = chain.get(change.seq)
            # Of two under one number the same one as in the view's table of chains.
            if twin is None or (change.tick, change.id) > (self._changes[twin].tick, twin):
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

    def by_record(self) -> Iterable[tuple[str, list[Change]]]:
        """Each record with its changes."""
        return self._of.items()

    def apply_erasures(self) -> bool:
        """Leave out the words that are to be gone; whether the log still had any of them."""
        found = False
        for name in self.erasures.named & self._changes.keys():
            old = self._changes[name]
            new = self.erasures.applied(old)
            if new is not old:
                found = True
                self._changes[name] = new
                listed = self._of[old.of]
                listed[listed.index(old)] = new
        return found

    def chain(self, device: str) -> dict[int, str]:
        """The ids of a device's changes by `seq`."""
        return self._chains.get(device, {})

    def queued(self, partner: str) -> list[str]:
        """Our stream to a partner: the ids of its changes, in order."""
        return self._queued.get(partner, [])
