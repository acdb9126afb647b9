"""The kinds of text and identifiers that records are made of."""

import re
import unicodedata
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


def one_line(value: Any) -> Any:
    value = clean_text(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def half_width(text: str) -> str:
    """Full-width digits, letters, punctuation and spaces as half-width ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def _half_width_code(value: Any) -> Any:
    value = one_line(value)
    return half_width(value).strip() if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(one_line), Field(max_length=200)]
Note = Annotated[str, BeforeValidator(clean_text), Field(max_length=5000)]
Code = Annotated[str, BeforeValidator(_half_width_code), Field(max_length=64)]
Id = Annotated[str, Field(pattern=f"^{ID_FORM}$")]
