"""Sums of money that a text names, so that they can be shown as they were understood."""

import re
import unicodedata

_SUM = re.compile(
    r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?(?:亿[0-9]+(?:\.[0-9]+)?(?:千万|百万|万)|亿|千万|百万|万)元?|[0-9]{3,}元)"
)
_FROM = re.compile(r"[0-9万亿元][~～\-－–—至到]$")
_UP_TO = re.compile(r"[~～\-－–—至到][0-9]")
# 30万吨, 3万千瓦, 2亿只: a number of something else.
_COUNTED = frozenset("吨只人平亩米度千瓦台件头箱立方户株斤公升辆套个份名座羽尾条册次块片粒枚双瓶袋桶伏安册美港欧日")


def sums_in(text: str) -> list[str]:
    """The sums in 万元, canonical (300万 → "300", 3亿 → "30000"); ranges and other things counted are none."""
    # It knows pydantic, which the first screen does without.
    from fieldtui.model.text import money

    # One character for one, or a sum would be cut in the wrong place.
    plain = "".join(unicodedata.normalize("NFKC", character)[:1] for character in text).replace(",", "")
    found = []
    for match in _SUM.finditer(plain):
        after = plain[match.end() :]
        counted = after[:1] in _COUNTED and not match[1].endswith("元")
        if counted or _UP_TO.match(after) or _FROM.search(plain[: match.start()]):
            continue
        try:
            found.append(str(money(match[1])))
        except ValueError:
            continue
    return found
