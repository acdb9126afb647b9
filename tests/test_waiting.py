"""待处理区: a file that can't be taken in yet is kept with the reason, and comes in once that is gone."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from story import CADRE, COUNTY, COUNTY_NAME, ENTERPRISE, Hands, Pair, rows, screen_of

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.exchange import export_to_device, export_to_office
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.waiting import MOST_OF_ONE, keep_waiting, waiting_files
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.visits import enter_visit


def run(side: Workspace, *arguments: object) -> Result:
    return CliRunner().invoke(fieldtui, ["--workspace", str(side.folder), *map(str, arguments)])


def handed_in(side: Workspace, note: str, stick: Path) -> Path:
    """A visit was entered, and its file lies on a stick."""
    with Desk.open_to_write(Workspace.load(side.folder)) as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
        assert entry.troubles == {}
        desk.ledger.save(*entry.records)
        path = export_to_office(desk.ledger, now()).path
    stick.mkdir(exist_ok=True)
    return Path(shutil.copy(path, stick / path.name))


def handed_back(pair: Pair, stick: Path) -> Path:
    with Desk.open_to_write(pair.office) as desk:
        path = export_to_device(desk.ledger, next(desk.ledger.rows("device")), now()).path
    return Path(shutil.copy(path, stick / path.name))


def notes(side: Workspace) -> set[str]:
    return {row["note"] for row in rows(side, "visit")}


@pytest.fixture
def gap(pair: Pair, tmp_path: Path) -> tuple[Path, Path]:
    """The first of two files, and the second, which the laptop wrote when it knew that the first had arrived."""
    stick, spare = tmp_path / "stick", tmp_path / "spare"
    first = handed_in(pair.cadre, "第一次去。", stick)
    before = shutil.copytree(pair.office.folder, tmp_path / "before")
    assert run(pair.office, "bundle", "import", first).exit_code == 0
    assert run(pair.cadre, "bundle", "import", handed_back(pair, stick)).exit_code == 0
    second = handed_in(pair.cadre, "第二次去。", spare)
    assert Workspace.load(pair.cadre.folder).device == pair.cadre.device
    # The office was restored, and knows nothing of the first.
    keys = pair.office.private_keys
    shutil.copytree(keys, before / "data" / "keys", dirs_exist_ok=True)
    shutil.rmtree(pair.office.folder)
    shutil.copytree(before, pair.office.folder)
    return first, second


def test_a_file_that_came_before_its_time_comes_in_by_itself_after_the_one_before_it(
    pair: Pair, gap: tuple[Path, Path]
) -> None:
    first, second = gap
    refused = run(pair.office, "bundle", "import", second)
    assert refused.exit_code == 1
    assert "前面还缺一个文件" in refused.stderr
    assert "待处理" in refused.stderr
    second.unlink()
    listed = run(pair.office, "bundle", "waiting").stdout
    assert CADRE in listed
    assert "前面还缺一个文件" in listed
    assert second.name in listed
    done = run(pair.office, "bundle", "import", first)
    assert done.exit_code == 0
    assert f"{second.name}: " in done.stdout
    assert notes(pair.office) == {"第一次去。", "第二次去。"}
    assert "没有待处理的文件" in run(pair.office, "bundle", "waiting").stdout


def test_the_file_of_a_laptop_that_is_not_known_comes_in_when_it_is_accepted(pair: Pair, tmp_path: Path) -> None:
    sides = {"county": COUNTY, "county_name": COUNTY_NAME, "language": "zh_CN"}
    laptop = make_workspace(tmp_path / "second", role="cadre", name=CADRE, **sides)
    with Desk.open_to_write(laptop) as desk:
        hello = export_to_office(desk.ledger, now()).path
    assert run(pair.office, "bundle", "import", hello).exit_code == 1
    (waiting,) = waiting_files(pair.office)
    assert waiting.sender == laptop.device
    code = comparison_code(laptop.device)
    accepted = run(pair.office, "device", "accept", waiting.path, "--person", CADRE, "--code", code)
    assert accepted.exit_code == 0, accepted.output
    assert waiting_files(pair.office) == []
    assert laptop.device in {row["device"] for row in rows(pair.office, "device")}


def test_what_waits_is_thrown_away_by_a_person(pair: Pair, gap: tuple[Path, Path]) -> None:
    run(pair.office, "bundle", "import", gap[1])
    (waiting,) = waiting_files(pair.office)
    assert run(pair.office, "bundle", "waiting", "--drop", "zzz").exit_code != 0
    assert run(pair.office, "bundle", "waiting", "--drop", waiting.called).exit_code == 0
    assert waiting_files(pair.office) == []
    run(pair.office, "bundle", "import", gap[0])
    assert notes(pair.office) == {"第一次去。"}


def test_what_is_damaged_or_forged_is_not_kept(pair: Pair, gap: tuple[Path, Path]) -> None:
    content = bytearray(gap[1].read_bytes())
    content[len(content) // 2] ^= 1
    gap[1].write_bytes(content)
    assert run(pair.office, "bundle", "import", gap[1]).exit_code == 1
    assert waiting_files(pair.office) == []


def test_what_is_kept_is_bounded_and_nobody_crowds_the_others_out(pair: Pair) -> None:
    keep_waiting(pair.office, b"of another", "other.json", NotYetError("缺前面的一份", "another", 1))
    for number in range(MOST_OF_ONE + 5):
        why = NotYetError("缺前面的一份", "somebody", 100 + number)
        keep_waiting(pair.office, b"file %d" % number, f"{number}.json", why)
    kept = waiting_files(pair.office)
    assert [waiting.file for waiting in kept] == ["other.json", *(f"{number}.json" for number in range(5, 15))]


def test_a_folder_is_taken_in_whole_with_its_copies_and_strange_files(pair: Pair, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    first, second = handed_in(pair.cadre, "第一次去。", stick), handed_in(pair.cadre, "第二次去。", stick)
    shutil.copy(first, stick / (first.stem + "(1).json"))
    shutil.copy(second, stick / (second.stem + "(1).json"))
    (stick / "别的.json").write_text("[1, 2]", "utf-8")
    shutil.copy(handed_back(pair, stick), stick / "给干部的.json")
    done = run(pair.office, "bundle", "import", stick)
    assert done.exit_code == 0, done.output
    assert len(done.stdout.splitlines()) == 2
    assert notes(pair.office) == {"第一次去。", "第二次去。"}
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "没有给这里的文件" in run(pair.office, "bundle", "import", empty).stdout


async def test_on_screen_what_waits_is_looked_at_and_thrown_away(pair: Pair, gap: tuple[Path, Path]) -> None:
    run(pair.office, "bundle", "import", gap[1])
    async with screen_of(pair.office) as hands:
        await at_waiting(hands)
        await hands.press("enter")
        await hands.sees("前面还缺")
        await hands.press("escape")
        await at_waiting(hands)
        await hands.press("ctrl+t")
        await hands.sees("再按一次 Ctrl+T")
        await hands.press("ctrl+t")
        await hands.until(lambda: waiting_files(pair.office) == [])


async def at_waiting(hands: Hands) -> None:
    if "等待处理" not in hands.screen:
        await hands.press("f9")
    await hands.sees("等待处理")
    await hands.press("end", "up", "up")
