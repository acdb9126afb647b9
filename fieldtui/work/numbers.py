"""Display numbers of problems, which the office gives out: region, year, count (`230602-2026-0001`)."""

import re
from collections.abc import Iterable


def next_number(region_code: str, year: int, taken: Iterable[str]) -> str:
    """The number after the greatest one of this region and year among `taken`; the count grows past 9999."""
    shape = re.compile(rf"{re.escape(region_code)}-{year}-([0-9]+)")
    counts = (int(found[1]) for number in taken if (found := shape.fullmatch(number)))
    return f"{region_code}-{year}-{max(counts, default=0) + 1:04d}"
