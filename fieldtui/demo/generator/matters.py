"""Leads, ideas, policies with their deliveries, outcomes, and the month figures of enterprises."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from fieldtui.demo.generator.chance import Chance, Unlike
from fieldtui.demo.generator.diary import OFFICE
from fieldtui.demo.generator.names import MARK, county_name, people, phone
from fieldtui.demo.generator.roster import Firm
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.size import Size
from fieldtui.demo.generator.steps import Living, StepMaker, clerk_hand, ends, way
from fieldtui.demo.generator.words import fill, one_of, suited, words
from fieldtui.model.codes import IDEA_SOURCES
from fieldtui.model.flow import PlanStep
from fieldtui.model.record import Record
from fieldtui.model.records.figures import Figures
from fieldtui.model.records.idea import Idea
from fieldtui.model.records.lead import Lead
from fieldtui.model.records.outcome import Outcome
from fieldtui.model.records.policy import Policy
from fieldtui.work.stages import living

DELIVERED, PAID = "delivered", "paid"
ENDED_BADLY = 0.25
"""Of the leads and ideas that have come to their end."""
ACHIEVED = {"yes": 5.0, "pending": 4.0, "no": 1.5}
OUTCOMES_SHARE = 0.6
"""Of the enterprises of a category that says what counts as success."""


class Matters:
    def __init__(self, setting: Setting, chance: Chance) -> None:
        self._roster = setting.roster
        self._plan = setting.plan
        self._diary = setting.diary
        self._calendar = setting.calendar
        self._chance = chance
        self._maker = StepMaker(setting.diary, setting.calendar, chance.part("steps"))
        self._unlike = Unlike()
        self._people = people(chance.part("people"))
        self._phones = 200_000
        # One after the other, so that a small county does not hear the same twice.
        self._leads = cycle(chance.sample(words("matters")["leads"]["list"], len(words("matters")["leads"]["list"])))
        self._ideas = cycle(chance.sample(words("matters")["ideas"]["texts"], len(words("matters")["ideas"]["texts"])))
        self._documents = cycle(chance.sample(range(3, 60), 50))

    def make(self, size: Size) -> None:
        count = max(4, round(len(self._roster.firms) * 0.09))
        for _number in range(count):
            self._lead()
        for _number in range(count):
            self._idea()
        for number in range(max(5, min(14, round(14 * min(1.0, size.scale))))):
            self._policy(number)
        self._outcomes()
        self._month_figures(size)

    def _day(self) -> date:
        days = (self._diary.last - self._diary.first).days
        return self._diary.first + timedelta(days=self._chance.randint(1, max(1, days - 1)))

    def _phone(self) -> str:
        self._phones += 1
        return phone(self._phones)

    # Leads and ideas

    def _lead(self) -> None:
        chance, firm, day = self._chance, self._any_firm(), self._day()
        source, text = next(self._leads)
        investor = f"{MARK}{fill('{江南|津门|岭南|海河|沧浪|燕赵}', {}, chance)}{firm.brand.removeprefix(MARK)}"
        slots = {**firm.scene.slots, "department": self._plan.departments}
        lead = Lead(
            id=chance.id(day),
            source=source,
            text=self._unlike(lambda: fill(text, slots, chance)),
            collected=day,
            investor=investor if chance.happens(0.6) else None,
            chain=chance.choice(self._plan.chains).code if self._plan.chains else None,
            investment=str(chance.randrange(800, 26000, 100)) if chance.happens(0.7) else None,
            owner=chance.choice(self._roster.cadres),
            unit=self._roster.unit_among(words("projects")["units"]["industry"], chance),
            contact=next(self._people) if chance.happens(0.6) else None,
            phone=self._phone() if chance.happens(0.5) else None,
        )
        self._enter(lead, "lead", day, firm, words("matters")["leads"])

    def _idea(self) -> None:
        chance, firm, day = self._chance, self._any_firm(), self._day()
        source, text = chance.choice(list(IDEA_SOURCES)), next(self._ideas)
        places = [item.name.removeprefix(MARK) for item in self._plan.regions]
        slots = {**firm.scene.slots, "place": places, "department": self._plan.departments}
        idea = Idea(
            id=chance.id(day),
            source=source,
            text=self._unlike(lambda: fill(text, slots, chance)),
            submitted=day,
            giver=firm.person if source == "enterprise" else next(self._people),
            phone=self._phone() if chance.happens(0.5) else None,
            enterprise=firm.id if source == "enterprise" else None,
            area=chance.choice(self._plan.areas).code if self._plan.areas else None,
            owner=chance.choice(self._roster.cadres),
            unit=self._roster.units[chance.choice(self._plan.departments)] if chance.happens(0.6) else None,
        )
        self._enter(idea, "idea", day, firm, words("matters")["ideas"])

    def _enter(self, record: Record, kind: str, day: date, firm: Firm, texts: Mapping[str, list[str]]) -> None:
        """Enters a record, and leads it as far as chance will have it."""
        self._diary.add(day, OFFICE, [record])
        lived = living(kind, record.fields(), self._plan)
        if lived is None:
            return
        thing = Living(record, lived, clerk_hand(self._roster.clerk))
        states = [state.code for state in lived.flow.states if way(thing, state.code) is not None]
        final = set(ends(thing))
        weights = {state: (ENDED_BADLY if lived.flow.by_code[state].means == "failed" else 1.0) for state in states}
        target = self._chance.one_by_weight(weights)
        last = self._diary.last - timedelta(days=0 if target in final else 1)
        rows = way(thing, target) or []
        self._maker.spread(thing, rows, day, last, self._say(firm, texts))

    def _say(self, firm: Firm, texts: Mapping[str, list[str]]) -> Callable[[PlanStep, date], dict[str, Any]]:
        slots = {
            **firm.scene.slots,
            "department": self._plan.departments,
            "place": [item.name.removeprefix(MARK) for item in self._plan.regions],
        }

        def say(row: PlanStep, _day: date) -> dict[str, Any]:
            values: dict[str, Any] = {}
            if "words" in row.needs:
                values["words"] = self._unlike(lambda: one_of(texts["words"], slots, self._chance))
            if "reason" in row.needs:
                values["reason"] = one_of(texts.get("dropped") or texts["declined"], slots, self._chance)
            return values

        return say

    def _any_firm(self) -> Firm:
        return self._chance.choice(self._roster.firms)

    # Policies

    def _policy(self, number: int) -> None:
        chance, first = self._chance, self._diary.first
        name, owner, text, most, audience = words("matters")["policies"]["list"][number]
        start = first - timedelta(days=chance.randint(20, 200))
        deadline = start + timedelta(days=chance.choice([180, 270, 365])) if chance.happens(0.7) else None
        levels = [item.code for item in self._plan.levels]
        policy = Policy(
            id=chance.id(first),
            name=f"{county_name(self._plan)}{name}",
            unit=self._roster.unit_among([owner], chance),
            document=f"{MARK}政{chance.choice('办发')}〔{start.year}〕{next(self._documents)}号",
            level=chance.choice(levels) if levels else None,
            audience=audience,
            text=fill(text, {}, chance) + "。",
            most=str(most) if most else None,
            start=start,
            deadline=deadline,
        )
        self._diary.add(first, OFFICE, [policy])
        lived = living("policy", policy.fields(), self._plan)
        if lived is not None:
            self._deliver(Living(policy, lived, clerk_hand(self._roster.clerk)), most)

    def _deliver(self, thing: Living, most: int) -> None:
        """To some enterprises it is brought, and some of them are paid."""
        chance, known = self._chance, words("matters")["policies"]
        delivering, paying = self._row(thing, DELIVERED), self._row(thing, PAID)
        firms = chance.sample(self._roster.firms, min(len(self._roster.firms), chance.randint(1, 6)))
        days = sorted(self._day() for _firm in firms)
        for firm, day in zip(firms, days, strict=True):
            if delivering:
                said = self._unlike(lambda firm=firm: one_of(known["delivered"], firm.scene.slots, chance))  # type: ignore[misc]
                self._maker.step(thing, delivering, day, {"words": said, "enterprise": firm.id})
            if paying and most and chance.happens(0.35):
                amount = max(0.5, round(most * chance.uniform(0.1, 0.9) * 2) / 2)
                values = {"words": one_of(known["paid"], {}, chance), "enterprise": firm.id, "amount": f"{amount:g}"}
                self._maker.step(thing, paying, min(self._diary.last, day + timedelta(days=9)), values)

    def _row(self, thing: Living, code: str) -> PlanStep | None:
        return next((row for row in thing.flow.rows.get(code, ()) if thing.hand_for(row)), None)

    # Outcomes and figures

    def _outcomes(self) -> None:
        chance, last = self._chance, self._diary.last
        known = words("matters")["outcomes"]
        for firm in self._roster.firms:
            if not firm.category.success or not chance.happens(OUTCOMES_SHARE):
                continue
            achieved, day = chance.one_by_weight(ACHIEVED), last - timedelta(days=chance.randint(1, 25))
            templates = suited(known["yes"], firm.scene.about) or known["other"]
            slots = {**firm.scene.slots, "month": str((last.month - 2) % 12 + 1)}
            outcome = Outcome(
                id=chance.id(day),
                enterprise=firm.id,
                period=str(last.year),
                category=firm.category.code,
                achieved=achieved,
                evidence=one_of(templates, slots, chance) if achieved != "no" else None,
                judged_by=self._roster.names[chance.choice(self._roster.leaders)] if achieved != "pending" else None,
                judged_on=day if achieved != "pending" else None,
            )
            self._diary.add(day, OFFICE, [outcome])

    def _month_figures(self, size: Size) -> None:
        for month in _months_before(self._diary.last, size.months):
            reported = self._calendar.add_working_days(_month_end(month), 6)
            day = min(self._diary.last, reported)
            for firm in self._roster.firms:
                if firm.mood != "stopped" or self._chance.happens(0.4):
                    self._diary.add(day, OFFICE, [self._figures(firm, month, day)])

    def _figures(self, firm: Firm, month: date, day: date) -> Figures:
        chance = self._chance
        prior = firm.scene.output * chance.uniform(0.85, 1.15)
        trend = {"normal": chance.uniform(0.95, 1.35), "reduced": chance.uniform(0.5, 0.95), "stopped": 0.0}[firm.mood]
        output = prior * trend
        staff = max(3, round(prior / chance.uniform(5, 11)))
        profit = output * (chance.uniform(-0.2, 0.02) if firm.record.losing else chance.uniform(0.01, 0.14))
        empty = chance.happens(0.1)
        return Figures(
            id=chance.id(day),
            enterprise=firm.id,
            month=f"{month:%Y-%m}",
            output=_sum(output),
            output_prior=_sum(prior),
            revenue=_sum(output * chance.uniform(0.85, 1.1)),
            revenue_prior=_sum(prior * chance.uniform(0.85, 1.1)),
            profit=None if empty else _sum(profit),
            profit_prior=None if empty else _sum(prior * chance.uniform(-0.02, 0.12)),
            tax=_sum(max(0.0, output) * chance.uniform(0.01, 0.05)),
            tax_prior=_sum(prior * chance.uniform(0.01, 0.05)),
            power=_sum(output / chance.uniform(20, 60)),
            power_prior=_sum(prior / chance.uniform(20, 60)),
            employees=round(staff * (0.4 + 0.6 * min(1.1, trend))),
            employees_prior=staff,
            source="示例：企业报表" if chance.happens(0.7) else "示例：联网直报",
        )


def _sum(value: float) -> str:
    """A sum with one digit behind the point."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _months_before(day: date, count: int) -> Iterator[date]:
    """The first days of the last months that were over before a day."""
    month = day.replace(day=1)
    for _number in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
        yield month
