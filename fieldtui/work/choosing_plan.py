"""Under which plan a new record is made, and whose codes it may use."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fieldtui.ledger.view import document_id
from fieldtui.model.row import Row
from fieldtui.model.text import is_id

if TYPE_CHECKING:  # these know pydantic, which the first paint does without
    from fieldtui.model.plan import Plan
    from fieldtui.work.desk import Desk

OWNED = (
    *("visit", "problem", "inclusion", "outcome", "meeting", "frozen_figures"),
    *("project", "lead", "idea", "policy", "task"),
)
"""Kinds whose records say under which plan, and which version of it, they were made."""

PARTS_OF = {
    "milestone": ("project",),
    "follow_up": ("problem", "about", "visit"),
    "pairing": ("project",),
    "figures": ("project",),
}
"""Kinds whose records live by the plan of the one that they are a part of, in its version."""

OF_ENTERPRISES_TOO = ("pairing", "figures")
"""Of these, kinds whose records stand above the plans when they are about an enterprise."""

FOLLOWS = ("visit", "problem", "project", "meeting")
"""What a new record may come of, and then goes by that one's plan: the fields that name it, the closest first."""


def plan_for(desk: "Desk", kind: str, values: Mapping[str, Any]) -> "Plan":
    """The plan that a new record is made under, or that an existing one was made under when `values` has its own.

    One that is named, else that of what it is a part of or comes of, else the one plan in use in which its enterprise
    is, else the main plan.
    """
    named = values.get("plan")
    if isinstance(named, str):
        named = {"name": named}
    if named:
        in_use = next((plan for plan in desk.plans if plan.name == named.get("name")), None)
        # Without a version it is the one that is in use.
        return in_use if in_use and not named.get("version") else desk.plan_of({"plan": named})
    for name in PARTS_OF.get(kind, ()):
        whole = _row(desk, values.get(name))
        if whole is not None:
            return desk.plan_of(whole)
    by_name = {plan.name: plan for plan in desk.plans}
    if kind in OWNED:
        for name in FOLLOWS:
            # In the version that is in use now, whatever the version of what it comes of.
            before = (_row(desk, values.get(name)) or {}).get("plan") or {}
            if before.get("name") in by_name:
                return by_name[before["name"]]
    if len(by_name) > 1 and kind != "inclusion" and values.get("enterprise"):
        inside = included_in(desk, values["enterprise"]) & by_name.keys()
        if len(inside) == 1:
            return by_name[inside.pop()]
    return desk.plan


def plans_for(desk: "Desk", kind: str, values: Mapping[str, Any]) -> "tuple[Plan, ...]":
    """The plans whose codes a record may use: its own; of what stands above the plans, all in use, the main one first.

    An enterprise is in several plans at once, and so are those who answer for it.
    """
    return (plan_for(desk, kind, values),) if lives_by_one(kind, values) else desk.plans


def lives_by_one(kind: str, values: Mapping[str, Any]) -> bool:
    """Whether a record with these values may use the codes of one plan alone."""
    if kind in OF_ENTERPRISES_TOO:
        return bool(values.get("project"))
    return kind in OWNED or kind in PARTS_OF


def titles_of_plans(desk: "Desk") -> dict[str, str]:
    """Name → title of the plans that a new record may be made under; empty with one in use, which leaves no choice."""
    return {plan.name: plan.title for plan in desk.plans} if len(desk.plans) > 1 else {}


def plan_words(desk: "Desk", kind: str, values: Mapping[str, Any]) -> str:
    """Which plan follows from the values of a new record; "" where one is named."""
    return "" if values.get("plan") else f"→ {plan_for(desk, kind, values).title}"


def included_in(desk: "Desk", enterprise: str) -> set[str]:
    """The names of the plans in which an enterprise is today."""
    day = desk.day.isoformat()
    return {
        (row.get("plan") or {"name": desk.plan.name})["name"]
        for row in desk.ledger.referring("inclusion", "enterprise", enterprise)
        if row["start"] <= day <= row.get("end", day)
    }


def _row(desk: "Desk", record: Any) -> Row | None:
    """A record of whatever kind by its id, deleted or not; None when it is none, or is not known here."""
    kind = desk.ledger.kind_of(record) if is_id(record) else None
    return desk.ledger.view.row(kind, document_id(record)) if kind else None
