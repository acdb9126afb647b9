"""The JSON Schema of plans, for editors; `python -m fieldtui.model.plan_schema` writes it anew."""

import json
from pathlib import Path
from typing import Any

from fieldtui import help as manual
from fieldtui.model.plan import Plan
from fieldtui.plans.joining import BASE_NAME

# Beside the schemas of the formats, but not among them: those are made, and cleared away, together.
FILE = Path(manual.__file__).parent / "schemas" / "editor" / "plan.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALWAYS = ("name", "title")
"""What a plan says itself, whatever its base says."""


def plan_schema() -> dict[str, Any]:
    """The schema of a plan's file: a plan that names a base may leave out what the base says."""
    made = Plan.model_json_schema(by_alias=True)
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
