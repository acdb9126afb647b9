"""Where something is said: the words of a trade, how large it is there, and how things go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.names import people
from fieldtui.demo.generator.words import Slots, words

LISTS = ("products", "materials", "machines", "workers", "customers")
OUTPUT = {"large": 5200.0, "medium": 1500.0, "small": 320.0, "micro": 45.0}
"""A month's output in 万元 by scale, more or less."""
CHOICES = 6


@dataclass(frozen=True, slots=True)
class Scene:
    """`way` is how it goes there (normal, reduced, stopped), or what kind of place it is (office, bank).

    `about` is the name of the category and its ground, by whose words more is said. `strange` are the codes of the
    common types of problem that nobody has there. `output` is a month's, in 万元.
    """

    slots: Slots
    way: str
    about: str = ""
    strange: frozenset[str] = frozenset()
    output: float = OUTPUT["small"]


_OF_OFFICES = frozenset({"YL", "WL", "HB", "AQ", "XF", "SD", "NY", "YD", "ZJ", "XM"})
_OF_BANKS = _OF_OFFICES | {"JS", "SC", "PT", "TQ", "ZF"}


def scene_of(
    trade: Mapping[str, Any], person: str, mood: str, chance: Chance, *, about: str = "", scale: str = "small"
) -> Scene:
    """The scene of a trade, with a person who speaks there; sums are in keeping with its scale."""
    output = OUTPUT[scale] * chance.uniform(0.6, 1.6)
    staff = max(3, round(output / chance.uniform(4, 9)))
    slots = {name.removesuffix("s"): trade[name] for name in LISTS}
    spoken = {"shop": trade["shop"], "person": person, "ta": chance.choice("他她"), "staff": str(staff)}
    sums = {
        "output": _sums(output, 0.8, 1.2, chance),
        "receivable": _sums(output, 0.5, 3, chance),
        "invest": _sums(output, 0.4, 4, chance),
        "tax": _sums(output, 0.15, 0.6, chance),
        "earned": _sums(output, 6, 11, chance),
        "order": _sums(output, 0.3, 2, chance),
    }
    way = next((name for name in ("bank", "office") if trade.get(name)), mood)
    strange = {"bank": _OF_BANKS, "office": _OF_OFFICES}.get(way, frozenset() if trade.get("farming") else {"NY"})
    return Scene({**slots, **spoken, **sums}, way, about, frozenset(strange), output)


def any_scenes(chance: Chance) -> list[Scene]:
    """Some scenes of all common trades, with people of all names."""
    names = people(chance)
    trades = [trade for trade in words("trades")["trades"] if not trade.get("rare")]
    return [scene_of(trade, next(names), "normal", chance) for trade in trades for _scene in range(CHOICES)]


def _sums(output: float, least: float, most: float, chance: Chance) -> list[str]:
    """Several sums in 万元, as people say them."""
    found = []
    for _choice in range(CHOICES):
        value = output * chance.uniform(least, most)
        found.append(str(round(value / 10) * 10 if value > 100 else max(2, round(value))))
    return found
