"""Whether a change is well-formed, judged by itself alone so that no order of arrival matters, and a record whole."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from fieldtui.ledger.change import Change
from fieldtui.model.kinds import kind_names, record_class


def wrong_fields(change: Change) -> list[str]:
    """The fields whose value no record of the kind may have. Kinds and fields that this version does not know pass."""
    said = {name: value for name, value in change.set.items() if value is not None}
    if not said or change.kind not in kind_names():
        return []
    checker = _all_fields(change.kind)
    try:
        read = checker.__pydantic_validator__.validate_python(said)
    except ValidationError as error:
        return sorted({str(detail["loc"][0]) for detail in error.errors()})
    # What is kept must be what was read: no number for a date, no text with control characters in it.
    kept: dict[str, Any] = checker.__pydantic_serializer__.to_python(read, mode="json", exclude_unset=True)
    # For Python 1 is True and 1 == 1.0, for JSON they are not.
    return sorted(name for name, value in kept.items() if value != said[name] or type(value) is not type(said[name]))


def is_complete(kind: str, fields: Mapping[str, Any]) -> bool:
    """Whether a record has what its kind requires; one of a kind that this version does not know always has."""
    return _required(kind) <= fields.keys()


@cache
def _required(kind: str) -> frozenset[str]:
    if kind not in kind_names():
        return frozenset()
    return frozenset(name for name, field in record_class(kind).model_fields.items() if field.is_required())


@cache
def _all_fields(kind: str) -> type[BaseModel]:
    """Checks any of a kind's fields by themselves: what a record asks of several together is not asked of a change."""
    fields: dict[str, Any] = {
        # The field's declared type with its marks again, which pydantic keeps apart.
        name: (Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation, None)
        for name, field in record_class(kind).model_fields.items()
    }
    return create_model(f"Some{kind.title()}", __config__=ConfigDict(extra="ignore"), **fields)
