"""A change: one edit of one record, and the unit of history, merge and sync."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from fieldtui.ledger.canonical import SAFE_INTEGER, canonical, digest, written_canonically

FIRST = ""
"""`prev` of a device's first change."""

HEADER = ("device", "seq", "prev", "tick", "at", "by", "kind", "of")


@dataclass(frozen=True, slots=True)
class Change:
    """One edit as it is logged and travels.

    `seq` counts a device's changes from 1, `prev` is the id of the one before. `tick` is 1 + the greatest tick of what
    it follows. `at` is UTC in milliseconds, `by` the person. `over` names the changes that it knowingly replaces. `set`
    holds JSON values by field; it is None once the words were erased, and then only `words`, their hash, is left.
    """

    id: str
    device: str
    seq: int
    prev: str
    tick: int
    at: int
    by: str
    kind: str
    of: str
    over: tuple[str, ...]
    words: str
    salt: str | None
    set: Mapping[str, Any] | None

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Among changes that did not know of each other the greatest is shown."""
        return (self.tick, self.at, self.device, self.id)

    def to_json(self) -> dict[str, Any]:
        """The public form; the id does not travel, for it can be recomputed."""
        form: dict[str, Any] = {name: getattr(self, name) for name in HEADER}
        form["over"] = list(self.over)
        if self.set is None:
            form["words"] = self.words
        else:
            form["salt"] = self.salt
            form["set"] = self.set
        return form

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        """Reads the public form. Raises ValueError for what is not a change, or has more to it than is hashed here."""
        try:
            header = {name: form[name] for name in HEADER}
            over = tuple(form["over"])
            erased = "words" in form
            if form.keys() != {*HEADER, "over", *(("words",) if erased else ("salt", "set"))}:
                raise ValueError("not a change: other keys")
            words = form["words"] if erased else _words(form["salt"], form["set"])
            salt, fields = (None, None) if erased else (form["salt"], form["set"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a change: {error}") from error
        _check_types(header, over, words, fields)
        return cls(_identity(header, over, words), **header, over=over, words=words, salt=salt, set=fields)


def make_change(*, header: Mapping[str, Any], over: Iterable[str], fields: Mapping[str, Any]) -> Change:
    """A new change; `header` has what HEADER names. Its salt keeps an erased value from being guessed by its hash."""
    salt = secrets.token_urlsafe(12)
    return Change.from_json({**header, "over": sorted(over), "salt": salt, "set": dict(fields)})


def _words(salt: str, fields: Mapping[str, Any]) -> str:
    return digest(canonical({"salt": salt, "set": fields}))


def _identity(header: Mapping[str, Any], over: tuple[str, ...], words: str) -> str:
    # Texts in it are ids and hashes, and counts were checked.
    return digest(written_canonically({**header, "over": over, "words": words}))


def _check_types(header: Mapping[str, Any], over: tuple[Any, ...], words: Any, fields: Any) -> None:
    texts = [header[name] for name in ("device", "prev", "by", "kind", "of")]
    counts = [header[name] for name in ("seq", "tick", "at")]
    if not all(isinstance(text, str) for text in [*texts, *over, words]):
        raise ValueError("not a change: text expected")
    if not all(type(count) is int and 0 <= count <= SAFE_INTEGER for count in counts):
        raise ValueError("not a change: counts expected")
    if fields is not None and not isinstance(fields, dict):
        raise ValueError("not a change: fields expected")
