"""Lists where several plans are in use: by whose words they are read, and rows without a good credit code."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sheet_files import CODES, ROSTER, counts, report_of, sentences, workbook
from story import ENTERPRISE

from fieldtui.model.sentence import FieldError
from fieldtui.plans import read_text
from fieldtui.sheets.known import plan_asked
from fieldtui.sheets.templates import write_template
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.putting_in_use import version_in_use

PAIRED = "包联企业"
NAME, WRONG_CODE = "示例甲精细化工有限公司", "91350100M000100Y4Z"


@pytest.fixture
def both(desk: Desk) -> Desk:
    """The desk of a county that goes by a second plan beside its main one."""
    desk.ledger.save(version_in_use(read_text("front-line"), today()).amended(main=False))
    return desk


def plans_of(desk: Desk) -> list[tuple[str, str]]:
    return [(row["plan"]["name"], row["category"]) for row in desk.ledger.rows("inclusion") if row["start"] > "2026-02"]


def roster(desk: Desk, folder: Path, *cells: Any, headings: tuple[str, ...] = ROSTER, **wishes: Any) -> Any:
    return report_of(desk, "enterprise", workbook(folder / "名册.xlsx", headings, cells), **wishes)


def test_a_roster_goes_by_the_plan_that_is_named(both: Desk, tmp_path: Path) -> None:
    row = (NAME, CODES[0], "萨尔图", PAIRED)
    assert counts(roster(both, tmp_path, *row)) == {"impossible": 1}, "the main plan has no such category"
    assert counts(roster(both, tmp_path, *row, plan="front-line")) == {"new": 1}
    assert plans_of(both) == [("front-line", "paired")]
    assert counts(roster(both, tmp_path, *row, plan="front-line")) == {"same": 1}
    with pytest.raises(FieldError, match="front-line"):
        roster(both, tmp_path, *row, plan="没有的方案")


def test_a_row_goes_by_the_plan_that_it_names(both: Desk, tmp_path: Path) -> None:
    headings = (*ROSTER, "方案")
    about = (NAME, CODES[0], "萨尔图")
    assert counts(roster(both, tmp_path, *about, PAIRED, "front-line", headings=headings)) == {"new": 1}
    assert counts(roster(both, tmp_path, *about, "经营困难", "", headings=headings)) == {"changed": 1}
    assert sorted(plans_of(both)) == [("front-line", "paired"), ("six-must-visits", "difficulty")]


def test_an_empty_list_offers_the_words_of_the_plan_that_is_named(both: Desk, tmp_path: Path) -> None:
    write_template("pairing", plan_asked(both, "front-line"), tmp_path / "包联.xlsx")
    shown = [cell.value for row in load_workbook(tmp_path / "包联.xlsx").worksheets[0].rows for cell in row]
    assert "包联领导" in shown


def test_a_row_with_a_wrong_credit_code_says_that_it_is_not_in_and_comes_in_without_it(
    desk: Desk, tmp_path: Path
) -> None:
    row = (NAME, WRONG_CODE, "萨尔图", "经营困难")
    report = roster(desk, tmp_path, *row)
    assert counts(report) == {"doubtful": 1}
    assert f"--word {WRONG_CODE}=无" in sentences(report)
    assert counts(roster(desk, tmp_path, *row, words={WRONG_CODE: "无"})) == {"new": 1}
    (found,) = desk.ledger.referring("enterprise", "name", NAME)
    assert "uscc" not in found
    assert desk.ledger.referring("enterprise", "name", ENTERPRISE), "what was there stays"
