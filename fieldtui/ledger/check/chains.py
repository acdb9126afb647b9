"""The chains: a device's entries run without holes, fit each other, and their ticks follow from what they saw."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fieldtui.ledger.change import FIRST, Change
from fieldtui.ledger.check.finding import Finding, sound, told, unsound
from fieldtui.ledger.check.log_reading import LogReading
from fieldtui.ledger.check.names import Names
from fieldtui.ledger.computer_clock import day_of
from fieldtui.ledger.history import History
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, listed_numbers, ngettext


@dataclass(slots=True)
class Chain:
    """One device's entries by number; a copied disk has several under one. What is wrong is listed by number."""

    device: str
    entries: Mapping[int, list[Change]]
    holes: list[int] = field(default_factory=list)
    doubles: list[int] = field(default_factory=list)
    misfits: list[int] = field(default_factory=list)
    leaps: list[int] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.holes or self.doubles or self.misfits or self.leaps)


def chain_findings(workspace: Workspace, reading: LogReading, names: Names) -> Iterator[Finding]:
    """What is to be said of each device's chain, this one's first."""
    by_device: dict[str, dict[int, list[Change]]] = {workspace.device: {}}
    for change in reading.history:
        by_device.setdefault(change.device, {}).setdefault(change.seq, []).append(change)
    # A laptop is sent what is in its scope, so that others' chains have holes there; the office gets every entry.
    gapless = {workspace.device, *(names.laptops if workspace.role == "office" else ())}
    others = 0
    for device in sorted(by_device, key=lambda name: (name != workspace.device, names.device(name), name)):
        chain = examine(device, by_device[device], reading.history, gapless=device in gapless)
        yield from _wrong(chain, names, own=device == workspace.device)
        if chain.sound and device == workspace.device and reading.whole:
            yield _own_sound(len(chain.entries))
        others += chain.sound and device != workspace.device
    if others and reading.whole:
        yield sound(
            "chain.others_sound", _("The entries of other devices fit together; devices: {count}.").format(count=others)
        )
    yield from _unknown_people(reading.history)


def examine(device: str, entries: Mapping[int, list[Change]], history: History, *, gapless: bool) -> Chain:
    """Looks through one device's entries. `gapless`: all from 1 on have to be here."""
    chain = Chain(device, entries)
    if gapless:
        chain.holes = _missing(entries)
    for number in sorted(entries):
        changes = entries[number]
        if len(changes) > 1:
            chain.doubles.append(number)
        if not all(_fits(change, entries.get(number - 1)) for change in changes):
            chain.misfits.append(number)
        if not all(_tick_follows(change, history) for change in changes):
            chain.leaps.append(number)
    return chain


MOST_HOLES = 100_000
"""Numbers that are listed as missing; a chain that claims more has lost its last ones anyway."""


def _missing(entries: Mapping[int, list[Change]]) -> list[int]:
    last = min(max(entries, default=0), len(entries) + MOST_HOLES)
    return [number for number in range(1, last + 1) if number not in entries]


def _fits(change: Change, before: list[Change] | None) -> bool:
    """Whether `prev` is an entry under the number before; what is not here can't be compared."""
    if change.seq == 1:
        return change.prev == FIRST
    return change.prev != FIRST and (before is None or any(change.prev == entry.id for entry in before))


def _tick_follows(change: Change, history: History) -> bool:
    """Whether the tick is above what the entry replaces, and at most one above all that it follows."""
    named = [name for name in (change.prev, *change.over) if name != FIRST]
    known = [history.change(name).tick for name in named if name in history]
    if change.tick <= max(known, default=0):
        return False
    seen = _ticks_of_followed(change, history)
    if seen is None or len(known) < len(named):
        return True
    return change.tick <= 1 + max([*known, *seen], default=0)


def _ticks_of_followed(change: Change, history: History) -> list[int] | None:
    """The ticks of the records that a step names in `follows`; None when one of them is not here, or it was erased."""
    follows = change.set.get("follows")
    if "follows" in change.erased or not isinstance(follows, (list, tuple, type(None))):
        return None
    ticks: list[int] = []
    for record in follows or ():
        entries = history.of(record) if isinstance(record, str) else []
        if not entries:
            return None
        ticks += [entry.tick for entry in entries]
    return ticks


def _own_sound(count: int) -> Finding:
    return sound(
        "chain.sound",
        ngettext(
            "This device's chain is whole: {count} entry.", "This device's chain is whole: {count} entries.", count
        ).format(count=count),
    )


def _wrong(chain: Chain, names: Names, *, own: bool) -> Iterator[Finding]:
    if chain.sound:
        return
    device = names.device(chain.device)
    if chain.holes:
        yield unsound(
            "chain.hole",
            _("Entries are missing from the chain of {device}: {numbers}.").format(
                device=device, numbers=listed_numbers(chain.holes)
            ),
        )
    if chain.doubles:
        yield unsound("chain.double", _double(chain, device))
        yield told("chain.copied", _what_to_do(device, own=own))
    if chain.misfits:
        yield unsound(
            "chain.misfit",
            _("Entries of {device} do not fit the ones before them: {numbers}. They were altered.").format(
                device=device, numbers=listed_numbers(chain.misfits)
            ),
        )
    if chain.leaps:
        yield unsound(
            "chain.tick",
            _("Entries of {device} bear a tick that does not follow from what they saw: {numbers}.").format(
                device=device, numbers=listed_numbers(chain.leaps)
            ),
        )


def _double(chain: Chain, device: str) -> str:
    stamps = [change.at for number in chain.doubles for change in chain.entries[number]]
    return _(
        "Two different entries of {device} bear one number: {numbers} (written {first} to {last}); its disk was copied."
    ).format(device=device, numbers=listed_numbers(chain.doubles), first=day_of(min(stamps)), last=day_of(max(stamps)))


def _what_to_do(device: str, *, own: bool) -> str:
    if own:
        return _("Both were kept. Go on with one of the two copies; make the other anew with: fieldtui init")
    return _("Both were kept. Ask which copy of {device} goes on; the other is made anew with: fieldtui init").format(
        device=device
    )


def _unknown_people(history: History) -> Iterator[Finding]:
    people = {change.of for change in history if change.kind == "person"}
    unknown: dict[str, int] = defaultdict(int)
    for change in history:
        if change.by not in people:
            unknown[change.by] += 1
    if unknown:
        yield told(
            "chain.unknown_person",
            _("Entries by somebody who is not known here: {entries} (people: {people}).").format(
                entries=sum(unknown.values()), people=len(unknown)
            ),
        )


def entries_of(history: Iterable[Change], device: str) -> list[Change]:
    """A device's entries by number."""
    return sorted((change for change in history if change.device == device), key=lambda change: change.seq)
