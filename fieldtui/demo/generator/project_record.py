"""A project as it is entered: what is built, by whom, for how much."""

from datetime import date
from decimal import Decimal
from typing import Any

from fieldtui.demo.generator.chance import Chance, Unlike
from fieldtui.demo.generator.names import MARK
from fieldtui.demo.generator.roster import Firm
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.wanted import Wanted
from fieldtui.demo.generator.words import fill, one_of, words
from fieldtui.model.plan import Plan, ProjectKind
from fieldtui.model.records.project import Project


class ProjectRecords:
    """Projects, no two of one name; their codes count on."""

    def __init__(self, setting: Setting, chance: Chance) -> None:
        self._setting = setting
        self._chance = chance
        self._unlike = Unlike()
        self._count = 0

    def next(self, wanted: Wanted, kind: ProjectKind, firm: Firm, entered: str, begun: date) -> Project:
        """A project that was at the stage `entered` since the day `begun`; of this enterprise, if it is of one."""
        chance, diary, roster = self._chance, self._setting.diary, self._setting.roster
        plan = self._setting.plan
        known = _known(kind)
        title, content = chance.choice(known["list"])
        title = wanted.called or title
        of_firm = "{brand}" in title
        region = next(item for item in plan.regions if item.code == firm.record.region or not of_firm)
        region = region if of_firm else chance.choice(plan.regions)
        streets = words("projects")["streets"]["all"]
        slots = {**firm.scene.slots, "brand": firm.brand, "place": region.name.removeprefix(MARK), "street": streets}
        sums = self._sums(wanted, known, industrial=of_firm and kind.flow != "application")
        units = words("projects")["units"]["industry" if of_firm else "building"]
        channels = [item.code for item in plan.channels if item.about == "project"]
        self._count += 1
        return Project(
            id=chance.id(diary.first),
            name=self._unlike(lambda: fill(title, slots, chance)),
            type=kind.code,
            code=f"{diary.last.year}-{self._count:03}",
            enterprise=firm.id if of_firm else None,
            investor=firm.record.name if of_firm else None,
            region=region.code,
            level=wanted.level or None,
            chain=firm.chain if of_firm and firm.chain else None,
            industry=firm.record.industry if of_firm else None,
            content=fill(content, {**slots, "sum": sums["investment"]}, chance),
            **self._funds(of_firm=of_firm),
            batch=wanted.batch or None,
            channel=chance.choice(channels) if channels and chance.happens(0.3) else None,
            unit=roster.unit_among(units, chance),
            team=chance.sample(roster.cadres, min(len(roster.cadres), 2)) if chance.happens(0.4) else [],
            entered_at=entered,
            entered_on=begun,
            **sums,
        )

    def _funds(self, *, of_firm: bool) -> dict[str, Any]:
        """Where the money comes from; an enterprise brings its own."""
        chance, codes = self._chance, [item.code for item in self._setting.plan.funds]
        if of_firm or not codes:
            return {}
        note = one_of(words("projects")["steps"]["funds_note"], {}, chance)
        return {"funds": chance.sample(codes, min(len(codes), chance.choice([1, 1, 2]))), "funds_note": note}

    def _sums(self, wanted: Wanted, known: dict[str, Any], *, industrial: bool) -> dict[str, Any]:
        """What it is to cost, this year's part of it, and (in 万元) what an industrial one is to bring."""
        chance, plan = self._chance, self._setting.plan
        mark = next((item for item in plan.size_marks if item.code == wanted.size_mark), None)
        least, most = max(int(known["least"]), int(mark.least or 0) if mark else 0), int(known["most"])
        investment = wanted.investment or round_sum(least + (most - least) * chance.random() ** 2.6)
        if wanted.year_plan is not None:
            investment = max(investment, round_sum(float(wanted.year_plan) * chance.uniform(1.1, 2.6)))
        year_plan = wanted.year_plan or Decimal(round_sum(investment * chance.uniform(0.25, 0.7)))
        found: dict[str, Any] = {
            "investment": str(investment),
            "size_mark": wanted.size_mark or _mark(plan, investment),
        }
        if not wanted.newly_signed:
            found |= {"plan_year": str(self._setting.diary.last.year), "year_plan": f"{year_plan:f}"}
        if industrial:
            sales = investment * chance.uniform(0.7, 1.6)
            found |= {
                "land": f"{chance.randint(4, 180) / 10:g}" if chance.happens(0.6) else None,
                "sales": str(round_sum(sales)),
                "profit": str(round_sum(sales * chance.uniform(0.05, 0.3))),
                "tax": str(round_sum(sales * chance.uniform(0.02, 0.07))),
            }
        return found


def _known(kind: ProjectKind) -> dict[str, Any]:
    """The words for a kind of project: the first that suit its name."""
    kinds: list[dict[str, Any]] = words("projects")["kinds"]
    return next((item for item in kinds if any(word in kind.name for word in item["suits"])), kinds[0])


def _mark(plan: Plan, investment: int) -> str | None:
    """The highest mark of size that a sum (万元) reaches."""
    marks = [item for item in plan.size_marks if item.about == "project" and item.least is not None]
    fitting = [item.code for item in marks if item.least is not None and item.least <= investment]
    return fitting[-1] if fitting else None


def round_sum(value: float) -> int:
    """A sum as plans are written: no odd figures."""
    step = 1 if value < 100 else 10 if value < 1000 else 50 if value < 10_000 else 500
    return max(1, round(value / step) * step)
