"""What all documents are made with: the desk, the day, and cells that say what a record's fields say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fieldtui.locale import _, language
from fieldtui.model.kinds import field
from fieldtui.model.plan_meetings import chinese_number
from fieldtui.model.row import Row
from fieldtui.report.chat import labelled, numbered
from fieldtui.report.documents.document import Cell, Closing, Heading
from fieldtui.work.desk import STANDING, Desk, calendar_of
from fieldtui.work.life import Standing, Step, days_late, in_order
from fieldtui.work.masking import masked_phone
from fieldtui.work.record_words import label_in, step_word, value_words


@dataclass(frozen=True, slots=True)
class Making:
    """`day` is the one on which the document is made; `phone` makes of a telephone number what it shows."""

    desk: Desk
    day: date
    phone: Callable[[str], str] = masked_phone

    def cell(self, row: Row, name: str, lines: int = 1) -> Cell:
        """A field with its label."""
        kind = self.desk.ledger.kind_of(row["id"]) or ""
        return Cell(label_in(self.desk, kind, row, name), self.words(row, name), lines)

    def words(self, row: Row, name: str) -> str:
        """What a field says, by the words of its record's plan; days as they stand on paper."""
        kind = self.desk.ledger.kind_of(row["id"]) or ""
        item = field(kind, name)
        if item and item.type == "date" and row.get(name):
            return day_of_form(date.fromisoformat(row[name]))
        return value_words(self.desk, kind, name, row.get(name), row)

    def about(self, row: Row) -> str:
        """The enterprise that a record is about, or else the project."""
        return self.desk.name("enterprise", row.get("enterprise")) or self.desk.name("project", row.get("project"))

    def contacts(self, enterprise: str | None) -> list[str]:
        """Post, name and telephone of each contact of an enterprise."""
        found = self.desk.ledger.referring("contact", "enterprise", enterprise) if enterprise else []
        rows = sorted(found, key=lambda one: str(one["id"]))
        return [
            "\u3000".join(filter(None, [one.get("post"), one["name"], self.phone(one.get("phone", ""))]))
            for one in rows
        ]

    def steps(self, problem: Row) -> list[Step]:
        """The steps of a problem that took effect, in order."""
        ineffective = {step for step, _sentence in self.desk.standing(problem).ineffective}
        steps = in_order(self.desk.steps(problem["id"]))
        return [step for step in steps if step.id not in ineffective and not step.row.get("deleted")]

    def awaited(self, lead: str = "") -> list[tuple[Row, Standing]]:
        """The problems whose reply is awaited, of one unit or of all, what is due first on top."""
        ledger = self.desk.ledger
        found = [
            (standing.get("due", ""), row.get("number", ""), str(row["id"]), row)
            for row in ledger.rows("problem")
            if (standing := ledger.derived(STANDING, row["id"])).get("open")
            and not standing.get("replied_on")
            and standing.get("lead")
            and lead in ("", standing["lead"])
        ]
        return [(row, self.desk.standing(row)) for *_order, row in sorted(found, key=lambda item: item[:3])]

    def days_late(self, problem: Row, standing: Standing) -> int:
        """Working days since its reply was due; 0 when it is not late."""
        if not standing.due or not standing.open or standing.replied_on:
            return 0
        return days_late(standing.due, self.day, calendar_of(self.desk.plan_of(problem)))

    def said(self, step: Row) -> str:
        """A step in a line: its day, what it was, its words."""
        return labelled(f"{self.words(step, 'on')} {step_word(self.desk, step)}", step.get("words", ""))

    def last_with(self, problem: Row, effect: str) -> Row | None:
        """The last step of a problem that had this effect by its plan."""
        rows = self.desk.plan_of(problem).flow.steps
        codes = {row.step for row in rows if effect in row.effects}
        return next((step.row for step in reversed(self.steps(problem)) if step.row["step"] in codes), None)


def numbered_lines(lines: Iterable[str]) -> str:
    return "\n".join(numbered(number, words) for number, words in enumerate(lines, 1))


def day_of_form(day: date) -> str:
    """A day as it stands on paper: 2026年11月23日."""
    return _("{year}-{month}-{day}").format(year=day.year, month=day.month, day=day.day)


def headed(number: int, words: str) -> Heading:
    """The heading of a part: 一、概况."""
    numeral = chinese_number(number) if language() == "zh_CN" else str(number)
    return Heading(_("{numeral}. {words}").format(numeral=numeral, words=words))


def day_by_hand() -> str:
    """Room for a day that is written by hand."""
    year, rest = "\u3000" * 3, "\u3000" * 2
    return _("{year}-{month}-{day}").format(year=year, month=rest, day=rest)


def signed(making: Making) -> Closing:
    """Who issues it, whose seal goes over it, and the day: the office, for it hands problems out and closes them."""
    offices = [row["name"] for row in making.desk.ledger.rows("unit") if row.get("type") == "office"]
    return Closing([_("{issuer} (seal)").format(issuer=min(offices, default="\u3000" * 6)), day_of_form(making.day)])
