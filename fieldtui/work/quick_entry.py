"""One line for a problem or a planned follow-up: what was typed becomes fields, and what was understood is told.

A problem is `type text @department !urgency ~date #nature`. The marks may come in any order and anywhere, half or
full width, with or without blanks, by these rules:

- A mark counts only when everything after it, up to a blank, the next mark, a punctuation sign or the end, can be
  read; otherwise it is text (`2#锅炉`, `联系a@b.com`, `太好了!`). `~` after a digit or a date is a range and text.
- The first that can be read of each mark counts; a second one stays in the text, where it is seen.
- The type is the first word, before a blank or one of 、：，. Glued to the text it counts only when at least one mark
  was read, so that the line is surely written in this grammar, and four characters or more are left as the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from fieldtui.locale import _, listed
from fieldtui.work.dates import read_date, show_date

ProblemWords = tuple[str, ...]
"""What a problem type is called: the word that is shown first, then its aliases."""
Urgency = Literal["ordinary", "urgent"]
Nature = Literal["individual", "common"]

TITLE_LENGTH = range(4, 41)
"""How many characters the title of a problem may have."""


@dataclass(frozen=True)
class Vocabulary:
    """The words that a line may use: of the plan's problem types, and of the departments known here."""

    types: Mapping[str, ProblemWords]  # by code
    departments: Mapping[str, str]  # name -> pinyin initials
    leads: Mapping[str, tuple[str, ...]]  # code of a type -> names of the departments that lead by default


@dataclass(frozen=True)
class QuickProblem:
    """A line as it was understood. `trouble` says what is still wrong with it, or ""; `taken` are the pieces of the
    line that became fields: they and `title` together hold every character that was typed."""

    title: str
    type: str | None = None
    suggested: str | None = None
    urgency: Urgency = "ordinary"
    nature: Nature = "individual"
    hoped_for: date | None = None
    trouble: str = ""
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuickFollowUp:
    due: date
    reason: str


_SIGNS = {
    sign: kind for kind, signs in {"@": "@＠﹫", "!": "!！﹗", "~": "~～〜∼", "#": "#＃﹟"}.items() for sign in signs
}
_URGENCY_WORDS: dict[str, Urgency] = {
    **dict.fromkeys(("急", "紧急", "加急", "urgent"), "urgent"),
    **dict.fromkeys(("一般", "普通", "ordinary"), "ordinary"),
}
_NATURE_WORDS: dict[str, Nature] = {
    **dict.fromkeys(("个性", "individual"), "individual"),
    **dict.fromkeys(("共性", "common"), "common"),
}
_BREAKS = "，。；、：（）,;:()"
_SEPARATORS = "，、；,;：:"
_CLOSING = _SEPARATORS + "。 "
_FIRST_WORD = re.compile(r"([^\s、：:，,]+)(?:[\s、：:，,]+|$)")


@dataclass(frozen=True)
class _Mark:
    kind: str
    start: int
    end: int
    value: Any


def read_problem(line: str, vocabulary: Vocabulary, today: date) -> QuickProblem:
    marks = _marks(line, vocabulary, today)
    text, taken = _without(line, marks)
    values = {mark.kind: mark.value for mark in marks}
    code, length = _leading_type(text, vocabulary)
    if code is None and marks:
        code, length = _glued_type(text, vocabulary)
    title = " ".join(text[length:].split())
    hoped_for: date | None = values.get("~")
    return QuickProblem(
        title=title,
        type=code,
        suggested=values.get("@"),
        urgency=values.get("!", "ordinary"),
        nature=values.get("#", "individual"),
        hoped_for=hoped_for,
        trouble=_type_trouble(title, code, vocabulary) or _title_trouble(title) or _date_trouble(hoped_for, today),
        taken=(*taken, text[:length].strip()) if length else taken,
    )


def read_problems(text: str, vocabulary: Vocabulary, today: date) -> list[QuickProblem]:
    """A problem a line; blank lines are skipped."""
    return [read_problem(line, vocabulary, today) for line in text.splitlines() if line.strip()]


def explain(problem: QuickProblem, vocabulary: Vocabulary, today: date) -> str:
    """What was understood, in one line, and which marks were not and stay in the text."""
    words = vocabulary.types.get(problem.type or "")
    parts = [words[0] if words else _("type not recognised")]
    leads = vocabulary.leads.get(problem.type or "", ())
    if problem.suggested:
        parts.append(_("suggests {department}").format(department=problem.suggested))
    elif leads:
        parts.append(_("usually {departments}").format(departments=_listed(leads)))
    parts.append({"urgent": _("urgent"), "ordinary": _("ordinary")}[problem.urgency])
    if problem.hoped_for:
        parts.append(_("hoped for by {day}").format(day=show_date(problem.hoped_for, today)))
    parts.append({"individual": _("individual"), "common": _("common")}[problem.nature])
    parts.extend(_left_in_text(problem.title, vocabulary))
    return " · ".join(parts)


def understood(line: str, vocabulary: Vocabulary, today: date) -> str:
    """What to show beside a line: what is wrong with it, else what was understood; nothing beside an empty one."""
    if not line.strip():
        return ""
    problem = read_problem(line, vocabulary, today)
    return problem.trouble or explain(problem, vocabulary, today)


def read_follow_up(line: str, today: date) -> QuickFollowUp | None:
    """A date, then what is to be done: 周三 电话问原料, 12-05 回访, 周三电话问原料; None when it is not that.

    Glued to the words, a date counts only when it ends in a word of its own: `3-5家企业`, `1120吨` and `2号锅炉`
    need a blank to be dates. The date is the nearest to come, or in the past when it says so (昨天).
    """
    text = line.strip()
    if text and _SIGNS.get(text[0]) == "~":
        text = text[1:].lstrip()
    for end in range(min(len(text) - 1, 24), 0, -1):
        when, rest = text[:end], text[end:]
        if not when[-1].isspace() and (_apart(rest) or _ends_by_itself(when, rest)):
            due = read_date(when, today, toward="future")
            reason = " ".join(rest.lstrip(_SEPARATORS + " \t\u3000").split())
            if due and reason:
                return QuickFollowUp(due, reason)
    return None


def _apart(rest: str) -> bool:
    return rest[0].isspace() or rest[0] in _SEPARATORS


# After a date these begin another word: 周三|前往企业, 一周|后续跟进, 三天|内部整改.
_OTHER_WORDS = {"前": "往去来期台", "后": "续勤期台", "内": "部容外"}


def _ends_by_itself(when: str, rest: str) -> bool:
    last = when[-1]
    if unicodedata.normalize("NFKC", last).isascii() or last == "号":
        return "月" in when and last == "号"
    return rest[0] not in _OTHER_WORDS.get(last, "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


# ---- marks


def _marks(line: str, vocabulary: Vocabulary, today: date) -> list[_Mark]:
    """The marks that count, in the order of the line, at most one of a kind."""
    marks: list[_Mark] = []
    for start, sign in enumerate(line):
        kind = _SIGNS.get(sign)
        if kind and all(kind != mark.kind for mark in marks):
            mark = _mark_at(line, start, kind, vocabulary, today)
            if mark:
                marks.append(mark)
    return marks


def _mark_at(line: str, start: int, kind: str, vocabulary: Vocabulary, today: date) -> _Mark | None:
    if kind == "~" and _in_a_range(line, start, today):
        return None
    for end in _ends(line, start + 1):
        words = line[start + 1 : end]
        value: Any = None
        match kind:
            case "@" if not (_in_an_address(line, start) and words.isascii()):
                fitting = departments_fitting(words, vocabulary)
                value = fitting[0] if len(fitting) == 1 else None
            case "!":
                value = _URGENCY_WORDS.get(_folded(words))
            case "#":
                value = _NATURE_WORDS.get(_folded(words))
            case "~":
                value = read_date(words, today, toward="future")
        if value is not None:
            return _Mark(kind, start, end, value)
    return None


def _ends(line: str, start: int) -> Iterator[int]:
    """Where the words after a mark may end, the farthest first."""
    last = start
    while last < len(line) and not line[last].isspace() and line[last] not in _SIGNS:
        last += 1
    if last > start:
        yield last
        yield from (end for end in range(last - 1, start, -1) if line[end] in _BREAKS)


def _in_an_address(line: str, start: int) -> bool:
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


def departments_fitting(words: str, vocabulary: Vocabulary) -> list[str]:
    """The departments that `words` may mean: that one by its whole name, else by beginning or by pinyin initials."""
    wanted = _folded(words)
    if not wanted:
        return []
    names = {name: _folded(name) for name in vocabulary.departments}
    for fitting in (
        [name for name, known in names.items() if known == wanted],
        [name for name, known in names.items() if known.startswith(wanted)],
        [name for name, initials in vocabulary.departments.items() if initials.casefold() == wanted],
        [name for name, initials in vocabulary.departments.items() if initials.casefold().startswith(wanted)],
    ):
        if fitting:
            return fitting
    return []


def _without(line: str, marks: list[_Mark]) -> tuple[str, tuple[str, ...]]:
    """The text between the marks, and what was taken out: the marks and the punctuation that only parted them."""
    taken = [line[mark.start : mark.end] for mark in marks]
    edges = [0, *(edge for mark in marks for edge in (mark.start, mark.end)), len(line)]
    text = ""
    for number, (start, end) in enumerate(list(pairwise(edges))[::2]):
        piece = line[start:end].strip()
        if number and not text.strip():
            piece, stripped = piece.lstrip(_SEPARATORS), piece[: len(piece) - len(piece.lstrip(_SEPARATORS))]
            taken.append(stripped)
        elif piece and not piece.strip(_SEPARATORS) and marks:
            piece, stripped = "", piece
            taken.append(stripped)
        # A blank stands where a mark was, but not before punctuation.
        text += piece if not text or piece[:1] in _BREAKS else f" {piece}"
    if marks and not line[marks[-1].end :].strip(_CLOSING):
        kept = text.rstrip(_CLOSING)
        taken.append(text[len(kept) :].strip())
        text = kept
    return text.strip(), tuple(filter(None, taken))


# ---- the type


def _type_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Folded word -> code. A word of several types that is the name of none of them means none."""
    meant: dict[str, set[str]] = {}
    for code, words in vocabulary.types.items():
        for word in words[1:]:
            meant.setdefault(_folded(word), set()).add(code)
    known = {word: codes.pop() for word, codes in meant.items() if len(codes) == 1}
    for code, words in vocabulary.types.items():
        known |= {_folded(word): code for word in (code, *words[:1])}
    known.pop("", None)
    return known


def _leading_type(text: str, vocabulary: Vocabulary) -> tuple[str | None, int]:
    """(code, how many characters it takes) of the first word."""
    match = _FIRST_WORD.match(text)
    code = _type_words(vocabulary).get(_folded(match[1])) if match else None
    return (code, match.end()) if match and code else (None, 0)


def _glued_type(text: str, vocabulary: Vocabulary) -> tuple[str | None, int]:
    known = _type_words(vocabulary)
    # Two-letter codes begin ordinary words (PT站, JS公司) too often to be read without a blank.
    for length in sorted({len(word) for word in known if not word.isascii()}, reverse=True):
        code = known.get(_folded(text[:length]))
        if code and not text[:length].isascii() and len(text) - length >= TITLE_LENGTH.start:
            return code, length
    return None, 0


# ---- what is wrong


def _listed(words: Iterable[str]) -> str:
    return listed(words)


def _type_trouble(title: str, code: str | None, vocabulary: Vocabulary) -> str:
    if code is not None:
        return ""
    glued, length = _glued_type(title, vocabulary)
    if glued:
        return _("If “{word}” is the type, put a blank after it.").format(word=title[:length])
    words = [words[0] for words in vocabulary.types.values() if words]
    if not words:
        return _("The type of the problem is missing.")
    # Real lists have some twenty types: the commonest, which come first, and the last one, 其他, tell enough.
    shown = _listed(words[:8]) + "…" if len(words) > 9 else _listed(words[:-1])
    return _("Begin with the type and a blank: {words}, or {other} when none fits.").format(
        words=shown, other=words[-1]
    )


def _title_trouble(title: str) -> str:
    count = len(unicodedata.normalize("NFC", title))
    if count < TITLE_LENGTH.start:
        return _("Say the problem in at least {least} characters.").format(least=TITLE_LENGTH.start)
    if count >= TITLE_LENGTH.stop:
        return _("The problem has {count} characters; it may have {most}: shorten it.").format(
            count=count, most=TITLE_LENGTH.stop - 1
        )
    return ""


def _date_trouble(hoped_for: date | None, today: date) -> str:
    if hoped_for and hoped_for < today:
        return _("The date hoped for, {day}, is past.").format(day=show_date(hoped_for, today))
    return ""


def _left_in_text(title: str, vocabulary: Vocabulary) -> Iterator[str]:
    """A sentence for each word that begins with a mark and yet could not be read."""
    for word in title.split():
        if word[0] not in _SIGNS or len(word) == 1:
            continue
        fitting = departments_fitting(word[1:], vocabulary) if _SIGNS[word[0]] == "@" else []
        if len(fitting) > 1:
            yield _("“{word}” fits {departments}").format(word=word, departments=_listed(fitting))
        else:
            yield _("“{word}” stays in the text").format(word=word)
