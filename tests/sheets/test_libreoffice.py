"""What LibreOffice writes comes in, and what the program writes comes through LibreOffice and in again."""

import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sheet_files import contents, counts, report_of, sentences
from story import Pair, copy_of

from fieldtui.model.sentence import FieldError
from fieldtui.sheets.columns import KINDS
from fieldtui.sheets.open_document import MOST_CELLS
from fieldtui.sheets.reading import read_sheets
from fieldtui.sheets.templates import columns_of, write_template
from fieldtui.work.desk import Desk

DATA = Path(__file__).parent.parent / "data" / "libreoffice"
DAY = date(2026, 11, 22)
SECOND = "示例龑𠮷商贸行"
SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


def converted(form: str, folder: Path, *paths: Path) -> list[Path]:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [folder / f"{path.stem}.{form}" for path in paths]


def enterprises(desk: Desk) -> dict[str, dict[str, object]]:
    return {row["name"]: dict(row) for row in desk.ledger.rows("enterprise")}


@pytest.mark.parametrize("name", ["roster.xlsx", "roster.ods"])
def test_a_roster_with_all_that_spreadsheets_have(name: str, desk: Desk) -> None:
    report = report_of(desk, "enterprise", DATA / name, day=DAY)
    # The first one was there under its name already, with another credit code.
    assert counts(report) == {"new": 2, "doubtful": 1}
    assert (report.skipped, report.hidden) == ([6], [4])
    found = enterprises(desk)
    # What was merged over two lines holds for both; the total and the title came to nothing.
    assert found[SECOND]["region"] == "230602"
    assert found[SECOND]["address"] == "示例大街2号 院内"
    assert "示例市“六必访”企业名册" not in found
    assert {row["start"] for row in desk.ledger.rows("inclusion")} >= {"2026-03-05"}
    assert {row.get("phone") for row in desk.ledger.rows("contact")} >= {"13900000002"}


def test_all_forms_of_a_list_say_the_same(pair: Pair, tmp_path: Path) -> None:
    said = {}
    for name in ("roster.xlsx", "roster.ods"):
        (tmp_path / name).mkdir()
        with Desk.open_to_write(copy_of(pair, tmp_path / name).office) as desk:
            report_of(desk, "enterprise", DATA / name, day=DAY)
            said[name] = contents(desk, "enterprise", "inclusion", "contact")
    assert said["roster.xlsx"] == said["roster.ods"]


@pytest.mark.parametrize("name", ["gb18030.csv", "utf-16.csv", "utf-8.csv"])
def test_a_csv_has_no_merged_cells_so_a_line_without_its_place_is_told(name: str, desk: Desk) -> None:
    report = report_of(desk, "enterprise", DATA / name, day=DAY)
    assert counts(report) == {"new": 1, "doubtful": 1, "impossible": 1}
    assert "4 区域：这一项要填" in sentences(report)
    assert "示例云帆软件（萨尔图）有限公司" in enterprises(desk)
    assert "2026-03-05" in {row["start"] for row in desk.ledger.rows("inclusion")}


def test_an_old_file_gets_a_sentence_that_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(FieldError, match=r"另存为.*xlsx"):
        report_of(desk, "enterprise", DATA / "roster.xls", day=DAY)


@pytest.mark.parametrize("name", ["form.ods", "form.xlsx"])
def test_a_form_that_a_cadre_filled_in_there_comes_in(name: str, desk: Desk) -> None:
    assert counts(report_of(desk, "visit", DATA / name, day=DAY)) == {"new": 2}
    visits = sorted(desk.ledger.rows("visit"), key=lambda row: row["date"])
    assert [(row["date"], row["outcome"]) for row in visits] == [("2026-11-09", "absent"), ("2026-11-20", "met")]
    (problem,) = desk.ledger.rows("problem")
    assert (problem["title"], problem["type"]) == ("重烯烃原料缺口约30%，盼协调调剂", "YL")
    assert [row["due"] for row in desk.ledger.rows("follow_up") if row.get("due")] == ["2026-11-25"]


CELL = "<table:table-cell {cell} office:value-type='string'><text:p>示例</text:p></table:table-cell>"
ROW = f"<table:table-row {{row}}>{CELL}</table:table-row>"
CONTENT = (
    "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>"
    "<table:table table:name='表'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
)


def open_document(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", CONTENT.format(rows=rows))
    return path


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (f"table:number-rows-repeated='{MOST_CELLS + 1}'", ""),
        ("", f"table:number-columns-repeated='{MOST_CELLS + 1}'"),
        ("table:number-rows-repeated='-'", ""),
        ("table:number-rows-repeated='9999'", "table:number-columns-repeated='9999'"),
    ],
)
def test_a_file_that_says_it_is_endless_gets_a_sentence(row: str, cell: str, tmp_path: Path) -> None:
    path = open_document(tmp_path / "a.ods", ROW.format(row=row, cell=cell))
    with pytest.raises(FieldError):
        list(read_sheets(path))


def test_a_million_empty_lines_at_the_end_are_none(tmp_path: Path) -> None:
    empty = "<table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>"
    path = open_document(tmp_path / "a.ods", ROW.format(row="", cell="") + empty)
    (sheet,) = read_sheets(path)
    assert [line.number for line in sheet.lines] == [1]


@needs_libreoffice
def test_empty_lists_go_through_libreoffice_with_their_choices(desk: Desk, tmp_path: Path) -> None:
    for kind in KINDS:
        write_template(kind, desk.plan, tmp_path / f"{kind}.xlsx")
    again = converted("xlsx", tmp_path, *converted("ods", tmp_path, *(tmp_path / f"{kind}.xlsx" for kind in KINDS)))
    for kind, path in zip(KINDS, again, strict=True):
        rules = load_workbook(path).worksheets[0].data_validations.dataValidation
        assert len(rules) == sum(1 for column in columns_of(kind, desk.plan) if column.words), kind
        for file in (path, path.with_suffix(".ods")):
            report = report_of(desk, kind, file, day=DAY)
            assert (counts(report), report.fine) == ({}, True), file


@needs_libreoffice
def test_what_libreoffice_writes_today_is_read_as_the_samples_are(tmp_path: Path) -> None:
    for form in ("xlsx", "ods"):
        now, then = (
            [(sheet.name, sheet.lines, sheet.markup) for sheet in read_sheets(path)]
            for path in (*converted(form, tmp_path, DATA / "roster.fods"), DATA / f"roster.{form}")
        )
        assert now == then
