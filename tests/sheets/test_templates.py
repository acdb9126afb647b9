"""Empty lists: what is written comes in again as it is, and what people fill in comes in too."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_files import counts, report_of
from story import CADRE, ENTERPRISE

from fieldtui import plans
from fieldtui.model.plan import read_plan
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.columns import KINDS, understood, usual_headings
from fieldtui.sheets.reading import read_sheets
from fieldtui.sheets.templates import HEADING_LINE, columns_of, write_template
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk

kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
@pytest.mark.parametrize("name", plans.names())
def test_every_heading_of_an_empty_list_is_understood(name: str, kind: str, tmp_path: Path) -> None:
    plan = read_plan(plans.read_text(name))
    write_template(kind, plan, tmp_path / "a.xlsx")
    sheet = next(iter(read_sheets(tmp_path / "a.xlsx")))
    layout = understood(sheet, kind, plan, ())
    assert layout is not None
    assert (layout.heading, layout.left) == (HEADING_LINE, [])
    assert list(layout.columns) == [column.name for column in columns_of(kind, plan)]


@kinds
def test_no_heading_stands_for_two_things(kind: str, desk: Desk) -> None:
    headings = [word for words in usual_headings(kind, desk.plan).values() for word in words]
    assert len(set(headings)) == len(headings)


@kinds
def test_an_empty_list_comes_in_as_nothing(kind: str, desk: Desk, tmp_path: Path) -> None:
    write_template(kind, desk.plan, tmp_path / "a.xlsx")
    report = report_of(desk, kind, tmp_path / "a.xlsx")
    assert (counts(report), report.fine) == ({}, True)


def test_lists_offer_the_words_of_the_plan(desk: Desk, tmp_path: Path) -> None:
    write_template("enterprise", desk.plan, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    lists = {column.name: column.words for column in columns_of("enterprise", desk.plan)}
    assert lists["inclusion.category"] == tuple(item.name for item in desk.plan.categories)
    assert lists["region"] == tuple(item.name for item in desk.plan.regions)
    offered = set()
    for rule in book.worksheets[0].data_validations.dataValidation:
        title, cells = rule.formula1.split("!")
        sheet = book[title.strip("'")]
        assert isinstance(sheet, Worksheet)
        area = sheet[cells.replace("$", "")]
        offered.add(tuple(cell.value for (cell,) in area) if isinstance(area, tuple) else (area.value,))
    assert offered == {words for words in lists.values() if words}


def test_a_filled_in_form_of_a_cadre_comes_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "走访.xlsx"
    write_template("visit", desk.plan, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = {column.name: place for place, column in enumerate(columns_of("visit", desk.plan), 1)}
    filled = {
        "enterprise": ENTERPRISE,
        "date": today(),
        "visitors": CADRE,
        "outcome": "已见面",
        "note": "见到厂长",
        "problem_1.title": "流动资金缺口300万",
        "problem_1.type": "融资",
    }
    for name, value in filled.items():
        sheet.cell(HEADING_LINE + 1, places[name], value)
    book.save(path)
    assert counts(report_of(desk, "visit", path)) == {"new": 1}
    assert [row["title"] for row in desk.ledger.rows("problem")] == ["流动资金缺口300万"]


def test_nothing_is_written_over(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("示例", "utf-8")
    with pytest.raises(FieldError):
        write_template("visit", desk.plan, path)
    assert path.read_text("utf-8") == "示例"
