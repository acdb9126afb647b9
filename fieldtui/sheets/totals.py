"""How many enterprises there are by category and place, against those that the plan expects: told, never refused."""

from collections import Counter
from dataclasses import dataclass, field

from fieldtui.locale import _
from fieldtui.model.plan import ExpectedTotal, Plan
from fieldtui.model.row import Row
from fieldtui.work.desk import Desk


@dataclass(slots=True)
class Counted:
    """What a list makes of enterprises and of their places in the plan, saved or not: id → row."""

    enterprises: dict[str, Row] = field(default_factory=dict)
    inclusions: dict[str, Row] = field(default_factory=dict)


def against_the_plan(desk: Desk, plan: Plan, counted: Counted) -> list[str]:
    """What differs from what the plan expects, by category and by place, and where the plan differs from itself."""
    included = _included(desk, plan, counted)
    told = []
    if differing := _by_category(plan, included):
        told.append(_("Other than the plan expects, by category: {differing}").format(differing="；".join(differing)))
    if differing := _by_place(plan, desk, counted, included):
        told.append(_("Other than the plan expects, by place: {differing}").format(differing="；".join(differing)))
    return [*told, *_in_itself(plan)]


def _included(desk: Desk, plan: Plan, counted: Counted) -> dict[str, str]:
    """Enterprise → category, of those that are in the plan and have not left it."""
    rows = {row["id"]: row for row in desk.ledger.rows("inclusion")} | counted.inclusions
    return {
        row["enterprise"]: row["category"]
        for row in rows.values()
        if not row.get("end") and (row.get("plan") or {}).get("name") == plan.name
    }


def _by_category(plan: Plan, included: dict[str, str]) -> list[str]:
    counts = Counter(included.values())
    told = [
        _differs(item.name, counts[item.code], item.expected)
        for item in plan.categories
        if item.expected is not None and counts[item.code] != item.expected
    ]
    if plan.expected_enterprises is not None and len(included) != plan.expected_enterprises:
        told.append(_differs(_("in all"), len(included), plan.expected_enterprises))
    return told


def _by_place(plan: Plan, desk: Desk, counted: Counted, included: dict[str, str]) -> list[str]:
    rows = {row["id"]: row for row in desk.ledger.rows("enterprise")} | counted.enterprises
    apart = {item.affiliation for item in plan.expected_totals if item.affiliation}
    counts: Counter[tuple[str, str]] = Counter()
    for enterprise in included:
        row = rows.get(enterprise, {})
        affiliation = row.get("affiliation")
        # Whoever is counted by affiliation is not counted at the place as well.
        counts[("affiliation", affiliation) if affiliation in apart else ("region", row.get("region", ""))] += 1
    return [
        _differs(_place(plan, item), found, item.count)
        for item in plan.expected_totals
        if (found := counts[_key(item)]) != item.count
    ]


def _in_itself(plan: Plan) -> list[str]:
    """Whether the plan's own numbers add up; they are as they were published, and stay so."""
    whole = plan.expected_enterprises
    places = sum(item.count for item in plan.expected_totals)
    if whole is None or not places or places == whole:
        return []
    return [
        _("The plan's own numbers by place add up to {places}, while it expects {whole} in all.").format(
            places=places, whole=whole
        )
    ]


def _key(item: ExpectedTotal) -> tuple[str, str]:
    return ("affiliation", item.affiliation) if item.affiliation else ("region", item.region or "")


def _place(plan: Plan, item: ExpectedTotal) -> str:
    return item.affiliation or plan.choices("regions").get(item.region or "", item.region or "")


def _differs(what: str, found: int, expected: int) -> str:
    return _("{what} {found} (expected {expected})").format(what=what, found=found, expected=expected)
