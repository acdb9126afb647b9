"""Phrases 常用语: what people here write again and again, offered as they begin to."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping

from fieldtui.model.row import Row

OFTEN = 3
"""A phrase that stands in so many texts is one that is used."""
SHORTEST, LONGEST = 4, 40
"""Characters of a phrase: shorter ones are typed as quickly, longer ones are whole stories."""
BEGUN = 2
"""So many characters must have been typed."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "visit": ("note",),
    "follow_up": ("words", "reason", "evidence"),
    "problem": ("description", "request"),
}
NEWEST = 3000
"""Of each kind so many records are read, the newest: habits change, and nobody waits for this."""
_BREAKS = re.compile(r"[，。；：！？、,;!?\n\r\t]+|\.\s")


class Phrases:
    """The phrases of many texts; one of them is offered by how it begins."""

    def __init__(self, texts: Iterable[str]) -> None:
        used = Counter(phrase for text in texts for phrase in {part.strip() for part in _BREAKS.split(text)})
        self._uses = {
            phrase: count for phrase, count in used.items() if count >= OFTEN and SHORTEST <= len(phrase) <= LONGEST
        }
        self._sorted = sorted(self._uses)

    def ending(self, before: str) -> str:
        """What is likely to follow the text before the cursor, by its last phrase; "" when nothing is."""
        begun = _BREAKS.split(before)[-1].lstrip()
        if len(begun) < BEGUN:
            return ""
        found = []
        for place in range(bisect_left(self._sorted, begun), len(self._sorted)):
            phrase = self._sorted[place]
            if not phrase.startswith(begun):
                break
            found.append(phrase)
        # Of those that begin alike the one used most, and of these the shortest.
        best = min(found, key=lambda phrase: (-self._uses[phrase], len(phrase)), default="")
        return best[len(begun) :]


def texts_of(rows: Mapping[str, Iterable[Row]]) -> Iterable[str]:
    """The texts that phrases are taken from, by the rows of each kind."""
    for kind, names in FIELDS.items():
        for row in sorted(rows[kind], key=lambda row: str(row["id"]))[-NEWEST:]:
            yield from (row[name] for name in names if row.get(name))
