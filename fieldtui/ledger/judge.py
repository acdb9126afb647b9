"""Whether a change is well-formed, judged by itself alone so that no order of arrival matters, and a record whole."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from fieldtui.ledger.change import Change
from fieldtui.model.kinds import kind_names, record_class


def wrong_fields(change: Change) -> list[str]:
    """The fields whose value no record of the kind may have. Kinds and fields that this version does not know pass."""
    if change.kind not in kind_names():
        return []
    return [name for name, value in (change.set or {}).items() if value is not None and not _fits(change, name, value)]


def is_complete(kind: str, fields: Mapping[str, Any]) -> bool:
    """Whether a record has what its kind requires; one of a kind that this version does not know always has."""
    return kind not in kind_names() or _required(kind) <= fields.keys()


@cache
def _required(kind: str) -> frozenset[str]:
    return frozenset(name for name, field in record_class(kind).model_fields.items() if field.is_required())


def _fits(change: Change, name: str, value: Any) -> bool:
    check = _check(change.kind, name)
    if check is None:
        return True
    try:
        check.validate_python(value)
    except ValidationError:
        return False
    return True


@cache
def _check(kind: str, name: str) -> TypeAdapter[Any] | None:
    field = record_class(kind).model_fields.get(name)
    if field is None:
        return None
    # The field's declared type with its marks again, which pydantic keeps apart.
    declared: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return TypeAdapter(declared)
