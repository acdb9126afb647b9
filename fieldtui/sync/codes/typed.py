"""What a scanner gun types: frames picked out of a stream of characters, and what else was in it counted."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from fieldtui.sync.codes import fountain, frames
from fieldtui.sync.codes.frames import END, Frame, FrameError

READERS = {frames.BEGIN: frames.read_frame, fountain.BEGIN: fountain.read_drop}
"""How each kind of frame begins, and what reads it."""
BEGINS = tuple(READERS)
LONGEST = 4 * 4296
"""Characters without an end after which nobody waits for one: four of the largest QR codes there are."""
_TURNED = str.maketrans({"、": "/", "。": ".", "÷": "/", "×": "*", "—": "-"})
"""What an input method makes of the characters of a frame, beside their full-width forms."""


@dataclass(slots=True)
class Strays:
    """What was typed beside whole frames: lines that are none, frames cut short, frames with a wrong character."""

    foreign: int = 0
    cut_short: int = 0
    damaged: int = 0


class Typed:
    """Reads characters as they come; frames end at their `/`, with or without an Enter behind it."""

    def __init__(self) -> None:
        self.strays = Strays()
        self.input_method = False
        """Whether an input method was on: it left characters that no scanner gun types."""
        self._pending = ""

    def feed(self, text: str) -> Iterator[Frame]:
        """The frames that these characters complete."""
        for character in text:
            if character in "\r\n":
                yield from self.end_line()
            else:
                self.input_method |= not character.isascii()
                yield from self._take(plain(character))

    def end_line(self) -> Iterator[Frame]:
        """An Enter, or the end of all: a frame whose `/` alone got lost is whole as well."""
        if self._pending.startswith(BEGINS):
            try:
                yield _read(self._pending + END)
            except FrameError:
                self.strays.cut_short += 1
        elif self._pending:
            self.strays.foreign += 1
        self._pending = ""

    def _take(self, character: str) -> Iterator[Frame]:
        self._pending += character
        if len(self._pending) > LONGEST:
            self._give_up()
        elif character == END and self._pending.startswith(BEGINS):
            try:
                yield _read(self._pending)
            except FrameError:
                self.strays.damaged += 1
            self._pending = ""
        elif self._pending.endswith(BEGINS):
            begin = self._pending[-len(frames.BEGIN) :]
            self._pending = self._pending.removesuffix(begin)
            self._give_up()
            self._pending = begin

    def _give_up(self) -> None:
        """What came so far is no frame."""
        if self._pending.startswith(BEGINS):
            self.strays.cut_short += 1
        elif self._pending:
            self.strays.foreign += 1
        self._pending = ""


def _read(text: str) -> Frame:
    """FrameError when a character of it is wrong."""
    return READERS[text[: len(frames.BEGIN)]](text)


def plain(character: str) -> str:
    """A character in upper case and half width; blanks and controls, which no code holds, are nothing."""
    if not character.isascii():
        character = unicodedata.normalize("NFKC", character).translate(_TURNED)
    return character.upper() if character.isprintable() and not character.isspace() else ""
