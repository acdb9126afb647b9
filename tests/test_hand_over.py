"""A cadre's work passes to another one: by the office or by themselves, now or later, and back again."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from commands_here import run_here
from hypothesis import given
from hypothesis import strategies as st
from story import (
    BANKING,
    CADRE,
    CLERK,
    COUNTY,
    COUNTY_NAME,
    ENTERPRISE,
    OTHER_ENTERPRISE,
    PARK,
    SHORTAGE,
    Pair,
    assert_sound,
    go_to,
    screen_of,
)

from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.hand_over import HandOver
from fieldtui.model.records.lead import Lead
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.project import Project
from fieldtui.model.records.visit import Visit
from fieldtui.model.row import Row
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrol import accept_laptop, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.draft_words import DRAFT_KIND
from fieldtui.work.hand_over_news import hand_over_news
from fieldtui.work.handed import Handed, keepers
from fieldtui.work.handing_over import passing, read_hand_over, records, texts_of
from fieldtui.work.record_words import facts
from fieldtui.work.rules import complete, find_record
from fieldtui.work.today import today_list
from fieldtui.work.undo import undo_of
from fieldtui.work.visits import enter_problems

TAKER = "示例王"
PLANNED = "电话问贷款进度"
NOTE = "二号装置停了十五天，重烯烃缺口三成"


@dataclass(frozen=True)
class Three:
    """An office and two cadres' laptops."""

    office: Workspace
    giver: Workspace
    taker: Workspace


@pytest.fixture
def three(pair: Pair, tmp_path: Path) -> Three:
    """The taker's laptop is known to the office; the giver has made a visit and planned a call after it."""
    taker = make_workspace(
        tmp_path / "taker", role="cadre", name=TAKER, county=COUNTY, county_name=COUNTY_NAME, language="zh_CN"
    )
    with Desk.open_to_write(pair.office) as office, Desk.open_to_write(taker) as ours:
        park = find_record("unit", PARK, office)
        assert park
        person = Person(name=TAKER, unit=park)
        since = date(today().year - 1, 1, 1)
        office.ledger.save(
            complete(person, office), Appointment(person=person.id, unit=park, role="cadre", start=since)
        )
        request = read_file(export_to_office(ours.ledger, now()).path)
        device = accept_laptop(office.ledger, request, person.id, today())
        take_in_and_learn(office.ledger, request)
        answer = read_file(export_to_device(office.ledger, office.ledger.row("device", device.id) or {}, now()).path)
        ours.ledger.workspace = trust_office(ours.ledger.workspace, answer)
        take_in_and_learn(ours.ledger, answer)
    three = Three(pair.office, pair.cadre, Workspace.load(taker.folder))
    with Desk.open_to_write(three.giver) as desk:
        visit_and_plan(desk)
    hand_in(three.giver, three.office)
    hand_out(three.office, three.giver)
    return three


def visit_and_plan(desk: Desk, enterprise: str = ENTERPRISE) -> None:
    visit = Visit(
        enterprise=id_of(desk, "enterprise", enterprise),
        date=today(),
        visitors=[desk.me],
        note="见到生产副总，原料款压了三个月。",
    )
    step = FollowUp(
        visit=visit.id, step="planned", on=today(), by=desk.me, due=today() + timedelta(days=2), reason=PLANNED
    )
    desk.ledger.save(complete(visit, desk), step)


def id_of(desk: Desk, kind: str, name: str) -> str:
    found = find_record(kind, name, desk)
    assert found, name
    return found


def hand_in(laptop: Workspace, office: Workspace) -> None:
    with Desk.open_to_write(laptop) as desk:
        path = export_to_office(desk.ledger, now()).path
    with Desk.open_to_write(office) as desk:
        take_in_and_learn(desk.ledger, read_file(path))


def hand_out(office: Workspace, laptop: Workspace) -> None:
    with Desk.open_to_write(office) as desk:
        device = next(row for row in desk.ledger.rows("device") if row["device"] == laptop.device)
        path = export_to_device(desk.ledger, device, now()).path
    with Desk.open_to_write(laptop) as desk:
        take_in_and_learn(desk.ledger, read_file(path))


def hand_over(workspace: Workspace, *more: str, code: int = 0) -> str:
    """`fieldtui hand-over 示例张 示例王 …`; what it printed."""
    return told(workspace, "hand-over", CADRE, TAKER, *more, code=code)


def told(workspace: Workspace, *words: str, code: int = 0) -> str:
    ended = run_here("--workspace", str(workspace.folder), *words)
    assert ended.code == code, ended
    return ended.error if code else "".join(f"{line}\n" for line in ended.lines)


def drafts_of(desk: Desk) -> list[str]:
    held = Handed(desk.ledger).drafts(Drafts(desk.ledger.workspace.drafts).all(), desk.me, today().isoformat())
    return [draft.id for draft in held]


def on_today(workspace: Workspace, day: date | None = None) -> dict[str, list[str]]:
    """The titles on today's list by section."""
    with Desk.open_to_read(workspace) as desk:
        drafts = Drafts(workspace.drafts).all()
        return {
            section.title: [item.title for item in section.items]
            for section in today_list(desk, drafts, day or today())
        }


def plans(workspace: Workspace, day: date | None = None) -> list[str]:
    listed = on_today(workspace, day)
    return [title for titles in listed.values() for title in titles if title == PLANNED]


def pairings(workspace: Workspace) -> set[tuple[str, str, str, str]]:
    """(enterprise, person, from, to) of all pairings."""
    with Desk.open_to_read(workspace) as desk:
        return {
            (
                desk.name("enterprise", row.get("enterprise")),
                desk.name("person", row.get("person")),
                row["start"],
                row.get("end", ""),
            )
            for row in desk.ledger.rows("pairing")
        }


def keep_draft(workspace: Workspace, draft: str, **values: str) -> None:
    Drafts(workspace.drafts).keep(draft, "visit", "", {"enterprise": ENTERPRISE, "note": NOTE, **values})


SINCE = date(today().year - 1, 1, 1).isoformat()
YESTERDAY = (today() - timedelta(days=1)).isoformat()
TODAY = today().isoformat()


# By the office


def test_the_office_hands_over_and_both_laptops_hear_of_it(three: Three) -> None:
    words = hand_over(three.office)
    assert "转过去：包联 2 条、待办跟进 1 条" in words
    assert ENTERPRISE in words
    assert OTHER_ENTERPRISE in words
    assert PLANNED in words
    assert "草稿：在示例张自己的电脑上" in words
    assert "高新区企服站" in words
    for laptop in (three.giver, three.taker):
        hand_out(three.office, laptop)
    expected = {(name, CADRE, SINCE, YESTERDAY) for name in (ENTERPRISE, OTHER_ENTERPRISE)}
    expected |= {(name, TAKER, TODAY, "") for name in (ENTERPRISE, OTHER_ENTERPRISE)}
    for workspace in (three.office, three.giver, three.taker):
        assert pairings(workspace) == expected
        assert_sound(workspace)
    assert plans(three.giver) == []
    assert plans(three.taker) == [PLANNED]
    assert on_today(three.giver)["移交"] == on_today(three.taker)["移交"] == [f"{CADRE} → {TAKER}"]
    # Whole histories: the visit that was made before, too.
    with Desk.open_to_read(three.taker) as desk:
        assert [row["note"] for row in desk.ledger.rows("visit")] == ["见到生产副总，原料款压了三个月。"]


def test_the_problems_of_an_enterprise_are_the_takers_to_verify_and_the_office_sees_all(three: Three) -> None:
    with Desk.open_to_write(three.giver) as desk:
        texts = {"enterprise": ENTERPRISE, "source": "call", "problems": f"融资 {SHORTAGE}"}
        desk.ledger.save(*enter_problems(desk, texts, today()).records)
    hand_in(three.giver, three.office)
    told(three.office, "add", "follow-up", f"problem={SHORTAGE}", "step=returned", "reason=请补地块编号")
    hand_out(three.office, three.giver)
    assert on_today(three.giver)["待补正"] == [SHORTAGE]
    record = hand_over(three.office).splitlines()[-1]
    for laptop in (three.giver, three.taker):
        hand_out(three.office, laptop)
    assert "待补正" not in on_today(three.giver)
    assert on_today(three.taker)["待补正"] == [SHORTAGE]
    told(three.office, "undo", record)
    for laptop in (three.giver, three.taker):
        hand_out(three.office, laptop)
    assert on_today(three.giver)["待补正"] == [SHORTAGE]


def test_a_dry_run_says_the_same_and_saves_nothing(three: Three) -> None:
    before = three.office.log.read_bytes()
    dry = hand_over(three.office, "--dry-run")
    assert "什么也没存" in dry
    assert three.office.log.read_bytes() == before
    assert hand_over(three.office).splitlines()[:-1] == dry.splitlines()[:-1]


def test_only_one_enterprise_passes(three: Three) -> None:
    with Desk.open_to_write(three.giver) as desk:
        visit_and_plan(desk, OTHER_ENTERPRISE)
    hand_in(three.giver, three.office)
    hand_over(three.office, "--only", OTHER_ENTERPRISE)
    assert (ENTERPRISE, CADRE, SINCE, "") in pairings(three.office)
    assert (OTHER_ENTERPRISE, TAKER, TODAY, "") in pairings(three.office)
    hand_out(three.office, three.taker)
    hand_out(three.office, three.giver)
    assert len(plans(three.giver)) == len(plans(three.taker)) == 1
    with Desk.open_to_read(three.taker) as desk:
        assert [row["name"] for row in desk.ledger.rows("enterprise")] == [OTHER_ENTERPRISE]


def test_nothing_changes_until_the_day_has_come(three: Three) -> None:
    day = today() + timedelta(days=5)
    with Desk.open_to_write(three.office) as desk:
        giver = id_of(desk, "person", CADRE)
        lead = Lead(source="fair", text="示例光伏想来建厂", collected=today(), owner=giver)
        desk.ledger.save(complete(lead, desk))
    words = hand_over(three.office, "--from", day.isoformat())
    assert "示例光伏想来建厂：专班、跟进人没有起止日期，到了那天再转" in words
    hand_out(three.office, three.giver)
    hand_out(three.office, three.taker)
    assert (ENTERPRISE, CADRE, SINCE, (day - timedelta(days=1)).isoformat()) in pairings(three.taker)
    assert plans(three.giver) == [PLANNED]
    assert plans(three.taker) == []
    assert plans(three.giver, day) == []
    assert plans(three.taker, day) == [PLANNED]
    with Desk.open_to_read(three.office) as desk:
        assert (desk.ledger.row("lead", lead.id) or {})["owner"] == giver
    # On that day the office is reminded of what has no date.
    assert on_today(three.office, day)["移交"] == [f"{CADRE} → {TAKER}"]
    assert "移交" not in on_today(three.office)


def test_what_has_no_date_is_taken_over_once_the_day_has_come(three: Three) -> None:
    day = today() + timedelta(days=5)
    with Desk.open_to_write(three.office) as desk:
        giver, taker = id_of(desk, "person", CADRE), id_of(desk, "person", TAKER)
        lead = Lead(source="fair", text="示例光伏想来建厂", collected=today(), owner=giver)
        desk.ledger.save(complete(lead, desk))
    record = hand_over(three.office, "--from", day.isoformat()).splitlines()[-1]
    with Desk.open_to_write(three.office) as desk:
        texts = texts_of(desk, desk.ledger.row("hand_over", record) or {})
        rest, wrong = read_hand_over(desk, texts, day)
        assert rest, wrong
        found = passing(desk, rest, [], day)
        assert [row["id"] for _kind, row in found.working] == [lead.id]
        assert [found.pairings, found.held, found.coming, found.steps] == [[]] * 4, "these passed before"
        desk.ledger.save(*records(desk, found, day))
        assert (desk.ledger.row("lead", lead.id) or {})["owner"] == taker
        keys = [item.key for section in today_list(desk, [], day) for item in section.items]
        assert not any(key.startswith("hand_over:") for key in keys), "nothing is left"


def test_what_names_who_works_on_it_is_moved_where_it_is_open(three: Three) -> None:
    with Desk.open_to_write(three.office) as desk:
        giver, taker = id_of(desk, "person", CADRE), id_of(desk, "person", TAKER)
        lead = Lead(source="fair", text="示例光伏想来建厂", collected=today(), owner=giver)
        done = Lead(source="fair", text="示例钢构不来了", collected=today(), owner=giver)
        dropped = FollowUp(about=done.id, step="dropped", on=today(), by=desk.me, reason="不来了")
        project = Project(name="示例二期", type="investment", investment="5200", team=[giver])
        desk.ledger.save(*(complete(record, desk) for record in (lead, done, project)), dropped)
    assert "在办 2 项" in hand_over(three.office)
    with Desk.open_to_read(three.office) as desk:
        assert (desk.ledger.row("lead", lead.id) or {})["owner"] == taker
        assert (desk.ledger.row("lead", done.id) or {})["owner"] == giver
        assert (desk.ledger.row("project", project.id) or {})["team"] == [taker]
    hand_out(three.office, three.taker)
    with Desk.open_to_read(three.taker) as desk:
        assert {desk.name("lead", lead.id), desk.name("project", project.id)} == {"示例光伏想来建厂", "示例二期"}


def test_undone_everything_goes_back(three: Three) -> None:
    before = pairings(three.office)
    with Desk.open_to_write(three.office) as desk:
        project = Project(name="示例二期", type="investment", investment="5200", team=[id_of(desk, "person", CADRE)])
        desk.ledger.save(complete(project, desk))
    record = hand_over(three.office).splitlines()[-1]
    hand_out(three.office, three.taker)
    assert plans(three.taker) == [PLANNED]
    assert "整个撤回移交" in told(three.office, "undo", record)
    assert pairings(three.office) == before
    hand_out(three.office, three.taker)
    hand_out(three.office, three.giver)
    assert plans(three.taker) == []
    assert plans(three.giver) == [PLANNED]
    assert "移交" not in on_today(three.taker)
    with Desk.open_to_read(three.office) as desk:
        assert (desk.ledger.row("project", project.id) or {})["team"] == [id_of(desk, "person", CADRE)]
    assert "请重新移交" in told(three.office, "undo", record, code=2)
    assert_sound(three.office)


def test_what_was_edited_since_stays_when_a_hand_over_is_undone(three: Three) -> None:
    record = hand_over(three.office).splitlines()[-1]
    with Desk.open_to_write(three.office) as desk:
        row = next(row for row in desk.ledger.rows("pairing") if row["start"] == TODAY)
        pairing = desk.ledger.get("pairing", row["id"])
        assert pairing
        desk.ledger.save(pairing.amended(role="leader"))
    told(three.office, "undo", record)
    with Desk.open_to_read(three.office) as desk:
        assert [row["id"] for row in desk.ledger.rows("pairing") if row["start"] == TODAY] == [pairing.id]


def test_a_hand_over_back_begins_the_pairings_anew(three: Three) -> None:
    hand_over(three.office)
    told(three.office, "hand-over", TAKER, CADRE, "--from", "明天")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert (ENTERPRISE, TAKER, TODAY, TODAY) in pairings(three.office)
    assert (ENTERPRISE, CADRE, tomorrow, "") in pairings(three.office)
    for laptop in (three.giver, three.taker):
        hand_out(three.office, laptop)
    assert plans(three.taker) == [PLANNED]
    assert plans(three.giver) == []
    later = today() + timedelta(days=1)
    assert plans(three.taker, later) == []
    assert plans(three.giver, later) == [PLANNED]


def test_what_a_unit_answers_for_stays_with_the_unit(three: Three) -> None:
    with Desk.open_to_write(three.office) as desk:
        enterprise, giver = id_of(desk, "enterprise", ENTERPRISE), id_of(desk, "person", CADRE)
        bank = id_of(desk, "unit", BANKING)
        since = date(today().year, 1, 1)
        by_unit = Pairing(enterprise=enterprise, role="unit", unit=bank, start=since)
        by_both = Pairing(enterprise=enterprise, role="leader", person=giver, unit=bank, start=since)
        desk.ledger.save(by_unit, by_both)
    hand_over(three.office)
    with Desk.open_to_read(three.office) as desk:
        assert "end" not in (desk.ledger.row("pairing", by_unit.id) or {})
        taken = [row for row in desk.ledger.rows("pairing") if row["start"] == TODAY and row["role"] == "leader"]
        assert [(desk.name("person", row["person"]), row["unit"]) for row in taken] == [(TAKER, bank)]


def test_a_taker_who_answers_for_it_already_gets_no_second_pairing(three: Three) -> None:
    told(
        three.office, "add", "pairing", f"enterprise={ENTERPRISE}", "role=liaison", f"person={TAKER}", f"start={SINCE}"
    )
    assert f"到期；{TAKER}本来就包着" in hand_over(three.office)
    held = [row for row in pairings(three.office) if row[:2] == (ENTERPRISE, TAKER)]
    assert held == [(ENTERPRISE, TAKER, SINCE, "")]
    assert (ENTERPRISE, CADRE, SINCE, YESTERDAY) in pairings(three.office)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((CADRE, "示例无"), "“示例无”"),
        ((CADRE, CADRE), "同一个人"),
        ((CADRE, TAKER, "--from", "不是日子"), "这不是日期"),
        ((CADRE, TAKER, "--only", "示例没有这家"), "示例没有这家"),
        ((TAKER, CADRE), "没有可以移交的"),
    ],
)
def test_what_can_not_be_is_told_in_a_sentence(three: Three, words: tuple[str, ...], sentence: str) -> None:
    before = three.office.log.read_bytes()
    assert sentence in told(three.office, "hand-over", *words, code=2)
    assert three.office.log.read_bytes() == before


def test_a_command_wants_whole_names(three: Three) -> None:
    assert f"请写全名：{TAKER}" in told(three.office, "hand-over", CADRE, "示例王"[1:], code=2)


def test_nobody_hands_over_by_hand(three: Three) -> None:
    words = told(three.office, "add", "hand-over", f"giver={CADRE}", f"taker={TAKER}", f"start={TODAY}", code=2)
    assert "fieldtui hand-over" in words


# By oneself, with drafts


def test_drafts_travel_and_go_on_at_the_takers(three: Three) -> None:
    draft = new_id()
    keep_draft(three.giver, draft)
    assert "草稿 1 份" in hand_over(three.giver)
    with Desk.open_to_read(three.giver) as desk:
        assert drafts_of(desk) == []
    hand_in(three.giver, three.office)
    hand_out(three.office, three.taker)
    with Desk.open_to_read(three.taker) as desk:
        assert drafts_of(desk) == [draft]
    with Desk.open_to_read(three.office) as desk:
        assert drafts_of(desk) == [], "nobody else's list shows them"


def test_what_was_typed_after_a_hand_over_stays_with_whoever_typed_it(three: Three) -> None:
    draft = new_id()
    keep_draft(three.giver, draft)
    hand_over(three.giver)
    keep_draft(three.giver, draft, note=NOTE + "，已报修")
    with Desk.open_to_read(three.giver) as desk:
        assert drafts_of(desk) == [draft]


def test_drafts_come_back_when_the_hand_over_is_undone(three: Three) -> None:
    draft = new_id()
    keep_draft(three.giver, draft)
    record = hand_over(three.giver).splitlines()[-1]
    told(three.giver, "undo", record)
    with Desk.open_to_read(three.giver) as desk:
        assert drafts_of(desk) == [draft]


def test_drafts_pass_on_to_a_third(three: Three) -> None:
    draft = new_id()
    keep_draft(three.giver, draft)
    hand_over(three.giver)
    hand_in(three.giver, three.office)
    hand_out(three.office, three.taker)
    assert "草稿 1 份" in told(three.taker, "hand-over", TAKER, CADRE)
    with Desk.open_to_read(three.taker) as desk:
        assert drafts_of(desk) == []
    hand_in(three.taker, three.office)
    hand_out(three.office, three.giver)
    with Desk.open_to_read(three.giver) as desk:
        assert drafts_of(desk) == [draft]


def test_a_cadre_hands_over_their_own_work_only(three: Three) -> None:
    assert "只能移交自己的" in told(three.giver, "hand-over", TAKER, CADRE, code=2)


def test_a_file_in_which_somebody_hands_over_for_another_is_not_taken_in(three: Three) -> None:
    with Desk.open_to_write(three.taker) as desk:
        giver = id_of(desk, "person", CADRE)
        desk.ledger.save(HandOver(giver=giver, taker=desk.me, start=today()))
    with pytest.raises(BundleError, match="无权登记"):
        hand_in(three.taker, three.office)


def test_whoever_takes_over_can_not_pass_it_on_in_the_givers_name(three: Three) -> None:
    hand_over(three.giver)
    hand_in(three.giver, three.office)
    hand_out(three.office, three.taker)
    with Desk.open_to_write(three.taker) as desk:
        (row,) = desk.ledger.rows("hand_over")
        known = desk.ledger.get("hand_over", row["id"])
        assert known is not None
        desk.ledger.save(known.amended(taker=id_of(desk, "person", CLERK)))
    with pytest.raises(BundleError, match="无权登记"):
        hand_in(three.taker, three.office)


def test_a_hand_over_by_the_office_asks_the_giver_for_the_drafts(three: Three) -> None:
    hand_over(three.office)
    draft = new_id()
    keep_draft(three.giver, draft)
    hand_out(three.office, three.giver)
    with Desk.open_to_read(three.giver) as desk:
        sections = today_list(desk, Drafts(three.giver.drafts).all(), today())
    (item,) = next(section.items for section in sections if section.title == "移交")
    assert item.key.startswith("hand_over:")
    assert item.why == "草稿 1 份"
    assert "草稿 1 份" in hand_over(three.giver)
    assert drafts_left(three.giver) == []


def drafts_left(workspace: Workspace) -> list[str]:
    with Desk.open_to_read(workspace) as desk:
        return drafts_of(desk)


# On screen


async def test_on_screen_by_keys_alone(three: Three) -> None:
    keep_draft(three.giver, new_id())
    async with screen_of(three.giver) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("yj")
        await hands.sees("移交给别人")
        await hands.press("enter")
        await hands.at("hand_over")
        await hands.in_field("taker")
        await hands.type(TAKER)
        await hands.sees("转过去：包联 2 条、待办跟进 1 条、草稿 1 份", ENTERPRISE, PLANNED)
        await hands.press("ctrl+s")
        await hands.sees("再按一次 Ctrl+S：移交给示例王")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees(f"{CADRE} → {TAKER}")
        assert PLANNED not in hands.screen
        assert "装置停了" not in hands.screen
    hand_in(three.giver, three.office)
    hand_out(three.office, three.taker)
    async with screen_of(three.taker) as hands:
        await hands.sees(PLANNED, "示例张移交", "装置停了")
        # The draft opens in its form, and once it is thrown away it stays away.
        await hands.press("home")
        for _line in range(9):
            if "装置停了" in next(line for line in hands.screen.splitlines() if "▸" in line):
                break
            await hands.press("down")
        await hands.press("enter")
        await hands.at("visit")
        await hands.sees(ENTERPRISE, NOTE)
        await hands.press("ctrl+t", "ctrl+t")
        await hands.at("today")
        await hands.until(lambda: "装置停了" not in hands.screen)
    assert drafts_left(three.taker) == []


async def test_a_correction_that_was_handed_over_is_gone_once_it_is_saved(three: Three) -> None:
    with Desk.open_to_read(three.giver) as desk:
        enterprise = id_of(desk, "enterprise", ENTERPRISE)
    typed = {"address": "示例路8号", DRAFT_KIND: "enterprise", "form record": enterprise}
    Drafts(three.giver.drafts).keep(new_id(), "record", enterprise, typed)
    assert f"草稿\u3000企业\u3000{ENTERPRISE}" in hand_over(three.giver)
    hand_in(three.giver, three.office)
    hand_out(three.office, three.taker)
    with Desk.open_to_read(three.taker) as desk:
        (row,) = desk.ledger.rows("handed_draft")
        words = {label: said for _name, label, said in facts(desk, "handed_draft", row)}
        assert words["表"] == "企业"
        assert "地址 示例路8号" in words["打了的字"]
    async with screen_of(three.taker) as hands:
        await hands.sees("草稿 1")
        await hands.press("home")
        for _line in range(9):
            if "企业" in next(line for line in hands.screen.splitlines() if "▸" in line):
                break
            await hands.press("down")
        await hands.press("enter")
        await hands.at("record_form")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.until(lambda: "草稿 1" not in hands.screen)
    assert drafts_left(three.taker) == []


async def test_a_hand_over_is_undone_on_its_line(three: Three) -> None:
    before = pairings(three.giver)
    hand_over(three.giver)
    async with screen_of(three.giver) as hands:
        await hands.sees(f"{CADRE} → {TAKER}")
        await hands.press("home")
        for _line in range(9):
            if f"{CADRE} → {TAKER}" in next(line for line in hands.screen.splitlines() if "▸" in line):
                break
            await hands.press("down")
        await hands.press("enter")
        await hands.sees(f"包联  {ENTERPRISE}", PLANNED, "回车继续")
        await hands.press("enter")
        await hands.at("today")
        await hands.press("ctrl+z")
        await hands.sees("Ctrl+Z", "整个撤回移交")
        await hands.press("ctrl+z")
        await hands.until(lambda: f"{CADRE} → {TAKER}" not in hands.screen.rsplit("\n", 2)[0])
        await hands.sees(PLANNED)
    assert pairings(three.giver) == before


async def test_a_half_typed_hand_over_is_a_draft(three: Three) -> None:
    async with screen_of(three.giver) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("yj")
        await hands.press("enter")
        await hands.at("hand_over")
        await hands.type(TAKER)
        await hands.sees("转过去")
        await hands.press("escape", "escape")
        await hands.at("today")
        await hands.sees("草稿 1")
        await hands.press("home")
        for _line in range(9):
            if "移交" in next(line for line in hands.screen.splitlines() if "▸" in line):
                break
            await hands.press("down")
        await hands.press("enter")
        await hands.at("hand_over")
        await hands.sees(TAKER, "转过去：包联 2 条、待办跟进 1 条")
    assert [row for row in pairings(three.giver) if row[1] == TAKER] == []


async def test_the_office_names_the_giver_too_and_what_is_wrong_is_told_at_its_field(three: Three) -> None:
    async with screen_of(three.office) as hands:
        await hands.press("ctrl+p")
        await hands.at("palette")
        await hands.type("移交")
        await hands.press("enter")
        await hands.at("hand_over")
        await go_to(hands, "giver", by="shift+tab")
        await hands.press("ctrl+u")
        await hands.type(CADRE)
        await hands.press("ctrl+s")
        await hands.sees("这一项要填")
        await hands.in_field("taker")
        await hands.type(TAKER)
        await hands.sees("转过去：包联 2 条")
        await hands.press("ctrl+s", "ctrl+s")
        await hands.at("today")
        await hands.sees("移交给示例王")


# Laws

people = st.sampled_from("甲乙丙丁")
days = st.integers(1, 6).map(lambda day: f"2026-11-0{day}")
hand_overs = st.lists(
    st.builds(
        lambda giver, taker, start, only: {
            "giver": giver,
            "taker": taker,
            "start": start,
            "enterprises": only,
        },
        people,
        people,
        days,
        st.lists(st.sampled_from("xy"), max_size=1),
    ).filter(lambda row: row["giver"] != row["taker"]),
    max_size=6,
)


@given(hand_overs, people, days, days, st.sampled_from("xy"))
def test_a_planned_step_is_always_one_persons(
    given_over: list[Row], planner: str, on: str, day: str, about: str
) -> None:
    ordered = sorted(given_over, key=lambda row: row["start"])
    step = {"by": planner, "on": on}
    passed = keepers(step, frozenset(about), ordered, day)
    assert passed[0] == planner
    # By a plain loop over the days, as people would do it with a paper list.
    has = planner
    for row in ordered:
        if (
            on <= row["start"] <= day
            and row["giver"] == has
            and (not row["enterprises"] or about in row["enterprises"])
        ):
            has = row["taker"]
    assert passed[-1] == has
    # Nothing that lies ahead changes who has it now.
    assert keepers(step, frozenset(about), [row for row in ordered if row["start"] <= day], day) == passed


def test_one_that_was_recorded_twice_is_told_and_taken_back_once(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        texts = {"giver": CADRE, "taker": CLERK}
        # Both were made before either was saved: neither knew of the other.
        both = [read_hand_over(desk, texts, today())[0] for _side in range(2)]
        for together in [records(desk, passing(desk, one, [], today()), today()) for one in both if one]:
            desk.ledger.save(*together)
        taker = desk.index("person").find(CLERK)[0].id
        assert len(desk.ledger.referring("pairing", "person", taker)) == 4
        (twice,) = [news for news in hand_over_news(desk, [], today(), 14) if "录了两次" in news.why]
        undo = undo_of(desk, twice.hand_over, today())
        desk.ledger.save(undo.record, *undo.beside)
        assert len(desk.ledger.referring("pairing", "person", taker)) == 2, "one for each of the cadre's enterprises"
        assert not [news for news in hand_over_news(desk, [], today(), 14) if "录了两次" in news.why]


def test_law_5_any_order_of_arrival_gives_the_same_lists(three: Three, tmp_path: Path) -> None:
    """Steps, pairings and hand-overs of a chain of three, taken in one by one in any order."""
    hand_over(three.office)
    told(three.office, "hand-over", TAKER, CLERK)
    told(three.office, "hand-over", CLERK, CADRE, "--only", ENTERPRISE, "--from", "明天")
    with Desk.open_to_read(three.office) as desk:
        history = list(desk.ledger.history)
        kinds = ("hand_over", "follow_up", "pairing")
        late = [change for change in history if change.kind in kinds]
        early = [change for change in history if change.kind not in kinds]
        expected = _keepers(desk)
        view = _pairings(desk)
    assert len(expected) == 1
    groups = [[change for change in late if change.kind == kind] for kind in kinds]
    for number, order in enumerate(permutations(groups)):
        other = make_workspace(
            tmp_path / f"other{number}",
            role="cadre",
            name=CADRE,
            county=COUNTY,
            county_name=COUNTY_NAME,
            language="zh_CN",
        )
        with Desk.open_to_write(other) as desk:
            desk.ledger.take_in(early, ())
            for group in order:
                for change in reversed(group):
                    desk.ledger.take_in([change], ())
            assert _keepers(desk) == expected
            assert _pairings(desk) == view


def _pairings(desk: Desk) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in desk.ledger.rows("pairing"))


def _keepers(desk: Desk) -> dict[tuple[str, str], list[str]]:
    handed = Handed(desk.ledger)
    return {
        (row["id"], row["reason"]): [desk.name("person", one) for one in handed.keepers(row)]
        for row in desk.ledger.rows("follow_up")
        if row["step"] == "planned"
    }
