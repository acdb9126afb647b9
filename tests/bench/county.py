"""Makes the large county that is measured on: an office's workspace, written through the ledger, the same each time.

python tests/bench/county.py DIR --enterprises 2000 --visits 10000 --problems 3000
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The checkout's own program is measured, unless PYTHONPATH names another one.
_NAMED = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
if not any((Path(folder) / "fieldtui").is_dir() for folder in _NAMED):
    sys.path.insert(0, str(ROOT))
os.environ["FIELDTUI_LANGUAGE"] = "zh_CN"

from county_words import (  # noqa: E402 - the program that is measured is found by the lines above
    WORKED,
    credit_code,
    enterprise_names,
    notes,
    people_names,
    problem_line,
)

import fieldtui  # noqa: E402
from fieldtui.ledger.ledger import Ledger  # noqa: E402
from fieldtui.ledger.workspace import Workspace  # noqa: E402
from fieldtui.model.county_time import SHANGHAI  # noqa: E402
from fieldtui.model.record import Record  # noqa: E402
from fieldtui.model.records.appointment import Appointment  # noqa: E402
from fieldtui.model.records.enterprise import Enterprise  # noqa: E402
from fieldtui.model.records.follow_up import FollowUp  # noqa: E402
from fieldtui.model.records.person import Person  # noqa: E402
from fieldtui.model.records.problem import Problem  # noqa: E402
from fieldtui.model.records.unit import Unit  # noqa: E402
from fieldtui.model.records.visit import Visit  # noqa: E402
from fieldtui.sync.enrol import found_office, make_workspace  # noqa: E402
from fieldtui.work.clock import today  # noqa: E402
from fieldtui.work.desk import Desk, standings  # noqa: E402
from fieldtui.work.naming import initials  # noqa: E402

PROGRAM = Path(fieldtui.__file__).parents[1]
"""The folder of the program that is measured."""
AT_ONCE = 400
"""Records in one save."""
DAYS = 330
"""How far back the visits go."""
CADRES = 40
COUNTY = "示例市"
CLERK = "示例李"

Way = tuple[tuple[str, int, int], ...]
# A problem's steps, each with the fewest and most days after the one before; some stop on the way and fall due.
_LONG_WAY: Way = (("assigned", 1, 3), ("replied", 3, 9), ("verified", 1, 3), ("closed", 1, 4))
_SHORT_WAY: Way = (("onsite", 0, 0), ("verified", 1, 3), ("closed", 1, 5))
_SHORT, _STUCK = 0.25, 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """What is made; `until` is the last day of the county's year, ISO."""

    enterprises: int
    visits: int
    problems: int
    until: str
    seed: int = 20261122


def county(place: Path, size: Size) -> Path:
    """The folder of the office's workspace under `place`; made when it is not there yet, which takes a while."""
    folder = place / _name(size)
    if not folder.exists():
        place.mkdir(parents=True, exist_ok=True)
        beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")
        shutil.rmtree(beside, ignore_errors=True)
        _Made(beside, size).write()
        # Somebody else may have made it meanwhile: theirs is as good.
        if folder.exists():
            shutil.rmtree(beside)
        else:
            beside.rename(folder)
    return folder


def _name(size: Size) -> str:
    """A name for these parameters; another one when what is made, or how it is kept, may have changed."""
    makers = [HERE / "county.py", HERE / "county_words.py"]
    for floor in ("model", "ledger", "plans", "work"):
        makers += sorted((PROGRAM / "fieldtui" / floor).rglob("*.*"))
    known = hashlib.sha256(json.dumps(asdict(size)).encode("utf-8"))
    for maker in makers:
        if maker.suffix in (".py", ".toml"):
            known.update(maker.read_bytes())
    return "county-" + known.hexdigest()[:12]


class _Made:
    """One making: chance, and the ids that others refer to."""

    def __init__(self, folder: Path, size: Size) -> None:
        self._folder = folder
        self._size = size
        self._chance = random.Random(size.seed)
        self._last_day = date.fromisoformat(size.until)
        self._at = 0
        self._clerk = ""
        self._people: list[str] = []
        self._departments: list[str] = []

    def write(self) -> None:
        founding = self._last_day - timedelta(days=DAYS + 1)
        workspace = make_workspace(
            self._folder, role="office", name=CLERK, county="230600", county_name=COUNTY, language="zh_CN"
        )
        found_office(workspace, standings, office_name="示例市企服办", today=founding)
        with Desk.open_to_write(Workspace.load(self._folder)) as desk:
            desk.ledger.clock = self._clock
            self._clerk = desk.me
            self._save(desk.ledger, [(founding, record) for record in self._roster(desk, founding)])
            enterprises = list(self._enterprises(desk))
            self._save(desk.ledger, [(founding, record) for record in enterprises])
            visits = self._visits(desk, [record.id for record in enterprises])
            entered: list[tuple[date, Record]] = [(visit.date, visit) for visit in visits]
            for visit in self._chance.sample(visits, self._size.problems):
                entered.extend(self._problem(desk, visit))
            entered.extend(self._planned(visits[-self._size.problems // 100 - 1 :]))
            self._save(desk.ledger, entered)

    # The clock and the ledger

    def _clock(self) -> int:
        self._at += 1000
        return self._at

    def _save(self, ledger: Ledger, entered: Sequence[tuple[date, Record]]) -> None:
        """Save what was entered in the order of its days, many at once."""
        ordered = sorted(entered, key=lambda item: item[0])
        for start in range(0, len(ordered), AT_ONCE):
            some = ordered[start : start + AT_ONCE]
            self._at = int(datetime.combine(some[-1][0], time(9), SHANGHAI).timestamp()) * 1000
            ledger.save(*(record for _day, record in some))

    # Who and what there is

    def _roster(self, desk: Desk, founding: date) -> Iterator[Record]:
        for name in desk.plan.departments:
            unit = Unit(name=name, type="department", initials=initials(name))
            self._departments.append(unit.id)
            yield unit
        park = Unit(name="示例高新区", type="park", initials=initials("示例高新区"))
        yield park
        for name in people_names(self._chance, CADRES):
            person = Person(name=name, unit=park.id, post="示例科员", initials=initials(name))
            self._people.append(person.id)
            yield person
            yield Appointment(person=person.id, unit=park.id, role="cadre", start=founding)

    def _enterprises(self, desk: Desk) -> Iterator[Enterprise]:
        regions = sorted(desk.plan.choices("regions"))
        for number, name in enumerate(enterprise_names(self._chance, self._size.enterprises), 1):
            yield Enterprise(
                name=name,
                uscc=credit_code(number),
                region=self._chance.choice(regions),
                scale=self._chance.choice(("large", "medium", "small", "micro")),
                above_scale=self._chance.random() < 0.3,
                address=f"示例市示例路{number}号",
                initials=initials(name),
            )

    # What happened

    def _visits(self, desk: Desk, enterprises: Sequence[str]) -> list[Visit]:
        """In the order of their days."""
        texts = notes(self._chance)
        ago = sorted((self._chance.randrange(DAYS) for _visit in range(self._size.visits)), reverse=True)
        return [
            Visit(
                enterprise=self._chance.choice(enterprises),
                date=self._last_day - timedelta(days=days),
                visitors=self._chance.sample(self._people, self._chance.choice((1, 1, 2))),
                met="示例厂长",
                note=next(texts),
                plan=desk.plan_reference,
            )
            for days in ago
        ]

    def _problem(self, desk: Desk, visit: Visit) -> Iterator[tuple[date, Record]]:
        """A problem raised on a visit, and its steps up to the county's last day."""
        code, title = problem_line(self._chance)
        problem = Problem(
            enterprise=visit.enterprise,
            visit=visit.id,
            raised=visit.date,
            title=title,
            type=code,
            urgency="urgent" if self._chance.random() < 0.1 else "ordinary",
            plan=desk.plan_reference,
        )
        yield visit.date, problem
        way = _SHORT_WAY if self._chance.random() < _SHORT else _LONG_WAY
        if self._chance.random() < _STUCK:
            way = way[: self._chance.randrange(len(way))]
        day, before = visit.date, ""
        for step, fewest, most in way:
            day += timedelta(days=self._chance.randint(fewest, most))
            if day > self._last_day:
                return
            more = self._step_values(step, day)
            done = FollowUp(
                problem=problem.id, step=step, on=day, by=self._clerk, follows=[before] if before else [], **more
            )
            before = done.id
            yield day, done

    def _step_values(self, step: str, day: date) -> dict[str, Any]:
        words = self._chance.choice(WORKED).format(self._chance.randint(1, 60))
        match step:
            case "assigned":
                return {"lead": self._chance.choice(self._departments)}
            case "replied":
                heard = {"heard_by": "telephone", "heard_on": day}
                return {"words": words, "behalf": self._chance.choice(self._departments), **heard}
            case "verified":
                return {"reached": True, "satisfaction": self._chance.choice(("satisfied", "mostly"))}
            case "closed":
                return {"evidence": "示例佐证：" + words, "approved_by": "示例周", "approved_on": day}
            case _onsite:
                return {"words": words}

    def _planned(self, visits: Sequence[Visit]) -> Iterator[tuple[date, Record]]:
        """Follow-ups that the clerk has planned for the days to come."""
        for number, visit in enumerate(visits):
            due = self._last_day + timedelta(days=number % 9)
            values = {"step": "planned", "on": visit.date, "by": self._clerk}
            yield visit.date, FollowUp(visit=visit.id, due=due, reason=f"示例：电话回访第{number + 1}家", **values)


def size_from(options: argparse.Namespace) -> Size:
    return Size(options.enterprises, options.visits, options.problems, options.until)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how large the county is."""
    parser.add_argument("--enterprises", type=int, default=2000)
    parser.add_argument("--visits", type=int, default=10000)
    parser.add_argument("--problems", type=int, default=3000, help="not more than visits")
    parser.add_argument("--until", default=today().isoformat(), metavar="DAY", help="the county's last day; today")


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the large county that is measured on, unless it is there.")
    parser.add_argument("place", type=Path, metavar="DIR", help="the folder to keep counties in")
    add_options(parser)
    options = parser.parse_args()
    print(county(options.place, size_from(options)))


if __name__ == "__main__":
    main()
