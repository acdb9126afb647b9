"""What became of a row of a list, and what a whole list came to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fieldtui.model.record import Record
from fieldtui.sheets.reading import Cell

Verdict = Literal["new", "changed", "same", "doubtful", "impossible"]
VERDICTS: tuple[Verdict, ...] = ("new", "changed", "same", "doubtful", "impossible")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is to be taken in: its line, and its cells by field, also as texts; empty ones are left out."""

    number: int
    cells: Mapping[str, Cell]
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


def said(entry: Entry) -> Mapping[str, str]:
    """What a row says, to be held against another row."""
    return entry.texts


@dataclass(slots=True)
class Outcome:
    """What became of a row: the records to be saved for it, and what has to be said of it."""

    number: int
    verdict: Verdict
    records: list[Record] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


class ImpossibleError(ValueError):
    """A row that can't be taken in, and why, in one sentence."""


class DoubtfulError(ValueError):
    """A row that a person has to look at first, and why, in one sentence."""


@dataclass(slots=True)
class Report:
    """What a list came to. Lines are numbered as the spreadsheet program shows them."""

    numbers: dict[Verdict, list[int]] = field(default_factory=lambda: {verdict: [] for verdict in VERDICTS})
    told: list[tuple[int, Verdict, str, bool]] = field(default_factory=list)
    """(line, verdict, sentence, whether something of it was taken in) of each row that has something to be told."""
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(heading, word) of what could not be understood and was left out, and how often."""
    added: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind, name) of people and units that were added because the list names them."""
    skipped: list[int] = field(default_factory=list)
    """Lines that are totals, notes or headings again."""
    hidden: list[int] = field(default_factory=list)
    """Lines that were hidden, and were taken in all the same."""
    unkept: list[str] = field(default_factory=list)
    """Cells with a formula whose value the file does not hold."""
    remarks: list[str] = field(default_factory=list)
    """What is to be known of the whole, such as totals that differ from those that the plan expects."""

    def note(self, outcome: Outcome) -> None:
        self.numbers[outcome.verdict].append(outcome.number)
        for sentence in outcome.sentences:
            self.told.append((outcome.number, outcome.verdict, sentence, bool(outcome.records)))

    @property
    def fine(self) -> bool:
        return not self.numbers["doubtful"] and not self.numbers["impossible"]
