"""Attached files go along sealed, beside the bundle; what did not arrive is asked for again."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from commands_here import run_here
from story import ENTERPRISE, Pair, rows, screen_of
from test_attacks import kept
from test_journey_commands import Side

from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.attachment import Attachment
from fieldtui.sync.arriving import take_in_file
from fieldtui.sync.attachments import lacking
from fieldtui.sync.exchange import TakenIn, export_to_device, export_to_office
from fieldtui.sync.writing import Exported
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk

PHOTO = b"\xff\xd8" + "示例照片".encode() * 1000


def attach(side: Workspace, folder: Path, content: bytes = PHOTO) -> None:
    (folder / "照片.jpg").write_bytes(content)
    Side(side.folder, run_here).well("attach", ENTERPRISE, str(folder / "照片.jpg"))


def hand_in(pair: Pair) -> Exported:
    with Desk.open_to_write(pair.cadre) as cadre:
        return export_to_office(cadre.ledger, now())


def hand_back(pair: Pair) -> Exported:
    with Desk.open_to_write(pair.office) as office:
        return export_to_device(office.ledger, next(office.ledger.rows("device")), now())


def arrive(side: Workspace, path: Path) -> TakenIn:
    with Desk.open_to_write(side) as desk:
        return take_in_file(desk.ledger, path)


def blobs(side: Workspace) -> set[bytes]:
    return {path.read_bytes() for path in side.blobs.glob("*")}


def lacks(side: Workspace) -> int:
    with Desk.open_to_read(side) as desk:
        return len(lacking(desk.ledger))


def folder_of(exported: Exported) -> Path:
    return exported.path.with_suffix(".attachments")


def test_an_attached_file_arrives_with_the_bundle_that_brings_its_record(pair: Pair, tmp_path: Path) -> None:
    attach(pair.cadre, tmp_path)
    exported = hand_in(pair)
    assert exported.files == 1
    (sealed,) = folder_of(exported).iterdir()
    assert PHOTO[:40] not in sealed.read_bytes()
    assert sealed.stem == hashlib.sha256(sealed.read_bytes()).hexdigest(), "by hash, that tells nothing of what it is"
    assert arrive(pair.office, exported.path).files == 1
    assert blobs(pair.office) == {PHOTO}
    arrive(pair.cadre, hand_back(pair).path)
    assert hand_in(pair).files == 0, "the office has it"


def test_a_file_that_did_not_arrive_is_asked_for_again(pair: Pair, tmp_path: Path) -> None:
    attach(pair.cadre, tmp_path)
    exported = hand_in(pair)
    shutil.rmtree(folder_of(exported))
    assert arrive(pair.office, exported.path).files == 0
    assert lacks(pair.office) == 1
    arrive(pair.cadre, hand_back(pair).path)
    again = hand_in(pair)
    assert (again.files, again.counts) == (1, {}), "the record was confirmed, the file goes along once more"
    assert arrive(pair.office, again.path).files == 1
    assert (blobs(pair.office), lacks(pair.office)) == ({PHOTO}, 0)
    arrive(pair.cadre, hand_back(pair).path)
    assert hand_in(pair).files == 0, "nobody asks any more"


def test_a_folder_that_comes_later_is_found_when_the_bundle_is_taken_in_once_more(pair: Pair, tmp_path: Path) -> None:
    attach(pair.cadre, tmp_path)
    exported = hand_in(pair)
    elsewhere = folder_of(exported).rename(tmp_path / "later.attachments")
    assert arrive(pair.office, exported.path).files == 0
    elsewhere.rename(exported.path.parent / "改了名.attachments")
    taken = arrive(pair.office, exported.path)
    assert (taken.known, taken.files) == (True, 1)


def test_the_office_sends_files_of_its_own(pair: Pair, tmp_path: Path) -> None:
    attach(pair.office, tmp_path)
    exported = hand_back(pair)
    assert arrive(pair.cadre, exported.path).files == 1
    assert blobs(pair.cadre) == {PHOTO}


def test_files_that_are_none_for_us_or_that_nobody_named_are_passed_over(pair: Pair, tmp_path: Path) -> None:
    attach(pair.cadre, tmp_path)
    exported = hand_in(pair)
    folder = folder_of(exported)
    (sealed,) = folder.iterdir()
    form = json.loads(sealed.read_bytes())
    strangers = {
        "garbage.json": b"\xff" * 100,
        "list.json": b"[]",
        "altered.json": json.dumps({**form, "tag": form["tag"][::-1]}).encode(),
        "more.json": json.dumps({**form, "aad": ""}).encode(),
        "deep.json": b"[" * 100_000,
    }
    for name, content in strangers.items():
        (folder / name).write_bytes(content)
    (folder / "folder.json").mkdir()
    with (folder / "large.json").open("wb") as file:
        file.truncate(10 * 2**30)
    assert arrive(pair.office, exported.path).files == 1
    assert blobs(pair.office) == {PHOTO}
    # What was attached to nothing here is not kept, though it is sealed for us.
    (pair.office.blobs / hashlib.sha256(PHOTO).hexdigest()).unlink()
    with Desk.open_to_write(pair.office) as office:
        attachment = office.ledger.get("attachment", next(office.ledger.rows("attachment"))["id"])
        assert attachment is not None
        office.ledger.save(attachment.amended(deleted=True))
    before = kept(pair.office)
    assert arrive(pair.office, exported.path).files == 0
    assert kept(pair.office) == before


def test_a_record_that_names_a_place_instead_of_a_hash_leads_nowhere(pair: Pair, tmp_path: Path) -> None:
    """Such a record counts for nothing; its words still pass through."""
    secret = f"../keys/{pair.cadre.device}.json"
    with Desk.open_to_write(pair.cadre) as cadre:
        enterprise = next(cadre.ledger.rows("enterprise"))["id"]
        values = {"belongs_to": enterprise, "name": "示例", "size": 1, "sha256": secret}
        cadre.ledger.save(Attachment.model_construct(None, id=new_id(), **values))
    assert hand_in(pair).files == 0


def test_what_is_too_large_to_go_along_is_not_attached(pair: Pair, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(2**30)
    assert "太大" in Side(pair.cadre.folder, run_here).refused(2, "attach", ENTERPRISE, str(large))
    assert rows(pair.cadre, "attachment") == []


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such bits")
def test_no_key_is_readable_by_others(pair: Pair) -> None:
    for path in pair.cadre.private_keys.glob("*.json"):
        assert path.stat().st_mode & 0o077 == 0 or path == pair.cadre.place


async def test_on_screen_the_attached_files_are_counted(pair: Pair, tmp_path: Path) -> None:
    attach(pair.cadre, tmp_path)
    exported = hand_in(pair)
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.press("ctrl+f")
        await hands.paste(str(exported.path))
        await hands.press("enter")
        await hands.at("preview")
        await hands.press("ctrl+s")
        await hands.at("hand_in")
        await hands.sees("佐证材料文件 1")
