"""A bundle in parts: they go in any order and by any way, and come together only with each other."""

import itertools
import json
from pathlib import Path
from random import Random

import pytest
from forging import Forger, opened_json
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import CADRE, ENTERPRISE, Pair, copy_of, rows, screen_of

from fieldtui.ledger.streams import OFFICE
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.arriving import take_in_file, take_in_waiting
from fieldtui.sync.bundle import BundleError, Manifest, Place
from fieldtui.sync.exchange import export_to_office, read_file
from fieldtui.sync.find import bundles_in
from fieldtui.sync.keys import make_key, own_keys
from fieldtui.sync.parts import (
    LEAST_SIZE,
    MOST_WAITING,
    STRANGERS,
    MissingPartsError,
    part_of,
    places,
    split,
    write_parts,
)
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.sync.waiting import waiting_files
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit

SIZE = LEAST_SIZE


def export_in_parts(pair: Pair, folder: Path, notes: int = 60) -> list[Path]:
    """The parts of a bundle with many words, which repeat nothing; all in one folder, under their names."""
    chance = Random(notes)
    with Desk.open_to_write(pair.cadre) as cadre:
        for _number in range(notes):
            words = "".join(chr(0x4E00 + chance.randrange(20_000)) for _place in range(180))
            entry = enter_visit(cadre, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": words}, today())
            cadre.ledger.save(*entry.records)
        exported = export_to_office(cadre.ledger, now())
        parts = write_parts(exported.path, pair.cadre, SIZE)
        assert not exported.path.exists(), "only the parts are left"
    folder.mkdir(exist_ok=True)
    return [path.rename(folder / path.name) for path in parts]


def arrive(workspace: Workspace, path: Path) -> str:
    with Desk.open_to_write(workspace) as desk:
        try:
            take_in_file(desk.ledger, path)
        except MissingPartsError as error:
            return str(error)
    return ""


def apart(paths: list[Path], folder: Path) -> list[Path]:
    """Each in a folder of its own, as on sticks of their own."""
    moved = []
    for number, path in enumerate(paths):
        (folder / str(number)).mkdir(parents=True)
        moved.append(path.rename(folder / str(number) / f"第{number}份(1).json"))
    return moved


def test_all_parts_in_one_folder_are_taken_in_by_any_of_them(pair: Pair, tmp_path: Path) -> None:
    parts = export_in_parts(pair, tmp_path / "stick")
    assert len(parts) > 2
    assert all(path.stat().st_size <= SIZE for path in parts)
    assert arrive(pair.office, parts[1]) == ""
    assert len(rows(pair.office, "visit")) == 60


def test_parts_that_come_one_by_one_wait_for_each_other(pair: Pair, tmp_path: Path) -> None:
    """On different days, in any order, one of them twice, under other names."""
    first, *between, last = apart(export_in_parts(pair, tmp_path / "stick"), tmp_path / "sticks")
    assert "还缺第 1" in arrive(pair.office, last)
    for path in (*between, between[0]):
        told = arrive(pair.office, path)
        assert "还缺第 1" in told
    assert "还缺第 1 份" in told
    assert rows(pair.office, "visit") == []
    assert arrive(pair.office, first) == ""
    assert len(rows(pair.office, "visit")) == 60
    assert list((pair.office.data / "parts").iterdir()) == [], "nothing of them is left"


def test_parts_of_two_bundles_never_come_together(pair: Pair, tmp_path: Path) -> None:
    older, newer = (export_in_parts(pair, tmp_path / name, count) for name, count in (("older", 60), ("newer", 1)))
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for number, path in enumerate((older[0], *newer[1:])):
        path.rename(mixed / f"{number}.json")
    with pytest.raises(MissingPartsError):
        read_file(mixed / "0.json")


def test_what_is_small_enough_stays_whole(pair: Pair) -> None:
    with Desk.open_to_write(pair.cadre) as cadre:
        exported = export_to_office(cadre.ledger, now())
        assert write_parts(exported.path, pair.cadre, SIZE) == [exported.path]


def test_a_part_that_was_altered_is_refused_and_nothing_is_kept(pair: Pair, tmp_path: Path) -> None:
    part = export_in_parts(pair, tmp_path / "stick")[0]
    form = json.loads(part.read_bytes())
    manifest = opened_json(form["payload"])
    laptop = Forger(pair.cadre)
    for spoilt in (
        {**form, "piece": form["piece"][:-1]},
        {**form, "piece": form["piece"] + "é"},
        {**form, "signature": form["signature"][::-1]},
        {**form, "more": 1},
        {**form, **laptop.signed(opened_json(form["protected"]) | {"typ": "fieldtui-bundle+json"}, manifest)},
        *(
            {**form, **laptop.signed(opened_json(form["protected"]), manifest | wrong)}
            for wrong in (
                {"number": 0},
                {"number": 1001},
                {"of": 10**6},
                {"size": 2**40},
                {"sha256": "../../x"},
                {"from": "A" * 22},
                {"county": "411122"},
                {"to": "A" * 22},
            )
        ),
    ):
        path = tmp_path / "alone" / "part.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(spoilt), "utf-8")
        with pytest.raises(BundleError) as refused:
            arrive(pair.office, path)
        assert not isinstance(refused.value, MissingPartsError)
        assert not (pair.office.data / "parts").exists()


@pytest.fixture
def stranger(pair: Pair, tmp_path: Path) -> list[Path]:
    """The parts of a laptop that the office does not know any more, each on a stick of its own."""
    parts = apart(export_in_parts(pair, tmp_path / "stick"), tmp_path / "sticks")
    with Desk.open_to_write(pair.office) as office:
        device = office.ledger.get("device", next(office.ledger.rows("device"))["id"])
        assert device is not None
        office.ledger.save(device.amended(deleted=True))
    return parts


def known_again(office: Workspace) -> None:
    with Desk.open_to_write(office) as desk:
        desk.ledger.settle(next(iter(desk.ledger.view.rows("device")))["id"], {"deleted": None})


def test_parts_of_a_stranger_wait_until_they_are_known(pair: Pair, stranger: list[Path]) -> None:
    *first, last = stranger
    for path in first:
        assert "还缺第" in arrive(pair.office, path)
    (waiting,) = waiting_files(pair.office)
    assert waiting.sender == pair.cadre.device
    assert "还缺第" in waiting.reason
    known_again(pair.office)
    assert arrive(pair.office, last) == ""
    assert len(rows(pair.office, "visit")) == 60
    assert waiting_files(pair.office) == []


def test_the_parts_of_a_stranger_that_are_all_here_wait_as_one_file(pair: Pair, stranger: list[Path]) -> None:
    *first, last = stranger
    for path in first:
        arrive(pair.office, path)
    with pytest.raises(UnknownSenderError):
        arrive(pair.office, last)
    (waiting,) = waiting_files(pair.office)
    assert waiting.path.is_file()
    assert places(pair.office) == []
    known_again(pair.office)
    with Desk.open_to_write(pair.office) as office:
        assert len(take_in_waiting(office.ledger)) == 1
    assert waiting_files(pair.office) == []
    assert len(rows(pair.office, "visit")) == 60


def test_strangers_crowd_out_nobody_who_is_known(pair: Pair, tmp_path: Path) -> None:
    known = apart(export_in_parts(pair, tmp_path / "stick"), tmp_path / "sticks")
    arrive(pair.office, known[0])
    for number in range(MOST_WAITING[STRANGERS] + 2):
        device, _public = make_key(tmp_path / "keys")
        key = own_keys(tmp_path / "keys", device).signing
        manifest = part_of(json.loads(known[0].read_bytes())).manifest
        nowhere = Place()
        whole = Manifest.model_construct(
            format=2,
            county=manifest.county,
            sender=device,
            to=OFFICE,
            at=manifest.at + number,
            after=nowhere,
            upto=nowhere,
            receipt=nowhere,
            encryption_key="A" * 43,
        )
        for place, part in enumerate(split(b"a" * 3 * SIZE, whole, key, SIZE)[:2]):
            path = tmp_path / f"stranger-{number}" / str(place) / "part.json"
            path.parent.mkdir(parents=True)
            # As its sender says who it is: by the key, not by the name.
            path.write_bytes(part)
            assert "还缺第" in arrive(pair.office, path)
    assert len(waiting_files(pair.office)) == MOST_WAITING[STRANGERS] + 1
    assert pair.cadre.device in {waiting.sender for waiting in waiting_files(pair.office)}


def test_parts_that_a_later_file_made_needless_wait_no_more(pair: Pair, tmp_path: Path) -> None:
    parts = apart(export_in_parts(pair, tmp_path / "stick"), tmp_path / "sticks")
    arrive(pair.office, parts[0])
    with Desk.open_to_write(pair.cadre) as cadre:
        later = export_to_office(cadre.ledger, now()).path
    assert arrive(pair.office, later) == ""
    assert waiting_files(pair.office) == []


def test_a_part_that_says_another_whole_than_its_pieces_make_is_refused(pair: Pair, tmp_path: Path) -> None:
    """By somebody who signs soundly: the pieces add up to something else than all of them promise."""
    parts = export_in_parts(pair, tmp_path / "stick")
    laptop = Forger(pair.cadre)
    for path in parts:
        form = json.loads(path.read_bytes())
        manifest = opened_json(form["payload"]) | {"sha256": "0" * 64}
        path.write_text(json.dumps({**form, **laptop.signed(opened_json(form["protected"]), manifest)}), "utf-8")
    with pytest.raises(BundleError, match="改动过"):
        read_file(parts[0])


def test_the_screen_lists_a_bundle_in_parts_once(pair: Pair, tmp_path: Path) -> None:
    parts = export_in_parts(pair, tmp_path / "stick")
    with Desk.open_to_read(pair.office) as office:
        (found,) = bundles_in([tmp_path / "stick"], office.ledger)
    assert f"分成 {len(parts)} 份" in found.words


async def test_on_screen_a_part_is_kept_until_the_others_have_come(pair: Pair, tmp_path: Path) -> None:
    parts = apart(export_in_parts(pair, tmp_path / "stick"), tmp_path / "sticks")
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        for number, path in enumerate(parts):
            await hands.press("ctrl+f")
            await hands.paste(str(path))
            await hands.press("enter")
            await hands.at("preview")
            await hands.sees("还缺" if number < len(parts) - 1 else "走访 60")
            await hands.press("ctrl+s")
            await hands.at("hand_in")
        await hands.sees("走访 60")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(st.randoms(use_true_random=False))
def test_any_order_makes_the_same(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory, chance: Random) -> None:
    folder = tmp_path_factory.mktemp("order")
    pair = copy_of(enrolled, folder)
    parts = apart(export_in_parts(pair, folder / "stick"), folder / "sticks")
    order = [*parts, *chance.choices(parts, k=2)]
    chance.shuffle(order)
    arrived = set()
    for path in order:
        told = arrive(pair.office, path)
        arrived.add(path)
        assert (told == "") == (len(arrived) == len(parts))
    assert len(rows(pair.office, "visit")) == 60
    assert list(itertools.islice((pair.office.data / "parts").iterdir(), 1)) == []
