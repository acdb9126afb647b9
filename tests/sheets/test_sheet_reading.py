"""Files of all sorts are read: encodings, separators, merged and hidden lines, formulas, what is no list at all."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_files import Formula, libreoffice, separated, workbook

from fieldtui.model.sentence import FieldError
from fieldtui.model.text import one_line
from fieldtui.sheets.cells import amount_of, day_of, month_of, text_of
from fieldtui.sheets.columns import factor_of
from fieldtui.sheets.reading import read_sheets
from fieldtui.sheets.titles import title_and_rest

DAY = date(2026, 3, 5)
ROWS = [["企业名称", "地区"], ["示例龙原精细化工有限公司", "萨尔图"], ["示例龑𠮷商贸行", "龙凤"]]


def lines(path: Path, named: str = "") -> list[tuple[int, list[Any]]]:
    (sheet,) = read_sheets(path, named)
    return [(line.number, list(line.cells)) for line in sheet.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_csv_tells_its_encoding_and_separator_by_itself(tmp_path: Path, encoding: str, separator: str) -> None:
    path = separated(tmp_path / "名册.csv", *ROWS, encoding=encoding, separator=separator)
    assert lines(path) == list(enumerate(ROWS, 1))


@given(st.lists(st.text(st.characters(codec="gb18030", categories=["L", "N"]), min_size=1), min_size=1))
def test_chinese_in_gb18030_is_never_taken_for_utf_8(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "words.csv"
    separated(path, ["企业名称", "备注"], *([f"示例{word}", "有限公司"] for word in words), encoding="gb18030")
    assert [cells[0] for _number, cells in lines(path)][1:] == [f"示例{word}" for word in words]


def test_lines_are_numbered_as_the_spreadsheet_program_numbers_them(tmp_path: Path) -> None:
    assert lines(workbook(tmp_path / "a.xlsx", ROWS[0], [], [], ROWS[1])) == [(1, ROWS[0]), (4, ROWS[1])]
    path = tmp_path / "a.csv"
    path.write_text('企业名称,备注\n示例甲厂,"两行\n备注"\n\n示例乙厂,\n', "utf-8")
    assert [number for number, _cells in lines(path)] == [1, 2, 4]


def test_a_file_of_libreoffice_comes_with_its_dates_formulas_and_hidden_lines(tmp_path: Path) -> None:
    path = libreoffice(
        tmp_path / "a.xlsx",
        ["企业名称", "日期", "户数"],
        ["示例甲厂", DAY, Formula("1+1", 2)],
        ["示例乙厂", None, Formula("A1", "")],
        ["示例丙厂", None, Formula("1+1", None)],
        hidden=[3],
    )
    (sheet,) = read_sheets(path)
    assert sheet.lines[1].cells == ("示例甲厂", datetime.combine(DAY, time()), 2)
    assert sheet.markup.hidden == {3}
    # A formula that came to an empty text was reckoned; only the last one was not.
    assert sheet.markup.unkept == ("C4",)


def test_what_is_merged_downwards_holds_for_each_line(tmp_path: Path) -> None:
    path = libreoffice(
        tmp_path / "a.xlsx", ["企业", "问题"], ["示例甲厂", "一"], [None, "二"], [None, "三"], merged=["A2:A3"]
    )
    assert [cells[0] for _number, cells in lines(path)] == ["企业", "示例甲厂", "示例甲厂", None]


def test_only_sheets_that_can_be_seen_are_read_unless_one_is_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "看得见"
    book.active.append(["企业名称"])
    book.create_sheet("藏着").append(["单位名称"])
    book["藏着"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [sheet.name for sheet in read_sheets(tmp_path / "a.xlsx")] == ["看得见"]
    assert lines(tmp_path / "a.xlsx", "藏着") == [(1, ["单位名称"])]
    with pytest.raises(FieldError, match="看得见、藏着"):
        lines(tmp_path / "a.xlsx", "没有")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-300])


def without_a_sheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "示例")


@pytest.mark.parametrize(
    "damage",
    [
        cut,
        without_a_sheet,
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)),
        lambda path: path.write_bytes(b"\xff\xfe\xff"),
        lambda path: path.write_bytes(b"\x00\x01\x02\x80\xff"),
        lambda path: path.unlink(),
    ],
)
def test_what_is_no_list_gets_a_sentence(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = workbook(tmp_path / "a.xlsx", *ROWS)
    damage(path)
    with pytest.raises(FieldError):
        list(read_sheets(path))


@pytest.mark.parametrize(
    "cell",
    [
        *("2026.3.5", "2026年3月5日", "2026-03-05", "2026/3/5 0:00:00", "２０２６．３．５", "20260305", "3月5日"),
        *(46086, 46086.0, "46086", datetime.combine(DAY, time(9)), DAY),
    ],
)
def test_days_as_people_and_programs_write_them(cell: Any) -> None:
    assert day_of(cell, date(2026, 11, 1), toward="past") == DAY


@pytest.mark.parametrize("cell", ["", "待定", 5, "2026.13.5", True, 1e9])
def test_what_is_no_day(cell: Any) -> None:
    assert day_of(cell, DAY, toward="past") is None


def test_numbers_are_texts_without_what_the_program_put_to_them() -> None:
    assert [text_of(cell) for cell in (13800000000, 13800000000.0, 1.5, True, "#N/A", DAY)] == [
        *("13800000000", "13800000000", "1.5", "是", "", "2026-03-05")
    ]


@pytest.mark.parametrize(
    "cell", ["2026-03", "2026年3月", "2026年3月份", "202603", "2026.03", datetime.combine(DAY, time()), 46086]
)
def test_months(cell: Any) -> None:
    assert month_of(cell) == "2026-03"


def test_a_month_as_a_number_that_may_be_january_or_october_is_none() -> None:
    assert (month_of(2026.1), month_of("2026.1"), month_of("2026.10")) == ("", "2026-01", "2026-10")


@pytest.mark.parametrize(
    ("cell", "heading", "amount"),
    [
        (769.9, "产值", "769.9"),
        (5.2, "总投资（亿元）", "52000"),
        ("1.2亿元", "总投资（万元）", "12000"),
        ("1,234.56", "产值(万元)", "1234.56"),
        (12345678, "税收（元）", "1234.5678"),
        (0.1 + 0.2, "产值", "0.3"),
        ("—", "产值", ""),
    ],
)
def test_amounts_go_by_the_unit_of_their_heading(cell: Any, heading: str, amount: str) -> None:
    assert amount_of(cell, factor_of(heading)) == amount
    assert factor_of("产值") == Decimal(1)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(WORDS, WORDS)
def test_a_title_is_never_too_long_and_nothing_is_lost(text: str, more: str) -> None:
    title, rest = title_and_rest(text, more)
    assert len(title) <= 40
    # What is not kept anywhere (blanks around, control characters) is not lost by the title.
    assert rest == text or one_line(text) in title
