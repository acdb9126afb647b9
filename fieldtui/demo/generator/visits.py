"""Visits: who went where, what was seen and said, and what is planned after it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from fieldtui.demo.generator.chance import Chance, Unlike, shared_out
from fieldtui.demo.generator.problems import Problems, Raised
from fieldtui.demo.generator.roster import SELDOM, Firm
from fieldtui.demo.generator.scene import Scene, any_scenes
from fieldtui.demo.generator.setting import Setting
from fieldtui.demo.generator.size import Size
from fieldtui.demo.generator.steps import PLANNED, Hand, clerk_hand
from fieldtui.demo.generator.words import one_of, suited, words
from fieldtui.model.record import Record
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.visit import Visit

SHORTEST, LONGEST = 80, 200
"""Characters of a note of somebody who was met."""
OUTCOMES = {"met": 90.0, "absent": 6.0, "declined": 3.0}
GONE = {"met": 60.0, "absent": 20.0, "lost": 12.0, "closed": 8.0}
"""What is found where an enterprise has stopped."""
MODES = {"on_site": 82.0, "telephone": 6.0, "received": 6.0, "wechat": 3.0, "forum": 2.0, "video": 1.0}
UNVISITED = 0.06
"""The share of enterprises where nobody has been yet."""
PLANS_AHEAD = 0.22
BRINGS = 0.2
AT_THE_SITE = 0.3
REMOTE = {"telephone": "remote", "wechat": "remote", "video": "remote", "received": "received", "forum": "received"}
"""Where nobody looked around, something else was seen."""


class Visits:
    """Visits without end in words; `make` makes those of a county."""

    def __init__(self, setting: Setting, problems: Problems, sites: Mapping[str, str], chance: Chance) -> None:
        """`sites`: enterprise → the project that it builds."""
        self._sites = sites
        self._roster = setting.roster
        self._problems = problems
        self._diary = setting.diary
        self._calendar = setting.calendar
        self._chance = chance
        self._notes = Notes(chance.part("notes"))

    def make(self, size: Size, laptops: Sequence[str], clerk: str) -> None:
        """All visits; those of cadres with a laptop are entered there. The first of these goes out on the last day."""
        days = self._working_days(size)
        visited = self._visited(size)
        chosen = [(firm, self._chance.choice(days)) for firm, count in visited for _visit in range(count)]
        # So that there is something to hand in.
        last = next((place for place, (firm, _day) in enumerate(chosen) if firm.cadre in laptops[:1]), None)
        if last is not None:
            chosen[last] = (chosen[last][0], self._diary.last)
        chosen.sort(key=lambda one: (one[1], one[0].id))
        raising = self._raising(size, chosen, laptops[0])
        left = Counter(firm.id for firm, _day in chosen)
        for (firm, day), count in zip(chosen, raising, strict=True):
            hand = Hand(firm.cadre, firm.cadre, "cadre") if firm.cadre in laptops else clerk_hand(clerk)
            left[firm.id] -= 1
            raised: list[Raised] = []
            for _problem in range(count):
                raised.append(self._problems.think_of(firm, day, raised))
            self._visit(firm, day, raised, hand, is_last=not left[firm.id])

    def _working_days(self, size: Size) -> list[date]:
        first = max(self._diary.first + timedelta(days=1), self._diary.last - timedelta(weeks=size.busy_weeks))
        days = [first + timedelta(days=number) for number in range((self._diary.last - first).days + 1)]
        return [day for day in days if self._calendar.is_working(day)] or [self._diary.last]

    def _visited(self, size: Size) -> list[tuple[Firm, int]]:
        """Enterprises and how often each is visited: more often where the plan wants it."""
        firms = self._roster.firms
        weights = [
            0.0 if self._chance.happens(UNVISITED) else (SELDOM / (firm.category.cadence_days or SELDOM)) ** 0.5
            for firm in firms
        ]
        if not any(weights):
            weights = [1.0 for _firm in firms]
        return list(zip(firms, shared_out(size.visits, weights), strict=True))

    def _raising(self, size: Size, chosen: Sequence[tuple[Firm, date]], kept: str) -> list[int]:
        """How many problems come up on each visit; none on that of the cadre `kept` which the office lacks still."""
        counts = [0] * len(chosen)
        places = [place for place, (firm, day) in enumerate(chosen) if day < self._diary.last or firm.cadre != kept]
        self._chance.shuffle(places)
        count = size.problems - size.problems_beside
        # On one visit in a few there are two.
        once = places[: max(1, count - count // 7)]
        for number in range(count):
            counts[once[number % len(once)]] += 1
        return counts

    def _visit(self, firm: Firm, day: date, raised: Sequence[Raised], hand: Hand, *, is_last: bool) -> None:
        chance, roster = self._chance, self._roster
        outcomes = GONE if firm.mood == "stopped" and is_last else OUTCOMES
        outcome = "met" if raised else chance.one_by_weight(outcomes)
        mode = chance.one_by_weight(MODES) if outcome == "met" else "on_site"
        visitors = [firm.cadre]
        if outcome == "met" and chance.happens(0.3):
            visitors.append(chance.choice(roster.leaders if chance.happens(0.3) else roster.cadres))
        brought = words("visits")["brought"]
        visit = Visit(
            id=chance.id(day),
            enterprise=firm.id,
            date=day,
            **self._about(firm),
            mode=mode,
            outcome=outcome,
            visitors=list(dict.fromkeys(visitors)),
            met=firm.person if outcome == "met" else None,
            note=self._notes.of(firm.scene, outcome, [item.told for item in raised], mode),
            **{
                name: one_of(templates, firm.scene.slots, chance)
                for name, templates in brought.items()
                if outcome == "met" and chance.happens(BRINGS)
            },
        )
        found = [self._problems.on_visit(firm, item, visit.id, day, hand) for item in raised]
        records = [visit, *found, *self._planned(visit, firm, hand, day)]
        self._diary.add(day, hand.desk, records, needs=[visit.project] if visit.project else [])
        for problem, item in zip(found, raised, strict=True):
            self._problems.goes_on(problem, item, firm, hand)

    def _about(self, firm: Firm) -> dict[str, str]:
        """Which kind of visit it is: one to the site, where the plan knows such and the enterprise is building."""
        kinds = self._roster.plan.visit_kinds
        site = next((item.code for item in kinds if "项目" in item.name or "现场" in item.name), "")
        project = self._sites.get(firm.id, "")
        if site and project and self._chance.happens(AT_THE_SITE):
            return {"type": site, "project": project}
        return {"type": kinds[0].code}

    def _planned(self, visit: Visit, firm: Firm, hand: Hand, day: date) -> Iterator[Record]:
        """What whoever enters the visit plans after it, for the days around the county's last."""
        late = day < self._diary.last - timedelta(days=12)
        # Whoever was out on the last day has something to come back to.
        share = 1.0 if day == self._diary.last else PLANS_AHEAD
        if late or PLANNED not in self._roster.plan.choices("steps") or not self._chance.happens(share):
            return
        due = self._calendar.add_working_days(day, self._chance.randint(3, 10))
        reason = one_of(words("visits")["planned"]["reasons"], firm.scene.slots, self._chance)
        yield FollowUp(
            id=self._chance.id(day), visit=visit.id, step=PLANNED, on=day, by=hand.person, due=due, reason=reason
        )


class Notes:
    """Notes of visits, each unlike all before it."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._unlike = Unlike()

    def of(self, scene: Scene, outcome: str = "met", told: Sequence[str] = (), mode: str = "on_site") -> str:
        """What was found on a visit, with the sentences that tell of problems in it."""
        if outcome != "met":
            templates = words("visits")["unmet"][outcome]
            return self._unlike(lambda: one_of(templates, scene.slots, self._chance))
        return self._unlike(lambda: self._note(scene, told, mode))

    def _note(self, scene: Scene, told: Sequence[str], mode: str) -> str:
        known, chance, way = words("visits"), self._chance, scene.way
        pools = {
            "saw": known["saw"][REMOTE.get(mode, way)],
            "said": known["said"][way],
            "figures": known["figures"]["office" if way in ("bank", "office") else "workshop"],
            "category": suited(known["category"], scene.about),
            "also": known["said"][way],
            "asides": known["asides"]["all"],
            "promised": known["promised"]["all"],
        }
        parts = {name: one_of(pool, scene.slots, chance) for name, pool in pools.items() if pool}
        if parts["also"] == parts["said"]:
            del parts["also"]
        worries = "".join(told)
        wanted = chance.randint(SHORTEST + 5, LONGEST - 25)
        chosen = {"saw", "promised"} if chance.happens(0.8) else {"saw"}
        # What its category asks about does not come up each time.
        more = [name for name in parts if name not in chosen and not (name == "category" and chance.happens(0.4))]
        chance.shuffle(more)
        for name in more:
            if self._length(parts, chosen, worries) >= wanted:
                break
            if self._length(parts, chosen | {name}, worries) <= LONGEST:
                chosen.add(name)
        order = ("saw", "said", "figures", "also", "worries", "category", "asides", "promised")
        text = "".join(worries if name == "worries" else parts[name] for name in order if name in chosen | {"worries"})
        return _once(text, str(scene.slots["person"]), str(scene.slots["ta"]))[:LONGEST]

    def _length(self, parts: dict[str, str], chosen: set[str], worries: str) -> int:
        return len(worries) + sum(len(parts[name]) for name in chosen)


def _once(text: str, name: str, pronoun: str) -> str:
    """A text with a name written once, and the pronoun wherever it comes again."""
    head, named, rest = text.partition(name)
    return head + named + rest.replace(name, pronoun)


def any_note(chance: Chance) -> Iterator[str]:
    """Notes without end of no enterprise in particular, no two alike: what benches fill ledgers with."""
    notes, scenes = Notes(chance), any_scenes(chance)
    while True:
        yield notes.of(chance.choice(scenes))
