"""The marks of quick entry, and the plain words that stand for them: where they are in a line, and what they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from fieldtui.work.dates import read_date
from fieldtui.work.quick_words import (
    NATURE_WORDS,
    URGENCY_WORDS,
    Vocabulary,
    departments_fitting,
    enterprises_fitting,
    folded,
    plain_department,
    plain_due,
    plain_nature,
    plain_urgency,
    read_due,
)

SIGNS = {
    sign: kind
    for kind, signs in {"@": "@＠﹫", "!": "!！﹗", "~": "~～〜∼", "#": "#＃﹟", "&": "&＆﹠"}.items()
    for sign in signs
}
SEPARATORS = "，、；,;：:"
_BREAKS = "，。；、：（）,;:()"
_CLOSING = SEPARATORS + "。 "
_WORD = re.compile(r"[^\s，、；,;：:。]+")


@dataclass(frozen=True)
class Mark:
    """A piece of the line that became a field: `kind` is the sign that stands for it, `plain` when there was none."""

    kind: str
    start: int
    end: int
    value: Any
    plain: bool = False


def marks_in(line: str, vocabulary: Vocabulary, today: date) -> list[Mark]:
    """The marks and plain words that count, in the order of the line, at most one of a kind."""
    marks: list[Mark] = []
    for start, sign in enumerate(line):
        kind = SIGNS.get(sign)
        if kind and all(kind != mark.kind for mark in marks):
            mark = _mark_at(line, start, kind, vocabulary, today)
            if mark:
                marks.append(mark)
    return sorted([*marks, *_plain_words(line, marks, vocabulary, today)], key=lambda mark: mark.start)


def without(line: str, marks: list[Mark]) -> tuple[str, tuple[str, ...]]:
    """The text between the marks, and what was taken out: the marks and the punctuation that only parted them."""
    taken = [line[mark.start : mark.end] for mark in marks]
    edges = [0, *(edge for mark in marks for edge in (mark.start, mark.end)), len(line)]
    text = ""
    for number, (start, end) in enumerate(list(pairwise(edges))[::2]):
        piece = line[start:end].strip()
        if number and (not text.strip() or text[-1] in SEPARATORS):
            # Where a mark was between two commas, one is left.
            piece, stripped = piece.lstrip(SEPARATORS), piece[: len(piece) - len(piece.lstrip(SEPARATORS))]
            taken.append(stripped)
        elif piece and not piece.strip(SEPARATORS) and marks:
            piece, stripped = "", piece
            taken.append(stripped)
        # A blank stands where a mark was, but not before punctuation.
        text += piece if not text or piece[:1] in _BREAKS or text[-1] in SEPARATORS else f" {piece}"
    if marks and not line[marks[-1].end :].strip(_CLOSING):
        kept = text.rstrip(_CLOSING)
        taken.append(text[len(kept) :].strip())
        text = kept
    return text.strip(), tuple(filter(None, taken))


# ---- marks


def _mark_at(line: str, start: int, kind: str, vocabulary: Vocabulary, today: date) -> Mark | None:
    if kind == "~" and _in_a_range(line, start, today):
        return None
    for end in _ends(line, start + 1):
        words = line[start + 1 : end]
        value: Any = None
        match kind:
            case "@" if not (_behind_a_letter(line, start) and words.isascii()):
                departments = departments_fitting(words, vocabulary)
                value = departments[0] if len(departments) == 1 else None
            case "&" if not _behind_a_letter(line, start):
                enterprises = enterprises_fitting(words, vocabulary)
                value = enterprises[0] if len(enterprises) == 1 else None
            case "!":
                value = URGENCY_WORDS.get(folded(words))
            case "#":
                value = NATURE_WORDS.get(folded(words))
            case "~":
                value = read_due(words, vocabulary, today)
        if value is not None:
            return Mark(kind, start, end, value)
    return None


def _ends(line: str, start: int) -> Iterator[int]:
    """Where the words after a mark may end, the farthest first."""
    last = start
    while last < len(line) and not line[last].isspace() and line[last] not in SIGNS:
        last += 1
    if last > start:
        yield last
        yield from (end for end in range(last - 1, start, -1) if line[end] in _BREAKS)


def _behind_a_letter(line: str, start: int) -> bool:
    """联系a@b.com, R&D: no marks."""
    return start > 0 and line[start - 1].isascii() and line[start - 1].isalpha()


def _in_a_range(line: str, start: int, today: date) -> bool:
    """300～500, 11月20日～12月15日, 周三～周五: not the date hoped for."""
    before = line[:start]
    if not before or before[-1].isspace():
        return False
    if before[-1].isdigit():
        return True
    return any(
        read_date(before[-length:], today, toward="future") is not None for length in range(2, min(len(before), 12) + 1)
    )


# ---- plain words


def _plain_words(line: str, marks: list[Mark], vocabulary: Vocabulary, today: date) -> Iterator[Mark]:
    """急 wherever it stands apart; 共性, 月底前 and 工信局牵头 where nothing but such words and marks follows."""
    known = {mark.kind for mark in marks}
    at_the_end = True
    for start, end in reversed(list(_words_apart(line, marks))):
        word = line[start:end]
        readings: list[tuple[str, Any]] = [("!", plain_urgency(word))]
        if at_the_end:
            readings += [
                ("#", plain_nature(word)),
                ("~", plain_due(word, vocabulary, today)),
                ("@", _leader(line, start, end, vocabulary)),
            ]
        kind, value = next(((kind, value) for kind, value in readings if value is not None), ("", None))
        if kind and kind not in known:
            known.add(kind)
            yield Mark(kind, start, end, value, plain=True)
        else:
            at_the_end = False


def _words_apart(line: str, marks: list[Mark]) -> Iterator[tuple[int, int]]:
    """Where the words stand that blanks or punctuation part from all others; marks are none."""
    for match in _WORD.finditer(line):
        if all(match.end() <= mark.start or match.start() >= mark.end for mark in marks):
            yield match.span()


def _leader(line: str, start: int, end: int, vocabulary: Vocabulary) -> str | None:
    """The department that leads; None when several do, as in 工信局、发改局牵头."""
    fitting = plain_department(line[start:end], vocabulary)
    before = line[:start].rstrip()
    beside = _WORD.findall(before)[-1:] if before.endswith("、") else []
    shared = any(departments_fitting(word, vocabulary) for word in beside)
    return fitting[0] if len(fitting) == 1 and not shared else None
