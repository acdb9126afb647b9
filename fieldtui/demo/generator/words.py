"""The parts that prose is composed from, and how a sentence is made of them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fieldtui.demo.generator.chance import Chance

Slots = Mapping[str, str | Sequence[str]]
"""What stands for a name in a template: a text, or several to choose from."""

_PART = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"([0-9]+)-([0-9]+)(?:/([0-9]+))?")


@cache
def words(name: str) -> Mapping[str, Any]:
    """One of the files beside this one."""
    return tomllib.loads((files("fieldtui.demo.generator") / "words" / f"{name}.toml").read_text("utf-8"))


def fill(template: str, slots: Slots, chance: Chance) -> str:
    """A template with its parts chosen, the inner ones first.

    {a|b} is one of them, {20-400/10} a number from 20 to 400 in tens, {product} what the slots give.
    """

    def chosen(found: re.Match[str]) -> str:
        part = found[1]
        if number := _NUMBER.fullmatch(part):
            least, most, step = int(number[1]), int(number[2]), int(number[3] or 1)
            return str(chance.randrange(least, most + 1, step))
        if part in slots:
            value = slots[part]
            return value if isinstance(value, str) else str(chance.choice(value))
        return str(chance.choice(part.split("|")))

    text, count = _PART.subn(chosen, template)
    while count:
        text, count = _PART.subn(chosen, text)
    return text


def one_of(templates: Sequence[str], slots: Slots, chance: Chance) -> str:
    return fill(chance.choice(templates), slots, chance)


def suited(entries: Mapping[str, Any], text: str) -> list[str]:
    """The templates of the entries whose key stands in a text, such as that of a category's name and ground."""
    return [template for key, templates in entries.items() if key in text for template in templates]
