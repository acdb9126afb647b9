"""The kinds of text and identifiers that records are made of."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Annotated, Any, TypeGuard

from pydantic import BeforeValidator, Field

from fieldtui.locale import _

ID_FORM = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID = re.compile(ID_FORM)
# What a terminal may take for a command, and what turns the direction of what is written around it (UAX #9).
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_id(value: object) -> TypeGuard[str]:
    """Whether something has the form of a record's id; whether there is such a record is another question."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def clean_text(value: Any) -> Any:
    """NFC, without lone surrogates (they can't be written as UTF-8), control characters and blanks around."""
    if not isinstance(value, str):
        return value
    if value.isprintable():
        # No line ends, nothing unseen and no half characters in it, as in most texts.
        return unicodedata.normalize("NFC", value).strip()
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(_("It holds half a character; type it again.")) from error
    lines = "\n".join(value.splitlines())
    return unicodedata.normalize("NFC", _UNSEEN.sub("", lines)).strip()


def plan_text(value: Any) -> Any:
    """The text of a plan as it is kept and hashed: NFC, lines ended by a line feed, nothing unseen; blanks stay."""
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(_("It holds half a character; type it again.")) from error
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", lines))


def one_line(value: Any) -> Any:
    value = clean_text(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def half_width(text: str) -> str:
    """Full-width digits, letters, punctuation and spaces as half-width ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def _half_width_code(value: Any) -> Any:
    value = one_line(value)
    return half_width(value).strip() if isinstance(value, str) else value


_SUM = re.compile(r"(-?)((?:[0-9]+(?:\.[0-9]+)?(?:亿|千万|百万|万)?)+)(元?)")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(亿|千万|百万|万)?")
_IN_WAN = {"亿": Decimal(10_000), "千万": Decimal(1000), "百万": Decimal(100), "万": Decimal(1), "": Decimal(1)}
_YUAN = Decimal(10_000)
PLACES = 4
"""Digits behind the point of a sum in 万元: then the last one is a yuan."""


def money(value: Any) -> Any:
    """A sum in 万元 as canonical decimal text ("5200", "0.5", "-12.34"), from a number or as people write it.

    Full-width digits, separators of thousands, 亿, 万 and 元 are understood: "３亿5000万元" is "35000", "8000元" is
    "0.8".
    Raises ValueError for anything else, and for more than four places.
    """
    if isinstance(value, str):
        value = _typed_sum(half_width(value))
    return _canonical(value, _("Write the sum in 万元, such as 5200, or as 5.2亿."))


def quantity(value: Any) -> Any:
    """Any other decimal (electricity, land) as canonical text, from a number or as people write it. ValueError else."""
    if isinstance(value, str):
        value = _plain_number(half_width(value))
    return _canonical(value, _("Write a number, such as 12.5."))


def month(value: Any) -> Any:
    """A month as "2026-11", also from 2026年11月, 2026/11, 2026.11 and 202611; ValueError for what is none."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"([0-9]{4})(?:[年/.-]([0-9]{1,2})月?|([0-9]{2}))", "".join(half_width(value).split()))
    number = int(found[2] or found[3]) if found else 0
    if not found or not 1 <= number <= 12:
        raise ValueError(_("Write the month as 2026-11."))
    return f"{found[1]}-{number:02d}"


def period(value: Any) -> Any:
    """A year, half, quarter or month as "2026", "2026-H1", "2026-Q3", "2026-11"; ValueError for what is none."""
    if not isinstance(value, str):
        return value
    text = "".join(half_width(value).split()).upper()
    if half := re.fullmatch(r"([0-9]{4})年?[-/.]?(?:H([12])|([上下])半年)", text):
        return f"{half[1]}-H{half[2] or '上下'.find(half[3]) + 1}"
    if quarter := re.fullmatch(r"([0-9]{4})年?[-/.]?(?:Q([1-4])|第?([1-4一二三四])季度?)", text):
        return f"{quarter[1]}-Q{quarter[2] or '一二三四'.find(quarter[3]) + 1 or quarter[3]}"
    if re.fullmatch(r"[0-9]{4}年?", text):
        return text[:4]
    try:
        return month(text)
    except ValueError:
        raise ValueError(_("Write the period as 2026, 2026-H1, 2026-Q3 or 2026-11.")) from None


_HOW_OFTEN = re.compile(
    r"每?(?P<count>[0-9一二两三四五六七八九十半]?[0-9]*)个?(?P<unit>天|日|周|星期|旬|月|季度|季|年)(?:(?P<times>[0-9一二两三四五六七八九十]+)[次回])?"
)
_DAYS_OF = {"天": 1, "日": 1, "周": 7, "星期": 7, "旬": 10, "月": 30, "季度": 90, "季": 90, "年": 365}
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九十")} | {"两": 2}


def every_days(value: Any) -> Any:
    """How often, as a number of days, from one or as people say it: 每周一次 is 7, 每月2次 is 15, 每半年 is 182.

    A month counts 30 days and a quarter 90, as in the cadences of plans. ValueError for anything else.
    """
    if not isinstance(value, str):
        return value
    text = "".join(half_width(value).split())
    if text.isascii() and text.isdecimal():
        return int(text)
    found = _HOW_OFTEN.fullmatch(text)
    times = _small_number(found["times"] or "1") if found else 0
    if not found or not times:
        raise ValueError(_("Write how often as a number of days, or as 每周一次, 每月2次."))
    unit = _DAYS_OF[found["unit"]]
    days = unit // 2 if found["count"] == "半" else unit * _small_number(found["count"] or "1")
    return max(days // times, 1)


def _small_number(text: str) -> int:
    return int(text) if text.isdecimal() else _DIGITS.get(text, 0)


def _typed_sum(text: str) -> Decimal | None:
    found = _SUM.fullmatch("".join(text.split()).replace(",", "").replace("，", ""))
    if found is None:
        return None
    parts = _PART.findall(found[2])
    sizes = [_IN_WAN[unit] for _number, unit in parts]
    # Nobody writes 5000万3亿, and whether 3亿5 means 3.5亿 or 5万 more than 3亿 is for the writer to say.
    descending = all(later < earlier for earlier, later in pairwise(sizes))
    if not descending or (len(parts) > 1 and not parts[-1][1]):
        return None
    total = sum((Decimal(number) * size for (number, _unit), size in zip(parts, sizes, strict=True)), Decimal(0))
    if found[3] and not parts[-1][1]:
        total /= _YUAN
    return -total if found[1] else total


def _plain_number(text: str) -> Decimal | None:
    compact = "".join(text.split()).replace(",", "").replace("，", "")
    return Decimal(compact) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", compact) else None


def _canonical(value: Any, sentence: str) -> str:
    """The one way in which a decimal is written: no exponent, no zeros at either end, at most four places."""
    try:
        number = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    except (InvalidOperation, TypeError, ValueError):
        raise ValueError(sentence) from None
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(sentence)
    if abs(number) >= 10**11:
        raise ValueError(_("This number is too large to be true."))
    rounded = round(number, PLACES)
    if rounded != number:
        raise ValueError(_("It may have at most {count} digits behind the point.").format(count=PLACES))
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


_POSITIVE = r"0|[1-9][0-9]{0,10}(\.[0-9]{0,3}[1-9])?|0\.[0-9]{0,3}[1-9]"
_DECIMAL = r"0|-?[1-9][0-9]{0,10}(\.[0-9]{0,3}[1-9])?|-?0\.[0-9]{0,3}[1-9]"

LINE = 200
"""Characters of a line at most."""

Line = Annotated[str, BeforeValidator(one_line), Field(max_length=LINE)]
Note = Annotated[str, BeforeValidator(clean_text), Field(max_length=5000)]
LARGEST_PLAN = 200_000
"""Characters of a plan's whole text; the shipped ones have a seventh of that."""
PlanText = Annotated[str, BeforeValidator(plan_text), Field(max_length=LARGEST_PLAN)]
Code = Annotated[str, BeforeValidator(_half_width_code), Field(max_length=64)]
Id = Annotated[str, Field(pattern=f"^{ID_FORM}$")]
# The pattern stands first, so that it is part of the schema: whoever checks by it knows the canonical form.
Money = Annotated[str, Field(pattern=f"^({_POSITIVE})$"), BeforeValidator(money)]
"""A sum of 万元, not negative."""
Balance = Annotated[str, Field(pattern=f"^({_DECIMAL})$"), BeforeValidator(money)]
"""A sum of 万元 that may be negative, such as a profit."""
Quantity = Annotated[str, Field(pattern=f"^({_POSITIVE})$"), BeforeValidator(quantity)]
"""A decimal that is no money, not negative."""
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), BeforeValidator(month)]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$"), BeforeValidator(period)]
