"""A roster 企业名册 in: enterprises, each with its contact and its category in the plan."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.plan import Plan
from fieldtui.model.record import Record
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.enterprise import Enterprise, credit_code
from fieldtui.model.records.inclusion import Inclusion
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.building import changed, made
from fieldtui.sheets.cells import day_of
from fieldtui.sheets.known import Known, plan_asked
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Outcome, said
from fieldtui.work.desk import reference_to
from fieldtui.work.naming import core_name, folded

TEXTS = ("name", "park", "affiliation", "address")
CODED = ("scale", "operating")
FLAGS = ("above_scale", "losing", "leaving_statistics")


class Enterprises:
    """Takes in a roster. Rows are held against each other before any is taken, so that their order does not matter."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._codes: dict[int, str] = {}
        """Line → its credit code, if that is a good one."""
        self._twins: dict[int, str] = {}
        """Line → why it is doubtful beside the others."""
        self._repeats: set[int] = set()
        """Lines that say what an earlier one says."""

    def prepare(self, entries: Sequence[Entry]) -> None:
        self._codes = {entry.number: _good_code(entry) for entry in entries if entry.text("uscc")}
        for about in ("code", "name", "core"):
            groups: dict[str, list[Entry]] = {}
            for entry in entries:
                key = self._key(entry, about)
                if key:
                    groups.setdefault(key, []).append(entry)
            for group in groups.values():
                if len(group) > 1:
                    self._hold_together(group, about)

    def _key(self, entry: Entry, about: str) -> str:
        """What rows are held together by."""
        if about == "code":
            return self._codes.get(entry.number, "")
        name = entry.text("name")
        return (folded(name) if about == "name" else core_name(name)) if name else ""

    def take(self, entry: Entry) -> Outcome:
        if entry.number in self._repeats:
            return Outcome(entry.number, "same")
        if entry.number in self._twins:
            raise DoubtfulError(self._twins[entry.number])
        self._known.plan = self._plan(entry)
        values = self._values(entry)
        known = self._find(entry, values)
        outcome = Outcome(entry.number, "new" if known is None else "same")
        if known is None:
            enterprise = made(Enterprise, values, self._known)
            outcome.records.append(enterprise)
            record = enterprise.id
        else:
            record = known["id"]
            amended, words = changed(Enterprise, known, values, self._known)
            _note(outcome, amended, words)
        self._contact(entry, record, outcome)
        self._inclusion(entry, record, outcome)
        return outcome

    def _hold_together(self, group: list[Entry], about: str) -> None:
        """What is to be said of rows that share their code, name or core."""
        first, *others = group
        if about != "core" and all(said(entry) == said(first) for entry in others):
            self._repeats.update(entry.number for entry in others)
            return
        if about == "core":
            names = {folded(entry.text("name")) for entry in group}
            # Good codes that differ (the same ones were found before) are two enterprises, however alike the names are.
            if len(names) == 1 or all(self._codes.get(entry.number) for entry in group):
                return
        lines = listed(str(entry.number) for entry in group)
        sentence = {
            "code": _("Lines {lines} have one credit code and say different things of it."),
            "name": _("Lines {lines} have one name and say different things of it."),
            "core": _("Lines {lines} have the same name but for region and legal form; add credit codes, or correct."),
        }[about].format(lines=lines)
        for entry in group:
            self._twins.setdefault(entry.number, sentence)

    def _find(self, entry: Entry, values: dict[str, Any]) -> Row | None:
        """The enterprise in the ledger that a row is about; None when it is new."""
        known, ledger = self._known, self._known.desk.ledger
        code, name = values.get("uscc"), values.get("name", "")
        if not name:
            raise ImpossibleError(_("It has no name."))
        named = known.by_name.get(folded(name), [])
        if code and code in known.by_code:
            found = known.by_code[code]
            if named and found not in named:
                raise DoubtfulError(_("By its code it is one enterprise in the ledger, by its name another."))
            return ledger.row("enterprise", found)
        if len(named) > 1:
            raise DoubtfulError(_("Several enterprises are called “{name}”; add their credit codes.").format(name=name))
        if named:
            row = ledger.row("enterprise", named[0]) or {}
            if code and row.get("uscc"):
                raise DoubtfulError(
                    _("“{name}” has the credit code {code} in the ledger; here it has another.").format(
                        name=name, code=row["uscc"]
                    )
                )
            return row
        like = [ledger.row("enterprise", other) or {} for other in known.by_core.get(core_name(name), [])]
        # Two good codes that differ are two enterprises, however alike the names are.
        like = [row for row in like if not (code and row.get("uscc"))]
        if like:
            raise DoubtfulError(
                _(
                    "The ledger has “{other}”, the same but for region and legal form; correct the name or add codes."
                ).format(other=like[0]["name"])
            )
        return None

    def _values(self, entry: Entry) -> dict[str, Any]:
        known = self._known
        values: dict[str, Any] = {name: entry.text(name) for name in TEXTS if entry.text(name)}
        if entry.text("uscc"):
            try:
                values["uscc"] = credit_code(entry.text("uscc"))
            except ValueError as error:
                raise DoubtfulError(_code_trouble(entry, str(error))) from error
        for name in CODED:
            if entry.text(name):
                values[name] = known.code(name, entry.cells[name])
                if not values[name]:
                    known.left_out(name, entry.cells[name])
        for name in FLAGS:
            if entry.text(name):
                values[name] = known.flag(entry.cells[name])
                if values[name] is None:
                    known.left_out(name, entry.cells[name])
        self._region(entry, values)
        if entry.text("industry"):
            values["industry"] = known.industry(entry.text("industry"))
        return values

    def _region(self, entry: Entry, values: dict[str, Any]) -> None:
        word = entry.text("region")
        if not word:
            return
        code = self._known.code("region", word)
        affiliations = self._known.plan.choices("affiliations")
        if not code and word in affiliations:
            # 中直 stands among the places in many lists, and is none.
            values["affiliation"] = word
            code = self._known.code("region", self._known.wishes.defaults.get("region", ""))
            if not code:
                raise ImpossibleError(
                    _("“{word}” is whom it belongs to, and no place; add where it lies, or --default {field}=…").format(
                        word=word, field="region"
                    )
                )
        values["region"] = code or word

    def _plan(self, entry: Entry) -> Plan:
        """The plan that a row names, in which its category stands; else that of the list."""
        known, word = self._known, entry.text("inclusion.plan")
        try:
            return plan_asked(known.desk, word) if word else known.list_plan
        except FieldError as error:
            raise ImpossibleError(str(error)) from error

    def _contact(self, entry: Entry, enterprise: str, outcome: Outcome) -> None:
        name = entry.text("contact.name")
        if not name:
            return
        about = {"post": entry.text("contact.post"), "phone": entry.text("contact.phone")}
        rows = self._known.desk.ledger.referring("contact", "enterprise", enterprise)
        row = next((row for row in rows if row["name"] == name), None)
        if row is not None:
            _note(outcome, *changed(Contact, row, about, self._known))
            return
        outcome.records.append(made(Contact, {"enterprise": enterprise, "name": name, **about}, self._known))
        _now_changed(outcome, _("contact: {name}").format(name=name))

    def _inclusion(self, entry: Entry, enterprise: str, outcome: Outcome) -> None:
        known = self._known
        word = entry.text("inclusion.category")
        if not word:
            return
        category = known.code("category", word, kind="inclusion")
        if not category:
            raise ImpossibleError(
                _("Category “{word}” is not in the plan; it knows: {words}.").format(
                    word=word, words=listed(known.plan.choices("categories").values())
                )
            )
        start = day_of(entry.cells.get("inclusion.start"), known.today, toward="past")
        if start is None:
            if entry.text("inclusion.start"):
                known.left_out("inclusion.start", entry.cells["inclusion.start"])
            start = known.today
        about: dict[str, Any] = {name: entry.text(f"inclusion.{name}") for name in ("ground", "base_period")}
        row, plan = self.included(enterprise), reference_to(known.plan)
        if row is None:
            values = {"enterprise": enterprise, "category": category, "start": start, "plan": plan, **about}
            outcome.records.append(made(Inclusion, values, known))
            _now_changed(outcome, _("taken into the plan: {category}").format(category=word))
        elif row["category"] == category or row["start"] >= start.isoformat():
            _note(outcome, *changed(Inclusion, row, {"category": category, **about}, known))
        else:
            # Another category from that day on: what it was before stays in the figures of before.
            ended, words = changed(Inclusion, row, {"end": start - timedelta(days=1)}, known)
            values = {"enterprise": enterprise, "category": category, "start": start, "plan": plan, **about}
            _note(outcome, ended, words)
            outcome.records.append(made(Inclusion, values, known))

    def included(self, enterprise: str) -> Row | None:
        """Where an enterprise stands in the plan now."""
        plan, today = self._known.plan.name, self._known.today.isoformat()
        for row in self._known.desk.ledger.referring("inclusion", "enterprise", enterprise):
            if (row.get("plan") or {}).get("name") == plan and row.get("end", "9999-12-31") >= today:
                return row
        return None


def _note(outcome: Outcome, record: Record | None, words: str) -> None:
    if record is not None:
        outcome.records.append(record)
        _now_changed(outcome, words)


def _now_changed(outcome: Outcome, words: str) -> None:
    """What is added to an enterprise that is new says nothing more; to one that is there, it is a change."""
    if outcome.verdict != "new":
        outcome.verdict = "changed"
        outcome.sentences.append(words)


def _good_code(entry: Entry) -> str:
    try:
        return str(credit_code(entry.text("uscc")) or "") if entry.text("uscc") else ""
    except ValueError:
        return ""


def _code_trouble(entry: Entry, sentence: str) -> str:
    cell = entry.cells.get("uscc")
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell > 1e15:
        sentence = _("As a number the credit code has lost its last digits; make the column text and type it again.")
    without = _("To take the row in without it: --word {code}=无").format(code=entry.text("uscc"))
    return f"{sentence} {without}"
