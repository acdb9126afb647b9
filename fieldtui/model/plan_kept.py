"""A plan as a record keeps it: read once, and never in the way when it can't be read."""

from functools import lru_cache

from fieldtui.locale import _
from fieldtui.model.plan import Plan
from fieldtui.model.plan_check import examine
from fieldtui.model.row import Row


def kept_plan(row: Row) -> Plan | None:
    """The plan of a record of the kind `plan`; None when this program can't read it, or it is not what it says."""
    plan = _read(row["text"])
    return plan if plan and (plan.name, plan.version) == (row["name"], row["version"]) else None


def why_not(row: Row) -> str:
    """Why a plan can't be used, in one sentence; "" when it can."""
    if kept_plan(row):
        return ""
    examined = examine(row["text"], "", _no_other)
    if isinstance(examined, Plan):
        return _("Its name or its version is not that of its text.")
    return examined[0].in_one_text


@lru_cache(maxsize=64)
def _read(text: str) -> Plan | None:
    examined = examine(text, "", _no_other)
    return examined if isinstance(examined, Plan) else None


def _no_other(name: str) -> str:
    """What a record keeps needs no base: with one it would say something else wherever the base does."""
    raise KeyError(name)
