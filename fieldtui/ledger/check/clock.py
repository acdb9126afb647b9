"""Clocks: whether the computer's can be right now, and which entries were written by a wrong one."""

from collections.abc import Iterator
from itertools import pairwise

from fieldtui.ledger.check.chains import entries_of
from fieldtui.ledger.check.finding import Finding, told, unsound
from fieldtui.ledger.check.log_reading import LogReading
from fieldtui.ledger.check.names import Names
from fieldtui.ledger.computer_clock import DAY, clock_trouble, day_of
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, listed_numbers

LONG = 400 * DAY
"""Nobody leaves a ledger alone for so long without knowing it."""


def clock_findings(workspace: Workspace, reading: LogReading, names: Names, now: int) -> Iterator[Finding]:
    """What is to be said of clocks. Only the clock of now can be set right; what was written stays as it is."""
    trouble = clock_trouble(now, reading.last_at)
    if trouble:
        yield unsound("clock.behind", trouble)
    elif reading.last_at and now - reading.last_at > LONG:
        days = (now - reading.last_at) // DAY
        yield told(
            "clock.long_ago",
            _("The last save was {count} days ago ({last}); if that can't be, set the clock.").format(
                count=days, last=day_of(reading.last_at)
            ),
        )
    yield from _own(workspace, reading, now, ahead=not trouble)
    yield from _others(workspace, reading, names)


def _own(workspace: Workspace, reading: LogReading, now: int, *, ahead: bool) -> Iterator[Finding]:
    entries = entries_of(reading.history, workspace.device)
    back = [entry.seq for before, entry in pairwise(entries) if entry.at < before.at - DAY]
    if back:
        yield told(
            "clock.ran_back",
            _("This computer's clock once ran back by more than a day; at entry {numbers}.").format(
                numbers=listed_numbers(back)
            ),
        )
    future = [entry.seq for entry in entries if entry.at > now + DAY]
    if future and ahead:
        yield told(
            "clock.future",
            _("This computer's clock was ahead once: entry {numbers} bears a date that is still to come.").format(
                numbers=listed_numbers(future)
            ),
        )


def _others(workspace: Workspace, reading: LogReading, names: Names) -> Iterator[Finding]:
    """Entries of others that are dated after the commit that took them in: one of the two clocks was wrong."""
    early: dict[str, list[int]] = {}
    for at, changes in reading.commits:
        for change in changes:
            if change.device != workspace.device and change.at > at + DAY:
                early.setdefault(change.device, []).append(change.at)
    for device, stamps in sorted(early.items(), key=lambda item: names.device(item[0])):
        yield told(
            "clock.foreign",
            _("Entries of {device} were dated after the day they came in: {count}, up to {last}.").format(
                device=names.device(device), count=len(stamps), last=day_of(max(stamps))
            ),
        )
