"""Law 8: a step counts when whoever entered it held a post that may, by appointment; what does not count is kept."""

from datetime import timedelta

from story import Pair, register_problem, rows

from fieldtui.ledger.view import document_id
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.row import Row
from fieldtui.work.clock import today
from fieldtui.work.desk import STANDING, Desk


def standing(desk: Desk, problem: str) -> Row:
    return desk.ledger.view.row(STANDING, document_id(problem)) or {}


def assign_as_somebody_without_a_post(pair: Pair) -> tuple[str, str, str]:
    """A step of the clerk's by somebody who is no clerk; returns the problem, the step and the person."""
    problem = register_problem(pair.office)
    stranger = next(row["id"] for row in rows(pair.office, "person") if row["id"] != pair.office.person)
    with Desk.open_to_write(pair.office) as desk:
        desk.ledger.workspace = desk.ledger.workspace.store(person=stranger)
        step = FollowUp(
            problem=problem, step="assigned", on=today(), by=stranger, lead=rows(pair.office, "unit")[0]["id"]
        )
        desk.ledger.save(step)
        desk.ledger.workspace = desk.ledger.workspace.store(person=pair.office.person)
    return problem, step.id, stranger


def test_a_step_by_somebody_without_the_post_is_kept_and_does_not_count(pair: Pair) -> None:
    problem, step, _person = assign_as_somebody_without_a_post(pair)
    with Desk.open_to_read(pair.office) as desk:
        assert standing(desk, problem)["state"] == "registered"
        assert standing(desk, problem)["ineffective"] == [step]
        row = desk.ledger.row("problem", problem) or {}
        ((_step, sentence),) = desk.standing(row).ineffective
        assert "任职" in sentence


def test_it_counts_once_the_appointment_is_known_whichever_came_first(pair: Pair) -> None:
    problem, _step, person = assign_as_somebody_without_a_post(pair)
    unit = rows(pair.office, "unit")[0]["id"]
    with Desk.open_to_write(pair.office) as desk:
        appointment = Appointment(person=person, unit=unit, role="clerk", start=today())
        desk.ledger.save(appointment)
        assert standing(desk, problem)["state"] == "assigned"
        desk.ledger.save(appointment.amended(start=today() - timedelta(days=9), end=today() - timedelta(days=1)))
        assert standing(desk, problem)["state"] == "registered", "it had ended the day before"
        before = standing(desk, problem)
        desk.ledger.rebuild()
        assert standing(desk, problem) == before
