"""A passphrase over a workspace: what it hides, what goes on as before, and what whoever has it not meets."""

import base64
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from commands_here import run_here
from story import (
    CADRE,
    CLERK,
    ENTERPRISE,
    NOTE,
    SHORTAGE,
    Hands,
    Pair,
    assert_sound,
    hand_back,
    register_problem,
    screen_of,
)

from fieldtui.ledger.attaching import attach, laid_out
from fieldtui.ledger.backup import back_up
from fieldtui.ledger.blobs import read_blob
from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.lock import LockError, State, forget_keys, is_shut, lock_from, new_lock
from fieldtui.ledger.locking import change, lock, take_off, unlock
from fieldtui.ledger.log import DamagedLogError, LogError
from fieldtui.ledger.passphrase import Cost, derived
from fieldtui.ledger.restoring import restore
from fieldtui.ledger.seal import LockedError
from fieldtui.ledger.workspace import Workspace, WorkspaceError
from fieldtui.model.record import new_id
from fieldtui.model.records.unit import Unit
from fieldtui.sync.codes.frames import put_together
from fieldtui.sync.codes.making import codes_of
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_office, read_file
from fieldtui.sync.renewal import open_desk, renew_restored
from fieldtui.tui.app import FieldApp
from fieldtui.tui.screens.passphrase import PassphraseScreen
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk, standings
from fieldtui.work.visits import enter_visit

CHEAP = Cost(n=2, r=1, p=1)
PASSPHRASE, OTHER = "示例 稻米 三百里 高粱红", "示例 另一句话 也够长了"
PHOTO = "现场照片，其实是文字。".encode() * 50
DRAFT = "写到一半的话，没有人该看到。"


@pytest.fixture
def full(pair: Pair, tmp_path: Path) -> Workspace:
    """The office's workspace with something of everything that can lie in one, some of it from crashes."""
    problem = register_problem(pair.office)
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(PHOTO)
    with Desk.open_to_write(pair.office) as desk:
        attachment = attach(desk.ledger, problem, [photo])[0]
        laid_out(desk.ledger, attachment.id)
    Drafts(pair.office.drafts).keep(new_id(), "visit", "", {"note": DRAFT})
    pair.office.drafts.with_name("drafts-damaged-1.json").write_text(DRAFT, "utf-8")
    pair.office.view.with_name("ledger.json.new").write_bytes(pair.office.view.read_bytes())
    back_up(pair.office, pair.office.backups / "昨天.zip", now())
    with pair.office.log.open("ab") as log:
        log.write(pair.office.log.read_bytes()[:900])
    kept = pair.office.backups / "replaced-2026-01-01"
    shutil.copytree(pair.cadre.folder, kept, ignore=shutil.ignore_patterns("exports"))
    return Workspace.load(pair.office.folder)


def secrets(workspace: Workspace) -> list[bytes]:
    """Words, names and keys of a workspace, in each form in which they could lie in a file."""
    words = [CLERK, CADRE, ENTERPRISE, SHORTAGE, DRAFT[:6], NOTE[:6], "现场照片", "照片.jpg", "bank", "lyjx", "融资"]
    keys = [
        json.loads(path.read_bytes())["d"] for path in workspace.private_keys.glob("*.json") if path.stem.count(".")
    ]
    keys += [json.loads((workspace.private_keys / f"{workspace.device}.json").read_bytes())["d"]]
    forms = [word.encode(encoding) for word in (*words, *keys) for encoding in ("utf-8", "utf-16-le")]
    forms += [json.dumps(word)[1:-1].encode() for word in words]
    forms += [base64.urlsafe_b64decode(key + "==") for key in keys]
    return forms


def holding(folder: Path, wanted: list[bytes]) -> list[str]:
    """The files under a folder, and the parts of backups in it, that hold one of these; not the settings."""
    found = []
    for name, content in contents(folder):
        found += [f"{name}: {words!r}" for words in wanted if words in content]
    return found


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in (path for path in folder.rglob("*") if path.is_file() and path.name != "fieldtui.toml"):
        yield str(path.relative_to(folder)), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                # What a backup says of itself names whose it is, as the settings do.
                parts = [name for name in archive.namelist() if name not in ("fieldtui.toml", "backup.json")]
                yield from ((f"{path.name}/{name}", archive.read(name)) for name in parts)


def test_no_word_name_or_key_can_be_found_in_any_byte_of_a_locked_workspace(full: Workspace, tmp_path: Path) -> None:
    wanted = secrets(full)
    assert len(holding(full.data, wanted)) > 20, "unlocked they are everywhere"
    locked = lock(full, PASSPHRASE, CHEAP)
    assert not holding(full.folder, wanted)
    with open_desk(locked)[0] as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": NOTE}, now().date())
        desk.ledger.save(*entry.records)
        photo = tmp_path / "照片.jpg"
        attach(desk.ledger, entry.records[0].id, [photo])
        desk.ledger.flush()
    drafts = Drafts(locked.drafts)
    drafts.keep(new_id(), "visit", "", {"note": DRAFT})
    locked.drafts.write_bytes(locked.drafts.read_bytes()[:-3])
    assert Drafts(locked.drafts).put_aside
    with locked.log.open("ab") as log:
        log.write(locked.log.read_bytes()[:500])
    Ledger.open_to_write(locked, standings).close()
    back_up(locked, locked.backups / "今天.zip", now())
    assert not holding(full.folder, wanted)
    assert_sound(locked)


def test_all_goes_on_under_a_passphrase_and_after_it(full: Workspace) -> None:
    with Ledger.open_to_write(full, standings) as ledger:
        photo = next(iter(ledger.rows("attachment")))
    typed = Drafts(full.drafts).all()
    locked = lock(full, PASSPHRASE, CHEAP)
    with open_desk(locked)[0] as desk:
        desk.ledger.save(Unit(name="示例新办"))
    assert Drafts(locked.drafts).all() == typed
    assert read_blob(locked.blobs, photo["sha256"]) == PHOTO
    assert_sound(locked)
    opened = take_off(locked, PASSPHRASE)
    open_desk(opened)[0].ledger.close()
    assert read_blob(opened.blobs, photo["sha256"]) == PHOTO
    assert Drafts(opened.drafts).all() == typed
    assert "示例新办" in {row["name"] for row in Ledger.open_to_read(opened, standings).rows("unit")}
    assert not opened.lock.exists()
    assert not list(opened.data.rglob("lock.json"))
    kept = Workspace.load(opened.backups / "replaced-2026-01-01")
    assert any(Ledger.open_to_read(kept, standings).rows("person"))


def flip(path: Path, at: int) -> None:
    """Damages a byte of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_no_passphrase_is_taken_off_what_could_then_never_be_opened(full: Workspace) -> None:
    locked = lock(full, PASSPHRASE, CHEAP)
    blob = next(iter(locked.blobs.glob("*")))
    flip(blob, 60)
    before = {path: path.read_bytes() for path in locked.folder.rglob("*") if path.is_file()}
    with pytest.raises(LockError, match=blob.name):
        take_off(locked, PASSPHRASE)
    assert {path: path.read_bytes() for path in locked.folder.rglob("*") if path.is_file()} == before
    flip(blob, 60)
    take_off(locked, PASSPHRASE)
    assert blob.read_bytes() == PHOTO


@pytest.mark.parametrize("at", [3, 60, -60])
def test_a_workspace_within_that_is_damaged_keeps_its_lock_when_the_passphrase_is_taken_off(
    full: Workspace, at: int
) -> None:
    locked = lock(full, PASSPHRASE, CHEAP)
    kept = Workspace.load(locked.backups / "replaced-2026-01-01")
    sealed = kept.log.read_bytes()
    flip(kept.log, at)
    opened = take_off(locked, PASSPHRASE)
    assert not opened.lock.exists()
    assert not is_shut(opened.folder)
    forget_keys()
    unlock(kept, PASSPHRASE)
    assert any(b'"kty"' in read_kept(path) for path in kept.private_keys.glob("*.json"))
    flip(kept.log, at)
    assert kept.log.read_bytes() == sealed
    assert any(Ledger.open_to_read(kept, standings).rows("person"))


# The log


@pytest.fixture
def lines(pair: Pair) -> tuple[Workspace, list[bytes]]:
    """A locked workspace without its view, and the lines of its log."""
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    with Ledger.open_to_write(locked) as ledger:
        for number in range(4):
            ledger.save(Unit(name=f"示例第{number}办"))
    for path in (locked.view, locked.mark, locked.previous_view):
        path.unlink(missing_ok=True)
    return locked, locked.log.read_bytes().splitlines(keepends=True)


def test_lines_can_not_be_exchanged_left_out_repeated_or_put_in_unseen(lines: tuple[Workspace, list[bytes]]) -> None:
    locked, whole = lines
    *before, third, second, last = whole
    altered = {
        "exchanged": [*before, second, third, last],
        "left out": [*before, second, last],
        "the first left out": whole[1:],
        "repeated": [*before, third, third, second, last],
        "the last repeated": [*whole, last],
        "plain": [*whole, b'{"at":1,"v":2,"sum":"' + b"A" * 22 + b'"}\n', last],
    }
    for what, instead in altered.items():
        locked.log.write_bytes(b"".join(instead))
        with pytest.raises(DamagedLogError):
            Ledger.open_to_read(locked)
        assert not all(finding.sound for finding in check(locked, standings)), what
    locked.log.write_bytes(b"".join(whole))
    assert len(list(Ledger.open_to_read(locked).rows("unit"))) >= 4


def test_an_unfinished_write_is_told_from_damage_under_a_passphrase_too(lines: tuple[Workspace, list[bytes]]) -> None:
    locked, whole = lines
    locked.log.write_bytes(b"".join(whole)[:-30])
    names = {row["name"] for row in Ledger.open_to_read(locked).rows("unit")}
    assert "示例第2办" in names
    assert "示例第3办" not in names
    with Ledger.open_to_write(locked) as ledger:
        ledger.save(Unit(name="示例再来一办"))
    assert "示例再来一办" in {row["name"] for row in Ledger.open_to_read(locked).rows("unit")}


def test_a_file_put_in_the_place_of_another_is_not_believed(pair: Pair) -> None:
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    open_desk(locked)[0].ledger.close()
    shutil.copy(locked.mark, locked.view)
    assert any(Ledger.open_to_read(locked, standings).rows("person")), "made anew from the log"
    shutil.copy(locked.mark, locked.drafts)
    assert Drafts(locked.drafts).put_aside


def test_check_names_what_lies_open_in_a_locked_workspace(pair: Pair) -> None:
    plain = back_up(pair.office, pair.office.folder.parent / "plain.zip", now()).path
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    open_desk(locked)[0].ledger.close()
    assert_sound(locked)
    locked.backups.mkdir(exist_ok=True)
    shutil.copy(plain, locked.backups)
    unsound = [finding for finding in check(locked, standings) if not finding.sound]
    assert [finding.what for finding in unsound] == ["lock.open"]
    assert "plain.zip" in unsound[0].sentence


def test_a_lost_lock_is_told_and_nothing_is_taken_for_empty(pair: Pair) -> None:
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    said = locked.lock.read_bytes()
    log = locked.log.read_bytes()
    locked.lock.unlink()
    for opening in (Ledger.open_to_read, Ledger.open_to_write):
        with pytest.raises(LockedError):
            opening(locked, standings)
    assert not all(finding.sound for finding in check(locked, standings))
    assert locked.log.read_bytes() == log
    for damaged in (b"", b"{}", said[:-20], said.replace(b'"n": 2', b'"n": 1073741824')):
        locked.lock.write_bytes(damaged)
        with pytest.raises(LockError):
            Ledger.open_to_read(locked, standings)
    altered = said.replace(b'"n": 2', b'"n": 4')
    assert lock_from(altered).cost.n == 4
    locked.lock.write_bytes(altered)
    with pytest.raises(LockedError):
        unlock(locked, PASSPHRASE)


@pytest.mark.parametrize(
    "cost", [{"n": 2, "r": 2**20, "p": 16}, {"n": 2**20, "r": 1, "p": 1}, {"n": 2, "r": 2**20, "p": 1}]
)
def test_a_lock_whose_numbers_no_machine_can_compute_is_told_in_a_sentence(
    pair: Pair, words: Path, cost: dict[str, int]
) -> None:
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    locked.lock.write_text(json.dumps({**json.loads(locked.lock.read_bytes()), "scrypt": cost}), "utf-8")
    forget_keys()
    said = run_here("--workspace", str(locked.folder), "--passphrase-file", str(words), "list", "person")
    assert (said.code, said.lines, len(said.error.splitlines())) == (2, [], 1)
    assert "lock.json" in said.error


@pytest.mark.parametrize("cost", [Cost(2**15, 1, 1), Cost(2**18, 8, 1), Cost(2**4, 2**17, 1), Cost(2, 2**13, 16)])
def test_whatever_a_lock_may_ask_for_can_be_computed(cost: Cost) -> None:
    assert len(derived(b"words", b"salt", Cost.from_json(cost.to_json()))) == 32


# Backups and copies


def test_a_backup_of_a_locked_workspace_opens_elsewhere_with_the_passphrase_of_its_day(
    pair: Pair, tmp_path: Path
) -> None:
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    people = {row["name"] for row in Ledger.open_to_read(locked, standings).rows("person")}
    backup = back_up(locked, tmp_path / "backup.zip", now())
    words = tmp_path / "words"
    words.write_text(f"{OTHER}\n", "utf-8")
    forget_keys()
    refused = run_here("--passphrase-file", str(words), "restore", str(backup.path), str(tmp_path / "new"))
    assert (refused.code, refused.lines) == (2, [])
    assert not (tmp_path / "new" / "fieldtui.toml").exists()
    words.write_text(f"{PASSPHRASE}\r\n", "utf-8")
    done = run_here("--passphrase-file", str(words), "restore", str(backup.path), str(tmp_path / "new"))
    assert done.code == 0, done.error
    restored = Workspace.load(tmp_path / "new")
    assert {row["name"] for row in Ledger.open_to_read(restored, standings).rows("person")} == people
    assert_sound(restored)
    assert not holding(restored.folder, [CADRE.encode(), ENTERPRISE.encode()])


def test_what_a_restore_takes_the_place_of_stays_under_the_same_passphrase(pair: Pair, tmp_path: Path) -> None:
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    backup = back_up(locked, tmp_path / "backup.zip", now()).path
    restored = restore(backup, locked.folder, lambda staging: renew_restored(staging, locked.folder), now())
    assert restored.kept
    kept = Workspace.load(restored.kept)
    assert any(Ledger.open_to_read(kept, standings).rows("person"))
    back = Workspace.load(locked.folder)
    assert_sound(back)
    # The old key, put out of use, still opens what was sealed for it.
    with open_desk(pair.cadre)[0] as cadre:
        sent = read_file(export_to_office(cadre.ledger, now()).path)
    with open_desk(back)[0] as desk:
        take_in_and_learn(desk.ledger, sent)


def test_a_backup_that_is_under_another_lock_takes_no_place(pair: Pair, tmp_path: Path) -> None:
    backup = back_up(pair.office, tmp_path / "open.zip", now()).path
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    before = {path: path.read_bytes() for path in locked.folder.rglob("*") if path.is_file()}
    with pytest.raises(WorkspaceError):
        restore(backup, locked.folder, lambda staging: renew_restored(staging, locked.folder), now())
    assert {path: path.read_bytes() for path in locked.folder.rglob("*") if path.is_file()} == before


def test_a_copied_workspace_asks_for_the_same_passphrase_and_is_a_new_device(pair: Pair, tmp_path: Path) -> None:
    locked = lock(pair.cadre, PASSPHRASE, CHEAP)
    open_desk(locked)[0].ledger.close()
    copy = Workspace.load(Path(shutil.copytree(locked.folder, tmp_path / "copy")))
    forget_keys()
    assert is_shut(copy.folder)
    with pytest.raises(LockedError):
        open_desk(copy)
    unlock(copy, PASSPHRASE)
    desk, sentences = open_desk(copy)
    assert sentences
    assert desk.ledger.workspace.device != locked.device
    desk.ledger.close()


def test_two_sides_exchange_as_before_when_both_are_locked(pair: Pair) -> None:
    office, cadre = lock(pair.office, PASSPHRASE, CHEAP), lock(pair.cadre, OTHER, CHEAP)
    with open_desk(office)[0] as theirs, open_desk(cadre)[0] as ours:
        theirs.ledger.save(Unit(name="示例新办"))
        hand_back(theirs, ours)
        assert "示例新办" in {row["name"] for row in ours.ledger.rows("unit")}


# The command


@pytest.fixture
def words(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\n", "utf-8")
    return file


def test_the_command_locks_changes_and_takes_off(pair: Pair, tmp_path: Path, words: Path) -> None:
    where = ("--workspace", str(pair.office.folder))
    other = tmp_path / "other"
    other.write_text(OTHER, "utf-8")
    refused = run_here(*where, "lock", "--new-passphrase-file", str(words))
    assert refused.code == 2
    assert "--yes" in refused.error
    locked = run_here(*where, "lock", "--yes", "--new-passphrase-file", str(words))
    assert locked.code == 0
    assert "打不开" in locked.error, "said before"
    assert run_here(*where, "lock", "--yes", "--new-passphrase-file", str(words)).code == 2
    # From here on with a derivation that costs nothing.
    change(pair.office, PASSPHRASE, PASSPHRASE, CHEAP)
    with_words = (*where, "--passphrase-file", str(words))
    assert run_here(*with_words, "lock", "--change", "--new-passphrase-file", str(other)).code == 0
    change(pair.office, OTHER, OTHER, CHEAP)
    assert run_here(*where, "--passphrase-file", str(other), "lock", "--off").code == 0
    assert run_here(*where, "list", "person").code == 0
    assert run_here(*where, "lock", "--off").code == 2
    assert run_here(*where, "check").code == 0


def test_a_command_asks_for_the_passphrase_and_a_wrong_one_changes_nothing(
    pair: Pair, tmp_path: Path, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--workspace", str(lock(pair.office, PASSPHRASE, CHEAP).folder))
    forget_keys()
    shut = run_here(*where, "list", "person")
    assert (shut.code, shut.lines) == (2, [])
    assert len(shut.error.splitlines()) == 1
    assert "--passphrase-file" in shut.error
    other = tmp_path / "other"
    other.write_text(OTHER, "utf-8")
    before = {path: path.read_bytes() for path in pair.office.folder.rglob("*") if path.is_file()}
    for said in (other, tmp_path / "nothing"):
        wrong = run_here(*where, "--passphrase-file", str(said), "list", "person")
        assert (wrong.code, wrong.lines, len(wrong.error.splitlines())) == (2, [], 1)
    assert {path: path.read_bytes() for path in pair.office.folder.rglob("*") if path.is_file()} == before
    monkeypatch.setenv("FIELDTUI_PASSPHRASE_FILE", str(words))
    listed = run_here(*where, "list", "person")
    assert listed.code == 0
    assert any(CADRE in line for line in listed.lines)


def test_a_short_passphrase_or_an_open_window_changes_nothing(pair: Pair, tmp_path: Path, words: Path) -> None:
    where = ("--workspace", str(pair.office.folder))
    short = tmp_path / "short"
    short.write_text("太短了", "utf-8")
    refused = run_here(*where, "lock", "--yes", "--new-passphrase-file", str(short))
    assert refused.code == 2
    assert not pair.office.lock.exists()
    with Desk.open_to_write(pair.office):
        assert run_here(*where, "lock", "--yes", "--new-passphrase-file", str(words)).code == 1
    assert not pair.office.lock.exists()


def test_damage_is_told_before_anything_is_sealed(pair: Pair) -> None:
    content = pair.office.log.read_bytes()
    pair.office.log.write_bytes(content.replace(CADRE.encode(), "示例章".encode()))
    with pytest.raises(LogError):
        lock(pair.office, PASSPHRASE, CHEAP)
    assert not pair.office.lock.exists()


def test_a_bundle_can_be_shown_anywhere_also_where_a_locked_workspace_is(pair: Pair, words: Path) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        file = export_to_office(desk.ledger, now()).path
    where = ("--workspace", str(lock(pair.office, PASSPHRASE, CHEAP).folder))
    forget_keys()
    nameless = run_here(*where, "bundle", "show", str(file))
    assert nameless.code == 0
    assert nameless.lines
    assert "--passphrase-file" in nameless.error
    codes = run_here(*where, "bundle", "qr", str(file), "--text")
    assert (codes.code, codes.error) == (0, "")
    assert codes.lines
    assert run_here(*where, "--passphrase-file", str(words), "bundle", "show", str(file)).error == ""


def test_a_file_that_lies_in_a_locked_workspace_is_shown_as_what_it_is(pair: Pair, words: Path) -> None:
    with Desk.open_to_write(pair.cadre) as desk:
        file = export_to_office(desk.ledger, now()).path
    locked = lock(pair.office, PASSPHRASE, CHEAP)
    scanned = locked.scanned / "qr-1.json"
    keep(scanned, [file.read_bytes()])
    assert put_together(codes_of(scanned, 120, 40).frames) == file.read_bytes()
    forget_keys()
    where = ("--workspace", str(locked.folder))
    for command in (("qr", str(scanned), "--text"), ("show", str(scanned))):
        assert run_here(*where, "bundle", *command).code == 2, "its passphrase is needed"
        shown = run_here(*where, "--passphrase-file", str(words), "bundle", *command)
        assert (shown.code, shown.error) == (0, "")
        assert shown.lines
        forget_keys()


# The screens


async def test_the_screen_asks_before_anything_is_drawn_and_a_wrong_one_changes_nothing(pair: Pair) -> None:
    locked = lock(pair.cadre, PASSPHRASE, CHEAP)
    forget_keys()
    app = FieldApp(locked.folder)
    async with app.run_test(size=(80, 24)) as pilot:
        hands = Hands(app, pilot)
        await hands.at("passphrase")
        await hands.sees("口令")
        assert app.desk is None
        assert ENTERPRISE[:6] not in hands.screen
        await hands.type(OTHER)
        assert OTHER[:2] not in hands.screen
        await hands.press("escape", "f2", "f6", "enter")
        await hands.sees("不对")
        assert app.desk is None
        await hands.type(PASSPHRASE.replace(" ", "　"))
        await hands.press("enter")
        await hands.at("today")
        await hands.until(lambda: app.desk is not None)


async def test_after_minutes_of_rest_it_is_covered_and_what_was_typed_is_still_there(pair: Pair) -> None:
    locked = lock(pair.cadre, PASSPHRASE, CHEAP)
    async with screen_of(locked) as hands:
        await hands.press("f2")
        await hands.at("visit")
        await hands.type("写了半句")
        await hands.sees("写了半句")
        cover = hands.app._cover
        assert cover is not None
        cover.touched_at -= 9 * 60
        await hands.pilot.pause(1.2)
        assert not isinstance(hands.app.screen, PassphraseScreen)
        cover.touched_at -= 2 * 60
        await hands.at("passphrase")
        assert "写了半句" not in hands.screen
        await hands.press("escape")
        await hands.type(PASSPHRASE)
        await hands.press("enter")
        await hands.at("visit")
        await hands.sees("写了半句")


async def covered(hands: Hands) -> None:
    """As after a long rest."""
    assert hands.app._cover is not None
    hands.app._cover.touched_at -= 1000 * 60
    await hands.at("passphrase")


@pytest.mark.parametrize("instead", ["gone", "another lock", "another key of that name", "damaged"])
async def test_what_is_put_in_the_place_of_the_lock_opens_no_cover_and_nothing_is_written_in_the_clear(
    pair: Pair, instead: str
) -> None:
    locked = lock(pair.cadre, PASSPHRASE, CHEAP)
    said, true = locked.lock.read_bytes(), lock_from(locked.lock.read_bytes())
    async with screen_of(locked) as hands:
        await covered(hands)
        mine = new_lock(OTHER, CHEAP)
        if instead == "another key of that name":
            mine = replace(mine, lock=replace(mine.lock, id=true.id))
        locked.lock.write_bytes(b"{}" if instead == "damaged" else mine.changed(State.CLOSED).lock.to_bytes())
        if instead == "gone":
            locked.lock.unlink()
        await hands.type(OTHER)
        await hands.press("enter")
        await hands.sees("不对")
        await hands.at("passphrase")
        Drafts(locked.drafts).keep(new_id(), "visit", "", {"note": DRAFT})
        assert DRAFT.encode() not in locked.drafts.read_bytes()
        assert any(draft.values.get("note") == DRAFT for draft in Drafts(locked.drafts).all())
        if instead != "another key of that name":
            await hands.type(PASSPHRASE)
            await hands.press("enter")
            await hands.at("today")
        locked.lock.write_bytes(said)
    assert any(draft.values.get("note") == DRAFT for draft in Drafts(locked.drafts).all())


async def test_a_passphrase_that_was_changed_meanwhile_opens_the_cover(pair: Pair) -> None:
    locked = lock(pair.cadre, PASSPHRASE, CHEAP)
    async with screen_of(locked) as hands:
        await covered(hands)
        change(locked, PASSPHRASE, OTHER, CHEAP)
        await hands.type(PASSPHRASE)
        await hands.press("enter")
        await hands.sees("不对")
        await hands.type(OTHER)
        await hands.press("enter")
        await hands.at("today")


async def test_how_long_it_rests_is_a_setting_of_locked_workspaces_alone(pair: Pair) -> None:
    from test_settings import choose, open_settings

    async with screen_of(pair.office) as hands:
        await open_settings(hands)
        assert not hands.app.screen.query("#field-cover_after")
    locked = lock(pair.cadre, PASSPHRASE, CHEAP)
    async with screen_of(locked) as hands:
        await open_settings(hands)
        choose(hands, cover_after="0")
        await hands.press("ctrl+s")
        await hands.at("today")
        assert hands.app._cover is not None
        hands.app._cover.touched_at -= 1000 * 60
        await hands.pilot.pause(1.2)
        assert not isinstance(hands.app.screen, PassphraseScreen)
    assert Workspace.load(locked.folder).screen == {"theme": "dark", "borders": "lines", "cover_after": "0"}


async def test_the_plain_copy_that_a_viewer_opened_goes_when_the_program_ends(full: Workspace) -> None:
    locked = lock(full, PASSPHRASE, CHEAP)
    async with screen_of(locked) as hands:
        desk = hands.app.desk
        assert desk is not None
        path = laid_out(desk.ledger, next(iter(desk.ledger.rows("attachment")))["id"])
        assert path.read_bytes() == PHOTO
    assert not path.exists()
