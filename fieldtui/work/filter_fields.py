"""The fields by which records are filtered: their words, and what each says of a record."""

from collections.abc import Iterator, Sequence
from datetime import date

from fieldtui.locale import N_, _
from fieldtui.model.kinds import describe, field
from fieldtui.model.row import Row
from fieldtui.model.text import is_id
from fieldtui.work.desk import LIVING, Desk
from fieldtui.work.filters import FilterField
from fieldtui.work.list_cells import due_of, is_late, standing_of
from fieldtui.work.naming import folded
from fieldtui.work.record_words import state_word, value_words

_DERIVED = {
    "problem": {"state": N_("State"), "lead": N_("Lead department"), "due": N_("Due")},
    **{kind: {"state": N_("State")} for kind in LIVING},
    "enterprise": {"category": N_("Category"), "last_visit": N_("Last visit")},
}
_OF_THE_ENTERPRISE = {"region": N_("Region"), "category": N_("Category")}
"""What a record says by way of the enterprise that it is about."""
_ALSO_CALLED = {
    "region": ("区", "区县", "地区"),
    "state": ("办理", "进度"),
    "lead": ("部门", "单位"),
    "enterprise": ("企",),
    "enterprise.name": ("企业",),
    "urgency": ("急",),
    "raised": ("登记", "日期"),
}
_CLASS = "类"
"""What people call the type of a problem, or the category of an enterprise."""


def filter_fields(kind: str) -> list[FilterField]:
    """All fields of a kind that people meet, and what is derived from others, in the order in which they are told."""
    derived = _DERIVED.get(kind, {})
    names = {item.name: item.label for item in describe(kind) if item.name not in ("plan", "initials")}
    if "enterprise" in names:
        derived = derived | {name: word for name, word in _OF_THE_ENTERPRISE.items() if name not in names}
    names |= {name: _(word) for name, word in derived.items()}
    by_class = "type" if "type" in names else "category"
    return [
        FilterField(name, (label, *_also_called(kind, name), *([_CLASS] if name == by_class else [])))
        for name, label in names.items()
    ]


def _also_called(kind: str, name: str) -> tuple[str, ...]:
    return (*_ALSO_CALLED.get(name, ()), *_ALSO_CALLED.get(f"{kind}.{name}", ()))


class FieldWords:
    """What the fields of the records of a kind say, in words, found out once for each value."""

    def __init__(self, desk: Desk, kind: str, today: date) -> None:
        self._desk = desk
        self._kind = kind
        self._today = today
        self._known: dict[tuple[str, str, str, str], tuple[str, ...]] = {}

    def of(self, row: Row, name: str) -> Sequence[str]:
        """What a field says of a record, folded: words, the code, and of what it names the initials and numbers."""
        # Many records say the same in a field, or are about one enterprise.
        # One code may have another word in another plan, or for another type.
        plan = (row.get("plan") or {}).get("version", "")
        said = row[name] if name in row else row.get("enterprise", "")
        key = (name, str(plan), str(row.get("type", "")), str(said))
        if name in _DERIVED.get(self._kind, {}):
            key = (name, row["id"], "", "")
        if key not in self._known:
            said = _said(self._desk, self._kind, row, name, self._today)
            self._known[key] = tuple(folded(text) for text in said if text)
        return self._known[key]

    def all_of(self, row: Row) -> str:
        """All that plain words are looked for in; values stand in lines, so that no word is found across two."""
        said = [text for field in filter_fields(self._kind) for text in self.of(row, field.name)]
        return "\n".join([*said, folded(row.get("initials", ""))])


def _said(desk: Desk, kind: str, row: Row, name: str, today: date) -> Iterator[str]:
    derived = name in _DERIVED.get(kind, {})
    if derived and kind == "enterprise":
        yield from _of_an_enterprise(desk, row, name)
    elif derived:
        yield from _of_its_standing(desk, kind, row, name, today)
    elif name in row:
        yield from _of_a_field(desk, kind, row, name)
    elif name in _OF_THE_ENTERPRISE and row.get("enterprise"):
        enterprise = desk.ledger.row("enterprise", row["enterprise"])
        if enterprise:
            yield from _said(desk, "enterprise", enterprise, name, today)


def _of_a_field(desk: Desk, kind: str, row: Row, name: str) -> Iterator[str]:
    value = row[name]
    item = field(kind, name)
    refers = item.shown.refers if item else ""
    for part in value if isinstance(value, list) else [value]:
        named = desk.ledger.row(refers or desk.ledger.kind_of(part) or "", part) if is_id(part) else None
        yield value_words(desk, kind, name, part, row)
        if named is not None:
            yield from (str(named.get(also, "")) for also in ("initials", "uscc", "number"))
        elif isinstance(part, str):
            yield part


def _of_its_standing(desk: Desk, kind: str, row: Row, name: str, today: date) -> Iterator[str]:
    standing, late = standing_of(desk, kind, row), is_late(desk, kind, row, today)
    match name:
        case "state":
            state = str(standing.get("state", ""))
            yield from (state, state_word(desk, kind, row, state), _("unsettled") if standing.get("open") else "")
            yield _("overdue") if late else ""
        case "due":
            yield from (due_of(desk, kind, row), _("overdue") if late else "")
        case _lead:
            yield desk.name("unit", standing.get("lead"))


def _of_an_enterprise(desk: Desk, row: Row, name: str) -> Iterator[str]:
    if name == "last_visit":
        yield max((visit["date"] for visit in desk.ledger.referring("visit", "enterprise", row["id"])), default="")
        return
    for inclusion in desk.ledger.referring("inclusion", "enterprise", row["id"]):
        code = str(inclusion.get("category", ""))
        yield from (code, desk.code_word("categories", code, inclusion) if code else "")
