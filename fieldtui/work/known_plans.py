"""The plans that are known here: those of the ledger, beside those that come with the program.

What the ledger's are is kept in a table of the view, so that words and names are there without reading a plan, which
takes pydantic. Only plans that can be read stand in it; one that can't is as good as not there.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from fieldtui.ledger.canonical import digest
from fieldtui.ledger.merge import made_rank
from fieldtui.ledger.view import HEADS, View, document_id
from fieldtui.model.row import Row
from fieldtui.plans import names as shipped_names
from fieldtui.plans import read_bytes, read_text

if TYPE_CHECKING:  # these know pydantic, which the first paint does without
    from fieldtui.model.plan import Plan

DEFAULT_PLAN = "six-must-visits"

PLAN = "plan"
PLANS = "plans"
"""The view's table of the plans that can be read: a row a record of the kind `plan`, made by `plan_row`."""

FOREVER = "9999-12-31"

Chosen = Row | str
"""A plan of the ledger, by its row in that table; or a shipped one, by its name."""

Reference = Mapping[str, Any] | None
"""The name and version of the plan that a record was made under, as its row has it."""


class KnownPlans:
    """The plans of a ledger. Which one a record was made under depends on no day, or its standing would, too.

    `beginning` is the shipped plan that is in use as long as the ledger holds none.
    """

    def __init__(self, rows: Iterable[Row], text_of: Callable[[str], str], beginning: str = DEFAULT_PLAN) -> None:
        self._rows = sorted(rows, key=_rank, reverse=True)
        self._by_version = {row["version"]: row for row in reversed(self._rows)}
        self._text_of = text_of
        self.beginning = beginning if beginning in shipped_names() else DEFAULT_PLAN
        self._in_use: dict[str, list[Chosen]] = {}
        self._read: dict[str, Plan] = {}

    @classmethod
    def of(cls, view: View, beginning: str = DEFAULT_PLAN) -> Self:
        """The plans in a view. `beginning` names the shipped one that is in use as long as the view holds none."""

        def text_of(record: str) -> str:
            return str((view.row(PLAN, document_id(record)) or {}).get("text", ""))

        return cls(view.rows(PLANS), text_of, beginning)

    @property
    def rows(self) -> list[Row]:
        """All versions that the ledger holds, the one put in use last first."""
        return self._rows

    def in_use(self, day: str) -> list[Chosen]:
        """The newest version of each plan that is in use on a day (ISO), the main one first.

        There is always one to go by: where none is in use, it is the one that was or will be the main one.
        """
        if day not in self._in_use:
            begun: dict[str, Row] = {}
            for row in self._rows:
                if row["start"] <= day:
                    begun.setdefault(row["name"], row)
            standing = [row for row in begun.values() if day < row.get("end", FOREVER)]
            standing.sort(key=lambda row: (row["main"], _rank(row)), reverse=True)
            self._in_use[day] = [*standing] or [*self._last()] or [self.beginning]
        return self._in_use[day]

    def is_exact(self, reference: Reference) -> bool:
        """Whether the very version that is named is known."""
        return self._exact(reference or {}) is not None

    def plan(self, reference: Reference) -> "Plan":
        """The plan by which a record is judged that was made under this one: this version, or else what is nearest.

        First the ledger's and then the shipped plan of this version; the newest that is known under its name; the main
        plan.
        """
        return self.read(self._chosen(reference or {}))

    def words(self, reference: Reference) -> Mapping[str, Mapping[str, str]]:
        """Code → word of the `states` and `steps` of that plan."""
        return self.words_of(self._chosen(reference or {}))

    def words_of(self, chosen: Chosen) -> Mapping[str, Mapping[str, str]]:
        return self.asked_first(chosen)

    def asked_first(self, chosen: Chosen) -> Row:
        """What the first screen asks of a plan: `states`, `steps`, `categories`, `milestone_kinds` (code → word),
        `cadences` (code → a visit every so many days), `milestones` (kind of project → codes in their usual order),
        `rounding`, and `starts` where it says that.
        """
        return shipped_first(chosen) if isinstance(chosen, str) else chosen

    def asked_first_of(self, reference: Reference) -> Row:
        """The same of the plan by which a record is judged."""
        return self.asked_first(self._chosen(reference or {}))

    def name_of(self, chosen: Chosen) -> str:
        return chosen if isinstance(chosen, str) else str(chosen["name"])

    def read(self, chosen: Chosen) -> "Plan":
        """The plan of a row of this table, or of the shipped plan that is named."""
        if isinstance(chosen, str):
            return plan_named(chosen)
        if chosen["id"] not in self._read:
            from fieldtui.model.plan_kept import kept_plan

            kept = kept_plan({**chosen, "text": self._text_of(chosen["id"])})
            self._read[chosen["id"]] = kept or plan_named(DEFAULT_PLAN)
        return self._read[chosen["id"]]

    def _exact(self, reference: Mapping[str, Any]) -> Chosen | None:
        name, version = reference.get("name"), reference.get("version")
        if version in self._by_version:
            return self._by_version[version]
        return name if name in shipped_names() and version == shipped_version(name) else None

    def _chosen(self, reference: Mapping[str, Any]) -> Chosen:
        exact = self._exact(reference)
        if exact is not None:
            return exact
        name = reference.get("name")
        for row in self._rows:
            if row["name"] == name:
                return row
        if name in shipped_names():
            return str(name)
        return next(iter(self._last()), DEFAULT_PLAN)

    def _last(self) -> list[Row]:
        """The main plan that was put in use last, whatever the day; none only when there is no plan at all."""
        return sorted(self._rows, key=lambda row: (row["main"], _rank(row)), reverse=True)[:1]


def _rank(row: Row) -> tuple[str, list[Any]]:
    """The order in which plans are put in use: by the day, and on one day in the order in which that was recorded."""
    return row["start"], row["made"]


def plan_row(view: View, record: str) -> Row | None:
    """What the view keeps of a plan beside its record; None when it is deleted, has not arrived whole or is unreadable.

    All that is asked of a plan before the first paint: what it is called, when it is in use, and its words.
    """
    row = view.row(PLAN, document_id(record))
    if row is None or row.get("deleted"):
        return None
    from fieldtui.model.plan_kept import kept_plan

    plan = kept_plan(row)
    if plan is None:
        return None
    made = list(made_rank((view.row(HEADS, document_id(record)) or {})["made"]))
    kept = {name: row[name] for name in ("id", "name", "title", "version", "start", "end") if name in row}
    words = {name: plan.choices(name) for name in ("states", "steps", "categories", "milestone_kinds")}
    cadences = {item.code: item.cadence_days for item in plan.categories if item.cadence_days}
    starts = {"starts": plan.starts.isoformat()} if plan.starts else {}
    milestones = {item.code: list(item.milestones) for item in plan.project_kinds}
    more = {"cadences": cadences, "milestones": milestones, "rounding": plan.rounding.model_dump(), **starts}
    return {**kept, "main": bool(row.get("main")), "made": made, **words, **more}


@cache
def plan_named(name: str) -> "Plan":
    """A shipped plan, read once."""
    from fieldtui.model.plan import read_plan

    return read_plan(read_text(name))


@cache
def shipped_version(name: str) -> str:
    """The version of a shipped plan."""
    return digest(read_bytes(name))


@cache
def shipped_first(name: str) -> Row:
    """What the first screen asks of a shipped plan (see `KnownPlans.asked_first`), read without checking it.

    Checking takes pydantic.
    """
    import tomllib

    plan = tomllib.loads(read_text(name))
    categories = plan.get("categories", ())
    found = {
        **_flow_words(plan),
        "categories": {item["code"]: item["name"] for item in categories},
        "cadences": {item["code"]: item["cadence_days"] for item in categories if item.get("cadence_days")},
        "milestone_kinds": {item["code"]: item["name"] for item in plan.get("milestone_kinds", ())},
        "milestones": {item["code"]: item.get("milestones", []) for item in plan.get("project_kinds", ())},
        "rounding": plan.get("rounding", {}),
    }
    return {**found, "starts": plan["starts"].isoformat()} if plan.get("starts") else found


def _flow_words(plan: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Code → word of the states and steps of all flows of a plan as it was written."""
    states: dict[str, str] = {}
    steps: dict[str, str] = {}
    for flow in (plan["flow"], *plan.get("flows", {}).values()):
        # Of several rows of one step the first without conditions gives its word.
        for row in sorted(flow["steps"], key=lambda row: "when" in row):
            steps.setdefault(row["step"], row["name"])
        for state in flow["states"]:
            states.setdefault(state["code"], state["name"])
    return {"states": states, "steps": steps}
