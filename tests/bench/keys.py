"""From a 汉字, or 5,000 of them, arriving at the terminal to its being painted in the note or a line of a problem."""

import random
from collections.abc import Iterator
from pathlib import Path

from copies import copied
from figures import Measured, p95
from starts import HERE, first_heading, open_program
from terminal import NotSeenError, Terminal

from fieldtui.locale import _

F2, TAB, CLEAR = "\x1bOQ", "\t", "\x15"
FIRST = 0x5200
"""Where the characters are taken from: neighbours in Unicode, so that none comes twice."""
A_LINE = 24
"""So many are typed into a line of quick entry before the next is begun."""
PASTED = 5000
"""Characters of the longest note."""
PASTES = 5
"""At the most; in a short run one for every ten keys."""
LONGEST_PASTE = 10.0
"""Seconds."""
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
        pasted_ours, pasted_bare = _pastes(program, area, min(PASTES, max(1, count // 10)))
        yield Measured("key to paint, note of a visit", ours, "bare TextArea", bare, "1.5 at p95", p95)
        yield Measured("5,000 characters pasted to paint", pasted_ours, "bare TextArea", pasted_bare, "", p95)
        with Terminal(["bare_line.py"], HERE) as line:
            line.read_for(1.0)
            program.send(TAB)
            program.read_for(0.5)
            yield from _quick_entry(program, line, chance, count)


def _pastes(program: Terminal, area: Terminal, count: int) -> tuple[list[float], list[float]]:
    """The longest note as one paste, each ending in a character of its own; what was pasted before is cleared."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(count):
        last = chr(FIRST + 0x1000 + number)
        text = ("上游检修，重烯烃原料缺口约30%，" * PASTED)[: PASTED - 1] + last
        for terminal, times in ((program, ours), (area, bare)):
            terminal.send(CLEAR)
            terminal.read_for(0.3)
            times.append(key_to_paint(terminal, f"\x1b[200~{text}\x1b[201~", last, LONGEST_PASTE))
    return ours, bare


def _quick_entry(program: Terminal, line: Terminal, chance: random.Random, count: int) -> Iterator[Measured]:
    """Characters into a line that says above itself what is understood of it."""
    ours: list[float] = []
    bare: list[float] = []
    for number in range(count):
        if number and number % A_LINE == 0:
            for terminal in (program, line):
                terminal.send(CLEAR)
                terminal.read_for(0.3)
        for terminal, times in ((program, ours), (line, bare)):
            terminal.read_for(chance.uniform(0, LONGEST_PAUSE))
            times.append(key_to_paint(terminal, chr(FIRST + 0x1100 + number)))
    yield Measured("key to paint, problem in one line", ours, "bare Input", bare, "", p95)


def key_to_paint(terminal: Terminal, typed_text: str, shown: str = "", seconds: float = LONGEST_WAIT) -> float:
    """Milliseconds until what was typed, or `shown`, is painted."""
    before = terminal.position
    typed = terminal.send(typed_text)
    try:
        painted = terminal.wait_for(shown or typed_text, after=before, seconds=seconds)
    except NotSeenError:
        return seconds * 1000
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
