"""Invented names: enterprises, people, credit codes and telephone numbers that check and belong to nobody."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from stdnum.cn import uscc

from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.words import words
from fieldtui.model.plan import Plan

MARK = "示例"
RARE, BRACKETED, DOUBLE, DOTTED = 0.08, 0.06, 0.02, 0.01
"""Shares of names with characters that are hard to type, with a place in brackets, with two characters of surname."""

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "0123456789X0"
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a credit code."""


def county_code(plan: Plan) -> str:
    """Six digits: what the codes of the plan's regions begin with in common."""
    heads = [re.match("[0-9]*", item.code) for item in plan.regions]
    digits = [found[0][:6] for found in heads if found]
    common = 0
    while digits and all(len(text) > common and text[common] == digits[0][common] for text in digits):
        common += 1
    # A prefecture or a county: four digits or six, never five.
    return f"{digits[0][: common if common == 6 else common // 2 * 2]:0<6}" if digits else "990000"


def county_name(plan: Plan) -> str:
    """What the county is called: as GB/T 2260 says of such a code, or after the park that it is."""
    if all(item.park for item in plan.regions):
        return MARK + plan.regions[0].name
    number = int(county_code(plan)[4:])
    return MARK + ("市" if number == 0 or number > 80 else "区" if number <= 20 else "县")


def credit_code(number: int, county: str) -> str:
    """An invented code that checks: organisation codes MAXX0001… with true check characters.

    From the ten thousandth on the count goes on in letters, as in MAXXA001.
    """
    thousands, rest = divmod(number, 1000)
    body = f"MAXX{_DIGITS[thousands % len(_DIGITS)]}{rest:03}"
    if thousands >= len(_DIGITS):
        body = f"MAX{_DIGITS[thousands // len(_DIGITS)]}{body[4:]}"
    total = sum(weight * int(character, 36) for weight, character in zip(_WEIGHTS, body, strict=True))
    check = _CHECKS[(11 - total % 11) % 11 if total % 11 else 0]
    code = f"91{county}{body}{check}"
    return code + uscc.calc_check_digit(code)


def phone(number: int) -> str:
    """A telephone number that nobody has."""
    return f"1390{number:07}"


class EnterpriseNames:
    """Names of enterprises, all different: most begin with the county's, as real ones do."""

    def __init__(self, chance: Chance, county: str) -> None:
        self._chance = chance
        self._county = county
        self._taken: set[str] = set()
        known = words("names")
        self._brands = [first + second for first, second in product(known["brands_first"], known["brands_second"])]

    def next(self, trade: Mapping[str, Any], where: str, *, small: bool) -> tuple[str, str]:
        """(name, what people call it) of an enterprise of a trade at a place."""
        while True:
            name, brand = self._one(trade, where, small)
            if name not in self._taken:
                self._taken.add(name)
                return name, brand

    def _one(self, trade: Mapping[str, Any], where: str, small: bool) -> tuple[str, str]:
        known, chance = words("names"), self._chance
        brand = chance.choice(known["brands_rare"] if chance.happens(RARE) else self._brands)
        line = chance.choice(trade["names"])
        form = chance.choice(trade.get("forms") or known["small_forms" if small else "forms"])
        # A park that is the county itself is not named twice.
        nearer = self._county if self._county.endswith(where) else f"{self._county}{where}"
        begins = chance.choices([self._county, nearer, MARK, f"{MARK}省"], [5, 2, 3, 1])[0]
        place = f"（{where}）" if chance.happens(BRACKETED) else ""
        if chance.happens(BRACKETED):
            begins, place = f"{MARK}（{where}）", ""
        return f"{begins}{brand}{place}{line}{form}", f"{MARK}{brand}"


def people(chance: Chance) -> Iterator[str]:
    """Names of people without end; the first thousands are all different, as far as names go round."""
    known = words("names")
    taken: set[str] = set()
    while True:
        for _try in range(20):
            name = _person(known, chance)
            if name not in taken:
                break
        taken.add(name)
        yield name


def _person(known: Mapping[str, Any], chance: Chance) -> str:
    if chance.happens(DOTTED):
        return MARK + str(chance.choice(known["given_dotted"]))
    surname = chance.choice(known["surnames_double"]) if chance.happens(DOUBLE) else chance.choice(known["surnames"])
    given = chance.choice(known["given_rare"] if chance.happens(RARE) else known["given"])
    return f"{MARK}{surname}{given}"
