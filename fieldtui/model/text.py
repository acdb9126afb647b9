"""The kinds of text and identifiers that records are made of."""

import unicodedata
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from fieldtui.locale import _


def clean_text(value: Any) -> Any:
    """NFC, without lone surrogates (they can't be written as UTF-8) and without blanks around."""
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(_("It holds half a character; type it again.")) from error
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(value: Any) -> Any:
    value = clean_text(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def half_width(text: str) -> str:
    """Full-width digits, letters, punctuation and spaces as half-width ones (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def _half_width_code(value: Any) -> Any:
    return half_width(value).strip() if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(one_line), Field(max_length=200)]
Note = Annotated[str, BeforeValidator(clean_text), Field(max_length=5000)]
Code = Annotated[str, BeforeValidator(_half_width_code), Field(max_length=64)]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
# Money is a decimal in 万元 and travels as a string, so that no float ever rounds it.
Money = Annotated[
    Decimal,
    AfterValidator(lambda amount: amount.normalize()),
    PlainSerializer(lambda amount: format(amount, "f"), return_type=str, when_used="json"),
]
