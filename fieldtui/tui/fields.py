"""Form fields from the descriptions of records: what a field is called and how it is filled in stands there alone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from fieldtui.locale import _
from fieldtui.model.kinds import field
from fieldtui.tui.widgets.form import FormField
from fieldtui.work.choosing_plan import titles_of_plans
from fieldtui.work.desk import Desk
from fieldtui.work.field_text import fitting_names
from fieldtui.work.naming import initials
from fieldtui.work.quick_complete import completions
from fieldtui.work.quick_entry import understood
from fieldtui.work.quick_words import Vocabulary
from fieldtui.work.record_form import MOST_NAMES, Asked, RecordForm
from fieldtui.work.rules import kinds_named
from fieldtui.work.visits import plan_typed, read_line

ROWS_OF_NOTE = 3


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
        made = replace(made, editor="note", ending=lambda text: desk.phrases.ending(text))
    elif refers:
        several = item.type == "list"
        find = partial(fitting_names, (refers,), desk=desk, limit=MOST_NAMES)
        made = replace(made, editor="names" if several else "name", find=find)
    return replace(made, **more)


def asked_field(asked: Asked, form: RecordForm, values: Callable[[], Mapping[str, str]]) -> FormField:
    """A field of the form of any kind of record, as a form draws it; `values` are what stands in all its fields."""
    name, item = asked.name, asked.item
    return FormField(
        name,
        f"{item.label} *" if asked.needed else item.label,
        asked.editor,
        asked.text,
        choices=asked.choices,
        keys={code: initials(word) for code, word in asked.choices.items()},
        on_demand=asked.on_demand,
        optional=not asked.needed and item.default is None,
        # Left empty, the plan follows from the rest.
        settled=name == "plan",
        rows=ROWS_OF_NOTE,
        placeholder=_placeholder(asked),
        find=lambda text: form.fitting(name, text, values()),
        ending=form.ending,
    )


def asked_fields(form: RecordForm, values: Callable[[], Mapping[str, str]]) -> list[FormField]:
    """The fields of a form in rows, short ones two by two; what most leave empty below the rest."""
    rows: list[FormField] = []
    for on_demand in (False, True):
        asked = [asked for asked in form.fields if asked.on_demand == on_demand]
        beside = False
        for position, one in enumerate(asked):
            drawn = asked_field(one, form, values)
            if on_demand and position == 0:
                drawn = replace(drawn, above=_("What most leave empty (Tab goes there)"))
            # Two by two: one that stands beside another has none beside it.
            beside = position > 0 and not beside and _is_short(one) and _is_short(asked[position - 1])
            rows.append(replace(drawn, beside=beside))
    return rows


def _is_short(asked: Asked) -> bool:
    """Whether half a line is enough; what must be filled in has one of its own, where it is not overlooked."""
    few = asked.editor == "choice" or (asked.editor == "line" and asked.item.type not in ("text", "list"))
    return few and not asked.needed and asked.name != "plan"


def _placeholder(asked: Asked) -> str:
    """What may be written, where an empty field does not say so by itself."""
    if asked.editor in ("name", "names"):
        several = asked.editor == "names"
        if not kinds_named(asked.item):
            return _("type, or ↓ shows all; 、 between several") if several else _("type, or ↓ shows all")
        return _("initials or name; 、 between several") if several else _("initials, name or code")
    examples = {
        "date": _("11-20, Fri, yesterday"),
        "money": _("in 万元, or 5.2亿"),
        "month": _("such as 2026-11"),
        "period": _("such as 2026, 2026-H1 or 2026-Q3"),
    }
    return examples.get(asked.item.type, "")


def plan_fields(kind: str, desk: Desk) -> list[FormField]:
    """Under which plan a new record is made, where several are in use; left empty it follows from the enterprise."""
    titles = titles_of_plans(desk)
    keys = {name: initials(title) for name, title in titles.items()}
    chosen = form_field(kind, "plan", desk, editor="choice", optional=True, settled=True, choices=titles, keys=keys)
    return [chosen] if titles else []


def problem_lines(desk: Desk, kind: str, values: Callable[[], Mapping[str, str]], today: date) -> FormField:
    """Problems by quick entry, a line each, in the form of a visit or of problems, whose fields hold `values`."""

    def vocabulary(line: str) -> Vocabulary:
        if len(desk.plans) == 1:
            return desk.vocabulary
        # On a visit all is of the visit's plan.
        if kind == "visit":
            return desk.vocabulary_of(plan_typed(desk, kind, values()))
        return desk.vocabulary_of(read_line(desk, line, values(), today)[1])

    return FormField(
        "problems",
        _("Problems: one a line, type text @department !urgent ~hoped for by"),
        "lines",
        explain=lambda line: understood(line, vocabulary(line), today),
        complete=lambda line: completions(line, vocabulary(line), today),
    )


def default(kind: str, name: str) -> str:
    """The code that a field begins with by its record."""
    item = field(kind, name)
    return str(item.default) if item and item.default is not None else ""
