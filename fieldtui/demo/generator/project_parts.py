"""What belongs to a project: who answers for it, its milestones, and what was invested by month."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fieldtui.demo.generator.chance import Chance, shared_out
from fieldtui.demo.generator.diary import OFFICE
from fieldtui.demo.generator.roster import holder_of_project
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.wanted import BUILT, Wanted
from fieldtui.demo.generator.words import one_of, words
from fieldtui.model.plan import ProjectKind
from fieldtui.model.records.figures import Figures
from fieldtui.model.records.milestone import Milestone
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.project import Project


class ProjectParts:
    def __init__(self, setting: Setting, chance: Chance) -> None:
        self._setting = setting
        self._chance = chance

    def of(self, project: Project, kind: ProjectKind, wanted: Wanted, number: int, means: Mapping[Any, date]) -> None:
        """Enters the parts of a project. `means`: what the stages that it reached mean, and when it was there."""
        started = next((means[name] for name in BUILT if name in means), None)
        day = self._setting.diary.first
        holders = [
            Pairing(
                id=self._chance.id(day),
                project=project.id,
                role=role.code,
                start=day,
                **holder_of_project(self._setting.roster, role, number + place, self._chance),
            )
            for role in self._setting.plan.pairing_roles
            if "project" in role.about and (not role.stages or project.entered_at in role.stages or means)
            for place in range(role.each or 1)
        ]
        self._setting.diary.add(day, OFFICE, holders)
        self._milestones(project, kind, started, means)
        if started:
            for month, figures in self._invested(project, wanted, started):
                self._setting.diary.add(max(month, day), OFFICE, [figures])

    def _milestones(self, project: Project, kind: ProjectKind, started: date | None, means: Mapping[Any, date]) -> None:
        """Those of its kind in their usual order, reached as far as the project has come."""
        names = self._setting.plan.choices("milestone_kinds")
        codes = list(kind.milestones)
        begins = next((place for place, code in enumerate(codes) if "开工" in names[code]), len(codes) // 2)
        ready = next((place for place, code in enumerate(codes) if "投产" in names[code]), len(codes))
        done = self._chance.randrange(begins + 1)
        if started:
            done = begins + 1 + self._chance.randrange(max(1, ready - begins - 1))
        if "produced" in means or "succeeded" in means:
            done = len(codes)
        anchor = started or self._setting.diary.last + timedelta(days=self._chance.randint(10, 60))
        for place, code in enumerate(codes):
            day = anchor + timedelta(days=(place - begins) * 38 + self._chance.randint(-6, 6))
            milestone = Milestone(
                id=self._chance.id(self._setting.diary.first),
                project=project.id,
                type=code,
                planned=day,
                unit=project.unit if self._chance.happens(0.4) else None,
            )
            self._setting.diary.add(self._setting.diary.first, OFFICE, [milestone])
            if place < done and (day <= self._setting.diary.last or done == len(codes)):
                known = {begins: means.get("started"), ready: means.get("produced")}.get(place)
                actual = min(known or day + timedelta(days=self._chance.randint(-8, 14)), self._setting.diary.last)
                notes = words("projects")["steps"]["milestone_notes"]
                note = one_of(notes, {}, self._chance) if self._chance.happens(0.2) else None
                self._setting.diary.add(actual, OFFICE, [milestone.amended(actual=actual, note=note)])

    def _invested(self, project: Project, wanted: Wanted, started: date) -> Iterator[tuple[date, Figures]]:
        """(day of the report, figures) of each month of this year in which it was built."""
        last = self._setting.diary.last
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
                id=self._chance.id(self._setting.diary.first),
                project=project.id,
                month=f"{last.year}-{month:02}",
                invested=str(invested),
            )
            yield min(last, self._setting.calendar.add_working_days(date(last.year, month, 28), 6)), figures

    def _sums(self, project: Project, wanted: Wanted, months: Sequence[int]) -> list[int]:
        uniform = self._chance.uniform
        if wanted.invested is not None and wanted.until_month <= self._setting.diary.last.month:
            whole = wanted.invested
        elif wanted.at_least or wanted.at_most < 100:
            share = uniform(max(0.12, wanted.at_least / 100), min(0.85, wanted.at_most / 100))
            whole = int(Decimal(project.investment) * Decimal(str(share)))
        else:
            whole = int(Decimal(project.year_plan or 0) * Decimal(str(uniform(0.5, 1.05))))
        return shared_out(max(len(months), whole), [uniform(0.5, 1.8) for _month in months])
