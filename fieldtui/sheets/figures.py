"""Month figures 月报 in, of enterprises or projects. A cell that is left empty is not zero."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fieldtui.locale import _, listed
from fieldtui.model.records.figures import FIGURES, Figures
from fieldtui.sheets.building import changed, made
from fieldtui.sheets.cells import amount_of, month_of
from fieldtui.sheets.known import Known
from fieldtui.sheets.outcome import DoubtfulError, Entry, ImpossibleError, Outcome, said

COUNTS = ("employees", "employees_prior")


class MonthFigures:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._differing: dict[int, str] = {}
        self._seen: set[tuple[str, str]] = set()

    def prepare(self, entries: Sequence[Entry]) -> None:
        groups: dict[tuple[str, ...], list[Entry]] = {}
        for entry in entries:
            key = (entry.text("uscc") or entry.text("enterprise"), entry.text("project"), entry.text("month"))
            groups.setdefault(key, []).append(entry)
        for group in groups.values():
            if any(said(entry) != said(group[0]) for entry in group):
                lines = listed(str(entry.number) for entry in group)
                sentence = _("Lines {lines} are about one month and say different things of it.").format(lines=lines)
                self._differing |= dict.fromkeys((entry.number for entry in group), sentence)

    def take(self, entry: Entry) -> Outcome:
        if entry.number in self._differing:
            raise DoubtfulError(self._differing[entry.number])
        known = self._known
        about = "project" if entry.text("project") else "enterprise"
        record = known.project(entry.text("project")) if about == "project" else known.enterprise(entry)
        month = self._month(entry)
        if (record, month) in self._seen:
            return Outcome(entry.number, "same")
        values: dict[str, Any] = {about: record, "month": month, "source": entry.text("source")}
        values |= {name: self._figure(entry, name) for name in FIGURES if entry.text(name)}
        rows = known.desk.ledger.referring("figures", about, record)
        row = next((row for row in rows if row["month"] == month), None)
        self._seen.add((record, month))
        if row is None:
            return Outcome(entry.number, "new", [made(Figures, values, known)])
        amended, words = changed(Figures, row, values, known)
        if amended is None:
            return Outcome(entry.number, "same")
        return Outcome(entry.number, "changed", [amended], [words])

    def _month(self, entry: Entry) -> str:
        if not entry.text("month"):
            raise ImpossibleError(_("It does not say of which month; add a column, or --default month=2026-03."))
        month = month_of(entry.cells["month"])
        if not month:
            raise ImpossibleError(_("“{text}” names no single month; write 2026-03.").format(text=entry.text("month")))
        return month

    def _figure(self, entry: Entry, name: str) -> Any:
        known = self._known
        try:
            amount = amount_of(entry.cells[name], known.factors.get(name, Decimal(1)))
        except ValueError:
            known.left_out(name, entry.cells[name])
            return None
        if name not in COUNTS or not amount:
            return amount
        if Decimal(amount) != int(Decimal(amount)):
            known.left_out(name, entry.cells[name])
            return None
        return int(Decimal(amount))
