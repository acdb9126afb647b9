"""Where something is said: the words of a trade, and how things go there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.words import Slots

LISTS = ("products", "materials", "machines", "workers", "customers")


@dataclass(frozen=True, slots=True)
class Scene:
    """`way` is how it goes there (normal, reduced, stopped), or what kind of place it is (office, bank).

    `about` is the name of the category and its ground, by whose words more is said.
    """

    slots: Slots
    way: str
    about: str = ""


def scene_of(trade: Mapping[str, Any], person: str, mood: str, about: str, chance: Chance) -> Scene:
    """The scene of a trade, with a person who speaks there."""
    slots = {name.removesuffix("s"): trade[name] for name in LISTS}
    spoken = {"shop": trade["shop"], "person": person, "ta": chance.choice("他她")}
    way = next((name for name in ("bank", "office") if trade.get(name)), mood)
    return Scene({**slots, **spoken}, way, about)
