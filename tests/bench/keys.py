"""From a 汉字 arriving at the terminal to its being painted in the note."""

import random
from collections.abc import Iterator
from pathlib import Path

from copies import copied
from figures import Measured, p95
from starts import HERE, first_heading, open_program
from terminal import NotSeenError, Terminal

from fieldtui.locale import _

F2, TAB = "\x1bOQ", "\t"
FIRST = 0x5200
"""Where the characters are taken from: neighbours in Unicode, so that none comes twice."""
LONGEST_WAIT = 1.0
"""Seconds. A key that is not painted by then counts as that long, and the next one is typed."""
LONGEST_PAUSE = 0.06
"""Seconds. Keys come at no steady beat, or they would always meet the same phase of Textual's clocks."""


def keys(county: Path, count: int) -> Iterator[Measured]:
    """A character into ours and into a bare text area by turns, each once the one before is painted."""
    chance = random.Random(county.name)
    ours: list[float] = []
    bare: list[float] = []
    with copied(county) as own, open_program(own) as program, Terminal(["bare_note.py"], HERE) as area:
        program.wait_for(first_heading(own))
        go_to_note(program)
        area.read_for(1.0)
        for number in range(count):
            character = chr(FIRST + number)
            turns = [(program, ours), (area, bare)]
            for terminal, times in turns if number % 2 else reversed(turns):
                terminal.read_for(chance.uniform(0, LONGEST_PAUSE))
                times.append(key_to_paint(terminal, character))
    yield Measured("key to paint, note of a visit", ours, "bare TextArea", bare, "1.5 at p95", p95)


def key_to_paint(terminal: Terminal, character: str) -> float:
    """Milliseconds."""
    before = terminal.position
    typed = terminal.send(character)
    try:
        painted = terminal.wait_for(character, after=before, seconds=LONGEST_WAIT)
    except NotSeenError:
        return LONGEST_WAIT * 1000
    return (painted - typed) * 1000


def go_to_note(program: Terminal) -> None:
    """From today's list to the note of a new visit."""
    program.send(F2)
    label = _("Note")
    program.wait_for(label)
    for _press in range(12):
        program.read_for(0.15)
        note = next((number for number, line in enumerate(program.lines()) if line.strip() == label), -1)
        if note >= 0 and program.cursor_line == note + 1:
            return
        program.send(TAB)
    raise LookupError("the note was not reached; the screen:\n" + "\n".join(program.lines()))
