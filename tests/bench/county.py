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
sys.path.insert(0, str(ROOT))
os.environ["FIELDTUI_LANGUAGE"] = "zh_CN"

from county_words import (  # noqa: E402 - the checkout's own program is found by the line above
    WORKED,
    credit_code,
    enterprise_names,
    notes,
    people_names,
    problem_line,
)

from fieldtui.ledger import log, view_file  # noqa: E402
from fieldtui.ledger.ledger import Ledger  # noqa: E402
from fieldtui.ledger.workspace import Workspace  # noqa: E402
from fieldtui.model.record import Record  # noqa: E402
from fieldtui.model.records.appointment import Appointment  # noqa: E402
from fieldtui.model.records.enterprise import Enterprise  # noqa: E402
from fieldtui.model.records.follow_up import FollowUp  # noqa: E402
from fieldtui.model.records.person import Person  # noqa: E402
from fieldtui.model.records.problem import Problem  # noqa: E402
from fieldtui.model.records.unit import Unit  # noqa: E402
from fieldtui.model.records.visit import Visit  # noqa: E402
from fieldtui.sync.enrol import found_office, make_workspace  # noqa: E402
from fieldtui.work.clock import SHANGHAI, today  # noqa: E402
from fieldtui.work.desk import Desk, standings  # noqa: E402
from fieldtui.work.naming import initials  # noqa: E402

AT_ONCE = 400
"""Records in one save."""
DAYS = 330
"""How far back the visits go."""
CADRES = 40
COUNTY = "示例市"
CLERK = "示例李"

# A problem's steps, each with the fewest and most days after the one before; some stop on the way and fall due.
_LONG_WAY = (("assigned", 1, 3), ("replied", 3, 9), ("verified", 1, 3), ("closed", 1, 4))
_SHORT_WAY = (("onsite", 0, 0), ("verified", 1, 3), ("closed", 1, 5))
_SHORT, _STUCK = 0.25, 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """What is made; `until` is the last day of the county's year, ISO."""

    enterprises: int = 2000
    visits: int = 10000
    problems: int = 3000
    until: str = ""
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
    """A name for these parameters; another one when what is made or how it lies on disk changes."""
    makers = [(HERE / name).read_text("utf-8") for name in ("county.py", "county_words.py")]
    about = json.dumps([asdict(size), log.FORMAT, view_file.FORMAT, *makers], sort_keys=True)
    return "county-" + hashlib.sha256(about.encode("utf-8")).hexdigest()[:12]


class _Made:
    """One making: chance, clock and the ids that others refer to."""

    def __init__(self, folder: Path, size: Size) -> None:
        self._folder = folder
        self._size = size
        self._chance = random.Random(size.seed)
        self._last_day = date.fromisoformat(size.until)
        self._at = 0
        self._units: list[str] = []
        self._people: list[str] = []

    def write(self) -> None:
        founding = self._last_day - timedelta(days=DAYS + 1)
        workspace = make_workspace(
            self._folder, role="office", name=CLERK, county="230600", county_name=COUNTY, language="zh_CN"
        )
        found_office(workspace, standings, office_name="示例市企服办", today=founding)
        with Desk.open_to_write(Workspace.load(self._folder)) as desk:
            desk.ledger.clock = self._clock
            self._turn_to(founding)
            desk.ledger.save(*self._roster(desk, founding))
            enterprises = list(self._enterprises(sorted(desk.plan.choices("regions"))))
            _save(desk.ledger, enterprises)
            visits = self._visits(desk, [record.id for record in enterprises])
            raised = self._chance.sample(visits, self._size.problems)
            for visit in sorted(raised, key=lambda visit: visit.date):
                visit_problem = self._problem(desk, visit)
                self._problems.append(visit_problem)
            self._save_by_day(desk.ledger, visits)

    def _clock(self) -> int:
        self._at += 1000
        return self._at

    def _turn_to(self, day: date) -> None:
        self._at = int(datetime.combine(day, time(9), SHANGHAI).timestamp()) * 1000
