"""A record as it lies in the view; in a file of its own, so that whoever only reads rows does without pydantic."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]
"""JSON values by field name, `id` among them; never changed in place."""


def made_at(identifier: str) -> int:
    """When a record's id was given to it (UTC, milliseconds): the head of a UUID of version 7 (RFC 9562)."""
    return int(identifier[:8] + identifier[9:13], 16)
