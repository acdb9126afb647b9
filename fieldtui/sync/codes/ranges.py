"""Numbers of frames as people type them: 3-5,9."""

import re

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import half_width

_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def read_ranges(text: str, total: int) -> list[int]:
    """The numbers meant, in order; all when nothing was typed. FieldError when one of them is not there."""
    plain = re.sub(r"\s*[–—~至到]\s*", "-", half_width(text)).replace("、", ",").replace("，", ",")
    words = [word for word in re.split(r"[,;\s]+", plain) if word]
    numbers: set[int] = set()
    for word in words:
        match = _RANGE.fullmatch(word)
        if match is None:
            raise FieldError(_("Type the numbers like 3-5,9 (you typed: {word}).").format(word=word))
        first = int(match[1])
        last = int(match[2] or match[1])
        if not 1 <= first <= last <= total:
            raise FieldError(_("There are codes 1 to {total} only (you typed: {word}).").format(total=total, word=word))
        numbers.update(range(first, last + 1))
    return sorted(numbers) or list(range(1, total + 1))
