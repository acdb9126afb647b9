"""A problem ledger 企业问题台账 in: problems, and when the list says where they stand, the steps that led there."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.county_time import local_time
from fieldtui.model.records.problem import Problem
from fieldtui.model.row import Row
from fieldtui.sheets.building import changed, made
from fieldtui.sheets.cells import day_of, text_of
from fieldtui.sheets.known import Known, names_in
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Outcome, said
from fieldtui.sheets.taken_over import Told, take_over
from fieldtui.sheets.titles import title_and_rest
from fieldtui.work.desk import calendar_of, roles_of
from fieldtui.work.record_words import state_word
from fieldtui.work.rules import problems_ever

CODED = ("source", "nature", "urgency")
FLAGS = ("green_channel", "one_policy")
OTHER_TYPE = "QT"
LEAST_OF_A_NUMBER = 5
"""A shorter one counts the lines of a list; it is no number that the office gave out."""
STATES_WITH_DAYS = ("assigned", "signed", "handling", "replied", "verified", "closed")


class Problems:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._differing: dict[int, str] = {}
        self._seen: set[tuple[str, str, str]] = set()

    def prepare(self, entries: Sequence[Entry]) -> None:
        groups: dict[tuple[str, ...], list[Entry]] = {}
        for entry in entries:
            number = _number(entry)
            groups.setdefault(
                ("about", self._enterprise_meant(entry), _title(entry)[0], self._day_meant(entry)), []
            ).append(entry)
            if number:
                groups.setdefault(("number", number), []).append(entry)
        for (key, *_rest), group in groups.items():
            if any(self._said(entry) != self._said(group[0]) for entry in group):
                lines = listed(str(entry.number) for entry in group)
                sentence = (
                    _("Lines {lines} have one number and say different things of it.")
                    if key == "number"
                    else _("Lines {lines} are about one problem and say different things of it.")
                ).format(lines=lines)
                self._differing |= dict.fromkeys((entry.number for entry in group), sentence)

    def _enterprise_meant(self, entry: Entry) -> str:
        """The enterprise of a row, or as it is written where none is known by that."""
        try:
            return self._known.enterprise(entry)
        except (DoubtfulError, ImpossibleError):
            return f"{entry.text('enterprise')} {entry.text('uscc')}"

    def _day_meant(self, entry: Entry) -> str:
        """The day of a row, however it is written."""
        day = day_of(entry.cells.get("raised"), self._known.today, toward="past")
        return day.isoformat() if day else entry.text("raised")

    def _said(self, entry: Entry) -> dict[str, str]:
        return {**said(entry), "raised": self._day_meant(entry)}

    def take(self, entry: Entry) -> Outcome:
        if entry.number in self._differing:
            raise DoubtfulError(self._differing[entry.number])
        known = self._known
        values = self._values(entry)
        key = (values["enterprise"], values["title"], values["raised"].isoformat())
        if key in self._seen:
            return Outcome(entry.number, "same")
        row = self._find(values)
        if row is not None:
            known.read_as("problem", values["enterprise"], row)
            values["type"] = known.code("type", entry.cells.get("type")) or values["type"]
        outcome = Outcome(entry.number, "new")
        if row is None:
            problem = made(Problem, {**values, "taken_over": self._source(entry)}, known)
            outcome.records.append(problem)
            row = {"id": problem.id, **problem.fields()}
            if problem.number:
                self.numbers[problem.number] = problem.id
        else:
            outcome.verdict = "same"
            amended, words = changed(Problem, row, values, known)
            if amended is not None:
                outcome.records.append(amended)
                outcome.verdict, outcome.sentences = "changed", [words]
        self._seen.add(key)
        if entry.text("state"):
            self._take_over(entry, row, outcome)
        return outcome

    # What the row says

    def _values(self, entry: Entry) -> dict[str, Any]:
        known = self._known
        title, description = _title(entry)
        if not title:
            raise ImpossibleError(_("It does not say what the problem is."))
        enterprise = known.enterprise(entry)
        known.read_as("problem", enterprise)
        values: dict[str, Any] = {
            "number": _number(entry),
            "enterprise": enterprise,
            "raised": self._raised(entry),
            "title": title,
            "description": description,
            "request": entry.text("request"),
            "suggested": entry.text("suggested"),
            "type": self._type(entry),
        }
        for name in CODED:
            if entry.text(name):
                values[name] = known.code(name, entry.cells[name])
                if not values[name]:
                    known.left_out(name, entry.cells[name])
        for name in FLAGS:
            if entry.text(name):
                values[name] = known.flag(entry.cells[name])
        hoped_for = day_of(entry.cells.get("hoped_for"), values["raised"], toward="future")
        if hoped_for and hoped_for >= values["raised"]:
            values["hoped_for"] = hoped_for
        elif entry.text("hoped_for"):
            known.left_out("hoped_for", entry.cells["hoped_for"])
        return values

    def _raised(self, entry: Entry) -> date:
        text = entry.text("raised")
        if not text:
            raise ImpossibleError(_("It does not say when the problem was raised."))
        day = day_of(entry.cells["raised"], self._known.today, toward="past")
        if day is None:
            raise ImpossibleError(_("“{text}” is no date; write 2026-3-5.").format(text=text))
        return day

    def _type(self, entry: Entry) -> str:
        cell = entry.cells.get("type")
        code = self._known.code("type", cell)
        if code:
            return code
        if OTHER_TYPE not in self._known.plan.types:
            raise ImpossibleError(
                _("Type “{word}” is not in the plan; it knows: {words}.").format(
                    word=entry.text("type"),
                    words=listed(item.name for item in self._known.plan.problem_types),
                )
            )
        if entry.text("type"):
            self._known.left_out("type", cell)
        return OTHER_TYPE

    def _source(self, entry: Entry) -> str:
        """The list that a problem is taken over from; one that says nothing of its life is not taken over."""
        return self._known.wishes.file_name if entry.text("state") else ""

    # The problem in the ledger

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Number → problem, also deleted ones: their numbers stay theirs."""
        return {row["number"]: row["id"] for row in problems_ever(self._known.desk) if row.get("number")}

    def _find(self, values: dict[str, Any]) -> Row | None:
        ledger = self._known.desk.ledger
        number = values["number"]
        if number and number in self.numbers:
            row = ledger.row("problem", self.numbers[number])
            if row is None or row.get("enterprise") != values["enterprise"]:
                raise DoubtfulError(
                    _("Number {number} is that of another problem in the ledger: {title}.").format(
                        number=number, title=(row or {}).get("title", "—")
                    )
                )
            return row
        if number and self._known.desk.my_role() != "clerk":
            # Only the office gives out numbers.
            values["number"] = ""
        for row in ledger.referring("problem", "enterprise", values["enterprise"]):
            if row["title"] == values["title"] and row["raised"] == values["raised"].isoformat():
                if row.get("number"):
                    values["number"] = ""
                return row
        return None

    # Its life

    def _take_over(self, entry: Entry, problem: Row, outcome: Outcome) -> None:
        known, desk = self._known, self._known.desk
        word = entry.text("state")
        state = self._state(word)
        if not state:
            outcome.verdict = "doubtful"
            outcome.sentences.append(
                _("State “{word}” is not known; say what it means: --word {word}=…, one of: {words}.").format(
                    word=word, words=listed(known.plan.flow.state_names.values())
                )
            )
            return
        before = len(outcome.records)
        told = Told(state, word, self._days(entry), self._told_fields(entry), problem.get("taken_over", ""))
        steps = desk.steps(problem["id"])
        if steps and not problem.get("taken_over"):
            if desk.standing(problem).state != state:
                outcome.verdict = "doubtful"
                outcome.sentences.append(
                    _("It is handled here and stands at “{here}”; the list says “{there}”. Enter the steps.").format(
                        here=state_word(desk, "problem", problem, desk.standing(problem).state), there=word
                    )
                )
            return
        plan = desk.plan_of(problem)
        taken = take_over(
            problem,
            steps,
            told,
            plan,
            calendar_of(plan),
            me=desk.me,
            role=desk.my_role(),
            roles=self._roles,
            today=known.today,
        )
        outcome.records += taken.steps
        if taken.steps and outcome.verdict == "same":
            outcome.verdict = "changed"
        if taken.sentence:
            outcome.verdict = "doubtful"
            here = plan.flow.by_code[taken.standing.state].name
            outcome.sentences.append(
                _("The list says “{there}”; by the plan it stands at “{here}”: {why}").format(
                    there=word, here=here, why=taken.sentence
                )
            )
        elif len(outcome.records) > before and outcome.verdict == "changed":
            outcome.sentences.append(_("now: {state}").format(state=plan.flow.by_code[taken.standing.state].name))

    @cached_property
    def _roles(self) -> frozenset[str]:
        """The roles by which the steps of whoever imports count today."""
        desk, today = self._known.desk, self._known.today.isoformat()
        written = local_time(desk.ledger.clock()).date().isoformat()
        return roles_of(desk.ledger.view, desk.me, (today, written))

    def _state(self, word: str) -> str:
        code = self._known.code("state", word)
        if code:
            return code
        # 已办结（满意）, 办结-2025.3.1: what comes first counts.
        for end in range(len(word) - 1, 1, -1):
            code = self._known.code("state", word[:end].rstrip("（([-—:： 　"))
            if code and not word[end : end + 1].isalnum():
                return code
        return ""

    def _days(self, entry: Entry) -> dict[str, date]:
        days: dict[str, date] = {}
        for state in STATES_WITH_DAYS:
            cell = entry.cells.get(f"on.{state}")
            if text_of(cell):
                day = day_of(cell, self._known.today, toward="past")
                if day is None:
                    self._known.left_out(f"on.{state}", cell)
                else:
                    days[state] = day
        return days

    def _told_fields(self, entry: Entry) -> dict[str, Any]:
        known = self._known
        fields: dict[str, Any] = {name: entry.text(name) for name in ("words", "reply", "evidence")}
        fields |= {name: " ".join(entry.text(name).split())[:200] for name in ("reason", "approved_by")}
        leads = names_in(entry.text("lead"))
        found = [self._unit(name, "lead") for name in leads]
        co = [self._unit(name, "co") for name in names_in(entry.text("co"))]
        # Of several in one cell the first one leads.
        fields["lead"] = next(filter(None, found), "")
        fields["co"] = [unit for unit in dict.fromkeys([*found, *co]) if unit and unit != fields["lead"]]
        fields["due"] = day_of(entry.cells.get("due"), self._raised(entry), toward="future")
        if fields["due"] is None and entry.text("due"):
            known.left_out("due", entry.cells["due"])
        said = known.code("satisfaction", entry.cells.get("satisfaction"), kind="follow_up") or self._said_in_state(
            entry
        )
        if said:
            fields |= {"reached": True, "satisfaction": said}
        elif entry.text("satisfaction"):
            known.left_out("satisfaction", entry.cells["satisfaction"])
        return fields

    def _said_in_state(self, entry: Entry) -> str:
        """What the enterprise said, where the state has it in brackets: 已办结（满意）."""
        inner = entry.text("state").replace("（", "(").replace("）", ")").partition("(")[2].rstrip(")")
        return self._known.code("satisfaction", inner, kind="follow_up") if inner else ""

    def _unit(self, name: str, column: str) -> str:
        try:
            return self._known.unit(name)
        except ImpossibleError:
            self._known.left_out(column, name)
            return ""


def _number(entry: Entry) -> str:
    number = "".join(entry.text("number").split())
    return number if len(number) >= LEAST_OF_A_NUMBER else ""


def _title(entry: Entry) -> tuple[str, str]:
    """(title, description) of the one or two columns that say what the problem is."""
    text, description = entry.text("title"), entry.text("description")
    title, rest = title_and_rest(text or description, entry.text("request"))
    return title, description if text and description else rest
