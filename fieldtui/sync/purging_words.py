"""What can leave a laptop, in words, and that it is gone."""

from collections import Counter

from fieldtui.locale import _, listed, ngettext
from fieldtui.model.kinds import kind_title
from fieldtui.sync.purging import Leaving
from fieldtui.sync.words import counts_in_words
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import title_of


def leaving_words(found: Leaving) -> str:
    """How many records of each kind can go."""
    counts = counts_in_words(Counter(kind for kind, _record in found.now))
    return _("not yours any more, and held by the office: {counts}").format(counts=counts)


def leaving_names(desk: Desk, found: Leaving, most: int) -> list[str]:
    """Kind and name of each record that can go, so many at most; a last line counts the others."""
    names = [f"{kind_title(kind)} {title_of(desk, record)}" for kind, record in found.now[:most]]
    return [*names, _("… and {count} more.").format(count=len(found.now) - most)] if len(found.now) > most else names


def staying_words(found: Leaving, days: int) -> str:
    words = _("Not yours any more, but not confirmed or not for {days} days yet, so they stay: {count}.")
    return words.format(days=days, count=found.later)


def purged_words(count: int) -> str:
    return ngettext("{count} record was purged.", "{count} records were purged.", count).format(count=count)


def leaving_in_a_line(desk: Desk, found: Leaving, key: str) -> str:
    """For a screen: the first names, and the key that purges them."""
    words = _("{key} purges these, which the office keeps, and sends again when they are yours: {names}")
    return words.format(key=key, names=listed(leaving_names(desk, found, 6)))
