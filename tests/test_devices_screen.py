"""Devices on screen, by keys alone: enrol, accept what asks, refuse it with a reason, revoke; the cadre's side."""

from pathlib import Path

import pytest
from story import CADRE, COUNTY, COUNTY_NAME, Hands, Pair, rows, screen_of
from test_enrolment import enrolled, handed_in, notes, run, visit, well

from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.enrolment import read_enrolment
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.known_devices import known_devices
from fieldtui.sync.waiting import waiting_files
from fieldtui.work.desk import Desk


@pytest.fixture
def laptop(pair: Pair, tmp_path: Path) -> Workspace:
    """An enrolled laptop whose first file waits at the office."""
    laptop = enrolled(pair.office, tmp_path / "laptop")
    assert run(pair.office.folder, "bundle", "import", handed_in(laptop)).exit_code == 1
    return laptop


async def open_devices(hands: Hands) -> None:
    await hands.press("f9")
    await hands.at("hand_in")
    await hands.press("end", "enter")
    await hands.at("devices")


def states(office: Workspace) -> dict[str, str]:
    with Desk.open_to_read(office) as desk:
        return {known.device: known.state for known in known_devices(desk.ledger)}


async def test_the_clerk_enrols_a_person_and_shows_the_enrolment_as_codes(pair: Pair) -> None:
    async with screen_of(pair.office) as hands:
        await hands.press("ctrl+p")
        await hands.type("设备")
        await hands.press("enter")
        await hands.at("devices")
        await hands.sees(CADRE, comparison_code(pair.cadre.device), "已接受")
        await hands.press("ctrl+r")
        await hands.sees("请先给人登记")
        await hands.press("ctrl+n")
        await hands.at("device_form")
        await hands.press("ctrl+s")
        await hands.sees("请写给谁")
        await hands.type(CADRE)
        await hands.press("enter", "ctrl+s")
        await hands.at("devices")
        await hands.sees("已写到", comparison_code(pair.office.device))
        await hands.press("ctrl+o")
        await hands.sees("文件夹在：")
        await hands.press("ctrl+r")
        await hands.at("codes")
    (file,) = pair.office.exports.glob("*登记*.json")
    assert read_enrolment(file).manifest.name == CADRE


async def test_who_asks_to_be_known_stands_on_todays_list_and_is_accepted_from_there(
    pair: Pair, laptop: Workspace
) -> None:
    code = comparison_code(laptop.device)
    async with screen_of(pair.office) as hands:
        await hands.sees("等待接受的电脑 1", CADRE, code[:19])
        await hands.press("home", "enter")
        await hands.at("devices")
        await hands.sees(code, "等待接受")
        await hands.press("enter")
        await hands.at("preview")
        await hands.sees(code, "签名有效", f"登记文件是给{CADRE}的")
        await hands.press("ctrl+s")
        await hands.sees("再按一次 Ctrl+S", CADRE)
        await hands.press("ctrl+s")
        await hands.at("devices")
        await hands.sees("从此认识")
        await hands.until(lambda: "等待接受" not in hands.screen)
        await hands.press("escape")
        await hands.at("today")
        assert code[:9] not in hands.screen
    assert states(pair.office)[laptop.device] == "accepted"
    assert waiting_files(pair.office) == []


async def test_a_refused_device_is_turned_away_with_the_reason_until_that_is_taken_back(
    pair: Pair, laptop: Workspace
) -> None:
    async with screen_of(pair.office) as hands:
        await open_devices(hands)
        await hands.press("home", "ctrl+t")
        await hands.at("device_form")
        await hands.press("ctrl+s")
        await hands.sees("请写明拒绝的原因")
        await hands.type("核对码对不上")
        await hands.press("ctrl+s")
        await hands.at("devices")
        await hands.sees("已拒绝", "核对码对不上")
    assert waiting_files(pair.office) == []
    again = handed_in(laptop)
    turned_away = run(pair.office.folder, "bundle", "import", again)
    assert turned_away.exit_code == 1
    assert "核对码对不上" in turned_away.stderr
    assert waiting_files(pair.office) == [], "it is not kept"
    async with screen_of(pair.office) as hands:
        await open_devices(hands)
        await hands.press("end", "ctrl+t")
        await hands.sees("可以重新请求了")
    assert run(pair.office.folder, "bundle", "import", again).exit_code == 1
    assert states(pair.office)[laptop.device] == "asks"


def test_the_same_by_commands(pair: Pair, laptop: Workspace) -> None:
    code = comparison_code(laptop.device)
    assert run(pair.office.folder, "device", "refuse", code[:4]).exit_code != 0, "a reason is asked for"
    well(pair.office.folder, "device", "refuse", code[:9], "--reason", "不是本县的电脑")
    assert f"{code}  不认识  已拒绝" in well(pair.office.folder, "device", "list")
    assert run(pair.office.folder, "device", "refuse", code, "--reason", "再来").exit_code != 0
    well(pair.office.folder, "device", "refuse", code, "--take-back")
    assert code not in well(pair.office.folder, "device", "list")


async def test_a_lost_laptop_is_revoked_from_a_position_on(pair: Pair) -> None:
    visit(pair.cadre, "本人写的。")
    well(pair.office.folder, "bundle", "import", handed_in(pair.cadre))
    visit(pair.cadre, "小偷写的。")
    stolen = handed_in(pair.cadre)
    async with screen_of(pair.office) as hands:
        await open_devices(hands)
        await hands.press("ctrl+t")
        await hands.at("device_form")
        await hands.sees("不再给这台电脑导出", "现在已收到")
        await hands.press("ctrl+u")
        await hands.type("最后一条")
        await hands.press("ctrl+s")
        await hands.sees("不是序号")
        await hands.press("ctrl+u")
        await hands.press("ctrl+s")
        await hands.sees("再按一次 Ctrl+S 停用")
        assert states(pair.office)[pair.cadre.device] == "accepted", "one press revokes nobody"
        await hands.press("ctrl+s")
        await hands.at("devices")
        await hands.sees("已停用")
    assert run(pair.office.folder, "bundle", "import", stolen).exit_code == 1
    assert notes(pair.office) == {"本人写的。"}


async def test_a_cadre_takes_the_enrolment_in_and_reads_the_own_code(pair: Pair, tmp_path: Path) -> None:
    sides = {"county": COUNTY, "county_name": COUNTY_NAME, "language": "zh_CN"}
    laptop = make_workspace(tmp_path / "laptop", role="cadre", name=CADRE, **sides)
    file = tmp_path / "登记.json"
    well(pair.office.folder, "device", "enrol", CADRE, file)
    async with screen_of(laptop) as hands:
        await open_devices(hands)
        await hands.sees(comparison_code(laptop.device), "还不认得企服办")
        await hands.press("ctrl+n", "ctrl+t")
        await hands.at("devices")
        await hands.press("ctrl+f")
        await hands.type(str(file))
        await hands.press("enter")
        await hands.sees("核对码", comparison_code(pair.office.device))
        await hands.press("ctrl+s")
        await hands.at("devices")
        await hands.sees("企服办", comparison_code(pair.office.device), "已接受")
    assert Workspace.load(laptop.folder).office["device"] == pair.office.device
    assert rows(laptop, "device") == []


async def test_the_office_writes_for_all_laptops_at_once(pair: Pair, laptop: Workspace) -> None:
    (waiting,) = waiting_files(pair.office)
    well(pair.office.folder, "device", "accept", waiting.path, "--code", comparison_code(laptop.device))
    async with screen_of(pair.office) as hands:
        await hands.sees("F9 下发")
        await hands.press("f9")
        await hands.sees("下发给全部", "2 台电脑各一份")
        await hands.press("home", "enter")
        await hands.sees("2 台电脑里已导出 2 台")
    files = list(pair.office.exports.glob("*.json"))
    taken = [run(side.folder, "bundle", "import", *files).exit_code for side in (pair.cadre, laptop)]
    assert len(files) == 2
    assert taken == [1, 1], "each takes in its own and keeps the other's waiting"
    assert {row["name"] for row in rows(laptop, "enterprise")} == {
        row["name"] for row in rows(pair.cadre, "enterprise")
    }
