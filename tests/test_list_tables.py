"""Lists as tables for other programs: what stands in the cells, and that LibreOffice reads what was written."""

import csv
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from story import ENTERPRISE, SHORTAGE, Pair, register_problem
from test_records import add, project

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.sentence import FieldError
from fieldtui.report.list_sheet import ListSheet, write_list
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk

FORMULA = '=HYPERLINK("http://example.invalid","领奖")'


@pytest.fixture
def office(pair: Pair) -> Workspace:
    register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        given = {"enterprise": ENTERPRISE, "code": "001234567890123"}
        project(desk, "示例道路", investment="3000.5万", note="联系 13900001234", **given)
        project(desk, FORMULA, investment="20万", **(given | {"code": "002"}))
        add(desk, "contact", enterprise=ENTERPRISE, name="示例赵", phone="13900001234")
    return pair.office


def run(workspace: Workspace, *words: str) -> str:
    result = CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "list", *words])
    assert result.exit_code == 0, result.output
    return result.output


def in_xlsx(path: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(path).worksheets[0].iter_rows(values_only=True))


def in_csv(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_numbers_days_and_codes_keep_their_kind(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "项目.xlsx"
    run(office, "project", "--xlsx", str(file), "--columns", "name,code,investment,enterprise", "--sort", "-investment")
    head, first, second = in_xlsx(file)
    assert head == ("名称", "代码", "投资（万元）", "企业")
    assert first == ("示例道路", "001234567890123", 3000.5, ENTERPRISE)
    assert second[2] == 20
    cell = load_workbook(file).worksheets[0]["A3"]
    assert (cell.value, cell.data_type) == (FORMULA, "s"), "text, which nothing runs"


def test_days_are_days(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "问题.xlsx"
    run(office, "problem", "--xlsx", str(file), "--columns", "title,raised")
    _head, line = in_xlsx(file)
    assert line[0] == SHORTAGE
    assert isinstance(line[1], datetime)
    assert line[1].date() == today()


def test_in_csv_nothing_runs_and_no_code_is_rounded(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "项目.csv"
    run(office, "project", "--csv", str(file), "--columns", "name、code、investment", "--sort", "investment")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheet programs know UTF-8 by it"
    _head, first, second = in_csv(file)
    assert first == [f"'{FORMULA}", "002\t", "20"]
    assert second == ["示例道路", "001234567890123\t", "3000.5"]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_whatever_a_formula_may_begin_with_is_text(begin: str, office: Workspace, tmp_path: Path) -> None:
    with Desk.open_to_write(office) as desk:
        unit = add(desk, "unit", name=f"{begin}1+1").id
        sheet = ListSheet(desk, "unit", today(), ["name"])
        for ending in ("csv", "xlsx"):
            write_list(tmp_path / f"a.{ending}", sheet, [unit])
    (shown,) = in_csv(tmp_path / "a.csv")[1]
    assert shown.startswith("'")
    assert load_workbook(tmp_path / "a.xlsx").worksheets[0]["A2"].data_type == "s"


def test_telephone_numbers_are_masked_unless_asked_for(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    run(office, "contact", "--csv", str(file), "--columns", "name,phone")
    assert in_csv(file)[1] == ["示例赵", "139****1234"]
    run(office, "contact", "--csv", str(file), "--columns", "name,phone", "--phones")
    assert in_csv(file)[1][1].strip() == "13900001234"
    run(office, "project", "--csv", str(file), "--columns", "note", "--filter", "道路")
    assert in_csv(file)[1] == ["联系 139****1234"]


@pytest.mark.parametrize("words", [["--columns", "nothing"], ["--sort", "nothing"]])
def test_a_column_that_there_is_not_is_told_with_those_that_there_are(words: list[str], office: Workspace) -> None:
    folder = str(office.folder)
    result = CliRunner().invoke(fieldtui, ["--workspace", folder, "list", "unit", "--csv", "a.csv", *words])
    assert isinstance(result.exception, FieldError)
    assert "没有“nothing”这一栏；有：name" in str(result.exception)


def test_kinds_without_a_list_have_all_their_fields(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    run(office, "device", "--csv", str(file))
    assert len(in_csv(file)) > 1


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_reads_the_same(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    run(office, "project", "--xlsx", str(file), "--columns", "name,code,investment,enterprise")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    words = ["soffice", profile, "--headless", "--convert-to", as_csv, "--outdir", str(tmp_path / "out"), str(file)]
    subprocess.run(words, check=True, capture_output=True, timeout=300)
    assert in_csv(tmp_path / "out" / "list.csv") == [list(map(_shown, line)) for line in in_xlsx(file)]


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else "" if value is None else str(value)
