"""A window that only looks does nothing by its keys either, whatever another window writes meanwhile."""

from pathlib import Path

import pytest
from story import Pair, screen_of

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.log import LogError
from fieldtui.model.records.purge import Purge
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.exchange import export_to_office
from fieldtui.sync.purging import purge
from fieldtui.tui.screens.preview import PreviewScreen
from fieldtui.tui.screens.settings import SettingsScreen
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk, standings


async def test_keys_that_write_say_why_they_do_nothing(pair: Pair) -> None:
    before = {path: path.read_bytes() for path in pair.office.folder.rglob("*") if path.is_file()}
    async with screen_of(pair.office, read_only=True) as hands:
        await hands.sees("只读")
        hands.app.push_screen(SettingsScreen())
        await hands.at("settings")
        await hands.press("ctrl+s")
        await hands.sees("只读方式打开")
        await hands.press("escape")
        await hands.at("today")
        await hands.press("f9")
        await hands.sees("只读方式打开")
    after = {path: path.read_bytes() for path in pair.office.folder.rglob("*") if path.is_file()}
    assert after == before


def test_no_log_is_written_anew_beside_its_writer(pair: Pair) -> None:
    ledger = Ledger.open_to_read(pair.cadre, standings)
    record = next(iter(ledger.rows("enterprise")))["id"]
    before = pair.cadre.log.read_bytes()
    with pytest.raises(LogError):
        purge(ledger, [record])
    with pytest.raises(LogError):
        ledger.purge(Purge(records=[record], received=1, hash="x"))
    assert pair.cadre.log.read_bytes() == before
    assert pair.cadre.view.exists()
    assert not (pair.cadre.data / "purging.json").exists()


async def test_the_first_file_of_a_laptop_without_an_enrolment_is_looked_at(pair: Pair, tmp_path: Path) -> None:
    settings = {"county": pair.office.county, "county_name": pair.office.county_name, "language": "zh_CN"}
    stranger = make_workspace(tmp_path / "stranger", role="cadre", name="示例孙", **settings)
    with Desk.open_to_write(stranger) as desk:
        path = export_to_office(desk.ledger, now()).path
    async with screen_of(pair.office) as hands:
        hands.app.push_screen(PreviewScreen(path))
        await hands.at("preview")
        await hands.sees("签名有效", "这里还不认识发送方")
