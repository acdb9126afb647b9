"""What the ledger knows, as a list's words find it: enterprises, people, units, codes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from fieldtui.locale import _
from fieldtui.model.kinds import field as field_of
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.cells import folded_word, text_of
from fieldtui.sheets.columns import label_of, table
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Report
from fieldtui.sheets.reading import Cell
from fieldtui.sheets.totals import Counted
from fieldtui.work.choosing_plan import lives_by_one
from fieldtui.work.desk import Desk
from fieldtui.work.naming import core_name, folded
from fieldtui.work.rules import complete, plan_meant
from fieldtui.work.visits import NAME_BREAKS

UNIT_ENDINGS = (*"局委办部处科院所会园区县市镇乡队", "公司", "中心", "街道", "政府", "集团", "银行", "工作站")
_PLACE_ENDINGS = "省市区县"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person said beside the file."""

    given: tuple[tuple[str, str], ...] = ()
    """(column, field): which column is what."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Field → what stands in its empty cells."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Word of the cells → the word or code that is meant by it."""
    add_unknown: bool = False
    """Whether people and units that are not known are added."""
    file_name: str = ""
    plan: str = ""
    """The name or title of the plan in use by which the list goes; "" for the main one."""


def plan_asked(desk: Desk, named: str) -> Plan:
    """The plan in use of this name or title; the main one for "". FieldError when there is none."""
    if not named:
        return desk.plan
    meant, sentence = plan_meant(named, desk)
    if sentence:
        raise FieldError(sentence)
    return desk.plan_for("inclusion", {"plan": meant})


class Known:
    """Finds what a list's words mean. What is added on the way is found from then on, saved or not."""

    def __init__(self, desk: Desk, kind: str, wishes: Wishes, report: Report, today: date) -> None:
        self.desk = desk
        self.kind = kind
        self.wishes = wishes
        self.report = report
        self.today = today
        self.beside: dict[str, str] = {}
        """Id → kind of what is to be saved and is not in the ledger yet."""
        self.fresh: list[Record] = []
        """Units and people that were added since they were last saved."""
        self.list_plan = plan_asked(desk, wishes.plan)
        """The plan by which the list goes where a row has none of its own."""
        self.plan = self.list_plan
        """By whose words the row at hand is read."""
        self.counted = Counted()
        self.factors: Mapping[str, Decimal] = {}
        """Field → how many 万元 one unit of its column is."""
        self._words: dict[str, dict[str, str]] = {}

    def made(self, record: Record) -> Record:
        """A record made whole, to which others of this list may refer."""
        whole = complete(record, self.desk)
        self.beside[whole.id] = whole.kind
        return whole

    def count(self, records: Iterable[Record]) -> None:
        """Note what a row makes of enterprises and their places in the plan."""
        for record in records:
            if record.kind == "enterprise":
                self.counted.enterprises[record.id] = {
                    name: getattr(record, name) for name in ("region", "affiliation")
                }
            elif record.kind == "inclusion":
                self.counted.inclusions[record.id] = {"id": record.id, **record.fields()}

    # Words

    def read_as(self, kind: str, enterprise: str, row: Row | None = None) -> None:
        """Read what follows by the plan of a record that is there, else by that of a new one of this enterprise."""
        asked = {"name": self.list_plan.name} if self.wishes.plan else None
        new = {"enterprise": enterprise, "plan": asked}
        self.plan = self.desk.plan_of(row) if row else self.desk.plan_for(kind, new)

    def code(self, name: str, cell: Cell, of: str = "", kind: str = "") -> str:
        """The code that a cell means for a field; "" when it is no word of the field's list.

        `of` is the field of `kind` whose list it is, when these are not `name` and the list's own kind.
        """
        word = folded_word(text_of(cell))
        said = {folded_word(word): folded_word(meant) for word, meant in self.wishes.words.items()}.get(word, "")
        kind = kind or self.kind
        # An enterprise lies in a place, and not in one plan.
        others = () if lives_by_one(kind, {}) else self.desk.plans
        for plan in (self.plan, *others):
            meanings = self._meanings(kind, of or name, plan)
            known = meanings.get(word) or meanings.get(_without_ending(word)) or meanings.get(said)
            if known:
                return known
        return ""

    def flag(self, cell: Cell) -> bool | None:
        """Whether a cell says yes; None when it says neither."""
        said = self._meanings(self.kind, "flag", self.plan).get(folded_word(text_of(cell)))
        return None if said is None else said == "yes"

    def left_out(self, name: str, cell: Cell) -> None:
        """Note that a cell was not understood; what it says is left out."""
        self.report.left_out[label_of(self.kind, name, self.list_plan), text_of(cell)] += 1

    def industry(self, word: str) -> str:
        """The code of an industry (GB/T 4754) or of its section; "" when it is not understood, which is noted."""
        code = word[:1].upper() + "".join(letter for letter in word[1:5] if letter.isdigit())
        is_code = word[:1].isascii() and word[:1].upper() in "ABCDEFGHIJKLMNOPQRST" and len(code) in (1, 3, 4, 5)
        known = self.code("industry", word) or (code if is_code else "")
        if not known:
            self.left_out("industry", word)
        return known

    def _meanings(self, kind: str, name: str, plan: Plan) -> Mapping[str, str]:
        """Folded word → code of a field, by a plan, the code list and the usual words."""
        key = f"{plan.version} {kind}.{name}"
        if key not in self._words:
            self._words[key] = dict(self._all_meanings(kind, name, plan))
        return self._words[key]

    def _all_meanings(self, kind: str, name: str, plan: Plan) -> Iterable[tuple[str, str]]:
        described = field_of(kind, name)
        listed = described.shown.plan if described else ""
        for code, words in table()["words"].get(name, {}).items():
            yield from ((folded_word(word), code) for word in words)
        if name == "type" and kind == "problem":
            for item in plan.problem_types:
                yield from ((folded_word(word), item.code) for word in item.aliases)
        choices = dict(plan.flow.state_names if name == "state" else plan.choices(listed))
        if described and described.shown.choices:
            choices |= {code: _(word) for code, word in described.shown.choices.items()}
        for code, word in choices.items():
            yield _without_ending(folded_word(word)), code
            yield folded_word(word), code
            yield folded_word(code), code

    # Enterprises

    @cached_property
    def by_code(self) -> dict[str, str]:
        """Credit code → enterprise."""
        return {row["uscc"]: row["id"] for row in self.desk.ledger.rows("enterprise") if row.get("uscc")}

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Folded name → enterprises."""
        return _grouped((folded(row["name"]), row["id"]) for row in self.desk.ledger.rows("enterprise"))

    @cached_property
    def by_core(self) -> dict[str, list[str]]:
        """What is left of a name without region and legal form → enterprises."""
        return _grouped((core_name(row["name"]), row["id"]) for row in self.desk.ledger.rows("enterprise"))

    def enterprise(self, entry: Entry) -> str:
        """The enterprise that a row is about, by credit code, else by name, else by the only one of that core."""
        from fieldtui.model.records.enterprise import credit_code

        if entry.text("uscc"):
            try:
                code = credit_code(entry.text("uscc"))
            except ValueError as error:
                raise DoubtfulError(str(error)) from error
            if code in self.by_code:
                return self.by_code[code]
        name = entry.text("enterprise")
        if not name:
            raise ImpossibleError(_("It does not say which enterprise."))
        found = self.by_name.get(folded(name), [])
        if len(found) > 1:
            raise DoubtfulError(_("Several enterprises are called “{name}”; add their credit codes.").format(name=name))
        if found:
            return found[0]
        like = self.by_core.get(core_name(name), [])
        if len(like) == 1:
            raise DoubtfulError(
                _("No enterprise is called “{name}”; is “{other}” meant? Correct the name, or add its code.").format(
                    name=name, other=self.desk.name("enterprise", like[0])
                )
            )
        raise ImpossibleError(
            _("No enterprise “{name}” is known here; import the enterprises first, or correct the name.").format(
                name=name
            )
        )

    @cached_property
    def projects(self) -> dict[str, list[str]]:
        """Folded name → projects."""
        return _grouped((folded(row["name"]), row["id"]) for row in self.desk.ledger.rows("project"))

    def project(self, name: str) -> str:
        """The project of a name."""
        found = self.projects.get(folded(name), [])
        if len(found) > 1:
            raise DoubtfulError(_("Several projects are called “{name}”.").format(name=name))
        if not found:
            raise ImpossibleError(_("No project “{name}” is known here; import the projects first.").format(name=name))
        return found[0]

    # Units and people

    @cached_property
    def units(self) -> dict[str, list[str]]:
        return _grouped((folded(row["name"]), row["id"]) for row in self.desk.ledger.rows("unit"))

    @cached_property
    def _bare_units(self) -> dict[str, list[str]]:
        """The same without the places that they begin with: 市工信局 is 工信局."""
        return _grouped((_bare_unit(row["name"]), row["id"]) for row in self.desk.ledger.rows("unit"))

    @cached_property
    def people(self) -> dict[str, list[tuple[str, str]]]:
        """Folded name → (person, unit)."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.desk.ledger.rows("person"):
            found[folded(row["name"])].append((row["id"], row["unit"]))
        return found

    def find_unit(self, name: str) -> str:
        """The unit of a name, also when it is written without its place, or with one; "" when there is not just one."""
        found = self.units.get(folded(name)) or self._bare_units.get(_bare_unit(name), [])
        return found[0] if len(found) == 1 else ""

    def unit(self, name: str) -> str:
        """The unit of a name; one that is not known is added when that is wished for."""
        known = self.find_unit(name)
        if known:
            return known
        if not self.wishes.add_unknown:
            raise ImpossibleError(_unknown(name))
        unit = self.made(Unit(name=name))
        self.fresh.append(unit)
        self.units.setdefault(folded(name), []).append(unit.id)
        self._bare_units.setdefault(_bare_unit(name), []).append(unit.id)
        self.report.added["unit", name] += 1
        return unit.id

    def find_person(self, name: str, unit: str = "") -> str:
        """The person of a name, in a unit when several bear it; "" when there is not just one."""
        found = self.people.get(folded(name), [])
        if len(found) > 1:
            found = [pair for pair in found if pair[1] == unit]
        return found[0][0] if len(found) == 1 else ""

    def person(self, name: str, unit: str, **about: str) -> str:
        """The person of a name; one that is not known is added, to the unit of that name, when that is wished for."""
        found = self.people.get(folded(name), [])
        known = self.find_person(name, self.find_unit(unit) if unit else "")
        if known:
            return known
        if len(found) > 1:
            raise DoubtfulError(
                _("Several people are called “{name}”; add a column with their unit, or correct the name.").format(
                    name=name
                )
            )
        if not self.wishes.add_unknown:
            raise ImpossibleError(_unknown(name))
        if not unit:
            raise ImpossibleError(
                _("“{name}” is not known here, nor of which unit; add --default {field}=…").format(
                    name=name, field="person_unit"
                )
            )
        theirs = self.unit(unit)
        person = self.made(Person(name=name, unit=theirs, **{field: value for field, value in about.items() if value}))
        self.fresh.append(person)
        self.people[folded(name)].append((person.id, theirs))
        self.report.added["person", name] += 1
        return person.id


def names_in(text: str) -> list[str]:
    """The names in a cell, which may hold several."""
    for mark in (*NAME_BREAKS, "\n", "\t"):
        text = text.replace(mark, "、")
    return list(dict.fromkeys(filter(None, (name.strip() for name in text.split("、")))))


def looks_like_a_unit(name: str) -> bool:
    return name.endswith(UNIT_ENDINGS)


def _unknown(name: str) -> str:
    return _("“{name}” is not known here; correct it, add it, or import with --add-unknown.").format(name=name)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _bare_unit(name: str) -> str:
    """A unit's name without the place it begins with, or its mark alone: 大庆市工信局, 市工信局 → 工信局."""
    text = core_name(name)
    return text[1:] if len(text) > 3 and text[0] in _PLACE_ENDINGS else text


def _without_ending(word: str) -> str:
    """A word of a list without what may be left away: 萨尔图区 is 萨尔图, 资金类 is 资金."""
    return word[:-1] if len(word) > 2 and word[-1] in "区县市类型" else word
