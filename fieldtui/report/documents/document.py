"""What a document says, whoever draws it: its parts in order, and the hash by which its paper is known again."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fieldtui.report.cleaning import printable

HASH_BYTES = 16
"""SHA-256 is cut to 128 bits, as for all ids."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a form: its label, and what stands in it.

    `lines` are the least that it leaves to be written in; `by_hand` is what helps to write there while nothing stands
    in it: a day's 年 月 日, boxes to be ticked.
    """

    label: str
    words: str = ""
    lines: int = 1
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Rows of one or more cells beside each other."""

    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and how wide it is in comparison with the others."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Heading:
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """Prose out of the ledger, a paragraph a line."""

    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Words of the form itself, such as what is asked for."""

    words: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Lines that are left to be written on."""

    lines: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Who issues it, and when: lines at the right, below all else."""

    lines: Sequence[str]


Part = Form | Table | Heading | Text | Remark | Blank | Closing


@dataclass(frozen=True, slots=True)
class Document:
    """`about` is the id of the record that it is made of, `number` its number, which stands beside the code on paper;
    its file is called after the title and what it is `called`.

    `numbered` ones have a line 〔 〕第 号 below the title, which is filled in by hand: nothing here gives such numbers.
    """

    title: str
    about: str
    day: date
    parts: Sequence[Part]
    number: str = ""
    called: str = ""
    to: str = ""
    numbered: bool = False
    landscape: bool = False

    def with_words(self, change: Callable[[str], str]) -> "Document":
        """The same with each text that comes out of the ledger changed."""
        return replace(self, to=change(self.to), parts=[_changed(part, change) for part in self.parts])

    @property
    def hash(self) -> bytes:
        """Of what it says out of the ledger; neither of its labels, nor of who issues it and when."""
        said = [self.to, *(words for part in self.parts for words in _said(part))]
        return hashlib.sha256(json.dumps([printable(words) for words in said]).encode()).digest()[:HASH_BYTES]


def _said(part: Part) -> Iterator[str]:
    match part:
        case Form(rows):
            yield from (cell.words for row in rows for cell in row)
        case Table(_columns, rows):
            yield from (words for row in rows for words in row)
        case Text(words):
            yield words


def _changed(part: Part, change: Callable[[str], str]) -> Part:
    match part:
        case Form(rows):
            return Form([[replace(cell, words=change(cell.words)) for cell in row] for row in rows])
        case Table(columns, rows):
            return Table(columns, [[change(words) for words in row] for row in rows])
        case Text(words):
            return Text(change(words))
    return part
