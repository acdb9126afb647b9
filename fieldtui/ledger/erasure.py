"""Erasure for a lawful reason: which words of which changes are to be gone, as a function of the erasures known.

An erasure is a record of its own that names fields of a record and the changes that set them. Each of these changes is
then kept without those words, wherever it comes from and whenever it arrives; its id, and so the chain, still verifies.
"""

from collections import defaultdict
from collections.abc import Iterable, Set

from fieldtui.ledger.change import Change

ERASURE = "erasure"
"""The kind of record that erases."""


class Erasures:
    """All erasures that are known."""

    def __init__(self) -> None:
        self._gone: dict[tuple[str, str], set[str]] = defaultdict(set)
        """The fields by the change, and the record that the change must be of."""

    def learn(self, changes: Iterable[Change]) -> None:
        """Take note of the erasures among `changes`."""
        from fieldtui.ledger.judge import wrong_fields

        for change in changes:
            # It counts by what it says in one change, so that no later edit of the record can call words back.
            if change.kind == ERASURE and not wrong_fields(change):
                record, fields = change.set.get("record", ""), change.set.get("erased") or ()
                for name in change.set.get("changes") or ():
                    self._gone[name, record].update(fields)

    @property
    def named(self) -> Set[str]:
        """The ids of the changes that lose words."""
        return {name for name, _record in self._gone}

    def applied(self, change: Change) -> Change:
        """The change without the words that are to be gone."""
        fields = self._gone.get((change.id, change.of))
        return change.without_words(sorted(fields)) if fields else change
