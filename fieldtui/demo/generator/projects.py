"""Projects with their stages, milestones, month figures and who answers for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fieldtui.demo.generator.chance import Chance, Unlike, shared_out
from fieldtui.demo.generator.diary import OFFICE, Diary
from fieldtui.demo.generator.names import MARK
from fieldtui.demo.generator.roster import Firm, Roster, holder_of_project
from fieldtui.demo.generator.size import Size, known_of, projects_of, reported
from fieldtui.demo.generator.steps import Living, StepMaker, clerk_hand, usual_way, way
from fieldtui.demo.generator.words import one_of, words
from fieldtui.model.flow import PlanStep
from fieldtui.model.plan import Plan, ProjectKind
from fieldtui.model.records.figures import Figures
from fieldtui.model.records.milestone import Milestone
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.project import Project
from fieldtui.work.calendar import Calendar
from fieldtui.work.stages import living

BUILT = ("started", "completed", "produced", "succeeded")
"""What a project that has started may mean."""
STOPPED, RESUMED = 0.05, 0.06
YI = 10_000
"""万元 in 1 亿."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A project to be: of which kind, started or not, and the sums that are laid down (万元)."""

    type: str
    started: bool
    called: str = ""
    size_mark: str = ""
    level: str = ""
    batch: str = ""
    newly_signed: bool = False
    investment: int | None = None
    year_plan: Decimal | None = None
    invested: int | None = None
    """In the months up to `until_month`."""
    until_month: int = 9
    at_least: int = 0
    """The share of the investment in hundredths that is passed."""
    at_most: int = 100


def wanted_projects(plan: Plan, size: Size, chance: Chance) -> list[Wanted]:
    """What the plan's county has, as many as the size asks for."""
    groups = known_of(plan).get("projects", ())
    if not groups:
        return list(_of_all_kinds(plan, max(5, round(projects_of(plan) * size.scale)), chance))
    return [wanted for group in groups for wanted in _group(plan, group, size.scale, chance)]


def _of_all_kinds(plan: Plan, count: int, chance: Chance) -> Iterator[Wanted]:
    if not plan.project_kinds:
        return
    kinds = [item.code for item in plan.project_kinds]
    for kind, number in zip(kinds, shared_out(count, [1.0] * len(kinds)), strict=True):
        for _project in range(number):
            yield Wanted(kind, chance.happens(0.65), level=_any_code(plan.levels, chance))


def _any_code(items: Sequence[Any], chance: Chance) -> str:
    return chance.choice(items).code if items else ""


def _group(plan: Plan, group: Mapping[str, Any], scale: float, chance: Chance) -> Iterator[Wanted]:
    """The projects that one printed figure counts, with the parts of them that others count."""
    whole = reported(plan, group["count"])
    count = max(2, round(whole * scale))
    started = _part(plan, group.get("started_count"), count, whole, round(count * group.get("started", 0.0)))
    level = group.get("level", {})
    high = _part(plan, level.get("count"), count, whole, 0)
    past = group.get("past_a_share", {})
    many = _part(plan, past.get("count"), count, whole, 0)
    kinds = [item.code for item in plan.project_kinds if not item.flow == "application"] or [plan.project_kinds[0].code]
    sums = _sums(plan, group, count, started, chance) if scale == 1.0 else {}
    places = list(range(count))
    chance.shuffle(places)
    for number, place in enumerate(places):
        wanted = Wanted(
            group.get("type") or kinds[number % len(kinds)],
            started=number < started,
            called=group.get("called", ""),
            size_mark=group.get("size_mark", ""),
            level=level.get("code" if place < high else "rest", "") if level else "",
            batch=group.get("batch", ""),
            newly_signed=bool(group.get("newly_signed")),
            until_month=int(group.get("until_month", 9)),
        )
        if past:
            share = int(past["share"])
            wanted = replace(wanted, at_least=share + 4 if number < many else 0, at_most=100 if number < many else share - 4)
        yield replace(wanted, **{name: values[number] for name, values in sums.items() if values[number] is not None})


def _part(plan: Plan, named: str | None, count: int, whole: int, otherwise: int) -> int:
    return round(reported(plan, named) * count / whole) if named else otherwise


def _sums(
    plan: Plan, group: Mapping[str, Any], count: int, started: int, chance: Chance
) -> dict[str, Sequence[Any]]:
    """The sums of each of a group's projects, so that together they are what the plan prints (亿元)."""
    by_name = {item.name: item.value for item in plan.reported}
    found: dict[str, Sequence[Any]] = {}
    if "total" in group:
        # Each of them is over 1 亿.
        over = int(by_name[group["total"]] * YI) - count * (YI + 200)
        parts = shared_out(over // 10, [chance.uniform(0.1, 4) for _project in range(count)])
        found["investment"] = [YI + 200 + part * 10 for part in parts[:-1]]
        found["investment"] = [*found["investment"], int(by_name[group["total"]] * YI) - sum(found["investment"])]
    if "invested" in group:
        weights = [chance.uniform(0.3, 3) for _project in range(started)]
        invested = shared_out(int(by_name[group["invested"]] * YI), weights)
        of_the_year = by_name[group["of_the_year"]] / 100
        found["invested"] = [*invested, *[None] * (count - started)]
        planned = [Decimal(part) / of_the_year * Decimal(str(chance.uniform(0.85, 1.15))) for part in invested]
        whole = Decimal(sum(invested)) / of_the_year
        rest = [Decimal(chance.randrange(800, 4000, 50)) for _project in range(count - started)]
        to_share = whole - sum(rest)
        scaled = [(part * to_share / sum(planned)).quantize(Decimal(1)) for part in planned]
        scaled[0] += whole.quantize(Decimal(1)) - sum(scaled) - sum(rest)
        found["year_plan"] = [*scaled, *rest]
    return found


class Projects:
    def __init__(self, roster: Roster, diary: Diary, calendar: Calendar, chance: Chance) -> None:
        self._roster = roster
        self._plan = roster.plan
        self._diary = diary
        self._calendar = calendar
        self._chance = chance
        self._maker = StepMaker(diary, calendar, chance.part("steps"))
        self._unlike = Unlike()
        self.made: list[tuple[Project, str]] = []
        """The projects, and what people call them."""

    def make(self, wanted: Sequence[Wanted]) -> None:
        for number, each in enumerate(wanted):
            self._project(number, each)

    def _project(self, number: int, wanted: Wanted) -> None:
        chance, plan = self._chance, self._plan
        kind = plan.kinds_of_project[wanted.type]
        flow = plan.flows[kind.flow]
        firm = chance.choice(self._roster.firms)
        known = next((item for item in words("projects")["kinds"] if any(word in kind.name for word in item["suits"])), words("projects")["kinds"][0])
        states = usual_way(flow)
        target = self._target(kind, wanted, states)
        entered = target if not self._leads(kind, states[0], target) else states[0]
        if entered != target and not wanted.newly_signed:
            entered = states[chance.randrange(0, states.index(target))] if target in states[1:] else states[0]
        begun = self._diary.first - timedelta(days=chance.randint(60, 330))
        project = self._record(number, wanted, kind, known, firm, entered, begun)
        self._diary.add(self._diary.first, OFFICE, [project])
        self.made.append((project, project.name))
        lived = living("project", project.fields(), plan)
        if lived is None:
            return
        thing = Living(project, lived, clerk_hand(self._roster.clerk), state=entered)
        thing.reached[entered] = begun
        self._walk(thing, target, begun, wanted)
        means = {flow.by_code[state].means: day for state, day in thing.reached.items() if flow.by_code[state].means}
        self._of_project(project, kind, wanted, number, begun, means)

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

    def _record(
        self, number: int, wanted: Wanted, kind: ProjectKind, known: Mapping[str, Any], firm: Firm, entered: str, begun: date
    ) -> Project:
        chance, plan = self._chance, self._plan
        of_firm = bool(known.get("of_enterprise")) or "{brand}" in wanted.called
        region = chance.choice(plan.regions) if not of_firm else next(item for item in plan.regions if item.code == firm.record.region)
        streets = words("projects")["streets"]["all"]
        slots = {**firm.scene.slots, "brand": firm.brand, "place": region.name.removeprefix(MARK), "street": streets}
        templates = [wanted.called] if wanted.called else known["names"]
        mark = next((item for item in plan.size_marks if item.code == wanted.size_mark), None)
        least = max(int(known["least"]), int(mark.least or 0) if mark else 0)
        investment = wanted.investment or _round_sum(least + (int(known["most"]) - least) * chance.random() ** 2.6)
        if wanted.year_plan is not None:
            investment = max(investment, _round_sum(float(wanted.year_plan) * chance.uniform(1.1, 2.6)))
        year_plan = wanted.year_plan if wanted.year_plan is not None else Decimal(_round_sum(investment * chance.uniform(0.25, 0.7)))
        industrial = of_firm and kind.flow != "application"
        sales = investment * chance.uniform(0.7, 1.6)
        name = self._unlike(lambda: one_of(templates, slots, chance))
        channels = [item.code for item in plan.channels if item.about == "project"]
        chain = next((item.code for item in plan.chains if any(item.name[:1] in part for part in (firm.record.name,))), "")
        return Project(
            id=chance.id(self._diary.first),
            name=name,
            type=kind.code,
            code=f"{self._diary.last.year}-{number + 1:03}",
            enterprise=firm.id if of_firm else None,
            investor=firm.record.name if of_firm else None,
            region=region.code,
            level=wanted.level or None,
            size_mark=wanted.size_mark or self._mark(investment),
            chain=(chain or (_any_code(plan.chains, chance) if plan.chains and chance.happens(0.5) else "")) or None,
            industry=firm.record.industry if of_firm else None,
            content=one_of(known["content"], slots, chance),
            land=f"{chance.randint(4, 180) / 10:g}" if industrial and chance.happens(0.6) else None,
            investment=str(investment),
            plan_year=None if wanted.newly_signed else str(self._diary.last.year),
            year_plan=None if wanted.newly_signed else f"{year_plan:f}",
            funds=chance.sample([item.code for item in plan.funds], min(len(plan.funds), chance.choice([1, 1, 2]))),
            funds_note=one_of(words("projects")["steps"]["funds_note"], slots, chance) if plan.funds else None,
            sales=str(_round_sum(sales)) if industrial else None,
            profit=str(_round_sum(sales * chance.uniform(0.05, 0.3))) if industrial else None,
            tax=str(_round_sum(sales * chance.uniform(0.02, 0.07))) if industrial else None,
            batch=wanted.batch or None,
            channel=chance.choice(channels) if channels and chance.happens(0.3) else None,
            unit=self._roster.units[chance.choice(plan.departments)],
            team=chance.sample(self._roster.cadres, min(len(self._roster.cadres), 2)) if chance.happens(0.4) else [],
            entered_at=entered,
            entered_on=begun,
        )

    def _mark(self, investment: int) -> str | None:
        marks = [item for item in self._plan.size_marks if item.about == "project" and item.least]
        fitting = [item for item in marks if item.least is not None and item.least <= investment]
        return fitting[-1].code if fitting else None

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

    def _say(self, thing: Living) -> Any:
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

    def _of_project(
        self, project: Project, kind: ProjectKind, wanted: Wanted, number: int, begun: date, means: Mapping[Any, date]
    ) -> None:
        started = next((means[name] for name in BUILT if name in means), None)
        day = self._diary.first
        holders = [
            Pairing(id=self._chance.id(day), project=project.id, role=role.code, start=day, **holder_of_project(self._roster, role, number + place, self._chance))
            for role in self._plan.pairing_roles
            if "project" in role.about and self._needed(role.stages, project, means)
            for place in range(role.each or 1)
        ]
        self._diary.add(day, OFFICE, holders)
        self._milestones(project, kind, started, means)
        if started:
            for month, figures in self._invested(project, wanted, started):
                self._diary.add(max(month, day), OFFICE, [figures])

    def _needed(self, stages: Sequence[str], project: Project, means: Mapping[Any, date]) -> bool:
        return not stages or project.entered_at in stages or bool(means)

    def _milestones(
        self, project: Project, kind: ProjectKind, started: date | None, means: Mapping[Any, date]
    ) -> None:
        """Those of its kind in their usual order, reached as far as the project has come."""
        names = self._plan.choices("milestone_kinds")
        codes = list(kind.milestones)
        begins = next((place for place, code in enumerate(codes) if "开工" in names[code]), len(codes) // 2)
        ready = next((place for place, code in enumerate(codes) if "投产" in names[code]), len(codes))
        done = begins + 1 + self._chance.randrange(max(1, ready - begins - 1)) if started else self._chance.randrange(begins + 1)
        if "produced" in means or "succeeded" in means:
            done = len(codes)
        anchor = started or self._diary.last + timedelta(days=self._chance.randint(10, 60))
        for place, code in enumerate(codes):
            day = anchor + timedelta(days=(place - begins) * 38 + self._chance.randint(-6, 6))
            milestone = Milestone(
                id=self._chance.id(self._diary.first),
                project=project.id,
                type=code,
                planned=day,
                unit=project.unit if self._chance.happens(0.4) else None,
            )
            self._diary.add(self._diary.first, OFFICE, [milestone])
            if place < done:
                known = {begins: means.get("started"), ready: means.get("produced")}.get(place)
                actual = min(known or day + timedelta(days=self._chance.randint(-8, 14)), self._diary.last)
                notes = words("projects")["steps"]["milestone_notes"]
                note = one_of(notes, {}, self._chance) if self._chance.happens(0.2) else None
                self._diary.add(actual, OFFICE, [milestone.amended(actual=actual, note=note)])

    def _invested(self, project: Project, wanted: Wanted, started: date) -> Iterator[tuple[date, Figures]]:
        """(day of the report, figures) of each month of this year in which it was built."""
        last = self._diary.last
        first = started.month if started.year == last.year else 1
        if wanted.invested is not None:
            # What it took before it was started is among it.
            first = min(first, wanted.until_month - 2)
        months = list(range(min(first, max(1, last.month - 1)), max(2, last.month)))
        counted = [month for month in months if month <= wanted.until_month] or months
        sums = dict(zip(counted, self._sums(project, wanted, counted), strict=True))
        # It goes more slowly towards the winter.
        usual = sum(sums.values()) // (3 * len(counted))
        sums |= {month: max(1, usual) for month in months if month not in sums}
        for month, invested in sums.items():
            figures = Figures(
                id=self._chance.id(self._diary.first), project=project.id, month=f"{last.year}-{month:02}", invested=str(invested)
            )
            yield min(last, self._calendar.add_working_days(date(last.year, month, 28), 6)), figures

    def _sums(self, project: Project, wanted: Wanted, months: Sequence[int]) -> list[int]:
        if wanted.invested is not None and wanted.until_month <= self._diary.last.month:
            whole = wanted.invested
        else:
            share = self._chance.uniform(max(0.12, wanted.at_least / 100), min(0.85, wanted.at_most / 100))
            plan = Decimal(project.year_plan or 0)
            whole = int(Decimal(project.investment) * Decimal(str(share)) if wanted.at_least or wanted.at_most < 100 else plan * Decimal(str(self._chance.uniform(0.5, 1.05))))
        return shared_out(max(len(months), whole), [self._chance.uniform(0.5, 1.8) for _month in months])


def _round_sum(value: float) -> int:
    """A sum as plans are written: no odd figures."""
    step = 1 if value < 100 else 10 if value < 1000 else 50 if value < 10_000 else 500
    return max(1, round(value / step) * step)

