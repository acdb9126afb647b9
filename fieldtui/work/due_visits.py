"""Which enterprises are due a visit, and how the week stands: for today's list, so it reads rows only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from fieldtui.model.row import Row
from fieldtui.work.cadence import MET, last_met, next_visit, stands, visit_days
from fieldtui.work.desk import STANDING, Desk

WEEK = 7


@dataclass(frozen=True, slots=True)
class DueVisit:
    """An enterprise to be visited by `due`, every `days` days. `category` is its word; `last` its last visit."""

    enterprise: str
    due: date
    days: int
    category: str
    last: Row | None


@dataclass(frozen=True, slots=True)
class Week:
    """This week, and coverage since the plan's start. `visited` of the enterprises that the week asks for: those met in
    it, and those that are still to be met by its end.
    """

    visited: int
    asked: int
    registered: int
    replied: int
    closed: int
    met: int
    paired: int
    coverage: Decimal | None
    """In per cent, rounded as the plan rounds; None when nobody is paired."""


class Visiting:
    """The enterprises that I am to visit on a day: paired with me or my unit; for the office all that are paired."""

    def __init__(self, desk: Desk, day: date) -> None:
        self._desk = desk
        self._day = day
        self._week_ends = day + timedelta(days=WEEK - day.isoweekday())
        self._week_begins = (self._week_ends - timedelta(days=WEEK - 1)).isoformat()
        known = desk.known_plans
        self._plans = {known.name_of(chosen): known.asked_first(chosen) for chosen in known.in_use(day.isoformat())}
        self._main = next(iter(self._plans))
        self._paired = self._pairings()
        # In one pass over each: to ask for those of thousands of enterprises one by one takes ten times as long.
        last = day.isoformat()
        self._visits = self._of_paired(row for row in desk.ledger.rows("visit") if row["date"] <= last)
        self._last_met = {one: last_met(visits) for one, visits in self._visits.items()}
        self._inclusions = self._of_paired(row for row in desk.ledger.rows("inclusion") if row["start"] <= last)

    def due(self) -> list[DueVisit]:
        """Those to be visited by the end of this week, the most overdue first."""
        found = [one for enterprise in self._paired for one in self._due(enterprise)]
        return sorted(found, key=lambda one: (one.due, one.enterprise))

    def week(self, still_due: int) -> Week:
        """`still_due`: how many enterprises `due` found."""
        done = sum(met >= self._week_begins for met in self._last_met.values())
        met, paired = self._covered()
        return Week(
            done,
            done + still_due,
            self._in_week("problem", "raised"),
            self._in_week(STANDING, "replied_on"),
            self._in_week(STANDING, "closed_on"),
            met,
            paired,
            self._per_cent(met, paired),
        )

    def _pairings(self) -> dict[str, list[Row]]:
        """Enterprise → the pairings that stand today, of those that are mine to visit."""
        ledger, day = self._desk.ledger, self._day.isoformat()
        if ledger.workspace.role == "office":
            mine = [row for row in ledger.rows("pairing") if stands(row, day)]
        else:
            me = self._desk.me
            unit = (ledger.row("person", me) or {}).get("unit") if me else None
            rows = [
                *(ledger.referring("pairing", "person", me) if me else ()),
                *(ledger.referring("pairing", "unit", unit) if unit else ()),
            ]
            mine = [row for row in rows if stands(row, day)]
        found: dict[str, list[Row]] = defaultdict(list)
        for row in mine:
            if row.get("enterprise") and ledger.row("enterprise", row["enterprise"]):
                found[row["enterprise"]].append(row)
        if ledger.workspace.role == "office":
            return found
        # How often is asked of all who answer for it together.
        return {
            one: [row for row in ledger.referring("pairing", "enterprise", one) if stands(row, day)] for one in found
        }

    def _of_paired(self, rows: Iterable[Row]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {one: [] for one in self._paired}
        for row in rows:
            if row.get("enterprise") in found:
                found[row["enterprise"]].append(row)
        return found

    def _due(self, enterprise: str) -> Iterator[DueVisit]:
        """By the plan that asks for visits most often, of those it is in; whichever plan a visit was made under."""
        inclusions = [
            row
            for row in self._inclusions[enterprise]
            if stands(row, self._day.isoformat()) and self._plan_name(row) in self._plans
        ]
        pairings = self._paired[enterprise]
        days = visit_days(pairings, map(self._days, inclusions))
        if days is None:
            return
        visits = self._visits[enterprise]
        agreed = [row for row in pairings if row.get("visit_days")]
        begins = [min(row["start"] for row in rows) for rows in (pairings, agreed or inclusions)]
        due = next_visit(days, self._last_met[enterprise], max(begins))
        if due <= self._week_ends:
            asking = next((row for row in inclusions if self._days(row) == days), next(iter(inclusions), None))
            last = max(visits, key=lambda row: (row["date"], row["id"]), default=None)
            yield DueVisit(enterprise, due, days, self._category(asking), last)

    def _days(self, inclusion: Row) -> int | None:
        asked: int | None = self._plans[self._plan_name(inclusion)]["cadences"].get(inclusion["category"])
        return asked

    def _category(self, inclusion: Row | None) -> str:
        if inclusion is None:
            return ""
        code = inclusion["category"]
        return str(self._plans[self._plan_name(inclusion)]["categories"].get(code, code))

    def _plan_name(self, row: Row) -> str:
        return str((row.get("plan") or {}).get("name", self._main))

    def _in_week(self, table: str, field: str) -> int:
        """How many rows of a table name a day of this week."""
        view, begins = self._desk.ledger.view, date.fromisoformat(self._week_begins)
        days = ((begins + timedelta(days=number)).isoformat() for number in range(WEEK))
        rows = [row for day in days for row in view.referring(table, field, day)]
        return sum(self._desk.ledger.row("problem", row["id"]) is not None for row in rows)

    def _covered(self) -> tuple[int, int]:
        """走访覆盖率 of the main plan, as the figures have it: of those in it or in none, those met since it began."""
        starts = self._plans[self._main].get("starts", "")
        paired = [one for one in self._paired if self._is_of_main(one)]
        met = sum(
            # Most were met last under the main plan, which spares looking at the visits before.
            any(
                row.get("outcome", MET) == MET and row["date"] >= starts and self._plan_name(row) == self._main
                for row in reversed(self._visits[one])
            )
            for one in paired
            if self._last_met[one] >= starts
        )
        return met, len(paired)

    def _is_of_main(self, enterprise: str) -> bool:
        begun = {self._plan_name(row) for row in self._inclusions[enterprise]}
        return not begun or self._main in begun

    def _per_cent(self, met: int, paired: int) -> Decimal | None:
        rounding = self._plans[self._main]["rounding"]
        mode = ROUND_DOWN if rounding.get("mode") == "truncate" else ROUND_HALF_UP
        if not paired:
            return None
        return (Decimal(met) * 100 / paired).quantize(Decimal(1).scaleb(-rounding.get("places", 1)), rounding=mode)
