"""All kinds of records, found by their files, and each described for forms, lists and the command line."""

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from fieldtui.locale import _
from fieldtui.model import records
from fieldtui.model.record import Record, Shown
from fieldtui.model.text import money, month, period, quantity


@cache
def kind_names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(records.__path__)))


@cache
def record_class(kind: str) -> type[Record]:
    """The class of a kind; KeyError for a kind that this version does not know."""
    if kind not in kind_names():
        raise KeyError(kind)
    module = importlib.import_module(f"{records.__name__}.{kind}")
    return next(
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Record) and getattr(item, "kind", "") == kind
    )


def kind_title(kind: str) -> str:
    """What people call the kind, such as 走访."""
    if kind not in kind_names():
        return kind
    return _(importlib.import_module(f"{records.__name__}.{kind}").TITLE)


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One field for whoever draws, lists or explains it.

    `type` is one of text, date, flag, number, list, and of texts of a form of their own: money (万元), decimal, month,
    period.
    """

    name: str
    type: str
    required: bool
    default: Any
    shown: Shown

    @property
    def label(self) -> str:
        return _(self.shown.label)


@cache
def describe(kind: str) -> tuple[FieldDescription, ...]:
    """The fields of a kind that people meet, in the order of the record."""
    described = []
    for name, field in record_class(kind).model_fields.items():
        shown = next((mark for mark in field.metadata if isinstance(mark, Shown)), None)
        if shown:
            default = None if field.is_required() else field.get_default(call_default_factory=False)
            form = _form(field.metadata) or _type_name(field.annotation)
            described.append(FieldDescription(name, form, field.is_required(), default, shown))
    return tuple(described)


def field(kind: str, name: str) -> FieldDescription | None:
    return next((item for item in describe(kind) if item.name == name), None)


_FORMS = {money: "money", quantity: "decimal", month: "month", period: "period"}


def _form(marks: Iterable[Any]) -> str:
    """The form of its own that a text has, known by the function that reads it; "" for any other."""
    return next((_FORMS[mark.func] for mark in marks if getattr(mark, "func", None) in _FORMS), "")


def _type_name(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return _type_name(next(part for part in get_args(annotation) if part is not NoneType))
    if origin is not None and hasattr(annotation, "__metadata__"):
        return _form(annotation.__metadata__) or _type_name(get_args(annotation)[0])
    if origin is list:
        return "list"
    if annotation is date:
        return "date"
    if annotation is bool:
        return "flag"
    if annotation is int:
        return "number"
    return "text"
