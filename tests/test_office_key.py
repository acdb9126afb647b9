"""An office that lost its folder: its keys come back from a file that a passphrase opens, and sign the new ones."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from forging import Forger
from story import CADRE, ENTERPRISE, Pair

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.backup import back_up
from fieldtui.ledger.restoring import restore
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.bundle import BundleError, read_bundle
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.key_backup import KeyBackupError, back_up_keys, restore_keys
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.sync.renewal import open_desk, renew_restored
from fieldtui.sync.words import taken_in_words
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

PASSPHRASE = "示例 虎林 稻米 三百里"


def run(side: Workspace, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(fieldtui, ["--workspace", str(side.folder), *arguments], input=typed)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, enrolled: Pair) -> Path:
    """The keys of the enrolled office in a file: deriving a key from a passphrase takes its time."""
    folder = tmp_path_factory.mktemp("keys")
    office = Workspace.load(Path(shutil.copytree(enrolled.office.folder, folder / "office")))
    made = run(office, "device", "backup-key", str(folder / "keys.json"), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert made.exit_code == 0, made.output
    # A copied folder is a new device, so these would be other keys than the pair's: its own are written.
    back_up_keys(enrolled.office, folder / "keys.json", PASSPHRASE)
    return folder / "keys.json"


@pytest.fixture
def keys(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "keys.json"))


@pytest.fixture
def restored(pair: Pair, tmp_path: Path) -> Workspace:
    """The office from its backup, in another folder, with another key."""
    backup = back_up(pair.office, tmp_path / "office.zip", now()).path
    folder = tmp_path / "new"
    restore(backup, folder, lambda staging: renew_restored(staging, folder), now())
    return Workspace.load(folder)


def hand_in(side: Workspace, note: str) -> Path:
    with Desk.open_to_write(side) as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
        desk.ledger.save(*entry.records)
        return export_to_office(desk.ledger, now()).path


def answer(office: Workspace) -> Path:
    with Desk.open_to_write(office) as desk:
        return export_to_device(desk.ledger, next(desk.ledger.rows("device")), now()).path


def test_with_its_keys_a_restored_office_goes_on_and_nobody_compares_a_code(
    pair: Pair, restored: Workspace, keys: Path
) -> None:
    file = hand_in(pair.cadre, "给旧密钥加密的。")
    with Desk.open_to_write(restored) as office, pytest.raises(BundleError, match="旧密钥"):
        take_in_and_learn(office.ledger, read_file(file))
    done = run(restored, "device", "restore-key", str(keys), typed=PASSPHRASE + "\n")
    assert (done.exit_code, comparison_code(pair.office.device) in done.stdout) == (0, True), done.output
    with Desk.open_to_write(restored) as office:
        take_in_and_learn(office.ledger, read_file(file))
        assert {row["note"] for row in office.ledger.rows("visit")} == {"给旧密钥加密的。"}
    home = answer(restored)
    with Desk.open_to_write(pair.cadre) as cadre:
        taken = take_in_and_learn(cadre.ledger, read_file(home))
        assert "由旧密钥签过名" in taken_in_words(taken, cadre.ledger)
        assert cadre.ledger.workspace.office["device"] == restored.device
    file = hand_in(Workspace.load(pair.cadre.folder), "给新密钥加密的。")
    with Desk.open_to_write(restored) as office:
        take_in_and_learn(office.ledger, read_file(file))
        assert len(list(office.ledger.rows("visit"))) == 2


def test_an_office_whose_folder_was_copied_signs_its_new_key_by_itself(pair: Pair, tmp_path: Path) -> None:
    desk, _sentences = open_desk(pair.office)
    desk.ledger.close()
    office = Workspace.load(Path(shutil.copytree(pair.office.folder, tmp_path / "copy")))
    desk, _sentences = open_desk(office)
    desk.ledger.close()
    with Desk.open_to_write(pair.cadre) as cadre:
        assert take_in_and_learn(cadre.ledger, read_file(answer(Workspace.load(office.folder)))).successor


def test_who_signs_a_succession_must_be_the_one_that_is_trusted(pair: Pair, restored: Workspace) -> None:
    """Not the new one itself, not a laptop, not for another device or county, and not as another kind of file."""
    form = json.loads(answer(restored).read_bytes())
    new, old = Forger(restored), Forger(pair.office)
    right = {"county": pair.office.county, "device": restored.device}

    def said(forger: Forger, manifest: dict[str, str], typ: str = "fieldtui-succession+json") -> list[dict[str, str]]:
        return [forger.signed({"alg": "Ed25519", "typ": typ, "jwk": forger.public}, manifest)]

    sound = said(old, right)
    spoilt = [{**sound[0], "signature": sound[0]["signature"][::-1]}]
    forged = [
        said(new, right),
        said(Forger(pair.cadre), right),
        said(old, {**right, "device": "A" * 22}),
        said(old, {**right, "county": "411122"}),
        said(old, {**right, "more": "1"}),
        said(old, right, "fieldtui-bundle+json"),
        spoilt,
        [],
    ]
    with Desk.open_to_write(pair.cadre) as cadre:
        for statements in forged:
            file = json.dumps(new.signed_anew(form, manifest={"succeeds": statements})).encode()
            with pytest.raises(UnknownSenderError):
                take_in_and_learn(cadre.ledger, read_bundle(file))
        assert cadre.ledger.workspace.office["device"] == pair.office.device
        file = json.dumps(new.signed_anew(form, manifest={"succeeds": sound})).encode()
        assert take_in_and_learn(cadre.ledger, read_bundle(file)).successor


def test_the_file_tells_nothing_without_the_passphrase(pair: Pair, keys: Path, restored: Workspace) -> None:
    text = keys.read_text("ascii")
    own = json.loads((pair.office.private_keys / f"{pair.office.device}.json").read_bytes())
    assert own["d"] not in text
    before = sorted(path.name for path in restored.private_keys.rglob("*"))
    form = json.loads(text)
    spoilt: list[object] = [
        {**form, "ciphertext": form["ciphertext"][::-1]},
        {**form, "device": restored.device},
        {**form, "scrypt": {"n": 2, "r": 8, "p": 1}},
        {**form, "scrypt": {"n": 2**40, "r": 8, "p": 1}},
        {**form, "county": "411122"},
        {**form, "type": "fieldtui-backup"},
        {**form, "salt": None},
        [],
    ]
    for wrong in spoilt:
        keys.write_text(json.dumps(wrong), "ascii")
        with pytest.raises(KeyBackupError):
            restore_keys(restored, keys, PASSPHRASE)
    keys.write_text(text, "ascii")
    with pytest.raises(KeyBackupError, match="口令不对"):
        restore_keys(restored, keys, PASSPHRASE + "。")
    assert sorted(path.name for path in restored.private_keys.rglob("*")) == before


def test_what_can_not_be_done_with_keys_is_told(pair: Pair, keys: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.json"
    for side, typed, sentence in (
        (pair.office, "太短\n太短\n", "至少 12 个字符"),
        (pair.office, f"{PASSPHRASE}\n{PASSPHRASE}。\n", "两遍不一样"),
        (pair.cadre, f"{PASSPHRASE}\n{PASSPHRASE}\n", "只有企服办"),
    ):
        done = run(side, "device", "backup-key", str(file), typed=typed)
        assert (done.exit_code, sentence in str(done.exception)) == (1, True), done.output
        assert not file.exists()
    with pytest.raises(KeyBackupError, match="读不了"):
        restore_keys(pair.office, tmp_path / "没有.json", PASSPHRASE)
    with pytest.raises(KeyBackupError, match="正在用"):
        restore_keys(pair.office, keys, PASSPHRASE)
