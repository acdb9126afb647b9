"""Laws 5, 9 and 10 at the ledger: what was saved is there again, whatever happened to the files around it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from tinydb import TinyDB, where

from fieldtui.ledger.blobs import keep_blob, read_blob
from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.kept import read_kept
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.locking import lock
from fieldtui.ledger.log import DamagedLogError, LogError
from fieldtui.ledger.passphrase import Cost
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.ledger.writer_lock import BusyError
from fieldtui.model.record import new_id
from fieldtui.model.records.person import Person
from fieldtui.model.records.unit import Unit
from fieldtui.sync.enrol import found_office, make_workspace
from fieldtui.work.clock import today
from fieldtui.work.desk import standings


@pytest.fixture
def workspace(tmp_path: Path, under_lock: bool) -> Workspace:
    """An office's workspace with its first entries."""
    made = make_workspace(
        tmp_path / "企服办", role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN"
    )
    found_office(made, standings, office_name="企服办", today=today())
    if under_lock:
        made = lock(made, "示例 稻米 三百里 高粱红", Cost(n=2, r=1, p=1))
        Ledger.open_to_write(made, standings).close()
    return made


def people(ledger: Ledger) -> set[str]:
    return {row["name"] for row in ledger.rows("person")}


def add_person(workspace: Workspace, name: str) -> None:
    with Ledger.open_to_write(workspace) as ledger:
        unit = next(ledger.rows("unit"))
        ledger.save(Person(name=name, unit=unit["id"]))


@pytest.mark.both_ways
def test_a_record_is_there_again_with_all_that_was_said_of_it(workspace: Workspace) -> None:
    add_person(workspace, "示例王")
    with Ledger.open_to_read(workspace) as ledger:
        row = next(row for row in ledger.rows("person") if row["name"] == "示例王")
        person = ledger.get("person", row["id"])
        assert isinstance(person, Person)
        assert person.name == "示例王"


@pytest.mark.both_ways
def test_only_what_changed_is_logged(workspace: Workspace) -> None:
    with Ledger.open_to_write(workspace) as ledger:
        unit = Unit(name="金融办")
        ledger.save(unit)
        assert ledger.save(unit) == [], "nothing changed, nothing is written"
        changes = ledger.save(unit.amended(name="金融工作办"))
        assert [change.set for change in changes] == [{"name": "金融工作办"}]
        assert list(changes[0].over) == [ledger.history.of(unit.id)[0].id]


def test_several_records_are_one_line_of_the_log(workspace: Workspace) -> None:
    lines = workspace.log.read_bytes().count(b"\n")
    with Ledger.open_to_write(workspace) as ledger:
        ledger.save(*[Unit(name=f"示例第{number}办") for number in range(5)])
    assert workspace.log.read_bytes().count(b"\n") == lines + 1


@pytest.mark.open_only
def test_stock_tinydb_opens_and_queries_the_view(workspace: Workspace) -> None:
    add_person(workspace, "示例王")
    with TinyDB(workspace.view, encoding="utf-8") as database:
        found = database.table("person").search(where("name") == "示例王")
        assert len(found) == 1
        assert found[0].doc_id == int(found[0]["id"].replace("-", ""), 16)


@pytest.mark.both_ways
def test_the_view_made_anew_from_the_log_is_the_same_byte_for_byte(workspace: Workspace) -> None:
    add_person(workspace, "示例王")
    with Ledger.open_to_write(workspace, standings) as ledger:
        person = ledger.get("person", next(iter(ledger.rows("person")))["id"])
        assert isinstance(person, Person)
        ledger.save(person.amended(post="科员"))
    before = read_kept(workspace.view)
    workspace.view.unlink()
    with Ledger.open_to_write(workspace, standings):
        pass
    assert read_kept(workspace.view) == before


@pytest.mark.parametrize("lost", ["ledger.json", "ledger.mark.json", "both", "altered"])
def test_a_view_that_is_lost_or_altered_is_made_anew(workspace: Workspace, lost: str) -> None:
    add_person(workspace, "示例王")
    if lost in ("ledger.json", "both"):
        workspace.view.unlink()
    if lost in ("ledger.mark.json", "both"):
        workspace.mark.unlink()
    if lost == "altered":
        workspace.view.write_bytes(read_kept(workspace.view).replace("示例王".encode(), "示例汪".encode()))
    with Ledger.open_to_read(workspace) as ledger:
        assert people(ledger) == {"示例李", "示例王"}


@pytest.mark.both_ways
def test_a_view_that_is_behind_catches_up(workspace: Workspace) -> None:
    old = read_kept(workspace.view), workspace.mark.read_bytes()
    add_person(workspace, "示例王")
    workspace.view.write_bytes(old[0])
    workspace.mark.write_bytes(old[1])
    with Ledger.open_to_read(workspace) as ledger:
        assert people(ledger) == {"示例李", "示例王"}


@pytest.mark.both_ways
def test_an_unfinished_last_line_is_put_aside_and_everything_before_it_is_there(workspace: Workspace) -> None:
    add_person(workspace, "示例王")
    whole = workspace.log.read_bytes()
    with workspace.log.open("ab") as log:
        log.write(whole.splitlines()[0][:57])
    add_person(workspace, "示例赵")
    with Ledger.open_to_read(workspace) as ledger:
        assert people(ledger) == {"示例李", "示例王", "示例赵"}
    assert [read_kept(path) for path in workspace.backups.iterdir()] == [whole.splitlines()[0][:57]]
    assert all(finding.sound for finding in check(workspace, standings))


@pytest.mark.open_only
def test_a_damaged_line_with_sound_ones_after_it_is_told_and_never_passed_over(workspace: Workspace) -> None:
    add_person(workspace, "示例王")
    add_person(workspace, "示例赵")
    lines = workspace.log.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace("示例王".encode(), "示例汪".encode())
    workspace.log.write_bytes(b"".join(lines))
    findings = check(workspace, standings)
    assert not findings[0].sound
    assert "2" in findings[0].sentence, "it says which line"
    workspace.view.unlink()
    with pytest.raises(DamagedLogError):
        Ledger.open_to_read(workspace)


def test_check_finds_a_view_altered_by_hand(workspace: Workspace) -> None:
    assert all(finding.sound for finding in check(workspace, standings))
    workspace.view.write_bytes(read_kept(workspace.view).replace("示例李".encode(), "示例黎".encode()))
    assert not all(finding.sound for finding in check(workspace, standings))


@pytest.mark.both_ways
def test_a_second_writer_is_told_so_and_a_reader_is_not_disturbed(workspace: Workspace) -> None:
    with Ledger.open_to_write(workspace):
        with pytest.raises(BusyError):
            Ledger.open_to_write(workspace)
        with Ledger.open_to_read(workspace) as reader:
            assert people(reader) == {"示例李"}


@pytest.mark.open_only
def test_what_was_acknowledged_before_a_kill_is_there(workspace: Workspace) -> None:
    """A child saves, says so, and is killed at once, before the view's file is written."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(workspace.folder)], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().decode().strip() for _line in range(20)]
    child.kill()
    child.wait(10)
    child.stdout.close()
    with Ledger.open_to_read(workspace) as ledger:
        assert set(acknowledged) <= {row["id"] for row in ledger.rows("unit")}
    add_person(workspace, "示例王")
    assert all(finding.sound for finding in check(workspace, standings))


CHILD = """
import sys
import time
from pathlib import Path
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.unit import Unit
ledger = Ledger.open_to_write(Workspace.load(Path(sys.argv[1])))
while True:
    unit = Unit(name="示例办")
    ledger.save(unit)
    print(unit.id, flush=True)
"""


@pytest.mark.both_ways
def test_a_write_that_is_cut_short_saves_nothing_says_what_to_do_and_is_not_tried_again(workspace: Workspace) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX can limit the size of a file")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ledger = Ledger.open_to_write(workspace)
    before = workspace.log.read_bytes()
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
        with pytest.raises(LogError, match=r"."):
            ledger.save(Unit(name="示例办"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert workspace.log.read_bytes() == before, "cut back to the last good end"
    assert not [row for row in ledger.rows("unit") if row["name"] == "示例办"], "nothing pretends to be saved"
    with pytest.raises(LogError):
        ledger.save(Unit(name="示例办"))
    ledger.close()
    add_person(workspace, "示例王")
    assert all(finding.sound for finding in check(workspace, standings))


def test_what_a_newer_version_wrote_stays_when_this_one_edits(workspace: Workspace) -> None:
    with Ledger.open_to_write(workspace) as ledger:
        unit = Unit.model_validate({"id": new_id(), "name": "金融办", "colour_of_door": "红"})
        ledger.save(unit)
        again = ledger.get("unit", unit.id)
        assert isinstance(again, Unit)
        ledger.save(again.amended(name="金融工作办"))
        row = ledger.row("unit", unit.id)
        assert row is not None
        assert (row["name"], row["colour_of_door"]) == ("金融工作办", "红")


@pytest.mark.open_only
def test_a_workspace_of_a_newer_version_is_refused_with_a_sentence(workspace: Workspace) -> None:
    settings = workspace.folder / "fieldtui.toml"
    settings.write_text(settings.read_text("utf-8").replace("format = 2", "format = 99"), "utf-8")
    with pytest.raises(WorkspaceError):
        Workspace.load(workspace.folder)


def test_comments_in_the_settings_stay(workspace: Workspace) -> None:
    settings = workspace.folder / "fieldtui.toml"
    settings.write_text("# 我的电脑\n" + settings.read_text("utf-8"), "utf-8")
    Workspace.load(workspace.folder).store(language="en")
    assert settings.read_text("utf-8").startswith("# 我的电脑\n")
    assert Workspace.load(workspace.folder).language == "en"


def test_drafts_are_kept_apart_and_thrown_away_one_by_one(workspace: Workspace) -> None:
    first, second = new_id(), new_id()
    drafts = Drafts(workspace.drafts)
    drafts.keep(first, "visit", "", {"note": "写到一半"})
    drafts.keep(second, "visit", "", {"note": "另一家"})
    drafts.keep(first, "visit", "", {"note": "写到一大半"})
    again = Drafts(workspace.drafts)
    assert {draft.id: draft.values["note"] for draft in again.all()} == {first: "写到一大半", second: "另一家"}
    again.discard(first)
    assert [draft.id for draft in Drafts(workspace.drafts).all()] == [second]


def test_an_attached_file_is_kept_once_and_checked_when_read(tmp_path: Path) -> None:
    name = keep_blob(tmp_path, b"scan")
    assert keep_blob(tmp_path, b"scan") == name
    assert read_blob(tmp_path, name) == b"scan"
    (tmp_path / name).write_bytes(b"other")
    assert read_blob(tmp_path, name) is None


def test_the_private_keys_are_for_the_owner_alone(workspace: Workspace) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such bits")
    modes = [path.stat().st_mode & 0o077 for path in workspace.private_keys.iterdir()]
    # One to sign with, one to open what is sealed.
    assert modes == [0, 0]


@pytest.mark.open_only
def test_each_line_of_the_log_is_json_with_its_version(workspace: Workspace) -> None:
    for line in workspace.log.read_bytes().splitlines():
        assert orjson.loads(line)["v"] == 2


@pytest.mark.both_ways
def test_a_log_that_is_gone_is_told_and_nothing_begins_anew_beside_the_view(workspace: Workspace) -> None:
    saved = workspace.log.read_bytes()
    workspace.log.unlink()
    for opened in (Ledger.open_to_read, Ledger.open_to_write):
        with pytest.raises(LogError):
            opened(workspace)
    assert not all(finding.sound for finding in check(workspace, standings))
    workspace.log.write_bytes(saved)
    with Ledger.open_to_read(workspace) as ledger:
        assert people(ledger) == {"示例李"}


def test_two_damaged_lines_at_the_end_are_no_unfinished_write(workspace: Workspace) -> None:
    add_person(workspace, "示例王")
    add_person(workspace, "示例赵")
    lines = workspace.log.read_bytes().splitlines(keepends=True)
    workspace.log.write_bytes(b"".join([*lines[:-2], lines[-2][:-9] + b"!" + lines[-2][-8:], lines[-1][:40] + b"\n"]))
    workspace.mark.unlink()
    with pytest.raises(DamagedLogError):
        Ledger.open_to_write(workspace)


@pytest.mark.open_only
@pytest.mark.parametrize("member", ["confirmed", "tables", "view"])
def test_a_mark_that_was_altered_is_not_believed(workspace: Workspace, member: str) -> None:
    add_person(workspace, "示例王")
    text = workspace.mark.read_text("utf-8")
    workspace.mark.write_text(text.replace(f'"{member}"', f'"{member[::-1]}"') + " ", "utf-8")
    with Ledger.open_to_read(workspace) as ledger:
        assert people(ledger) == {"示例李", "示例王"}


@pytest.mark.both_ways
def test_a_save_while_the_view_is_written_is_written_too(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldtui.ledger.ledger.WRITE_BEHIND", 0.01)
    with Ledger.open_to_write(workspace) as ledger:
        names = [f"示例第{number}办" for number in range(60)]
        for name in names:
            ledger.save(Unit(name=name))
        deadline = time.monotonic() + 10
        while names[-1] not in read_kept(workspace.view).decode():
            assert time.monotonic() < deadline, "the last save never reached the view's file"
            time.sleep(0.02)


def test_a_watcher_that_fails_does_not_make_a_save_look_failed(workspace: Workspace) -> None:
    def stumble(_touched: object) -> None:
        raise ZeroDivisionError

    with Ledger.open_to_write(workspace) as ledger:
        ledger.watch(stumble)
        assert len(ledger.save(Unit(name="示例办"))) == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"garbage", b'{"drafts": {"1": {}}}'])
def test_drafts_that_are_damaged_are_put_aside_and_new_ones_can_be_kept(workspace: Workspace, content: bytes) -> None:
    workspace.drafts.write_bytes(content)
    drafts = Drafts(workspace.drafts)
    drafts.keep(new_id(), "visit", "", {"note": "写到一半"})
    assert [draft.values["note"] for draft in drafts.all()] == ["写到一半"]
    assert [read_kept(path) for path in workspace.data.glob("drafts-damaged-*")] == [content]


def test_an_id_that_belongs_to_another_kind_is_refused(workspace: Workspace) -> None:
    with Ledger.open_to_write(workspace) as ledger, pytest.raises(WorkspaceError):
        ledger.save(Unit(id=next(ledger.rows("person"))["id"], name="示例办"))
