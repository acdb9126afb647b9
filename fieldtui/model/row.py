"""A record as it lies in the view; in a file of its own, so that whoever only reads rows does without pydantic."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]
"""JSON values by field name, `id` among them; never changed in place."""
