"""What people call records, their fields, and what stands in them: the one place that turns a value into words."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fieldtui.ledger.merge import DELETED
from fieldtui.ledger.view import INCOMPLETE, document_id
from fieldtui.locale import _, listed
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.desk import FOLLOWED, Desk
from fieldtui.work.draft_words import DRAFT_KIND, KIND_OF_FORM, form_word

if TYPE_CHECKING:  # the kinds' descriptions take pydantic, which today's list does without
    from fieldtui.model.kinds import FieldDescription

ABOUT = ("enterprise", "project", "problem", "about", "visit", "person", "giver", "belongs_to", "unit")
DAYS = ("date", "on", "start", "month", "period", "planned")
NAMES_RECORDS = ("about", "follows", "belongs_to", "record", "ended", "begun", "moved")
"""Fields that hold ids of records of whatever kind."""


# Records


def row_of(desk: Desk, record: str, likely: str = "") -> Row:
    """What the view holds of a record, deleted or not, whole or not; with nothing but its id when it holds nothing.

    `likely` is its kind as far as one knows: of what kind a record is stands in a table as large as all others.
    """
    view, key = desk.ledger.view, document_id(record)
    known = view.row(likely, key) if likely else None
    if known is not None:
        return known
    kind = desk.ledger.kind_of(record)
    return (view.row(kind, key) if kind else None) or view.row(INCOMPLETE, key) or {"id": record}


def title_of(desk: Desk, record: str, likely: str = "") -> str:
    """By what people know a record: its name or title, else what it is about and its day. `likely` as for `row_of`."""
    row = row_of(desk, record, likely)
    named = row.get("name") or row.get("title")
    if named:
        return str(named)
    about = next((row[name] for name in ABOUT if row.get(name)), "")
    day = next((row[name] for name in DAYS if row.get(name)), "")
    # A record that names itself would never come to an end.
    words = title_of(desk, about) if about and about != record else ""
    return "  ".join(filter(None, [words, row.get("reason", ""), str(day)]))


def title_with_kind(desk: Desk, record: str) -> str:
    from fieldtui.model.kinds import kind_title

    return f"{kind_title(desk.ledger.kind_of(record) or '')} {title_of(desk, record)}".strip()


def record_words(desk: Desk, record: str) -> str:
    """What people call a record: its kind with its name, or of a step its word and day."""
    row = row_of(desk, record)
    if row.get("step"):
        from fieldtui.model.kinds import kind_title

        return f"{kind_title('follow_up')} {step_word(desk, row)} {row.get('on', '')}".rstrip()
    return title_with_kind(desk, record) or record


def followed(row: Row) -> str:
    """The id of what a step is a step of; "" for none."""
    return next((str(row[name]) for name in FOLLOWED if row.get(name)), "")


def enterprise_of(desk: Desk, record: str) -> str:
    """The id of the enterprise that a record is about, also by way of its project, visit or problem; "" for none."""
    row, seen = row_of(desk, record), {record}
    if desk.ledger.kind_of(record) == "enterprise":
        return record
    while not row.get("enterprise"):
        above = next((str(row[name]) for name in ("project", *FOLLOWED, "belongs_to") if row.get(name)), "")
        if not above or above in seen:
            return ""
        if desk.ledger.kind_of(above) == "enterprise":
            return above
        seen.add(above)
        row = row_of(desk, above)
    return str(row["enterprise"])


def step_word(desk: Desk, row: Row) -> str:
    """The word for a step, as the plan of what it is a step of calls it."""
    step = str(row["step"])
    of = row_of(desk, followed(row)) if followed(row) else {}
    words = desk.words("steps", of if of.get("plan") else None)
    return words.get(step) or desk.words("steps").get(step, step)


def state_word(desk: Desk, kind: str, row: Row, state: str) -> str:
    """The word for a state of a record, as the plan that it was made under calls it; "" for none."""
    flow = desk.plan_for(kind, row).flow_of(kind, row) if state else None
    return (flow.state_names if flow else {}).get(state) or desk.words("states").get(state, state)


# Fields


def label(kind: str, name: str) -> str:
    """What people call a field; the name itself where this version knows none."""
    if name == DELETED:
        return _("deletion")
    item = _description(kind, name)
    return item.label if item else name


def label_in(desk: Desk, kind: str, row: Row, name: str) -> str:
    """The same for one record: its kind of project may head the field otherwise, as 要干什么事."""
    if kind == "project":
        known = desk.plan_for(kind, row).kinds_of_project.get(str(row.get("type", "")))
        headings = {column.code: column.name for column in known.columns} if known else {}
        if name in headings:
            return headings[name]
    return label(kind, name)


# Values


def value_words(desk: Desk, kind: str, name: str, value: Any, row: Row | None = None) -> str:
    """A value as people read it: names for ids, words for codes, sums in 万元; "" for none.

    In several lines where it has them. `row` is the record that it stands in, whose plan says the words. A value of a
    field that this version does not know is shown as JSON.
    """
    if value in (None, "", []):
        return ""
    item = _description(kind, name)
    if item is None and name not in NAMES_RECORDS:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return listed(value_words(desk, kind, name, part, row) for part in value)
    if item is None or name in NAMES_RECORDS:
        return record_words(desk, str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _parts_in_words(desk, kind, name, value, row)
    if (kind, name) == ("handed_draft", "form"):
        return form_word(str(value), _typed(row or {}))
    if (kind, name) == ("handed_draft", "at"):
        return f"{local_time(int(value)):%Y-%m-%d %H:%M}"
    text = str(value)
    if (kind, name) == ("plan", "text"):
        return _("{count} characters").format(count=len(text))
    if item.shown.refers:
        return title_of(desk, text, item.shown.refers) or _nameless(text)
    if item.shown.choices:
        return _(item.shown.choices.get(text, text))
    if item.shown.plan:
        return _plan_word(desk, kind, item.shown.plan, text, row)
    return _("{sum}万元").format(sum=text) if item.type == "money" else text


def _nameless(text: str) -> str:
    """What is said of a record that is not on this laptop: an id tells people nothing."""
    from fieldtui.model.text import is_id

    return _("not known here") if is_id(text) else text


def or_empty(words: str) -> str:
    """The words of a value where something must stand."""
    return words or _("(empty)")


def facts(desk: Desk, kind: str, row: Row) -> Iterator[tuple[str, str, str]]:
    """(field, label, words) of all that a record says, in its order; flags that are not set are left out."""
    from fieldtui.model.kinds import describe, kind_names

    if kind not in kind_names():
        # A newer version's: what it says is told as it is.
        said = (name for name in row if name not in ("id", DELETED))
        yield from ((name, name, value_words(desk, kind, name, row[name])) for name in said)
        return
    for item in describe(kind):
        words = "" if row.get(item.name) is False else value_words(desk, kind, item.name, row.get(item.name), row)
        if words:
            yield item.name, label_in(desk, kind, row, item.name), words


def _plan_word(desk: Desk, kind: str, of: str, code: str, row: Row | None) -> str:
    plan = desk.plan_for(kind, row or {})
    return plan.choices(of).get(code) or desk.code_word(of, code)


def _parts_in_words(desk: Desk, kind: str, name: str, value: dict[str, Any], row: Row | None) -> str:
    """A meeting's kind with its number; of a plan what it is called, for the version beside it tells people nothing; of
    a draft what was typed into a field, under its label."""
    if "type" in value:
        return desk.plan_for(kind, row or {}).meeting_title({str(value["type"]): value.get("number")})
    if name == "plan" and "name" in value:
        plan = desk.plan_of({"plan": value})
        return plan.title if plan.name == value["name"] else str(value["name"])
    if name == "texts" and {"name", "text"} <= value.keys():
        form = str((row or {}).get("form", ""))
        typed_kind = str(_typed(row or {}).get(DRAFT_KIND, "")) or KIND_OF_FORM.get(form, form)
        return f"{label(typed_kind, str(value['name']))} {value['text']}"
    return json.dumps(value, ensure_ascii=False)


def _typed(draft: Row) -> dict[str, str]:
    """What was typed into a draft that was handed over, by field."""
    return {item["name"]: item["text"] for item in draft.get("texts", ())}


def _description(kind: str, name: str) -> "FieldDescription | None":
    from fieldtui.model.kinds import field as field_of
    from fieldtui.model.kinds import kind_names

    return field_of(kind, name) if kind in kind_names() else None
