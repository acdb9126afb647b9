"""Erasing for a lawful reason: the words are gone from every file that it reaches, and the chain still holds."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands_here import run_here
from story import Pair, assert_both_hold_the_same, assert_sound, rows

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.log import LogError
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import Record
from fieldtui.model.records.contact import Contact
from fieldtui.model.records.visit import Visit
from fieldtui.model.sentence import FieldError
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.erasing import due_for_erasure, erase

PHONE, OTHER_PHONE, PERSON_MET = "13900000017", "13900000028", "示例厂长示例孙"


def hand_in(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as cadre, Desk.open_to_write(pair.office) as office:
        take_in_and_learn(office.ledger, read_file(export_to_office(cadre.ledger, now()).path))


def take_home(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as cadre, Desk.open_to_write(pair.office) as office:
        for device in list(office.ledger.rows("device")):
            take_in_and_learn(cadre.ledger, read_file(export_to_device(office.ledger, device, now()).path))


def save(workspace: Workspace, *records: Record) -> None:
    with Desk.open_to_write(workspace) as desk:
        desk.ledger.save(*records)


def contact_of(workspace: Workspace) -> Contact:
    """A contact whose telephone number was changed once."""
    contact = Contact(enterprise=rows(workspace, "enterprise")[0]["id"], name="示例孙", phone=PHONE)
    save(workspace, contact)
    with Desk.open_to_write(workspace) as desk:
        desk.ledger.save(contact.amended(phone=OTHER_PHONE))
    return contact


def holding(folder: Path, words: str) -> list[str]:
    """The files of a workspace's ledger in which these words can be read."""
    data = folder / "data"
    return sorted(path.name for path in data.glob("*.json*") if words.encode() in path.read_bytes())


def erase_in(workspace: Workspace, record: str, *fields: str) -> int:
    with Desk.open_to_write(workspace) as desk:
        return erase(desk, record, fields, "本人申请删除")


def test_the_words_leave_the_log_and_the_view_and_what_else_was_said_stays(pair: Pair) -> None:
    contact = contact_of(pair.office)
    assert holding(pair.office.folder, PHONE)
    assert erase_in(pair.office, contact.id, "phone") == 2, "both numbers that were ever set"
    assert holding(pair.office.folder, PHONE) == []
    assert holding(pair.office.folder, OTHER_PHONE) == []
    row = next(row for row in rows(pair.office, "contact") if row["id"] == contact.id)
    assert (row["name"], row.get("phone")) == ("示例孙", None)
    assert_sound(pair.office)


def test_that_it_was_erased_and_by_whom_and_why_stays(pair: Pair) -> None:
    contact = contact_of(pair.office)
    erase_in(pair.office, contact.id, "phone")
    with Desk.open_to_read(pair.office) as desk:
        history = desk.ledger.history.of(contact.id)
        assert [sorted(change.erased) for change in history] == [["phone"], ["phone"], []]
        (erasure,) = desk.ledger.rows("erasure")
        assert erasure["reason"] == "本人申请删除"
        assert (desk.ledger.heads(erasure["id"]) or {})["made"]["by"] == desk.me


def test_a_name_that_a_record_can_t_be_without_leaves_a_word_in_its_place(pair: Pair) -> None:
    contact = contact_of(pair.office)
    erase_in(pair.office, contact.id, "name")
    assert [row["name"] for row in rows(pair.office, "contact")] == ["（已抹除）"]
    assert holding(pair.office.folder, "示例孙") == []


def test_it_reaches_the_laptop_that_has_the_words_with_the_next_file(pair: Pair) -> None:
    visit = Visit(
        enterprise=rows(pair.cadre, "enterprise")[0]["id"],
        date=today(),
        mode="on_site",
        outcome="met",
        visitors=[pair.cadre.person],
        met=PERSON_MET,
        note="谈了用工",
    )
    save(pair.cadre, visit)
    hand_in(pair)
    erase_in(pair.office, visit.id, "met")
    assert holding(pair.cadre.folder, PERSON_MET)
    take_home(pair)
    assert holding(pair.cadre.folder, PERSON_MET) == []
    assert_sound(pair.cadre)
    hand_in(pair)
    assert holding(pair.office.folder, PERSON_MET) == []
    assert_both_hold_the_same(pair)


def test_words_that_arrive_after_their_erasure_are_never_written(pair: Pair, tmp_path: Path) -> None:
    contact = contact_of(pair.office)
    with Ledger.open_to_read(pair.office) as before:
        whole = before.history.of(contact.id)
    erase_in(pair.office, contact.id, "phone")
    with Ledger.open_to_read(pair.office) as after:
        erasures = [change for change in after.history if change.kind == "erasure"]
    with Desk.open_to_write(pair.cadre) as desk:
        desk.ledger.take_in(erasures, ())
        desk.ledger.take_in(whole, ())
    assert holding(pair.cadre.folder, PHONE) == []
    assert holding(pair.cadre.folder, OTHER_PHONE) == []


def test_an_erasure_that_could_not_be_finished_is_finished_at_the_next_opening(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = contact_of(pair.office)

    def full_disk(*_arguments: object) -> None:
        raise LogError("磁盘已满")

    with monkeypatch.context() as patched, Desk.open_to_write(pair.office) as desk:
        patched.setattr("fieldtui.ledger.log.Log.rewrite", full_disk)
        with pytest.raises(LogError):
            erase(desk, contact.id, ["phone"], "本人申请删除")
    assert "log.jsonl" in holding(pair.office.folder, PHONE)
    with Desk.open_to_write(pair.office):
        pass
    assert holding(pair.office.folder, PHONE) == []
    assert_sound(pair.office)


@pytest.mark.parametrize(
    ("fields", "word"), [(["colour"], "phone"), (["enterprise"], "不能为空"), (["post"], "什么也没抹除")]
)
def test_what_can_t_be_erased_is_told_and_nothing_changes(pair: Pair, fields: list[str], word: str) -> None:
    contact = contact_of(pair.office)
    before = pair.office.log.read_bytes()
    with pytest.raises(FieldError, match=word), Desk.open_to_write(pair.office) as desk:
        erase(desk, contact.id, fields, "本人申请删除")
    assert pair.office.log.read_bytes() == before


def test_a_laptop_does_not_erase(pair: Pair) -> None:
    with pytest.raises(FieldError), Desk.open_to_write(pair.cadre) as desk:
        erase(desk, rows(pair.cadre, "enterprise")[0]["id"], ["name"], "本人申请删除")


def test_what_was_kept_longer_than_the_setting_allows_is_listed(pair: Pair) -> None:
    contact = contact_of(pair.office)
    with Desk.open_to_read(pair.office) as desk:
        then = today() + timedelta(days=366)
        assert [due.record for due in due_for_erasure(desk, {"contact": 365}, then)] == [contact.id]
        assert list(due_for_erasure(desk, {"contact": 365}, today())) == []
    erase_in(pair.office, contact.id, "name", "phone")
    with Desk.open_to_read(pair.office) as desk:
        assert list(due_for_erasure(desk, {"contact": 365}, date(2100, 1, 1))) == []


def fieldtui(workspace: Workspace, *arguments: str) -> subprocess.CompletedProcess[str]:
    ended = run_here("--workspace", str(workspace.folder), *arguments)
    return subprocess.CompletedProcess(arguments, ended.code, ended.text, ended.error)


def test_the_command_asks_first_erases_and_names_the_files_that_may_hold_the_words(pair: Pair) -> None:
    contact = contact_of(pair.office)
    asked = fieldtui(pair.office, "erase", contact.id, "--personal", "--reason", "保存期满")
    assert asked.returncode == 2
    assert "--yes" in asked.stderr
    assert holding(pair.office.folder, PHONE)
    take_home(pair)
    done = fieldtui(pair.office, "erase", contact.id, "--personal", "--reason", "保存期满", "--yes")
    assert done.returncode == 0, done.stderr
    assert "企服办" in done.stdout or "示例张" in done.stdout, "the bundle that went out is named"
    assert holding(pair.office.folder, PHONE) == []


def test_the_period_is_set_and_taken_back_by_a_command(pair: Pair) -> None:
    contact_of(pair.office)
    unset = fieldtui(pair.office, "retention")
    assert (unset.returncode, unset.stderr) == (0, "")
    assert "fieldtui retention contact" in unset.stdout
    assert fieldtui(pair.office, "retention", "contact", "365").returncode == 0
    assert Workspace.load(pair.office.folder).retention == {"contact": 365}
    assert "365" in fieldtui(pair.office, "retention").stdout
    assert fieldtui(pair.office, "retention", "contact", "0").returncode == 0
    assert Workspace.load(pair.office.folder).retention == {}
    assert fieldtui(pair.office, "retention", "联系人", "７３０").returncode == 0
    assert Workspace.load(pair.office.folder).retention == {"contact": 730}
    strange = fieldtui(pair.office, "retention", "contact", "abc")
    assert strange.returncode == 2
    assert "“abc”不是天数；请写 0 到 36500 的整数。" in strange.stderr


def test_the_period_is_not_set_where_one_only_looks_nor_beside_a_window_nor_by_a_cadre(pair: Pair) -> None:
    assert fieldtui(pair.office, "--read", "retention", "contact", "9").returncode == 2
    assert fieldtui(pair.cadre, "retention", "contact", "9").returncode == 2
    with Desk.open_to_write(pair.office):
        assert fieldtui(pair.office, "retention", "contact", "9").returncode == 1
    assert Workspace.load(pair.office.folder).retention == Workspace.load(pair.cadre.folder).retention == {}


def test_fields_are_named_by_their_labels_too(pair: Pair) -> None:
    contact = contact_of(pair.office)
    done = fieldtui(pair.office, "erase", contact.id, "--fields", "电话，名称", "--reason", "本人申请删除", "--yes")
    assert done.returncode == 0, done.stderr
    assert holding(pair.office.folder, PHONE) == holding(pair.office.folder, "示例孙") == []


def test_what_was_erased_is_not_erased_again(pair: Pair) -> None:
    contact = contact_of(pair.office)
    erase_in(pair.office, contact.id, "phone", "name")
    log = pair.office.log.read_bytes()
    with pytest.raises(FieldError, match="以前已经抹除"):
        erase_in(pair.office, contact.id, "phone", "name")
    assert pair.office.log.read_bytes() == log
    with Desk.open_to_write(pair.office) as desk:
        found = desk.ledger.get("contact", contact.id)
        assert found is not None
        desk.ledger.save(found.amended(phone=PHONE))
    assert erase_in(pair.office, contact.id, "phone") == 1, "only what was written since"


def test_a_laptop_that_takes_in_an_erasure_names_its_own_files_that_may_hold_the_words(pair: Pair) -> None:
    contact = Contact(enterprise=rows(pair.cadre, "enterprise")[0]["id"], name="示例孙", phone=PHONE)
    save(pair.cadre, contact)
    hand_in(pair)
    assert fieldtui(pair.cadre, "backup").returncode == 0
    erase_in(pair.office, contact.id, "phone")
    with Desk.open_to_write(pair.office) as office:
        file = export_to_device(office.ledger, next(office.ledger.rows("device")), now()).path
    done = fieldtui(pair.cadre, "bundle", "import", str(file))
    assert done.returncode == 0, done.stderr
    for folder in (pair.cadre.backups, pair.cadre.exports):
        assert str(next(folder.iterdir())) in done.stdout
    assert "可能" in done.stdout
    assert len(fieldtui(pair.cadre, "bundle", "import", str(file)).stdout.splitlines()) == 1
    assert fieldtui(pair.office, "retention", "unit", "9").returncode == 2
