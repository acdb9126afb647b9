"""What pydantic found wrong with a plan, as sentences that say what would be right."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from fieldtui.locale import _, listed
from fieldtui.model.errors import sentences
from fieldtui.model.plan_part import FaultsError

_FEW_KEYS = 12


class Wrong(NamedTuple):
    """A place in a plan, what is wrong there, and whether it is a key that nobody knows."""

    place: tuple[str | int, ...]
    sentence: str
    strange: bool = False


def wrongs(error: ValidationError) -> Iterator[Wrong]:
    """All that pydantic found, and each fault of the parts that do not agree."""
    from fieldtui.model.plan import Plan

    for detail, (_field, general) in zip(error.errors(), sentences(error), strict=True):
        place = tuple(detail["loc"])
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, FaultsError):
            yield from (Wrong((*place, *fault.place), fault.sentence) for fault in cause.faults)
        elif detail["type"] == "extra_forbidden":
            yield Wrong(place, _strange(str(place[-1]), _known_keys(Plan, place[:-1])), strange=True)
        else:
            yield Wrong(place, _sentence(detail, place, general))


def _sentence(detail: Any, place: tuple[str | int, ...], general: str) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            words = listed(re.findall("'([^']*)'", context["expected"]))
            return _("Write one of: {words}.").format(words=words)
        case "greater_than_equal" | "greater_than" if place[0] == "deadlines":
            return _("A deadline lies after its start; write at least 1 working day.")
        case "less_than_equal" if place[0] == "deadlines":
            return _("No deadline is that long; write at most {limit} working days.").format(limit=context["le"])
        case "greater_than_equal" | "greater_than":
            return _("It is too small; write a number from {limit} on.").format(
                limit=context.get("ge", context.get("gt"))
            )
        case "less_than_equal" | "less_than":
            return _("It is too large; the limit is {limit}.").format(limit=context.get("le", context.get("lt")))
        case kind if kind.startswith("int"):
            return _("Write a whole number, without quotation marks.")
        case kind if kind.startswith(("decimal", "finite")):
            return _("Write a number, such as 97.8.")
        case "too_long" if isinstance(detail["input"], list | dict):
            return _(
                "{count} entries are too many; a plan has at most {limit} here. A list that long is imported."
            ).format(count=len(detail["input"]), limit=context["max_length"])
        case "too_short" if detail["input"]:
            return _("It needs at least {count} entries.").format(count=context["min_length"])
        case "string_pattern_mismatch":
            return _("Use a to z, digits and hyphens, as in my-county.")
        case "tuple_type":
            return _('Write a list in square brackets, as in ["a", "b"], or repeated sections [[…]].')
        case "model_type" | "dict_type":
            return _("Write one section [{name}], or keys and values in braces: {{ … }}.").format(name=place[-1])
        case _other:
            return general


def _strange(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    if near:
        return _("There is no entry “{key}” here; did you mean “{near}”?").format(key=key, near=near[0])
    if len(known) <= _FEW_KEYS:
        return _("There is no entry “{key}” here; there are: {keys}.").format(key=key, keys=listed(known))
    return _("There is no entry “{key}” here; take it out, or write it as a comment after #.").format(key=key)


def _known_keys(model: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """The keys of the part of a plan that stands at a place."""
    kind: Any = model
    for key in place:
        kind = _inner(kind, key)
    return _keys(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _inner(kind: Any, key: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return _bare(fields[str(key)].annotation) if key in fields else None
    inner = [part for part in get_args(kind) if part is not Ellipsis]
    return _bare(inner[-1]) if inner else None


def _bare(annotation: Any) -> Any:
    """A type without "or nothing" and without marks."""
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not NoneType))
    if hasattr(annotation, "__metadata__"):
        return _bare(get_args(annotation)[0])
    return annotation
