"""The whole log, indexed when first needed: changes by record and by device, and what was queued for whom."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
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
        self._confirmed: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._purged: dict[str, set[str]] = {}
        """The changes, by record, whose words were purged here and did not come again."""
        self.erasures = Erasures()

    def add(self, commit: Commit, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.id in self._changes:
                if self.lacks_words_of(change):
                    self._replace(change)
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
            elif fact["fact"] == "confirmed":
                self._confirm(fact["partner"], fact["upto"]["count"], commit.body["at"])
            elif fact["fact"] == "purged":
                for record in fact["records"]:
                    self._purged[record] = {change.id for change in self._of.get(record, ())}
            elif fact["fact"] == "anew":
                self._confirmed.pop(fact["partner"], None)

    def _confirm(self, partner: str, count: int, at: int) -> None:
        """Each place is confirmed since the first receipt that went so far and was not followed by one that did not."""
        known = self._confirmed[partner]
        while known and known[-1][0] >= count:
            at = known.pop()[1]
        known.append((count, at))

    def _replace(self, change: Change) -> None:
        """Another form of a change that is known: with words that were missing here."""
        listed = self._of[change.of]
        listed[listed.index(self._changes[change.id])] = change
        self._changes[change.id] = change
        lost = self._purged.get(change.of, set())
        lost.discard(change.id)
        if not lost:
            self._purged.pop(change.of, None)

    def __contains__(self, change_id: str) -> bool:
        return change_id in self._changes

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes.values())

    def change(self, change_id: str) -> Change:
        return self._changes[change_id]

    def lacks_words_of(self, change: Change) -> bool:
        """Whether a change that is known was purged here, or came before without words that no erasure names."""
        known = self._changes[change.id]
        return change.id in self._purged.get(change.of, ()) or bool(
            known.erased.keys() - self.erasures.applied(change).erased.keys()
        )

    def is_new(self, change: Change, again: Container[str]) -> bool:
        """Whether it is not known, or is one of `again` (ids) and brings words that are missing here."""
        return change.id not in self._changes or (change.id in again and self.lacks_words_of(change))

    def is_purged(self, record: str) -> bool:
        """Whether words of a record were purged here, and not all of them have come again."""
        return record in self._purged

    def confirmed_since(self, partner: str, place: int) -> int | None:
        """Since when a place in our stream is confirmed (UTC, milliseconds); None when it is not."""
        return next((at for count, at in self._confirmed.get(partner, ()) if count >= place), None)

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
