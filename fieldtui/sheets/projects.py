"""A list of projects 项目清单 in, each with the stage that it was in when it was taken in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.records.project import Project
from fieldtui.model.row import Row
from fieldtui.sheets.building import changed, made
from fieldtui.sheets.cells import amount_of, day_of
from fieldtui.sheets.known import Known, names_in
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Outcome, said
from fieldtui.sheets.pairings import Pairings
from fieldtui.work.naming import folded

TEXTS = ("name", "code", "investor", "park", "content", "note")
CODED = ("region", "level", "size_mark", "chain", "batch")
SUMS = ("investment", "year_plan", "sales", "profit", "tax", "land")


class Projects:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._differing: dict[int, str] = {}
        self._repeats: set[int] = set()
        self._pairings = Pairings(known)

    def prepare(self, entries: Sequence[Entry]) -> None:
        groups: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            for name in ("code", "name"):
                if entry.text(name):
                    groups.setdefault((name, folded(entry.text(name))), []).append(entry)
        for group in groups.values():
            if any(said(entry) != said(group[0]) for entry in group):
                lines = listed(str(entry.number) for entry in group)
                sentence = _("Lines {lines} are about one project and say different things of it.").format(lines=lines)
                self._differing |= dict.fromkeys((entry.number for entry in group), sentence)
            else:
                self._repeats.update(entry.number for entry in group[1:])

    def take(self, entry: Entry) -> Outcome:
        if entry.number in self._differing:
            raise DoubtfulError(self._differing[entry.number])
        if entry.number in self._repeats:
            return Outcome(entry.number, "same")
        outcome = Outcome(entry.number, "new")
        row = self._find(entry)
        self._known.read_as("project", self._known.enterprise(entry) if entry.text("enterprise") else "", row)
        values = self._values(entry)
        if row is None:
            project = made(Project, values, self._known)
            outcome.records.append(project)
            self._pairings.pair(entry, "project", project.id, outcome)
            return outcome
        outcome.verdict = "same"
        stage = values.pop("entered_at", "")
        values.pop("entered_on", None)
        amended, words = changed(Project, row, values, self._known)
        if amended is not None:
            outcome.records.append(amended)
            outcome.verdict, outcome.sentences = "changed", [words]
        paired = Outcome(entry.number, "same")
        self._pairings.pair(entry, "project", row["id"], paired)
        if paired.records:
            outcome.records += paired.records
            outcome.verdict = "changed"
            outcome.sentences += [_("Who answers for it was added."), *paired.sentences]
        self._stage(row, stage, outcome)
        return outcome

    def _stage(self, row: Row, stage: str, outcome: Outcome) -> None:
        """Where a project stands that is there already goes by its steps: a list that says otherwise is told."""
        known = self._known
        here = known.desk.stage("project", row)
        if stage and here is not None and here.state != stage:
            names = known.plan.choices("stages")
            outcome.verdict = "doubtful"
            outcome.sentences.append(
                _("It stands at “{here}” here, the list says “{there}”; enter the steps that lead there.").format(
                    here=names.get(here.state, here.state), there=names.get(stage, stage)
                )
            )

    def _find(self, entry: Entry) -> Row | None:
        name, code = entry.text("name"), entry.text("code")
        if not name:
            raise ImpossibleError(_("It has no name."))
        coded = self._known.desk.ledger.referring("project", "code", code) if code else []
        named = self._known.projects.get(folded(name), [])
        if coded:
            return coded[0]
        if len(named) > 1:
            raise DoubtfulError(_("Several projects are called “{name}”.").format(name=name))
        return self._known.desk.ledger.row("project", named[0]) if named else None

    def _values(self, entry: Entry) -> dict[str, Any]:
        known = self._known
        values: dict[str, Any] = {name: entry.text(name) for name in TEXTS if entry.text(name)}
        values["type"] = known.code("type", entry.cells.get("type")) or entry.text("type")
        for name in CODED:
            if entry.text(name):
                values[name] = known.code(name, entry.cells[name])
                if not values[name]:
                    known.left_out(name, entry.cells[name])
        for name in SUMS:
            if entry.text(name):
                values[name] = _amount(entry, name, known)
        if values.get("year_plan"):
            values["plan_year"] = entry.text("plan_year").removesuffix("年") or str(known.today.year)
        if entry.text("industry"):
            values["industry"] = known.industry(entry.text("industry"))
        if entry.text("enterprise"):
            values["enterprise"] = known.enterprise(entry)
        if entry.text("unit"):
            values["unit"] = known.unit(entry.text("unit"))
        if entry.text("team"):
            unit = entry.text("unit")
            values["team"] = [known.person(name, unit) for name in names_in(entry.text("team"))]
        if entry.text("funds"):
            codes = [known.code("funds", name) for name in names_in(entry.text("funds"))]
            values["funds"] = list(dict.fromkeys(filter(None, codes)))
            values["funds_note"] = entry.text("funds")[:200]
        self._entered(entry, values)
        return values

    def _entered(self, entry: Entry, values: dict[str, Any]) -> None:
        if not entry.text("entered_at"):
            return
        stage = self._known.code("entered_at", entry.cells["entered_at"])
        flow = self._known.plan.flow_of("project", values)
        if not stage or flow is None or stage not in flow.by_code:
            self._known.left_out("entered_at", entry.cells["entered_at"])
            return
        values["entered_at"] = stage
        values["entered_on"] = day_of(entry.cells.get("entered_on"), self._known.today, toward="past")


def _amount(entry: Entry, name: str, known: Known) -> str:
    try:
        return amount_of(entry.cells[name], known.factors.get(name, Decimal(1)))
    except ValueError:
        known.left_out(name, entry.cells[name])
        return ""
