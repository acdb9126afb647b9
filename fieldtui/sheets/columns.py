"""Which column of a list is what: found by its heading, in any order, with the usual names of `columns.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.kinds import field as field_of
from fieldtui.model.plan import Plan
from fieldtui.model.records.figures import PRIOR
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.cells import folded_word, text_of
from fieldtui.sheets.reading import Line, Sheet

KINDS = ("enterprise", "pairing", "project", "figures", "problem", "visit")
"""The kinds of list that can be taken in, as the sections of `columns.toml` are called."""
DEEPEST_HEADING = 30
"""Headings are looked for in so many lines."""

_BRACKETED = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_MARKS = re.compile(r"[*★☆:：。.\s]+$|^[*★☆\s]+")
_LETTERS = re.compile(r"[A-Z]{1,2}")


@cache
def table() -> Mapping[str, Any]:
    """What columns.toml holds."""
    return tomllib.loads((files("fieldtui.sheets") / "columns.toml").read_text("utf-8"))


def usual_headings(kind: str, plan: Plan) -> dict[str, list[str]]:
    """Field → the headings that are usual for it, the commonest first.

    A pairing list has a column a role as well, and a list of projects one for each role that projects have.
    """
    headings = {name: list(words) for name, words in table()[kind].items()}
    if kind == "project":
        return headings | _project_roles(headings, plan)
    if kind != "pairing":
        return headings
    # What the plan calls its roles goes before what else these words may mean.
    roles = [role for role in plan.pairing_roles if {"enterprise", "project"} & set(role.about)]
    wanted = [("role." + role.code, [role.name]) for role in roles]
    wanted += [("role." + role.code, table()["pairing_roles"].get(role.code, [])) for role in roles]
    return _each_once([*wanted, *headings.items()], [*headings, *(f"role.{role.code}" for role in roles)])


def _project_roles(headings: Mapping[str, Sequence[str]], plan: Plan) -> dict[str, list[str]]:
    """The columns of who answers for a project: 挂钩, 挂钩领导. What is a field of the project (责任单位) stays one."""
    taken = {word for words in headings.values() for word in words}
    found: dict[str, list[str]] = {}
    for role in plan.pairing_roles:
        if "project" in role.about and role.name not in taken:
            usual = table()["pairing_roles"].get(role.code, [])
            words = [role.name, f"{role.name}领导", f"{role.name}干部", f"{role.name}单位", *usual]
            found["role." + role.code] = [word for word in dict.fromkeys(words) if word not in taken]
            taken.update(words)
    return found


def _each_once(wanted: Iterable[tuple[str, Sequence[str]]], order: Sequence[str]) -> dict[str, list[str]]:
    """Field → headings, in the order of the fields; a heading that several want is that of the first."""
    taken: set[str] = set()
    found: dict[str, list[str]] = {name: [] for name in order}
    for name, words in wanted:
        found[name] += [word for word in dict.fromkeys(words) if word not in taken]
        taken.update(words)
    return {name: words for name, words in found.items() if words}


def label_of(kind: str, name: str, plan: Plan) -> str:
    """What people call a column: the record's own label, else the commonest heading."""
    described = field_of(kind, name)
    return described.label if described else usual_headings(kind, plan).get(name, [name])[0]


@dataclass(slots=True)
class Layout:
    """How a sheet is read: where its data begins, which column is which field, and which were not understood."""

    heading: int
    """The number of the (last) line of headings."""
    columns: dict[str, int] = field(default_factory=dict)
    """Field → column, counted from 0."""
    headings: dict[str, str] = field(default_factory=dict)
    """Field → the heading as it is written."""
    left: list[str] = field(default_factory=list)
    """Headings that nothing was made of."""


def heading_words(heading: str) -> tuple[str, str]:
    """How a heading is compared: (with what it says in brackets, without)."""
    whole = folded_word(heading)
    return _MARKS.sub("", whole), _MARKS.sub("", _BRACKETED.sub("", whole))


def factor_of(heading: str) -> Decimal:
    """How many 万元 (万千瓦时, 公顷) one unit of a column is, by what its heading has in brackets; 1 when nothing."""
    for found in _BRACKETED.findall(folded_word(heading)):
        for word in re.split("[,，/:：]", found[1:-1]):
            factor = table()["units"].get(word.removeprefix("单位"))
            if factor:
                return Decimal(factor)
    return Decimal(1)


def understood(sheet: Sheet, kind: str, plan: Plan, given: Sequence[tuple[str, str]]) -> Layout | None:
    """How a sheet is read as a list of this kind; None when it has no heading of one.

    `given` are pairs (heading or letter of a column, field or its name) that a person said; "" for a field means that
    the column is not taken. FieldError when one of them names no such column or field.
    """
    known = _known(kind, plan)
    wanted = [(column, field_meant(kind, name, plan)) for column, name in given]
    best: Layout | None = None
    best_rank = (0, False)
    for number, line in enumerate(sheet.lines[:DEEPEST_HEADING]):
        for headings, last in _readings(sheet, number, line):
            found = _mapped(headings, last, known, wanted)
            # On a tie a line by itself is meant, not one with the title above it.
            rank = (len(found.columns), last == line.number)
            if _is_heading(found, kind, wanted) and rank > best_rank:
                best, best_rank = found, rank
    if best is None:
        return None
    for column, _name in wanted:
        if not _has_column(sheet, best, column):
            raise FieldError(_("There is no column “{name}” in this sheet.").format(name=column))
    return best


def _known(kind: str, plan: Plan) -> dict[str, tuple[str, int]]:
    """Folded heading → (field, how usual it is for it: 0 the most)."""
    known: dict[str, tuple[str, int]] = {}
    for name, words in usual_headings(kind, plan).items():
        for place, word in enumerate([*words, name, label_of(kind, name, plan)]):
            for form in heading_words(word):
                known.setdefault(form, (name, place))
    return known


def field_meant(kind: str, name: str, plan: Plan) -> str:
    """The field that a person names by its code, its label or one of its headings."""
    if not name:
        return ""
    known = _known(kind, plan)
    for form in heading_words(name):
        if form in known:
            return known[form][0]
    raise FieldError(
        _("A list of this kind has no “{name}”; it has: {names}.").format(
            name=name, names=listed(f"{label_of(kind, each, plan)}({each})" for each in usual_headings(kind, plan))
        )
    )


def _readings(sheet: Sheet, number: int, line: Line) -> Iterable[tuple[list[str], int]]:
    """(headings, number of their last line): a line by itself, and together with the next where it has groups."""
    upper = _spread(sheet, line)
    yield [text_of(cell) for cell in line.cells], line.number
    if number + 1 < len(sheet.lines) and sheet.lines[number + 1].number == line.number + 1:
        lower = [text_of(cell) for cell in sheet.lines[number + 1].cells]
        width = max(len(upper), len(lower))
        upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
        for column in range(1, width):
            # A group whose cells were not merged stands over those to its right all the same.
            if lower[column] and lower[column - 1] and not upper[column]:
                upper[column] = upper[column - 1]
        yield [_joined(*pair) for pair in zip(upper, lower, strict=True)], line.number + 1


GROUPED = "/"
"""Stands between the heading of a group and what is below it."""


def _joined(upper: str, lower: str) -> str:
    return f"{upper}{GROUPED}{lower}" if upper and lower and upper != lower else lower or upper


def _spread(sheet: Sheet, line: Line) -> list[str]:
    """The texts of a line, each also in the columns that are merged with its own."""
    texts = [text_of(cell) for cell in line.cells]
    for first, last in sheet.markup.sideways.get(line.number, ()):
        for column in range(first, min(last + 1, len(texts))):
            texts[column] = texts[column] or texts[first]
    return texts


def _mapped(
    headings: list[str], last: int, known: Mapping[str, tuple[str, int]], given: Sequence[tuple[str, str]]
) -> Layout:
    found = Layout(last)
    ranked: dict[str, int] = {}
    said = {_column_meant(column, headings): name for column, name in given}
    for column, heading in enumerate(headings):
        if column in said:
            if said[column]:
                found.columns[said[column]], ranked[said[column]] = column, -1
            continue
        name, place = _recognised(heading, known)
        # Of two columns for one thing the more usual one counts, else the first.
        if name and place < ranked.get(name, 1000):
            found.columns[name], ranked[name] = column, place
    taken = set(found.columns.values())
    found.headings = {name: headings[column] for name, column in found.columns.items()}
    found.left = [heading for column, heading in enumerate(headings) if heading and column not in taken]
    return found


def _recognised(heading: str, known: Mapping[str, tuple[str, int]]) -> tuple[str, int]:
    """(field, how usual) of a heading; of one below a group's, with the group's heading or by itself."""
    upper, mark, lower = heading.rpartition(GROUPED)
    for words in (heading, *((upper + lower, lower) if mark else ())):
        for form in heading_words(words):
            if form in known:
                return known[form]
    period = _period(lower) if mark else ""
    for form in heading_words(upper) if period else ():
        if form in known:
            name, place = known[form]
            return (name, place) if period == "now" else known.get(f"{name}{PRIOR}", ("", 0))
    return "", 0


def _period(heading: str) -> str:
    """Whether what stands below a group's heading says this month, or the same one of the year before."""
    words = heading_words(heading)
    return next((period for period, said in table()["periods"].items() if set(words) & set(said)), "")


def _column_meant(column: str, headings: Sequence[str]) -> int:
    """The column that a person names by its heading, else by its letter; -1 when there is none."""
    wanted = heading_words(column)
    for form in (0, 1):
        for number, heading in enumerate(headings):
            if wanted[form] and heading_words(heading)[form] == wanted[form]:
                return number
    if _LETTERS.fullmatch(column.upper()):
        number = 0
        for letter in column.upper():
            number = number * 26 + ord(letter) - 64
        return number - 1
    return -1


def _has_column(sheet: Sheet, found: Layout, column: str) -> bool:
    headings = [*found.headings.values(), *found.left]
    width = max((len(line.cells) for line in sheet.lines), default=0)
    number = _column_meant(column, headings)
    return number >= 0 and (number < len(headings) or number < width)


_NEEDED = {
    "enterprise": ("name",),
    "pairing": ("enterprise", "uscc", "project"),
    "project": ("name",),
    "figures": ("enterprise", "uscc", "project"),
    "problem": ("enterprise", "uscc", "title", "description"),
    "visit": ("enterprise", "uscc"),
}
"""Fields of which a heading line has at least one."""


def _is_heading(found: Layout, kind: str, given: Sequence[tuple[str, str]]) -> bool:
    needed = _NEEDED[kind]
    # One word alone may stand in any line; a list of one column is one only when a person says so.
    return any(name in found.columns for name in needed) and (len(found.columns) > 1 or bool(given))
