"""Problems and what became of them: most are solved, some bounce, some come back, some are late."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from fieldtui.demo.generator.chance import Chance, Unlike, deck
from fieldtui.demo.generator.diary import OFFICE
from fieldtui.demo.generator.roster import Firm
from fieldtui.demo.generator.scene import any_scenes
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.size import Size
from fieldtui.demo.generator.steps import Hand, Living, StepMaker, clerk_hand, main_row
from fieldtui.demo.generator.words import Slots, one_of, words
from fieldtui.model.flow import PlanStep
from fieldtui.model.plan import Plan
from fieldtui.model.records.problem import Problem

FATES = {
    "plain": 46.0,
    "onsite": 10.0,
    "noted": 9.0,
    "reopened": 7.0,
    "explained": 6.0,
    "unreached": 5.0,
    "bounced": 5.0,
    "extended": 4.0,
    "returned": 4.0,
    "longterm": 3.0,
    "withdrawn": 2.0,
}
"""What happens beside the usual, and how often of a hundred."""
SLOW = 0.2
"""The share of problems that a department takes long about: they fall due."""
BESIDE_VISITS = {"call": 4.0, "forum": 3.0, "hotline": 3.0, "superior": 1.0, "leader": 1.0, "department": 1.0}
COMMON_TYPES = {"RZ": 4.0, "YG": 3.0, "QT": 3.0, "ZC": 2.5, "SD": 2.0, "SP": 2.0, "XF": 1.5, "YL": 1.5, "TQ": 1.5}
SELDOM_SOLVED = ("YL", "WL", "HB", "AQ", "NY", "YD", "ZJ", "XM", "SS", "ZF")
MOST_STEPS = 24
LONGEST_TITLE = 40
LONG_ENOUGH = timedelta(days=24)
"""In that time a problem can be solved, also with a week of holidays in it."""


def fate_fits(fate: str, row: PlanStep, living: Living) -> bool:
    """Whether a step of the plan is where what is fated turns off from the usual way."""
    flow, state = living.flow, living.flow.by_code[living.state]
    target = flow.by_code[row.to] if row.to else None
    match fate:
        case "onsite":
            return "reply" in row.effects and state.code == flow.initial and row.step != state.next
        case "reopened":
            return "reopen" in row.effects and "verify" in row.effects
        case "explained":
            return "explain" in row.effects
        case "unreached":
            return row.when.get("reached") is False
        case "bounced":
            return "bounce" in row.effects
        case "withdrawn":
            return "withdraw" in row.effects
        case "extended":
            return "move_due" in row.effects and target is None and bool(row.when)
        case "longterm":
            return "move_due" in row.effects and target is not None
        case "returned":
            back = target is not None and target.open and target.code != state.code and not row.effects
            return back and state.code == flow.initial and row.step != state.next and "reason" in row.needs
        case "noted":
            own = row.to is None and not row.effects and not row.when
            return own and row.needs == ("words",) and state.code != flow.initial and living.lead != ""
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Raised:
    """A problem to be, while its visit is written: its type, and the sentence of the note that tells of it."""

    type: str
    told: str
    solved: bool | None = None
    """Whether it will have been solved by the last day; None where that is left to chance."""


class Problems:
    """`to_solve` is of how many types how many are to be solved by the last day; None leaves that to chance."""

    def __init__(self, setting: Setting, count: int, chance: Chance, to_solve: tuple[int, int] | None) -> None:
        self._roster = setting.roster
        self._plan = setting.plan
        self._diary = setting.diary
        self._calendar = setting.calendar
        self._chance = chance
        self._maker = StepMaker(setting.diary, setting.calendar, chance.part("steps"))
        self._unlike = Unlike()
        self._fates = deck(count, FATES, chance)
        types, self._solved_in_all = to_solve or (0, 0)
        codes = [item.code for item in self._plan.problem_types if item.code not in SELDOM_SOLVED]
        self._solvable = chance.sample(codes, min(types, len(codes)))
        self._to_be_solved = 0
        self.made: list[Living] = []

    def think_of(self, firm: Firm, day: date, besides: Sequence[Raised] = ()) -> Raised:
        """What an enterprise complains of on a day, besides other things."""
        weights = {item.code: COMMON_TYPES.get(item.code, 1.0) for item in self._plan.problem_types}
        weights = {code: weight for code, weight in weights.items() if code not in firm.scene.strange} or weights
        already = {item.type for item in besides}
        weights = {code: weight for code, weight in weights.items() if code not in already} or weights
        solved = None
        if self._solvable:
            early = self._diary.last - day >= LONG_ENOUGH
            solved = early and self._to_be_solved < self._solved_in_all
        code = self._chance.one_by_weight(weights)
        if solved:
            # The first ones of each of the types, so that all of them are among the solved.
            code = self._solvable[self._to_be_solved % len(self._solvable)]
            self._to_be_solved += 1
        return Raised(code, one_of(self._words(code)["told"], self._slots(firm, code), self._chance), solved)

    def on_visit(self, firm: Firm, raised: Raised, visit: str, day: date, hand: Hand) -> Problem:
        """A problem that comes up on a visit. It is entered with the visit; what becomes of it, by `goes_on`."""
        return self._problem(firm, raised.type, day, {"visit": visit}, hand)

    def beside_visits(self, size: Size, clerk: str) -> None:
        """Problems that reach the office otherwise, and what becomes of them."""
        chance = self._chance.part("beside visits")
        count = min(size.busy_weeks * 7, (self._diary.last - self._diary.first).days - 1)
        days = [self._diary.last - timedelta(days=number) for number in range(1, count)]
        working = [day for day in days if self._calendar.is_working(day)]
        hand = clerk_hand(clerk)
        for _number in range(size.problems_beside):
            firm, day = chance.choice(self._roster.firms), chance.choice(working)
            raised = self.think_of(firm, day)
            source = chance.one_by_weight(BESIDE_VISITS)
            problem = self._problem(firm, raised.type, day, {"source": source}, hand)
            self._diary.add(day, OFFICE, [problem])
            self.goes_on(problem, raised, firm, hand)

    def _problem(self, firm: Firm, code: str, day: date, values: Mapping[str, Any], hand: Hand) -> Problem:
        chance, slots, told = self._chance, self._slots(firm, code), self._words(code)
        green = any(item.about == "problem" for item in self._plan.channels)
        departments = [self._roster.unit_name(unit) for unit in self._roster.departments_for(code)]
        common = chance.happens(0.12)
        return Problem(
            id=chance.id(day),
            enterprise=firm.id,
            raised=day,
            title=self._unlike(partial(_title, told["titles"], slots, chance)),
            description=self._unlike(lambda: one_of(told["descriptions"], slots, chance)),
            request=one_of(told["requests"], slots, chance) if chance.happens(0.8) else None,
            type=code,
            nature="common" if common else "individual",
            urgency="urgent" if chance.happens(0.12) else "ordinary",
            green_channel=green and firm.record.above_scale and chance.happens(0.4),
            one_policy=not common and firm.mood != "normal" and chance.happens(0.3),
            suggested=departments[0] if hand.role == "cadre" and chance.happens(0.6) else None,
            hoped_for=day + timedelta(days=chance.randint(8, 35)) if chance.happens(0.4) else None,
            **values,
        )

    def goes_on(self, problem: Problem, raised: Raised, firm: Firm, hand: Hand) -> None:
        """Its steps up to the county's last day."""
        clerk = clerk_hand(self._roster.clerk)
        living = Living(problem, self._plan, clerk, cadre=hand if hand.role == "cadre" else None)
        self.made.append(living)
        pace = 3 if self._chance.happens(SLOW) else 1
        fate, day = next(self._fates, "plain"), problem.raised
        if raised.solved:
            fate, pace = "plain", 0 if self._diary.last - day < 2 * LONG_ENOUGH else 1
        for _step in range(MOST_STEPS):
            row = self._turn(living, fate) or self._usual(living)
            if row is None or (raised.solved is False and "solve" in row.effects):
                return
            if fate_fits(fate, row, living):
                fate = "plain"
            day = self._day_of(row, day, pace)
            if day > self._diary.last:
                return
            self._maker.step(living, row, day, self._values(living, firm, row, day))

    def _usual(self, living: Living) -> PlanStep | None:
        """The step that usually comes next; whoever has to do it must be known first."""
        row = main_row(living)
        if row is None or living.lead or "department" not in row.by:
            return row
        rows = [other for other in living.flow.steps if living.state in living.flow.origins(other)]
        return next((other for other in rows if "assign" in other.effects and living.hand_for(other)), row)

    def _turn(self, living: Living, fate: str) -> PlanStep | None:
        rows = [row for row in living.flow.steps if living.state in living.flow.origins(row)]
        fitting = (row for row in rows if fate_fits(fate, row, living) and living.hand_for(row))
        return next(fitting, None) if fate == "onsite" or self._chance.happens(0.75) else None

    def _day_of(self, row: PlanStep, before: date, pace: int) -> date:
        """The day of a step. `pace`: 0 at once, 1 as usual, more slowly."""
        chance = self._chance
        if "reply" in row.effects and row.from_states == (self._plan.flow.initial,):
            return before
        if pace == 0:
            days = 1
        elif "reply" in row.effects:
            days = chance.randint(1, 4) * pace
        elif "assign" in row.effects:
            days = chance.randint(1, 3)
        elif not row.needs and not row.effects:
            days = chance.randint(0, 1)
        else:
            days = chance.randint(1, 2 if pace == 1 else 5)
        return self._calendar.add_working_days(before, days)

    # What is said

    def _values(self, living: Living, firm: Firm, row: PlanStep, day: date) -> dict[str, Any]:
        """What a step says, as far as the plan asks for it."""
        chance, code = self._chance, str(living.record.fields()["type"])
        common = words("problems")["common"]
        slots = {**self._slots(firm, code), "lead": self._roster.unit_name(living.lead) if living.lead else "部门"}
        values: dict[str, Any] = {}
        for name in (*row.needs, *(name for name, value in row.when.items() if value == "*")):
            if name not in values:
                values |= self._value(name, living, row, day)
        if "verify" in row.effects and row.when.get("satisfaction") is None:
            values["satisfaction"] = chance.one_by_weight({"satisfied": 7.0, "mostly": 3.0})
        if "assign" in row.effects:
            values |= self._handed(living, code)
        if text := self._said(row, values, code):
            values["words"] = self._unlike(lambda: one_of(text, slots, chance))
        if "reason" in row.needs:
            about = common.get(row.step) or common.get(_named(row)) or common["other"]
            values["reason"] = one_of(about, slots, chance)
        if "evidence" in row.needs:
            values["evidence"] = one_of(common["evidence"], slots, chance)
        return values

    def _said(self, row: PlanStep, values: Mapping[str, Any], code: str) -> list[str]:
        common: Mapping[str, list[str]] = words("problems")["common"]
        satisfaction = row.when.get("satisfaction") or values.get("satisfaction")
        if row.when.get("reached") is False:
            return common["unreached"]
        if "verify" in row.effects:
            return common[f"verified_{satisfaction}"]
        if "words" not in row.needs:
            return []
        if "reply" in row.effects:
            at_once = row.from_states == (self._plan.flow.initial,)
            return common["onsite"] if at_once else list(self._words(code)["replies"])
        return common.get(row.step) or common["handling"]

    def _value(self, name: str, living: Living, row: PlanStep, day: date) -> dict[str, Any]:
        """The value of a field that a step needs; nothing for those that are said otherwise."""
        chance, roster = self._chance, self._roster
        match name:
            case "reached":
                return {"reached": True}
            case "lead":
                return {"lead": chance.choice(roster.departments_for(str(living.record.fields()["type"])))}
            case "approved_by":
                return {"approved_by": roster.names[chance.choice(roster.leaders)]}
            case "approved_on":
                return {"approved_on": day}
            case "due":
                return {"due": self._calendar.add_working_days(day, 60 if row.to else 8)}
            case _:
                return {}

    def _handed(self, living: Living, code: str) -> dict[str, Any]:
        """To whom it is handed: whoever leads with its type, not the one that just sent it back, and who helps."""
        chance, roster = self._chance, self._roster
        usual = [unit for unit in roster.departments_for(code) if unit != living.lead]
        lead = usual[0] if usual and chance.happens(0.8) else chance.choice(usual or list(roster.departments_for(code)))
        others = [roster.units[name] for name in self._plan.departments if roster.units[name] != lead]
        co = chance.sample(others, min(len(others), chance.choice([1, 1, 2]))) if chance.happens(0.25) else []
        return {"lead": lead, "co": co if "unit" in self._plan.co_organisers else [], **self._helpers(living)}

    def _helpers(self, living: Living) -> dict[str, Any]:
        """Enterprises that help another one, where the plan has such."""
        if "enterprise" not in self._plan.co_organisers or not self._chance.happens(0.08):
            return {}
        mine = living.record.fields().get("enterprise")
        others = [firm.id for firm in self._roster.firms if firm.id != mine]
        return {"co_enterprises": self._chance.sample(others, min(3, len(others)))}

    def _words(self, code: str) -> Mapping[str, list[str]]:
        return words_of_type(self._plan, code)

    def _slots(self, firm: Firm, code: str) -> dict[str, Any]:
        return {**firm.scene.slots, "type": self._plan.choices("problem_types")[code]}


def words_of_type(plan: Plan, code: str) -> Mapping[str, list[str]]:
    """The templates for a type of problem: those that go by its name, or its parent's, or by any."""
    known = words("problems")
    for each in (code, plan.root_type(code)):
        found: Mapping[str, Any] = known.get(each, {})
        if found.get("name") == plan.choices("problem_types")[each]:
            return found
    anything: Mapping[str, Any] = known["any"]
    return anything


def _named(row: PlanStep) -> str:
    """The name under which the words for a step of a plan of one's own lie, by what it does."""
    by_effect = {"bounce": "disputed", "withdraw": "withdrawn", "explain": "explained", "merge": "merged"}
    for effect, name in by_effect.items():
        if effect in row.effects:
            return name
    return "extended" if "move_due" in row.effects else "other"


def any_problem(plan: Plan, chance: Chance) -> Iterator[tuple[str, str]]:
    """(type, title) of problems without end, of no enterprise in particular, no two alike."""
    unlike, scenes = Unlike(), any_scenes(chance)
    while True:
        code = chance.choice(plan.problem_types).code
        slots = {**chance.choice(scenes).slots, "type": plan.choices("problem_types")[code]}
        titles = words_of_type(plan, code)["titles"]
        yield code, unlike(partial(_title, titles, slots, chance))


def _title(templates: Sequence[str], slots: Slots, chance: Chance) -> str:
    return one_of(templates, slots, chance)[:LONGEST_TITLE]
