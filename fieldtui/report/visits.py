"""What is told of a visit wherever it is told: where it was, what came of it, what is to be done next."""

from datetime import date

from fieldtui.model.row import Row
from fieldtui.report.chat import day_words, in_brackets, labelled
from fieldtui.work.desk import Desk
from fieldtui.work.handed import Handed
from fieldtui.work.life import in_order

ONSITE = "onsite"
"""The step by which a problem is answered on the spot."""


def place_of(desk: Desk, visit: Row) -> str:
    """Where the visitors were; "" where they went nowhere, or nothing is known."""
    enterprise = desk.ledger.row("enterprise", visit["enterprise"]) if visit.get("enterprise") else None
    if visit["mode"] != "on_site" or enterprise is None:
        return ""
    return str(enterprise.get("address") or enterprise.get("park") or "")


def problems_of(desk: Desk, visit: Row) -> list[Row]:
    """The problems raised at a visit, in the order in which they were recorded."""
    return sorted(desk.ledger.referring("problem", "visit", visit["id"]), key=lambda problem: str(problem["id"]))


def answered_on_site(desk: Desk, problems: list[Row]) -> list[str]:
    """What was answered on the spot, with the problem that it answers."""
    answers = [(problem, step.row) for problem in problems for step in in_order(desk.steps(problem["id"]))]
    return [
        labelled(problem["title"], step.get("words", "") or desk.words("steps", problem)[ONSITE])
        for problem, step in answers
        if step["step"] == ONSITE and not step.get("deleted")
    ]


def planned_words(desk: Desk, step: Row, handed: Handed, today: date) -> str:
    """A planned step: when, what, and who has it to do."""
    keeper = handed.keeper(step, max(step["due"], today.isoformat()))
    return in_brackets(f"{day_words(step['due'])}\u3000{step['reason']}", desk.name("person", keeper))
