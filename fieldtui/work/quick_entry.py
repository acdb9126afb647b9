"""One line for a problem or a planned follow-up: what was typed becomes fields, and what was understood is told.

A problem is `type text @department !urgency ~date #nature &enterprise`. The marks may come in any order and anywhere,
half or full width, with or without blanks, by these rules:

- A mark counts only when everything after it, up to a blank, the next mark, a punctuation sign or the end, can be
  read; otherwise it is text (`2#锅炉`, `联系a@b.com`, `太好了!`). `~` after a digit or a date is a range and text.
- The first that can be read of each mark counts; a second one stays in the text, where it is seen.
- Plain words stand for marks where they are set apart by blanks or punctuation: 急 anywhere; 共性, 月底前 and
  工信局牵头 at the end, where nothing but such words and marks follows. Within the text they are text, and that is
  told. A mark goes before a plain word. Of two plain words of a kind the last counts. English ones need their mark.
- The type is the first word, before a blank or one of 、：，. Glued to the text it counts only when at least one mark
  was read, so that the line is surely written in this grammar, and four characters or more are left as the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fieldtui.locale import _, listed
from fieldtui.work.amounts import sums_in
from fieldtui.work.dates import AddWorkingDays, read_date, show_date
from fieldtui.work.naming import Entry, short_name
from fieldtui.work.quick_marks import SEPARATORS, SIGNS, marks_in, without
from fieldtui.work.quick_words import (
    Nature,
    Urgency,
    Vocabulary,
    departments_fitting,
    enterprises_fitting,
    folded,
    is_unclear,
    names_a_leader,
    plain_department,
    plain_due,
    type_words,
)

TITLE_LENGTH = range(4, 41)
"""How many characters the title of a problem may have."""


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
    enterprise: Entry | None = None
    trouble: str = ""
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuickFollowUp:
    due: date
    reason: str


_FIRST_WORD = re.compile(r"([^\s、：:，,]+)(?:[\s、：:，,]+|$)")


def read_problem(line: str, vocabulary: Vocabulary, today: date) -> QuickProblem:
    marks = marks_in(line, vocabulary, today)
    text, taken = without(line, marks)
    values = {mark.kind: mark.value for mark in marks}
    code, length = _leading_type(text, vocabulary)
    if code is None and not all(mark.plain for mark in marks):
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
        enterprise=values.get("&"),
        trouble=_type_trouble(title, code, vocabulary) or _title_trouble(title) or _date_trouble(hoped_for, today),
        taken=(*taken, text[:length].strip()) if length else taken,
    )


def read_problems(text: str, vocabulary: Vocabulary, today: date) -> list[QuickProblem]:
    """A problem a line; blank lines are skipped."""
    return [read_problem(line, vocabulary, today) for line in text.splitlines() if line.strip()]


def explain(problem: QuickProblem, vocabulary: Vocabulary, today: date) -> str:
    """What was understood, in one line, with the sums that the text names, and what was not and stays in the text."""
    words = vocabulary.types.get(problem.type or "")
    parts = [words[0] if words else _("type not recognised")]
    if problem.enterprise:
        parts.append(short_name(problem.enterprise.name))
    leads = vocabulary.leads.get(problem.type or "", ())
    if problem.suggested:
        parts.append(_("suggests {department}").format(department=problem.suggested))
    elif leads:
        parts.append(_("usually {departments}").format(departments=listed(leads)))
    parts.append({"urgent": _("urgent"), "ordinary": _("ordinary")}[problem.urgency])
    if problem.hoped_for:
        parts.append(_("hoped for by {day}").format(day=show_date(problem.hoped_for, today)))
    parts.append({"individual": _("individual"), "common": _("common")}[problem.nature])
    parts.extend(_("{sum}万元").format(sum=amount) for amount in sums_in(problem.title))
    parts.extend(left_in_text(problem, vocabulary, today))
    return " · ".join(parts)


def understood(line: str, vocabulary: Vocabulary, today: date) -> str:
    """What to show beside a line: what is wrong with it, else what was understood; nothing beside an empty one."""
    if not line.strip():
        return ""
    problem = read_problem(line, vocabulary, today)
    return problem.trouble or explain(problem, vocabulary, today)


def read_follow_up(line: str, today: date, add_working_days: AddWorkingDays | None = None) -> QuickFollowUp | None:
    """A date, then what is to be done: 周三 电话问原料, 12-05 回访, 周三电话问原料; None when it is not that.

    Glued to the words, a date counts only when it ends in a word of its own: `3-5家企业`, `1120吨` and `2号锅炉`
    need a blank to be dates. The date is the nearest to come, or in the past when it says so (昨天).
    """
    text = line.strip()
    if text and SIGNS.get(text[0]) == "~":
        text = text[1:].lstrip()
    for end in range(min(len(text) - 1, 24), 0, -1):
        when, rest = text[:end], text[end:]
        if not when[-1].isspace() and (_apart(rest) or _ends_by_itself(when, rest)):
            due = read_date(when, today, toward="future", add_working_days=add_working_days)
            reason = " ".join(rest.lstrip(SEPARATORS + " \t\u3000").split())
            if due and reason:
                return QuickFollowUp(due, reason)
    return None


def _apart(rest: str) -> bool:
    return rest[0].isspace() or rest[0] in SEPARATORS


# After a date these begin another word: 周三|前往企业, 一周|后续跟进, 三天|内部整改.
_OTHER_WORDS = {"前": "往去来期台", "后": "续勤期台", "内": "部容外"}


def _ends_by_itself(when: str, rest: str) -> bool:
    last = when[-1]
    if unicodedata.normalize("NFKC", last).isascii() or last == "号":
        return "月" in when and last == "号"
    return rest[0] not in _OTHER_WORDS.get(last, "")


# ---- the type


def _leading_type(text: str, vocabulary: Vocabulary) -> tuple[str | None, int]:
    """(code, how many characters it takes) of the first word."""
    match = _FIRST_WORD.match(text)
    code = type_words(vocabulary).get(folded(match[1])) if match else None
    return (code, match.end()) if match and code else (None, 0)


def _glued_type(text: str, vocabulary: Vocabulary) -> tuple[str | None, int]:
    known = type_words(vocabulary)
    # Two-letter codes begin ordinary words (PT站, JS公司) too often to be read without a blank.
    for length in sorted({len(word) for word in known if not word.isascii()}, reverse=True):
        code = known.get(folded(text[:length]))
        if code and not text[:length].isascii() and len(text) - length >= TITLE_LENGTH.start:
            return code, length
    return None, 0


# ---- what is wrong


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
    shown = listed(words[:8]) + "…" if len(words) > 9 else listed(words[:-1])
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


def left_in_text(problem: QuickProblem, vocabulary: Vocabulary, today: date) -> Iterator[str]:
    """A sentence for each word that looks like a mark, or like a plain word for one, and yet stays in the text."""
    for word in re.split(f"[\\s。{SEPARATORS}]+", problem.title):
        sign = SIGNS.get(word[:1]) if len(word) > 1 else None
        if is_unclear(word[1:] if sign == "~" else word):
            yield _("“{word}” is no single day; write the date").format(word=word)
            continue
        match sign:
            case "@":
                fitting = departments_fitting(word[1:], vocabulary)
            case "&":
                fitting = [entry.name for entry in enterprises_fitting(word[1:], vocabulary)]
            case _none:
                fitting = plain_department(word, vocabulary)
        if len(fitting) > 1:
            yield _("“{word}” fits {departments}").format(word=word, departments=listed(fitting[:4]))
        elif sign or names_a_leader(word) or plain_due(word, vocabulary, today):
            yield _("“{word}” stays in the text").format(word=word)
