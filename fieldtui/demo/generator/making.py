"""Puts a generated county into ledgers: the office's, and those of the cadres who have a laptop of their own.

A few cadres enter at laptops in a small county, and one in any other: bundles go between them and the office on each
day on which something was entered. Everybody else tells the office, which enters it, as counties do where not all
install the program; a ledger of thousands of visits is made in seconds so. The office's entries of a day are one save.
"""

import gc
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fieldtui import plans
from fieldtui.demo.generator.chance import Chance
from fieldtui.demo.generator.diary import OFFICE, Diary, Entered
from fieldtui.demo.generator.matters import Matters
from fieldtui.demo.generator.meetings import Meetings, mondays
from fieldtui.demo.generator.names import MARK, county_code, county_name
from fieldtui.demo.generator.problems import Problems
from fieldtui.demo.generator.projects import Projects
from fieldtui.demo.generator.roster import OFFICE_NAME, Firm, Roster, make_roster
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.size import Size, solved_of
from fieldtui.demo.generator.visits import Notes, Visits
from fieldtui.demo.generator.wanted import wanted_projects
from fieldtui.demo.parties import (
    StoryClock,
    StoryError,
    deliver,
    enrol,
    hand_back,
    hand_in,
    open_desk,
    workspace_in,
)
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.plan import Plan, read_plan
from fieldtui.model.record import Record
from fieldtui.model.records.person import Person
from fieldtui.model.records.problem import Problem
from fieldtui.sync.enrol import found_office
from fieldtui.work.desk import Desk, calendar_of, standings
from fieldtui.work.numbers import next_number
from fieldtui.work.rules import complete, troubles
from fieldtui.work.steps import region_of_number

SEED = 20261123
OFFICE_HOURS, CADRES_HOURS, EVENING, NIGHT = 9, 14, 18, 22
CLERK = f"{MARK}李"

Told = Callable[[float], None]
"""Is told how much is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class County:
    """What is to be made: a plan by its whole text, how large, up to which day (not itself), and by which seed."""

    text: str
    size: Size
    today: date
    seed: int = SEED


def make_generated(place: Path, county: County, told: Told) -> dict[str, Path]:
    """Makes the county under `place`: the workspaces of its office and of one cadre, by role.

    Raises StoryError when the rules would refuse something in it, which is a fault of the program.
    """
    searching = gc.isenabled()
    # A county is a million objects, none of them garbage until this ends; looking for it takes a sixth of the time.
    gc.disable()
    try:
        return _made(place, county, told)
    finally:
        if searching:
            gc.enable()


def _made(place: Path, county: County, told: Told) -> dict[str, Path]:
    plan = read_plan(county.text)
    last = county.today - timedelta(days=1)
    first = mondays(last, county.size.weeks)[0] - timedelta(days=3)
    folders = {"office": place / "office", "cadre": place / "cadre"}
    place.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".others-", dir=place, ignore_cleanup_errors=True) as others,
        ExitStack() as open_desks,
    ):
        clock = StoryClock(first, OFFICE_HOURS)
        office = open_desks.enter_context(_office(folders["office"], plan, county.text, clock))
        clerk = office.ledger.get("person", office.me)
        if not isinstance(clerk, Person):
            raise StoryError("the office was not founded")
        chance = Chance(f"{county.seed} {plan.name} {county.size} {county.today}")
        roster = make_roster(plan, county.size, clerk.id, clerk.unit, first, chance.part("roster"))
        playing = _Playing(office, roster, clock, told)
        playing.enter_roster(clerk)
        laptops = roster.cadres[: county.size.laptops]
        for number, person in enumerate(laptops):
            folder = folders["cadre"] if number == 0 else Path(others) / str(number)
            workspace = _workspace(folder, plan, role="cadre", name=roster.names[person])
            playing.enrol(person, open_desks.enter_context(open_desk(workspace, clock)))
        diary = Diary(first, last)
        _tell(roster, county.size, diary, laptops, chance)
        playing.play(diary)
        _keep_draft(playing.desks[laptops[0]], _own(roster, laptops[0]), chance.part("draft"))
    return folders


def _office(folder: Path, plan: Plan, text: str, clock: StoryClock) -> Desk:
    workspace = _workspace(folder, plan, role="office", name=CLERK)
    found_office(workspace, standings, office_name=OFFICE_NAME, today=clock.now().date(), plan=text, clock=clock)
    return open_desk(workspace, clock)


def _workspace(folder: Path, plan: Plan, *, role: str, name: str) -> Workspace:
    county = {"code": county_code(plan), "name": county_name(plan)}
    named = {"plan": plan.name} if plan.name in plans.names() else {}
    return workspace_in(folder, role=role, name=name, county=county, **named)


def _tell(roster: Roster, size: Size, diary: Diary, laptops: Sequence[str], chance: Chance) -> None:
    """All that happens in the county, into the diary."""
    setting = Setting(roster, diary, calendar_of(roster.plan))
    projects = Projects(setting, chance.part("projects"))
    projects.make(wanted_projects(roster.plan, size, chance.part("wanted projects")))
    problems = Problems(setting, size.problems, chance.part("problems"), solved_of(roster.plan, size))
    visits = Visits(setting, problems, projects.sites(), chance.part("visits"))
    visits.make(size, laptops, roster.clerk)
    problems.beside_visits(size, roster.clerk)
    Meetings(setting, problems, projects, chance.part("meetings")).make(size)
    Matters(setting, chance.part("matters")).make(size)


def _own(roster: Roster, cadre: str) -> list[Firm]:
    return [firm for firm in roster.firms if firm.cadre == cadre] or roster.firms


def _keep_draft(cadre: Desk, firms: Sequence[Firm], chance: Chance) -> None:
    """A visit that the cadre has begun to type."""
    firm = chance.choice(firms)
    note = Notes(chance).of(firm.scene)
    values = {"enterprise": firm.record.name, "date": "-1", "met": firm.person, "note": note[: len(note) // 2]}
    Drafts(cadre.ledger.workspace.drafts).keep(chance.id(cadre.day), "visit", "", values)


class _Playing:
    """Enters what the diary says, day by day, and carries files."""

    def __init__(self, office: Desk, roster: Roster, clock: StoryClock, told: Told) -> None:
        self._office = office
        self._roster = roster
        self._clock = clock
        self._told = told
        self.desks: dict[str, Desk] = {OFFICE: office}
        self._last_numbers: dict[tuple[str, int], str] = {}

    def enter_roster(self, clerk: Person) -> None:
        """Enters who and what there is; the office's clerk, who is there already, gets a post and a telephone."""
        whole = clerk.amended(post="企服办科员", phone="0000-5550101")
        self._save(self._office, [whole, *self._roster.records], self._roster.since)

    def enrol(self, person: str, laptop: Desk) -> None:
        enrol(self._office, laptop, person, self._clock)
        self.desks[person] = laptop

    def play(self, diary: Diary) -> None:
        days = diary.days()
        whole, done = sum(map(len, days.values())) or 1, 0
        for day, entries in days.items():
            self._clock.turn_to(day, OFFICE_HOURS)
            self._at_the_office([entered for entered in entries if entered.by == OFFICE], day)
            for person in self.desks.keys() - {OFFICE}:
                mine = [entered for entered in entries if entered.by == person]
                if mine:
                    self._at_a_laptop(person, mine, day, goes_out=day < diary.last or person != self._kept)
            done += len(entries)
            self._told(done / whole)
        self._clock.turn_to(diary.last, EVENING)
        self._fetch(self._kept)

    @property
    def _kept(self) -> str:
        """The cadre whose workspace is kept."""
        return self._roster.cadres[0]

    def _at_the_office(self, entries: Sequence[Entered], day: date) -> None:
        self._save(self._office, [record for entered in entries for record in self._with_number(entered)], day)

    def _with_number(self, entered: Entered) -> Iterator[Record]:
        """The records of an entry, with the problem that gets its display number."""
        yield from entered.records
        if not entered.numbers:
            return
        problem = self._office.ledger.get("problem", entered.numbers)
        if not isinstance(problem, Problem):
            raise StoryError("a problem that is assigned did not arrive")
        key = region_of_number(self._office, problem.fields()), entered.day.year
        # The office counts them one by one, so the last one is enough to know the next.
        before = [self._last_numbers[key]] if key in self._last_numbers else []
        self._last_numbers[key] = next_number(*key, before)
        yield problem.amended(number=self._last_numbers[key])

    def _at_a_laptop(self, person: str, entries: Sequence[Entered], day: date, *, goes_out: bool) -> None:
        desk = self.desks[person]
        new = {record.id for entered in entries for record in entered.records}
        needed = {need for entered in entries for need in entered.needs} - new
        self._clock.turn_to(day, CADRES_HOURS)
        if any(desk.ledger.kind_of(need) is None for need in needed):
            self._fetch(person)
        for entered in entries:
            self._save(desk, entered.records, day)
        if goes_out:
            self._clock.turn_to(day, NIGHT)
            deliver(hand_in(desk, self._clock), self._office)

    def _fetch(self, person: str) -> None:
        deliver(hand_back(self._office, person, self._clock), self.desks[person])

    def _save(self, desk: Desk, records: Sequence[Record], day: date) -> None:
        """Saves what was entered together, after the checks that a form would make. StoryError when one fails."""
        beside = {record.id: record.kind for record in records}
        whole = [complete(record, desk) for record in records]
        for record in whole:
            # A number that was given out just now can't be anybody else's, and the problem was checked when it was new.
            if record.kind == "problem" and "number" in record.fields():
                continue
            for name, sentence in troubles(record, desk, day, beside=beside).items():
                raise StoryError(f"{record.kind} {name}: {sentence}")
        desk.ledger.save(*whole)
