"""Putting a plan, or a new version of one, in use."""

from datetime import date

from fieldtui.model.plan import read_plan
from fieldtui.model.records.plan import PlanVersion
from fieldtui.model.text import plan_text


def version_in_use(text: str, start: date, *, main: bool = True) -> PlanVersion:
    """The record of a plan, given by its whole text, that is in use from a day on. PlanError when it can't be read."""
    kept = plan_text(text)
    plan = read_plan(kept)
    return PlanVersion(name=plan.name, title=plan.title, version=plan.version, text=kept, start=start, main=main)
