"""A workspace that was restored, copied or overtaken is a new device, and nothing that was written is lost by it."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from commands_here import run_here
from hypothesis import given, settings
from hypothesis import strategies as st
from killed import killed_at
from story import (
    CADRE,
    COUNTY,
    COUNTY_NAME,
    ENTERPRISE,
    Hands,
    Pair,
    assert_both_hold_the_same,
    assert_sound,
    copy_of,
    rows,
    screen_of,
)

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.backup import back_up
from fieldtui.ledger.change import Change
from fieldtui.ledger.restoring import restore
from fieldtui.ledger.streams import OFFICE, Partner
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.unit import Unit
from fieldtui.sync.bundle import Bundle, BundleError
from fieldtui.sync.enrol import accept_laptop, make_workspace, take_in_and_learn, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, not_confirmed, opened, read_file
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.place import place_of, remember, remembered
from fieldtui.sync.renewal import open_desk, renew_restored, told
from fieldtui.tui.app import FieldApp
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.history_words import told as told_of
from fieldtui.work.undo import undo_of
from fieldtui.work.visits import enter_visit

RECORDS = ("unit", "person", "appointment", "enterprise", "inclusion", "pairing", "visit", "problem", "follow_up")


def at(side: Workspace) -> Workspace:
    """The settings as they are now."""
    return Workspace.load(side.folder)


def visit(desk: Desk, note: str) -> str:
    entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
    assert entry.troubles == {}
    desk.ledger.save(*entry.records)
    return entry.records[0].id


def write(side: Workspace, note: str) -> str:
    """A visit, entered by the one who uses this workspace; returns its id."""
    desk, _sentences = open_desk(at(side))
    with desk:
        return visit(desk, note)


def amend(side: Workspace, record: str, **changes: object) -> None:
    desk, _sentences = open_desk(at(side))
    with desk:
        found = desk.ledger.get("visit", record)
        assert found is not None
        desk.ledger.save(found.amended(**changes))


def notes(side: Workspace) -> set[str]:
    with Desk.open_to_read(at(side)) as desk:
        return {row["note"] for row in desk.ledger.rows("visit")}


def records(side: Workspace) -> Mapping[str, list[Mapping[str, object]]]:
    """All records that people see, kind by kind."""
    with Desk.open_to_read(at(side)) as desk:
        return {kind: sorted(desk.ledger.rows(kind), key=lambda row: str(row["id"])) for kind in RECORDS}


def conflicts(side: Workspace) -> list[list[str]]:
    with Desk.open_to_read(at(side)) as desk:
        return [row["fields"] for row in desk.ledger.conflicts()]


def hand_in(side: Workspace) -> Bundle:
    desk, _sentences = open_desk(at(side))
    with desk:
        return read_file(export_to_office(desk.ledger, now()).path)


def arrives(office: Workspace, bundle: Bundle) -> None:
    """At the office, which accepts a laptop that it does not know yet as the cadre's."""
    with Desk.open_to_write(at(office)) as desk:
        if not any(row["device"] == bundle.sender for row in desk.ledger.rows("device")):
            accept_laptop(desk.ledger, bundle, next(desk.ledger.rows("device"))["person"], today())
        take_in_and_learn(desk.ledger, bundle)


def answer(office: Workspace, laptop: Workspace) -> Bundle:
    """The office's file for a laptop."""
    with Desk.open_to_write(at(office)) as desk:
        row = next(row for row in desk.ledger.rows("device") if row["device"] == at(laptop).device)
        return read_file(export_to_device(desk.ledger, row, now()).path)


def comes_home(laptop: Workspace, bundle: Bundle) -> None:
    desk, _sentences = open_desk(at(laptop))
    with desk:
        take_in_and_learn(desk.ledger, bundle)


def exchange(office: Workspace, laptop: Workspace) -> None:
    """Once there and back."""
    arrives(office, hand_in(laptop))
    comes_home(laptop, answer(office, laptop))


def restored(side: Workspace, folder: Path, backup: Path) -> Workspace:
    restore(backup, folder, lambda staging: renew_restored(staging, folder), now())
    return Workspace.load(folder)


def backup_of(side: Workspace, path: Path) -> Path:
    return back_up(at(side), path, now()).path


@pytest.fixture
def laptop(pair: Pair) -> Workspace:
    """The cadre's laptop, which has been opened and so knows its place."""
    desk, sentences = open_desk(pair.cadre)
    desk.ledger.close()
    assert sentences == []
    return pair.cadre


# A restored laptop


def test_a_restored_laptop_is_a_new_device_of_the_same_person_that_trusts_the_same_office(
    pair: Pair, tmp_path: Path
) -> None:
    new = restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))
    assert new.device != pair.cadre.device
    assert replace(new, folder=pair.cadre.folder, device=pair.cadre.device) == at(pair.cadre)
    keys = {path.name for path in new.private_keys.glob("*.json") if path != new.place}
    assert keys == {f"{new.device}.json", f"{new.device}.sealing.json"}
    with Desk.open_to_read(new) as desk:
        assert desk.ledger.partner(OFFICE) == Partner()


def test_after_a_restore_the_office_and_the_laptop_agree_again(pair: Pair, tmp_path: Path) -> None:
    """What was handed in after the backup comes home from the office; what never was goes along again."""
    write(pair.cadre, "报送过的。")
    exchange(pair.office, pair.cadre)
    write(pair.cadre, "没报送的。")
    backup = backup_of(pair.cadre, tmp_path / "a.zip")
    write(pair.cadre, "备份之后的。")
    arrives(pair.office, hand_in(pair.cadre))
    shutil.rmtree(pair.cadre.folder)
    new = restored(pair.cadre, tmp_path / "new", backup)
    assert notes(new) == {"报送过的。", "没报送的。"}
    exchange(pair.office, new)
    assert notes(pair.office) == notes(new) == {"报送过的。", "没报送的。", "备份之后的。"}
    assert records(pair.office) == records(new)
    assert conflicts(new) == []
    assert_both_hold_the_same(Pair(pair.office, new))
    assert_sound(new)
    write(new, "恢复之后的。")
    exchange(pair.office, new)
    assert_both_hold_the_same(Pair(pair.office, new))
    with Desk.open_to_read(new) as desk:
        assert not_confirmed(desk.ledger) == []


def test_what_only_the_old_device_had_travels_with_the_new_one(pair: Pair, tmp_path: Path) -> None:
    record = write(pair.cadre, "没报送的。")
    amend(pair.cadre, record, place="二号车间")
    lost = hand_in(pair.cadre)
    new = restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))
    exchange(pair.office, new)
    assert records(pair.office) == records(new)
    assert {(row["note"], row["place"]) for row in records(pair.office)["visit"]} == {("没报送的。", "二号车间")}
    # The stick that was lost turns up: all is known, nothing comes twice, and both hold the same, byte for byte.
    arrives(pair.office, lost)
    exchange(pair.office, new)
    assert conflicts(pair.office) == conflicts(new) == []
    assert_both_hold_the_same(Pair(pair.office, new))


def said_again(side: Workspace) -> list[Change]:
    with Desk.open_to_read(at(side)) as desk:
        return not_confirmed(desk.ledger)


def test_what_the_office_confirmed_is_not_said_again(pair: Pair, tmp_path: Path) -> None:
    write(pair.cadre, "报送过的。")
    exchange(pair.office, pair.cadre)
    assert said_again(restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))) == []
    record = write(pair.cadre, "没报送的。")
    again = said_again(restored(pair.cadre, tmp_path / "newer", backup_of(pair.cadre, tmp_path / "b.zip")))
    assert [change.of for change in again] == [record]
    assert set(again[0].set) > {"note", "enterprise", "date"}


def test_a_correction_that_the_office_never_saw_is_no_conflict_there(pair: Pair, tmp_path: Path) -> None:
    """The new device's change is over what the old one had replaced, which is all that the office knows."""
    record = write(pair.cadre, "报送过的。")
    exchange(pair.office, pair.cadre)
    amend(pair.cadre, record, note="改过一次。")
    amend(pair.cadre, record, note="改过两次。")
    new = restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))
    exchange(pair.office, new)
    assert notes(pair.office) == notes(new) == {"改过两次。"}
    assert conflicts(pair.office) == conflicts(new) == []


def test_what_is_said_again_is_a_line_of_the_history_and_undo_goes_past_it(pair: Pair, tmp_path: Path) -> None:
    """Undone is what the old device would have undone: what a person did, not that it was said again."""
    record = write(pair.cadre, "写了一次。")
    amend(pair.cadre, record, note="改过一次。")
    first = restored(pair.cadre, tmp_path / "first", backup_of(pair.cadre, tmp_path / "a.zip"))
    new = restored(first, tmp_path / "new", backup_of(first, tmp_path / "b.zip"))
    with Desk.open_to_write(new) as desk:
        lines = told_of(desk, record)
        assert [line.what for line in lines if line.edits] == ["登记", "修改"]
        assert [line.what for line in lines if not line.edits] == ["由新设备重报（内容不变）"] * 4
        undo = undo_of(desk, record, today())
        assert undo.words == "记录：改过一次。 改回 写了一次。"
        desk.ledger.save(undo.record)
        assert (desk.ledger.row("visit", record) or {})["note"] == "写了一次。"
        undo = undo_of(desk, record, today())
        assert undo.words == "记录：写了一次。 改回 改过一次。"
        assert told_of(desk, record)[-1].what == "修改"
    exchange(pair.office, new)
    assert notes(pair.office) == {"写了一次。"}


def test_what_was_only_recorded_before_is_deleted_by_undoing_it_on_the_new_device(pair: Pair, tmp_path: Path) -> None:
    record = write(pair.cadre, "写了一次。")
    new = restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))
    with Desk.open_to_write(new) as desk:
        undo = undo_of(desk, record, today())
        assert undo.words == "删除这一条"
        desk.ledger.save(undo.record)
        assert desk.ledger.row("visit", record) is None


def test_settling_with_the_value_that_is_shown_is_not_said_again(pair: Pair, tmp_path: Path) -> None:
    record = write(pair.cadre, "写了一次。")
    exchange(pair.office, pair.cadre)
    with Desk.open_to_write(at(pair.office)) as desk:
        visit_there = desk.ledger.get("visit", record)
        assert visit_there is not None
        desk.ledger.save(visit_there.amended(note="企服办写的。"))
    amend(pair.cadre, record, note="包联干部写的。")
    exchange(pair.office, pair.cadre)
    with Desk.open_to_write(at(pair.cadre)) as desk:
        shown = (desk.ledger.row("visit", record) or {})["note"]
        desk.ledger.settle(record, {"note": shown})
        assert [line.what for line in told_of(desk, record)] == ["登记", "修改", "修改", "修改"]


def test_what_disagreed_goes_on_disagreeing(pair: Pair, tmp_path: Path) -> None:
    """Only a person may settle what two people wrote without knowing of each other."""
    record = write(pair.cadre, "报送过的。")
    exchange(pair.office, pair.cadre)
    amend(pair.office, record, note="企服办改的。")
    home = answer(pair.office, pair.cadre)
    amend(pair.cadre, record, note="干部改的。")
    comes_home(pair.cadre, home)
    assert conflicts(pair.cadre) == [["note"]]
    new = restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))
    assert conflicts(new) == [["note"]]
    exchange(pair.office, new)
    assert conflicts(pair.office) == conflicts(new) == [["note"]]
    assert records(pair.office) == records(new)


def test_a_deletion_that_the_office_never_saw_reaches_it(pair: Pair, tmp_path: Path) -> None:
    record = write(pair.cadre, "记错了。")
    exchange(pair.office, pair.cadre)
    amend(pair.cadre, record, deleted=True)
    new = restored(pair.cadre, tmp_path / "new", backup_of(pair.cadre, tmp_path / "a.zip"))
    exchange(pair.office, new)
    assert notes(pair.office) == notes(new) == set()
    assert conflicts(pair.office) == conflicts(new) == []


# Whatever happens in whatever order


class Fates:
    """A laptop and its office, to whom things happen. Bundles are kept, and may arrive late, twice or never."""

    def __init__(self, pair: Pair, folder: Path) -> None:
        self.office, self.laptop, self.folder = pair.office, pair.cadre, folder
        self.visits = [write(self.laptop, "头一次。")]
        self.under_way: list[Bundle] = []
        self.backups = [backup_of(self.laptop, folder / "0.zip")]
        exchange(self.office, self.laptop)

    def visit(self, number: int) -> None:
        self.visits.append(write(self.laptop, f"第{number}次。"))

    def amend(self, number: int) -> None:
        self._amend(self.laptop, number, note=f"干部改的{number}。")

    def complete(self, number: int) -> None:
        self._amend(self.laptop, number, place=f"{number}号车间")

    def delete(self, number: int) -> None:
        self._amend(self.laptop, number, deleted=True)

    def office_amends(self, number: int) -> None:
        self._amend(self.office, number, note=f"企服办改的{number}。")

    def _amend(self, side: Workspace, number: int, **changes: object) -> None:
        there = {row["id"] for row in records(side)["visit"]}
        found = [record for record in self.visits if record in there]
        if found:
            amend(side, found[number % len(found)], **changes)

    def hand_in(self, _number: int) -> None:
        self.under_way.append(hand_in(self.laptop))

    def office_answers(self, _number: int) -> None:
        if any(row["device"] == at(self.laptop).device for row in rows(self.office, "device")):
            self.under_way.append(answer(self.office, self.laptop))

    def one_arrives(self, number: int) -> None:
        """Any of those that ever set out; what does not fit is refused."""
        if self.under_way:
            bundle = self.under_way[number % len(self.under_way)]
            with suppress(BundleError):
                (arrives(self.office, bundle) if bundle.manifest.to == OFFICE else comes_home(self.laptop, bundle))

    def back_up(self, _number: int) -> None:
        self.backups.append(backup_of(self.laptop, self.folder / f"{len(self.backups)}.zip"))

    def restore(self, number: int) -> None:
        restored(self.laptop, self.laptop.folder, self.backups[number % len(self.backups)])

    def move_to_a_copy(self, _number: int) -> None:
        with Desk.open_to_write(at(self.laptop)) as desk:
            here = place_of(desk.ledger.workspace, self.laptop.folder)
            remember(desk.ledger.workspace, replace(here, machine="0" * 64), {})

    def put_the_data_back_by_hand(self, number: int) -> None:
        """An older log under a key that went on with it: once two changes bear one number the office says so."""
        kept = self.folder / f"kept-{number % 2}"
        if kept.exists():
            shutil.rmtree(self.laptop.folder)
            shutil.copytree(kept, self.laptop.folder)
        else:
            shutil.copytree(self.laptop.folder, kept)


FATES = sorted(name for name in vars(Fates) if not name.startswith("_"))


def test_whatever_happens_office_and_laptop_agree_in_the_end(
    enrolled: Pair, quick_folder: Path, thorough: bool
) -> None:
    number = 0

    @settings(max_examples=300 if thorough else 12, deadline=None, derandomize=not thorough, database=None)
    @given(st.lists(st.tuples(st.sampled_from(FATES), st.integers(0, 7)), min_size=4, max_size=20))
    def agree_in_the_end(fates: list[tuple[str, int]]) -> None:
        nonlocal number
        number += 1
        folder = quick_folder / str(number)
        folder.mkdir()
        happening = Fates(copy_of(enrolled, folder), folder)
        for name, which in fates:
            getattr(happening, name)(which)
        office, laptop = happening.office, happening.laptop
        until_both_agree(office, laptop)
        assert records(office) == records(laptop)
        assert conflicts(office) == conflicts(laptop)
        assert said_again(laptop) == []
        shutil.rmtree(folder)

    agree_in_the_end()


def until_both_agree(office: Workspace, laptop: Workspace) -> None:
    """A few times there and back; a file that is refused because numbers are used twice is followed by an answer."""
    for _time in range(4):
        with suppress(BundleError):
            arrives(office, hand_in(laptop))
        with suppress(BundleError, StopIteration):
            comes_home(laptop, answer(office, laptop))


# A copied folder


def test_a_copied_folder_becomes_a_new_device_when_it_is_opened_for_writing(laptop: Workspace, tmp_path: Path) -> None:
    write(laptop, "没报送的。")
    copy = Path(shutil.copytree(laptop.folder, tmp_path / "copy"))
    with Desk.open_to_read(Workspace.load(copy)):
        assert Workspace.load(copy).device == laptop.device, "to look at it changes nothing"
    desk, sentences = open_desk(Workspace.load(copy))
    with desk:
        new = desk.ledger.workspace
    assert new.device != laptop.device
    assert comparison_code(new.device) in sentences[0]
    assert "1" in sentences[0], "how many entries go along again"
    assert (new.private_keys / "former" / f"{laptop.device}.json").exists(), "the old key is out of use"
    for side in (Workspace.load(copy), at(laptop)):
        again, sentences = open_desk(side)
        again.ledger.close()
        assert (again.ledger.workspace.device, sentences) == (side.device, [])


def test_a_copy_on_another_machine_is_one_though_its_path_is_the_same(laptop: Workspace) -> None:
    form = json.loads(laptop.place.read_bytes())
    laptop.place.write_text(json.dumps({**form, "machine": "0" * 64}))
    desk, sentences = open_desk(laptop)
    desk.ledger.close()
    assert len(sentences) == 1
    assert at(laptop).device != laptop.device


@pytest.mark.parametrize("other", [{"machine": ""}, {"inode": 7}, {"folder": "elsewhere"}])
def test_it_stays_the_same_device_while_only_one_thing_is_another(laptop: Workspace, other: dict[str, object]) -> None:
    """A machine that can't be known, a stick that numbers its files anew, a folder that was moved."""
    form = json.loads(laptop.place.read_bytes())
    laptop.place.write_text(json.dumps({**form, **other}))
    desk, sentences = open_desk(laptop)
    desk.ledger.close()
    assert (at(laptop), sentences) == (laptop, [])
    assert json.loads(laptop.place.read_bytes()) == form


def test_a_moved_folder_stays_the_same_device(laptop: Workspace, tmp_path: Path) -> None:
    moved = laptop.folder.rename(tmp_path / "moved")
    desk, sentences = open_desk(Workspace.load(moved))
    desk.ledger.close()
    assert (desk.ledger.workspace.device, sentences) == (laptop.device, [])
    assert remembered(desk.ledger.workspace)[0] != remembered(replace(laptop, folder=tmp_path))[0]


def test_nobody_learns_the_machine_from_a_workspace(laptop: Workspace) -> None:
    import machineid

    assert machineid.id() not in laptop.place.read_text()


def test_a_workspace_without_its_key_is_a_new_device(laptop: Workspace) -> None:
    """As when a backup was unpacked by hand."""
    shutil.rmtree(laptop.private_keys)
    desk, sentences = open_desk(laptop)
    desk.ledger.close()
    assert at(laptop).device != laptop.device
    assert comparison_code(at(laptop).device) in sentences[0]
    assert hand_in(laptop).sender == at(laptop).device, "it has a key of its own to sign with"


def run(side: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    ended = run_here("--workspace", str(side), *arguments)
    return subprocess.CompletedProcess(arguments, ended.code, ended.text, ended.error)


def test_commands_say_on_stderr_that_a_copy_is_a_new_device_once(laptop: Workspace, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(laptop.folder, tmp_path / "copy"))
    looked = run(copy, "list", "enterprise")
    assert looked.stderr == ""
    first, second = (run(copy, "add", "idea", "source=resident", f"text=示例{number}") for number in "一二")
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "")
    assert comparison_code(Workspace.load(copy).device) in first.stderr
    assert len(first.stdout.split()) == 1, "only the id"


async def test_the_screen_says_it_until_a_key_is_pressed(laptop: Workspace, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(laptop.folder, tmp_path / "copy"))
    app = FieldApp(copy)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(app, pilot)
        await hands.until(lambda: app.desk is not None, "the desk")
        code = comparison_code(Workspace.load(copy).device)
        assert code != comparison_code(laptop.device)
        await hands.sees(code[:4])
        await hands.press("enter")
        await hands.at("today")
    async with screen_of(Workspace.load(copy)) as hands:
        assert code not in hands.screen


# Cut off while it becomes a new device


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_cut_off_at_any_step_it_is_finished_at_the_next_opening(laptop: Workspace, quick_folder: Path) -> None:
    write(laptop, "没报送的。")
    copy = quick_folder / "copy"
    for step in range(1, 200):
        shutil.copytree(laptop.folder, copy)
        ended = killed_at(step, copy, lambda: open_desk(Workspace.load(copy))[0].ledger.close())
        desk, _sentences = open_desk(Workspace.load(copy))
        with desk:
            assert desk.ledger.workspace.device != laptop.device
            assert not (desk.ledger.workspace.private_keys / "renewal.json").exists()
            assert desk.ledger.partner(OFFICE) == Partner()
            again = not_confirmed(desk.ledger)
            assert sum("note" in change.set for change in again) == 1
            assert {row["note"] for row in desk.ledger.rows("visit")} == {"没报送的。"}
        assert_sound(Workspace.load(copy))
        shutil.rmtree(copy)
        if ended:
            assert step > 15, "a step is where something is made, renamed or removed"
            return
    pytest.fail("it never ends")


# Overtaken: an older copy of the folder, with its key and in its place


def lost_after_hand_in(office: Workspace, laptop: Workspace) -> None:
    """A visit that the office took in is lost: the folder's data is put back as it was before, file by file."""
    kept = laptop.folder.with_name("kept")
    shutil.copytree(laptop.data, kept)
    write(laptop, "丢了的。")
    arrives(office, hand_in(laptop))
    shutil.rmtree(laptop.data)
    shutil.copytree(kept, laptop.data)
    desk, sentences = open_desk(laptop)
    desk.ledger.close()
    assert (at(laptop).device, sentences) == (laptop.device, []), "nothing shows it yet"


def test_a_receipt_for_what_is_not_here_makes_a_new_device(pair: Pair, laptop: Workspace) -> None:
    lost_after_hand_in(pair.office, laptop)
    write(laptop, "丢了之后写的。")
    comes_home(laptop, answer(pair.office, laptop))
    assert at(laptop).device != laptop.device
    assert comparison_code(at(laptop).device) in told(at(laptop))[0]
    exchange(pair.office, laptop)
    assert notes(pair.office) == notes(laptop) == {"丢了的。", "丢了之后写的。"}
    assert records(pair.office) == records(laptop)
    assert conflicts(pair.office) == []


def test_a_laptop_that_hands_in_less_than_before_is_sent_what_it_lost(pair: Pair, laptop: Workspace) -> None:
    lost_after_hand_in(pair.office, laptop)
    arrives(pair.office, hand_in(laptop))
    back = answer(pair.office, laptop)
    assert laptop.device in {change.device for change in opened(back, laptop).changes}
    comes_home(laptop, back)
    assert at(laptop).device != laptop.device
    assert notes(laptop) == {"丢了的。"}, "taken in beside what is here"
    write(laptop, "后来写的。")
    exchange(pair.office, laptop)
    exchange(pair.office, laptop)
    assert_both_hold_the_same(Pair(pair.office, at(laptop)))


def test_numbers_used_twice_are_refused_by_the_office_until_its_file_has_come(pair: Pair, laptop: Workspace) -> None:
    lost_after_hand_in(pair.office, laptop)
    write(laptop, "同号的。")
    with pytest.raises(BundleError):
        arrives(pair.office, hand_in(laptop))
    comes_home(laptop, answer(pair.office, laptop))
    exchange(pair.office, laptop)
    assert notes(pair.office) == notes(laptop) == {"丢了的。", "同号的。"}
    assert records(pair.office) == records(laptop)


def test_a_command_says_at_once_that_it_was_overtaken(pair: Pair, laptop: Workspace) -> None:
    lost_after_hand_in(pair.office, laptop)
    with Desk.open_to_write(pair.office) as desk:
        file = export_to_device(desk.ledger, next(desk.ledger.rows("device")), now()).path
    done = CliRunner().invoke(fieldtui, ["--workspace", str(laptop.folder), "bundle", "import", str(file)])
    assert done.exit_code == 0
    assert comparison_code(at(laptop).device) in done.stderr
    assert told(at(laptop)) == []


async def test_a_screen_says_at_once_that_it_was_overtaken(pair: Pair, laptop: Workspace) -> None:
    lost_after_hand_in(pair.office, laptop)
    home = answer(pair.office, laptop)
    async with screen_of(laptop) as hands:
        assert hands.app.desk is not None
        take_in_and_learn(hands.app.desk.ledger, home)
        await hands.sees(comparison_code(at(laptop).device)[:4])
        await hands.press("enter")
        await hands.at("today")
    assert told(at(laptop)) == []


# The office


def test_a_restored_office_goes_on_with_its_laptops_under_a_new_code(pair: Pair, tmp_path: Path) -> None:
    write(pair.cadre, "备份之前的。")
    exchange(pair.office, pair.cadre)
    backup = backup_of(pair.office, tmp_path / "a.zip")
    write(pair.cadre, "备份之后的。")
    with Desk.open_to_write(pair.office) as desk:
        desk.ledger.save(Unit(name="丢了的示例办"))
    exchange(pair.office, pair.cadre)
    office = restored(pair.office, tmp_path / "new", backup)
    assert office.device != pair.office.device
    with Desk.open_to_write(office) as desk:
        desk.ledger.save(Unit(name="新的示例办"))
    with pytest.raises(BundleError):
        arrives(office, hand_in(pair.cadre))
    home = answer(office, pair.cadre)
    with pytest.raises(BundleError, match=comparison_code(office.device)):
        comes_home(pair.cadre, home)
    trust_office(at(pair.cadre), home)
    comes_home(pair.cadre, home)
    exchange(office, pair.cadre)
    exchange(office, pair.cadre)
    assert notes(office) == notes(pair.cadre) == {"备份之前的。", "备份之后的。"}
    assert "新的示例办" in {row["name"] for row in records(pair.cadre)["unit"]}
    with Desk.open_to_read(at(pair.cadre)) as desk:
        assert not_confirmed(desk.ledger) == []
    for side in (office, at(pair.cadre)):
        assert_sound(side)


def test_an_office_that_was_copied_to_another_computer_goes_on_where_it_was(pair: Pair, tmp_path: Path) -> None:
    desk, _sentences = open_desk(pair.office)
    desk.ledger.close()
    write(pair.cadre, "搬家之前的。")
    exchange(pair.office, pair.cadre)
    office = Workspace.load(Path(shutil.copytree(pair.office.folder, tmp_path / "copy")))
    desk, sentences = open_desk(office)
    desk.ledger.close()
    assert comparison_code(at(office).device) in sentences[0]
    write(pair.cadre, "搬家之后的。")
    arrives(office, hand_in(pair.cadre))
    home = answer(office, pair.cadre)
    assert home.manifest.after.count > 0, "the stream goes on"
    trust_office(at(pair.cadre), home)
    comes_home(pair.cadre, home)
    assert_both_hold_the_same(Pair(at(office), at(pair.cadre)))


def test_two_windows_on_one_copy_make_one_new_device(laptop: Workspace, tmp_path: Path) -> None:
    """The second one read the settings before the first had changed them."""
    copy = Workspace.load(Path(shutil.copytree(laptop.folder, tmp_path / "copy")))
    first, _sentences = open_desk(copy)
    first.ledger.close()
    second, sentences = open_desk(copy)
    second.ledger.close()
    assert (second.ledger.workspace.device, sentences) == (first.ledger.workspace.device, [])


def test_a_laptop_that_nobody_accepted_yet_can_be_restored(tmp_path: Path) -> None:
    sides = {"county": COUNTY, "county_name": COUNTY_NAME, "language": "zh_CN"}
    made = make_workspace(tmp_path / "made", role="cadre", name=CADRE, **sides)
    new = restored(made, tmp_path / "new", backup_of(made, tmp_path / "a.zip"))
    assert said_again(new) == []
    assert hand_in(new).content is None
