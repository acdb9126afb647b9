"""A finding: one sentence about one part of a workspace, and whether it says that the part is sound."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence. `what` is a code for programs that stays the same, such as log.damaged.

    What is `told` is neither good nor bad: how things are, or were once and can't be undone. It counts as sound.
    """

    sound: bool
    what: str
    sentence: str
    told: bool = False

    @property
    def sign(self) -> str:
        """The mark before the sentence in a terminal."""
        if not self.sound:
            return "✗"
        return "·" if self.told else "✓"


def sound(what: str, sentence: str) -> Finding:
    return Finding(True, what, sentence)


def told(what: str, sentence: str) -> Finding:
    return Finding(True, what, sentence, told=True)


def unsound(what: str, sentence: str) -> Finding:
    return Finding(False, what, sentence)
