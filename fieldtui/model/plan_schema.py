"""The JSON Schema of plans, for editors; `python -m fieldtui.model.plan_schema` writes it anew."""

import ast
import inspect
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from fieldtui import help as manual
from fieldtui.model.plan import Plan
from fieldtui.model.plan_part import PlanPart
from fieldtui.plans.joining import BASE_NAME

# Beside the schemas of the formats, but not among them: those are made, and cleared away, together.
FILE = Path(manual.__file__).parent / "schemas" / "editor" / "plan.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALWAYS = ("name", "title")
"""What a plan says itself, whatever its base says."""


class DescribedFields(GenerateJsonSchema):
    """Describes fields by the docstrings below them.

    Pydantic would do so itself (`use_attribute_docstrings`), but at each start: a tenth of a second for every command.
    """

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        fields = schema["cls"].model_fields
        for part in reversed(schema["cls"].__mro__):
            if issubclass(part, PlanPart):
                for name, words in _docstrings(part):
                    made["properties"][fields[name].alias or name]["description"] = words
        return made


def _docstrings(part: type[PlanPart]) -> Iterator[tuple[str, str]]:
    """(field, docstring) of the fields that stand in the body of a class."""
    (written,) = ast.parse(dedent(inspect.getsource(part))).body
    assert isinstance(written, ast.ClassDef)
    for field, below in pairwise(written.body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                yield name, inspect.cleandoc(words)


def plan_schema() -> dict[str, Any]:
    """The schema of a plan's file: a plan that names a base may leave out what the base says."""
    made = Plan.model_json_schema(by_alias=True, schema_generator=DescribedFields)
    needed = [name for name in made.pop("required") if name not in ALWAYS]
    made.pop("title", None)
    base = {
        "type": "string",
        "pattern": f"^{BASE_NAME.pattern}$",
        "description": "The base 底本: what the plan does not say itself is taken from there, entry by entry.",
    }
    made["properties"] = {"base": base, **made["properties"]}
    return {
        "$schema": DIALECT,
        "title": "fieldtui: plan",
        **made,
        "required": list(ALWAYS),
        "if": {"not": {"required": ["base"]}},
        "then": {"required": needed},
    }


def schema_text() -> str:
    """The schema as it lies in its file."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


def write_schema() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schema()
