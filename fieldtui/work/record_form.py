"""The form of any kind of record, as its class, the plan and the code lists describe it: what it asks, begins with,
understands of what is typed, and comes to. It draws nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pydantic import ValidationError

from fieldtui.locale import _
from fieldtui.model.errors import sentences
from fieldtui.model.kinds import FieldDescription, describe, field, kind_names, record_class
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.row import Row
from fieldtui.work.choosing_plan import FOLLOWS, OWNED, PARTS_OF, plan_words, titles_of_plans
from fieldtui.work.deletion import deleted_words
from fieldtui.work.desk import LIVING, Desk
from fieldtui.work.field_text import STILL_TO_COME, Reader, fitting_names, fitting_words
from fieldtui.work.list_columns import LISTED
from fieldtui.work.record_rules import beginning, meeting_title, numbered
from fieldtui.work.rules import (
    OFFICE_ONLY,
    Troubles,
    complete,
    kinds_named,
    not_mine_to_record,
    plan_meant,
    troubles,
)
from fieldtui.work.steps import Entry

MOST_CHOICES = 9
"""Choices that each have a digit; what has more is found by typing."""
MOST_NAMES = 8
NARROWED = ("stages", "pairing_roles", "milestone_kinds")
"""Lists of the plan of which only a part fits, depending on what another field says."""
ME = {"visit": "visitors", "lead": "owner"}
"""The field of a new record that begins with whoever enters it."""
LEADING = ("plan", "enterprise", *FOLLOWS, "about")
"""The fields that say under which plan a new record is made."""
ENTERED_OTHERWISE = ("visit", "problem")
"""Kinds that have a form of their own for new ones."""

Editor = Literal["line", "note", "choice", "name", "names"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the form: how it is filled in, and what it begins with. What is not `needed` may be left empty; what
    most leave empty is asked `on_demand`.

    `choices` (code → word) are those of a choice. A name, or each of several names, is found by typing.
    """

    item: FieldDescription
    editor: Editor
    text: str
    choices: Mapping[str, str]
    on_demand: bool

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def needed(self) -> bool:
        return self.item.required


def offered_kinds(desk: Desk) -> list[str]:
    """The kinds of which whoever works here may begin a new record in this form, as far as a plan in use knows them, in
    the order of their lists."""
    kinds = [*(kind for kind in LISTED if kind in kind_names()), *(kind for kind in kind_names() if kind not in LISTED)]
    return [
        kind
        for kind in kinds
        if kind not in ENTERED_OTHERWISE
        and not refusal(desk, kind)
        and not not_mine_to_record(desk, kind)
        and any(_plan_knows(plan, kind) for plan in desk.plans)
    ]


def _plan_knows(plan: Plan, kind: str) -> bool:
    """Whether the plan has what every record of a kind needs of it: a list to choose from, stages to go through."""
    lists = [item.shown.plan for item in describe(kind) if item.required and item.shown.plan]
    # The stages of a project are those of its kind.
    flows = kind not in LIVING or kind in plan.flows or bool(lists)
    return flows and all(plan.choices(name) for name in lists)


def refusal(desk: Desk, kind: str) -> str:
    """Why records of a kind are neither begun nor corrected in a form here; "" when they are."""
    match kind:
        case "follow_up":
            return _("A step that is entered stays as it is; enter another one, which may correct it.")
        case "attachment":
            return _("Files are attached with: fieldtui attach ID FILE")
        case "device":
            return _("Devices are accepted where their file is taken in, or with: fieldtui device accept")
        case "plan":
            return _("Plans are put in use with: fieldtui plan use NAME")
        case "hand_over" | "handed_draft":
            return _("Work is handed over with: fieldtui hand-over GIVER TAKER")
        case "purge":
            return _("What left this laptop's scope is purged with: fieldtui purge")
        case "frozen_figures":
            return _("Figures are frozen with: fieldtui figures --month MONTH --freeze NAME")
        case "erasure":
            return _("Words are erased with: fieldtui erase ID --fields FIELD,… --reason TEXT")
    if kind not in kind_names():
        return _("This version does not know this kind of record; install the newer one.")
    return _("Only the office records this.") if kind in OFFICE_ONLY and desk.my_role() != "clerk" else ""


def not_offered(desk: Desk, kind: str) -> str:
    """Why no record of a kind is begun here; "" when it is."""
    if kind in offered_kinds(desk) or kind in ENTERED_OTHERWISE:
        return ""
    return refusal(desk, kind) or not_mine_to_record(desk, kind) or _("The plan in use knows none of these.")


def not_corrected(desk: Desk, record: str) -> str:
    """Why a record is not corrected here; "" when it is."""
    kind = desk.ledger.kind_of(record) or ""
    return refusal(desk, kind) or deleted_words(desk, record) or _not_whole(desk, kind, record)


def _not_whole(desk: Desk, kind: str, record: str) -> str:
    return "" if desk.ledger.row(kind, record) else _("Only a part of this record has arrived here.")


class RecordForm:
    """The form of one record: a new one of `kind`, begun with `given` values, or `record` as it is now."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        today: date,
        *,
        record: str = "",
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self._desk = desk
        self._kind = kind
        self._today = today
        # What an edit starts from, with the changes behind it: what others change meanwhile is not overwritten.
        self._old = desk.ledger.get(kind, record) if record else None
        # A draft may have lain there while the record was deleted.
        self._gone = not_corrected(desk, record) if record else ""
        row = dict(self._old.seen_row or {}) if self._old else {}
        self.reader = Reader(desk, kind, desk.plan_for(kind, row or given or {}), today)
        self._given = given or {}
        self._shown = row if self._old else self._beginning(self._given)
        # Under which plan goes first: it says what the other fields may say.
        items = sorted(describe(kind), key=lambda item: item.name != "plan")
        self.fields = [asked for item in items if (asked := self._asked(item))]
        self._begun = {asked.name: asked.text for asked in self.fields}

    # What is asked

    @property
    def asks_plan(self) -> bool:
        return "plan" in self._begun

    def _asked(self, item: FieldDescription) -> Asked | None:
        """None for what nobody fills in, and for what the plan has no choices for."""
        if item.name == "plan" and self._kind in OWNED:
            return self._asked_plan(item)
        value = self._shown.get(item.name)
        choices = self.reader.choices(item.name, self._shown)
        empty_list = item.shown.plan and not any(self._lists(item)) and value is None
        if item.shown.derived or empty_list:
            return None
        editor = self._editor(item, choices)
        text = self.reader.text(item.name, value)
        if editor == "choice" and item.shown.plan:
            text = str(value or "")
        # What was said for whoever opened the form is never out of sight.
        rare = item.shown.on_demand and item.name not in self._given
        on_demand = rare or self._is_about_the_other(item)
        return Asked(item, editor, text, choices if editor == "choice" else {}, on_demand)

    def _asked_plan(self, item: FieldDescription) -> Asked | None:
        """Under which of several plans in use a new record is made; empty for the one that follows from the rest."""
        titles = titles_of_plans(self._desk)
        text = str(self._given.get(item.name, ""))
        return Asked(item, "choice", text, titles, False) if self._old is None and titles else None

    def _lists(self, item: FieldDescription) -> list[Mapping[str, str]]:
        """What a field may say under each plan that the record may come to be made under."""
        follows = self._old is None and self._kind in (*OWNED, *PARTS_OF)
        plans = self._desk.plans if follows else ()
        readers = (self.reader, *(replace(self.reader, plan=plan) for plan in plans))
        return [reader.choices(item.name, self._shown) for reader in readers]

    def _is_about_the_other(self, item: FieldDescription) -> bool:
        """An enterprise or project that is not asked for, since the record is about the other one already."""
        other = {"enterprise": "project", "project": "enterprise"}.get(item.name, "")
        return bool(self._old is None and self._given.get(other) and not self._shown.get(item.name))

    def _editor(self, item: FieldDescription, choices: Mapping[str, str]) -> Editor:
        if kinds_named(item) or item.shown.plan:
            if item.type == "list":
                return "names"
            # What differs from plan to plan is found by typing: which one it is may not be known yet.
            alike = all(known == choices for known in self._lists(item))
            few = choices and alike and len(choices) <= MOST_CHOICES and item.shown.plan not in NARROWED
            return "choice" if few else "name"
        if choices:
            return "choice"
        return "note" if item.shown.tall else "line"

    def _beginning(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a new record before anything is typed: today, whoever enters it, what the plan leaves no choice
        of, what the place before says."""
        desk, kind = self._desk, self._kind
        values = beginning(kind, {}, desk, self._today)
        for item in describe(kind):
            choices = self.reader.choices(item.name, values) if item.shown.plan else {}
            if item.default is not None and item.type != "list" and (not choices or item.default in choices):
                values.setdefault(item.name, item.default)
            elif item.required and len(choices) == 1 and item.type != "list":
                values.setdefault(item.name, next(iter(choices)))
            if item.required and item.type == "date" and item.name not in STILL_TO_COME:
                values.setdefault(item.name, self._today.isoformat())
        if kind in ME and desk.me:
            values[ME[kind]] = [desk.me] if kind == "visit" else desk.me
        if kind == "meeting":
            values["held_as"] = self._meetings_of_today()
        about = {name: value for name, value in given.items() if field(kind, name)}
        if "project" in about:
            # A project is said to be whose it is by itself.
            about.pop("enterprise", None)
        return {**values, **about}

    def _meetings_of_today(self) -> list[dict[str, Any]]:
        """The kind of meeting that is held on this day of the week, where there is only one, with its next number."""
        weekday = self._today.isoweekday()
        kinds = [kind.code for kind in self.reader.plan.meeting_kinds if kind.weekday == weekday]
        return numbered([{"type": kinds[0]}], self._desk, self.reader.plan, self._today) if len(kinds) == 1 else []

    # What is typed

    def fitting(self, name: str, text: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """(what to put into the field, what to say about it) of what fits a text, best first."""
        item = self.reader.item(name)
        kinds = kinds_named(item)
        if kinds:
            return fitting_names(kinds, text, self._desk, MOST_NAMES) if text.strip() else []
        choices = self._reader_for(values).choices(name, self._others(values))
        return [(word, "") for _code, word in fitting_words({**self._usual(name, values), **choices}, text)]

    def ending(self, text: str) -> str:
        """What is likely to follow a text that is being written."""
        return self._desk.phrases.ending(text)

    def _reader_for(self, values: Mapping[str, str]) -> Reader:
        """Reads by the plan that follows from what is typed; a record that is there keeps its own."""
        row = self._old.seen_row or {} if self._old else {}
        plan = self._desk.plan_for(self._kind, {**row, **self._leading(values)})
        return replace(self.reader, plan=plan)

    def _leading(self, values: Mapping[str, str]) -> dict[str, Any]:
        """What is typed of that which says under which plan the record is made."""
        said = {name: values[name] for name in LEADING if name in self._begun and values.get(name, "").strip()}
        return {name: text if name == "plan" else self.reader.value(name, text)[0] for name, text in said.items()}

    def _others(self, values: Mapping[str, str]) -> Row:
        """What of the other fields says which choices there are."""
        names = [name for name in ("type", "project") if name in values]
        reader = self._reader_for(values)
        return {name: reader.value(name, values[name])[0] for name in names}

    def _usual(self, name: str, values: Mapping[str, str]) -> Mapping[str, str]:
        """The milestones that a project of its kind usually has, which are offered before all others."""
        if self.reader.item(name).shown.plan != "milestone_kinds" or not values.get("project"):
            return {}
        project = self._desk.ledger.row("project", self.reader.value("project", values["project"])[0] or "") or {}
        return self._reader_for(values).plan.choices(f"milestones.{project.get('type', '')}")

    def understood(self, name: str, values: Mapping[str, str]) -> str:
        """What the text of a field comes to; "" where nothing needs to be said."""
        if name == "held_as":
            return self._held_in_words(values)
        if name == "plan":
            return plan_words(self._desk, self._kind, self._leading(values))
        return self.reader.understood(name, values.get(name, ""))

    def _held_in_words(self, values: Mapping[str, str]) -> str:
        """What the meeting is called, with the numbers that follow where none was typed."""
        reader = self._reader_for(values)
        held, _sentence = reader.value("held_as", values.get("held_as", ""))
        day = self.reader.day("date", values.get("date", "")) or self._today
        plan = reader.plan
        known = plan.meetings
        if not held or any(not isinstance(item, dict) or item["type"] not in known for item in held):
            return ""
        numbers = numbered(held, self._desk, plan, day, self._old.id if self._old else "")
        return f"→ {plan.meeting_title({item['type']: item.get('number') for item in numbers})}"

    # What it comes to

    def changed(self, values: Mapping[str, str]) -> dict[str, str]:
        """What no longer says what the form began with."""
        return {name: text for name, text in values.items() if text.strip() != self._begun.get(name, "").strip()}

    def begun_with(self, name: str) -> str:
        return self._begun.get(name, "")

    def entry(self, values: Mapping[str, str], identifier: str = "") -> Entry:
        """The record from the form's texts, or what is wrong; a new one gets `identifier` as its id."""
        sentence = self._gone or refusal(self._desk, self._kind)
        if sentence:
            return Entry((), {"": sentence})
        typed = {name: text for name, text in values.items() if name in self._begun}
        read, wrong = self._read(typed if self._old is None else self.changed(typed), typed)
        if wrong:
            return Entry((), {**self._wrong_as_well(read), **wrong})
        try:
            record = self._new(read, identifier) if self._old is None else self._edited(self._old, read)
        except ValidationError as error:
            return Entry((), dict(sentences(error)))
        wrong = self._troubles(record, read)
        return Entry((), wrong) if wrong else Entry((record,), {})

    def _read(self, typed: Mapping[str, str], values: Mapping[str, str]) -> tuple[dict[str, Any], Troubles]:
        """What was typed means, by the plan and the choices that all `values` of the form lead to."""
        read: dict[str, Any] = {}
        wrong: Troubles = {}
        reader, others = self._reader_for(values), self._others(values)
        for name, text in typed.items():
            if name == "plan":
                read[name], sentence = plan_meant(text, self._desk) if text else (None, "")
            else:
                read[name], sentence = reader.value(name, text, others)
            if sentence:
                wrong[name] = sentence
        return read, wrong

    def _wrong_as_well(self, read: Mapping[str, Any]) -> Troubles:
        """What is wrong beside the texts that mean nothing, so that one is not sent from field to field."""
        try:
            record_class(self._kind).model_validate({name: value for name, value in read.items() if value is not None})
        except ValidationError as error:
            return {name: said for name, said in sentences(error) if name in read and read[name] is not None}
        return {}

    def _new(self, read: Mapping[str, Any], identifier: str) -> Record:
        said = {name: value for name, value in read.items() if value not in (None, [])}
        values = beginning(self._kind, said, self._desk, self._today)
        if identifier:
            values["id"] = identifier
        return complete(record_class(self._kind).model_validate(values), self._desk)

    def _edited(self, old: Record, read: Mapping[str, Any]) -> Record:
        changes = {name: self._emptied(name) if value is None else value for name, value in read.items()}
        if "held_as" in changes and "title" not in changes and self._is_titled_by_number(old):
            changes["title"] = None
        return complete(old.amended(**changes), self._desk) if changes else old

    def _emptied(self, name: str) -> Any:
        """What a field says that was emptied."""
        item = self.reader.item(name)
        return [] if item.type == "list" else item.default

    def _is_titled_by_number(self, old: Record) -> bool:
        row = old.fields()
        return bool(row.get("title") == meeting_title(row.get("held_as", []), self._desk, row))

    def _troubles(self, record: Record, read: Mapping[str, Any]) -> Troubles:
        """What is wrong with the record, but for what was wrong before an edit that did not touch it."""
        wrong = troubles(record, self._desk, self._today)
        if self._old is None or not wrong:
            return wrong
        try:
            before = troubles(type(record).model_validate(self._old.model_dump()), self._desk, self._today)
        except ValidationError:
            before = {}
        return {name: said for name, said in wrong.items() if name in read or before.get(name) != said}
