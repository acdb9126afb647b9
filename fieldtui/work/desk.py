"""A desk: a workspace's ledger, opened together with the county's plan, so that rules and records meet."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Self

from fieldtui.ledger.ledger import Derived, Ledger, Touched
from fieldtui.ledger.view import HEADS, View, document_id
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.plans import names as plan_names

if TYPE_CHECKING:  # these know pydantic, which the first paint does without
    from fieldtui.model.plan import Plan
    from fieldtui.model.record import PlanReference
    from fieldtui.work.calendar import Calendar
    from fieldtui.work.life import Standing, Step
    from fieldtui.work.naming import NameIndex
    from fieldtui.work.quick_words import Vocabulary
    from fieldtui.work.stages import Stage

DEFAULT_PLAN = "six-must-visits"

STANDING = "standing"
"""The view's table of where each problem stands: a row a problem, made by `life.standing_row`."""

STAGE = "stage"
"""The view's table of where other records stand: a row a record with its kind, made by `stages.stage_row`."""

LIVING = ("project", "lead", "idea", "policy", "task")
"""Kinds beside problems that go through stages; their follow-ups name them in `about`."""


class Desk:
    """The ledger with what the rules need to know beside it. Close it, or use it in a `with`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._indexes: dict[str, NameIndex] = {}
        ledger.watch(self._forget)

    @classmethod
    def open_to_write(cls, workspace: Workspace) -> Self:
        return cls(Ledger.open_to_write(workspace, standings))

    @classmethod
    def open_to_read(cls, workspace: Workspace) -> Self:
        return cls(Ledger.open_to_read(workspace, standings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.ledger.close()

    @property
    def me(self) -> str:
        """The person who uses this workspace, or ""."""
        return self.ledger.workspace.person

    @property
    def plan(self) -> "Plan":
        return plan_named(self.ledger.workspace.plan)

    @cached_property
    def plan_reference(self) -> "PlanReference":
        from fieldtui import plans
        from fieldtui.model.plan import version_of
        from fieldtui.model.record import PlanReference

        return PlanReference(name=self.plan.name, version=version_of(plans.read_bytes(self.ledger.workspace.plan)))

    @property
    def calendar(self) -> "Calendar":
        return calendar_of(self.ledger.workspace.plan)

    @cached_property
    def vocabulary(self) -> "Vocabulary":
        """The words of quick entry: the plan's types, and departments known here or named by the plan."""
        from fieldtui.work.naming import initials
        from fieldtui.work.quick_words import Vocabulary

        known = {
            row["name"]: row.get("initials") or initials(row["name"])
            for row in self.ledger.rows("unit")
            if row.get("type", "department") == "department"
        }
        missing = [name for name in self.plan.departments if name not in known]
        return Vocabulary(
            types={item.code: (item.name, *item.aliases) for item in self.plan.problem_types},
            departments={**known, **{name: initials(name) for name in missing}},
            leads={item.code: item.departments for item in self.plan.problem_types},
            enterprises=lambda text: self.index("enterprise").find(text),
            add_working_days=self.calendar.add_working_days,
        )

    def index(self, kind: str) -> "NameIndex":
        """The names of a kind (enterprise, person, unit), to be found while typing; made when first asked for."""
        from fieldtui.work.naming import Entry, NameIndex

        if kind not in self._indexes:
            self._indexes[kind] = NameIndex(
                Entry(row["id"], row["name"], row.get("initials", ""), row.get("uscc", ""))
                for row in self.ledger.rows(kind)
            )
        return self._indexes[kind]

    def plan_of(self, row: Row) -> "Plan":
        """The plan that a record is judged by: the one that it was made under."""
        return plan_of(row)

    def words(self, of: str, row: Row | None = None) -> Mapping[str, str]:
        """Code → word of the steps or states of a record's plan, or (without a record) of the plan in use.

        They are read without checking the plan, which takes pydantic.
        """
        return flow_words(plan_name_of(row) if row is not None else self.ledger.workspace.plan)[of]

    def name(self, kind: str, record: str | None) -> str:
        """The name of a record, or "" when it is not known here."""
        row = self.ledger.row(kind, record) if record else None
        return (row.get("name") or row.get("title") or "") if row else ""

    def my_role(self) -> str:
        """The role in which steps are entered here: the office's clerk, or the cadre."""
        return "clerk" if self.ledger.workspace.role == "office" else "cadre"

    def steps(self, record: str) -> "list[Step]":
        """The steps of a problem or another record that goes through stages, in no particular order."""
        return steps_of(self.ledger.view, record, "problem" if self.ledger.kind_of(record) == "problem" else "about")

    def standing(self, problem: Row) -> "Standing":
        """Where a problem stands, folded from its steps."""
        return standing_of(self.ledger.view, problem)

    def stage(self, kind: str, row: Row) -> "Stage | None":
        """Where a project, lead, idea, policy or task stands; None when its plan knows no stages for it."""
        return stage_of(self.ledger.view, kind, row)

    def _forget(self, touched: Touched) -> None:
        kinds = {kind for kind, _record in touched}
        for kind in kinds & self._indexes.keys():
            del self._indexes[kind]
        if "unit" in kinds:
            self.__dict__.pop("vocabulary", None)


@cache
def plan_named(name: str) -> "Plan":
    """A shipped plan, read once."""
    from fieldtui import plans
    from fieldtui.model.plan import read_plan

    return read_plan(plans.read_text(name))


@cache
def flow_words(name: str) -> dict[str, dict[str, str]]:
    """Code → word of the states and steps of all flows of a plan, read without checking it, which takes pydantic."""
    import tomllib

    from fieldtui import plans

    plan = tomllib.loads(plans.read_text(name))
    states: dict[str, str] = {}
    steps: dict[str, str] = {}
    for flow in (plan["flow"], *plan.get("flows", {}).values()):
        # Of several rows of one step the first without conditions gives its word.
        for row in sorted(flow["steps"], key=lambda row: "when" in row):
            steps.setdefault(row["step"], row["name"])
        for state in flow["states"]:
            states.setdefault(state["code"], state["name"])
    return {"states": states, "steps": steps}


def plan_of(row: Row) -> "Plan":
    """The plan that a record is judged by: the one that it was made under, when this program has it."""
    return plan_named(plan_name_of(row))


def plan_name_of(row: Row) -> str:
    """The name of the plan that a record was made under, when this program has it."""
    name = (row.get("plan") or {}).get("name")
    return name if name in plan_names() else DEFAULT_PLAN


@cache
def calendar_of(name: str) -> "Calendar":
    """The working days of a plan's county."""
    from fieldtui.work.calendar import Calendar

    return Calendar(plan_named(name).calendar)


def steps_of(view: View, record: str, name: str = "problem") -> "list[Step]":
    """The steps that name a record in the field `name`, with their order, in no particular order."""
    from fieldtui.work.life import Step

    found = []
    for row in view.referring("follow_up", name, record):
        made = (view.row(HEADS, document_id(row["id"])) or {})["made"]
        days = (row.get("on", ""), local_time(made["at"]).date().isoformat())
        found.append(Step(row, (made["tick"], made["at"], made["device"]), roles_of(view, made["by"], days)))
    return found


def roles_of(view: View, person: str, days: Iterable[str]) -> frozenset[str]:
    """The roles that a person held by appointment on any of these days (ISO dates)."""
    return frozenset(
        row["role"]
        for row in view.referring("appointment", "person", person)
        if not row.get("deleted") and any(row["start"] <= day <= row.get("end", "9999-12-31") for day in days)
    )


def standing_of(view: View, problem: Row) -> "Standing":
    """Where a problem stands, by the steps in a view."""
    from fieldtui.work.life import fold

    plan = plan_of(problem)
    return fold(problem, steps_of(view, problem["id"]), plan, calendar_of(plan.name))


def stage_of(view: View, kind: str, row: Row) -> "Stage | None":
    """Where a record other than a problem stands, by the steps in a view."""
    from fieldtui.work.stages import fold

    return fold(kind, row, steps_of(view, row["id"], "about"), plan_of(row))


def standings(view: View, touched: Touched) -> Derived:
    """Where each touched problem and other record stands, for the view to keep. Nothing in it depends on today."""
    problems = {record for kind, record in touched if kind == "problem"}
    others = {record for kind, record in touched if kind in LIVING}
    people: set[str] = set()
    for (kind, record), before in touched.items():
        if kind == "follow_up":
            step = view.row(kind, document_id(record)) or {}
            problems |= {step.get("problem", ""), before.get("problem", "")}
            others |= {step.get("about", ""), before.get("about", "")}
        if kind == "appointment":
            people |= _people_in(view, record, before)
    for step in _steps_by(view, people) if people else ():
        problems.add(step.get("problem", ""))
        others.add(step.get("about", ""))
    for problem in problems - {""}:
        row = view.row("problem", document_id(problem))
        yield STANDING, document_id(problem), _standing_row(view, row) if row is not None else None
    for record in others - {""}:
        yield STAGE, document_id(record), _stage_row(view, record)


def _people_in(view: View, appointment: str, before: Row) -> set[str]:
    """Whom an appointment names, and named before."""
    return {(view.row("appointment", document_id(appointment)) or {}).get("person", ""), before.get("person", "")}


def _steps_by(view: View, people: set[str]) -> list[Row]:
    """The steps that one of these people entered."""
    return [
        row for row in view.rows("follow_up") if (view.row(HEADS, document_id(row["id"])) or {})["made"]["by"] in people
    ]


def _standing_row(view: View, problem: Row) -> Row:
    from fieldtui.work.life import standing_row

    return {"id": problem["id"], **standing_row(standing_of(view, problem))}


def _stage_row(view: View, record: str) -> Row | None:
    """The stage of a record as the view keeps it; None when it is of no kind that has one, or has not arrived whole."""
    kind = (view.row(HEADS, document_id(record)) or {}).get("kind", "")
    row = view.row(kind, document_id(record)) if kind in LIVING else None
    stage = stage_of(view, kind, row) if row is not None else None
    if stage is None:
        return None
    from fieldtui.work.stages import stage_row

    return {"id": record, "kind": kind, **stage_row(stage)}
