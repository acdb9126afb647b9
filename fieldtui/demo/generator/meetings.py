"""Meetings in their own sequences, and the tasks that they hand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from fieldtui.demo.generator.chance import Chance, Unlike, shared_out
from fieldtui.demo.generator.diary import OFFICE
from fieldtui.demo.generator.names import MARK
from fieldtui.demo.generator.problems import Problems
from fieldtui.demo.generator.projects import Projects
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.size import Size, known_of, reported
from fieldtui.demo.generator.steps import Living, StepMaker, clerk_hand, main_row
from fieldtui.demo.generator.words import fill, one_of, words
from fieldtui.model.flow import PlanStep
from fieldtui.model.plan import MeetingKind, TaskKind
from fieldtui.model.records.meeting import Meeting
from fieldtui.model.records.task import Task
from fieldtui.work.stages import living

WEEK = timedelta(weeks=1)
SHOWN = 3
"""Meetings of a kind that a small county shows, when it has held more."""
NUMERALS = "一二三四五六七八九"
CHASED, AGAIN = 0.18, 0.06
LATELY = 60
"""Days within which whatever no meeting hands out was handed out."""


@dataclass(slots=True)
class Sitting:
    """A meeting to be: its day, and its number in the sequence of each kind that it is held as."""

    day: date
    numbers: dict[str, int | None] = field(default_factory=dict)


def mondays(last: date, weeks: int) -> list[date]:
    """The Mondays since the county began, the last one not after `last`."""
    monday = last - timedelta(days=last.weekday())
    return [monday - WEEK * number for number in reversed(range(weeks))]


class Meetings:
    def __init__(self, setting: Setting, problems: Problems, projects: Projects, chance: Chance) -> None:
        self._roster = setting.roster
        self._plan = setting.plan
        self._problems = problems
        self._projects = projects
        self._diary = setting.diary
        self._calendar = setting.calendar
        self._chance = chance
        self._maker = StepMaker(setting.diary, setting.calendar, chance.part("steps"))
        self._unlike = Unlike()
        self._by_day: Mapping[date, Mapping[str, list[str]]] = {}
        """Problems that were studied on a day at the meeting of a kind."""

    def make(self, size: Size) -> None:
        sittings = self._sittings(size)
        known = known_of(self._plan)
        if "studied" in known and size.problems > reported(self._plan, known["studied"]):
            self._all_studied(sittings, reported(self._plan, known["studied"]))
        for sitting in sittings:
            meeting = self._meeting(sitting)
            self._diary.add(sitting.day, OFFICE, [meeting])
            for kind in self._plan.task_kinds:
                if kind.from_meeting in sitting.numbers:
                    for _task in range(self._chance.randint(1, 3) if size.scale >= 1 else 1):
                        self._task(kind, sitting.day, meeting)
        for kind in self._plan.task_kinds:
            if kind.from_meeting is None:
                for _task in range(max(4, round(24 * size.scale))):
                    ago = timedelta(days=self._chance.randint(2, LATELY))
                    self._task(kind, self._calendar.add_working_days(self._diary.last - ago, -1), None)

    # When, and which number

    def _sittings(self, size: Size) -> list[Sitting]:
        """The meetings of all kinds; those that are held as one stand once, with the number of each kind."""
        found: list[Sitting] = []
        for kind in self._plan.meeting_kinds:
            days = self._days(kind, size)
            shown = days if size.scale >= 1 or kind.together_with else days[-SHOWN:]
            last = self._last_number(kind, len(days))
            for number, day in zip(range(last - len(shown) + 1, last + 1), shown, strict=True):
                joined = next(
                    (one for one in found if one.day == day and set(kind.together_with) & one.numbers.keys()), None
                )
                if joined is None:
                    joined = Sitting(day)
                    found.append(joined)
                joined.numbers[kind.code] = number if kind.sequence else None
        return sorted(found, key=lambda one: one.day)

    def _last_number(self, kind: MeetingKind, held: int) -> int:
        first = kind.sequence.first if kind.sequence else 1
        return int(known_of(self._plan).get("last_number", {}).get(kind.code, first + held - 1))

    def _days(self, kind: MeetingKind, size: Size) -> list[date]:
        """The days of a kind's meetings up to the last one."""
        weeks = [monday for monday in mondays(self._diary.last, size.weeks) if monday > self._diary.first]
        count = self._held(kind, len(weeks))
        match kind.every:
            case "week":
                offset = timedelta(days=(kind.weekday or self._chance.randint(2, 5)) - 1)
                days = [monday + offset for monday in weeks if monday + offset <= self._diary.last]
                return self._without_some(days, count)
            case "month" if not kind.day:
                # Every fourth week, up to the last one.
                days = [monday + timedelta(days=(kind.weekday or 1) - 1) for monday in weeks[::-1][::4]]
                return sorted(day for day in days if day <= self._diary.last)[-count:]
            case "month" | "quarter" | "year":
                by_month: dict[tuple[int, int], date] = {}
                for monday in weeks:
                    day = monday.replace(day=min(kind.day or 28, 28))
                    if self._diary.first < day <= self._diary.last:
                        by_month[day.year, day.month // (3 if kind.every == "quarter" else 1)] = day
                return sorted(by_month.values())[-count:]
            case _:
                days = [monday + timedelta(days=self._chance.randint(0, 4)) for monday in weeks[:-1:3]]
                return [self._calendar.add_working_days(day - timedelta(days=1), 1) for day in days]

    def _held(self, kind: MeetingKind, weeks: int) -> int:
        known = known_of(self._plan)
        if kind.code in known.get("mondays", {}):
            return int(known["mondays"][kind.code])
        weekly = list(known.get("weekly_kinds", ()))
        if kind.code in weekly:
            counts = shared_out(reported(self._plan, known["weekly_meetings"]), [1.0] * len(weekly))
            return counts[weekly.index(kind.code)]
        return max(1, weeks - 2)

    def _without_some(self, days: Sequence[date], count: int) -> list[date]:
        """So many of the days, the last one among them: holidays fall out first, then others that chance says."""
        free = [day for day in days if not self._calendar.is_working(day)]
        others = [day for day in days[1:-1] if day not in free]
        ends_month = {day for day, after in pairwise(days) if day.month != after.month}
        self._chance.shuffle(others)
        # What is reviewed at the end of a month is held.
        others.sort(key=lambda day: day in ends_month)
        dropped = set([*free, *others][: max(0, len(days) - count)])
        return [day for day in days if day not in dropped]

    # What is held

    def _meeting(self, sitting: Sitting) -> Meeting:
        chance, roster = self._chance, self._roster
        kinds = [self._plan.meetings[code] for code in sitting.numbers]
        problems, projects = self._studied(sitting), self._looked_at(kinds)
        units = [roster.units[name] for name in self._plan.departments]
        known = words("matters")["meetings"]
        held = [{"type": code, **({"number": number} if number else {})} for code, number in sitting.numbers.items()]
        agenda = [item for kind in kinds for item in kind.agenda] or ["通报上次议定事项", "研究问题", "交办"]
        items, decisions = [], []
        for item, department in self._items(problems, projects):
            slots = {**self._slots(sitting.day), "department": department}
            items.append(item)
            decisions.append(self._unlike(lambda slots=slots: one_of(known["decisions"], slots, chance)))  # type: ignore[misc]
        return Meeting(
            id=chance.id(sitting.day),
            held_as=held,
            date=sitting.day,
            place=chance.choice(known["places"]),
            chair=roster.names[roster.leaders[self._plan.meeting_kinds.index(kinds[0]) % len(roster.leaders)]],
            units=chance.sample(units, min(len(units), chance.randint(4, 10))),
            agenda="；".join(agenda) + "。",
            problems=problems,
            projects=projects,
            items=_numbered(items),
            decisions=_numbered(decisions) + "\n" + one_of(known["closing"], {}, chance),
        )

    def _items(self, problems: Sequence[str], projects: Sequence[str]) -> list[tuple[str, str]]:
        """(what is talked about, the department that it concerns) of some problems and projects."""
        roster, chance = self._roster, self._chance
        found: list[tuple[str, str]] = []
        for one in self._problems.made:
            values = one.record.fields() if one.record.id in problems else {}
            if values and len(found) < 3:
                brand = next(firm.brand for firm in roster.firms if firm.id == values["enterprise"])
                department = roster.unit_name(one.lead or roster.departments_for(values["type"])[0])
                found.append((f"{brand}：{values['title']}", department))
        for project in self._projects.made:
            if project.id in projects and len(found) < 5:
                stuck = one_of(words("matters")["meetings"]["stuck"], {}, chance)
                found.append((f"{project.name}：{stuck}", chance.choice(self._plan.departments)))
        general = one_of(words("matters")["meetings"]["items"], self._slots(self._diary.last), chance)
        return [*found, (general, chance.choice(self._plan.departments))]

    def _studied(self, sitting: Sitting) -> list[str]:
        if sitting.day in self._by_day:
            return self._by_day[sitting.day].get(next(iter(sitting.numbers)), [])
        week = [one.record.id for one in self._problems.made if sitting.day - WEEK <= _raised(one) < sitting.day]
        return week[:6]

    def _all_studied(self, sittings: Sequence[Sitting], count: int) -> None:
        """So many problems are studied at weekly meetings, each once, at one of the first held after it was raised."""
        weekly = [one for one in sittings if set(known_of(self._plan)["weekly_kinds"]) & one.numbers.keys()]
        found: dict[date, dict[str, list[str]]] = {}
        for problem in sorted(self._problems.made, key=_raised)[:count]:
            after = [one for one in weekly if one.day > _raised(problem)][:4]
            if after:
                chosen = self._chance.choice(after)
                found.setdefault(chosen.day, {}).setdefault(next(iter(chosen.numbers)), []).append(problem.record.id)
        self._by_day = found

    def _looked_at(self, kinds: Sequence[MeetingKind]) -> list[str]:
        of_projects = any(word in kind.name for kind in kinds for word in ("项目", "招商", "城建", "讲评"))
        if not of_projects or not self._projects.made:
            return []
        some = self._chance.sample(self._projects.made, min(3, len(self._projects.made)))
        return [project.id for project in some]

    def _slots(self, day: date) -> dict[str, Any]:
        firm = self._chance.choice(self._roster.firms)
        until = self._calendar.add_working_days(day, self._chance.randint(4, 9))
        first, second = self._chance.sample(self._plan.departments, 2)
        return {
            **firm.scene.slots,
            "brand": firm.brand,
            "person": firm.brand,
            "type": [item.name for item in self._plan.problem_types],
            "department": first,
            "department2": second,
            "place": [item.name.removeprefix(MARK) for item in self._plan.regions],
            "month": str(until.month),
            "day": str(until.day),
        }

    # Tasks

    def _task(self, kind: TaskKind, day: date, meeting: Meeting | None) -> None:
        chance, roster = self._chance, self._roster
        known = words("matters")["tasks"]
        units = [roster.units[name] for name in self._plan.departments] + list(roster.districts.values())
        fitting = [item for item in known["list"] if item[0] and item[0] in kind.name]
        _suits, title, owners = chance.choice(fitting or [item for item in known["list"] if not item[0]])
        unit = (
            chance.choice(list(roster.districts.values()))
            if chance.happens(0.15)
            else roster.unit_among(owners, chance)
        )
        task = Task(
            id=chance.id(day),
            title=self._unlike(lambda: fill(title, self._slots(day), chance)),
            type=kind.code,
            unit=unit,
            co=[other for other in chance.sample(units, 1) if other != unit] if chance.happens(0.2) else [],
            assigned=day,
            due=self._calendar.add_working_days(day, chance.choice([5, 7, 7, 10, 10, 15])),
            meeting=meeting.id if meeting else None,
            clerk=None if meeting else roster.clerk,
            text=self._unlike(lambda: one_of(known["texts"], self._slots(day), chance)),
        )
        self._diary.add(day, OFFICE, [task])
        lived = living("task", task.fields(), self._plan)
        if lived is not None:
            self._goes_on(Living(task, lived, clerk_hand(roster.clerk), lead=unit), day, kind, task.due)

    def _goes_on(self, thing: Living, day: date, kind: TaskKind, due: date) -> None:
        slow = self._chance.happens(0.15)
        chased = self._chance.happens(CHASED)
        for _step in range(10):
            row = main_row(thing)
            if row is None:
                return
            if "reply" in row.effects and chased and (chasing := self._row(thing, "chased")):
                day, row, chased = min(self._diary.last, due), chasing, False
            elif thing.state and self._chance.happens(AGAIN) and (again := self._row(thing, "again")):
                row = again
            days = self._chance.randint(3, 9) if slow else self._chance.randint(1, 3)
            day = self._calendar.add_working_days(day, days if row.needs else self._chance.randint(0, 1))
            if day > self._diary.last:
                return
            self._maker.step(thing, row, day, self._said(row, day))

    def _row(self, thing: Living, code: str) -> PlanStep | None:
        rows = thing.flow.rows_at.get((code, thing.state), ())
        return next((row for row in rows if thing.hand_for(row)), None)

    def _said(self, row: PlanStep, day: date) -> dict[str, Any]:
        known = words("matters")["tasks"]
        texts = known.get(row.step) or known["replies" if "reply" in row.effects else "handling"]
        said = self._unlike(lambda: one_of(texts, self._slots(day), self._chance))
        values: dict[str, Any] = {name: said for name in ("words", "reason") if name in row.needs}
        if "approved_by" in row.needs:
            values |= {"approved_by": self._roster.names[self._roster.leaders[0]], "approved_on": day}
        if "due" in row.needs:
            values["due"] = self._calendar.add_working_days(day, 5)
        return values


def _raised(problem: Living) -> date:
    raised: date = getattr(problem.record, "raised")  # noqa: B009 - problems have it, Record has not
    return raised


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{NUMERALS[number]}、{line}。" for number, line in enumerate(lines))
