"""Opening a ledger of a size whose view is up to date, and the memory that it then takes; each in a new process."""

from collections.abc import Iterator

from apart import by_turns
from figures import MEGABYTES, Measured
from ledgers import Made

LOADS, LOADS_WITHOUT_GC = "orjson.loads", "orjson.loads, gc off"


def open_costs(size: int, made: Made, warm: Made, times: int) -> Iterator[Measured]:
    """The baseline reads the view's file and parses it, once as a program would that knows nothing of gc."""
    things = ("every_table", "every_kind", "one_row", "loads", "loads_without_gc")
    costs = by_turns(things, made, warm, times)
    loads, without_gc = costs["loads"], costs["loads_without_gc"]
    tables = costs["every_table"]
    yield Measured.at(size, "open, every table", tables.ms, LOADS, loads.ms, "1.5")
    yield Measured.at(size, "open, every table", tables.ms, LOADS_WITHOUT_GC, without_gc.ms)
    yield Measured.at(size, "open, rows of every kind", costs["every_kind"].ms, LOADS, loads.ms)
    yield Measured.at(size, "open, one record", costs["one_row"].ms, LOADS, loads.ms)
    if all(tables.mb):
        yield Measured.at(size, "memory, every table", tables.mb, LOADS, loads.mb, unit=MEGABYTES)
