"""Which lists there are and which columns they have: one table; a field is headed by its label where that fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rich.cells import cell_len

from fieldtui.locale import N_, _
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import label

MONEY, DAY = 12, 10
"""Cells of a sum with its 万元, and of a day, or of a shorter day with the mark of what is late."""
LEAST = 12
"""Cells that a column keeps which takes what is left."""
NUMBERS = ("number", "money", "decimal")
"""Types of fields that stand at the right of their column, and are ordered by their amount."""
_WIDTHS = {"date": DAY, "money": MONEY, "number": 8, "decimal": MONEY, "month": 7, "period": 8, "flag": 4}
"""Cells of a field that is no usual column, by its type."""
_AS_LONG_AS_THEY_ARE = ("number", "code", "phone", "due", "last_visit", "problems", "size")
"""Columns of which each cell has the same length, or nearly so."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """`name` is a field of the record, or what `work.list_cells` makes; `width` in cells, 0 takes what is left.

    `heading` is an English source, "" for the field's own label; `given` is a heading in the words of a plan.
    """

    name: str
    width: int = 0
    heading: str = ""
    align: Literal["left", "right"] = "left"
    given: str = ""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of the records of a kind, or of a kind of project (`type`, called `name`) that has columns of its own.

    `plan` names the plan that knows this kind of project when the main one does not.
    """

    kind: str
    columns: tuple[ListColumn, ...]
    type: str = ""
    name: str = ""
    plan: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What a new record that is begun in this list says already."""
        return {name: text for name, text in {"type": self.type, "plan": self.plan}.items() if text}

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.type}" if self.type else self.kind

    @property
    def title(self) -> str:
        from fieldtui.model.kinds import kind_title

        return self.name or kind_title(self.kind)

    def most(self, column: ListColumn) -> int:
        """How many cells a column may use where there is room; 0 where it needs no more than it has."""
        from fieldtui.model.kinds import field

        item = field(self.kind, column.name)
        is_fixed = column.name in _AS_LONG_AS_THEY_ARE or (item is not None and item.type in _WIDTHS)
        return 0 if is_fixed else 2 * column.width

    def heading(self, column: ListColumn) -> str:
        return column.given or (_(column.heading) if column.heading else label(self.kind, column.name))


_OF = N_("Enterprise or project")
_STATE = ListColumn("state", 8, N_("State"))
_LISTS: dict[str, tuple[ListColumn, ...]] = {
    "problem": (
        ListColumn("number", 17),
        ListColumn("title"),
        ListColumn("of", 16, N_("Enterprise")),
        _STATE,
        ListColumn("due", DAY, N_("Due")),
    ),
    "enterprise": (
        ListColumn("name"),
        ListColumn("region", 10),
        ListColumn("category", 10, N_("Category")),
        ListColumn("last_visit", DAY, N_("Last visit")),
        ListColumn("problems", 8, N_("Problems"), "right"),
    ),
    "visit": (ListColumn("date", DAY), ListColumn("of", 26, _OF), ListColumn("outcome", 8), ListColumn("note")),
    "project": (
        ListColumn("code", 10, N_("Code")),
        ListColumn("name"),
        ListColumn("type", 8, N_("Kind")),
        ListColumn("investment", MONEY, N_("Investment"), "right"),
        ListColumn("unit", 12, N_("Unit")),
        _STATE,
    ),
    "milestone": (
        ListColumn("due", DAY, N_("Planned")),
        ListColumn("project"),
        ListColumn("milestone", 18, N_("Milestone")),
        ListColumn("actual", DAY),
        ListColumn("obstacle", 16),
    ),
    "task": (
        ListColumn("due", DAY, N_("Due")),
        ListColumn("title"),
        ListColumn("unit", 14),
        ListColumn("of", 18, N_("Concerning")),
        _STATE,
    ),
    "meeting": (ListColumn("date", DAY), ListColumn("title"), ListColumn("place", 14), ListColumn("chair", 10)),
    "policy": (
        ListColumn("name"),
        ListColumn("unit", 14, N_("Unit")),
        ListColumn("most", MONEY, align="right"),
        ListColumn("due", DAY, N_("Apply by")),
        _STATE,
    ),
    "lead": (
        ListColumn("collected", DAY, N_("Date")),
        ListColumn("title"),
        ListColumn("investor", 14),
        ListColumn("investment", MONEY, N_("Investment"), "right"),
        ListColumn("owner", 8, N_("Owner")),
        _STATE,
    ),
    "idea": (
        ListColumn("submitted", DAY, N_("Date")),
        ListColumn("title"),
        ListColumn("source", 8),
        ListColumn("area", 10, N_("Area")),
        ListColumn("owner", 8, N_("Owner")),
        _STATE,
    ),
    "figures": (
        ListColumn("month", 7),
        ListColumn("of", 0, _OF),
        ListColumn("output", MONEY, align="right"),
        ListColumn("revenue", MONEY, align="right"),
        ListColumn("invested", MONEY, align="right"),
    ),
    "outcome": (
        ListColumn("period", 8),
        ListColumn("enterprise"),
        ListColumn("category", 10),
        ListColumn("achieved", 8),
        ListColumn("evidence", 20),
    ),
    "pairing": (
        ListColumn("of", 0, _OF),
        ListColumn("role", 10),
        ListColumn("holder", 18, N_("Answers for it")),
        ListColumn("start", DAY),
        ListColumn("end", DAY),
    ),
    "inclusion": (
        ListColumn("enterprise"),
        ListColumn("category", 12),
        ListColumn("ground", 24),
        ListColumn("start", DAY),
    ),
    "contact": (ListColumn("enterprise"), ListColumn("name", 10), ListColumn("post", 14), ListColumn("phone", 14)),
    "unit": (ListColumn("name"), ListColumn("type", 14), ListColumn("above", 24)),
    "person": (ListColumn("name", 12), ListColumn("unit"), ListColumn("post", 16), ListColumn("phone", 14)),
    "appointment": (
        ListColumn("person", 12),
        ListColumn("unit"),
        ListColumn("role", 12),
        ListColumn("start", DAY),
        ListColumn("end", DAY),
    ),
    "hand_over": (
        ListColumn("start", DAY),
        ListColumn("giver", 15),
        ListColumn("taker", 15),
        ListColumn("words"),
    ),
    "plan": (
        ListColumn("title"),
        ListColumn("name", 20),
        ListColumn("start", 11, N_("In use from")),
        ListColumn("end", DAY, N_("Until")),
    ),
    "frozen_figures": (
        ListColumn("name"),
        ListColumn("start", DAY),
        ListColumn("end", DAY),
        ListColumn("frozen_on", DAY),
    ),
    "attachment": (ListColumn("name"), ListColumn("belongs_to", 30), ListColumn("size", 14, align="right")),
}
"""The lists in the order in which one goes through them."""

LISTED = tuple(_LISTS)
"""The kinds in that order."""
ALWAYS = ("problem", "enterprise", "visit")
PLANNED_FOR = {
    "project": "project_kinds",
    "milestone": "milestone_kinds",
    "meeting": "meeting_kinds",
    "task": "task_kinds",
    "outcome": "outcomes",
}
"""Kinds that a plan uses when it has this list."""


def lists_of(desk: Desk) -> list[ListOf]:
    """All lists; those that a kind of project has of its own follow the one of projects."""
    found = []
    for kind, columns in _LISTS.items():
        found.append(ListOf(kind, columns))
        if kind == "project":
            found.extend(_of_project_kinds(desk))
    return found


def list_of(desk: Desk, key: str) -> ListOf:
    """The list with this key; KeyError when there is none."""
    found = {one.key: one for one in lists_of(desk)}
    return found[key]


def columns_offered(of: ListOf) -> list[ListColumn]:
    """The columns that a list can have: the usual ones, then every other field of the kind that people meet."""
    from fieldtui.model.kinds import describe

    offered = list(of.columns)
    known = {column.name for column in offered} | {"initials", "plan"}
    headings = {of.heading(column) for column in offered}
    derived = [ListColumn("lead", 12, N_("Lead department"))] if of.kind == "problem" else []
    fields = [
        ListColumn(item.name, _WIDTHS.get(item.type, 16), align="right" if item.type in NUMBERS else "left")
        for item in describe(of.kind)
    ]
    for column in (*derived, *fields):
        heading = of.heading(column)
        if column.name not in known and heading not in headings:
            offered.append(replace(column, width=max(column.width, cell_len(heading))))
            headings.add(heading)
    return offered


def columns_chosen(of: ListOf, names: Sequence[str]) -> tuple[ListColumn, ...]:
    """These columns in this order, and the usual ones for none; one takes what is left. What is unknown is left out."""
    offered = {column.name: column for column in columns_offered(of)} if names else {}
    chosen = [offered[name] for name in dict.fromkeys(names) if name in offered]
    if not chosen:
        return of.columns
    if all(column.width for column in chosen):
        widest = max(range(len(chosen)), key=lambda place: chosen[place].width)
        chosen[widest] = replace(chosen[widest], width=0)
    return tuple(chosen)


def columns_that_fit(columns: Sequence[ListColumn], width: int) -> list[int]:
    """The places of the columns that stand in a line of so many cells: from the left, as many as there is room for.

    Those that take what is left keep at least `LEAST` cells, and are never left out.
    """
    room = width - sum(LEAST + 1 for column in columns if not column.width)
    fitting = []
    for place, column in enumerate(columns):
        if column.width:
            if room < column.width + 1:
                continue
            room -= column.width + 1
        fitting.append(place)
    return fitting


def lists_in_use(desk: Desk) -> list[ListOf]:
    """The lists that have records, or that a plan in use is about."""
    return [one for one in lists_of(desk) if _in_use(desk, one)]


def _in_use(desk: Desk, one: ListOf) -> bool:
    if one.type:
        return any(row["type"] == one.type for row in desk.ledger.rows(one.kind))
    if one.kind in ALWAYS or any(plan.choices(PLANNED_FOR.get(one.kind, "")) for plan in desk.plans):
        return True
    return next(desk.ledger.rows(one.kind), None) is not None


def _of_project_kinds(desk: Desk) -> Iterator[ListOf]:
    """For each kind of project that heads its columns otherwise, such as 要干什么事, 钱从哪里来."""
    seen: set[str] = set()
    for plan in desk.plans:
        for known in plan.project_kinds:
            if not known.columns or known.code in seen:
                continue
            seen.add(known.code)
            # The first takes what is left; sums keep their width.
            widths = [0, *(MONEY if one.code == "investment" else 20 for one in known.columns[1:])]
            theirs = tuple(
                ListColumn(one.code, width, given=one.name) for one, width in zip(known.columns, widths, strict=True)
            )
            named = {one.code for one in known.columns}
            others = tuple(one for one in _LISTS["project"] if one.name not in {*named, "code", "type"})
            yield ListOf(
                "project", (*theirs, *others), known.code, known.name, plan.name if plan.name != desk.plan.name else ""
            )
