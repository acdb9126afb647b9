"""Attached files stay on a laptop until its office has said, holding their records, that it does not lack them."""

from datetime import timedelta
from pathlib import Path

import pytest
from story import Pair, rows
from test_purging import SUCCESSOR, command, desk_of, enterprise_of, exchange, hand_in, pair_with, save, take_home

from fieldtui.ledger.attaching import attach
from fieldtui.ledger.streams import OFFICE
from fieldtui.model.records.person import Person
from fieldtui.sync.attachments import files_asked_for, note_asked, take_from_beside
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import export_to_device, read_file
from fieldtui.sync.packing import MOST_LACKING
from fieldtui.sync.receipt import receipt_in, take_receipt, write_receipt
from fieldtui.work.clock import now


@pytest.fixture
def photographed(pair: Pair, tmp_path: Path) -> tuple[Pair, Path]:
    """The entry of a photo came to the office as QR codes do, without the file; and where that lies on the laptop."""
    pair = Pair(pair.office, pair.cadre.store(purge_days=0))
    exchange(pair)
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"\xff\xd8 the only copy")
    with desk_of(pair.cadre) as desk:
        (attachment,) = attach(desk.ledger, enterprise_of(pair.office), [photo])
    hand_in(pair)
    return pair, pair.cadre.blobs / attachment.sha256


def give_up(pair: Pair) -> None:
    save(pair.office, Person(name=SUCCESSOR, unit=rows(pair.office, "unit")[0]["id"]))
    pair_with(pair, SUCCESSOR)


def office_writes(pair: Pair, tmp_path: Path) -> tuple[Path, Path]:
    """A bundle for the laptop and, made after it, a receipt."""
    with desk_of(pair.office) as desk:
        row = next(row for row in desk.ledger.rows("device") if row["device"] == pair.cadre.device)
        bundle = export_to_device(desk.ledger, row, now()).path
        return bundle, write_receipt(desk.ledger, row, tmp_path / "receipt.json", now() + timedelta(minutes=1))


def take_confirmation(pair: Pair, path: Path) -> None:
    receipt = receipt_in(path)
    assert receipt
    with desk_of(pair.cadre) as desk:
        take_receipt(desk.ledger, receipt)


def take_file(pair: Pair, path: Path) -> None:
    with desk_of(pair.cadre) as desk:
        take_in_and_learn(desk.ledger, read_file(path))


def test_a_receipt_alone_lets_no_file_go(photographed: tuple[Pair, Path], tmp_path: Path) -> None:
    pair, blob = photographed
    # The laptop knows by an earlier bundle already that it answers for the enterprise no more.
    with desk_of(pair.cadre) as desk:
        lacked_before = files_asked_for(desk.ledger.workspace, OFFICE)
    give_up(pair)
    bundle, receipt = office_writes(pair, tmp_path)
    take_file(pair, bundle)
    note_asked(pair.cadre, OFFICE, lacked_before.files, lacked_before.upto or 0)
    take_confirmation(pair, receipt)
    command(pair.cadre, "--yes")
    assert blob.exists()


def test_what_an_earlier_bundle_asked_for_counts_after_a_receipt(
    photographed: tuple[Pair, Path], tmp_path: Path
) -> None:
    pair, blob = photographed
    give_up(pair)
    bundle, receipt = office_writes(pair, tmp_path)
    take_confirmation(pair, receipt)
    take_file(pair, bundle)
    assert list(files_asked_for(pair.cadre, OFFICE).files) == [blob.name]
    command(pair.cadre, "--yes")
    assert blob.exists()


def test_a_list_that_was_cut_lets_no_file_go(photographed: tuple[Pair, Path]) -> None:
    pair, blob = photographed
    give_up(pair)
    take_home(pair)
    note_asked(pair.cadre, OFFICE, [f"{number:064}" for number in range(MOST_LACKING)], 1_000)
    command(pair.cadre, "--yes")
    assert blob.exists()


def test_a_file_that_the_office_has_goes(photographed: tuple[Pair, Path]) -> None:
    pair, blob = photographed
    take_home(pair)
    hand_in(pair)
    with desk_of(pair.office) as desk:
        assert take_from_beside(desk.ledger, pair.cadre.exports) == 1
    give_up(pair)
    take_home(pair)
    command(pair.cadre, "--yes")
    assert not blob.exists()
