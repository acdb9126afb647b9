"""How a plan and its base become one text: all that the plan says, and of its base what the plan does not say.

The rule is one: a list, a value or a section `[…]` that the plan writes replaces the base's whole; nothing is mixed.
Of `flows` each one (`[flows.project]`) is a section of its own. What names a plan is never taken over.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

OWN = ("base", "name", "title", "source", "reported")
"""What each plan says for itself: whose it is, and the figures that were reported of it."""

BY_NAME = "flows"
"""The section whose parts are replaced one by one."""

BASE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'|#[^\n]*|[\[\]{}]|\n",
    re.DOTALL,
)
_BASE = re.compile(r"""^\s*["']?base["']?\s*=\s*(["'])(.*?)\1""", re.MULTILINE)
_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = re.compile(rf"\s*\[{{0,2}}\s*({_PART}(?:\s*\.\s*{_PART})*)")


class MissingBaseError(ValueError):
    """A plan names a base that nobody has; the argument is its name."""


class CircularBaseError(ValueError):
    """A plan is, by way of its bases, its own base; the argument is the way round."""


class Chunk(NamedTuple):
    """Lines that belong together: comments, and the entry or the section below them. `end` is the line after."""

    unit: tuple[str, ...]
    section: bool
    start: int
    end: int


class Whole(NamedTuple):
    """A text that needs no other, and for each of its lines the file that it comes from and its number there."""

    text: str
    origins: tuple[tuple[str, int], ...]


def whole(text: str, name: str, find: Callable[[str], str]) -> Whole:
    """The text of a plan with what it takes from its base. `text` must be TOML; `find` raises KeyError."""
    return _whole(text, (name,), find)


def _whole(text: str, way: tuple[str, ...], find: Callable[[str], str]) -> Whole:
    lines = text.split("\n")
    own = [(line, (way[-1], number)) for number, line in enumerate(lines, start=1)]
    # Most texts are whole already, and need not be taken apart.
    chunks = list(_chunks(lines)) if _BASE.search(text) else []
    base = next((_base_named(lines[chunk.start : chunk.end]) for chunk in chunks if chunk.unit == ("base",)), None)
    if base is None:
        return _joined(own)
    if base in way:
        raise CircularBaseError(*way, base)
    taken = _read_base(base, way, find)
    said = {chunk.unit for chunk in chunks}
    for chunk in chunks:
        if chunk.unit == ("base",):
            # Commented out, so that every other line keeps its number.
            for number in range(chunk.start, chunk.end):
                line, where = own[number]
                own[number] = (f"# {line}" if _says_something(line) else line, where)
    base_lines = taken.text.split("\n")
    wanted = [chunk for chunk in _chunks(base_lines) if not _is_said(chunk.unit, said)]
    first_section = next((chunk.start for chunk in chunks if chunk.section), len(lines))
    entries = [number for chunk in wanted if not chunk.section for number in range(chunk.start, chunk.end)]
    sections = [number for chunk in wanted if chunk.section for number in range(chunk.start, chunk.end)]
    origins = taken.origins
    return _joined(
        [
            *own[:first_section],
            *((base_lines[number], origins[number]) for number in entries),
            *own[first_section:],
            *((base_lines[number], origins[number]) for number in sections),
        ]
    )


def _read_base(base: str, way: tuple[str, ...], find: Callable[[str], str]) -> Whole:
    if not BASE_NAME.fullmatch(base):
        raise MissingBaseError(base)
    try:
        text = find(base)
    except KeyError as error:
        raise MissingBaseError(base) from error
    return _whole(text, (*way, base), find)


def _base_named(lines: list[str]) -> str | None:
    found = _BASE.search("\n".join(lines))
    return found[2] if found else None


def _joined(lines: list[tuple[str, tuple[str, int]]]) -> Whole:
    return Whole("\n".join(line for line, _where in lines), tuple(where for _line, where in lines))


def _is_said(unit: tuple[str, ...], said: set[tuple[str, ...]]) -> bool:
    return unit[0] in OWN or any(unit[: len(other)] == other[: len(unit)] for other in said)


def _chunks(lines: list[str]) -> Iterator[Chunk]:
    """The entries and sections of a TOML text, in order, each with the comments right above it."""
    heads = [number for number in _outermost(lines) if _says_something(lines[number])]
    # Below the first section all entries belong to one.
    first = next((place for place, number in enumerate(heads) if lines[number].lstrip().startswith("[")), len(heads))
    heads = heads[:first] + [number for number in heads[first:] if lines[number].lstrip().startswith("[")]
    starts = [_with_comments(lines, number) for number in heads]
    for place, number in enumerate(heads):
        end = starts[place + 1] if place + 1 < len(heads) else len(lines)
        yield Chunk(_unit(lines[number]), lines[number].lstrip().startswith("["), starts[place], end)


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _with_comments(lines: list[str], number: int) -> int:
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number


def _unit(line: str) -> tuple[str, ...]:
    found = _KEY.match(line)
    parts = tuple(part.strip("\"'") for part in re.findall(_PART, found[1])) if found else ("",)
    return parts[:2] if parts[0] == BY_NAME else parts[:1]


def _outermost(lines: list[str]) -> Iterator[int]:
    """The lines that begin outside of all brackets and long strings."""
    number, depth = 0, 0
    yield 0
    for token in _TOKEN.finditer("\n".join(lines)):
        word = token[0]
        if word == "\n":
            number += 1
            if depth == 0:
                yield number
        elif word in "[{":
            depth += 1
        elif word in "]}":
            depth -= 1
        else:
            number += word.count("\n")
