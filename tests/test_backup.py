"""Backup and restore: nothing of a workspace is lost, whatever is damaged, cut off, or in the way."""

import hashlib
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from commands_here import run_here
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from killed import killed_after, killed_at, moments
from story import ENTERPRISE, Pair, assert_sound, copy_of

from fieldtui.ledger.backup import BackupError, back_up, free_name, read_contents
from fieldtui.ledger.blobs import keep_blob, read_blob
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.restoring import go_on, is_interrupted, restore
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.ledger.writer_lock import BusyError
from fieldtui.model.record import new_id
from fieldtui.model.records.unit import Unit
from fieldtui.sync.exchange import export_to_office
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.renewal import open_desk, renew_restored
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk

forks = pytest.mark.skipif(os.name == "nt", reason="forks")


@pytest.fixture(scope="session")
def used_once(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A laptop with an attachment, a draft, a torn file put aside and a view. Only to be copied."""
    pair = copy_of(enrolled, tmp_path_factory.mktemp("used"))
    laptop = pair.cadre
    with Desk.open_to_write(laptop) as desk:
        desk.ledger.save(Unit(name="备份之前的示例办"))
    keep_blob(laptop.blobs, b"a photograph")
    Drafts(laptop.drafts).keep(new_id(), "visit", "", {"enterprise": ENTERPRISE, "note": "写了一半"})
    laptop.backups.mkdir(exist_ok=True)
    (laptop.backups / "torn-1.txt").write_bytes(b"{")
    return pair


@pytest.fixture
def laptop(used_once: Pair, tmp_path: Path) -> Workspace:
    return copy_of(used_once, tmp_path).cadre


@pytest.fixture
def backup(laptop: Workspace, tmp_path: Path) -> Path:
    return back_up(laptop, tmp_path / "backup.zip", now()).path


def restored(backup: Path, folder: Path) -> Workspace:
    restore(backup, folder, lambda staging: renew_restored(staging, folder), now())
    return Workspace.load(folder)


def units(side: Workspace) -> set[str]:
    with Desk.open_to_read(Workspace.load(side.folder)) as desk:
        return {row["name"] for row in desk.ledger.rows("unit")}


def save_unit(side: Workspace, name: str) -> None:
    desk, _sentences = open_desk(Workspace.load(side.folder))
    with desk:
        desk.ledger.save(Unit(name=name))


def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """A command, in English."""
    words = [str(argument) for argument in arguments]
    ended = run_here(*words, language="en")
    return subprocess.CompletedProcess(words, ended.code, ended.text, ended.error)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The backup


def test_a_backup_holds_log_drafts_attachments_and_settings_and_no_key(laptop: Workspace, backup: Path) -> None:
    (blob,) = laptop.blobs.iterdir()
    with zipfile.ZipFile(backup) as archive:
        assert archive.testzip() is None, "any program can open it"
        names = set(archive.namelist())
        assert names == {
            "backup.json",
            "fieldtui.toml",
            "data/log.jsonl",
            "data/drafts.json",
            f"data/blobs/{blob.name}",
        }
        assert archive.read("data/log.jsonl") == laptop.log.read_bytes()
        said = orjson.loads(archive.read("backup.json"))
        parts = {name: archive.read(name) for name in said["parts"]}
    assert names - {"backup.json"} == parts.keys()
    for name, part in said["parts"].items():
        assert part == {"size": len(parts[name]), "sha256": hashlib.sha256(parts[name]).hexdigest()}
    assert (said["county"], said["device"], said["name"]) == (laptop.county, laptop.device, laptop.name)
    assert said["commits"] == laptop.log.read_bytes().count(b"\n")


def test_the_command_says_where_it_is_how_much_it_holds_and_how_large_it_is(laptop: Workspace) -> None:
    done = run("--workspace", laptop.folder, "backup")
    assert done.returncode == 0
    path = next(laptop.backups.glob("*.zip"))
    contents = read_contents(path)
    for word in (path, f"{contents.commits} commits", f"{contents.records} records", "KB"):
        assert str(word) in done.stdout
    run("--workspace", laptop.folder, "backup")
    assert len(list(laptop.backups.glob("*.zip"))) == 2, "the second one of a day has a name of its own"


def test_it_goes_to_the_file_or_folder_that_is_named_and_over_nothing(laptop: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("--workspace", laptop.folder, "backup", stick).returncode == 0
    (path,) = stick.iterdir()
    assert path == free_name(stick, laptop.name, now()).with_name(path.name)
    kept = path.read_bytes()
    again = run("--workspace", laptop.folder, "backup", path)
    assert (again.returncode, path.read_bytes()) == (2, kept)
    assert str(path) in again.stderr
    assert run("--workspace", laptop.folder, "backup", tmp_path / "nowhere" / "a.zip").returncode == 2
    assert not (tmp_path / "nowhere").exists()


def test_it_works_beside_an_open_window_and_leaves_out_an_unfinished_write(laptop: Workspace, tmp_path: Path) -> None:
    with Desk.open_to_write(laptop) as desk:
        desk.ledger.save(Unit(name="窗口里的示例办"))
        sound = laptop.log.read_bytes()
        with laptop.log.open("ab") as log:
            log.write(b'{"at":1')
        assert run("--workspace", laptop.folder, "backup", tmp_path / "a.zip").returncode == 0
    assert zipfile.ZipFile(tmp_path / "a.zip").read("data/log.jsonl") == sound
    assert "窗口里的示例办" in units(restored(tmp_path / "a.zip", tmp_path / "new"))


def test_a_damaged_log_is_refused_and_leaves_no_file(laptop: Workspace, tmp_path: Path) -> None:
    lines = laptop.log.read_bytes().splitlines(keepends=True)
    laptop.log.write_bytes(lines[0].replace(b"a", b"b", 1) + b"".join(lines[1:]))
    done = run("--workspace", laptop.folder, "backup", tmp_path / "a.zip")
    assert done.returncode == 1
    assert "Line 1 of the log is damaged" in done.stderr
    assert not (tmp_path / "a.zip").exists()
    assert not (tmp_path / "a.zip.new").exists()


def test_a_workspace_in_which_nothing_was_entered_yet_can_be_kept(pair: Pair, tmp_path: Path) -> None:
    shutil.rmtree(pair.cadre.data)
    path = back_up(pair.cadre, tmp_path / "a.zip", now()).path
    assert restored(path, tmp_path / "new").name == pair.cadre.name


# The restore


def test_all_that_was_kept_comes_back(laptop: Workspace, backup: Path, tmp_path: Path) -> None:
    done = run("restore", backup, tmp_path / "new")
    assert done.returncode == 0, done.stderr
    new = Workspace.load(tmp_path / "new")
    assert units(new) == units(laptop)
    assert Drafts(new.drafts).all() == Drafts(laptop.drafts).all()
    (blob,) = laptop.blobs.iterdir()
    assert read_blob(new.blobs, blob.name) == b"a photograph"
    assert new.log.read_bytes().startswith(laptop.log.read_bytes())
    assert comparison_code(new.device) in done.stdout
    assert "accept this laptop again" in done.stdout
    assert_sound(new)
    assert sorted(path.name for path in new.folder.iterdir()) == ["data", "fieldtui.toml"]
    assert run("--workspace", new.folder, "add", "idea", "source=resident", "text=示例").stderr == "", "told once"


def test_over_a_workspace_only_when_that_is_said_and_then_all_of_it_is_kept(
    laptop: Workspace, backup: Path, tmp_path: Path
) -> None:
    save_unit(laptop, "备份之后的示例办")
    before = files(laptop.folder)
    refused = run("--workspace", laptop.folder, "restore", backup)
    assert (refused.returncode, files(laptop.folder)) == (2, before)
    assert "--replace" in refused.stderr
    done = run("--workspace", laptop.folder, "restore", backup, "--replace")
    assert done.returncode == 0, done.stderr
    new = Workspace.load(laptop.folder)
    assert "备份之后的示例办" not in units(new)
    kept = next(new.backups.glob("replaced-*"))
    assert str(kept) in done.stdout
    assert "备份之后的示例办" in units(Workspace.load(kept))
    after = set(files(laptop.folder).values())
    lost = {name for name, content in before.items() if content not in after}
    assert lost == set()
    assert (new.backups / "torn-1.txt").exists(), "the backups of before stand beside it"
    own = {f"{new.device}.json", f"{new.device}.sealing.json", "place.json"}
    assert {path.name for path in new.private_keys.glob("*.json")} == own
    assert not (kept / "data" / "keys").exists(), "no backup holds a key"
    assert (new.private_keys / "former" / f"{laptop.device}.json").exists()
    assert_sound(new)


def test_a_second_restore_of_the_same_file_is_another_device_again(backup: Path, tmp_path: Path) -> None:
    first, second = restored(backup, tmp_path / "new"), restored(backup, tmp_path / "new")
    assert first.device != second.device
    assert units(first) == units(second)
    assert len(list(second.backups.glob("replaced-*"))) == 1
    third = restored(backup, tmp_path / "new")
    assert len(list(third.backups.glob("replaced-*"))) == 2, "no older one is lost"
    assert len(list((third.private_keys / "former").iterdir())) > 2


def test_a_folder_with_other_things_in_it_keeps_them(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new" / "data").mkdir(parents=True)
    (tmp_path / "new" / "letter.txt").write_text("…")
    (tmp_path / "new" / "data" / "list.csv").write_text("a,b")
    new = restored(backup, tmp_path / "new")
    assert (new.folder / "letter.txt").read_text() == "…"
    assert [path.read_text() for path in new.backups.rglob("list.csv")] == ["a,b"]


def test_the_command_makes_no_workspace_among_other_things_nor_where_nobody_would_look(
    backup: Path, tmp_path: Path
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "letter.txt").write_text("…")
    for words in (["--replace"], []):
        done = run("restore", backup, documents, *words)
        assert done.returncode == 2
        assert "letter.txt" in done.stderr
    assert [path.name for path in documents.iterdir()] == ["letter.txt"]
    unnamed = run("restore", backup)
    assert unnamed.returncode == 2
    assert "fieldtui restore FILE DIR" in unnamed.stderr
    assert not list((Path.home()).rglob("fieldtui.toml"))
    assert run("--read", "restore", backup, tmp_path / "new").returncode == 2
    assert run("--workspace", tmp_path / "new", "restore", backup).returncode == 0


def test_after_a_restore_no_file_bears_a_name_that_was_handed_in_before(laptop: Workspace, backup: Path) -> None:
    with Desk.open_to_write(laptop) as desk:
        before = export_to_office(desk.ledger, now()).path.name
    new = restored(backup, laptop.folder)
    shutil.rmtree(new.exports)
    with Desk.open_to_write(new) as desk:
        after = export_to_office(desk.ledger, now()).path.name
    assert before != after
    assert comparison_code(new.device)[:4] in after


def test_what_the_backup_lacks_is_counted_also_behind_a_damage(laptop: Workspace, backup: Path) -> None:
    save_unit(laptop, "备份之后的示例办")
    done = run("restore", backup, laptop.folder, "--replace")
    assert "1 entry of what was there before is not in the backup." in done.stdout
    kept = back_up(Workspace.load(laptop.folder), backup.with_name("second.zip"), now()).path
    save_unit(laptop, "又一个示例办")
    save_unit(laptop, "再一个示例办")
    log = Workspace.load(laptop.folder).log
    first, *others = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([first[:-9], b"x", first[-8:], *others]))
    assert "2 entries of what was there before" in run("restore", kept, laptop.folder, "--replace").stdout
    assert "not in the backup" not in run("restore", kept, laptop.folder, "--replace").stdout


def test_settings_that_can_t_be_read_are_no_hindrance(laptop: Workspace, backup: Path) -> None:
    (laptop.folder / "fieldtui.toml").write_bytes(b"\xff = [")
    assert run("restore", backup, laptop.folder).returncode == 2
    assert run("restore", backup, laptop.folder, "--replace").returncode == 0
    new = Workspace.load(laptop.folder)
    assert [path.read_bytes() for path in new.backups.glob("*/fieldtui.toml")] == [b"\xff = ["]


def test_a_damaged_log_can_be_replaced_and_is_kept(laptop: Workspace, backup: Path) -> None:
    damaged = b"x\n" + laptop.log.read_bytes()
    laptop.log.write_bytes(damaged)
    new = restored(backup, laptop.folder)
    assert_sound(new)
    assert [path.read_bytes() for path in new.backups.glob("*/data/log.jsonl")] == [damaged]


def test_an_open_window_keeps_its_workspace(laptop: Workspace, backup: Path) -> None:
    with Desk.open_to_write(laptop) as desk:
        with pytest.raises(BusyError):
            restored(backup, laptop.folder)
        assert run("restore", backup, laptop.folder, "--replace").returncode == 1
        desk.ledger.save(Unit(name="窗口里的示例办"))
    assert "窗口里的示例办" in units(laptop)
    assert not (laptop.folder / "restoring").exists()


# What is damaged, or none of ours


def test_every_prefix_of_a_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    for length in {*range(0, len(content), max(1, len(content) // 150)), len(content) - 1}:
        backup.write_bytes(content[:length])
        with pytest.raises(BackupError):
            restored(backup, tmp_path / "new")
    assert not (tmp_path / "new" / "fieldtui.toml").exists()


@given(place=st.floats(0, 1, exclude_max=True), other=st.integers(1, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_a_flipped_byte_is_found_or_means_nothing(backup: Path, tmp_path: Path, place: float, other: int) -> None:
    """A zip has bytes that nobody reads, such as times; what is unpacked is what was kept, or nothing is."""
    content = bytearray(backup.read_bytes())
    content[int(place * len(content))] ^= other
    altered = tmp_path / "altered.zip"
    altered.write_bytes(content)
    folder = tmp_path / "flipped"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(backup) as archive:
        log = archive.read("data/log.jsonl")
    try:
        restored(altered, folder)
    except BackupError:
        assert not (folder / "fieldtui.toml").exists()
    else:
        assert (folder / "data" / "log.jsonl").read_bytes().startswith(log)


Parts = dict[str, bytes]


def rewritten(backup: Path, alter: Callable[[Parts], None], *, listed: bool = True) -> None:
    """The backup with other parts, whose sizes and hashes are said anew unless they are not `listed`."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    alter(parts)
    said = orjson.loads(parts.pop("backup.json"))
    if listed:
        said["parts"] = {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in parts.items()
        }
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr("backup.json", orjson.dumps(said))


@pytest.mark.parametrize(
    "name",
    ["../outside", "/outside", "data/keys/key.json", "data/../../outside", "data/blobs/x", "data\\log.jsonl", "x/"],
)
@pytest.mark.parametrize("listed", [True, False])
def test_no_other_file_is_unpacked(backup: Path, tmp_path: Path, name: str, listed: bool) -> None:
    rewritten(backup, lambda parts: parts.update({name: b"x"}), listed=listed)
    place = tmp_path / "in" / "new"
    with pytest.raises(BackupError):
        restored(backup, place)
    assert {path.name for path in tmp_path.rglob("*")} & {"outside", "key.json", "x"} == set()


def test_a_part_that_is_larger_than_it_is_said_to_be_is_not_unpacked(backup: Path, tmp_path: Path) -> None:
    rewritten(backup, lambda parts: parts.update({"data/drafts.json": b"0" * 10_000_000}), listed=False)
    with pytest.raises(BackupError):
        restored(backup, tmp_path / "new")


def test_a_backup_that_the_disk_can_not_hold_is_not_begun(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = orjson.loads(parts["backup.json"])
    said["parts"]["data/log.jsonl"]["size"] = 2**52
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in {**parts, "backup.json": orjson.dumps(said)}.items():
            archive.writestr(name, content)
    with pytest.raises(BackupError, match="4503599"):
        restored(backup, tmp_path / "new")


@pytest.mark.parametrize("name", ["fieldtui.toml", "data/drafts.json", "data/blobs/"])
def test_a_part_that_is_not_what_its_hash_says_is_refused(backup: Path, tmp_path: Path, name: str) -> None:
    """Put in by another program, which made the zip itself sound."""

    def alter(parts: Parts) -> None:
        found = next(part for part in parts if part.startswith(name))
        parts[found] = parts[found][:-1] + b" "

    rewritten(backup, alter, listed=False)
    with pytest.raises(BackupError):
        restored(backup, tmp_path / "new")


def a_line_altered(parts: Parts) -> None:
    parts["data/log.jsonl"] = parts["data/log.jsonl"].replace(b'"tick":1', b'"tick":2', 1)


def no_settings(parts: Parts) -> None:
    del parts["fieldtui.toml"]


def cut_off(parts: Parts) -> None:
    parts["data/log.jsonl"] = parts["data/log.jsonl"][:-3]


def other_settings(parts: Parts) -> None:
    parts["fieldtui.toml"] = b"[county]\ncode = 7\n"


@pytest.mark.parametrize("alter", [a_line_altered, no_settings, cut_off, other_settings])
def test_what_is_not_sound_in_itself_is_refused_though_its_hashes_are_right(
    backup: Path, tmp_path: Path, alter: Callable[[Parts], None]
) -> None:
    rewritten(backup, alter)
    done = run("restore", backup, tmp_path / "new")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "new" / "fieldtui.toml").exists()


def not_a_zip() -> bytes:
    return b"{}"


def another_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "…")
    return file.getvalue()


@pytest.mark.parametrize("content", [not_a_zip, another_zip, bytes])
def test_a_file_of_another_kind_is_refused_with_a_sentence(tmp_path: Path, content: Callable[[], bytes]) -> None:
    file = tmp_path / "file"
    file.write_bytes(content())
    done = run("restore", file, tmp_path / "new")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert run("restore", tmp_path / "nothing", tmp_path / "new").returncode == 1
    assert run("restore", tmp_path, tmp_path / "new").returncode == 1


def test_a_backup_of_a_newer_version_says_so(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = {**orjson.loads(parts["backup.json"]), "format": 3, "more": {}}
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in {**parts, "backup.json": orjson.dumps(said)}.items():
            archive.writestr(name, content)
    done = run("restore", backup, tmp_path / "new")
    assert done.returncode == 1
    assert "newer version" in done.stderr


# Killed


@pytest.fixture(scope="session")
def large(used_once: Pair, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A laptop whose backup takes a while: 3 MB of attachments. Only to be copied."""
    laptop = copy_of(used_once, tmp_path_factory.mktemp("large")).cadre
    for number in range(3):
        keep_blob(laptop.blobs, os.urandom(1_000_000) + bytes([number]))
    return laptop


def copied(side: Workspace, folder: Path) -> Workspace:
    return Workspace.load(Path(shutil.copytree(side.folder, folder)))


@forks
def test_killed_while_it_is_written_a_backup_is_whole_or_not_there(
    large: Workspace, quick_folder: Path, thorough: bool
) -> None:
    laptop, target = copied(large, quick_folder / "laptop"), quick_folder / "a.zip"
    ended = set()
    for moment in moments(1000 if thorough else 24, 0.1):
        target.unlink(missing_ok=True)
        ended.add(killed_after(moment, lambda: back_up(laptop, target, now())))
        if target.exists():
            read_contents(target)
            shutil.rmtree(quick_folder / "new", ignore_errors=True)
            assert units(restored(target, quick_folder / "new")) == units(laptop)
    assert ended == {True, False}
    assert_sound(laptop)


ORDER = ("old", "interrupted", "new")


def state_after(killed: Callable[[Callable[[], object]], bool], side: Workspace, backup: Path, folder: Path) -> str:
    """Which workspace is there after a restore over a copy of `side` was killed; run again, it comes to its end."""
    there = copied(side, folder)
    save_unit(there, "备份之后的示例办")
    ended = killed(lambda: restored(backup, folder))
    if is_interrupted(folder):
        with pytest.raises(WorkspaceError, match="fieldtui restore"):
            Workspace.load(folder)
        go_on(folder)
        state = "interrupted"
    else:
        state = "new" if Workspace.load(folder).device != there.device else "old"
        assert state == "new" or not ended
    if state == "old":
        assert "备份之后的示例办" in units(there)
        assert_sound(there)
        restored(backup, folder)
    _assert_restored(there, Workspace.load(folder))
    shutil.rmtree(folder)
    return state


def _assert_restored(there: Workspace, new: Workspace) -> None:
    """The backup is there, as a new device, which is told; what was `there` lies in its backups, without a key."""
    assert_sound(new)
    assert new.device != there.device
    assert "备份之后的示例办" not in units(new)
    (kept,) = new.backups.glob("replaced-*")
    assert "备份之后的示例办" in units(Workspace.load(kept))
    assert not list(kept.rglob("keys"))
    assert (new.backups / "torn-1.txt").exists()
    assert (new.private_keys / "former" / f"{there.device}.json").exists()
    assert {path.name for path in (new.folder / "restoring").glob("*")} <= {"steps.json"}
    desk, sentences = open_desk(new)
    desk.ledger.close()
    assert comparison_code(new.device) in sentences[0]


@forks
def test_killed_at_each_step_of_a_restore_the_old_or_the_new_is_there_or_it_can_go_on(
    laptop: Workspace, quick_folder: Path, thorough: bool
) -> None:
    backup = back_up(laptop, quick_folder / "a.zip", now()).path
    seen, step, ended = [], 1, False

    def killed(work: Callable[[], object]) -> bool:
        nonlocal ended
        ended = killed_at(step, quick_folder / "there", work)
        return ended

    while not ended:
        seen.append(state_after(killed, laptop, backup, quick_folder / "there"))
        # Until the mark nothing that counts is touched.
        step += 1 if thorough or seen[-1] != "old" else 3
    assert seen == sorted(seen, key=ORDER.index), "first the old one, then the mark, then the new one"
    assert set(seen) == set(ORDER)
    assert step > 50, "a step is where something is made, renamed or removed"


@forks
def test_killed_at_any_moment_of_a_restore_the_old_or_the_new_is_there_or_it_can_go_on(
    large: Workspace, quick_folder: Path, thorough: bool
) -> None:
    backup = back_up(large, quick_folder / "a.zip", now()).path
    for moment in moments(1000 if thorough else 24, 0.15):

        def killed(work: Callable[[], object], moment: float = moment) -> bool:
            return killed_after(moment, work)

        state_after(killed, large, backup, quick_folder / "there")


@forks
def test_the_command_ends_what_was_interrupted(laptop: Workspace, backup: Path, tmp_path: Path) -> None:
    interrupt(laptop, backup)
    assert run("--workspace", laptop.folder, "list", "unit").returncode == 2
    done = run("restore", backup, laptop.folder)
    assert done.returncode == 0, done.stderr
    assert comparison_code(Workspace.load(laptop.folder).device) in done.stdout
    assert_sound(Workspace.load(laptop.folder))


@forks
def test_another_backup_is_not_taken_for_the_interrupted_one(laptop: Workspace, backup: Path, tmp_path: Path) -> None:
    save_unit(laptop, "第二个备份里的示例办")
    other = back_up(laptop, tmp_path / "other.zip", now()).path
    interrupt(laptop, backup)
    assert run("restore", other, laptop.folder).returncode == 2
    assert "第二个备份里的示例办" not in units(Workspace.load(laptop.folder))
    assert run("restore", other, laptop.folder, "--replace").returncode == 0
    assert "第二个备份里的示例办" in units(Workspace.load(laptop.folder))


def interrupt(laptop: Workspace, backup: Path) -> None:
    """Begin a restore that is cut off after its mark."""
    step = 40
    while not is_interrupted(laptop.folder):
        assert not killed_at(step, laptop.folder, lambda: restored(backup, laptop.folder))
        step += 3
