"""Projects, and how they came to the stage where they stand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fieldtui.demo.generator.chance import Chance, Unlike
from fieldtui.demo.generator.diary import OFFICE
from fieldtui.demo.generator.names import MARK
from fieldtui.demo.generator.project_parts import ProjectParts
from fieldtui.demo.generator.project_record import ProjectRecords
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.steps import Living, StepMaker, clerk_hand, usual_way, way
from fieldtui.demo.generator.wanted import BUILT, Wanted
from fieldtui.demo.generator.words import one_of, words
from fieldtui.model.flow import PlanStep
from fieldtui.model.plan import ProjectKind
from fieldtui.model.records.project import Project
from fieldtui.work.stages import living

STOPPED, RESUMED = 0.05, 0.06
"""Shares of projects where building has stopped, and where it goes on again."""


class Projects:
    def __init__(self, setting: Setting, chance: Chance) -> None:
        self._roster = setting.roster
        self._plan = setting.plan
        self._diary = setting.diary
        self._calendar = setting.calendar
        self._chance = chance
        firms = setting.roster.firms
        self._builders = [firm for firm in firms if firm.scene.way not in ("office", "bank")] or firms
        self._records = ProjectRecords(setting, chance.part("records"))
        self._parts = ProjectParts(setting, chance.part("parts"))
        self._maker = StepMaker(setting.diary, setting.calendar, chance.part("steps"))
        self._unlike = Unlike()
        self.made: list[Project] = []

    def sites(self) -> dict[str, str]:
        """Enterprise → the project that it builds."""
        return {project.enterprise: project.id for project in self.made if project.enterprise}

    def make(self, wanted: Sequence[Wanted]) -> None:
        for number, each in enumerate(wanted):
            self._project(number, each)

    def _project(self, number: int, wanted: Wanted) -> None:
        kind = self._plan.kinds_of_project[wanted.type]
        flow = self._plan.flows[kind.flow]
        states = usual_way(flow)
        target = self._target(kind, wanted, states)
        entered = self._entered(kind, wanted, states, target)
        begun = self._diary.first - timedelta(days=self._chance.randint(60, 330))
        project = self._records.next(wanted, kind, self._chance.choice(self._builders), entered, begun)
        self._diary.add(self._diary.first, OFFICE, [project])
        self.made.append(project)
        lived = living("project", project.fields(), self._plan)
        if lived is None:
            return
        thing = Living(project, lived, clerk_hand(self._roster.clerk), state=entered)
        thing.reached[entered] = begun
        self._walk(thing, target, begun, wanted)
        means = {flow.by_code[state].means: day for state, day in thing.reached.items() if flow.by_code[state].means}
        self._parts.of(project, kind, wanted, number, means)

    def _entered(self, kind: ProjectKind, wanted: Wanted, states: Sequence[str], target: str) -> str:
        """The stage in which it was when it was recorded: before its target, unless nobody here can lead it there."""
        if not self._leads(kind, states[0], target):
            return target
        if wanted.newly_signed or target not in states[1:]:
            return states[0]
        return states[self._chance.randrange(0, states.index(target))]

    def _leads(self, kind: ProjectKind, start: str, target: str) -> bool:
        plan = self._plan.model_copy(update={"flow": self._plan.flows[kind.flow]})
        probe = Living(Project(name=f"{MARK}项目", type=kind.code, investment="1"), plan, clerk_hand(""), state=start)
        return way(probe, target) is not None

    def _target(self, kind: ProjectKind, wanted: Wanted, states: list[str]) -> str:
        """The state where it stands on the last day."""
        flow, chance = self._plan.flows[kind.flow], self._chance
        means = {state: flow.by_code[state].means for state in states}
        if wanted.newly_signed:
            return next((state for state in states if means[state] == "signed"), states[0])
        begins = next((place for place, state in enumerate(states) if means[state] in BUILT), len(states))
        before, built = states[:begins], [state for state in states[begins:] if flow.by_code[state].open]
        if not any(means[state] == "started" for state in states):
            return chance.choice(states if wanted.started else states[: max(1, len(states) - 1)])
        if wanted.started:
            # Most are being built; few are ready.
            weights = {state: 1.0 / (place * 2 + 1) for place, state in enumerate(built)}
            return chance.one_by_weight(weights) if weights else states[-1]
        signed = next((place for place, state in enumerate(before) if means[state] == "signed"), 0)
        return chance.choice(before[signed:] or states[:1])

    # What became of it

    def _walk(self, thing: Living, target: str, begun: date, wanted: Wanted) -> None:
        rows = way(thing, target) or []
        last = self._diary.last - timedelta(days=1)
        first = begun
        if wanted.newly_signed and rows:
            # In the month before.
            ends = self._diary.last.replace(day=1) - timedelta(days=1)
            self._maker.spread(thing, rows[:-1], begun, ends.replace(day=1) - timedelta(days=2), self._say(thing))
            rows, first, last = rows[-1:], ends.replace(day=1), ends - timedelta(days=1)
        self._maker.spread(thing, rows, first, last, self._say(thing))
        if wanted.started and not wanted.newly_signed and self._chance.happens(RESUMED):
            self._rests(thing, again=True)
        elif not wanted.started and self._chance.happens(STOPPED):
            self._rests(thing, again=False)

    def _rests(self, thing: Living, *, again: bool) -> None:
        """Building stops, and goes on again."""
        flow = thing.flow
        stops = [row for row in flow.steps if row.to and flow.by_code[row.to].means == "stopped"]
        row = next((row for row in stops if thing.state in flow.origins(row) and thing.hand_for(row)), None)
        day = max(thing.reached.values(), default=self._diary.first)
        if row is None or day > self._diary.last - timedelta(days=30):
            return
        stopped = self._calendar.add_working_days(day, 6)
        self._maker.step(thing, row, stopped, self._say(thing)(row, stopped))
        resumes = [row for row in flow.steps if "restore" in row.effects and thing.state in flow.origins(row)]
        if again and resumes and thing.hand_for(resumes[0]):
            resumed = self._calendar.add_working_days(stopped, 8)
            self._maker.step(thing, resumes[0], resumed, {})

    def _say(self, thing: Living) -> Callable[[PlanStep, date], Mapping[str, Any]]:
        known, chance = words("projects")["steps"], self._chance

        def say(row: PlanStep, day: date) -> dict[str, Any]:
            values: dict[str, Any] = {}
            if "words" in row.needs or (not row.needs and chance.happens(0.3)):
                values["words"] = self._unlike(lambda: one_of(known["words"], {}, chance))
            if "reason" in row.needs:
                means = thing.flow.by_code[row.to].means if row.to else None
                values["reason"] = one_of(known["stopped" if means == "stopped" else "refused"], {}, chance)
            if "approved_by" in row.needs:
                values |= {"approved_by": self._roster.names[self._roster.leaders[0]], "approved_on": day}
            return values

        return say
