"""The office enrols a laptop, which knows it from its first file on; one that was lost is revoked and replaced."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from story import CADRE, CLERK, COUNTY, COUNTY_NAME, ENTERPRISE, Pair, assert_sound, rows, screen_of

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.enrolment import read_enrolment
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.waiting import waiting_files
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(fieldtui, ["--workspace", str(folder), *map(str, arguments)])


def well(folder: Path, *arguments: object) -> str:
    done = run(folder, *arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def visit(side: Workspace, note: str) -> None:
    with Desk.open_to_write(Workspace.load(side.folder)) as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
        assert entry.troubles == {}
        desk.ledger.save(*entry.records)


def handed_in(side: Workspace) -> Path:
    with Desk.open_to_write(Workspace.load(side.folder)) as desk:
        return export_to_office(desk.ledger, now()).path


def handed_back(office: Workspace, device: str) -> Path:
    with Desk.open_to_write(office) as desk:
        row = next(row for row in desk.ledger.rows("device") if row["device"] == device)
        return export_to_device(desk.ledger, row, now()).path


def notes(side: Workspace) -> set[str]:
    return {row["note"] for row in rows(side, "visit")}


def enrolled(office: Workspace, folder: Path) -> Workspace:
    """A laptop that was set up with the office's enrolment."""
    file = folder.with_suffix(".json")
    well(office.folder, "device", "enrol", CADRE, file)
    well(folder, "init", folder, "--role", "cadre", "--enrolment", file, "--code", comparison_code(office.device))
    return Workspace.load(folder)


def test_an_enrolment_holds_no_secret_and_is_the_offices(pair: Pair, tmp_path: Path) -> None:
    file = tmp_path / "示例张.json"
    told = well(pair.office.folder, "device", "enrol", CADRE, file)
    assert comparison_code(pair.office.device) in told
    enrolment = read_enrolment(file)
    assert (enrolment.manifest.name, enrolment.manifest.county) == (CADRE, pair.office.county)
    text = file.read_text("utf-8")
    for key in pair.office.private_keys.glob("*.json"):
        assert json.loads(key.read_bytes()).get("d", "none of it") not in text
    form = json.loads(text)
    for altered in ({**form, "payload": form["payload"][:-2] + "AA"}, {**form, "more": "1"}):
        file.write_text(json.dumps(altered), "utf-8")
        with pytest.raises(BundleError):
            read_enrolment(file)
    assert run(pair.cadre.folder, "device", "enrol", CADRE, file).exit_code != 0


def test_another_code_makes_no_workspace(pair: Pair, tmp_path: Path) -> None:
    file, folder = tmp_path / "示例张.json", tmp_path / "laptop"
    well(pair.office.folder, "device", "enrol", CADRE, file)
    other = comparison_code(pair.cadre.device)
    done = run(folder, "init", folder, "--role", "cadre", "--enrolment", file, "--code", other)
    assert done.exit_code != 0
    assert not folder.exists()


def test_an_enrolled_laptop_seals_its_first_file_and_asks_to_be_known(pair: Pair, tmp_path: Path) -> None:
    laptop = enrolled(pair.office, tmp_path / "laptop")
    hello = handed_in(laptop)
    assert read_file(hello).is_sealed
    assert run(pair.office.folder, "bundle", "import", hello).exit_code == 1
    (waiting,) = waiting_files(pair.office)
    # Whose it is need not be said: the office wrote it into the enrolment.
    accepted = well(pair.office.folder, "device", "accept", waiting.path, "--code", comparison_code(laptop.device))
    assert "已接受" in accepted
    assert waiting_files(pair.office) == []
    # The laptop compares no code any more.
    well(laptop.folder, "bundle", "import", handed_back(pair.office, laptop.device))
    visit(laptop, "第一次去。")
    well(pair.office.folder, "bundle", "import", handed_in(laptop))
    assert notes(pair.office) == {"第一次去。"}


def test_a_lost_laptop_is_revoked_and_a_new_one_gets_all_that_was_its_own(pair: Pair, tmp_path: Path) -> None:
    visit(pair.cadre, "丢失以前。")
    well(pair.office.folder, "bundle", "import", handed_in(pair.cadre))
    # The laptop is stolen; whoever has it goes on writing.
    assert "已停用" in well(pair.office.folder, "device", "revoke", CADRE)
    visit(pair.cadre, "小偷写的。")
    stolen = handed_in(pair.cadre)
    refused = run(pair.office.folder, "bundle", "import", stolen)
    assert refused.exit_code == 1
    assert "已停用" in refused.stderr
    with pytest.raises(BundleError, match="已停用"):
        handed_back(pair.office, pair.cadre.device)
    # A new one is enrolled, and filled.
    laptop = enrolled(pair.office, tmp_path / "new")
    code = comparison_code(laptop.device)
    well(pair.office.folder, "device", "accept", handed_in(laptop), "--code", code)
    well(pair.office.folder, "bundle", "import", handed_in(laptop))
    exported = well(pair.office.folder, "bundle", "export", "--to", CADRE).splitlines()
    assert len(exported) == 1, "nothing is written for the one that was lost"
    well(laptop.folder, "bundle", "import", exported[0].split("  ")[0])
    assert notes(laptop) == {"丢失以前。"}
    for kind in ("enterprise", "person", "pairing", "visit"):
        assert {row["id"] for row in rows(laptop, kind)} == {row["id"] for row in rows(pair.office, kind)}
    visit(laptop, "新电脑上写的。")
    well(pair.office.folder, "bundle", "import", handed_in(laptop))
    assert notes(pair.office) == {"丢失以前。", "新电脑上写的。"}
    for side in (pair.office, laptop):
        assert_sound(Workspace.load(side.folder))


def test_revoked_too_early_what_waits_comes_in_once_the_place_is_put_right(pair: Pair) -> None:
    visit(pair.cadre, "其实是本人写的。")
    late = handed_in(pair.cadre)
    with Desk.open_to_read(Workspace.load(pair.cadre.folder)) as desk:
        last = desk.ledger.chain_end(pair.cadre.device)[0]
    code = comparison_code(pair.cadre.device)
    well(pair.office.folder, "device", "revoke", code)
    run(pair.office.folder, "bundle", "import", late)
    assert notes(pair.office) == set()
    well(pair.office.folder, "device", "revoke", code[:9], "--after", last)
    assert notes(pair.office) == {"其实是本人写的。"}
    assert waiting_files(pair.office) == []
    assert run(pair.office.folder, "device", "revoke", CLERK).exit_code != 0


async def test_on_screen_a_laptop_takes_the_enrolment_in_and_the_clerk_finds_who_asks(
    pair: Pair, tmp_path: Path
) -> None:
    sides = {"county": COUNTY, "county_name": COUNTY_NAME, "language": "zh_CN"}
    laptop = make_workspace(tmp_path / "laptop", role="cadre", name=CADRE, **sides)
    file = laptop.folder / "登记.json"
    well(pair.office.folder, "device", "enrol", CADRE, file)
    async with screen_of(laptop) as hands:
        await hands.press("f9")
        await hands.sees("登记.json")
        # Below the two ways out: a file, and QR codes.
        await hands.press("down", "down", "enter")
        await hands.sees(comparison_code(pair.office.device), CADRE)
        await hands.press("ctrl+s")
        await hands.sees("这台电脑认得企服办了")
    laptop = Workspace.load(laptop.folder)
    assert laptop.office["device"] == pair.office.device
    hello = handed_in(laptop)
    assert run(pair.office.folder, "bundle", "import", hello).exit_code == 1
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.sees("等待处理")
        await hands.press("end", "up", "up", "enter")
        await hands.at("preview")
        await hands.press("ctrl+s")
        await hands.sees(comparison_code(laptop.device), CADRE)
        await hands.press("ctrl+s")
        await hands.sees("从此认识")
    assert waiting_files(pair.office) == []
    assert [row["device"] for row in rows(pair.office, "device")].count(laptop.device) == 1
