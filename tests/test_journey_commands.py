"""One problem from visit to closing by commands alone, as a script would call them: here, and as processes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from commands_here import Ended, run_here
from story import (
    ANSWER,
    BANKING,
    CADRE,
    CLERK,
    COUNTY,
    COUNTY_NAME,
    CREDIT_CODE,
    ENTERPRISE,
    EVIDENCE,
    LEADER,
    NOTE,
    PARK,
    SHORTAGE,
    Pair,
    assert_both_hold_the_same,
)

from fieldtui.cli.main import COMMANDS
from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today


def run(*arguments: str, stdin: str = "", cwd: Path | None = None, language: str = "") -> Ended:
    """Run a command to its end. All it says is UTF-8, whatever the locale."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "", "FIELDTUI_LANGUAGE": language}
    done = subprocess.run(
        [sys.executable, "-m", "fieldtui", *arguments],
        input=stdin.encode(),
        capture_output=True,
        cwd=cwd,
        env=environment,
        timeout=60,
        check=False,
    )
    error = done.stderr.decode("utf-8")
    assert "Traceback" not in error, error
    return Ended(done.returncode, done.stdout.decode("utf-8").splitlines(), error)


class Side:
    """Commands in one workspace, each a process of its own unless `run` does otherwise."""

    def __init__(self, folder: Path, run: Callable[..., Ended] = run) -> None:
        self.folder = folder
        self._run = run

    def __call__(self, *arguments: str, stdin: str = "") -> Ended:
        return self._run("--workspace", str(self.folder), *arguments, stdin=stdin)

    def well(self, *arguments: str, stdin: str = "") -> list[str]:
        """Run what has to end well; returns the lines printed."""
        done = self(*arguments, stdin=stdin)
        # Late in the year a due date lies in the next one, whose holidays are not published yet: told, and no fault.
        told = [line for line in done.error.splitlines() if str(today().year + 1) not in line]
        assert (done.code, told) == (0, []), done
        return done.lines

    def refused(self, code: int, *arguments: str, stdin: str = "") -> str:
        """Run what has to be refused; returns the sentence, which is one line, and checks that nothing changed."""
        before = self.log
        done = self(*arguments, stdin=stdin)
        assert done.code == code, done
        assert done.lines == []
        assert len(done.error.splitlines()) == 1, done.error
        assert self.log == before
        return done.error.strip()

    @property
    def log(self) -> bytes:
        return Workspace.load(self.folder).log.read_bytes()

    def export(self, *arguments: str) -> Path:
        (line,) = self.well("bundle", "export", *arguments)
        return Path(line.split("  ")[0])


def made(folder: Path, role: str, name: str, run: Callable[..., Ended] = run) -> Side:
    names = ("--name", name, "--county", COUNTY, "--county-name", COUNTY_NAME)
    ended = run("init", str(folder), "--role", role, *names)
    assert (ended.code, ended.error) == (0, "")
    return Side(folder, run)


def acquainted(folder: Path, run: Callable[..., Ended] = run) -> tuple[Side, Side]:
    """An office and a cadre's laptop, made and accepted by commands."""
    office, cadre = made(folder / "office", "office", CLERK, run), made(folder / "cadre", "cadre", CADRE, run)
    office.well("add", "unit", stdin=jsonl({"name": BANKING}, {"name": PARK, "type": "park"}))
    office.well("add", "person", f"name={CADRE}", f"unit={PARK}")
    office.well("add", "appointment", f"person={CADRE}", f"unit={PARK}", "role=cadre", "start=2026-01-01")
    (enterprise,) = office.well("add", "enterprise", f"name={ENTERPRISE}", "region=萨尔图", f"uscc={CREDIT_CODE}")
    office.well("add", "pairing", f"enterprise={enterprise}", "role=liaison", f"person={CADRE}", "start=2026-01-01")
    request = str(cadre.export())
    assert "还不认识发送方" in office.refused(1, "bundle", "import", request)
    (code,) = cadre.well("device", "show")
    assert "核对码不一致" in office.refused(2, "device", "accept", request, "--person", CADRE, "--code", "0" * 20)
    office.well("device", "accept", request, "--person", CADRE, "--code", code)
    office.well("bundle", "import", request)
    answer = str(office.export())
    (code,) = office.well("device", "show")
    cadre.well("device", "accept", answer, "--code", code)
    cadre.well("bundle", "import", answer)
    assert any(CADRE in line for line in office.well("device", "list"))
    return office, cadre


def jsonl(*values: Mapping[str, object]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def test_a_problem_travels_from_visit_to_closing(tmp_path: Path, thorough: bool) -> None:
    office, cadre = acquainted(tmp_path, run if thorough else run_here)
    day = today().isoformat()

    # A script records a visit and two problems; each line of stdin gives an id.
    visit = {"enterprise": ENTERPRISE, "date": day, "visitors": [CADRE], "note": NOTE}
    (visit_id,) = cadre.well("add", "visit", stdin=jsonl(visit))
    first = {"enterprise": CREDIT_CODE, "visit": visit_id, "title": SHORTAGE, "type": "融资", "urgency": "急"}
    second = {"enterprise": ENTERPRISE, "visit": visit_id, "title": "稳岗返还未到账", "type": "ZC"}
    problem, _other = cadre.well("add", "problem", stdin=jsonl(first, second))
    listed = [json.loads(line) for line in cadre.well("list", "problem", "--where", "urgency=急", "--json")]
    assert [row["id"] for row in listed] == [problem]
    assert (listed[0]["title"], listed[0]["state"]) == (SHORTAGE, "registered")
    file = str(cadre.export())

    # The office looks at the file, takes it in, numbers the problem and enters the answer that it heard.
    shown = "\n".join(office.well("bundle", "show", file))
    assert CADRE in shown
    assert SHORTAGE in shown
    assert "走访 1、问题 2" in office.well("bundle", "import", file)[0]
    office.well("add", "follow-up", f"problem={problem}", "step=assigned", f"lead={BANKING}")
    close = ("add", "follow-up", f"problem={problem}", "step=closed")
    heard = ("heard_by=电话", f"heard_on={day}", f"words={ANSWER}")
    office.well("add", "follow-up", f"problem={problem}", "step=replied", f"behalf={BANKING}", *heard)
    approved = (f"evidence={EVIDENCE}", f"approved_by={LEADER}", f"approved_on={day}")
    assert "先回访，再办结" in office.refused(2, *close, *approved)
    answer = str(office.export("--to", CADRE))

    # The cadre asks the enterprise; then the office may close.
    assert "问题 1、跟进 2" in cadre.well("bundle", "import", answer)[0]
    replied = json.loads(cadre.well("list", "problem", "--where", "state=replied", "--json")[0])
    number = replied["number"]
    assert number == f"230602-{today().year}-0001"
    assert [line.split()[0] for line in cadre.well("list", "problem", "--where", f"lead={BANKING}")] == [problem]
    cadre.well("add", "follow-up", f"problem={number}", "step=verified", "reached=true", "satisfaction=满意")
    office.well("bundle", "import", str(cadre.export()))
    office.well(*close, *approved)

    shown = "\n".join(office.well("show", number))
    assert "状态：已办结" in shown
    assert all(word in shown for word in ("登记", "交办", "反馈", "回访", "办结", ANSWER, EVIDENCE))
    history = [json.loads(line) for line in office.well("show", number, "--history", "--json")]
    assert [change["kind"] for change in history] == ["problem", "problem"]
    assert history[1]["set"] == {"number": number}
    assert history[0]["device"] != history[1]["device"]

    # A last exchange of receipts: both sides hold the same, also when the view is made anew.
    cadre.well("bundle", "import", str(office.export()))
    office.well("bundle", "import", str(cadre.export()))
    pair = Pair(Workspace.load(office.folder), Workspace.load(cadre.folder))
    assert_both_hold_the_same(pair)
    for side in (office, cadre):
        assert all(line.startswith(("✓ ", "· ")) for line in side.well("check"))
    before = pair.cadre.view.read_bytes()
    pair.cadre.view.unlink()
    damaged = cadre("check")
    assert damaged.code == 1
    assert [line for line in damaged.lines if line.startswith("✗") and "视图" in line]
    assert "✓ 视图与日志一致。" in cadre.well("check", "--rebuild")
    assert pair.cadre.view.read_bytes() == before


def test_processes_hand_in_and_take_in(pair: Pair) -> None:
    office, cadre = Side(pair.office.folder), Side(pair.cadre.folder)
    assert "界面需要在终端里打开" in office.refused(2)
    visit = {"enterprise": ENTERPRISE, "date": today().isoformat(), "visitors": [CADRE], "note": NOTE}
    (visit_id,) = cadre.well("add", "visit", stdin=jsonl(visit))
    assert "走访 1" in office.well("bundle", "import", str(cadre.export()))[0]
    (listed,) = office.well("list", "visit", "--json")
    assert (json.loads(listed)["id"], json.loads(listed)["note"]) == (visit_id, NOTE)


def test_taking_in_twice_changes_nothing_and_what_is_altered_is_refused(pair: Pair, tmp_path: Path) -> None:
    office, cadre = Side(pair.office.folder, run_here), Side(pair.cadre.folder, run_here)
    day = (today() - timedelta(days=1)).isoformat()
    visit = {"enterprise": ENTERPRISE, "date": day, "visitors": [CADRE], "note": NOTE}
    cadre.well("add", "visit", stdin=jsonl(visit))
    file = cadre.export()
    content = file.read_bytes()

    cut, altered = tmp_path / "截断.json", tmp_path / "改动.json"
    cut.write_bytes(content[: len(content) // 2])
    envelope = json.loads(content)
    envelope["content"]["ciphertext"] = envelope["content"]["ciphertext"][:-8] + "AAAAAAAA"
    altered.write_text(json.dumps(envelope), encoding="utf-8")
    assert "不完整" in office.refused(1, "bundle", "import", str(cut))
    assert "改动过" in office.refused(1, "bundle", "import", str(altered))
    assert "读不了" in office.refused(1, "bundle", "import", str(tmp_path / "没有.json"))

    # Of several files the sound one is taken in, and the exit code still tells of the others.
    done = office("bundle", "import", str(cut), str(file))
    assert done.code == 1
    assert "走访 1" in done.lines[0]

    log = office.log
    copy = file.with_name(f"{file.stem}(1).json")
    copy.write_bytes(content)
    assert "以前接收过，没有变化" in office.well("bundle", "import", str(file))[0]
    assert "以前接收过，没有变化" in office.well("bundle", "import", str(copy), str(file))[1]
    assert office.log == log


HELP = """
import contextlib, io, json, sys
import click, pydantic

def ended(*words):
    from fieldtui.cli.main import main
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        main([*words, "--help"])
    return said.getvalue()

for command in json.loads(sys.argv[1]):
    # As in a process of its own, in which no other command was imported before.
    for name in [name for name in sys.modules if name.partition(".")[0] == "fieldtui"]:
        del sys.modules[name]
    words = [command] if command else []
    print(json.dumps([words, ended(*words)]))
    from fieldtui.cli.main import fieldtui
    group = fieldtui.get_command(click.Context(fieldtui), command)
    for inner in group.list_commands(click.Context(group)) if isinstance(group, click.Group) else ():
        print(json.dumps([[command, inner], ended(command, inner)]))
"""
"""Prints the help of each command and of what it groups, a line of JSON each: the words that call it, and its text."""


def test_each_command_has_help_with_an_example_in_chinese() -> None:
    arguments = [sys.executable, "-c", HELP, json.dumps(["", *COMMANDS])]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {words[0] for words, _text in found if words} == set(COMMANDS)
    assert len(found) > len(COMMANDS) + 20, "those of groups, too"
    for words, text in found:
        assert "例如：" in text, words
        assert f"fieldtui {' '.join(words)}".strip() in text.split("例如：")[1], words
        for english in ("Usage", "Options", "Commands", "Show", "Example", "required", "DIRECTORY", "INTEGER", "TEXT"):
            assert english not in text, words


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fly"], "没有 'fly' 这个命令。"),
        (["add"], "缺少参数"),
        (["list", "ship"], "没有“ship”这种记录"),
        (["bundle", "import"], "缺少参数"),
        (
            ["init", "somewhere", "--role", "king", "--name", "示例王", "--county", COUNTY],
            "“king”不在这些之中：cadre、office。",
        ),
        (["init", "somewhere", "--role", "cadre", "--name", "示例王", "--county", "23"], "行政区划代码是六位数字"),
        (["bundle", "imprt"], "是不是要写 'import'"),
        (["check", "--speed", "9"], "没有 '--speed' 这个选项。"),
        (["check", "fast"], "多了参数"),
        (["demo"], "演示需要在终端里打开"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_misuse_ends_with_a_chinese_sentence_and_code_2(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    misused(run_here(*arguments, cwd=tmp_path), sentence)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("arguments", "sentence"), [([], "不是工作区"), (["add"], "缺少参数")])
def test_misuse_ends_a_process_so_too(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    misused(run(*arguments, cwd=tmp_path), sentence)
    assert list(tmp_path.iterdir()) == []


def misused(ended: Ended, sentence: str) -> None:
    assert ended.code == 2
    assert ended.lines == []
    assert sentence in ended.error
    for english in ("Usage", "Error", "Try", "Missing", "Invalid", "No such", "Did you mean", "Got"):
        assert english not in ended.error


def test_a_workspace_speaks_its_language_and_the_environment_overrides_it(tmp_path: Path) -> None:
    run_here("init", str(tmp_path / "w"), "--role", "office", "--name", CLERK, "--county", COUNTY, language="en")
    workspace = ("--workspace", str(tmp_path / "w"))
    assert "✓ The view says what the log says." in run_here(*workspace, "check").lines
    assert "✓ 视图与日志一致。" in run_here(*workspace, "check", language="zh_CN").lines


def test_the_fields_of_a_kind_are_listed_with_what_they_may_hold(pair: Pair) -> None:
    lines = Side(pair.office.folder, run_here).well("add", "enterprise", "--fields")
    fields = {line.split()[0]: line for line in lines}
    assert "必填" in fields["name"]
    assert "230602(萨尔图)" in fields["region"]
    assert "initials" not in fields, "what nobody fills in is not listed"
