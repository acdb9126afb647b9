"""Form fields from the descriptions of records: what a field is called and how it is filled in stands there alone."""

from dataclasses import replace
from datetime import date
from typing import Any

from fieldtui.locale import _
from fieldtui.model.kinds import field
from fieldtui.tui.widgets.form import FormField
from fieldtui.work.desk import Desk
from fieldtui.work.quick_complete import completions
from fieldtui.work.quick_entry import understood

MOST_NAMES = 8


def form_field(kind: str, name: str, desk: Desk, value: str = "", **more: Any) -> FormField:
    """The field `name` of a kind, as a form draws it; `more` are what the form itself decides, such as `beside`."""
    item = field(kind, name)
    if item is None:
        raise KeyError(f"{kind}.{name}")
    choices = {code: _(word) for code, word in (item.shown.choices or {}).items()}
    if item.type == "flag":
        choices = {"true": _("yes"), "false": _("no")}
    refers = item.shown.refers
    made = FormField(name, item.label, "line", value, choices=choices)
    if choices:
        made = replace(made, editor="choice")
    elif item.shown.tall:
        made = replace(made, editor="note")
    elif refers and item.type != "list":
        made = replace(made, editor="name", find=lambda text: names_like(refers, text, desk))
    return replace(made, **more)


def problem_lines(desk: Desk, today: date) -> FormField:
    """Problems by quick entry, a line each."""
    return FormField(
        "problems",
        _("Problems: one a line, type text @department !urgent ~hoped for by"),
        "lines",
        explain=lambda line: understood(line, desk.vocabulary, today),
        complete=lambda line: completions(line, desk.vocabulary, today),
    )


def names_like(kind: str, text: str, desk: Desk) -> list[tuple[str, str]]:
    """The names of a kind that fit what was typed, with nothing to say about them."""
    return [(entry.name, "") for entry in desk.index(kind).find(text, limit=MOST_NAMES)]


def default(kind: str, name: str) -> str:
    """The code that a field begins with by its record."""
    item = field(kind, name)
    return str(item.default) if item and item.default is not None else ""
