"""Merging changes of others into a ledger of a size: half new records, half edits, of which some are concurrent."""

from collections.abc import Iterator

from apart import Costs, by_turns_on_copies
from figures import Measured
from ledgers import Made

AIM = 20_000
"""Changes a second."""
PARSING = "parsing them"


def merge_costs(size: int, made: Made, warm: Made, changes: int, times: int) -> Iterator[Measured]:
    """`take_in` of so many changes as one commit, in a new process each time, on a copy."""
    things = ("merge", "merge_from_bytes", "merge_after_history", "parse_changes")
    costs = by_turns_on_copies(things, made, warm, times)
    parsing, aim = costs["parse_changes"].ms, f"{changes / AIM * 1000:.0f} ms"
    yield Measured.at(size, f"merge {changes:,}", costs["merge"].ms, PARSING, parsing, aim)
    yield Measured.at(size, "merge, parsed and checked", costs["merge_from_bytes"].ms, PARSING, parsing)
    yield Measured.at(size, "merge, history read first", costs["merge_after_history"].ms, PARSING, parsing)
    rates, others = _rates(costs["merge"], changes), _rates(costs["parse_changes"], changes)
    yield Measured.at(size, "merge, changes a second", rates, PARSING, others, f"{AIM:,}", unit="/s")


def _rates(costs: Costs, changes: int) -> list[float]:
    return [changes / ms * 1000 for ms in costs.ms]
