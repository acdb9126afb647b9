"""Finds names as people remember them: by characters, by pinyin initials, or by a part of the credit code."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

# What enterprise names begin with here; a county adds its own regions.
REGIONS = (
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西"),
    *("山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "内蒙古", "广西"),
    *("西藏", "宁夏", "新疆", "大庆", "萨尔图", "龙凤", "让胡路", "红岗", "大同", "肇州", "肇源", "林甸", "杜尔伯特"),
    *("虎林", "漯河", "临颍", "青岛", "李沧", "中国"),
)
_REGION_KINDS = "维吾尔自治区|壮族自治区|回族自治区|蒙古族自治县|自治区|自治县|自治州|高新区|经开区|省|市|区|县"
_LEGAL_FORMS = (
    *("农民专业合作社联合社", "专业合作社联合社", "农民专业合作社", "专业合作社", "合作联社", "合作社"),
    *("股份有限公司", "有限责任公司", "有限公司", "股份公司", "总公司", "公司", "集团股份", "集团"),
    *("个人独资企业", "个体工商户", "(集团)", "(有限合伙)", "(普通合伙)", "(特殊普通合伙)"),
)
# Matched from the end of the name backwards, which looks at each name once.
_BACKWARD_FORM = re.compile("|".join(re.escape(form[::-1]) for form in sorted(_LEGAL_FORMS, key=len, reverse=True)))
_LEAST_CORE = 2
_LEAST_OF_CODE = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name. `initials` are those of the whole name, made here when they are ""; `code` may be ""."""

    id: str
    name: str
    initials: str = ""
    code: str = ""


_USUAL_MARKS = tuple((mark, unicodedata.normalize("NFKC", mark)) for mark in "，：；！？（）％～＋\u3000")


def folded(text: str) -> str:
    """How texts are compared: NFKC, without regard to case, without blanks."""
    # A text that is NFKC already is recognized at once; these marks are what keeps Chinese prose from it.
    for mark, plain in _USUAL_MARKS:
        text = text.replace(mark, plain)
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def initials(name: str) -> str:
    """The pinyin initials of `name`, lower case: one character for each letter, digit and 汉字 of `folded(name)`.

    No more and no fewer: punctuation gives nothing; a 汉字 without a known reading stands for itself. So the
    initials of a part of the name can be cut out of those of the whole (`NameIndex` does). Characters with several
    readings are read as in the words they stand in (重庆 c, 重工 z; 银行 h).
    """
    # Its dictionaries take 100 ms to load: only when a name is saved.
    from pypinyin.seg.simpleseg import seg

    # Readings are looked up word by word, and a county's names are made of a few thousand words.
    # Numbers are many, and read as they are.
    return "".join(word if word.isdecimal() else _initials_of_word(word) for word in seg(folded(name)))


@lru_cache(maxsize=10_000)
def _initials_of_word(word: str) -> str:
    from pypinyin import Style, lazy_pinyin

    # `errors=list` keeps what has no pinyin character by character; pypinyin's type forgets that it may be a list.
    read = lazy_pinyin([word], style=Style.FIRST_LETTER, errors=list)  # type: ignore[arg-type]
    return "".join(
        sound if len(sound) == 1 and sound.isascii() else character
        for character, sound in zip(word, read, strict=True)
        if character.isalnum()
    )


def core_name(name: str, regions: Sequence[str] = REGIONS) -> str:
    """The part that people remember: without 示例, the regions it begins with, and its legal form.

    `regions` are names with or without 市, 区 and the like. What is left has at least two characters. The core is
    given half-width, lower case and without blanks (`folded`).
    """
    text = folded(name)
    start, end = _core_span(text, _region_prefix(tuple(regions)))
    return text[start:end]


@lru_cache(maxsize=8)
def _region_prefix(regions: tuple[str, ...]) -> re.Pattern[str]:
    bare = {re.sub(rf"(?:{_REGION_KINDS})$", "", folded(region)) or folded(region) for region in regions}
    names = "|".join(
        re.escape(region) for region in sorted(bare | {"示例"}, key=lambda word: (-len(word), word)) if region
    )
    return re.compile(rf"\(?(?:{names})(?:{_REGION_KINDS})?\)?")


def _core_span(text: str, region: re.Pattern[str]) -> tuple[int, int]:
    start, end, backward = 0, len(text), text[::-1]
    while (match := _BACKWARD_FORM.match(backward, len(text) - end)) and len(text) - match.end() >= _LEAST_CORE:
        end = len(text) - match.end()
    while (match := region.match(text, start)) and end - match.end() >= _LEAST_CORE:
        start = match.end()
    return start, end


# An entry with what is compared: name, core, initials of the name, initials of the core, code. A plain tuple: two
# thousand of them are made while the first screen waits.
_Known = tuple[Entry, str, str, str, str, str]


def short_name(name: str) -> str:
    """A name as it stands in a narrow column: without its legal form, which says nothing to whoever knows the firm."""
    match = _BACKWARD_FORM.match(name[::-1])
    return name[: len(name) - match.end()] if match and len(name) - match.end() >= _LEAST_CORE else name


class NameIndex:
    """Names to be found while somebody types; a search looks through all of them, 2,000 in a few milliseconds."""

    def __init__(self, entries: Iterable[Entry], regions: Sequence[str] = REGIONS) -> None:
        region = _region_prefix(tuple(regions))
        self._known = [_known(entry, region) for entry in entries]

    def find(self, text: str, limit: int = 8) -> list[Entry]:
        """The best entries for `text`, the nearest first; equally near ones in the order they were given.

        Near is, in this order: the whole name, core, initials or code; how the core begins; how the whole begins;
        what stands somewhere in it; the characters with others between. No text finds nothing.
        """
        wanted = folded(text)
        if not wanted:
            return []
        scattered = None if wanted.isascii() else re.compile(".*?".join(map(re.escape, wanted)))
        ranked: list[list[Entry]] = [[] for _rank in range(5)]
        for known in self._known:
            rank = _rank(known, wanted, scattered)
            if rank is not None:
                ranked[rank].append(known[0])
        return [entry for entries in ranked for entry in entries][:limit]


def _known(entry: Entry, region: re.Pattern[str]) -> _Known:
    name = folded(entry.name)
    start, end = _core_span(name, region)
    letters = entry.initials.casefold() or initials(name)
    core_letters = letters
    # Initials that were not made from this name, one for one, can't be cut.
    if _readable(name) == len(letters):
        before = _readable(name[:start])
        core_letters = letters[before : before + _readable(name[start:end])]
    return entry, name, name[start:end], letters, core_letters, entry.code.casefold()


def _rank(known: _Known, wanted: str, scattered: re.Pattern[str] | None) -> int | None:
    _entry, name, core, letters, core_letters, code = known
    if wanted in (name, core, letters, core_letters, code):
        return 0
    if core.startswith(wanted) or core_letters.startswith(wanted):
        return 1
    if name.startswith(wanted) or letters.startswith(wanted):
        return 2
    if wanted in name or wanted in letters:
        return 3
    if len(wanted) >= _LEAST_OF_CODE and wanted in code:
        return 3
    return 4 if scattered and scattered.search(name) else None


def _readable(text: str) -> int:
    """How many characters of `text` have an initial."""
    return len(text) if text.isalnum() else sum(map(str.isalnum, text))
