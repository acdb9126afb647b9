"""Chance with a seed: the same choices, ids and texts each time."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TypeVar
from uuid import UUID

from fieldtui.model.county_time import SHANGHAI

T = TypeVar("T")

TRIES = 60


class Chance(random.Random):
    """What is chosen here does not change when something else is made beside it: each part has a chance of its own."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._seed = seed
        self._ids = 0

    def part(self, name: str) -> "Chance":
        return Chance(f"{self._seed} {name}")

    def happens(self, share: float) -> bool:
        return self.random() < share

    def one_by_weight(self, weights: dict[T, float]) -> T:
        return self.choices(list(weights), list(weights.values()))[0]

    def id(self, day: date) -> str:
        """A UUIDv7 of a moment of this day, later than those that were given out for it before."""
        self._ids += 1
        moment = int(datetime.combine(day, time(8), SHANGHAI).timestamp()) * 1000 + self._ids
        return str(UUID(int=moment << 80 | 7 << 76 | self._ids % 4096 << 64 | 2 << 62 | self.getrandbits(62)))


def shared_out(count: int, weights: Sequence[float]) -> list[int]:
    """`count` by these weights, in whole numbers that add up to it; one at least for each weight, if it goes round."""
    if not weights:
        return []
    whole = sum(weights)
    exact = [count * weight / whole for weight in weights]
    found = [int(part) for part in exact]
    by_rest = sorted(range(len(weights)), key=lambda place: found[place] - exact[place])
    for place in by_rest[: count - sum(found)]:
        found[place] += 1
    for place, weight in enumerate(weights):
        largest = max(range(len(weights)), key=lambda other: found[other])
        if weight and not found[place] and found[largest] > 1:
            found[place] += 1
            found[largest] -= 1
    return found


def deck(count: int, weights: dict[T, float], chance: Chance) -> Iterator[T]:
    """`count` cards in the shares that the weights give, shuffled: a small county has of each what a large one has."""
    numbers = shared_out(count, list(weights.values()))
    cards = [card for card, number in zip(weights, numbers, strict=True) for _copy in range(number)]
    chance.shuffle(cards)
    return iter(cards)


class Unlike:
    """Texts that never come twice."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, make: Callable[[], str]) -> str:
        """The first text that was not said before."""
        text = make()
        for _try in range(TRIES):
            if text not in self._said:
                break
            text = make()
        self._said.add(text)
        return text
