"""Getting known and being confirmed by QR codes: how many they are; no receipt is forged or shown again."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from commands_here import run_here
from story import CADRE, COUNTY, COUNTY_NAME, Pair, enrolled_pair, rows, screen_of
from test_codes_terminal import handed_in

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.contact import Contact
from fieldtui.model.row import Row
from fieldtui.sync.arriving import files_in
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.codes.making import codes_of
from fieldtui.sync.enrol import make_workspace, take_in_and_learn
from fieldtui.sync.enrolment import read_enrolment, take_enrolment, write_enrolment
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.find import bundles_in
from fieldtui.sync.receipt import receipt_in, take_receipt, write_receipt
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk, standings


def device_of(desk: Desk, pair: Pair) -> Row:
    return next(row for row in desk.ledger.rows("device") if row["device"] == pair.cadre.device)


def receipt_for(pair: Pair, to: Path) -> Path:
    with Desk.open_to_write(pair.office) as desk:
        return write_receipt(desk.ledger, device_of(desk, pair), to, now())


def taken(workspace: Workspace, path: Path) -> int:
    receipt = receipt_in(path)
    assert receipt
    with Desk.open_to_write(workspace) as desk:
        return take_receipt(desk.ledger, receipt)


def confirmed(pair: Pair) -> int:
    return Ledger.open_to_read(pair.cadre, standings).partner("office").confirmed.count


@pytest.fixture
def arrived(pair: Pair) -> Pair:
    """The office has taken in what the laptop handed in."""
    with Desk.open_to_write(pair.office) as desk:
        take_in_and_learn(desk.ledger, read_file(handed_in(pair.cadre)))
    return pair


def test_an_enrolment_and_a_request_are_three_codes_at_most(pair: Pair, tmp_path: Path) -> None:
    with Desk.open_to_write(pair.office) as desk:
        person = next(row["id"] for row in desk.ledger.rows("person") if row["name"] == CADRE)
        enrolment = write_enrolment(desk.ledger, person, None, now())
    new = make_workspace(
        tmp_path / "new", role="cadre", name="示例新", county=COUNTY, county_name=COUNTY_NAME, language="zh_CN"
    )
    with Desk.open_to_write(new) as desk:
        hello = export_to_office(desk.ledger, now()).path
        desk.ledger.workspace = take_enrolment(desk.ledger.workspace, read_enrolment(enrolment))
        request = export_to_office(desk.ledger, now()).path
    assert [codes_of(path, 120, 40).total for path in (enrolment, hello, request)] == [1, 1, 1]
    assert all(codes_of(path, 80, 24).total <= 4 for path in (enrolment, hello, request))


def test_a_receipt_is_one_code_at_80_by_24(arrived: Pair, tmp_path: Path) -> None:
    path = receipt_for(arrived, tmp_path / "receipt.json")
    assert codes_of(path, 80, 24).total == 1
    # As many digits as a laptop of many years would have.
    with Desk.open_to_write(arrived.office) as desk:
        held = desk.ledger.partner(arrived.cadre.device).received
        fact = {"fact": "received", "partner": arrived.cadre.device, "bundle_at": 1}
        desk.ledger.note_streams({**fact, "upto": {"count": 87_654, "hash": held.hash}})
    assert codes_of(receipt_for(arrived, path), 80, 24).total == 1


def test_the_laptop_learns_what_is_held_once(arrived: Pair, tmp_path: Path) -> None:
    path = receipt_for(arrived, tmp_path / "receipt.json")
    before = confirmed(arrived)
    new = taken(arrived.cadre, path)
    assert new == confirmed(arrived) - before > 0
    assert taken(arrived.cadre, path) == 0
    with Desk.open_to_write(arrived.cadre) as desk:
        assert read_file(export_to_office(desk.ledger, now()).path).manifest.after.count == confirmed(arrived)


def test_what_the_office_said_before_it_was_restored_is_old(arrived: Pair, tmp_path: Path) -> None:
    old = receipt_for(arrived, tmp_path / "old.json")
    with Desk.open_to_write(arrived.office) as desk, Desk.open_to_write(arrived.cadre) as cadre:
        later = export_to_device(desk.ledger, device_of(desk, arrived), now()).path
        take_in_and_learn(cadre.ledger, read_file(later))
        # As it would be after a bundle of an office that lost all.
        cadre.ledger.note_streams({"fact": "confirmed", "partner": "office", "upto": {"count": 0, "hash": ""}})
    assert taken(arrived.cadre, old) == 0
    assert confirmed(arrived) == 0


def test_by_another_office_or_for_another_laptop_it_is_refused(arrived: Pair, tmp_path: Path) -> None:
    other = enrolled_pair(tmp_path / "other")
    path = receipt_for(arrived, tmp_path / "receipt.json")
    with pytest.raises(BundleError, match="不是本机的企服办"):
        taken(other.cadre, path)
    with pytest.raises(BundleError, match="认得企服办的干部电脑"):
        taken(arrived.office, path)
    text = path.read_text()
    payload = re.findall('"payload":"([^"]+)"', text)[0]
    path.write_text(text.replace(payload, payload[:-1] + ("A" if payload[-1] != "A" else "B")))
    with pytest.raises(BundleError):
        taken(arrived.cadre, path)
    assert confirmed(arrived) == 0


async def test_scanned_on_screen_or_by_command(arrived: Pair) -> None:
    done = run_here("--workspace", str(arrived.office.folder), "bundle", "receipt", CADRE)
    assert done.code == 0, done.error
    (frame,) = codes_of(Path(done.lines[0]), 80, 24).frames
    async with screen_of(arrived.cadre) as hands:
        await hands.press("f9", "ctrl+k")
        await hands.at("scan")
        await hands.type(frame.text)
        await hands.sees("回执：企服办又收到了本机的")
    laptop = ("--workspace", str(arrived.cadre.folder), "bundle")
    done = run_here(*laptop, "scan", stdin=frame.text + "\n")
    assert "fieldtui bundle import" in done.lines[-1]
    done = run_here(*laptop, "import", done.lines[-1].split()[-1])
    assert done.lines[0].endswith("回执，没有新的内容。"), done.error


async def test_a_receipt_in_a_file_is_taken_in_on_screen_and_from_a_folder(arrived: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    path = receipt_for(arrived, stick / "receipt.json")
    with Desk.open_to_read(arrived.cadre) as desk:
        assert files_in(stick, desk.ledger) == [path]
        assert [(found.path, found.is_new) for found in bundles_in([stick], desk.ledger)] == [(path, False)]
    async with screen_of(arrived.cadre) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.press("ctrl+f")
        await hands.type(str(path))
        await hands.press("enter")
        await hands.sees("企服办又收到了本机的")
        await hands.press("ctrl+s")
        await hands.at("hand_in")
    assert confirmed(arrived) > 0
    with Desk.open_to_read(arrived.cadre) as desk:
        assert files_in(stick, desk.ledger) == []
        assert bundles_in([stick], desk.ledger) == []
    done = run_here("--workspace", str(arrived.cadre.folder), "bundle", "import", str(path))
    assert done.lines[0].endswith("回执，没有新的内容。"), done.error


async def test_an_enrolment_is_scanned_on_screen(pair: Pair, tmp_path: Path) -> None:
    with Desk.open_to_write(pair.office) as desk:
        person = next(row["id"] for row in rows(pair.office, "person") if row["name"] == CADRE)
        (frame,) = codes_of(write_enrolment(desk.ledger, person, None, now()), 120, 40).frames
    new = make_workspace(
        tmp_path / "new", role="cadre", name="示例新", county=COUNTY, county_name=COUNTY_NAME, language="zh_CN"
    )
    async with screen_of(new) as hands:
        await hands.press("f9", "ctrl+k")
        await hands.at("scan")
        await hands.paste(frame.text)
        await hands.sees("核对码", CADRE)
        await hands.press("ctrl+s")
        await hands.at("hand_in")
    assert Workspace.load(new.folder).office["device"] == pair.office.device


def test_a_receipt_brings_nothing_so_what_the_office_made_before_it_is_still_news(
    arrived: Pair, tmp_path: Path
) -> None:
    with Desk.open_to_write(arrived.office) as desk:
        enterprise = next(row["id"] for row in desk.ledger.rows("enterprise"))
        desk.ledger.save(Contact(enterprise=enterprise, name="示例孙"))
        bundle = read_file(export_to_device(desk.ledger, device_of(desk, arrived), now()).path)
    # Meanwhile the laptop hands in more, which the receipt confirms.
    with Desk.open_to_write(arrived.cadre) as desk:
        before = desk.ledger.partner("office")
        desk.ledger.save(Contact(enterprise=enterprise, name="示例钱"))
        again = read_file(export_to_office(desk.ledger, now()).path)
    with Desk.open_to_write(arrived.office) as desk:
        take_in_and_learn(desk.ledger, again)
        later = now() + timedelta(minutes=1)
        path = write_receipt(desk.ledger, device_of(desk, arrived), tmp_path / "receipt.json", later)
    assert taken(arrived.cadre, path) > 0
    held = confirmed(arrived)
    with Desk.open_to_write(arrived.cadre) as desk:
        after = desk.ledger.partner("office")
        assert (after.came, after.received_at) == (before.came, before.received_at)
        assert not take_in_and_learn(desk.ledger, bundle).known
        assert desk.ledger.partner("office").received_bundle_at == bundle.manifest.at
    assert confirmed(arrived) == held, "the bundle says less, and is older than the receipt"
