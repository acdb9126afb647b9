"""What figures need to know of projects and tasks, as they stood at the end of a day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fieldtui.model.flow import Flow, Meaning
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work import life, stages
from fieldtui.work.life import Step

UNKNOWN_DAY = date.min.isoformat()
"""Stands for a day that nobody wrote down: it lies in no period but the one since the beginning of all."""

_BUILT: tuple[Meaning, ...] = ("signed", "started", "completed", "produced", "succeeded")
"""What a project comes to, one after the other; whoever is at one has come to those before."""


@dataclass(frozen=True, slots=True)
class ProjectFact:
    """A project at the end of a day. Days are ISO dates, sums are in 万元."""

    id: str
    type: str
    enterprise: str
    region: str
    units: tuple[str, ...]
    state: str
    means: Meaning | None
    planned: bool
    """Whether it is to be built: signed for, or begun, or with a plan for the year; and not given up."""
    can_start: bool
    """Whether projects of its kind are built at all."""
    came_to: Mapping[Meaning, str]
    """When it first came to signed, started, produced: also by what lies beyond."""
    reached: Mapping[str, str]
    """When it first came into each state."""
    resumed: tuple[str, ...]
    """When it was taken up again."""
    plan_year: str
    year_plan: Decimal | None
    invested: Mapping[str, tuple[str, Decimal]]
    """Month → the record that says so, and the sum."""
    milestones: Mapping[str, str]
    """Kind → the last day on which one of this kind was reached."""


@dataclass(frozen=True, slots=True)
class TaskFact:
    id: str
    unit: str
    due: str
    replied_on: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class StageRecords:
    """A project or task with what is known of its life: its steps in any order, and where they led (`stage_row`)."""

    row: Row
    stage: Row
    steps: Sequence[Row]


@dataclass(frozen=True)
class StageLives:
    """The rules by which projects and tasks of one plan are read, and where more of their steps can be learnt."""

    plan: Plan
    whole_steps: Callable[[str], Sequence[Step]]

    def project(
        self,
        records: StageRecords,
        end: date,
        *,
        units: Iterable[str] = (),
        region: str = "",
        months: Iterable[Row] = (),
        milestones: Iterable[Row] = (),
    ) -> ProjectFact:
        """The project at the end of that day. `months` are its month figures; what lies after the day is left out."""
        row, last = records.row, end.isoformat()
        flow = self.plan.flow_of("project", row)
        stage, resumed = self._at("project", records, end)
        reached = {
            state: day or UNKNOWN_DAY for state, day in stage.get("reached", {}).items() if (day or UNKNOWN_DAY) <= last
        }
        set_aside = bool(row.get("year_plan")) and row.get("plan_year") == last[:4]
        year_plan = Decimal(row["year_plan"]) if row.get("year_plan") else None
        return ProjectFact(
            id=row["id"],
            type=row["type"],
            enterprise=row.get("enterprise", ""),
            region=row.get("region") or region,
            units=tuple(sorted({row.get("unit", ""), *units} - {""})),
            state=stage.get("state", ""),
            means=stage.get("means"),
            planned=stage.get("means") != "failed" and (set_aside or _is_beyond_signing(reached, flow)),
            can_start=flow is not None and any(state.means == "started" for state in flow.states),
            came_to=_came_to(reached, flow),
            reached=reached,
            resumed=tuple(day for day in resumed if day <= last),
            plan_year=row.get("plan_year", ""),
            year_plan=year_plan,
            invested={
                item["month"]: (item["id"], Decimal(item["invested"]))
                for item in months
                if "invested" in item and item["month"] <= last[:7]
            },
            milestones=_last_days(item for item in milestones if item.get("actual", FAR) <= last),
        )

    def task(self, records: StageRecords, end: date) -> TaskFact | None:
        """The task at the end of that day; None when it was not handed out yet."""
        row = records.row
        if row["assigned"] > end.isoformat():
            return None
        stage, _resumed = self._at("task", records, end)
        due = stage.get("due") or row["due"]
        return TaskFact(row["id"], row["unit"], due, stage.get("replied_on"), stage.get("means") == "failed")

    def _at(self, kind: str, records: StageRecords, end: date) -> tuple[Row, list[str]]:
        """The stage at the end of that day, and the days on which what rested was taken up again."""
        last = end.isoformat()
        living = stages.living(kind, records.row, self.plan)
        if living is None:
            return records.stage, []
        turning = {row.step for row in living.flow.steps if "correct" in row.effects or "restore" in row.effects}
        if not any(step["on"] > last or step["step"] in turning for step in records.steps):
            return records.stage, []
        corrections = {row.step for row in living.flow.steps if "correct" in row.effects}
        steps = life.in_order(
            step
            for step in self.whole_steps(records.row["id"])
            # A wrong entry was wrong from the beginning, whenever it was put right.
            if step.row["on"] <= last or step.row["step"] in corrections
        )
        stage = stages.fold(kind, records.row, steps, self.plan)
        if stage is None:
            return records.stage, []
        left_out = {step for step, _words in stage.ineffective} | life.undone(steps, living)
        resuming = {row.step for row in living.flow.steps if "restore" in row.effects}
        resumed = [
            step.row["on"]
            for step in steps
            if step.row["step"] in resuming and step.id not in left_out and not step.row.get("deleted")
        ]
        return stages.stage_row(stage), resumed


FAR = "9999-99-99"
"""After every day."""


def _came_to(reached: Mapping[str, str], flow: Flow | None) -> dict[Meaning, str]:
    """When it came to each of what figures count, or beyond it; only what its flow knows."""
    if flow is None:
        return {}
    known = {state.means for state in flow.states}
    days: dict[Meaning, str] = {}
    for place, means in enumerate(_BUILT[:-1]):
        beyond = _BUILT[place:]
        here = [day for state, day in reached.items() if _means(flow, state) in beyond]
        if here and means in known:
            days[means] = min(here)
    return days


def _is_beyond_signing(reached: Mapping[str, str], flow: Flow | None) -> bool:
    """Whether it has been in a state that comes, in the order of the flow, with the signing or after it."""
    if flow is None:
        return False
    codes = [state.code for state in flow.states]
    signing = next((place for place, state in enumerate(flow.states) if state.means == "signed"), 0)
    return any(state in codes[signing:] and _means(flow, state) != "failed" for state in reached)


def _means(flow: Flow, state: str) -> Meaning | None:
    known = flow.by_code.get(state)
    return known.means if known else None


def _last_days(milestones: Iterable[Row]) -> dict[str, str]:
    days: dict[str, str] = {}
    for item in milestones:
        days[item["type"]] = max(days.get(item["type"], ""), item["actual"])
    return days
