"""Plays the sample county's fortnight, day by day, into the ledgers of its office and its cadres."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fieldtui.demo.parties import (
    StoryClock,
    deliver,
    enrol,
    hand_back,
    hand_in,
    open_desk,
    open_office,
    save,
    workspace_in,
)
from fieldtui.demo.sample import Content, Roster, clerk_of, enter_roster, office_name_of, sample, story_form, visit_form
from fieldtui.ledger.drafts import Drafts
from fieldtui.model.record import new_id
from fieldtui.work.desk import Desk
from fieldtui.work.steps import enter_step
from fieldtui.work.today import not_handed_in
from fieldtui.work.visits import enter_visit

CADRE = "zhang"
"""The cadre whose workspace is kept: the one that the demo opens."""

FOUNDING_DAY = -14
OFFICE_HOURS, CADRES_HOURS, CLOSING, NIGHT = 9, 14, 17, 22
MINUTES_A_STEP = 20

IN_REASON = ("returned", "disputed")
"""Steps whose words are the reason."""


@contextmanager
def throw_away_folder(folder: Path | None) -> Iterator[Path]:
    """The folder named, which is kept, or one that is removed at the end."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="fieldtui-demo-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def make_county(place: Path, today: date) -> dict[str, Path]:
    """Makes the sample county as it stands on `today`: the workspaces of its office and of one cadre, under `place`.

    The other cadres' laptops are played as well, and removed once the office has taken all of theirs in.
    """
    content = sample()
    folders = {"office": place / "office", "cadre": place / "cadre"}
    place.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".others-", dir=place, ignore_cleanup_errors=True) as others,
        ExitStack() as open_desks,
    ):
        clock = StoryClock(today + timedelta(days=FOUNDING_DAY), OFFICE_HOURS)
        clerk, county = clerk_of(content), content["county"]
        founded = workspace_in(folders["office"], role="office", name=clerk["name"], county=county)
        office = open_desks.enter_context(open_office(founded, office_name_of(content), clock))
        cadres: dict[str, Desk] = {}
        for person in content["people"]:
            if person["role"] == "cadre":
                folder = folders["cadre"] if person["key"] == CADRE else Path(others) / person["key"]
                laptop = workspace_in(folder, role="cadre", name=person["name"], county=county)
                cadres[person["key"]] = open_desks.enter_context(open_desk(laptop, clock))
        _Fortnight(content, today, clock, office, cadres).play()
        _keep_draft(cadres[CADRE], content)
    return folders


def _keep_draft(cadre: Desk, content: Content) -> None:
    """The visit of the story, half typed."""
    form = story_form(content, CADRE)
    begun = {**form, "note": form["note"][: len(form["note"]) // 2], "problems": "", "follow_up": ""}
    Drafts(cadre.ledger.workspace.drafts).keep(new_id(), "visit", "", begun)


class _Fortnight:
    """Who enters what on which day, and when files change hands."""

    def __init__(self, content: Content, today: date, clock: StoryClock, office: Desk, cadres: dict[str, Desk]) -> None:
        self._content = content
        self._today = today
        self._clock = clock
        self._office = office
        self._cadres = cadres
        self._roster = Roster()
        self._problems: dict[str, str] = {}
        """Ids by the content's names, such as v1.2: the second problem of visit v1."""

    def play(self) -> None:
        founding = self._day(FOUNDING_DAY)
        self._roster = enter_roster(self._office, self._content, founding)
        for key, cadre in self._cadres.items():
            enrol(self._office, cadre, self._roster.people[key], self._clock)
        entered: list[Content] = [*self._content["visits"], *self._content["steps"]]
        last_of_all = max(row["day"] for row in entered)
        last_of_cadre = max(row["day"] for row in entered if row["by"] == CADRE)
        for day in range(FOUNDING_DAY + 1, last_of_all + 1):
            self._steps_at_the_office(day)
            self._steps_of_cadres(day)
            if day == last_of_all:
                self._clock.turn_to(self._day(day), CLOSING)
                self._fetch(CADRE)
            self._visits(day)
            # What the cadre entered last is not handed in yet, so that there is something to hand in.
            self._hand_in(day, [key for key in self._cadres if key != CADRE or day < last_of_cadre])

    def _day(self, day: int) -> date:
        return self._today + timedelta(days=day)

    def _rows(self, of: str, day: int) -> list[dict[str, Any]]:
        return [row for row in self._content[of] if row["day"] == day]

    def _steps_at_the_office(self, day: int) -> None:
        steps = [step for step in self._rows("steps", day) if step["by"] not in self._cadres]
        for number, step in enumerate(steps):
            hours, minutes = divmod(number * MINUTES_A_STEP, 60)
            self._clock.turn_to(self._day(day), OFFICE_HOURS + hours, minutes)
            self._enter_step(self._office, step)

    def _steps_of_cadres(self, day: int) -> None:
        steps = [step for step in self._rows("steps", day) if step["by"] in self._cadres]
        self._clock.turn_to(self._day(day), CADRES_HOURS)
        for key in dict.fromkeys(step["by"] for step in steps):
            self._fetch(key)
        for step in steps:
            self._enter_step(self._cadres[step["by"]], step)

    def _visits(self, day: int) -> None:
        for visit in sorted(self._rows("visits", day), key=lambda visit: int(visit["hour"])):
            self._clock.turn_to(self._day(day), visit["hour"])
            cadre = self._cadres[visit["by"]]
            records = save(cadre, enter_visit(cadre, visit_form(visit, self._content), self._day(day)))
            found = [record.id for record in records if record.kind == "problem"]
            self._problems |= {f"{visit['key']}.{number}": problem for number, problem in enumerate(found, 1)}

    def _hand_in(self, day: int, keys: list[str]) -> None:
        self._clock.turn_to(self._day(day), NIGHT)
        for key in keys:
            if not_handed_in(self._cadres[key]):
                deliver(hand_in(self._cadres[key], self._clock), self._office)

    def _fetch(self, key: str) -> None:
        deliver(hand_back(self._office, self._roster.people[key], self._clock), self._cadres[key])

    def _enter_step(self, desk: Desk, step: Content) -> None:
        day = self._day(step["day"])
        values: dict[str, Any] = {"problem": self._problems[step["problem"]], "step": step["step"], "on": day}
        for name in ("words", "reached", "satisfaction", "evidence", "approved_by", "reason", "heard_by"):
            if name in step:
                values["reason" if name == "words" and step["step"] in IN_REASON else name] = step[name]
        for name in ("lead", "behalf"):
            if name in step:
                values[name] = self._roster.units[step[name]]
        if "behalf" in step:
            values["heard_on"] = day
        if "approved_day" in step:
            values["approved_on"] = self._day(step["approved_day"])
        if "due_days" in step:
            values["due"] = desk.calendar.add_working_days(day, step["due_days"])
        if "due_day" in step:
            values["due"] = self._day(step["due_day"])
        save(desk, enter_step(desk, values, day))
