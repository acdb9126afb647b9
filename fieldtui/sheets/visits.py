"""Visits 走访 in, such as the Excel form of a cadre who has not installed the program: each with up to two problems."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.visit import Visit
from fieldtui.model.row import Row
from fieldtui.sheets.building import changed, made
from fieldtui.sheets.cells import day_of
from fieldtui.sheets.known import Known, names_in
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Outcome, said
from fieldtui.sheets.titles import title_and_rest
from fieldtui.work.planned import PLANNED
from fieldtui.work.visits import FOLLOW_UP, made_from

TEXTS = ("met", "note", "services", "factors", "policies")
CODED = ("type", "mode", "outcome")
PROBLEMS = ("problem_1", "problem_2")


class Visits:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._seen: dict[tuple[Any, ...], Entry] = {}
        """(enterprise, day, visitors) → the row that spoke of it first."""

    def prepare(self, entries: Sequence[Entry]) -> None:
        """Rows of one visit are held against each other when they come, for who is meant is known only then."""
        self._differing = self._rows_that_differ(entries)

    def take(self, entry: Entry) -> Outcome:
        if entry.number in self._differing:
            raise DoubtfulError(self._differing[entry.number])
        known = self._known
        enterprise = known.enterprise(entry)
        day = self._day(entry)
        outcome = Outcome(entry.number, "new")
        visitors = self._visitors(entry)
        key = (enterprise, day, tuple(sorted(visitors)))
        if key in self._seen:
            return Outcome(entry.number, "same")
        row = self._known_visit(enterprise, day, visitors)
        known.read_as("visit", enterprise, row)
        values = {"enterprise": enterprise, "date": day, "visitors": visitors, **self._values(entry)}
        if row is None:
            visit = made(Visit, values, known)
            outcome.records.append(visit)
            record = visit.id
        else:
            record, outcome.verdict = row["id"], "same"
            # Who visited is what it was found by, in whatever order.
            del values["visitors"]
            amended, words = changed(Visit, row, values, known)
            if amended is not None:
                outcome.records.append(amended)
                outcome.verdict, outcome.sentences = "changed", [words]
        for place, name in enumerate(PROBLEMS, 1):
            self._problem(entry, name, place, record, enterprise, day, outcome)
        self._follow_up(entry, record, outcome)
        self._seen[key] = entry
        return outcome

    def _rows_that_differ(self, entries: Sequence[Entry]) -> dict[int, str]:
        """Line → why, of rows that name the same enterprise, day and visitors and say different things."""
        groups: dict[tuple[str, ...], list[Entry]] = {}
        for entry in entries:
            names = listed(sorted(names_in(entry.text("visitors"))))
            groups.setdefault((entry.text("enterprise"), entry.text("date"), names), []).append(entry)
        told: dict[int, str] = {}
        for group in groups.values():
            if any(said(entry) != said(group[0]) for entry in group):
                lines = listed(str(entry.number) for entry in group)
                sentence = _("Lines {lines} are about one visit and say different things of it.").format(lines=lines)
                told |= dict.fromkeys((entry.number for entry in group), sentence)
        return told

    def _known_visit(self, enterprise: str, day: date, visitors: list[str]) -> Row | None:
        for row in self._known.desk.ledger.referring("visit", "enterprise", enterprise):
            if row["date"] == day.isoformat() and set(row["visitors"]) == set(visitors):
                return row
        return None

    def _day(self, entry: Entry) -> date:
        if not entry.text("date"):
            raise ImpossibleError(_("It does not say when the visit was."))
        day = day_of(entry.cells["date"], self._known.today, toward="past")
        if day is None:
            raise ImpossibleError(_("“{text}” is no date; write 2026-3-5.").format(text=entry.text("date")))
        return day

    def _visitors(self, entry: Entry) -> list[str]:
        names = names_in(entry.text("visitors"))
        if not names:
            raise ImpossibleError(_("It does not say who visited."))
        unit = entry.text("person_unit")
        return [self._known.person(name, unit) for name in names]

    def _values(self, entry: Entry) -> dict[str, Any]:
        values: dict[str, Any] = {name: entry.text(name) for name in TEXTS}
        for name in CODED:
            if entry.text(name):
                values[name] = self._known.code(name, entry.cells[name])
                if not values[name]:
                    self._known.left_out(name, entry.cells[name])
        return values

    def _problem(
        self, entry: Entry, name: str, place: int, visit: str, enterprise: str, day: date, outcome: Outcome
    ) -> None:
        known = self._known
        text = entry.text(f"{name}.title")
        if not text:
            return
        title, description = title_and_rest(text, entry.text(f"{name}.request"))
        request, suggested = entry.text(f"{name}.request"), entry.text(f"{name}.suggested")
        word = entry.cells.get(f"{name}.type")
        code = known.code("type", word, kind="problem")
        values = {
            "enterprise": enterprise,
            "visit": visit,
            "raised": day,
            "title": title,
            "description": description,
            "request": request,
            "suggested": suggested,
            "type": code,
        }
        row = next(
            (row for row in known.desk.ledger.referring("problem", "visit", visit) if row["title"] == title), None
        )
        if row is not None:
            amended, words = changed(Problem, row, values, known)
            if amended is not None:
                outcome.records.append(amended)
                _changed(outcome, words)
            return
        if not code:
            raise ImpossibleError(
                _("“{title}” has no type that the plan knows; it knows: {words}.").format(
                    title=title, words=listed(item.name for item in known.plan.problem_types)
                )
            )
        problem = made_from(visit, place)
        # A row that was written over since it was taken in says another problem in the same place.
        values["id"] = problem if known.desk.ledger.kind_of(problem) is None else None
        outcome.records.append(made(Problem, values, known))
        _changed(outcome, _("problem: {title}").format(title=title))

    def _follow_up(self, entry: Entry, visit: str, outcome: Outcome) -> None:
        known = self._known
        reason = " ".join(entry.text("follow_up.reason").split())
        step = made_from(visit, FOLLOW_UP)
        if not reason or known.desk.ledger.kind_of(step) is not None:
            return
        due = day_of(entry.cells.get("follow_up.due"), known.today, toward="future")
        if due is None:
            known.left_out("follow_up.reason", reason)
            return
        values = {"id": step, "visit": visit, "step": PLANNED, "on": known.today, "by": known.desk.me}
        outcome.records.append(made(FollowUp, {**values, "due": due, "reason": reason}, known))
        _changed(outcome, _("next step: {reason}").format(reason=reason))


def _changed(outcome: Outcome, words: str) -> None:
    if outcome.verdict != "new":
        outcome.verdict = "changed"
        outcome.sentences.append(words)
