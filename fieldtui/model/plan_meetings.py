"""The part of a plan about meetings and what they hand out: kinds with sequences of their own, and kinds of task."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fieldtui.locale import _
from fieldtui.model.plan_part import Count, Days, Every, Few, Item, Name, PlanPart
from fieldtui.model.text import Code, Line, Note

NUMBER = "{n}"
"""Stands for the number in a meeting's title."""

_DIGITS = "〇一二三四五六七八九"


class Sequence(PlanPart):
    """How the meetings of a kind are counted: by a sequence of their own, not by the week."""

    title: Name
    """How a meeting is called; {n} stands for its number, as in 第{n}次周交办会."""
    first: Annotated[int, Field(ge=1, le=100_000)] = 1
    """The number of the first one that is held under this plan."""
    starts: date | None = None
    """The day of the first one."""
    across_years: bool = False
    """Whether it runs on from year to year; otherwise each year begins with 1."""
    numerals: Literal["chinese", "arabic"] = "arabic"
    """第十四次 or 第14次."""

    def titled(self, number: int) -> str:
        """The name of the meeting with this number."""
        return self.title.replace(NUMBER, chinese_number(number) if self.numerals == "chinese" else str(number))

    @model_validator(mode="after")
    def _has_one_place_for_its_number(self) -> Self:
        rest = self.title.replace(NUMBER, "", 1)
        if rest == self.title or "{" in rest or "}" in rest:
            raise ValueError(_("A title has one place for the number, written {n}, as in 第{n}次周交办会."))
        return self


class MeetingKind(Item):
    """A kind of meeting: how often, on which day, who calls it, how it is counted, and what it may be one with."""

    every: Every | None = None
    """How often it is held; when needed, if nothing is said."""
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    """1 Monday … 7 Sunday."""
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    """The day of the month."""
    called_by: Line | None = None
    """Who calls it 召集人."""
    sequence: Sequence | None = None
    together_with: Annotated[tuple[Code, ...], Few] = ()
    """Kinds that it may be held as one with; such a meeting bears a number of each."""
    agenda: Annotated[tuple[Line, ...], Few] = ()
    note: Note | None = None

    @model_validator(mode="after")
    def _has_a_day_that_comes(self) -> Self:
        if self.weekday and self.day:
            raise ValueError(_("Say the weekday or the day of the month, not both."))
        if self.weekday and self.every not in ("week", "month"):
            raise ValueError(_('A weekday goes with every = "week" or "month".'))
        if self.day and self.every not in ("month", "quarter", "year"):
            raise ValueError(_('A day of the month goes with every = "month", "quarter" or "year".'))
        return self


class TaskKind(Item):
    """A kind of task 交办事项: which meeting hands it out, and how often it is chased."""

    from_meeting: Code | None = None
    """The kind of meeting that hands it out."""
    chase_days: Days | None = None
    """Chased every so many working days 督办."""
    expected: Count | None = None
    note: Note | None = None


def chinese_number(number: int) -> str:
    """A number in words, as in 第一百二十次; in figures from 100,000 on."""
    if number > 99_999:
        return str(number)
    if number < 10:
        return _DIGITS[number]
    words = ""
    for place, unit in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            words += _DIGITS[digit] + unit
        elif words and number and not words.endswith("〇"):
            words += "〇"
    words = words.rstrip("〇").replace("〇", "零")
    return words.removeprefix("一") if words.startswith("一十") else words


def number_meant(text: str) -> int:
    """The number that `chinese_number` writes so, or that figures say."""
    if text.isascii():
        return int(text)
    total = digit = 0
    for character in text.replace("两", "二").replace("零", "〇"):
        place = {"十": 10, "百": 100, "千": 1000}.get(character)
        if place:
            total, digit = total + (digit or 1) * place, 0
        else:
            digit = _DIGITS.index(character)
    return total + digit
