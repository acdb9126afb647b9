"""What a step's form asks for, with which values it begins, and how its texts are read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fieldtui.locale import _
from fieldtui.model.kinds import field
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work import stages
from fieldtui.work.dates import read_date, show_date
from fieldtui.work.desk import Desk, plan_of
from fieldtui.work.life import Standing, allowed
from fieldtui.work.objections import chosen_row, incomplete, incomplete_behalf
from fieldtui.work.planned import PLANNED
from fieldtui.work.rules import several
from fieldtui.work.steps import AFTER_A_VISIT, Entry, enter_step, staged
from fieldtui.work.visits import find_named, read_people

PAID = "paid"
"""The step that says how much of a policy was paid."""
MEANT_TODAY = ("on", "heard_on", "approved_on")
"""Days that are today's when they are left empty."""
ASKED_FIRST = (
    *("reached", "satisfaction", "lead", "co", "co_enterprises", "enterprise", "amount"),
    *("due", "reason", "behalf", "heard_by", "heard_on"),
)
ASKED_LAST = ("evidence", "approved_by", "approved_on")


def possible_steps(desk: Desk, record: str) -> dict[str, str]:
    """Code → word of the steps that may be entered here, the most natural first.

    `record` is a problem or another one that goes through stages; "" after a visit.
    """
    words = desk.words("steps")
    kind, about = staged(desk, record)
    if about is not None:
        return _possible_at_stage(desk, kind, about)
    row = desk.ledger.row("problem", record) if record else None
    if row is None:
        return {step: words[step] for step in AFTER_A_VISIT}
    # Which step a correction undoes is not asked on this form: the command line takes it.
    standing = desk.standing(row)
    plan = plan_of(row)
    rows = [step for step in allowed(standing, desk.my_role(), plan) if "follows" not in step.needs]
    possible = {step.step: step.name if not step.when else plan.flow.step_names[step.step] for step in rows}
    return {**possible, **_closings(desk, plan, standing)}


def _possible_at_stage(desk: Desk, kind: str, row: Row) -> dict[str, str]:
    plan = plan_of(row)
    mine, stage = stages.living(kind, row, plan), desk.stage(kind, row)
    if mine is None or stage is None:
        return {}
    steps = stages.allowed(kind, row, stage, desk.my_role(), plan)
    return {
        step.step: step.name if not step.when else mine.flow.step_names[step.step]
        for step in steps
        if "follows" not in step.needs
    }


def _closings(desk: Desk, plan: Plan, standing: Standing) -> dict[str, str]:
    """How a problem that was replied to is closed, also while it can't be: whoever tries is told what is missing."""
    if not (standing.open and standing.replied_on):
        return {}
    return {row.step: row.name for row in plan.flow.steps if row.closes and desk.my_role() in row.by}


class StepForm:
    """The form of a step of one problem or other record that goes through stages (or after a visit, with "")."""

    def __init__(self, desk: Desk, record: str, today: date) -> None:
        self._desk = desk
        self._problem = desk.ledger.row("problem", record) if record else None
        self._kind, self._about = staged(desk, record)
        self._plan = plan_of(self._problem or self._about or {}) if self._problem or self._about else desk.plan
        if self._about is not None:
            self._plan = stages.living(self._kind, self._about, self._plan) or self._plan
        self._today = today

    def fields(self, step: str) -> list[str]:
        """The fields that this step asks for, in order: day, what it needs, whom it is entered for, words."""
        rows = self._plan.flow.rows[step]
        needed = {name for row in rows for name in (*row.needs, *row.when)}
        if any("assign" in row.effects for row in rows):
            needed |= {"co", "due"}
            needed |= {"co_enterprises"} if "enterprise" in self._plan.co_organisers else set()
        if self._kind == "policy" and step not in AFTER_A_VISIT:
            needed |= {"enterprise"} | ({"amount"} if step == PAID else set())
        if self._stands_in(step):
            needed |= set(self._plan.flow.behalf_needs)
        first = [name for name in ASKED_FIRST if name in needed]
        last = [name for name in ASKED_LAST if name in needed]
        words = [] if step == PLANNED else ["words"]
        return [*([] if step == PLANNED else ["on"]), *first, *last, *words]

    def _stands_in(self, step: str) -> bool:
        """Whether the step is entered for somebody else (代录)."""
        return all(self._desk.my_role() not in row.by for row in self._plan.flow.rows[step])

    def start(self, step: str) -> dict[str, str]:
        """What the fields begin with: the day, the departments that the type or the standing suggests."""
        values = {"heard_by": "telephone"}
        if self._problem is not None:
            standing = self._desk.standing(self._problem)
            values["behalf"] = self._desk.name("unit", standing.lead)
            types = self._plan.types
            usual = types[self._problem["type"]].departments if self._problem["type"] in types else ()
            values["lead"] = self._problem.get("suggested") or (usual[0] if usual else "")
        elif self._about is not None:
            values["behalf"] = self._desk.name("unit", self._about.get("unit"))
        return {name: values.get(name, "") for name in self.fields(step)}

    def understood(self, name: str, text: str) -> str:
        """What a date comes to; "" for what needs no explanation."""
        day = self._day(name, text or ("0" if name in MEANT_TODAY else ""))
        return f"→ {show_date(day, self._today)}" if day else ""

    def _day(self, name: str, text: str) -> date | None:
        item = field("follow_up", name)
        if item is None or item.type != "date" or not text.strip():
            return None
        working_days = self._desk.calendar.add_working_days
        return read_date(text, self._today, toward="future" if name == "due" else "past", add_working_days=working_days)

    def entry(self, values: Mapping[str, str]) -> Entry:
        """The step from the form's texts, or what is wrong."""
        read: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, text in values.items():
            if text.strip():
                self._read(name, text.strip(), read, wrong)
            elif name in MEANT_TODAY:
                read[name] = self._today
        if wrong:
            return Entry((), wrong)
        entry = enter_step(self._desk, read, self._today)
        missing = self._missing(entry.troubles.get("step", ""), read)
        return Entry((), dict.fromkeys(missing, _("It must be filled in."))) if missing else entry

    def _missing(self, sentence: str, read: Mapping[str, Any]) -> list[str]:
        """The fields that a sentence about the step complains of, when it complains of nothing but empty fields."""
        state = self._state()
        if not sentence or not state:
            return []
        chosen = chosen_row(state, read, self._plan)
        if chosen is None:
            return []
        if sentence == incomplete(chosen, read):
            return chosen.missing(read)
        if sentence == incomplete_behalf(chosen, read, self._plan):
            return [name for name in self._plan.flow.behalf_needs if not read.get(name)]
        return []

    def _state(self) -> str:
        """Where the record stands; "" after a visit."""
        if self._problem is not None:
            return self._desk.standing(self._problem).state
        stage = self._desk.stage(self._kind, self._about) if self._about is not None else None
        return stage.state if stage else ""

    def _read(self, name: str, text: str, read: dict[str, Any], wrong: dict[str, str]) -> None:
        item = field("follow_up", name)
        if item is None or name in ("problem", "visit", "about", "step"):
            read[name] = text
        elif item.type == "date":
            read[name] = self._day(name, text)
            if read[name] is None:
                wrong[name] = _("This is no date; write 昨天, -1, 上周五 or 11-20.")
        elif item.shown.refers in ("unit", "enterprise") and item.type == "list":
            parts = text.replace(",", "、").replace("，", "、").split("、")
            read[name] = [self._named(item.shown.refers, part, name, wrong) for part in parts]
        elif item.shown.refers in ("unit", "enterprise"):
            read[name] = self._named(item.shown.refers, text, name, wrong)
        elif item.shown.refers == "person":
            read[name] = read_people(text, self._desk)[0]
        else:
            read[name] = text

    def _named(self, kind: str, text: str, name: str, wrong: dict[str, str]) -> str:
        text = text.strip()
        found = find_named(kind, text, self._desk)
        if found is None:
            wrong[name] = several(kind, text, self._desk) or _not_one(kind, text)
        return found or text


def _not_one(kind: str, text: str) -> str:
    if kind == "enterprise":
        return _("No single enterprise is meant by “{text}”; choose one from the list.").format(text=text)
    return _("No single unit is meant by “{text}”; the office adds units with: fieldtui add unit").format(text=text)
