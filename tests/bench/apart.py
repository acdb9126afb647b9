"""Runs things of alone.py by turns, each time in a new process."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from copies import copied
from county import HERE, PROGRAM
from ledgers import Made


@dataclass
class Costs:
    """What one thing took each time: milliseconds, and megabytes resident at its end."""

    ms: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)


def by_turns(things: Sequence[str], made: Made, warm: Made, times: int) -> dict[str, Costs]:
    """Each of `things` so many times; the last is first in every other turn. They only read what was made."""
    costs: dict[str, Costs] = defaultdict(Costs)
    for turn in range(times):
        for thing in things if turn % 2 == 0 else things[::-1]:
            _once(thing, made, warm, costs[thing])
    return costs


def by_turns_on_copies(things: Sequence[str], made: Made, warm: Made, times: int) -> dict[str, Costs]:
    """The same for things that write: each has a copy of its own."""
    costs: dict[str, Costs] = defaultdict(Costs)
    for turn in range(times):
        for thing in things if turn % 2 == 0 else things[::-1]:
            with copied(made.folder) as own, copied(warm.folder) as own_warm:
                _once(thing, Made(own), Made(own_warm), costs[thing])
    return costs


def _once(thing: str, made: Made, warm: Made, costs: Costs) -> None:
    run = subprocess.run(
        [sys.executable, str(HERE / "alone.py"), thing, str(made.folder), str(warm.folder)],
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        stdout=subprocess.PIPE,
        check=True,
    )
    said = json.loads(run.stdout)
    costs.ms.append(said["ms"])
    costs.mb.append(said["mb"])
