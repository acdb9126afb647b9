"""A change: one edit of one record, and the unit of history, merge and sync.

Its id covers each field's words by a hash, under a salt of the field's own that follows from the change's salt. So the
words of one field can be erased (its hash stays, and the salts of the others stand in the place of the change's) while
the id, and with it the chain, still verifies, and a short value such as a telephone number can't be guessed.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from fieldtui.ledger.canonical import SAFE_INTEGER, ascii_digest, canonical, digest, written_canonically

FIRST = ""
"""`prev` of a device's first change."""

HEADER = ("device", "seq", "prev", "tick", "at", "by", "kind", "of")
RESERVED = frozenset({"heads", "chains", "incomplete", "conflicts", "purged", "standing", "stage", "plans"})
"""Tables of the view that are no kinds of records."""
LARGEST_TICK = 2**40
"""No county makes a million million edits; a greater tick would win over all and leave no room above it."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SALT = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Change:
    """One edit as it is logged and travels.

    `seq` counts a device's changes from 1, `prev` is the id of the one before. `tick` is 1 + the greatest tick of what
    it follows. `at` is UTC in milliseconds, `by` the person. `over` names the changes that it knowingly replaces. `set`
    holds JSON values by field; None empties one. The words of fields in `erased` are gone: `set` has None for them, and
    `erased` their hashes. `salts` are then the salts of the other fields, and `salt` is None.
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
    set: Mapping[str, Any]
    salt: str | None
    salts: Mapping[str, str]
    erased: Mapping[str, str]

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Among changes that did not know of each other the greatest is shown."""
        return (self.tick, self.at, self.device, self.id)

    def to_json(self) -> dict[str, Any]:
        """The public form; the id does not travel, for it can be recomputed."""
        form: dict[str, Any] = {name: getattr(self, name) for name in HEADER}
        form["over"] = list(self.over)
        if self.erased:
            form["salts"] = dict(self.salts)
            form["set"] = {name: value for name, value in self.set.items() if name not in self.erased}
            form["erased"] = dict(self.erased)
        else:
            form["salt"] = self.salt
            form["set"] = dict(self.set)
        return form

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        """Reads the public form. Raises ValueError for what is not a change, or has more to it than is hashed here."""
        whole = "erased" not in form
        wanted = {*HEADER, "over", "set", *(("salt",) if whole else ("salts", "erased"))}
        if form.keys() != wanted or not all(isinstance(form[name], dict) for name in wanted & _MAPPINGS):
            raise ValueError("not a change: other members")
        _check_header(form, form["over"])
        if whole:
            _check_salt(form["salt"])
            words = _words_under(form["salt"], form["set"])
        else:
            _check_partly_erased(form["set"], form["salts"], form["erased"])
            words = {name: _words(form["salts"][name], value) for name, value in form["set"].items()} | form["erased"]
        if not all(map(_is_field, words)):
            raise ValueError("not a change: its fields")
        return cls.known(_identity(form, form["over"], words), form)

    @classmethod
    def known(cls, change_id: str, form: Mapping[str, Any]) -> Self:
        """A change whose form was checked and whose id was reckoned before, as the log keeps it."""
        erased = form.get("erased")
        return cls(
            change_id,
            form["device"],
            form["seq"],
            form["prev"],
            form["tick"],
            form["at"],
            form["by"],
            form["kind"],
            form["of"],
            tuple(form["over"]),
            {**form["set"], **dict.fromkeys(erased)} if erased else form["set"],
            form.get("salt"),
            form.get("salts") or _NOTHING,
            erased or _NOTHING,
        )

    def without_words(self, fields: Iterable[str]) -> Self:
        """The same change, with the same id, without the words of some of its fields."""
        gone = [name for name in fields if name in self.set and name not in self.erased]
        if not gone:
            return self
        salts = self.salts if self.erased else {name: _field_salt(str(self.salt), name) for name in self.set}
        form = self.to_json()
        form.pop("salt", None)
        form["set"] = {name: value for name, value in form["set"].items() if name not in gone}
        form["salts"] = {name: salts[name] for name in form["set"]}
        form["erased"] = {**self.erased, **{name: _words(salts[name], self.set[name]) for name in gone}}
        return type(self).known(self.id, form)


def make_change(*, header: Mapping[str, Any], over: Iterable[str], fields: Mapping[str, Any]) -> Change:
    """A new change; `header` has what HEADER names. ValueError when a field's value can't be written canonically."""
    salt = secrets.token_urlsafe(12)
    form = {**header, "over": sorted(over), "salt": salt, "set": dict(fields)}
    return Change.known(_identity(form, form["over"], _words_under(salt, fields)), form)


_NOTHING: Mapping[str, str] = MappingProxyType({})
_MAPPINGS = {"set", "salts", "erased"}


def _field_salt(salt: str, name: str) -> str:
    return digest(f"{salt} {name}".encode("ascii"))


def _words(salt: str, value: Any) -> str:
    # As canonical([salt, value]) would be, for a salt is plain text.
    return digest(b'["' + salt.encode("ascii") + b'",' + canonical(value) + b"]")


def _words_under(salt: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """`_words` of each field under its `_field_salt`: each save spends a third of its time here."""
    under = salt.encode("ascii") + b" "
    return {
        name: digest(b'["' + ascii_digest(under + name.encode("ascii")) + b'",' + canonical(value) + b"]")
        for name, value in fields.items()
    }


def _identity(header: Mapping[str, Any], over: Iterable[str], words: Mapping[str, str]) -> str:
    # Texts in it are ids, names and hashes, and counts were checked.
    return digest(written_canonically({**{name: header[name] for name in HEADER}, "over": over, "words": words}))


def _check_header(header: Mapping[str, Any], over: Any) -> None:
    texts = (header["device"], *([header["prev"]] if header["prev"] != FIRST else []), *_listed(over))
    counts = (header["seq"], header["tick"], header["at"])
    good = (
        all(isinstance(text, str) and _DIGEST.fullmatch(text) for text in texts)
        and all(isinstance(header[name], str) and _UUID.fullmatch(header[name]) for name in ("by", "of"))
        and all(type(count) is int and 0 <= count <= SAFE_INTEGER for count in counts)
        and header["seq"] >= 1
        and header["tick"] >= 1
        and header["tick"] < LARGEST_TICK
        and _is_name(header["kind"])
        and header["kind"] not in RESERVED
    )
    if not good:
        raise ValueError("not a change: its header")


def _listed(over: Any) -> list[Any]:
    if not isinstance(over, (list, tuple)):
        raise ValueError("not a change: over")
    return list(over)


def _check_salt(salt: Any) -> None:
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        raise ValueError("not a change: its salt")


def _check_partly_erased(fields: Mapping[str, Any], salts: Mapping[str, Any], erased: Mapping[str, Any]) -> None:
    good = (
        erased
        and salts.keys() == fields.keys()
        and fields.keys().isdisjoint(erased)
        and all(isinstance(text, str) and _DIGEST.fullmatch(text) for text in (*salts.values(), *erased.values()))
    )
    if not good:
        raise ValueError("not a change: its fields")


def _is_field(name: Any) -> bool:
    return name != "id" and _is_name(name)


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None
