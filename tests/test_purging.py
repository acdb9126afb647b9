"""What left a laptop's scope leaves the laptop, once the office has it for good, and comes again whole."""

import contextlib
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from commands_here import run_here
from killed import killed_at
from story import CADRE, ENTERPRISE, OTHER_ENTERPRISE, PARK, Pair, assert_sound, rows, screen_of

from fieldtui.ledger.attaching import attach
from fieldtui.ledger.view import PURGED
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.model.record import Record
from fieldtui.model.records.appointment import Appointment
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.pairing import Pairing
from fieldtui.model.records.person import Person
from fieldtui.model.records.purge import Purge
from fieldtui.model.records.unit import Unit
from fieldtui.model.records.visit import Visit
from fieldtui.sync.attachments import take_from_beside
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrol import accept_laptop, take_in_and_learn
from fieldtui.sync.exchange import export_to_device, export_to_office, not_confirmed, read_file
from fieldtui.sync.foreseen import foresee
from fieldtui.sync.purging import leaving, purge
from fieldtui.sync.renewal import open_desk
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk

SUCCESSOR = "示例王"
PHONE, OWN_PHONE, NOTE, OTHER_NOTE = "13900000017", "13900000028", "自己去的那一次。", "同事去的那一次。"


def desk_of(side: Workspace) -> Desk:
    return open_desk(Workspace.load(side.folder))[0]


def hand_in(pair: Pair) -> Path:
    with desk_of(pair.cadre) as cadre, desk_of(pair.office) as office:
        path = export_to_office(cadre.ledger, now()).path
        take_in_and_learn(office.ledger, read_file(path))
    return path


def take_home(pair: Pair) -> Path:
    with desk_of(pair.cadre) as cadre, desk_of(pair.office) as office:
        row = next(row for row in office.ledger.rows("device") if row["device"] == cadre.ledger.workspace.device)
        path = export_to_device(office.ledger, row, now()).path
        take_in_and_learn(cadre.ledger, read_file(path))
    return path


def exchange(pair: Pair) -> None:
    hand_in(pair)
    take_home(pair)
    hand_in(pair)
    take_home(pair)


def save(side: Workspace, *records: Record) -> None:
    with desk_of(side) as desk:
        desk.ledger.save(*records)


def enterprise_of(side: Workspace, name: str = ENTERPRISE) -> str:
    return next(str(row["id"]) for row in rows(side, "enterprise") if row["name"] == name)


def pairing_of(desk: Desk, enterprise: str) -> Pairing:
    found = desk.ledger.get("pairing", desk.ledger.referring("pairing", "enterprise", enterprise)[0]["id"])
    assert isinstance(found, Pairing)
    return found


def pair_with(pair: Pair, name: str) -> None:
    """The office says that somebody else answers for the enterprise now."""
    with desk_of(pair.office) as desk:
        person = next(row["id"] for row in desk.ledger.rows("person") if row["name"] == name)
        desk.ledger.save(pairing_of(desk, enterprise_of(pair.office)).amended(person=person))


def command(side: Workspace, *words: str) -> str:
    done = run_here("--workspace", str(side.folder), "purge", *words)
    assert done.code == 0, done
    return "\n".join(done.lines)


def files_with(side: Workspace, words: str) -> list[str]:
    """The files of the ledger in which words can be read."""
    files = (path for path in side.data.rglob("*") if path.is_file())
    return sorted(path.name for path in files if words.encode() in path.read_bytes())


@pytest.fixture
def moved(pair: Pair) -> Pair:
    """An enterprise with contacts and visits, known to both sides, that somebody else answers for now."""
    enterprise = enterprise_of(pair.office)
    colleague = Person(name=SUCCESSOR, unit=rows(pair.office, "unit")[0]["id"])
    save(
        pair.office,
        colleague,
        Contact(enterprise=enterprise, name="示例孙", phone=PHONE),
        Visit(enterprise=enterprise, date=today(), visitors=[colleague.id], note=OTHER_NOTE),
    )
    cadre = pair.cadre.store(purge_days=0)
    pair = Pair(pair.office, cadre)
    me = cadre.person
    save(
        cadre,
        Visit(enterprise=enterprise, date=today(), visitors=[me], note=NOTE),
        Contact(enterprise=enterprise, name="示例钱", phone=OWN_PHONE),
    )
    exchange(pair)
    pair_with(pair, SUCCESSOR)
    take_home(pair)
    return pair


def test_a_dry_run_says_what_would_go_and_changes_nothing(moved: Pair) -> None:
    before = moved.cadre.log.read_bytes()
    told = command(moved.cadre, "--dry-run")
    assert "走访 1、联系人 2" in told
    assert "示例孙" in told
    assert NOTE not in told
    assert moved.cadre.log.read_bytes() == before


def test_what_is_the_cadres_no_more_goes_and_their_own_work_stays(moved: Pair) -> None:
    assert "清除了 3 条" in command(moved.cadre, "--yes")
    for words in (PHONE, OWN_PHONE, OTHER_NOTE):
        assert files_with(moved.cadre, words) == [], words
    assert {row["note"] for row in rows(moved.cadre, "visit")} == {NOTE}
    assert rows(moved.cadre, "contact") == []
    assert enterprise_of(moved.cadre), "of whom the own visit tells"
    assert len(rows(moved.cadre, PURGED)) == 3
    assert_sound(moved.cadre)
    assert "没有可以清除的" in command(moved.cadre, "--dry-run")


def test_the_chain_goes_on_and_nothing_is_sent_twice(moved: Pair) -> None:
    command(moved.cadre, "--yes")
    with desk_of(moved.cadre) as desk:
        assert [change.kind for change in not_confirmed(desk.ledger)] == ["purge"]
    exchange(moved)
    save(moved.cadre, Contact(enterprise=enterprise_of(moved.cadre, OTHER_ENTERPRISE), name="示例李"))
    exchange(moved)
    with desk_of(moved.cadre) as desk, desk_of(moved.office) as office:
        assert not_confirmed(desk.ledger) == []
        assert office.ledger.history.queued(moved.cadre.device).count("") == 0
    assert {row["note"] for row in rows(moved.office, "visit")} == {NOTE, OTHER_NOTE}
    assert len(rows(moved.office, "contact")) == 3
    assert len(rows(moved.cadre, "contact")) == 1
    for side in (moved.office, moved.cadre):
        assert_sound(side)


def test_when_it_is_theirs_again_it_comes_whole(moved: Pair) -> None:
    command(moved.cadre, "--yes")
    hand_in(moved)
    with desk_of(moved.office) as desk:
        first = next(row for row in desk.ledger.rows("contact") if row["name"] == "示例孙")
        found = desk.ledger.get("contact", first["id"])
        assert found is not None
        desk.ledger.save(found.amended(post="厂长"))
    pair_with(moved, CADRE)
    exchange(moved)
    assert rows(moved.cadre, PURGED) == []
    for kind in ("contact", "visit"):
        here, there = ({row["id"]: row for row in rows(side, kind)} for side in (moved.cadre, moved.office))
        assert here == there
    for side in (moved.office, moved.cadre):
        assert_sound(side)
    with desk_of(moved.cadre) as desk:
        assert not_confirmed(desk.ledger) == []


def test_what_was_paired_back_before_the_office_heard_of_the_purge_comes_whole_too(moved: Pair) -> None:
    """Its file was on the way: it brings what is new alone, which nobody is shown before the rest has come."""
    pair_with(moved, CADRE)
    with desk_of(moved.office) as desk:
        contact = next(row for row in desk.ledger.rows("contact") if row["name"] == "示例孙")
        found = desk.ledger.get("contact", contact["id"])
        assert found is not None
        desk.ledger.save(found.amended(post="厂长"))
    command(moved.cadre, "--yes")
    take_home(moved)
    assert rows(moved.cadre, "contact") == []
    assert len(rows(moved.cadre, PURGED)) == 3
    assert_sound(moved.cadre)
    exchange(moved)
    assert {row.get("post") for row in rows(moved.cadre, "contact")} == {"厂长", None}
    assert rows(moved.cadre, PURGED) == []


def test_an_old_file_brings_nothing_back(moved: Pair) -> None:
    old = sorted(moved.office.exports.glob("*.json"))
    command(moved.cadre, "--yes")
    for path in old:
        with desk_of(moved.cadre) as desk:
            take_in_and_learn(desk.ledger, read_file(path))
    assert len(rows(moved.cadre, PURGED)) == 3
    assert files_with(moved.cadre, PHONE) == []


def test_what_the_office_has_not_confirmed_stays_with_what_it_names(moved: Pair) -> None:
    contact = next(row for row in rows(moved.cadre, "contact") if row["name"] == "示例孙")
    with desk_of(moved.cadre) as desk:
        found = desk.ledger.get("contact", contact["id"])
        assert found is not None
        desk.ledger.save(found.amended(post="厂长"))
    told = command(moved.cadre, "--yes")
    assert "还没有确认" in told
    assert [row["name"] for row in rows(moved.cadre, "contact")] == ["示例孙"]
    exchange(moved)
    assert "清除了 1 条" in command(moved.cadre, "--yes")


def test_it_stays_for_a_set_number_of_days(moved: Pair) -> None:
    with desk_of(Pair(moved.office, moved.cadre.store(purge_days=30)).cadre) as desk:
        assert leaving(desk.ledger, now() + timedelta(days=29)).now == []
        assert leaving(desk.ledger, now() + timedelta(days=29)).later == 3
        assert len(leaving(desk.ledger, now() + timedelta(days=31)).now) == 3


def test_who_moved_to_another_unit_keeps_nothing_that_the_old_one_answers_for(pair: Pair) -> None:
    cadre = pair.cadre.store(purge_days=0)
    enterprise = enterprise_of(pair.office, OTHER_ENTERPRISE)
    with desk_of(pair.office) as desk:
        park = next(row["id"] for row in desk.ledger.rows("unit") if row["name"] == PARK)
        desk.ledger.save(
            pairing_of(desk, enterprise).amended(person=None, unit=park),
            Contact(enterprise=enterprise, name="示例孙", phone=PHONE),
        )
    exchange(pair)
    assert "没有可以清除的" in command(cadre, "--dry-run")
    with desk_of(pair.office) as desk:
        elsewhere = Unit(name="示例新办", type="office")
        (row,) = desk.ledger.referring("appointment", "person", cadre.person)
        ended, person = desk.ledger.get("appointment", row["id"]), desk.ledger.get("person", cadre.person)
        assert ended is not None
        assert person is not None
        desk.ledger.save(
            elsewhere,
            ended.amended(end=today() - timedelta(days=1)),
            person.amended(unit=elsewhere.id),
            Appointment(person=cadre.person, unit=elsewhere.id, role="cadre", start=today()),
        )
    take_home(pair)
    assert "联系人 1" in command(cadre, "--yes")
    assert files_with(cadre, PHONE) == []
    assert ENTERPRISE in {row["name"] for row in rows(cadre, "enterprise")}
    assert_sound(cadre)


def test_attached_files_go_as_well_and_come_again(moved: Pair, tmp_path: Path) -> None:
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8 a photo")
    with desk_of(moved.office) as desk:
        visit = next(row["id"] for row in desk.ledger.rows("visit") if row["note"] == OTHER_NOTE)
        (attachment,) = attach(desk.ledger, visit, [photo])
    pair_with(moved, CADRE)
    take_home(moved)
    shutil.copytree(moved.office.exports, tmp_path / "stick")
    with desk_of(moved.cadre) as desk:
        assert take_from_beside(desk.ledger, tmp_path / "stick") == 1
    pair_with(moved, SUCCESSOR)
    take_home(moved)
    blob = moved.cadre.blobs / attachment.sha256
    assert blob.exists()
    command(moved.cadre, "--yes")
    assert not blob.exists()
    assert_sound(moved.cadre)
    pair_with(moved, CADRE)
    exchange(moved)
    shutil.copytree(moved.office.exports, tmp_path / "another stick")
    with desk_of(moved.cadre) as desk:
        assert take_from_beside(desk.ledger, tmp_path / "another stick") == 1
    assert blob.exists()


def test_the_preview_says_that_what_was_purged_comes_again(moved: Pair) -> None:
    command(moved.cadre, "--yes")
    hand_in(moved)
    pair_with(moved, CADRE)
    with desk_of(moved.office) as office, desk_of(moved.cadre) as cadre:
        row = next(row for row in office.ledger.rows("device") if row["device"] == moved.cadre.device)
        bundle = read_file(export_to_device(office.ledger, row, now()).path)
        foreseen = foresee(bundle, cadre.ledger)
        taken = take_in_and_learn(cadre.ledger, bundle)
        assert [change.id for change in foreseen.new] == [change.id for change in taken.new]
        assert {"contact", "visit"} <= taken.counts.keys()
        assert foreseen.conflicts == ()
        assert foresee(bundle, cadre.ledger).new == []


def test_the_office_and_a_laptop_that_is_looked_at_purge_nothing(moved: Pair) -> None:
    done = run_here("--workspace", str(moved.office.folder), "purge", "--yes")
    assert (done.code, "企服办什么都保留" in done.error) == (2, True)
    done = run_here("--workspace", str(moved.cadre.folder), "purge")
    assert (done.code, "--yes" in done.error) == (2, True)
    assert rows(moved.cadre, PURGED) == []


def test_nobody_writes_into_what_is_not_here(moved: Pair) -> None:
    contact = next(row for row in rows(moved.cadre, "contact") if row["name"] == "示例孙")
    command(moved.cadre, "--yes")
    with desk_of(moved.cadre) as desk, pytest.raises(WorkspaceError, match="清除"):
        desk.ledger.save(Contact(id=contact["id"], enterprise=contact["enterprise"], name="示例赵"))


def test_conflicts_and_counts_are_of_what_is_here(moved: Pair) -> None:
    """A purged record that two people disagree on is the office's to settle, and no line here."""
    contact = next(row for row in rows(moved.office, "contact") if row["name"] == "示例钱")
    for side, name in ((moved.office, "示例甲"), (moved.cadre, "示例乙")):
        with desk_of(side) as desk:
            found = desk.ledger.get("contact", contact["id"])
            assert found is not None
            desk.ledger.save(found.amended(name=name))
    pair_with(moved, CADRE)
    exchange(moved)
    pair_with(moved, SUCCESSOR)
    take_home(moved)
    with desk_of(moved.cadre) as desk:
        assert len(desk.ledger.conflicts()) == 1
    command(moved.cadre, "--yes")
    with desk_of(moved.cadre) as desk, desk_of(moved.office) as office:
        assert desk.ledger.conflicts() == []
        assert len(office.ledger.conflicts()) == 1
    assert_sound(moved.cadre)


def test_a_restored_office_takes_what_is_left_of_a_purged_entry_and_its_words_from_an_old_stick(
    moved: Pair, tmp_path: Path
) -> None:
    """The one case in which words can be missing: the office lost its ledger after it confirmed them."""
    backup = shutil.copytree(moved.office.folder, tmp_path / "backup")
    save(moved.cadre, Contact(enterprise=enterprise_of(moved.cadre), name="示例周", phone="13900000039"))
    stick = hand_in(moved)
    take_home(moved)
    command(moved.cadre, "--yes")
    shutil.rmtree(moved.office.folder)
    shutil.copytree(backup, moved.office.folder)
    for step in (hand_in, take_home, hand_in, take_home):
        # The first file is refused, for one before it is missing there.
        with contextlib.suppress(BundleError):
            step(moved)
    assert "示例周" not in {row["name"] for row in rows(moved.office, "contact")}
    with desk_of(moved.office) as desk:
        take_in_and_learn(desk.ledger, read_file(stick))
    assert "示例周" in {row["name"] for row in rows(moved.office, "contact")}
    assert_sound(moved.office)


def test_what_a_broken_laptop_says_of_a_purge_keeps_nothing_back(moved: Pair) -> None:
    with desk_of(moved.cadre) as desk:
        contact = next(row["id"] for row in desk.ledger.rows("contact") if row["name"] == "示例孙")
        purge_ = Purge(records=[contact], received=1, hash="x")
        desk.ledger.save(purge_)
        desk.ledger.settle(purge_.id, {"received": 10**6})
        desk.ledger.settle(purge_.id, {"records": None})
    exchange(moved)
    with desk_of(moved.office) as office, desk_of(moved.cadre) as desk:
        queued = office.ledger.history.queued(moved.cadre.device)
        assert len(queued) == len(set(queued)), "nothing is sent twice for it"
        assert desk.ledger.row("contact", contact)


def test_a_purge_that_nobody_heard_of_is_no_business_of_the_device_that_comes_after(
    moved: Pair, tmp_path: Path
) -> None:
    command(moved.cadre, "--yes")
    shutil.rmtree(moved.cadre.private_keys)
    with desk_of(moved.cadre) as desk:
        assert not_confirmed(desk.ledger) == []
        file = export_to_office(desk.ledger, now()).path
    with desk_of(moved.office) as office:
        accept_laptop(office.ledger, read_file(file), moved.cadre.person, today())
    moved = Pair(moved.office, Workspace.load(moved.cadre.folder))
    pair_with(moved, CADRE)
    exchange(moved)
    exchange(moved)
    assert rows(moved.cadre, PURGED) == []
    assert len(rows(moved.cadre, "contact")) == 2
    with desk_of(moved.office) as office:
        queued = office.ledger.history.queued(moved.cadre.device)
        assert len(queued) == len(set(queued))


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_killed_at_any_step_all_of_it_or_nothing_is_gone(moved: Pair, quick_folder: Path) -> None:
    copy = quick_folder / "copy"

    def all_goes() -> None:
        with Desk.open_to_write(Workspace.load(copy)) as desk:
            purge(desk.ledger, [record for _kind, record in leaving(desk.ledger, now()).now])

    seen = set()
    for step in range(1, 200):
        shutil.copytree(moved.cadre.folder, copy)
        # It stays the same device: this is not about copies.
        shutil.rmtree(copy / "data" / "keys")
        ended = killed_at(step, copy, all_goes)
        with Desk.open_to_write(Workspace.load(copy)) as desk:
            there = {row["name"] for row in desk.ledger.rows("contact")}
            gone = sum(1 for _row in desk.ledger.view.rows(PURGED))
        assert (there, gone) in (({"示例孙", "示例钱"}, 0), (set(), 3))
        assert bool(files_with(Workspace.load(copy), PHONE)) == (gone == 0)
        seen.add(gone)
        shutil.rmtree(copy)
        if ended:
            assert seen == {0, 3}
            return
    pytest.fail("it never ends")


async def test_on_screen_it_is_told_first_and_goes_at_the_second_press(moved: Pair) -> None:
    async with screen_of(moved.cadre) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.sees("清除", "走访 1、联系人 2")
        await hands.press("end", "up", "up", "enter")
        await hands.sees("示例孙", "企服办都保留着")
        await hands.press("ctrl+t")
        await hands.sees("再按一次 Ctrl+T")
        assert rows(moved.cadre, PURGED) == []
        await hands.press("ctrl+t")
        await hands.sees("清除了 3 条")
        await hands.until(lambda: len(rows(moved.cadre, PURGED)) == 3)
