"""The words that a line of quick entry may use, and what a word that stands in one of its places means."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fieldtui.work.dates import AddWorkingDays, read_date
from fieldtui.work.naming import Entry

ProblemWords = tuple[str, ...]
"""What a problem type is called: the word that is shown first, then its aliases."""
Urgency = Literal["ordinary", "urgent"]
Nature = Literal["individual", "common"]


@dataclass(frozen=True)
class Vocabulary:
    """The words that a line may use: of the plan's problem types, and of the departments known here.

    `enterprises` gives those that a text may mean, the nearest first; `add_working_days` is the county's calendar.
    """

    types: Mapping[str, ProblemWords]  # by code
    departments: Mapping[str, str]  # name -> pinyin initials
    leads: Mapping[str, tuple[str, ...]]  # code of a type -> names of the departments that lead by default
    enterprises: Callable[[str], Sequence[Entry]] | None = None
    add_working_days: AddWorkingDays | None = None


URGENCY_WORDS: dict[str, Urgency] = {
    **dict.fromkeys(("急", "特急", "紧急", "加急", "urgent"), "urgent"),
    **dict.fromkeys(("一般", "普通", "ordinary"), "ordinary"),
}
NATURE_WORDS: dict[str, Nature] = {
    **dict.fromkeys(("个性", "individual"), "individual"),
    **dict.fromkeys(("共性", "common"), "common"),
}

# Without a mark only words that say nothing else: 一般 and 普通 are ordinary words, and English parts all its words.
_PLAIN_URGENCY = frozenset(("急", "特急", "紧急", "加急"))
_PLAIN_NATURE = frozenset(("共性", "个性"))
_LEADING = re.compile(r"(?:请|由|建议)?(.+?)(?:牵头|主办|负责)(?:办理)?|建议(.+)")
_UNTIL = re.compile(r"(.+(?:前|内))(?:办结|解决|办好|答复|落实|到位|完成)?")
_UNCLEAR = re.compile(
    r"(?:[本这下]个?)?(?:周|星期|礼拜|周末|季度|旬)[之以]?[前内]|[0-9]{1,2}日[之以]?前|(?:年|节|春节|国庆|元旦)[之以]?前"
)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def read_due(words: str, vocabulary: Vocabulary, today: date) -> date | None:
    return read_date(words, today, toward="future", add_working_days=vocabulary.add_working_days)


def departments_fitting(words: str, vocabulary: Vocabulary) -> list[str]:
    """The departments that `words` may mean: that one by its whole name, else by beginning or by pinyin initials."""
    wanted = folded(words)
    if not wanted:
        return []
    names = {name: folded(name) for name in vocabulary.departments}
    for fitting in (
        [name for name, known in names.items() if known == wanted],
        [name for name, known in names.items() if known.startswith(wanted)],
        [name for name, initials in vocabulary.departments.items() if initials.casefold() == wanted],
        [name for name, initials in vocabulary.departments.items() if initials.casefold().startswith(wanted)],
    ):
        if fitting:
            return fitting
    return []


def enterprises_fitting(words: str, vocabulary: Vocabulary) -> Sequence[Entry]:
    """The enterprises that `words` may mean: those of that whole name or code, else all that are found by them."""
    wanted = folded(words)
    if not wanted or vocabulary.enterprises is None:
        return ()
    found = vocabulary.enterprises(words)
    whole = [entry for entry in found if wanted in (folded(entry.name), entry.code.casefold())]
    return whole or found


# ---- plain words, set apart, beside the marks


def plain_department(word: str, vocabulary: Vocabulary) -> list[str]:
    """The departments that 工信局牵头 or 建议工信局 may mean; none for any other word."""
    match = _LEADING.fullmatch(word)
    return departments_fitting(match[1] or match[2], vocabulary) if match else []


def plain_due(word: str, vocabulary: Vocabulary, today: date) -> date | None:
    """The day that 月底前 or 三个工作日内解决 means, when it is still to come."""
    match = None if word.isascii() else _UNTIL.fullmatch(word)
    day = read_due(match[1], vocabulary, today) if match else None
    return day if day and day >= today else None


def plain_urgency(word: str) -> Urgency | None:
    return "urgent" if word in _PLAIN_URGENCY else None


def plain_nature(word: str) -> Nature | None:
    return NATURE_WORDS[word] if word in _PLAIN_NATURE else None


def names_a_leader(word: str) -> bool:
    """Whether a word says that somebody leads, known here or not."""
    return word.endswith(("牵头", "主办")) and len(word) > len("牵头")


def is_unclear(word: str) -> bool:
    """Whether a word sets a time that is not one day, such as 本周内 (Friday or Sunday?) or 3日前."""
    return _UNCLEAR.fullmatch(folded(word)) is not None


# ---- the type


def type_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Folded word -> code. A word of several types that is the name of none of them means none."""
    meant: dict[str, set[str]] = {}
    for code, words in vocabulary.types.items():
        for word in words[1:]:
            meant.setdefault(folded(word), set()).add(code)
    known = {word: codes.pop() for word, codes in meant.items() if len(codes) == 1}
    for code, words in vocabulary.types.items():
        known |= {folded(word): code for word in (code, *words[:1])}
    known.pop("", None)
    return known
