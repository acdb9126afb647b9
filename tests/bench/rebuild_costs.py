"""Making the view of a size anew from the log, in a new process."""

from collections.abc import Iterator

from apart import by_turns
from figures import Measured
from ledgers import Made


def rebuild_costs(size: int, made: Made, warm: Made, times: int) -> Iterator[Measured]:
    """The baseline parses each line of the log and keeps nothing."""
    costs = by_turns(("rebuild", "parse_log"), made, warm, times)
    yield Measured.at(size, "rebuild", costs["rebuild"].ms, "parsing the log", costs["parse_log"].ms, "6")
