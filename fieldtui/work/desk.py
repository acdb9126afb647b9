"""A desk: a workspace's ledger, opened together with the county's plan, so that rules and records meet."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Self

from fieldtui.ledger.ledger import Derived, Ledger, Touched
from fieldtui.ledger.view import HEADS, View, document_id
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.county_time import local_time
from fieldtui.model.row import Row
from fieldtui.work.known_plans import PLAN, PLANS, KnownPlans, plan_row

if TYPE_CHECKING:  # these know pydantic, which the first paint does without
    from fieldtui.model.plan import Plan
    from fieldtui.model.plan_calendar import CalendarCorrections
    from fieldtui.model.record import PlanReference
    from fieldtui.work.calendar import Calendar
    from fieldtui.work.life import Standing, Step
    from fieldtui.work.naming import NameIndex
    from fieldtui.work.phrases import Phrases
    from fieldtui.work.quick_words import Vocabulary
    from fieldtui.work.stages import Stage

STANDING = "standing"
"""The view's table of where each problem stands: a row a problem, made by `life.standing_row`."""

STAGE = "stage"
"""The view's table of where other records stand: a row a record with its kind, made by `stages.stage_row`."""

LIVING = ("project", "lead", "idea", "policy", "task")
"""Kinds beside problems that go through stages; their follow-ups name them in `about`."""


FOLLOWED = ("problem", "about", "visit")
"""The fields by which a step says what it is a step of."""


def awaited(standing: Row) -> str:
    """The day (ISO) of the next answer to a problem or task, by a row of STANDING or STAGE: the enterprise's once there
    is a reply, else the department's; "" for none."""
    return str(standing.get("verification_due" if standing.get("replied_on") else "due", ""))


class Desk:
    """The ledger with what the rules need to know beside it. Close it, or use it in a `with`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._indexes: dict[str, NameIndex] = {}
        self._known_plans: KnownPlans | None = None
        self._vocabularies: dict[str, Vocabulary] = {}
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
    def day(self) -> date:
        """Today, by the clock with which the ledger stamps what is saved."""
        return local_time(self.ledger.clock()).date()

    @property
    def known_plans(self) -> KnownPlans:
        """The plans of the ledger, and the shipped ones."""
        if self._known_plans is None:
            self._known_plans = KnownPlans.of(self.ledger.view, self.ledger.workspace.plan)
        return self._known_plans

    @property
    def plan(self) -> "Plan":
        """The main plan in use."""
        return self.plans[0]

    @property
    def plans(self) -> "tuple[Plan, ...]":
        """All plans in use today, in the version that is in use, the main one first."""
        return tuple(map(self.known_plans.read, self.known_plans.in_use(self.day.isoformat())))

    def plan_of(self, row: Row) -> "Plan":
        """The plan that a record is judged by: the version that it was made under, or else what is nearest."""
        return self.known_plans.plan(row.get("plan"))

    def plan_for(self, kind: str, values: Mapping[str, Any]) -> "Plan":
        """The plan that a new record of a kind is made under, by its field values (ids, ISO dates)."""
        from fieldtui.work.choosing_plan import plan_for

        return plan_for(self, kind, values)

    def plan_reference_for(self, kind: str, values: Mapping[str, Any]) -> "PlanReference":
        """The plan of `plan_for`, as records name it."""
        return reference_to(self.plan_for(kind, values))

    @property
    def calendar(self) -> "Calendar":
        return calendar_of(self.plan)

    @property
    def vocabulary(self) -> "Vocabulary":
        """The words of quick entry by the main plan in use."""
        return self.vocabulary_of(self.plan)

    def vocabulary_of(self, plan: "Plan") -> "Vocabulary":
        """The words of quick entry: a plan's types, and departments known here or named by the plan."""
        if plan.version not in self._vocabularies:
            self._vocabularies[plan.version] = self._made_vocabulary(plan)
        return self._vocabularies[plan.version]

    def _made_vocabulary(self, plan: "Plan") -> "Vocabulary":
        from fieldtui.work.naming import initials
        from fieldtui.work.quick_words import Vocabulary

        known = {
            row["name"]: row.get("initials") or initials(row["name"])
            for row in self.ledger.rows("unit")
            if row.get("type", "department") == "department"
        }
        missing = [name for name in plan.departments if name not in known]
        return Vocabulary(
            types={item.code: (item.name, *item.aliases) for item in plan.problem_types},
            departments={**known, **{name: initials(name) for name in missing}},
            leads={item.code: item.departments for item in plan.problem_types},
            enterprises=lambda text: self.index("enterprise").find(text),
            add_working_days=calendar_of(plan).add_working_days,
        )

    @cached_property
    def phrases(self) -> "Phrases":
        """What is often written here; made when first asked for, and again after something was written."""
        from fieldtui.work.phrases import FIELDS, Phrases, texts_of

        return Phrases(texts_of({kind: self.ledger.rows(kind) for kind in FIELDS}))

    def index(self, kind: str) -> "NameIndex":
        """The names of a kind, to be found while typing; made when first asked for. What has none goes by its title,
        and without one by what it is about and its day."""
        from fieldtui.work.naming import Entry, NameIndex
        from fieldtui.work.record_words import title_of

        if kind not in self._indexes:
            self._indexes[kind] = NameIndex(
                Entry(row["id"], row.get("name") or title_of(self, row["id"]), row.get("initials", ""), _code(row))
                for row in self.ledger.rows(kind)
            )
        return self._indexes[kind]

    def words(self, of: str, row: Row | None = None) -> Mapping[str, str]:
        """Code → word of the steps or states of a record's plan, or (without a record) of the main plan in use.

        They are there without reading the plan, which takes pydantic.
        """
        known = self.known_plans
        chosen = known.in_use(self.day.isoformat())[0]
        return (known.words(row.get("plan")) if row is not None else known.words_of(chosen))[of]

    def code_word(self, of: str, code: str, row: Row | None = None) -> str:
        """The word for a code of a plan's list: by the record's own plan, else by one in use; else the code itself."""
        own = (self.plan_of(row),) if row and row.get("plan") else ()
        return next((word for plan in (*own, *self.plans) if (word := plan.choices(of).get(code))), code)

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
        return standing_of(self.ledger.view, problem, self.known_plans)

    def stage(self, kind: str, row: Row) -> "Stage | None":
        """Where a project, lead, idea, policy or task stands; None when its plan knows no stages for it."""
        return stage_of(self.ledger.view, kind, row, self.known_plans)

    def _forget(self, touched: Touched) -> None:
        kinds = {kind for kind, _record in touched}
        for kind in kinds & self._indexes.keys():
            del self._indexes[kind]
        if not kinds.isdisjoint(("visit", "problem", "follow_up")):
            self.__dict__.pop("phrases", None)
        if PLAN in kinds:
            self._known_plans = None
        if not kinds.isdisjoint(("unit", PLAN)):
            self._vocabularies.clear()


def reference_to(plan: "Plan") -> "PlanReference":
    """A plan as the records name it that are made under it."""
    from fieldtui.model.record import PlanReference

    return PlanReference(name=plan.name, version=plan.version)


def calendar_of(plan: "Plan") -> "Calendar":
    """The working days of a plan's county; one for all plans that correct the published days alike."""
    return _calendar(plan.calendar)


def _code(row: Row) -> str:
    """By which number or code people also find a record."""
    return str(row.get("uscc") or row.get("number") or row.get("code") or "")


@cache
def _calendar(corrections: "CalendarCorrections") -> "Calendar":
    from fieldtui.work.calendar import Calendar

    return Calendar(corrections)


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


def standing_of(view: View, problem: Row, known: KnownPlans) -> "Standing":
    """Where a problem stands, by the steps in a view and the version of its plan."""
    from fieldtui.work.life import fold

    plan = known.plan(problem.get("plan"))
    return fold(problem, steps_of(view, problem["id"]), plan, calendar_of(plan))


def stage_of(view: View, kind: str, row: Row, known: KnownPlans) -> "Stage | None":
    """Where a record other than a problem stands, by the steps in a view and the version of its plan."""
    from fieldtui.work.stages import fold

    return fold(kind, row, steps_of(view, row["id"], "about"), known.plan(row.get("plan")))


def standings(view: View, touched: Touched) -> Derived:
    """Where each touched problem and other record stands, for the view to keep. Nothing in it depends on today.

    A plan that comes, changes or goes touches all records that were made under it, or under one that is not known.
    """
    plans = {document_id(record): plan_row(view, record) for kind, record in touched if kind == PLAN}
    for key, row in plans.items():
        yield PLANS, key, row
    known = KnownPlans.of(view)
    problems = {record for kind, record in touched if kind == "problem"}
    others = {record for kind, record in touched if kind in LIVING}
    if plans:
        problems |= _made_under(view, ("problem",), touched, known)
        others |= _made_under(view, LIVING, touched, known)
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
        yield STANDING, document_id(problem), _standing_row(view, row, known) if row is not None else None
    for record in others - {""}:
        yield STAGE, document_id(record), _stage_row(view, record, known)


def _made_under(view: View, kinds: Iterable[str], touched: Touched, known: KnownPlans) -> set[str]:
    """The records whose plan may be another one now that these plans are touched.

    One whose very version is known otherwise had it before, too.
    """
    versions = {before.get("version") for (kind, _record), before in touched.items() if kind == PLAN}
    versions |= {(view.row(PLAN, document_id(record)) or {}).get("version") for kind, record in touched if kind == PLAN}
    return {
        row["id"]
        for kind in kinds
        for row in view.rows(kind)
        if (row.get("plan") or {}).get("version") in versions or not known.is_exact(row.get("plan"))
    }


def _people_in(view: View, appointment: str, before: Row) -> set[str]:
    """Whom an appointment names, and named before."""
    return {(view.row("appointment", document_id(appointment)) or {}).get("person", ""), before.get("person", "")}


def _steps_by(view: View, people: set[str]) -> list[Row]:
    """The steps that one of these people entered."""
    return [
        row for row in view.rows("follow_up") if (view.row(HEADS, document_id(row["id"])) or {})["made"]["by"] in people
    ]


def _standing_row(view: View, problem: Row, known: KnownPlans) -> Row:
    from fieldtui.work.life import standing_row

    return {"id": problem["id"], **standing_row(standing_of(view, problem, known))}


def _stage_row(view: View, record: str, known: KnownPlans) -> Row | None:
    """The stage of a record as the view keeps it; None when it is of no kind that has one, or has not arrived whole."""
    kind = (view.row(HEADS, document_id(record)) or {}).get("kind", "")
    row = view.row(kind, document_id(record)) if kind in LIVING else None
    stage = stage_of(view, kind, row, known) if row is not None else None
    if stage is None:
        return None
    from fieldtui.work.stages import stage_row

    return {"id": record, "kind": kind, **stage_row(stage)}
