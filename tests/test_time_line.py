"""The time line of a problem says how long each step took, in working time."""

from collections.abc import Mapping
from datetime import date, datetime

from story import ENTERPRISE, SHORTAGE, Pair, screen_of
from test_journey_screens import open_problem

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.county_time import SHANGHAI
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.work.desk import Desk
from fieldtui.work.timeline import facts, time_line
from fieldtui.work.visits import enter_problems

REGISTERED = datetime(2026, 11, 12, 9, tzinfo=SHANGHAI)
STEPS = [
    # On the same Thursday, two hours of work and the break at noon later.
    ("signed", datetime(2026, 11, 12, 14, tzinfo=SHANGHAI), "3小时"),
    # Over a weekend.
    ("handling", datetime(2026, 11, 16, 14, tzinfo=SHANGHAI), "2个工作日"),
    ("replied", datetime(2026, 11, 16, 14, 20, tzinfo=SHANGHAI), ""),
]


def problem_with_steps(office: Workspace) -> str:
    with Desk.open_to_write(office) as desk:
        problem, lead = assigned(desk)
        for code, moment, _took in STEPS:
            said = {"behalf": lead, "heard_by": "telephone", "words": "示例办了", "result": "done"}
            step(desk, problem, moment, {"step": code, **said})
        return problem


def assigned(desk: Desk) -> tuple[str, str]:
    """(a problem, the department to which it was assigned at once)"""
    at(desk, REGISTERED)
    texts = {"enterprise": ENTERPRISE, "source": "call", "problems": f"融资 {SHORTAGE}"}
    (problem,) = enter_problems(desk, texts, REGISTERED.date()).records
    desk.ledger.save(problem)
    lead = next(row["id"] for row in desk.ledger.rows("unit") if row["name"] == "金融办")
    step(desk, problem.id, REGISTERED, {"step": "assigned", "lead": lead, "due": "2026-11-23"})
    return problem.id, lead


def at(desk: Desk, moment: datetime) -> None:
    desk.ledger.clock = lambda: int(moment.timestamp() * 1000)


def step(desk: Desk, problem: str, moment: datetime, says: Mapping[str, str]) -> None:
    at(desk, moment)
    on = moment.date().isoformat()
    desk.ledger.save(FollowUp.model_validate({"problem": problem, "on": on, "by": desk.me, **says}))


def test_how_long_each_step_took(pair: Pair) -> None:
    problem = problem_with_steps(pair.office)
    with Desk.open_to_read(pair.office) as desk:
        row = desk.ledger.row("problem", problem)
        assert row is not None
        standing = desk.standing(row)
        assert not standing.ineffective
        done = [moment for moment in time_line(desk, row, standing) if moment.tone != "muted"]
        assert [moment.took for moment in done] == ["", "", *(took for _code, _moment, took in STEPS)]


def test_how_long_there_is_left(pair: Pair) -> None:
    """Monday to the Monday after: five working days; and none on the day itself."""
    with Desk.open_to_write(pair.office) as desk:
        problem, _lead = assigned(desk)
        row = desk.ledger.row("problem", problem)
        assert row is not None
        told = ["\n".join(facts(desk, row, desk.standing(row), date(2026, 11, day))) for day in (16, 23, 24)]
    assert "还有5个工作日" in told[0]
    assert "工作日" not in told[1]
    assert "超1个工作日" in told[2]


async def test_the_page_shows_it_beside_the_words(pair: Pair) -> None:
    problem_with_steps(pair.office)
    async with screen_of(pair.office) as hands:
        await open_problem(hands, SHORTAGE)
        await hands.sees("2个工作日", "示例办了")
