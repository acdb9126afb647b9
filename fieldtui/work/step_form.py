"""What a step's form asks for, with which values it begins, and how its texts are read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fieldtui.locale import _
from fieldtui.model.flow import PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.row import Row
from fieldtui.work import stages
from fieldtui.work.desk import Desk
from fieldtui.work.field_text import Reader
from fieldtui.work.life import Standing, Step, allowed, in_order, undone
from fieldtui.work.objections import chosen_row, incomplete, incomplete_behalf
from fieldtui.work.planned import PLANNED
from fieldtui.work.steps import AFTER_A_VISIT, Entry, enter_step, staged

PAID = "paid"
"""The step that says how much of a policy was paid."""
MEANT_TODAY = ("on", "heard_on", "approved_on")
"""Days that are today's when they are left empty."""
ASKED_FIRST = (
    *("reached", "satisfaction", "lead", "co", "co_enterprises", "enterprise", "amount"),
    *("due", "reason", "into", "follows", "behalf", "heard_by", "heard_on"),
)
ASKED_LAST = ("evidence", "approved_by", "approved_on")


def possible_steps(desk: Desk, record: str) -> dict[str, str]:
    """Code → word of the steps that may be entered here, the most natural first.

    `record` is a problem, another one that goes through stages, or a visit.
    """
    kind, about = staged(desk, record)
    if about is not None:
        return _possible_at_stage(desk, kind, about)
    row = desk.ledger.row("problem", record) if record else None
    if row is None:
        words = desk.words("steps", desk.ledger.row("visit", record) if record else None)
        return {step: words.get(step, step) for step in AFTER_A_VISIT}
    standing = desk.standing(row)
    plan = desk.plan_of(row)
    rows = _doable(desk, record, allowed(standing, desk.my_role(), plan), plan)
    possible = {step.step: step.name if not step.when else plan.flow.step_names[step.step] for step in rows}
    return {**possible, **_closings(desk, plan, standing)}


def _possible_at_stage(desk: Desk, kind: str, row: Row) -> dict[str, str]:
    plan = desk.plan_of(row)
    mine, stage = stages.living(kind, row, plan), desk.stage(kind, row)
    if mine is None or stage is None:
        return {}
    steps = _doable(desk, row["id"], stages.allowed(kind, row, stage, desk.my_role(), plan), mine)
    return {step.step: step.name if not step.when else mine.flow.step_names[step.step] for step in steps}


def _doable(desk: Desk, record: str, rows: list[PlanStep], plan: Plan) -> list[PlanStep]:
    """Without corrections as long as there is no step to correct."""
    return [row for row in rows if "follows" not in row.needs or _correctable(desk, record, plan)]


def _correctable(desk: Desk, record: str, plan: Plan) -> list[Step]:
    """The steps of a record that a correction may undo, in order."""
    ordered = in_order(desk.steps(record)) if record else []
    gone = undone(ordered, plan)
    return [
        step
        for step in ordered
        if step.id not in gone and not step.row.get("deleted") and step.row["step"] not in AFTER_A_VISIT
    ]


def _closings(desk: Desk, plan: Plan, standing: Standing) -> dict[str, str]:
    """How a problem that was replied to is closed, also while it can't be: whoever tries is told what is missing."""
    if not (standing.open and standing.replied_on):
        return {}
    return {row.step: row.name for row in plan.flow.steps if row.closes and desk.my_role() in row.by}


class StepForm:
    """The form of a step of one problem or other record that goes through stages, or after a visit."""

    def __init__(self, desk: Desk, record: str, today: date) -> None:
        self._desk = desk
        self._problem = desk.ledger.row("problem", record) if record else None
        self._kind, self._about = staged(desk, record)
        of = self._problem or self._about or (desk.ledger.row("visit", record) if record else None)
        self._plan = desk.plan_of(of) if of else desk.plan
        if self._about is not None:
            self._plan = stages.living(self._kind, self._about, self._plan) or self._plan
        self._today = today
        self._reader = Reader(desk, "follow_up", self._plan, today)
        self._record = record

    def fields(self, step: str) -> list[str]:
        """The fields that this step asks for, in order: day, what it needs, whom it is entered for, words."""
        rows = self._plan.flow.rows[step]
        needed = {name for row in rows for name in (*row.needs, *row.when)}
        if any("assign" in row.effects for row in rows):
            needed |= {"co", "due"}
            needed |= {"co_enterprises"} if "enterprise" in self._plan.co_organisers else set()
        if self._merges(step):
            needed.add("into")
        if self._kind == "policy" and step not in AFTER_A_VISIT:
            needed |= {"enterprise"} | ({"amount"} if step == PAID else set())
        if self._stands_in(step):
            needed |= set(self._plan.flow.behalf_needs)
        first = [name for name in ASKED_FIRST if name in needed]
        last = [name for name in ASKED_LAST if name in needed]
        words = [] if step == PLANNED else ["words"]
        return [*([] if step == PLANNED else ["on"]), *first, *last, *words]

    def knows(self, step: str) -> bool:
        """Whether the record's plan has such a step."""
        return step in self._plan.flow.rows

    def _merges(self, step: str) -> bool:
        return any("merge" in row.effects for row in self._plan.flow.rows.get(step, ()))

    def choices(self, name: str) -> dict[str, str]:
        """Code → word where a field has choices of this record's own: the steps that a correction may undo."""
        if name != "follows":
            return {}
        return {step.id: self._in_words(step) for step in reversed(_correctable(self._desk, self._record, self._plan))}

    def _in_words(self, step: Step) -> str:
        """A step as one of several: its day, what it was, for whom it was entered or who entered it."""
        row = step.row
        who = self._desk.name("unit", row.get("behalf")) or self._desk.name("person", row["by"])
        return "  ".join([row["on"][5:], self._plan.flow.step_names.get(row["step"]) or row["step"], who])

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
        """What a text comes to; "" for what needs no explanation."""
        return self._reader.understood(name, text or ("0" if name in MEANT_TODAY else "")) if self._asks(name) else ""

    def _asks(self, name: str) -> bool:
        """Whether the field is read from a text; the others hold ids and codes."""
        return name in (*MEANT_TODAY, *ASKED_FIRST, *ASKED_LAST, "words") and name != "follows"

    def entry(self, values: Mapping[str, str]) -> Entry:
        """The step from the form's texts, or what is wrong."""
        read: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, text in values.items():
            if name in MEANT_TODAY and not text.strip():
                read[name] = self._today
            elif text.strip() and self._asks(name):
                read[name], sentence = self._reader.value(name, text)
                wrong.update({name: sentence} if sentence else {})
            elif text.strip():
                read[name] = [text] if name == "follows" else text.strip()
        if not wrong and self._merges(read.get("step", "")) and not read.get("into"):
            wrong["into"] = _("It must be filled in.")
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
