"""`fieldtui check`: what was damaged is told in a sentence, what is sound is not accused, and nothing ends badly."""

import json
import os
import re
import shlex
import shutil
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from damages import (
    LAPTOPS_NAME,
    NEWCOMER,
    Damage,
    another_chain,
    another_receipt,
    blob_altered,
    by_hand,
    drafts_damaged,
    findings,
    first_with_one_before,
    gone,
    key_gone,
    key_of_another,
    key_open,
    key_with_a_false_public_half,
    key_without_its_private_half,
    laptop_double,
    laptop_hole,
    leap,
    lines,
    log_and_view_gone,
    mark_altered,
    newer,
    no_commit,
    no_mark,
    no_view,
    not_above,
    not_above_what_it_replaces,
    not_json,
    office_of_three,
    one_left_out,
    one_too_many,
    own_double,
    own_hole,
    put_lines,
    replaced,
    second_line,
    shortened,
    strange_stream,
    told,
    torn,
    with_a_right_mark,
    words_with_another_id,
    words_without_id,
    wrong,
)
from story import Pair

import fieldtui as fieldtui_package
from fieldtui.cli.main import fieldtui
from fieldtui.help import page
from fieldtui.ledger.calling import command
from fieldtui.ledger.computer_clock import DAY, day_of
from fieldtui.ledger.history import commit_body
from fieldtui.ledger.ledger import Ledger, real_time
from fieldtui.ledger.log import LogError, write_line
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import LANGUAGES
from fieldtui.model.sentence import FieldError
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.place import key_file
from fieldtui.work.desk import standings


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Only to be copied."""
    return office_of_three(tmp_path_factory.mktemp("county") / "企服办")


@pytest.fixture
def workspace(founded: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(founded.folder, tmp_path / "企服办")
    return Workspace.load(tmp_path / "企服办")


# ---- what is sound


def test_a_ledger_that_nothing_happened_to_is_sound_in_every_part(workspace: Workspace) -> None:
    said = findings(workspace)
    assert wrong(workspace) == {}
    assert [finding.what for finding in said] == [
        "log.sound",
        "log.ids_sound",
        "chain.sound",
        "view.sound",
        "key.sound",
    ]
    assert said[0].sentence == "日志完好：3 次提交。"
    assert all(finding.sign == "✓" for finding in said)


def test_two_that_handed_in_and_took_in_are_sound(pair: Pair) -> None:
    for side in (pair.office, pair.cadre):
        assert wrong(side) == {}
        assert told(side) == {}


def test_an_empty_workspace_is_sound(tmp_path: Path) -> None:
    made = make_workspace(
        tmp_path / "new", role="cadre", name="示例张", county="230600", county_name="示例市", language="zh_CN"
    )
    assert wrong(made) == {}
    with Ledger.open_to_write(made, standings):
        pass
    assert wrong(made) == {}


def test_checking_changes_nothing(workspace: Workspace) -> None:
    with workspace.log.open("ab") as log:
        log.write(b'{"half')
    workspace.drafts.write_bytes(b"garbage")
    replaced(workspace.view, NEWCOMER, "示例汪")
    before = {path: path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file()}
    findings(workspace)
    assert {path: path.read_bytes() for path in workspace.folder.rglob("*") if path.is_file()} == before


# ---- planted damages

ANEW = "什么也不会丢：下次写入时这里自动成为一台新设备，再核对一次核对码、接受一次就行。"
KEY_GONE = "{keys} 里缺少本机密钥。" + ANEW
KEY_OTHER = "{key} 不是本机的密钥，请把这个文件移到别处。" + ANEW

DAMAGES: list[tuple[Damage, dict[str, str]]] = [
    (torn, {"log.torn": "日志末尾有一次没写完的写入（8 字节）；打开工作区时会移到 {backups}。"}),
    (
        second_line,
        {
            "log.damaged": "日志第 2 行已损坏：前面 1 次提交完好，后面 1 次虽能读出，但已接不上。",
            "log.after_damage": "损坏之后还改过、最后内容无法确定的：人员“示例赵”。",
        },
    ),
    (
        no_commit,
        {
            "log.unknown": "日志第 2 行有这个版本读不懂的内容；前面 1 次提交完好。",
            "log.short": "日志里缺少以前存过的内容。",
        },
    ),
    (strange_stream, {"log.unknown": "日志第 4 行有这个版本读不懂的内容；前面 3 次提交完好。"}),
    (newer, {"log.newer": "日志是更新的版本写的；请安装那个版本再打开。"}),
    (shortened, {"log.short": "日志里缺少以前存过的内容。"}),
    (gone, {"log.short": "日志里缺少以前存过的内容。"}),
    (log_and_view_gone, {"log.short": "日志里缺少以前存过的内容。"}),
    (words_without_id, {"log.ids": "日志第 2 行里有改动与编号不符；请从备份恢复。", "chain.misfit": ""}),
    (words_with_another_id, {"chain.misfit": "本机的第 6 条与前一条接不上，被改动过。"}),
    (own_hole, {"chain.hole": "本机的记录缺第 5 条。"}),
    (laptop_hole, {"chain.hole": f"{LAPTOPS_NAME}的记录缺第 2–3、6 条。"}),
    (
        own_double,
        {"chain.double": "本机有两条不同的记录用了同一个序号：第 6 条（写于 {today} 至 {today}）；这块硬盘被复制过。"},
    ),
    (
        laptop_double,
        {
            "chain.double": f"{LAPTOPS_NAME}有两条不同的记录用了同一个序号：第 2 条（写于 {{today}} 至 {{later}}）；"
            "这块硬盘被复制过。"
        },
    ),
    (leap, {"chain.tick": "本机的第 7 条先后次序（tick）不对，不是由它看到的内容推出来的。"}),
    (first_with_one_before, {"chain.misfit": f"{LAPTOPS_NAME}的第 1 条与前一条接不上，被改动过。"}),
    (not_above, {"chain.tick": "本机的第 7 条先后次序（tick）不对，不是由它看到的内容推出来的。"}),
    (
        not_above_what_it_replaces,
        {"chain.tick": f"{LAPTOPS_NAME}的第 2 条先后次序（tick）不对，不是由它看到的内容推出来的。"},
    ),
    (no_view, {"view.missing": "视图不见了；请重建：fieldtui check --rebuild"}),
    (no_mark, {"view.unmarked": "视图的记号不见了；请重建：fieldtui check --rebuild"}),
    (mark_altered, {"view.mark": "视图的记号已损坏；请重建：fieldtui check --rebuild"}),
    (
        by_hand,
        {
            "view.altered": "视图被改动或已损坏；请重建：fieldtui check --rebuild",
            "view.record": "视图里人员“示例王”的名称与日志不同。",
        },
    ),
    (
        not_json,
        {
            "view.altered": "视图被改动或已损坏；请重建：fieldtui check --rebuild",
            "view.unparsable": "视图文件已经不是 JSON。",
        },
    ),
    (
        with_a_right_mark,
        {
            "view.differs": "视图与日志不一致；请重建：fieldtui check --rebuild",
            "view.record": "视图里人员“示例赵”的名称与日志不同。",
        },
    ),
    (one_left_out, {"view.differs": "", "view.record": "视图里缺了人员“示例赵”。"}),
    (one_too_many, {"view.differs": "", "view.record": "视图里多了单位“示例假办”，日志里没有。"}),
    (another_chain, {"view.differs": "", "view.tables": "另有不同的表：chains。"}),
    (another_receipt, {"view.differs": "", "view.streams": "视图旁边记的报送、接收进度与日志不一致。"}),
    (drafts_damaged, {"drafts.damaged": "草稿文件 {drafts} 已损坏；打开程序时会另存一边。"}),
    (blob_altered, {"blobs.altered": "附件“回单.pdf”已损坏或被改动，请另找原件：{blob}"}),
    (key_gone, {"key.missing": KEY_GONE}),
    (key_of_another, {"key.other": KEY_OTHER}),
    (key_without_its_private_half, {"key.other": KEY_OTHER}),
    (key_with_a_false_public_half, {"key.other": KEY_OTHER}),
    (key_open, {"key.open": "这台电脑上的其他用户能读 {keys}；请执行：chmod go= {keys}"}),
]


@pytest.mark.parametrize(("plant", "expected"), DAMAGES, ids=[plant.__name__ for plant, _expected in DAMAGES])
def test_a_planted_damage_is_told_and_nothing_else_is(
    workspace: Workspace, plant: Damage, expected: dict[str, str]
) -> None:
    plant(workspace)
    places = {
        "backups": workspace.backups,
        "drafts": workspace.drafts,
        "keys": workspace.private_keys,
        "key": key_file(workspace),
        "blob": next(workspace.blobs.iterdir(), "") if workspace.blobs.exists() else "",
        "today": day_of(real_time()),
        "later": day_of(real_time() + 3 * DAY),
    }
    said = wrong(workspace)
    assert said.keys() == expected.keys()
    for what, sentence in expected.items():
        assert sentence.format(**places) in ("", said[what])


def test_a_line_that_lost_its_end_takes_the_next_one_with_it(workspace: Workspace) -> None:
    """Two lines run into one: the last one then, so it looks unfinished; but the view remembers that more was saved."""
    first, second, third = lines(workspace)
    put_lines(workspace, [first, second[:-1] + third])
    assert wrong(workspace).keys() == {"log.torn", "log.short"}


def test_damage_in_the_log_does_not_hide_that_of_other_parts(workspace: Workspace) -> None:
    for plant in (blob_altered, second_line, drafts_damaged, key_gone):
        plant(workspace)
    assert wrong(workspace).keys() == {
        "log.damaged",
        "log.after_damage",
        "drafts.damaged",
        "blobs.altered",
        "key.missing",
    }
    assert told(workspace)["view.alone"] == "视图本身没有被改动；日志坏了，无法核对两者是否一致。"


def test_a_save_that_is_being_written_at_this_moment_is_no_unfinished_one(workspace: Workspace) -> None:
    """Another window has written half of a line; the rest comes while `check` looks."""
    whole = workspace.log.read_bytes()
    (line,) = [write_line(commit_body(real_time(), []))[0]]
    workspace.log.write_bytes(whole + line[:20])
    finishing = threading.Timer(0.05, lambda: workspace.log.write_bytes(whole + line))
    finishing.start()
    assert wrong(workspace) == {}
    finishing.join()


# ---- what to do


def test_a_damaged_log_names_the_newest_backup(workspace: Workspace) -> None:
    second_line(workspace)
    assert told(workspace)["backup.none"].startswith(f"{workspace.backups} 里没有备份；先别再写")
    workspace.backups.mkdir()
    for number, name in enumerate(["old.zip", "new.zip", "torn-5.txt"]):
        (workspace.backups / name).write_bytes(b"x")
        os.utime(workspace.backups / name, (number, number))
    assert told(workspace)["backup.newest"] == (
        f"最近的备份是 {workspace.backups / 'new.zip'}；用它恢复："
        f"fieldtui --workspace {workspace.folder} restore {workspace.backups / 'new.zip'} --replace"
    )


def test_what_the_advice_says_can_be_run_as_it_stands(workspace: Workspace) -> None:
    """Also where the log is refused at the opening, which names the check."""
    where = ["--workspace", str(workspace.folder)]
    assert CliRunner().invoke(fieldtui, [*where, "backup"]).exit_code == 0
    second_line(workspace)
    workspace.mark.unlink()
    with pytest.raises(LogError) as refused:
        Ledger.open_to_write(workspace, standings)
    checked = CliRunner().invoke(fieldtui, shlex.split(str(refused.value).partition("fieldtui ")[2]))
    advice = next(line for line in checked.output.splitlines() if "最近的备份" in line)
    done = CliRunner().invoke(fieldtui, shlex.split(advice.partition("fieldtui ")[2]))
    assert done.exit_code == 0, done.output
    assert wrong(Workspace.load(workspace.folder)) == {}


def test_the_workspace_is_not_named_where_it_is_found_by_itself(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.folder)
    assert command(workspace.folder, "check") == "fieldtui check"
    assert command(Path("/there are/blanks"), "check") == 'fieldtui --workspace "/there are/blanks" check'


@pytest.mark.parametrize("damage", [gone, log_and_view_gone])
def test_a_log_that_is_gone_is_not_called_sound(workspace: Workspace, damage: Damage) -> None:
    damage(workspace)
    assert "log.sound" not in {finding.what for finding in findings(workspace)}


def test_a_view_alone_says_that_there_was_a_log(workspace: Workspace) -> None:
    workspace.log.unlink()
    workspace.mark.unlink()
    assert wrong(workspace).keys() == {"log.short"}


def test_a_missing_key_is_no_loss_as_the_check_says(workspace: Workspace) -> None:
    key_gone(workspace)
    assert "自动成为一台新设备" in wrong(workspace)["key.missing"]
    done = CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "add", "unit", "name=示例新办"])
    assert done.exit_code == 0
    after = Workspace.load(workspace.folder)
    assert after.device != workspace.device
    assert wrong(after) == {}


def test_nothing_is_made_anew_where_one_only_looks(workspace: Workspace) -> None:
    with_a_right_mark(workspace)
    before = workspace.view.read_bytes()
    done = CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "--read", "check", "--rebuild"])
    assert isinstance(done.exception, FieldError)
    assert workspace.view.read_bytes() == before


def test_a_cadre_without_a_backup_is_told_that_the_office_has_a_copy(pair: Pair) -> None:
    first, *others = lines(pair.cadre)
    put_lines(pair.cadre, [first[:-9] + b"x" + first[-8:], *others, b"half"])
    assert "企服办接受后，报送过的都会发回来" in told(pair.cadre)["backup.none"]


def test_where_an_unfinished_write_was_put_is_told(workspace: Workspace) -> None:
    torn(workspace)
    with Ledger.open_to_write(workspace, standings):
        pass
    (aside,) = workspace.backups.iterdir()
    assert wrong(workspace) == {}
    assert told(workspace) == {"log.put_aside": f"以前没写完的写入另存在 {workspace.backups}：{aside.name}。"}


def test_rebuilding_mends_a_view_and_says_so(workspace: Workspace) -> None:
    with_a_right_mark(workspace)
    done = CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "check", "--rebuild"])
    assert done.exit_code == 0
    assert "视图已从日志重建。" in done.output
    assert wrong(workspace) == {}


# ---- the command


def run(workspace: Workspace, *arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(fieldtui, ["--workspace", str(workspace.folder), "check", *arguments])
    return done.exit_code, done.output.splitlines()


def test_the_command_says_a_sentence_a_line_and_its_exit_code_what_it_comes_to(workspace: Workspace) -> None:
    code, said = run(workspace)
    assert code == 0
    assert said[0] == "✓ 日志完好：3 次提交。"
    torn(workspace)
    code, said = run(workspace)
    assert code == 1
    assert [line for line in said if line.startswith("✗ ")] == [f"✗ {wrong(workspace)['log.torn']}"]


def test_for_programs_a_line_is_one_object(workspace: Workspace) -> None:
    drafts_damaged(workspace)
    code, said = run(workspace, "--json")
    assert code == 1
    assert [json.loads(line) for line in said] == [
        {"sound": finding.sound, "what": finding.what, "sentence": finding.sentence} for finding in findings(workspace)
    ]
    code, said = run(workspace, "--json", "--rebuild")
    assert all(json.loads(line).keys() == {"sound", "what", "sentence"} for line in said if line.startswith("{"))


@pytest.mark.parametrize("written", [b"", b"\xff\xfe", b"format = 99", b'county = "x"', b"[county", b"format = []"])
def test_settings_that_can_not_be_used_are_a_finding(workspace: Workspace, written: bytes) -> None:
    (workspace.folder / "fieldtui.toml").write_bytes(written)
    code, said = run(workspace, "--json")
    assert code == 1
    assert [json.loads(line)["what"] for line in said] == ["settings.unusable"]


# ---- the manual


def codes() -> set[str]:
    """Every code that stands in the source, before its sentence."""
    package = Path(fieldtui_package.__file__).parent
    sources = [*(package / "ledger" / "check").glob("*.py"), package / "sync" / "key_check.py"]
    texts = [path.read_text("utf-8") for path in [*sources, package / "cli" / "workspaces.py"]]
    return {code for text in texts for code in re.findall(r'\b(?:sound|told|unsound)\(\s*"([a-z_.]+)"', text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_names_every_code_and_no_other(language: str) -> None:
    text = page("check", language)
    assert set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", text, re.MULTILINE)) == codes()
    assert len(codes()) > 50
    assert re.findall("^#+ ", text, re.MULTILINE) == re.findall("^#+ ", page("check", "en"), re.MULTILINE)
