"""Laws 6 to 10 of the ledger, each by examples and properties of its own."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any, ClassVar

import pytest
from county_of_four import (
    BANKING,
    ENTERPRISE,
    OFFICE,
    PROBLEM,
    TEN_YEARS,
    TODAY,
    Side,
    Stranger,
    copied_county,
    heads_for,
    known,
    make_county,
    numbered_id,
    unsound,
    view_of,
)

from fieldtui.ledger.change import Change
from fieldtui.ledger.view import INCOMPLETE, document_id
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.visit import Visit
from fieldtui.sync.exchange import not_confirmed
from fieldtui.work.desk import STANDING
from fieldtui.work.erasing import erase
from fieldtui.work.life import heads
from fieldtui.work.steps import enter_step

CONTACT = numbered_id(11)
APPROVED = {"approved_by": "示例周", "approved_on": TODAY}
BEHALF = {"behalf": BANKING, "heard_by": "telephone", "heard_on": TODAY}
ASSIGNED: dict[str, Any] = {"step": "assigned", "lead": BANKING}
REPLIED: dict[str, Any] = {"step": "replied", "words": "授信300万", **BEHALF}
SATISFIED: dict[str, Any] = {"step": "verified", "reached": True, "satisfaction": "satisfied"}
DISSATISFIED: dict[str, Any] = {"step": "verified", "reached": True, "satisfaction": "dissatisfied"}
CLOSED: dict[str, Any] = {"step": "closed", "evidence": "银行回单", **APPROVED}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(tmp_path_factory.mktemp("county"))


@pytest.fixture
def four(template: Path, tmp_path: Path) -> Iterator[dict[str, Side]]:
    with copied_county(template, tmp_path / "county") as sides:
        yield sides


def contact(side: Side) -> Contact:
    found = known(side.ledger.get("contact", CONTACT))
    assert isinstance(found, Contact)
    return found


# Law 6: nothing is removed


def test_law_6_what_was_deleted_can_be_read_with_all_that_was_ever_said(four: dict[str, Side]) -> None:
    zhang = four["zhang"]
    zhang.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例陈", phone="1"))
    zhang.ledger.save(contact(zhang).amended(phone="2"))
    zhang.ledger.save(contact(zhang).amended(phone=None))
    zhang.ledger.save(contact(zhang).amended(deleted=True))
    assert zhang.ledger.row("contact", CONTACT) is None
    assert CONTACT not in {row["id"] for row in zhang.ledger.rows("contact")}
    zhang.reopen()
    said = [change.set for change in zhang.ledger.history.of(CONTACT)]
    assert [words.get("phone", "-") for words in said] == ["1", "2", None, "-"]
    assert said[-1] == {"deleted": True}
    zhang.ledger.settle(CONTACT, {"deleted": None})
    assert contact(zhang).name == "示例陈"


def test_law_6_erasing_takes_the_words_and_nothing_else_and_is_itself_kept(four: dict[str, Side]) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    made = office.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例陈", phone="13900000001"))
    made += office.ledger.save(contact(office).amended(phone="13900000002", post="厂长"))
    zhang.ledger.take_in(made, ())
    before = {change.id for change in office.ledger.history}
    erase(office.desk, CONTACT, ["phone"], "本人要求")
    erasing = [change for change in office.ledger.history if change.id not in before]
    assert before < {change.id for change in office.ledger.history}
    assert [change.kind for change in erasing if change.kind == "erasure"] == ["erasure"]
    for side in (zhang, office):
        # It gets there before, after, and in spite of the words themselves.
        side.ledger.take_in(erasing, ())
        assert side.ledger.take_in(made, ()) == []
        assert b"1390000000" not in side.ledger.workspace.log.read_bytes()
        row = side.ledger.row("contact", CONTACT) or {}
        assert (row.get("name"), row.get("post"), row.get("phone")) == ("示例陈", "厂长", None)
        assert [change.id for change in side.ledger.history.of(CONTACT)][:2] == [change.id for change in made]
        side.reopen()
        assert unsound(side.ledger.workspace) <= {"chain.hole"}
    assert b"1390000000" not in office.ledger.workspace.view.read_bytes()


def test_law_6_erased_words_do_not_come_back_from_whoever_still_has_them(four: dict[str, Side]) -> None:
    office, wang = four[OFFICE], four["wang"]
    made = office.ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例陈", phone="13900000001"))
    erase(office.desk, CONTACT, ["phone"], "本人要求")
    erasing = [change for change in office.ledger.history if change.of != CONTACT and change.kind == "erasure"]
    wang.ledger.take_in(erasing, ())
    wang.ledger.take_in(made, ())
    assert [change.erased.keys() for change in wang.ledger.history.of(CONTACT)] == [{"phone"}]
    assert b"13900000001" not in wang.ledger.workspace.log.read_bytes()
    wang.ledger.close()
    assert b"13900000001" not in wang.ledger.workspace.view.read_bytes()


# Law 7: the life of a problem


def enter(side: Side, values: dict[str, Any]) -> list[Change]:
    entry = enter_step(side.desk, {"problem": PROBLEM, **values}, TODAY)
    assert entry.troubles == {}
    return side.ledger.save(*entry.records)


def standing(side: Side) -> dict[str, Any]:
    return dict(side.ledger.derived(STANDING, PROBLEM))


def verified(four: dict[str, Side]) -> list[Change]:
    """A problem that the office could close now; zhang and the office hold the same."""
    steps = [change for values in (ASSIGNED, REPLIED, SATISFIED) for change in enter(four[OFFICE], values)]
    four["zhang"].ledger.take_in(steps, ())
    assert standing(four["zhang"])["state"] == "verified"
    return steps


@pytest.mark.parametrize("clock", [TEN_YEARS, -TEN_YEARS])
@pytest.mark.parametrize("ticks_ahead", [0, 9])
def test_law_7_dissatisfied_beside_a_closing_reopens_whatever_the_clocks_and_ticks(
    four: dict[str, Side], clock: int, ticks_ahead: int
) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    verified(four)
    zhang.clock_off = clock
    for number in range(ticks_ahead):
        zhang.ledger.save(Contact(enterprise=ENTERPRISE, name=f"示例甲{number}"))
    complaint, closing = enter(zhang, DISSATISFIED), enter(office, CLOSED)
    assert standing(office)["state"] == "closed"
    assert standing(zhang)["state"] == "reopened"
    office.ledger.take_in(complaint, ())
    zhang.ledger.take_in(closing, ())
    assert standing(office) == standing(zhang)
    assert (standing(office)["state"], standing(office)["reopened"]) == ("reopened", 1)


@pytest.mark.parametrize(
    ("before", "who", "values"),
    [
        ((ASSIGNED,), OFFICE, CLOSED),  # from there no way leads to a closing
        ((), OFFICE, {"step": "assigned"}),  # it does not say to whom
        ((), "zhang", ASSIGNED),  # only a clerk does that
        ((ASSIGNED,), "zhang", {"step": "dreamt", "words": "梦"}),  # the plan has no such step
    ],
)
def test_law_7_a_step_that_is_not_allowed_where_it_stands_is_kept_changes_nothing_and_is_shown(
    four: dict[str, Side], before: tuple[dict[str, Any], ...], who: str, values: dict[str, Any]
) -> None:
    office, side = four[OFFICE], four[who]
    for allowed in before:
        side.ledger.take_in(enter(office, allowed), ())
    stood = standing(side)
    step = FollowUp(problem=PROBLEM, on=TODAY, by=side.desk.me, follows=heads(side.desk.steps(PROBLEM)), **values)
    office.ledger.take_in(side.ledger.save(step), ())
    assert standing(office) == standing(side) == {**stood, "ineffective": [step.id]}
    assert office.ledger.row("follow_up", step.id), "it is kept"
    (told,) = office.desk.standing(office.ledger.row("problem", PROBLEM) or {}).ineffective
    assert told[0] == step.id
    assert told[1], "with the reason in a sentence"


def test_law_7_steps_are_put_in_the_order_of_what_they_saw_whatever_order_they_come_in(four: dict[str, Side]) -> None:
    office = four[OFFICE]
    steps = []
    for values in (ASSIGNED, REPLIED, SATISFIED, CLOSED):
        steps += enter(office, values)
    steps = [change for change in steps if change.kind == "follow_up"]
    assert standing(office)["state"] == "closed"
    seen = {name: set[str]() for name in ("zhang", "wang", "zhao")}
    for name, order in zip(seen, list(permutations(steps))[5:24:8], strict=True):
        for change in order:
            four[name].ledger.take_in([change], ())
            seen[name].add(str(standing(four[name])["state"]))
        # All but the number, which the office gave with the first step.
        assert standing(four[name]) == standing(office)
    assert len(seen["zhao"]) > 1, "it stood elsewhere meanwhile"


def test_law_7_a_step_that_is_moved_to_the_problem_it_was_meant_for_counts_there_and_no_longer_here(
    four: dict[str, Side],
) -> None:
    office = four[OFFICE]
    other = Problem(enterprise=ENTERPRISE, raised=TODAY, title="用电增容", type="SD")
    office.ledger.save(other)
    (step,) = [change.of for change in enter(office, ASSIGNED) if change.kind == "follow_up"]
    assert standing(office)["state"] == "assigned"
    office.ledger.save(known(office.ledger.get("follow_up", step)).amended(problem=other.id))
    assert standing(office)["state"] == "registered"
    assert office.ledger.derived(STANDING, other.id)["state"] == "assigned"
    view = view_of(office.ledger)
    office.ledger.rebuild()
    assert view_of(office.ledger) == view


def test_law_7_a_step_that_was_deleted_does_not_count_until_that_is_taken_back(four: dict[str, Side]) -> None:
    office = four[OFFICE]
    before = standing(office)
    (step,) = [change.of for change in enter(office, ASSIGNED) if change.kind == "follow_up"]
    office.ledger.save(known(office.ledger.get("follow_up", step)).amended(deleted=True))
    assert standing(office) == before
    office.ledger.settle(step, {"deleted": None})
    assert standing(office)["state"] == "assigned"


def test_law_7_a_step_counts_by_the_appointments_that_are_known_whichever_came_first(four: dict[str, Side]) -> None:
    office, zhang, wang = four[OFFICE], four["zhang"], four["wang"]
    step = FollowUp(problem=PROBLEM, on=TODAY, by=zhang.desk.me, **ASSIGNED)
    (entered,) = zhang.ledger.save(step)
    appointing = office.ledger.save(Appointment(person=zhang.desk.me, unit=BANKING, role="clerk", start=TODAY))
    zhang.ledger.take_in(appointing, ())
    wang.ledger.take_in(appointing, ())
    wang.ledger.take_in([entered], ())
    assert standing(zhang) == standing(wang)
    assert standing(wang)["state"] == "assigned"


def test_law_7_the_state_stands_in_no_change_and_follows_from_no_day(four: dict[str, Side]) -> None:
    office = four[OFFICE]
    for values in (ASSIGNED, REPLIED, SATISFIED, CLOSED):
        enter(office, values)
    assert not {"state", "open", "solved"} & {name for change in office.ledger.history for name in change.set}
    stood = standing(office)
    office.clock_off = TEN_YEARS
    office.ledger.rebuild()
    assert standing(office) == stood


# Law 8: judged by itself


@pytest.mark.parametrize("fields", [{"name": 7, "phone": "2"}, {"phone": " 2\u0007"}], ids=["no text", "unclean"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_law_8_an_impossible_value_is_set_aside_in_whatever_order_it_comes_and_kept(
    four: dict[str, Side], order: tuple[int, ...], fields: dict[str, Any]
) -> None:
    zhang, stranger = four["zhang"], Stranger("N" * 21 + "A")
    made = stranger.write("contact", CONTACT, {"enterprise": ENTERPRISE, "name": "示例陈"})
    wrong = stranger.write("contact", CONTACT, fields, over={made.id: made.tick})
    later = stranger.write("contact", CONTACT, {"post": "厂长"})
    for number in order:
        zhang.ledger.take_in([(made, wrong, later)[number]], ())
    row = zhang.ledger.row("contact", CONTACT)
    assert row == {"id": CONTACT, "enterprise": ENTERPRISE, "name": "示例陈", "post": "厂长"}, "all of it is set aside"
    assert wrong in zhang.ledger.history.of(CONTACT), "it is kept, and goes on to others"
    zhang.reopen()
    assert zhang.ledger.row("contact", CONTACT) == row


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_law_8_what_is_set_aside_is_handed_in_and_confirmed_all_the_same(four: dict[str, Side]) -> None:
    office, zhang = four[OFFICE], four["zhang"]
    broken: dict[str, Any] = {"name": "示例陈", "enterprise": ENTERPRISE, "phone": 7}
    zhang.ledger.save(Contact.model_construct(None, id=CONTACT, **broken))
    office.deliver(zhang.hand_in())
    zhang.deliver(office.hand_back(zhang.device))
    assert not_confirmed(zhang.ledger) == []
    assert len(office.ledger.history.of(CONTACT)) == 1
    assert office.ledger.row("contact", CONTACT) is None
    assert office.ledger.view.row(INCOMPLETE, document_id(CONTACT)) == {"id": CONTACT}


@pytest.mark.parametrize("first", [0, 1])
def test_law_8_two_kinds_under_one_id_come_to_the_same_for_all(four: dict[str, Side], first: int) -> None:
    """Also what the rules derived from the one that does not count is gone, as if it had come second."""
    strangers = [Stranger("N" * 21 + letter) for letter in "AQ"]
    row = {"enterprise": ENTERPRISE, "raised": TODAY.isoformat(), "title": "流动资金缺口", "type": "RZ"}
    changes = [
        strangers[0].write("unit", CONTACT, {"name": "示例办"}, at=1),
        strangers[1].write("problem", CONTACT, row, at=2),
    ]
    for change in (changes[first], changes[1 - first]):
        four["zhang"].ledger.take_in([change], ())
    assert four["zhang"].ledger.kind_of(CONTACT) == "unit"
    view = view_of(four["zhang"].ledger)
    four["zhang"].ledger.rebuild()
    assert view_of(four["zhang"].ledger) == view


# Law 9: what was acknowledged is on disk


def test_law_9_what_was_saved_is_there_when_the_plug_is_pulled_at_once_all_of_it_or_nothing(
    four: dict[str, Side],
) -> None:
    zhang = four["zhang"]
    visit = Visit(enterprise=ENTERPRISE, date=TODAY, visitors=[numbered_id(100)], note="见到厂长。")
    problem = Problem(enterprise=ENTERPRISE, visit=visit.id, raised=TODAY, title="流动资金缺口", type="RZ")
    saved = zhang.ledger.save(visit, problem)
    taken = four["wang"].ledger.save(Contact(id=CONTACT, enterprise=ENTERPRISE, name="示例陈"))
    zhang.ledger.take_in(taken, ())
    zhang.pull_the_plug()
    assert {change.id for change in (*saved, *taken)} <= {change.id for change in zhang.ledger.history}
    assert zhang.ledger.get("visit", visit.id)
    assert zhang.ledger.get("contact", CONTACT)
    log = zhang.ledger.workspace.log
    zhang.ledger.close()
    lines = log.read_bytes().splitlines(keepends=True)
    torn = next(number for number, line in enumerate(lines) if visit.id.encode() in line)
    log.write_bytes(b"".join(lines[:torn]) + lines[torn][:-30])
    zhang.ledger.workspace.mark.unlink()
    zhang.open()
    assert zhang.ledger.get("visit", visit.id) is None, "half of a commit is none of it"
    assert zhang.ledger.get("problem", problem.id) is None
    assert unsound(zhang.ledger.workspace) <= {"view.unmarked"}


# Law 10: what a newer version wrote


class WeatherReport(Record):
    """A kind that this version does not know."""

    kind: ClassVar[str] = "weather_report"


def test_law_10_unknown_kinds_and_fields_go_from_laptop_to_office_and_to_another_laptop_unchanged(
    four: dict[str, Side],
) -> None:
    office, zhang, wang = four[OFFICE], four["zhang"], four["wang"]
    unknown: dict[str, Any] = {"sky": {"now": ["晴", 7, None, True]}, "enterprise": ENTERPRISE}
    written = zhang.ledger.save(WeatherReport.model_validate({"id": numbered_id(50), **unknown}))
    newer = Contact.model_validate(
        {"id": CONTACT, "enterprise": ENTERPRISE, "name": "示例陈", "star_sign": {"is": "狮"}}
    )
    written += zhang.ledger.save(newer)
    forms = {change.id: change.to_json() for change in written}
    office.deliver(zhang.hand_in())
    wang.deliver(office.hand_back(wang.device))
    wang.ledger.take_in([change for change in office.ledger.history if change.id in forms], ())
    for side in (office, wang):
        held = {change.id: change.to_json() for change in side.ledger.history}
        assert {change: held[change] for change in forms} == forms
        assert side.ledger.row("weather_report", numbered_id(50)) == {"id": numbered_id(50), **unknown}
    assert CONTACT in {change.of for change in wang.ledger.history}, "by the bundle, for it is in the scope"


def test_law_10_an_edit_by_this_version_leaves_what_it_does_not_know(four: dict[str, Side]) -> None:
    office, stranger = four[OFFICE], Stranger("N" * 21 + "A")
    unknown = {"colour_of_door": {"front": "红"}, "bell": None}
    over = heads_for(office.ledger, ENTERPRISE, *unknown)
    office.ledger.take_in([stranger.write("enterprise", ENTERPRISE, unknown, over=over)], ())
    found = known(office.ledger.get("enterprise", ENTERPRISE))
    (change,) = office.ledger.save(found.amended(name="示例甲厂"))
    assert change.set == {"name": "示例甲厂"}, "only what was edited"
    row = office.ledger.row("enterprise", ENTERPRISE) or {}
    assert (row["name"], row["colour_of_door"]) == ("示例甲厂", {"front": "红"})
    office.reopen()
    assert (office.ledger.row("enterprise", ENTERPRISE) or {})["colour_of_door"] == {"front": "红"}
    office.ledger.settle(ENTERPRISE, {"name": "示例乙厂"})
    assert (office.ledger.row("enterprise", ENTERPRISE) or {})["colour_of_door"] == {"front": "红"}
