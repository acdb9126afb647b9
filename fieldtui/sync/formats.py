"""The JSON Schemas of all public formats, made from the models; `python -m fieldtui.sync.formats` writes them anew.

Records, the manifest, drafts, the streams' positions and a problem's standing are described by their own classes. What
the program keeps as plain mappings (lines of the log, rows of the view) has a small model here; what travels has one in
`travelling`.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from fieldtui import help as manual
from fieldtui.ledger import log, view_file
from fieldtui.ledger.canonical import SAFE_INTEGER
from fieldtui.ledger.drafts import Draft
from fieldtui.ledger.streams import Partner, Position
from fieldtui.ledger.view import CHAINS, CONFLICTS, HEADS, INCOMPLETE, PURGED
from fieldtui.model.kinds import describe, kind_names, record_class
from fieldtui.model.record import Record
from fieldtui.model.records.enterprise import CreditCode
from fieldtui.model.text import Code, Id, Line, Note, PlanText
from fieldtui.sync.described import (
    Count,
    Described,
    Digest,
    DigestOrNone,
    DocumentId,
    FieldName,
    Fields,
    KindName,
    PartnerName,
    Salt,
    Sha256,
    Tick,
)
from fieldtui.sync.travelling import TRAVELLING, FirstLine
from fieldtui.work.desk import STAGE, STANDING
from fieldtui.work.known_plans import PLANS
from fieldtui.work.life import Standing
from fieldtui.work.stages import Stage

FOLDER = Path(manual.__file__).parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORD = "record-"
"""What the name of a record's schema begins with; its kind follows."""

TEXTS = {
    get_args(text)[1].func: name
    for name, text in {"line": Line, "note": Note, "code": Code, "credit-code": CreditCode, "plan": PlanText}.items()
}
"""How each kind of text is kept, by the function that brings what was typed into that form."""


class Header(Described):
    """What identifies a change, beside the hashes of its fields' words."""

    device: Digest
    seq: Annotated[int, Field(ge=1, le=SAFE_INTEGER)]
    prev: DigestOrNone
    tick: Tick
    at: Count
    by: Id
    kind: KindName
    of: Id
    over: list[Digest]


class WordedChange(Header):
    """A change with all its words: the fields it sets; null empties a field."""

    salt: Salt
    set: Fields


class ErasedChange(Header):
    """A change without the words of some fields: their hashes are left, and the salts of the fields in `set`."""

    salts: dict[FieldName, Digest]
    set: Fields
    erased: Annotated[dict[FieldName, Digest], Field(min_length=1)]


class Fact(Described):
    """Something learnt about the stream to or from a partner: "office", or the id of a laptop's device."""

    partner: PartnerName


class ReceivedFact(Fact):
    """A bundle was taken in, so that the partner's stream is held up to here."""

    fact: Literal["received"]
    upto: Position
    bundle_at: Count


class ConfirmedFact(Fact):
    """The partner said that it holds our stream up to here; `receipt_at` is when, where a receipt alone said so."""

    fact: Literal["confirmed"]
    upto: Position
    receipt_at: Count | None = None


class QueuedFact(Fact):
    """The office's stream to a device grew by these changes."""

    fact: Literal["queued"]
    changes: list[Digest]


class SentFact(Fact):
    """A bundle was written."""

    fact: Literal["sent"]
    upto: Position
    file: str


class AnewFact(Fact):
    """This workspace became a new device, so that all streams to and from the partner begin again."""

    fact: Literal["anew"]


class PurgedFact(Fact):
    """The words of these records were taken out of this log; a change of theirs further on has them again."""

    fact: Literal["purged"]
    records: list[Id]


KNOWN_FACTS = ("received", "confirmed", "queued", "sent", "anew", "purged")


class NewerFact(BaseModel):
    """A fact of a newer version, which is kept and passed over."""

    model_config = ConfigDict(extra="allow", regex_engine="python-re")
    fact: Annotated[str, Field(pattern=f"^(?!({'|'.join(KNOWN_FACTS)})$)")]


class AnyCommit(Described):
    """What all lines of the log have."""

    at: Count
    changes: list[WordedChange | ErasedChange]
    stream: list[ReceivedFact | ConfirmedFact | QueuedFact | SentFact | AnewFact | PurgedFact | NewerFact] | None = None
    sum: Digest


class Commit(AnyCommit):
    """A line of the log; `ids` are those of its changes, in the same order."""

    v: Annotated[int, Field(json_schema_extra={"const": log.FORMAT})]
    ids: list[Digest]


class FirstCommit(AnyCommit):
    """A line of a log of format 1, which is still read."""

    v: Literal[1]


class Origin(Described):
    """When and where a change was made, and by whom."""

    tick: Tick
    at: Count
    device: Digest
    by: Id


class Made(Origin):
    """Who made a record, when and where: its least change."""

    id: Digest


class HeadEntry(Origin):
    """A change that stands for some fields; `lost` has the values of it that are not shown.

    Where a deletion stands, `over` names those of the record's other heads that the change names.
    """

    fields: list[FieldName]
    lost: Fields | None = None
    over: list[Digest] | None = None


class HeadsRow(Described):
    """The heads of one record, by the id of the change."""

    id: Id
    kind: KindName
    made: Made
    heads: dict[Digest, HeadEntry]


class ChainsRow(Described):
    """How far the chain of a device's changes is known; of two under one number the greater (`tick`, `id`)."""

    device: Digest
    seq: Annotated[int, Field(ge=1, le=SAFE_INTEGER)]
    id: Digest
    tick: Tick


class ConflictsRow(Described):
    """A record on which people disagree, and the fields in question; `deleted` also for a deletion beside an edit."""

    id: Id
    kind: KindName
    fields: Annotated[list[FieldName], Field(min_length=1)]


class IncompleteRow(BaseModel):
    """A record of any kind that lacks a field which its kind requires; `heads` names the kind."""

    model_config = ConfigDict(extra="allow")
    id: Id


class PurgedRow(Described):
    """A record whose words were purged here."""

    id: Id
    kind: KindName


class PlansRow(Described):
    """A plan that can be read, beside its record: who put it in use, the words of its flows and categories by code.

    `cadences`: a visit to those of a category every so many days; `milestones`: the usual order by kind of project;
    `rounding`: that of its figures.
    `made` is [tick, at, device, change], by which plans that are in use from one day are ordered.
    """

    id: Id
    name: Line
    title: Line
    version: Digest
    start: date
    end: date | None = None
    main: bool
    made: tuple[Tick, Count, Digest, Digest]
    states: dict[Code, Line]
    steps: dict[Code, Line]
    categories: dict[Code, Line]
    cadences: dict[Code, Count]
    milestone_kinds: dict[Code, Line]
    milestones: dict[Code, list[Code]]
    rounding: dict[Code, Any]
    starts: date | None = None


class MarkFile(Described):
    """The one line of the file beside the view: by which rules that was made, and how far it has read the log.

    `last` and `at` are sum and time of the commit that ends at `end`.
    """

    v: Annotated[int, Field(json_schema_extra={"const": view_file.FORMAT})]
    rules: Digest
    view: Sha256
    tables: dict[str, tuple[Count, Count]]
    end: Count
    last: DigestOrNone
    at: Count
    partners: dict[PartnerName, Partner]
    sum: Digest


class DraftsFile(Described):
    """The TinyDB file of half-typed forms."""

    drafts: dict[DocumentId, Draft] | None = None


class FormatSchema(GenerateJsonSchema):
    """Schemas of what is written: what is empty is left out rather than null, and records tell more of their fields."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default", ...) not in (None, []):
            return made
        del made["default"]
        kinds = [kind for kind in made.get("anyOf", ()) if kind != {"type": "null"}]
        if len(kinds) == 1:
            del made["anyOf"]
            made.update(kinds[0])
        return made

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        made = super().function_before_schema(schema)
        text = TEXTS.get(schema["function"]["function"])
        return {**made, "x-text": text} if text else made

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        cls = schema["cls"]
        return _record(made, cls) if issubclass(cls, Record) else made

    def field_is_required(self, field: Any, total: bool) -> bool:
        # Dataclasses are written whole, whatever they begin with.
        return field["type"] == "dataclass-field" or super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles made from names: they say nothing more."""
        return False


def _record(made: JsonSchemaValue, cls: type[Record]) -> JsonSchemaValue:
    properties: dict[str, Any] = {name: dict(about) for name, about in made["properties"].items()}
    for item in describe(cls.kind):
        about = properties[item.name]
        about["title"] = item.shown.label
        if item.shown.choices:
            about["enum"] = list(item.shown.choices)
        # Keywords of ours begin with x-, which validators pass over.
        marks = {"x-refers": item.shown.refers, "x-plan": item.shown.plan, "x-personal": item.shown.personal}
        about.update({name: mark for name, mark in marks.items() if mark})
    for name, field in cls.model_fields.items():
        # Pydantic checks a pattern beside a function of ours in a step of its own, which its schema leaves out.
        pattern = next((mark.pattern for mark in field.metadata if hasattr(mark, "pattern")), None)
        if pattern:
            properties[name]["pattern"] = pattern
    return {**made, "properties": properties, "required": ["id", *made["required"]]}


def _standing_row() -> type[BaseModel]:
    """Where a problem stands, as the view keeps it: `Standing`, with the ids of the steps that took no effect."""
    hints = get_type_hints(Standing)
    kept: dict[str, Any] = {item.name: (hints[item.name], item.default) for item in fields(Standing)}
    kept["state"] = (str, ...)
    kept["ineffective"] = (list[Id], [])
    return create_model("StandingRow", __base__=Described, id=(Id, ...), **kept)


def _stage_row() -> type[BaseModel]:
    """Where another record stands, as the view keeps it: `Stage`, with its kind; what it reached when, by state."""
    hints = get_type_hints(Stage)
    kept: dict[str, Any] = {item.name: (hints[item.name], item.default) for item in fields(Stage)}
    kept["state"] = (str, ...)
    kept["reached"] = (dict[str, date | None], ...)
    kept["ineffective"] = (list[Id], [])
    return create_model("StageRow", __base__=Described, id=(Id, ...), kind=(KindName, ...), **kept)


def _view() -> type[BaseModel]:
    """All tables of the view. One that is empty is left out; those of newer kinds are passed over."""
    rows: dict[str, Any] = {kind: record_class(kind) for kind in kind_names()}
    rows |= {HEADS: HeadsRow, CHAINS: ChainsRow, INCOMPLETE: IncompleteRow, CONFLICTS: ConflictsRow, PURGED: PurgedRow}
    rows[STANDING] = _standing_row()
    rows[STAGE] = _stage_row()
    rows[PLANS] = PlansRow
    table: Any = dict
    tables: dict[str, Any] = {name: (table[DocumentId, row] | None, None) for name, row in rows.items()}
    return create_model("View", __config__=ConfigDict(extra="allow"), **tables)


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each format by name: change, commit, view, mark, drafts, what travels, record-KIND."""
    described: dict[str, Any] = {
        "change": WordedChange | ErasedChange,
        "commit": Commit | FirstCommit,
        "view": _view(),
        "mark": MarkFile,
        "drafts": DraftsFile,
        "bundle-line": FirstLine | WordedChange | ErasedChange,
        **TRAVELLING,
        **{RECORD + kind: record_class(kind) for kind in kind_names()},
    }
    return {name: _schema(name, model) for name, model in described.items()}


def _schema(name: str, model: Any) -> dict[str, Any]:
    made = TypeAdapter(model).json_schema(schema_generator=FormatSchema, by_alias=True)
    made.pop("title", None)
    return {"$schema": DIALECT, "$id": f"urn:fieldtui:format:{log.FORMAT}:{name}", "title": f"fieldtui: {name}", **made}


def schema_text(schema: Mapping[str, Any]) -> str:
    """A schema as it lies in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> None:
    """Write all schemas into `folder`; a file of a format that is no more is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {f"{name}.json": schema_text(schema) for name, schema in schemas().items()}
    for path in folder.glob("*.json"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas(FOLDER)
