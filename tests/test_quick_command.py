"""Quick entry on the command line: what a form would understand is recorded and told, what it would not is refused."""

import pytest
from click.testing import CliRunner, Result
from story import BANKING, CADRE, ENTERPRISE, OTHER_ENTERPRISE, Pair, rows

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.workspace import Workspace


def add(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "add", *words])


def test_a_line_is_a_problem(pair: Pair) -> None:
    line = f"&lyjx 融资 流动资金缺口300万 {BANKING}牵头 急"
    done = add(pair.cadre, "problem", "--quick", line, "--quick", "用工 旺季招不到熟练工 &龙园")
    assert done.exit_code == 0, done.output
    assert (
        done.stderr.splitlines()[0]
        == f"流动资金缺口300万 · 融资 · 示例龙原精细化工 · 建议{BANKING} · 急 · 个性 · 300万元"
    )
    names = {row["id"]: row["name"] for row in rows(pair.cadre, "enterprise")}
    kept = {row["id"]: (names[row["enterprise"]], row["type"], row["source"]) for row in rows(pair.cadre, "problem")}
    first, second = done.stdout.split()
    assert kept == {first: (ENTERPRISE, "RZ", "call"), second: (OTHER_ENTERPRISE, "YG", "call")}


def test_the_enterprise_and_the_source_may_stand_beside_it(pair: Pair) -> None:
    done = add(pair.cadre, "problem", f"enterprise={ENTERPRISE}", "source=座谈会", "--quick", "融资 流动资金缺口300万")
    assert done.exit_code == 0, done.output
    assert [row["source"] for row in rows(pair.cadre, "problem")] == ["forum"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("problem", "--quick", "融资 流动资金缺口300万"), "请写企业"),
        (("problem", "--quick", "&ly 融资 流动资金缺口300万"), "“ly”不能确定是哪家企业"),
        (("problem", "--quick", "&lyjx 流动资金缺口300万"), "请先写类型"),
        (("problem", "--quick", "&lyjx 融资 缺钱"), "至少"),
        (("problem", f"enterprise={ENTERPRISE}", "title=缺钱", "--quick", "融资 流动资金缺口"), "“title”"),
        (("visit", f"visitors={CADRE}", "--quick", "融资 流动资金缺口300万"), "add problem --quick"),
    ],
)
def test_what_is_not_understood_is_refused(pair: Pair, words: tuple[str, ...], sentence: str) -> None:
    done = add(pair.cadre, *words)
    assert done.exit_code != 0
    assert sentence in done.output + str(done.exception)
    assert rows(pair.cadre, "problem") == []
