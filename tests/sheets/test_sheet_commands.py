"""The commands: exit codes, what is printed, a dry run that writes nothing, and mistakes that get a sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sheet_files import CODES, ROSTER, workbook
from story import Pair

from fieldtui.cli.main import fieldtui
from fieldtui.model.sentence import FieldError

GOOD = ["示例甲厂", CODES[0], "萨尔图", "经营困难"]
BAD = ["示例乙厂", None, "火星", "经营困难"]


def run(pair: Pair, *arguments: str) -> Result:
    return CliRunner().invoke(
        fieldtui, ["--workspace", str(pair.office.folder), *arguments], standalone_mode=False, catch_exceptions=False
    )


def names(pair: Pair) -> list[str]:
    lines = run(pair, "list", "enterprise", "--json").output.splitlines()
    return [json.loads(line)["name"] for line in lines]


def test_a_dry_run_says_what_would_come_and_writes_nothing(pair: Pair, tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "名册.xlsx", ROSTER, GOOD))
    log = pair.office.log.read_bytes()
    tried = run(pair, "import", "enterprise", path, "--dry-run")
    assert tried.return_value in (0, None)
    assert pair.office.log.read_bytes() == log
    real = run(pair, "import", "enterprise", path)
    assert tried.output.splitlines()[: len(real.output.splitlines())] == real.output.splitlines()
    assert GOOD[0] in names(pair)


def test_one_bad_row_ends_with_1_and_the_good_ones_are_in(pair: Pair, tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "名册.xlsx", ["名册"], ROSTER, GOOD, BAD))
    ended = run(pair, "import", "enterprise", path)
    assert ended.return_value == 1
    assert "4" in ended.output
    assert "火星" in ended.output
    assert "（没有导入）" in ended.output
    assert GOOD[0] in names(pair)
    assert BAD[0] not in names(pair)


def test_columns_defaults_and_words_are_said_on_the_command_line(pair: Pair, tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "a.xlsx", ["牌子", "码", "经营状态"], ["示例丙厂", CODES[1], "凑合"]))
    options = ("--map", "牌子=名称", "--map", "码=", "--default", "地区=龙凤", "--word", "凑合=减产")
    assert run(pair, "import", "enterprise", path, *options).return_value in (0, None)
    rows = map(json.loads, run(pair, "list", "enterprise", "--json").output.splitlines())
    (row,) = (row for row in rows if row["name"] == "示例丙厂")
    assert (row["region"], row["operating"], row.get("uscc")) == ("230603", "reduced", None)


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "没有这列=名称"),
        ("--map", "企业名称=没有这项"),
        ("--map", "企业名称"),
        ("--default", "没有这项=1"),
        ("--sheet", "没有这张"),
    ],
)
def test_misuse_gets_a_sentence_and_changes_nothing(pair: Pair, tmp_path: Path, options: tuple[str, ...]) -> None:
    path = str(workbook(tmp_path / "a.xlsx", ROSTER, GOOD))
    log = pair.office.log.read_bytes()
    with pytest.raises(FieldError):
        run(pair, "import", "enterprise", path, *options)
    assert pair.office.log.read_bytes() == log


def test_a_template_is_written_and_taken_in(pair: Pair, tmp_path: Path) -> None:
    path = str(tmp_path / "走访登记表.xlsx")
    assert run(pair, "template", "visit", path).output.strip() == path
    assert run(pair, "import", "visit", path).return_value in (0, None)
