"""A conflict in whole sentences: which record it is about, and each value with all who set it."""

from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.work.conflicts import Author, Conflict, edits_in_words, person_words, words_in, words_of
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import title_with_kind

BASE = "base"
"""The row of what the values started from; the others are called by their place."""


def heading(desk: Desk, record: str) -> str:
    """What stands above the conflicts of a record."""
    return _("Edited in two places") + f" · {title_with_kind(desk, record)}"


def whole_words(desk: Desk, record: str, conflict: Conflict, key: str) -> str:
    """One of the rows as a whole: who set it and when, a line each, and the value as it is."""
    if key == BASE:
        return " " + _("before") + f"  {words_in(desk, record, conflict.field, conflict.base)}"
    if not key.isdigit() or int(key) >= len(conflict.values):
        return ""
    standing = conflict.values[int(key)]
    lines = [_author_words(desk, record, author) for author in standing.authors]
    return "\n".join(f" {line}" for line in [*lines, *words_of(desk, record, conflict, standing).splitlines()])


def _author_words(desk: Desk, record: str, author: Author) -> str:
    parts = [
        person_words(desk, author),
        f"{local_time(author.at):%Y-%m-%d %H:%M}",
        edits_in_words(desk, record, author),
    ]
    return "  ".join(filter(None, parts))
