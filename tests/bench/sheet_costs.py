"""What taking in a list of 50,000 enterprises costs, beside merely reading the sheet."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from figures import Measured, timed
from openpyxl import Workbook, load_workbook

from fieldtui.ledger.workspace import Workspace
from fieldtui.sheets.known import Wishes
from fieldtui.sheets.taking import take_in
from fieldtui.sync.enrol import found_office, make_workspace
from fieldtui.work.desk import Desk, standings

ROWS = 50_000
HEADINGS = ["序号", "企业名称", "地区", "规模", "规上", "经营状态", "行业", "园区", "地址", "备注"]
TRADES = ("精细化工", "石油机械", "花岗石材", "乳品", "农业科技", "塑料制品", "物流", "商贸")
DAY = date(2026, 11, 22)


def sheet_costs(rows: int, runs: int) -> Iterator[Measured]:
    """Each run in a new office: the list comes in for the first time, then again, when nothing of it is new."""
    first, again, reading = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = roster(folder / "roster.xlsx", rows)
        for run in range(runs):
            reading.append(timed(read, path))
            with Desk.open_to_write(office(folder / str(run))) as desk:
                first.append(timed(take_in, desk, "enterprise", path, Wishes(), DAY))
                again.append(timed(take_in, desk, "enterprise", path, Wishes(), DAY))
    beside = "reading the sheet"
    yield Measured(f"a list of {rows:,} enterprises in", first, beside, reading, "3")
    yield Measured("the same list again", again, beside, reading)


def read(path: Path) -> int:
    """What any program that takes in the sheet has to do at least: see each of its cells."""
    book = load_workbook(path, read_only=True, data_only=True)
    count = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


def roster(path: Path, rows: int) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(["示例市企业名册"])
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        name = f"示例{number}号{TRADES[number % len(TRADES)]}有限公司"
        about = ("小型", "否", "正常", "C26", "示例产业园", f"示例大街{number}号", None)
        sheet.append([number, name, ("萨尔图", "龙凤", "大同")[number % 3], *about])
    book.save(path)
    return path


def office(folder: Path) -> Workspace:
    workspace = make_workspace(
        folder, role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN"
    )
    found_office(workspace, standings, office_name="企服办", today=DAY)
    return workspace
