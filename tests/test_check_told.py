"""What `fieldtui check` only tells of, and never accuses: what is normal, waits, or was a wrong clock's."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from damages import (
    LAPTOP,
    LAPTOPS_NAME,
    OTHER,
    accept_laptop,
    append,
    attached,
    chain_of_laptop,
    changes,
    drafts_damaged,
    findings,
    lines,
    office_of_three,
    put_lines,
    tampered,
    told,
    unit_change,
    view_anew,
    wrong,
)
from hypothesis import given
from hypothesis import strategies as st
from story import ENTERPRISE, Pair, register_problem, screen_of

from fieldtui.ledger.change import FIRST
from fieldtui.ledger.check.names import MOST
from fieldtui.ledger.computer_clock import DAY, clock_trouble, day_of
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.ledger import Ledger, real_time
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import listed_numbers, use_language
from fieldtui.model.record import new_id
from fieldtui.model.records.enterprise import Enterprise
from fieldtui.model.records.follow_up import FollowUp
from fieldtui.model.records.unit import Unit
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk, standings
from fieldtui.work.erasing import erase


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Only to be copied."""
    return office_of_three(tmp_path_factory.mktemp("county") / "企服办")


@pytest.fixture
def workspace(founded: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(founded.folder, tmp_path / "企服办")
    return Workspace.load(tmp_path / "企服办")


# ---- what is normal and is not accused


SAMPLES = Path(__file__).parent / "data" / "format-1"


@pytest.mark.parametrize("side", ["office", "cadre"])
def test_a_workspace_of_an_older_version_is_sound(side: str, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / side, tmp_path / side)
    older = Workspace.load(tmp_path / side)
    # A checkout keeps no permissions.
    older.private_keys.chmod(0o700)
    for path in older.private_keys.iterdir():
        path.chmod(0o600)
    assert wrong(older) == {}
    assert told(older)["view.other_version"] == "视图是别的版本写的；打开工作区时会自动重建。"


def test_words_that_were_erased_and_still_stand_in_the_log_are_told(workspace: Workspace) -> None:
    person = next(change.of for change in changes(workspace) if change.set.get("name") == OTHER)
    before = lines(workspace)
    with Desk.open_to_write(workspace) as desk:
        erase(desk, person, ["name"], "本人申请删除")
    assert wrong(workspace) == {}
    put_lines(workspace, [*before, lines(workspace)[-1]])
    workspace.mark.unlink()
    assert wrong(workspace)["log.erasure"] == "日志里还留着已经抹除的文字；打开工作区时会清掉。"
    view_anew(workspace)
    assert wrong(workspace) == {}


def test_follow_ups_that_did_not_take_effect_are_counted(pair: Pair) -> None:
    problem = register_problem(pair.office)
    assert "records.ineffective" not in told(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        desk.ledger.save(FollowUp(problem=problem, step="closed", on=today(), by=desk.me, words="还没有回访"))
    assert wrong(pair.office) == {}
    assert told(pair.office)["records.ineffective"] == "未生效的跟进：1 条。"


def test_a_record_of_which_one_field_contradicts_another_is_told(pair: Pair) -> None:
    with Desk.open_to_write(pair.office) as desk:
        pairing = next(row for row in desk.ledger.rows("pairing"))["id"]
        desk.ledger.settle(pairing, {"start": "2026-05-01", "end": "2026-04-01"})
    assert wrong(pair.office) == {}
    assert told(pair.office)["records.contradicting"].startswith("内容前后矛盾、要改的记录：")


def test_a_list_in_english_has_english_commas(workspace: Workspace) -> None:
    use_language("en")
    assert listed_numbers([1, 3, 4]) == "1, 3–4"


def test_a_view_that_is_behind_is_no_damage(workspace: Workspace) -> None:
    old = workspace.view.read_bytes(), workspace.mark.read_bytes()
    with Ledger.open_to_write(workspace, standings) as ledger:
        ledger.save(Unit(name="示例办"))
    workspace.view.write_bytes(old[0])
    workspace.mark.write_bytes(old[1])
    assert wrong(workspace) == {}
    assert told(workspace).keys() == {"view.behind"}


def test_holes_in_others_chains_are_normal_on_a_laptop(pair: Pair) -> None:
    with Ledger.open_to_write(pair.cadre, standings) as ledger:
        ledger.take_in(chain_of_laptop(pair.cadre, 2, 5), [])
    assert wrong(pair.cadre) == {}


def test_holes_in_the_chain_of_an_accepted_laptop_are_normal_on_another(pair: Pair) -> None:
    """The office gets each of its entries; a colleague only what is in scope."""
    accept_laptop(pair.cadre, pair.cadre.name)
    with Ledger.open_to_write(pair.cadre, standings) as ledger:
        ledger.take_in(chain_of_laptop(pair.cadre, 2, 5), [])
    assert wrong(pair.cadre) == {}


def test_a_prev_that_does_not_fit_is_found_on_a_laptop_too(pair: Pair) -> None:
    first, second = chain_of_laptop(pair.cadre, 2, 3)
    false = unit_change(pair.cadre, LAPTOP, 3, first.prev, 3)
    assert second.prev == first.id
    with Ledger.open_to_write(pair.cadre, standings) as ledger:
        ledger.take_in([first, false], [])
    assert wrong(pair.cadre).keys() == {"chain.misfit"}


def test_entries_of_two_devices_that_replace_each_other_have_ticks_that_follow(pair: Pair) -> None:
    """A clock is ten years behind, then right again: ticks do not care."""
    for years, name in ((-10, "示例甲"), (0, "示例乙")):
        with Ledger.open_to_write(pair.office, standings) as ledger:
            ledger.clock = lambda years=years: real_time() + years * 365 * DAY  # type: ignore[misc]
            row = next(row for row in ledger.rows("enterprise") if row["region"] == "230602")
            enterprise = ledger.get("enterprise", row["id"])
            assert isinstance(enterprise, Enterprise)
            ledger.save(enterprise.amended(name=name))
    assert wrong(pair.office) == {}


def test_records_that_wait_and_changes_that_do_not_count_are_told(workspace: Workspace) -> None:
    accept_laptop(workspace)
    (first,) = chain_of_laptop(workspace, 1)
    unit = next(change for change in changes(workspace) if change.kind == "unit")
    edits = [
        first,
        unit_change(workspace, LAPTOP, 2, first.id, 2, of=unit.of, set={"name": "另一个名字"}),
    ]
    edits.append(unit_change(workspace, LAPTOP, 3, edits[-1].id, 3, set={"type": "office"}))
    edits.append(unit_change(workspace, LAPTOP, 4, edits[-1].id, 4, set={"name": ["不是文字"]}))
    edits.append(unit_change(workspace, LAPTOP, 5, edits[-1].id, 5, of=unit.of, kind="person", set={"name": "示例孙"}))
    append(workspace, *edits)
    assert wrong(workspace) == {}
    said = told(workspace)
    assert said["records.conflicts"] == "两处修改不一致、等着定的：单位“另一个名字”。"
    assert said["records.incomplete"].startswith("缺少必填内容的记录：单位“")
    assert said["records.set_aside"] == "留着但不算数的改动：2 条（单位的“名称”不合要求、人员：记录不是这一类）。"


def test_a_person_who_is_not_known_here_is_told(workspace: Workspace) -> None:
    last = changes(workspace)[-1]
    append(workspace, unit_change(workspace, workspace.device, last.seq + 1, last.id, last.tick + 1, by=new_id()))
    assert wrong(workspace) == {}
    assert told(workspace) == {"chain.unknown_person": "有 1 条是这里不认识的人写的（1 人）。"}


def test_an_attached_file_that_lies_elsewhere_is_told_and_one_that_is_here_is_sound(workspace: Workspace) -> None:
    blob = attached(workspace)
    assert "附件完好：1 个。" in [finding.sentence for finding in findings(workspace)]
    blob.unlink()
    assert wrong(workspace) == {}
    assert told(workspace) == {"blobs.elsewhere": "原件不在这台电脑上的附件：回单.pdf。"}


def test_drafts_that_can_be_read_are_counted(workspace: Workspace) -> None:
    Drafts(workspace.drafts).keep(new_id(), "visit", "", {"note": "写到一半"})
    assert "草稿能读：1 份。" in [finding.sentence for finding in findings(workspace)]
    drafts_damaged(workspace)
    Drafts(workspace.drafts)
    assert wrong(workspace) == {}
    assert told(workspace)["drafts.put_aside"].startswith(f"损坏的草稿另存在 {workspace.data}：drafts-damaged-")


def test_a_disk_that_is_nearly_full_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldtui.ledger.check.beside.LEAST_ROOM", 2**62)
    assert wrong(workspace) == {}
    assert told(workspace)["disk.low"].startswith("磁盘只剩 ")


def test_many_differences_are_cut_after_a_few(workspace: Workspace) -> None:
    with Ledger.open_to_write(workspace, standings) as ledger:
        ledger.save(*[Unit(name=f"示例第{number}办") for number in range(MOST + 3)])
    tampered(workspace, lambda tables: tables.pop("unit"))
    said = [finding for finding in findings(workspace) if finding.what == "view.record"]
    assert len(said) == MOST
    assert wrong(workspace)["view.records"] == "这样的不同还有 4 处。", "the office itself is a unit, too"


# ---- clocks

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp() * 1000)


def test_a_clock_long_before_the_last_save_is_wrong() -> None:
    dead_battery = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp() * 1000)
    assert clock_trouble(dead_battery, NOW) == (
        "现在（2010-01-01）或上次保存时（2026-11-22）的时间不对：期限不准，请校准"
    )
    assert clock_trouble(NOW - DAY - 1, NOW) != ""


@pytest.mark.parametrize("later", [0, -DAY, 1, 3650 * DAY])
def test_a_clock_that_can_be_right_is_not_accused(later: int) -> None:
    assert clock_trouble(NOW + later, NOW) == ""


def test_without_any_commit_a_clock_can_be_anything() -> None:
    assert clock_trouble(0, 0) == ""


@given(st.integers(), st.integers())
def test_no_stamp_is_too_large_for_a_sentence(now: int, last: int) -> None:
    assert isinstance(clock_trouble(now, last), str)


def test_check_tells_of_the_clock_of_now(workspace: Workspace) -> None:
    now = real_time()
    assert "clock.behind" in wrong(workspace, now - 2 * DAY)
    assert wrong(workspace, now + 3650 * DAY) == {}
    assert told(workspace, now + 500 * DAY)["clock.long_ago"].startswith("上次保存在 500 天以前")
    assert told(workspace, now + 300 * DAY) == {}
    assert told(workspace, now - 2 * DAY).keys() == set(), "that the entries lie ahead is the same trouble"


def test_clocks_that_differ_by_hours_are_not_worth_a_word(workspace: Workspace) -> None:
    """A wrong time zone, a clock set by hand, a colleague's laptop."""
    accept_laptop(workspace)
    now, hours = real_time(), DAY // 3
    with Ledger.open_to_write(workspace, standings) as ledger:
        ledger.clock = lambda: now - hours
        ledger.save(Unit(name="示例办"))
    append(workspace, unit_change(workspace, LAPTOP, 1, FIRST, 1, at=now + hours), at=now)
    assert (wrong(workspace), told(workspace)) == ({}, {})


def test_a_record_that_was_deleted_waits_for_nothing(workspace: Workspace) -> None:
    last = changes(workspace)[-1]
    incomplete = unit_change(workspace, workspace.device, last.seq + 1, last.id, last.tick + 1, set={"type": "office"})
    append(workspace, incomplete)
    assert "records.incomplete" in told(workspace)
    header = {"of": incomplete.of, "over": [incomplete.id], "set": {"deleted": True}}
    append(
        workspace, unit_change(workspace, workspace.device, last.seq + 2, incomplete.id, incomplete.tick + 1, **header)
    )
    assert told(workspace) == {}


def test_entries_by_a_clock_that_was_wrong_are_told_and_stay(workspace: Workspace) -> None:
    now = real_time()
    for days in (400, -400, 0):
        with Ledger.open_to_write(workspace, standings) as ledger:
            ledger.clock = lambda days=days: now + days * DAY  # type: ignore[misc]
            ledger.save(Unit(name="示例办"))
    assert wrong(workspace, now) == {}
    assert told(workspace, now) == {
        "clock.ran_back": "本机时钟曾往回跳了一天以上（第 8 条）。",
        "clock.future": "本机时钟曾经快了：第 7 条的日期还没到。",
    }


def test_entries_dated_after_they_came_in_are_told(workspace: Workspace) -> None:
    accept_laptop(workspace)
    now = real_time()
    append(workspace, unit_change(workspace, LAPTOP, 1, FIRST, 1, at=now + 5 * DAY), at=now)
    assert wrong(workspace) == {}
    assert told(workspace) == {
        "clock.foreign": f"{LAPTOPS_NAME}有 1 条的日期比收到的日子还晚（最晚 {day_of(now + 5 * DAY)}），"
        "那时有一边的时钟不对。"
    }


async def test_todays_list_says_that_the_clock_is_wrong(pair: Pair) -> None:
    async with screen_of(pair.cadre) as hands:
        await hands.sees(ENTERPRISE[:4] if ENTERPRISE[:4] in hands.screen else "今天")
        assert "的时间不对" not in hands.screen
    with Ledger.open_to_write(pair.cadre, standings) as ledger:
        ledger.clock = lambda: real_time() + 30 * DAY
        ledger.note_streams({"fact": "sent", "partner": "office", "upto": {"count": 0, "hash": ""}, "file": "x"})
    async with screen_of(pair.cadre) as hands:
        await hands.sees("的时间不对", "请校准")
