"""Writing one's own plan: the commands for it, and the page of the manual, whose plans are complete."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldtui import plans
from fieldtui.cli.main import fieldtui
from fieldtui.help import page
from fieldtui.locale import LANGUAGES, language, use_language
from fieldtui.model.plan import Plan, read_plan
from fieldtui.model.plan_check import check_plan

COMMON, SIX, LUOHE = (plans.own_text(name) for name in ("common", "six-must-visits", "luohe"))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


# ---- on the command line


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(fieldtui, ["plan", *arguments])
    return done.exit_code, done.output


def test_listing_and_showing() -> None:
    code, output = run("list")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == list(plans.names())
    for name in plans.names():
        code, output = run("show", name)
        assert code == 0
        assert read_plan(plans.read_text(name)).title in output
    assert "12类72项" in run("show", "three-threes")[1]
    assert "14" in run("show", "three-engines")[1]


def test_starting_from_a_shipped_plan(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    assert run("show", "luohe", "--save", str(mine))[0] == 0
    assert mine.read_text("utf-8") == LUOHE
    code, output = run("check", str(mine))
    assert (code, "can be used" in output) == (0, True)
    done = CliRunner().invoke(fieldtui, ["plan", "show", "luohe", "--save", str(mine)])
    assert "there already" in str(done.exception)


def test_checking_tells_each_mistake_with_its_line(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        SIX.replace('until = "年底"', 'untill = "年底"').replace('code = "230603"', 'code = "230602"'), "utf-8"
    )
    code, output = run("check", str(mine))
    assert code == 1
    assert re.search(r"^mine\.toml, line \d+: .*“230602” stands twice", output, re.M)
    assert re.search(r"^mine\.toml, line \d+: .*did you mean “until”", output, re.M)


def test_a_base_beside_the_file_goes_first(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(SIX.replace('base = "common"', 'base = "our-base"'), "utf-8-sig")
    assert "our-base" in run("check", str(mine))[1]
    (tmp_path / "our-base.toml").write_text(COMMON, "utf-8")
    assert run("check", str(mine))[0] == 0


@pytest.mark.parametrize(("content", "words"), [(None, "can't be read"), ("title = 示例".encode("gb18030"), "UTF-8")])
def test_a_file_that_can_not_be_read(content: bytes | None, words: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    if content:
        mine.write_bytes(content)
    done = CliRunner().invoke(fieldtui, ["plan", "check", str(mine)])
    assert words in str(done.exception)


# ---- the help page


def blocks(language: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", page("own-plan", language), re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_plan_is_complete_and_can_be_used(language: str) -> None:
    small, *_rest = blocks(language)
    assert len(small.splitlines()) < 60, "a small one"
    assert check_plan(small, "small.toml", plans.own_text) == []
    assert "base" not in tomllib.loads(small), "it needs no other"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_change_of_a_shipped_plan_can_be_used(language: str) -> None:
    _small, change, *_rest = blocks(language)
    assert tomllib.loads(change)["base"] == "luohe"
    assert check_plan(change, "change.toml", plans.own_text) == []


def test_both_pages_have_the_same_parts_and_plans() -> None:
    chinese, english = (page("own-plan", language) for language in ("zh_CN", "en"))
    heads = re.compile("^#+ ", re.MULTILINE)
    assert heads.findall(chinese) == heads.findall(english)
    assert [tomllib.loads(text).keys() for text in blocks("zh_CN")] == [
        tomllib.loads(text).keys() for text in blocks("en")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_entry_of_a_plan(language: str) -> None:
    text = page("own-plan", language)
    assert [name for name in Plan.model_fields if f"`{name}`" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_the_page_names_exists(language: str) -> None:
    named = set(re.findall(r"fieldtui plan (\w+)", page("own-plan", language)))
    assert named >= {"list", "show", "check", "schema"}
    for command in named:
        assert run(command, "--help")[0] == 0
