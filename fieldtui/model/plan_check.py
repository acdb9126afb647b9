"""What is wrong with a plan's file: every mistake that can be seen, each with file, line and one sentence."""

import re
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.plan import Plan
from fieldtui.model.plan_lines import Path, key_lines
from fieldtui.model.plan_mistakes import Wrong, wrongs
from fieldtui.plans.joining import CircularBaseError, MissingBaseError, Whole, whole

LARGEST = 1_000_000
"""Characters of a plan's file; the shipped ones have less than a twentieth."""

_ARROW = " › "
_ROUND = " → "


class UnreadableBaseError(ValueError):
    """A base is not TOML; the argument is its name."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: in which file, on which line (from 1), and a sentence that begins with the place."""

    file: str
    line: int
    sentence: str

    @property
    def told(self) -> str:
        """As `plan check` says it."""
        return _("{file}, line {line}: {sentence}").format(file=self.file, line=self.line, sentence=self.sentence)

    @property
    def in_one_text(self) -> str:
        """As it is said of a text without a file."""
        return _("Line {line}: {sentence}").format(line=self.line, sentence=self.sentence)


def check_plan(text: str, name: str, find: Callable[[str], str]) -> list[Mistake]:
    """All that is wrong with the text of a plan; [] when it can be used.

    `name` is what its own lines are told under. `find` gives the text of a base by name, or raises KeyError.
    """
    examined = examine(text, name, find)
    return [] if isinstance(examined, Plan) else examined


def examine(text: str, name: str, find: Callable[[str], str]) -> Plan | list[Mistake]:
    """The plan, or what is wrong with it."""
    try:
        return _examined(text, name, find)
    except RecursionError:
        return [Mistake(name, 1, _("Brackets are nested too deeply; a plan needs no more than four levels."))]


def _examined(text: str, name: str, find: Callable[[str], str]) -> Plan | list[Mistake]:
    if len(text) > LARGEST:
        sentence = _("The file has {count} characters; a plan has at most {limit}.")
        return [Mistake(name, 1, sentence.format(count=len(text), limit=LARGEST))]
    try:
        said = tomllib.loads(text)
        joined = whole(text, name, _readable(find))
        if joined.text != text:
            said = tomllib.loads(joined.text)
    except tomllib.TOMLDecodeError as error:
        return [Mistake(name, *_not_toml(text, str(error)))]
    except (MissingBaseError, CircularBaseError, UnreadableBaseError) as error:
        return [Mistake(name, _line_of_base(text), _about_base(error))]
    except ValueError:
        # Of TOML's own numbers Python reads none with thousands of digits.
        return [Mistake(name, 1, _("A number in it is too long to be read."))]
    plan, wrong = _validated(said)
    return plan.as_read_from(joined.text) if plan else _located(wrong, joined)


def _readable(find: Callable[[str], str]) -> Callable[[str], str]:
    def find_readable(name: str) -> str:
        text = find(name)
        try:
            tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise UnreadableBaseError(name) from error
        return text

    return find_readable


def _validated(said: dict[str, Any]) -> tuple[Plan | None, list[Wrong]]:
    try:
        return Plan.model_validate(said), []
    except ValidationError as error:
        found = list(wrongs(error))
    # Without what is strange or of the wrong kind it is seen whether the rest agrees, so that all is told at once.
    first = [wrong for wrong in found if wrong.strange] or found
    rest = deepcopy(said)
    if not all(_dropped(rest, wrong.place) for wrong in first):
        return None, found
    further = _validated(rest)[1]
    places = {wrong.place for wrong in first}
    if first is found and any(wrong.place in places for wrong in further):
        # What was left out is needed, so what the rest says without it means nothing.
        return None, found
    return None, [*first, *further]


def _dropped(said: Any, place: Path) -> bool:
    """Take out what stands at a place of a table; False when nothing does, or it is one of a list."""
    for key in place[:-1]:
        if isinstance(said, dict) and key not in said:
            return False
        try:
            said = said[key]
        except (IndexError, TypeError):
            return False
    if not place or not isinstance(said, dict) or place[-1] not in said:
        return False
    del said[place[-1]]
    return True


def _located(found: list[Wrong], joined: Whole) -> list[Mistake]:
    lines = key_lines(joined.text)
    own = joined.origins[0][0]
    mistakes = {}
    for wrong in found:
        known = wrong.place
        while known and known not in lines:
            known = known[:-1]
        file, line = joined.origins[lines.get(known, 1) - 1]
        file = file if file == own else f"{file}.toml"
        place = _ARROW.join(str(part + 1) if isinstance(part, int) else part for part in wrong.place[: len(known) + 1])
        sentence = _("{place}: {sentence}").format(place=place, sentence=wrong.sentence) if place else wrong.sentence
        mistakes[file, line, sentence] = Mistake(file, line, sentence)
    return sorted(mistakes.values(), key=lambda mistake: (mistake.file != own, mistake.file, mistake.line))


def _not_toml(text: str, detail: str) -> tuple[int, str]:
    found = re.search(r"line (\d+)", detail)
    line = int(found[1]) if found else text.count("\n") + 1
    if re.search("overwrite|twice|declare|mutate|Duplicate", detail):
        return line, _("This key or section stands here for the second time; write it once.")
    return line, _("This is not TOML; look for a missing quotation mark, bracket or comma here or just before.")


def _line_of_base(text: str) -> int:
    return key_lines(text).get(("base",), 1)


def _about_base(error: ValueError) -> str:
    if isinstance(error, CircularBaseError):
        return _("base: the plan would be its own base: {circle}.").format(circle=_ROUND.join(map(str, error.args)))
    if isinstance(error, UnreadableBaseError):
        return _("base: “{name}” can't be read; check that file first.").format(name=error.args[0])
    return _("base: there is no “{name}”; put {name}.toml beside the plan, or name one of: {names}.").format(
        name=error.args[0], names=" ".join(_base_names())
    )


def _base_names() -> Iterator[str]:
    from fieldtui import plans

    yield from plans.base_names()
    yield from plans.names()
