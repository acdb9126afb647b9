"""Nothing that is marked secret is kept here: a list that bears a marking at its head is refused."""

import re

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.cells import folded_word, text_of
from fieldtui.sheets.reading import Sheet

# 机密★1年, 秘密: the marking stands by itself at the head. Within a sentence, as in 商业机密, it is an ordinary word.
_MARKING = re.compile(r"(?:密级[::]?)?(绝密|机密|秘密)(?:[★*☆].{0,8})?")


def refuse_secrets(sheet: Sheet, heading: int) -> None:
    """FieldError when a cell above the headings is a marking."""
    for line in sheet.lines:
        if line.number > heading:
            return
        for cell in line.cells:
            found = _MARKING.fullmatch(folded_word(text_of(cell)))
            if found:
                raise FieldError(
                    _("This list is marked “{marking}”; nothing secret may be kept on this laptop.").format(
                        marking=found[0]
                    )
                )
