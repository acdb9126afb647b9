"""Who and what there is in the county: units, people, enterprises, and who answers for whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldtui.demo.generator.chance import Chance, shared_out
from fieldtui.demo.generator.names import (
    MARK,
    EnterpriseNames,
    county_code,
    county_name,
    credit_code,
    people,
    phone,
)
from fieldtui.demo.generator.scene import Scene, scene_of
from fieldtui.demo.generator.size import Size, by_category, enterprises_of
from fieldtui.demo.generator.words import words
from fieldtui.model.plan import Category, PairingRole, Plan
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.inclusion import Inclusion
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit

BEYOND = "示例：报道按地区列出的户数比总数少，这一户不在其所列之内"
"""The ground of an enterprise that the plan counts in all, but not at any place."""

OFFICE_NAME = f"{MARK}企服办"
GENERAL = ("营商环境局", "工信局", "发改局", "财政局")
"""Departments that take what belongs to nobody."""
LEADING = ("领导", "班子", "副市长", "县长")
"""Words by which a role is one of leaders."""
SELDOM = 30.0
"""Days between visits where the plan says nothing."""


@dataclass(slots=True)
class Firm:
    """An enterprise with what its visits, problems and projects need to know. `mood`: how it is doing."""

    record: Enterprise
    category: Category
    brand: str
    mood: str
    person: str
    """Whom one meets there."""
    scene: Scene
    chain: str
    """The code of the plan's industry chain that it belongs to, or ""."""
    cadre: str = ""
    beyond: bool = False

    @property
    def id(self) -> str:
        return self.record.id


@dataclass(slots=True)
class Roster:
    plan: Plan
    clerk: str
    office: str
    since: date
    records: list[Record] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    """Name → id."""
    districts: dict[str, str] = field(default_factory=dict)
    """Code of a region → the unit that answers there."""
    names: dict[str, str] = field(default_factory=dict)
    """Id of a person → name."""
    cadres: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)

    def departments_for(self, type_code: str) -> tuple[str, ...]:
        """The ids of the units that lead by default with a type of problem; those of GENERAL where nobody is named."""
        kind = self.plan.types[type_code]
        named = kind.departments or self.plan.types[self.plan.root_type(type_code)].departments
        usual = [name for name in GENERAL if name in self.units]
        return tuple(self.units[name] for name in named or usual or self.plan.departments)

    def unit_among(self, names: Sequence[str], chance: Chance) -> str:
        """The id of one of the departments named that the plan has; of any of its departments when it has none."""
        return self.units[chance.choice([name for name in names if name in self.units] or self.plan.departments)]

    def unit_name(self, unit: str) -> str:
        return next(name for name, known in self.units.items() if known == unit)


def make_roster(plan: Plan, size: Size, clerk: str, office: str, since: date, chance: Chance) -> Roster:
    """Everybody and everything, and in `records` what the office enters on its first day."""
    roster = Roster(plan, clerk, office, since)
    roster.units[OFFICE_NAME] = office
    roster.names[clerk] = f"{MARK}李"
    _units(roster, chance.part("units"))
    _people(roster, size, chance.part("people"))
    _firms(roster, size, chance.part("enterprises"))
    roster.records.extend(_pairings(roster, chance.part("pairings")))
    return roster


def _units(roster: Roster, chance: Chance) -> None:
    plan = roster.plan
    for name in plan.departments:
        _unit(roster, name, "department", chance)
    for region in plan.regions:
        bare = region.name.removeprefix(MARK)
        name = f"{MARK}{bare}管委会" if region.park else f"{MARK}{bare}工信局"
        roster.districts[region.code] = _unit(roster, name, "park" if region.park else "district", chance)


def _unit(roster: Roster, name: str, kind: str, chance: Chance) -> str:
    unit = Unit(id=chance.id(roster.since), name=name, type=kind)
    roster.units[name] = unit.id
    roster.records.append(unit)
    return unit.id


def _people(roster: Roster, size: Size, chance: Chance) -> None:
    known, names = words("names"), people(chance)
    districts = list(roster.districts.values())
    departments = [roster.units[name] for name in roster.plan.departments]
    leading = [role for role in roster.plan.pairing_roles if _led(role) and "enterprise" in role.about]
    leaders = min(12, max([5, *(role.expected or 0 for role in leading)]))
    for number in range(leaders):
        post = known["posts_of_leaders"][number % len(known["posts_of_leaders"])]
        roster.leaders.append(_person(roster, next(names), roster.office, post, "leader", chance))
    for number in range(size.cadres):
        post = chance.choice(known["posts_of_cadres"])
        roster.cadres.append(_person(roster, next(names), districts[number % len(districts)], post, "cadre", chance))
    for unit in departments:
        _person(roster, next(names), unit, chance.choice(known["posts_of_officers"]), "department", chance)


def _person(roster: Roster, name: str, unit: str, post: str, role: str, chance: Chance) -> str:
    number = len(roster.names) + 100
    person = Person(id=chance.id(roster.since), name=name, unit=unit, post=post, phone=phone(number))
    appointment = Appointment(
        id=chance.id(roster.since), person=person.id, unit=unit, role=role, start=roster.since.isoformat()
    )
    roster.names[person.id] = name
    roster.records += [person, appointment]
    return person.id


def _firms(roster: Roster, size: Size, chance: Chance) -> None:
    plan = roster.plan
    counts = by_category(plan, size.enterprises)
    categories = [item for item in plan.categories for _one in range(counts[item.code])]
    chance.shuffle(categories)
    # Enterprises of one cadre lie together.
    places = sorted(_places(plan, size.enterprises), key=lambda place: (place[1], place[0]))
    names = EnterpriseNames(chance, county_name(plan))
    contacts = people(chance)
    for number, (category, (affiliation, region, beyond)) in enumerate(zip(categories, places, strict=True)):
        where = plan.choices("regions")[region]
        firm = _firm(roster, number, category, names, (where, next(contacts)), chance)
        firm.cadre = roster.cadres[number * len(roster.cadres) // len(categories)]
        firm.beyond = beyond
        park = next((item.name for item in plan.regions if item.code == region and item.park), None)
        address = f"{county_name(plan)}{where}{chance.choice(words('names')['roads'])}"
        firm.record = firm.record.amended(
            region=region, affiliation=affiliation or None, park=park, address=f"{address}{number + 1}号"
        )
        roster.firms.append(firm)
        roster.records.extend(_of_firm(roster, firm, number, contacts, chance))


def _places(plan: Plan, count: int) -> Iterator[tuple[str, str, bool]]:
    """(affiliation, region, whether it lies beyond what the plan lists by place) for each enterprise."""
    regions = [item.code for item in plan.regions]
    totals = plan.expected_totals
    listed = sum(item.count for item in totals)
    if not totals:
        for number in range(count):
            yield "", regions[number * len(regions) // count], False
        return
    beyond = max(0, enterprises_of(plan) - listed) if count == enterprises_of(plan) else 0
    for item, number in zip(totals, shared_out(count - beyond, [item.count for item in totals]), strict=True):
        for place in range(number):
            yield item.affiliation or "", item.region or regions[place % len(regions)], False
    largest = sorted((item for item in totals if item.region), key=lambda item: -item.count)
    for number in range(beyond):
        yield "", str(largest[number % len(largest)].region) if largest else regions[0], True


def _firm(
    roster: Roster, number: int, category: Category, names: EnterpriseNames, seen: tuple[str, str], chance: Chance
) -> Firm:
    """`seen` is where it lies, and whom one meets there."""
    where, person = seen
    about = f"{category.name}{category.ground or ''}"
    trade = _trade(roster.plan, category, chance)
    small = any(word in about for word in ("孵化", "创业"))
    name, brand = names.next(trade, where.removeprefix(MARK), small=small)
    mood = _mood(about, chance)
    values: dict[str, Any] = {"normal": {}, "reduced": {"operating": "reduced"}, "stopped": {}}[mood]
    if mood == "stopped":
        values = {"operating": chance.choice(["stopped", "half_stopped"])}
    scale = "micro" if small else chance.one_by_weight({"large": 1.0, "medium": 4.0, "small": 8.0, "micro": 0.8})
    if "上市" in about:
        scale = chance.choice(["medium", "large"])
    above = scale in ("medium", "large") or (not small and "登规" not in about and chance.happens(0.4))
    record = Enterprise(
        id=chance.id(roster.since),
        name=name,
        uscc=credit_code(number + 1, county_code(roster.plan)),
        region=roster.plan.regions[0].code,
        industry=trade["industry"],
        scale=scale,
        above_scale=above and "登规" not in about,
        losing=mood != "normal" and chance.happens(0.7),
        leaving_statistics=mood != "normal" and above and chance.happens(0.3),
        **{"operating": "normal", **values},
    )
    scene = scene_of(trade, person, mood, chance, about=about, scale=scale)
    suits = trade.get("suits", ())
    chain = next((item.code for item in roster.plan.chains if any(word in item.name for word in suits)), "")
    return Firm(record, category, brand, mood, person, scene, chain)


def _trade(plan: Plan, category: Category, chance: Chance) -> Mapping[str, Any]:
    """A trade that suits the category or one of the plan's chains; any common one else."""
    trades = words("trades")["trades"]
    about = f"{category.name}{category.ground or ''}"
    if "链" in about and plan.chains:
        about = chance.choice(plan.chains).name
    fitting = [trade for trade in trades if any(word in about for word in trade.get("suits", ()))]
    chosen: Mapping[str, Any] = chance.choice(fitting or [trade for trade in trades if not trade.get("rare")])
    return chosen


def _mood(about: str, chance: Chance) -> str:
    if "困难" in about:
        return chance.one_by_weight({"reduced": 6.0, "stopped": 3.0, "normal": 1.0})
    return chance.one_by_weight({"normal": 9.0, "reduced": 1.5, "stopped": 0.2})


def _of_firm(roster: Roster, firm: Firm, number: int, contacts: Iterator[str], chance: Chance) -> Iterator[Record]:
    """The enterprise, whom to ask there, and its place in the plan."""
    yield firm.record
    posts = words("names")["posts_of_contacts"]
    named = [firm.person] if chance.happens(0.55) else [firm.person, next(contacts)]
    for place, name in enumerate(named):
        yield Contact(
            id=chance.id(roster.since),
            enterprise=firm.id,
            name=name,
            post=posts[(number + place * 3) % len(posts)],
            phone=phone(1000 + number * 2 + place),
        )
    ground = firm.category.ground
    yield Inclusion(
        id=chance.id(roster.since),
        enterprise=firm.id,
        category=firm.category.code,
        ground=BEYOND if firm.beyond else ground,
        base_period=firm.category.base_period,
        start=roster.since,
    )


def _led(role: PairingRole) -> bool:
    return role.holder != "unit" and any(word in f"{role.name}{role.ground or ''}" for word in LEADING)


def _pairings(roster: Roster, chance: Chance) -> Iterator[Record]:
    """Who answers for which enterprise. Roles that the plan expects for so many each share the enterprises out."""
    roles = [role for role in roster.plan.pairing_roles if "enterprise" in role.about and not role.stages]
    whole = enterprises_of(roster.plan)
    counted = [role for role in roles if role.expected]
    left = whole - sum(role.expected or 0 for role in counted)
    firms = list(roster.firms)
    chance.shuffle(firms)
    shares: dict[str, int] = {}
    if counted and left >= 0:
        numbers = shared_out(len(firms), [*(float(role.expected or 0) for role in counted), float(left)])
        shares = dict(zip((role.code for role in counted), numbers, strict=False))
    begun = 0
    for role in roles:
        if role.code in shares:
            some: Sequence[Firm] = firms[begun : begun + shares[role.code]]
            begun += shares[role.code]
        else:
            some = firms[: max(1, len(firms) * role.expected // whole)] if role.expected else firms
        for number, firm in enumerate(some):
            holder = _holder(roster, role, firm, number, chance)
            start = roster.since
            yield Pairing(id=chance.id(start), enterprise=firm.id, role=role.code, start=start, **holder)


def _holder(roster: Roster, role: PairingRole, firm: Firm, number: int, chance: Chance) -> dict[str, str]:
    if role.holder == "unit":
        industry = next((unit for name, unit in roster.units.items() if name in ("工信局", "发改局")), "")
        district = roster.districts[firm.record.region]
        return {"unit": industry if industry and chance.happens(0.3) else district}
    return {"person": roster.leaders[number % len(roster.leaders)] if _led(role) else firm.cadre}


def holder_of_project(roster: Roster, role: PairingRole, number: int, chance: Chance) -> dict[str, str]:
    """Who answers for a project in a role: a unit, a leader, or a cadre."""
    if role.holder == "unit" or (role.holder == "either" and chance.happens(0.5)):
        return {"unit": roster.units[chance.choice(roster.plan.departments)]}
    return {"person": roster.leaders[number % len(roster.leaders)] if _led(role) else chance.choice(roster.cadres)}
