"""A list of who answers for whom 包联名册 in: a holder a row, or a row an enterprise with a column for each role."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.plan_people import PairingRole
from fieldtui.model.records.pairing import Pairing
from fieldtui.sheets.building import changed, made
from fieldtui.sheets.cells import day_of
from fieldtui.sheets.columns import label_of
from fieldtui.sheets.known import Known, looks_like_a_unit, names_in
from fieldtui.sheets.outcome import Entry, ImpossibleError, Outcome

Key = tuple[str, str, str]
"""Enterprise or project, role, holder."""
ROLE = "role."
FAR = "9999-12-31"


class Pairings:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._made: set[Key] = set()
        """What this list has made so far."""

    @property
    def _roles(self) -> Mapping[str, PairingRole]:
        """The roles of the plan by which the row at hand is read."""
        return {role.code: role for role in self._known.plan.pairing_roles}

    def prepare(self, entries: Sequence[Entry]) -> None:
        """No row depends on another one."""

    def take(self, entry: Entry) -> Outcome:
        about = "project" if entry.text("project") else "enterprise"
        record = self._known.project(entry.text("project")) if about == "project" else self._known.enterprise(entry)
        if about == "project":
            self._known.read_as("project", "", self._known.desk.ledger.row("project", record))
        else:
            self._known.read_as("pairing", record)
        outcome = Outcome(entry.number, "same")
        if not self.pair(entry, about, record, outcome):
            raise ImpossibleError(_("It does not say who answers for it."))
        return outcome

    def pair(self, entry: Entry, about: str, record: str, outcome: Outcome) -> bool:
        """Add to what becomes of a row the pairings that it names; False when it names none."""
        wanted = self._wanted(entry)
        made_now: set[Key] = set()
        for role, name in wanted:
            self._pair(entry, about, record, role, name, outcome, made_now)
        # Only now: a row of which one part can't be taken in makes nothing.
        self._made |= made_now
        return bool(wanted)

    def _wanted(self, entry: Entry) -> list[tuple[str, str]]:
        """(role, name of a holder), from the columns of the roles, or from the two columns for role and holder."""
        found = [
            (name.removeprefix(ROLE), holder)
            for name in entry.cells
            if name.startswith(ROLE)
            for holder in names_in(entry.text(name))
        ]
        if entry.text("holder"):
            role = self._known.code("role", entry.cells.get("role"))
            if not role:
                raise ImpossibleError(
                    _("Role “{word}” is not in the plan; it knows: {words}.").format(
                        word=entry.text("role"), words=listed(role.name for role in self._roles.values())
                    )
                )
            found += [(role, holder) for holder in names_in(entry.text("holder"))]
        return found

    def _pair(
        self, entry: Entry, about: str, record: str, role: str, name: str, outcome: Outcome, made_now: set[Key]
    ) -> None:
        known = self._known
        holder = self._holder(entry, role, name)
        start, end, often = self._day(entry, "start"), self._day(entry, "end"), entry.text("visit_days")
        key = (record, role, next(iter(holder.values())))
        rows = [
            row
            for row in known.desk.ledger.referring("pairing", about, record)
            if row["role"] == role and row.get("end", FAR) >= known.today.isoformat()
        ]
        same = next((row for row in rows if key[2] in (row.get("person"), row.get("unit"))), None)
        if same is not None:
            amended, words = changed(Pairing, same, {"start": start, "end": end, "visit_days": often}, known)
            if amended is not None:
                outcome.records.append(amended)
                _worse(outcome, "changed", words)
            return
        if key in self._made | made_now:
            return
        values: dict[str, Any] = {about: record, "role": role, "start": start or known.today, "end": end}
        values["visit_days"] = often
        pairing = made(Pairing, {**values, **holder}, known)
        made_now.add(key)
        outcome.records.append(pairing)
        _worse(outcome, "new", "")
        before = [row for row in rows if row["id"] not in known.beside]
        if before:
            others = listed(
                known.desk.name("person", row.get("person")) or known.desk.name("unit", row.get("unit"))
                for row in before
            )
            outcome.sentences.append(
                _("{others} still hold the same role ({role}); end that pairing if it is over.").format(
                    others=others, role=self._roles[role].name if role in self._roles else role
                )
            )

    def _holder(self, entry: Entry, role: str, name: str) -> dict[str, str]:
        """{"person": id} or {"unit": id}, as the plan's role says; where it says either, as the name looks."""
        known = self._known
        kind = self._roles[role].holder if role in self._roles else "either"
        if kind == "either":
            if known.find_unit(name):
                kind = "unit"
            elif known.find_person(name):
                kind = "person"
            else:
                kind = "unit" if looks_like_a_unit(name) else "person"
        if kind == "unit":
            return {"unit": known.unit(name)}
        about = {"post": entry.text("person_post"), "phone": entry.text("person_phone")}
        return {"person": known.person(name, entry.text("person_unit"), **about)}

    def _day(self, entry: Entry, name: str) -> Any:
        if not entry.text(name):
            return None
        day = day_of(entry.cells[name], self._known.today, toward="past")
        if day is None:
            raise ImpossibleError(
                _("“{text}” in {column} is no date.").format(
                    text=entry.text(name), column=label_of("pairing", name, self._known.list_plan)
                )
            )
        return day


def _worse(outcome: Outcome, verdict: Any, words: str) -> None:
    """A row with several pairings is new when one of them is, else changed when one of them is."""
    if outcome.verdict != "new":
        outcome.verdict = verdict
    if words:
        outcome.sentences.append(words)
