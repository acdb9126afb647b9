"""What the word that is being typed at the end of a line of quick entry may become."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from fieldtui.work.dates import show_date
from fieldtui.work.naming import Entry, short_name
from fieldtui.work.quick_marks import SEPARATORS, SIGNS, marks_in
from fieldtui.work.quick_words import (
    Vocabulary,
    departments_fitting,
    enterprises_fitting,
    folded,
    read_due,
    type_words,
)

MOST = 4
"""So many are shown; whoever means another types one more character."""

_DAYS = (
    *("今天", "明天", "后天", "周一", "周二", "周三", "周四", "周五", "下周一", "下周二", "下周三", "下周四", "下周五"),
    *("月底", "月底前", "本月底前", "下月底前", "年底前", "三天内", "五天内", "一周内", "两周内", "一个月内"),
    *("三个工作日内", "五个工作日内", "七个工作日内", "十个工作日内"),
)
_OFTEN = ("下周五", "月底前", "三个工作日内", "七个工作日内")
_LONGEST_TYPE = 4
"""A longer first word is the text of somebody who forgot the type."""


def completions(line: str, vocabulary: Vocabulary, today: date) -> list[tuple[str, str]]:
    """(the whole line with its last word completed, the words to choose by), the likeliest first; none when the last
    word says already what it means.

    A type at the begin of the line, and behind a mark a department, a date, an enterprise, 急 or 共性.
    """
    start = _last_word(line)
    sign = SIGNS.get(line[start : start + 1])
    typed = line[start + 1 :] if sign else line[start:]
    if sign is None:
        found = _types(typed, vocabulary) if not line[:start].strip() else iter(())
        return [(f"{line[:start]}{word} ", shown) for word, shown in islice(found, MOST)]
    if start and line[start - 1].isascii() and line[start - 1].isalnum():
        return []  # 2#锅炉, R&D, a@b.com
    offered = [
        (f"{line[: start + 1]}{word} ", shown)
        for word, shown in islice(_marked(sign, typed, line, vocabulary, today), MOST)
    ]
    # A second mark of a kind is text, and so is one within an address or a range.
    return [offer for offer in offered if any(mark.start == start for mark in marks_in(offer[0], vocabulary, today))]


def _last_word(line: str) -> int:
    """Where the last word begins: at its sign, or behind the last blank or punctuation."""
    for place in range(len(line) - 1, -1, -1):
        if line[place] in SIGNS:
            return place
        if line[place].isspace() or line[place] in SEPARATORS:
            return place + 1
    return 0


def _types(typed: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    wanted = folded(typed)
    if not wanted or len(typed) > _LONGEST_TYPE or wanted in type_words(vocabulary):
        return
    fitting = {
        code: words
        for code, words in vocabulary.types.items()
        if words and any(folded(word).startswith(wanted) for word in (code, *words))
    }
    for words in fitting.values():
        yield words[0], words[0]


def _marked(sign: str, typed: str, line: str, vocabulary: Vocabulary, today: date) -> Iterator[tuple[str, str]]:
    match sign:
        case "@":
            fitting = departments_fitting(typed, vocabulary) if typed else _leading(line, vocabulary)
            if len(fitting) > 1 or not typed:
                yield from ((name, name) for name in fitting)
        case "&":
            enterprises = enterprises_fitting(typed, vocabulary)
            if len(enterprises) > 1:
                yield from ((_written(entry), short_name(entry.name)) for entry in enterprises)
        case "~":
            if not typed or read_due(typed, vocabulary, today) is None:
                for word in _DAYS if typed else _OFTEN:
                    day = read_due(word, vocabulary, today) if word.startswith(typed) else None
                    if day:
                        yield word, f"{word} {show_date(day, today)}"
        case "!" if not typed:
            yield "急", "急"
        case "#" if not typed:
            yield "共性", "共性"


def _leading(line: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The departments that usually lead the type with which the line begins."""
    first = next(iter(line.replace("　", " ").split()), "")
    code = type_words(vocabulary).get(folded(first.rstrip(SEPARATORS)))
    return vocabulary.leads.get(code or "", ())


def _written(entry: Entry) -> str:
    """How an enterprise is named behind its mark: by its code when its name would end at a blank or a sign."""
    whole = not any(character.isspace() or character in SIGNS for character in entry.name)
    return entry.name if whole or not entry.code else entry.code
