"""Telephone numbers in what is handed on: enough of them to know whose it is, too little to call."""

import re

# What stands around them tells a number from a part of a credit code or of a longer figure.
_AROUND = r"[0-9A-Za-z０-９]"
_MOBILE = re.compile(rf"(?<!{_AROUND})(1[3-9]\d)([ -]?)\d{{4}}([ -]?)(\d{{4}})(?!{_AROUND})")
_LANDLINE = re.compile(rf"(?<!{_AROUND})(0\d{{2,3}})([ -]?)(\d{{5,6}})(\d{{2}})(?!{_AROUND})")


def masked(text: str) -> str:
    """Prose with every telephone number in it masked: 138****5678, 0459-*****67."""
    text = _MOBILE.sub(r"\1\2****\3\4", text)
    return _LANDLINE.sub(lambda found: found[1] + found[2] + "*" * len(found[3]) + found[4], text)


def masked_phone(number: str) -> str:
    """What stands in a field for a telephone number, whatever its form."""
    hidden = masked(number)
    if hidden != number:
        return hidden
    kept = 2 if len(number) > 4 else 0
    return "*" * (len(number) - kept) + number[len(number) - kept :]
