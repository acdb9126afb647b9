"""Who was refused is turned away, whatever arrives and wherever; and may come in once that is taken back."""

from pathlib import Path

import pytest
from commands_here import Ended, run_here
from story import CADRE, COUNTY, COUNTY_NAME, Pair

from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.arriving import take_in_file
from fieldtui.sync.bundle import BundleError, read_bundle
from fieldtui.sync.enrol import accept_laptop, make_workspace, trust_office
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.keys import comparison_code, own_keys
from fieldtui.sync.parts import AROUND, places, split
from fieldtui.sync.refused import refuse_device, refused_devices
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk

WHY = "核对码对不上"


@pytest.fixture
def laptop(tmp_path: Path) -> Workspace:
    """One that knows no office yet."""
    return make_workspace(
        tmp_path / "new", role="cadre", name="示例新", county=COUNTY, county_name=COUNTY_NAME, language="zh_CN"
    )


def hello(laptop: Workspace) -> Path:
    with Desk.open_to_write(laptop) as desk:
        return export_to_office(desk.ledger, now()).path


def answer(office: Workspace, laptop: Workspace) -> Path:
    """The office's file for a laptop that it accepts."""
    with Desk.open_to_write(office) as desk:
        person = next(row["id"] for row in desk.ledger.rows("person") if row["name"] == CADRE)
        accept_laptop(desk.ledger, read_file(hello(laptop)), person, today())
        row = next(row for row in desk.ledger.rows("device") if row["device"] == laptop.device)
        return export_to_device(desk.ledger, row, now()).path


def run(workspace: Workspace, *words: str) -> Ended:
    return run_here("--workspace", str(workspace.folder), *words)


def test_a_laptop_takes_the_refusal_of_an_office_back(pair: Pair, laptop: Workspace) -> None:
    file, code = str(answer(pair.office, laptop)), comparison_code(pair.office.device)
    assert run(laptop, "bundle", "import", file).code == 1
    assert run(laptop, "device", "refuse", code, "--reason", WHY).code == 0
    assert WHY in run(laptop, "bundle", "import", file).error
    assert WHY in "\n".join(run(laptop, "device", "list").lines)
    assert run(laptop, "device", "refuse", code, "--take-back").code == 0
    assert WHY not in run(laptop, "bundle", "import", file).error
    assert "等待接受" in "\n".join(run(laptop, "device", "list").lines)


def test_an_office_that_is_taken_for_ours_is_refused_no_more(pair: Pair, laptop: Workspace) -> None:
    file = answer(pair.office, laptop)
    refuse_device(laptop, pair.office.device, WHY, 1)
    trust_office(laptop, read_file(file))
    assert refused_devices(laptop) == []


def test_a_part_of_a_bundle_by_a_refused_sender_is_not_kept(pair: Pair, laptop: Workspace, tmp_path: Path) -> None:
    content = hello(laptop).read_bytes()
    signing = own_keys(laptop.private_keys, laptop.device).signing
    part = tmp_path / "part.json"
    part.write_bytes(split(content, read_bundle(content).manifest, signing, AROUND + 200)[0])
    refuse_device(pair.office, laptop.device, WHY, 1)
    with Desk.open_to_write(pair.office) as desk, pytest.raises(BundleError, match=WHY):
        take_in_file(desk.ledger, part)
    assert places(pair.office) == []
