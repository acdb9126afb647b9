"""What pydantic found wrong with a record, as sentences that people read, field by field."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from fieldtui.locale import _


def sentences(error: ValidationError) -> Iterator[tuple[str, str]]:
    """(field, sentence) for each thing that is wrong with a record; the field is "" when it is about several."""
    for detail in error.errors():
        name = str(detail["loc"][0]) if detail["loc"] else ""
        yield name, _sentence(detail)


def _sentence(detail: Any) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return _("It must be filled in.")
        case "value_error":
            return str(context["error"])
        # Of what our own checks cleaned first pydantic says it without "string_".
        case "too_short" | "string_too_short" if not detail["input"]:
            return _("It must be filled in.")
        case "too_short" | "string_too_short":
            return _("It needs at least {count} characters.").format(count=context["min_length"])
        case "too_long" | "string_too_long":
            return _("It may have at most {count} characters; shorten it.").format(count=context["max_length"])
        case kind if kind.startswith("date"):
            return _("Write the date as 2026-11-20.")
        case kind if kind.startswith("bool"):
            return _("Write true or false.")
        case "string_pattern_mismatch":
            return _("It is not written in the form that is needed here.")
        case kind if kind.startswith("string"):
            return _("It must be text.")
        case _other:
            return _("This value does not fit here.")
