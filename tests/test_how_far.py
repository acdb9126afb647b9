"""How far both sides are, whom a hand-in is missing from, and what a file would lead to before it is taken in."""

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner
from story import CADRE, ENTERPRISE, Pair, rows, screen_of

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.exchange import export_to_device, export_to_office, read_file
from fieldtui.sync.foreseen import foresee
from fieldtui.sync.words import describe_bundle
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk
from fieldtui.work.today import today_list
from fieldtui.work.today_lines import Item
from fieldtui.work.visits import enter_visit


def run(side: Workspace, *arguments: object) -> str:
    done = CliRunner().invoke(fieldtui, ["--workspace", str(side.folder), *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stdout


def visit(side: Workspace, note: str) -> None:
    with Desk.open_to_write(side) as desk:
        entry = enter_visit(desk, {"enterprise": ENTERPRISE, "visitors": CADRE, "note": note}, today())
        desk.ledger.save(*entry.records)


def handed_in(side: Workspace) -> Path:
    with Desk.open_to_write(side) as desk:
        return export_to_office(desk.ledger, now()).path


def handed_back(office: Workspace) -> Path:
    with Desk.open_to_write(office) as desk:
        return export_to_device(desk.ledger, next(desk.ledger.rows("device")), now()).path


def told(side: Workspace, days: int) -> list[Item]:
    """What stands of handing in on the list of the day so many days from now."""
    with Desk.open_to_read(side) as desk:
        sections = today_list(desk, [], today() + timedelta(days=days))
    return [item for section in sections for item in section.items if item.key == "hand_in"]


def test_files_are_under_way_until_a_receipt_has_come(pair: Pair) -> None:
    assert "在路上" not in run(pair.cadre, "bundle", "status")
    visit(pair.cadre, "去过了。")
    first, second = handed_in(pair.cadre), handed_in(pair.cadre)
    status = run(pair.cadre, "bundle", "status")
    assert f"在路上：{first.name}、{second.name}" in status
    run(pair.office, "bundle", "import", second)
    run(pair.cadre, "bundle", "import", handed_back(pair.office))
    assert "在路上" not in run(pair.cadre, "bundle", "status")
    assert "在路上" not in run(pair.office, "bundle", "status"), "a file that brings nothing is not waited for"
    run(pair.office, "add", "unit", "name=示例街道")
    handed_back(pair.office)
    office = run(pair.office, "bundle", "status")
    assert CADRE in office
    assert "在路上" in office


def test_a_laptop_says_that_nothing_was_handed_in_for_days(pair: Pair) -> None:
    visit(pair.cadre, "去过了。")
    assert [item.late for item in told(pair.cadre, 7)] == [False]
    assert [(item.late, "8 天前" in item.why or "8天前" in item.why) for item in told(pair.cadre, 8)] == [(True, True)]
    handed_in(pair.cadre)
    assert told(pair.cadre, 7) == []
    (late,) = told(pair.cadre, 8)
    assert "没收到回执" in late.title
    sooner = pair.cadre.store(hand_in_days=3)
    assert Workspace.load(sooner.folder).hand_in_days == 3
    assert len(told(sooner, 4)) == 1


def test_the_office_says_who_has_been_silent_for_days(pair: Pair) -> None:
    assert told(pair.office, 7) == []
    (item,) = told(pair.office, 8)
    assert item.title == CADRE
    run(pair.office, "device", "revoke", CADRE)
    assert told(pair.office, 8) == []


def test_before_it_is_taken_in_a_file_says_what_would_disagree(pair: Pair) -> None:
    (enterprise,) = (row["id"] for row in rows(pair.office, "enterprise") if row["name"] == ENTERPRISE)
    for side, address in ((pair.cadre, "示例路1号"), (pair.office, "示例路2号")):
        with Desk.open_to_write(side) as desk:
            record = desk.ledger.get("enterprise", enterprise)
            assert record is not None
            desk.ledger.save(record.amended(address=address))
    file = handed_in(pair.cadre)
    with Desk.open_to_write(pair.office) as desk:
        bundle = read_file(file)
        found = foresee(bundle, desk.ledger)
        assert found.conflicts == ((enterprise, "enterprise", ("address",)),)
        said = "\n".join(describe_bundle(bundle, desk.ledger))
        assert f"两处修改不一致 1：{ENTERPRISE}" in said
    run(pair.office, "bundle", "import", file)
    with Desk.open_to_read(pair.office) as desk:
        assert [row["id"] for row in desk.ledger.conflicts()] == [enterprise]
        assert foresee(bundle, desk.ledger).conflicts == (), "it is no news any more"


async def test_on_screen_each_partner_is_shown_with_what_is_under_way(pair: Pair) -> None:
    visit(pair.cadre, "去过了。")
    handed_in(pair.cadre)
    async with screen_of(pair.cadre) as hands:
        await hands.press("f9")
        await hands.sees("起在路上")
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.sees(CADRE, "已确认")
