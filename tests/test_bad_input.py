"""Bad input gets a sentence at its place and the exit code that is documented, and nothing that was typed is lost."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from commands_here import Ended, run_here
from rich.cells import cell_len
from story import (
    CADRE,
    COUNTY_NAME,
    CREDIT_CODE,
    ENTERPRISE,
    NOTE,
    SHORTAGE,
    Hands,
    Pair,
    assert_sound,
    copy_of,
    drafts,
    go_to,
    register_problem,
    rows,
    screen_of,
)
from textual.widgets import Static

from fieldtui.ledger.workspace import Workspace
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrol import make_workspace
from fieldtui.sync.exchange import export_to_office
from fieldtui.tui.app import FieldApp
from fieldtui.tui.screens.sentence import SentenceScreen
from fieldtui.tui.widgets.form import Form
from fieldtui.work.clock import now, today
from fieldtui.work.desk import Desk

HELL = "[/b] [red]红[/red]\t制表\t符 😀 👨\u200d👩\u200d👧 ❤\ufe0f e\u0301 [@click=app.bell]点[/]"
LONGEST = "很长的记录。" * 833 + "完了"
LONG_NOTE = LONGEST[:3000]
DISK_FULL = "磁盘满了，这一条没有存上"


# On screen


async def fill_visit(hands: Hands, **texts: str) -> None:
    """A good visit, and over it by keyboard the texts that are given by field."""
    await hands.press("f2")
    await hands.in_field("enterprise")
    form_of(hands).fill({"enterprise": ENTERPRISE, "note": NOTE})
    for field, text in texts.items():
        await go_to(hands, field)
        if form_of(hands).value(field):
            form_of(hands).fill({field: ""})
        await hands.paste(text)
    await hands.until(lambda: all(form_of(hands).value(field) == text for field, text in texts.items()), str(texts))


def form_of(hands: Hands) -> Form:
    return hands.app.screen.query_one(Form)


def said_at(hands: Hands, field: str) -> str:
    """The sentence that stands at a field because something is wrong with it."""
    hint = hands.app.screen.query_one(f"#hint-{field}", Static)
    return str(hint.content) if hint.has_class("-wrong") else ""


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("enterprise", "示例没有这家厂", "这里没有企业“示例没有这家厂”：请改正名称；新企业由企服办新增。"),
        ("enterprise", "示例龙", "“示例龙”不能确定是哪家企业，请从列表里选。"),
        ("date", "明天", "走访日期不能在今天之后；要计划请写成跟进。"),
        ("date", "2月30日", "这不是日期；请写 昨天、-1、上周五 或 11-20。"),
        ("visitors", "示例张、示例谁", "这里没有叫“示例谁”的人，请改正姓名。"),
        ("problems", "融资 缺钱", "问题至少写4个字。"),
        ("problems", "流动资金缺口很大", "请先写类型再空一格"),
        ("problems", f"融资 {SHORTAGE} ~昨天", "已经过去，请改一下。"),
        ("note", "", "见到了人：请写一两句谈了什么。"),
        ("follow_up", "电话回访", "先写日期，再写要做什么"),
        ("follow_up", "昨天 电话回访", "这个日期已经过了"),
    ],
)
async def test_a_visit_with_something_wrong(pair: Pair, field: str, text: str, sentence: str) -> None:
    async with screen_of(pair.cadre) as hands:
        await fill_visit(hands, **{field: text})
        await hands.press("ctrl+s")
        await hands.until(lambda: said_at(hands, field), f"a sentence at {field}")
        assert sentence in said_at(hands, field)
        await hands.in_field(field)
        assert {"enterprise": ENTERPRISE, "note": NOTE, field: text}.items() <= form_of(hands).values().items()
        await hands.sees("还没有保存：请看标出来的地方。")
        # It is a draft already, with every character; 明天 is kept as the day that it was.
        kept = day(1) if text == "明天" else text
        await hands.until(lambda: drafts(pair.cadre) and drafts(pair.cadre)[0].values[field] == kept, "the draft")
    assert rows(pair.cadre, "visit") == []


async def test_a_due_date_before_the_day_it_counts_from(pair: Pair) -> None:
    problem = register_problem(pair.office)
    async with screen_of(pair.office) as hands:
        await hands.sees("待交办 1")
        await hands.press("enter")
        await hands.at("problem")
        await hands.press("f4")
        await hands.at("step")
        await go_to(hands, "due")
        await hands.paste("2020-01-01")
        await hands.press("ctrl+s")
        await hands.until(lambda: said_at(hands, "due"), "a sentence at due")
        assert said_at(hands, "due") == "期限早于起算的日期，请写晚一些。"
        await hands.in_field("due")
        await hands.press("ctrl+u", "ctrl+s")
        await hands.at("problem")
    (step,) = [row for row in rows(pair.office, "follow_up") if row.get("problem") == problem]
    assert step["due"] > today().isoformat()


async def test_markup_tabs_and_emoji_stay_text(pair: Pair) -> None:
    title = "[/b]变压器[red]增容"
    async with screen_of(pair.cadre) as hands:
        await fill_visit(hands, note=HELL, met="[bold]示例赵[/", problems=f"其他 {title}")
        await hands.sees("[/b] [red]红[/red]")
        assert_drawn_well(hands)
        await hands.press("ctrl+s")
        await hands.at("today")
        for _kind in range(3):  # the three lists
            await hands.press("f6")
            await hands.at("lists")
            await hands.pilot.pause()
            assert_drawn_well(hands)
        await hands.press("escape")
        await hands.at("today")
        await hands.press("f6")
        await hands.sees(title)
        await hands.press("enter")
        await hands.at("problem")
        await hands.sees(title)
        assert_drawn_well(hands)
    (visit,) = rows(pair.cadre, "visit")
    (problem,) = rows(pair.cadre, "problem")
    assert visit["note"] == HELL.replace("e\u0301", "\u00e9"), "as it was typed, but in NFC"
    assert problem["title"] == title
    assert visit["met"] == "[bold]示例赵[/"


def assert_drawn_well(hands: Hands) -> None:
    """The screen has its 24 lines of at most 80 cells, with its head above and its keys at the foot."""
    lines = hands.screen.splitlines()
    assert len(lines) == 24
    assert max(cell_len(line) for line in lines) <= 80
    assert lines[1] == "─" * 80
    assert "F1 帮助" in lines[-1]


async def test_5000_characters_are_saved_and_one_more_is_refused(pair: Pair) -> None:
    assert len(LONGEST) == 5000
    async with screen_of(pair.cadre) as hands:
        await fill_visit(hands, note=LONGEST + "！")
        assert_drawn_well(hands)
        await hands.press("ctrl+s")
        await hands.until(lambda: said_at(hands, "note"), "a sentence at the note")
        assert said_at(hands, "note") == "最多 5000 个字，请缩短。"
        await hands.until(
            lambda: drafts(pair.cadre) and drafts(pair.cadre)[0].values["note"] == LONGEST + "！", "the draft"
        )
        await hands.in_field("note")
        await hands.press("ctrl+end", "backspace", "ctrl+s")
        await hands.at("today")
        await hands.press("f6", "f6", "f6")
        await hands.sees(LONGEST[:8])
        assert_drawn_well(hands)
    assert [row["note"] for row in rows(pair.cadre, "visit")] == [LONGEST]
    assert drafts(pair.cadre) == []


# By commands


def run(workspace: Workspace, *arguments: str, stdin: str | bytes = "") -> Ended:
    """A command in a workspace."""
    ended = run_here("--workspace", str(workspace.folder), *arguments, stdin=stdin)
    return replace(ended, error=ended.error.strip())


def run_apart(
    workspace: Workspace, *arguments: str, stdin: str | bytes = "", before: Callable[[], None] | None = None
) -> Ended:
    """The same as a process, which its system may hinder."""
    done = subprocess.run(
        [sys.executable, "-m", "fieldtui", "--workspace", str(workspace.folder), *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=60,
        check=False,
        preexec_fn=before,
    )
    error = done.stderr.decode("utf-8")
    assert "Traceback" not in error, error
    return Ended(done.returncode, done.stdout.decode("utf-8").splitlines(), error.strip())


def day(away: int) -> str:
    return (today() + timedelta(days=away)).isoformat()


GOOD: dict[str, dict[str, object]] = {
    "visit": {"enterprise": ENTERPRISE, "date": day(0), "visitors": [CADRE], "note": NOTE},
    "problem": {"enterprise": ENTERPRISE, "title": SHORTAGE, "type": "融资"},
    "enterprise": {"name": "示例新厂有限公司", "region": "萨尔图"},
}
WRONG: list[tuple[str, dict[str, object], str]] = [
    ("enterprise", {"uscc": CREDIT_CODE[:-1] + "A"}, "信用代码 (uscc): 这个信用代码的校验位不对"),
    ("enterprise", {"uscc": CREDIT_CODE[:-1]}, "统一社会信用代码是 18 位，这里有 17 位。"),
    ("enterprise", {"uscc": CREDIT_CODE}, f"“{ENTERPRISE}”已经用了这个信用代码。"),
    ("enterprise", {"region": "火星"}, "方案里没有“火星”"),
    ("enterprise", {"name": 5}, "名称 (name): 这里要写文字。"),
    ("visit", {"date": day(1)}, "走访日期不能在今天之后"),
    ("visit", {"date": "2026-13-01"}, "日期请写成 2026-11-20。"),
    ("visit", {"enterprise": "示例没有这家厂"}, "这里没有叫“示例没有这家厂”的企业。"),
    ("visit", {"visitors": []}, "人员 (visitors): 这一项要填。"),
    ("visit", {"note": LONGEST + "！"}, "记录 (note): 最多 5000 个字，请缩短。"),
    ("visit", {"note": "半个\ud83d字符"}, "里面有半个字符，请重新输入。"),
    ("problem", {"title": "缺钱"}, "问题 (title): 至少要 4 个字。"),
    ("problem", {"raised": day(1)}, "问题的提出日期不能在今天之后。"),
    ("problem", {"hoped_for": "2020-01-01"}, "企业希望的日期早于提出的日期。"),
    ("problem", {"urgency": "十万火急"}, "“十万火急”不在这些之中"),
]


@pytest.fixture(scope="module")
def answers(enrolled: Pair, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Ended, Workspace]]:
    """What `add` says to all wrong records of a kind and a good one after them."""
    found = {}
    for kind, good in GOOD.items():
        office = copy_of(enrolled, tmp_path_factory.mktemp(kind)).office
        given = [{**good, **wrong} for of, wrong, _sentence in WRONG if of == kind]
        found[kind] = run(office, "add", kind, stdin="\n".join(map(json.dumps, [*given, good]))), office
    return found


@pytest.mark.parametrize(("kind", "wrong", "sentence"), WRONG, ids=[f"{of} {next(iter(w))}" for of, w, _s in WRONG])
def test_a_wrong_record_on_stdin(
    answers: dict[str, tuple[Ended, Workspace]], kind: str, wrong: dict[str, object], sentence: str
) -> None:
    number = [row for row in WRONG if row[0] == kind].index((kind, wrong, sentence)) + 1
    ended, _office = answers[kind]
    assert ended.code == 2
    (told,) = [line for line in ended.error.splitlines() if line.startswith(f"第 {number} 行：")]
    assert sentence in told


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_line_among_bad_ones_is_saved(answers: dict[str, tuple[Ended, Workspace]], kind: str) -> None:
    ended, office = answers[kind]
    assert len(ended.lines) == 1
    assert ended.lines[0] in {row["id"] for row in rows(office, kind)}


def test_rubbish_on_stdin(pair: Pair) -> None:
    rubbish = [
        b'{"name": "cut',
        b"[1, 2]",
        b'"text"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"12",
        b"",
        b"{}",
        b'{"name": NaN}',
    ]
    good = json.dumps({"name": "示例新单位"}, ensure_ascii=False).encode()
    ended = run(pair.office, "add", "unit", stdin=b"\n".join([*rubbish, good, b"\x00"]))
    assert ended.code == 2
    assert len(ended.lines) == 1
    told = ended.error.splitlines()
    assert [line.split("：")[0] for line in told] == [f"第 {number} 行" for number in (1, 2, 3, 4, 5, 6, 8, 9, 11)]
    assert all("这不是 UTF-8 的 JSON 对象" in told[number] for number in (0, 1, 2, 3, 4, 5, 8))
    assert "示例新单位" in {row["name"] for row in rows(pair.office, "unit")}
    assert_sound(pair.office)


# A workspace that can't be written


@contextmanager
def written_by_another(workspace: Workspace) -> Iterator[None]:
    """Another process that waits for its next line, with the workspace open."""
    command = [sys.executable, "-m", "fieldtui", "--workspace", str(workspace.folder), "add", "unit"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write(b'{"name": "x"}\n'.replace(b"x", "示例单位".encode()))
        other.stdin.flush()
        assert len(other.stdout.readline().strip()) == 36
        yield
        other.stdin.close()


async def test_a_workspace_that_another_process_has_open(pair: Pair) -> None:
    sentence = "这个工作区正在另一个窗口里打开；请关掉那个窗口，或用 --read 只看。"
    with written_by_another(pair.office):
        refused = run(pair.office, "add", "unit", "name=示例别的")
        assert (refused.code, refused.lines, refused.error) == (1, [], sentence)
        looking = run(pair.office, "--read", "add", "unit", "name=示例别的")
        assert (looking.code, looking.lines) == (2, [])
        assert "--read 只能看" in looking.error
        assert run(pair.office, "list", "unit").code == 0
        app = FieldApp(pair.office.folder)
        async with app.run_test(size=(80, 24)) as pilot:
            hands = Hands(app, pilot)
            await hands.until(lambda: isinstance(app.screen, SentenceScreen))
            await hands.sees("这个工作区正在另一个窗口里打开")
        async with screen_of(pair.office, read_only=True) as hands:
            await hands.press("f5")
            await hands.sees(ENTERPRISE)
    assert_sound(pair.office)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounting.returncode:
        pytest.skip("mounting a disk takes more rights than these tests have here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(disk: Path) -> Path:
    """Fill a disk to its last byte; returns the file to remove."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return filler


def test_a_folder_that_is_read_only(enrolled: Pair, disk: Path) -> None:
    office = copy_of(enrolled, disk).office
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    refused = run(office, "add", "unit", "name=示例别的")
    assert (refused.code, refused.lines) == (2, [])
    assert "不能写入；请换一个自己的文件夹，或申请写入权限。" in refused.error
    assert len(refused.error.splitlines()) == 1
    assert len(run(office, "list", "unit").lines) == 4
    assert run(office, "check").code == 0


def test_a_workspace_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, no folder", encoding="utf-8")
    place = Workspace(tmp_path / "file" / "w", "230600", COUNTY_NAME, "cadre", CADRE, "")
    ended = run(place, "init", str(place.folder), "--role", "cadre", "--name", CADRE, "--county", "230600")
    assert ended.code == 2
    assert "不能写入" in ended.error


async def test_a_full_disk_loses_nothing_of_a_form(enrolled: Pair, disk: Path) -> None:
    cadre = copy_of(enrolled, disk).cadre
    async with screen_of(cadre) as hands:
        await fill_visit(hands, note=LONG_NOTE)
        filler = fill_up(disk)
        await hands.press("ctrl+s")
        # Whichever comes last: that it was not saved, or that the draft can't be kept either.
        await hands.until(lambda: DISK_FULL in hands.screen or "草稿没能存下" in hands.screen, "a sentence")
        assert hands.field, "the form is still there"
        # Leaving would lose it, so it is not left, by Esc or by Ctrl+Q.
        for keys in (["escape", "escape"], ["ctrl+q"]):
            await hands.type("。")
            await hands.press(*keys)
            await hands.sees("草稿没能存下")
            assert LONG_NOTE in form_of(hands).value("note")
        filler.unlink()
        await hands.press("escape", "escape")
        await hands.at("today")
        await hands.sees("草稿 1")
    assert rows(cadre, "visit") == []
    async with screen_of(cadre) as hands:
        await hands.sees("草稿 1")
        await hands.press("end", "enter")
        await hands.at("visit")
        await hands.press("ctrl+s")
        await hands.at("today")
        await hands.sees("已保存：走访")
    assert [row["note"] for row in rows(cadre, "visit")] == [LONG_NOTE + "。。"]
    assert_sound(cadre)


def test_a_full_disk_is_told_by_commands(enrolled: Pair, disk: Path) -> None:
    office = copy_of(enrolled, disk).office
    filler = fill_up(disk)
    visit = json.dumps({**GOOD["visit"], "note": LONGEST})
    refused = run_apart(office, "add", "visit", stdin=visit)
    assert (refused.code, refused.lines) == (1, [])
    assert DISK_FULL in refused.error
    filler.unlink()
    assert_sound(office)
    assert run(office, "add", "visit", stdin=visit).code == 0


def test_an_export_to_a_full_disk_says_so_and_leaves_nothing_there(enrolled: Pair, disk: Path) -> None:
    cadre = copy_of(enrolled, disk).cadre
    with Desk.open_to_write(cadre) as desk:
        desk.ledger.flush()
        filler = fill_up(disk)
        with pytest.raises(BundleError, match="磁盘满了"):
            export_to_office(desk.ledger, now())
    refused = run(cadre, "bundle", "export")
    assert refused.code == 1
    assert "磁盘" in refused.error
    assert not list(cadre.folder.rglob("*.new"))
    filler.unlink()
    assert run(cadre, "bundle", "export").code == 0


def test_a_file_that_may_not_grow(pair: Pair) -> None:
    """The same without rights to mount: no file of the process may become larger than it is."""
    size = pair.office.log.stat().st_size + 100

    def no_larger() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    refused = run_apart(pair.office, "add", "unit", "name=示例别的", before=no_larger)
    assert (refused.code, refused.lines) == (1, [])
    assert "这一条没有存上" in refused.error
    assert_sound(pair.office)


# A bundle of another county


async def test_a_bundle_of_another_county(pair: Pair, tmp_path: Path) -> None:
    stranger = make_workspace(
        tmp_path / "elsewhere",
        role="cadre",
        name="示例王",
        county="230700",
        county_name="示例他市",
        language="zh_CN",
    )
    with Desk.open_to_write(stranger) as desk:
        file = export_to_office(desk.ledger, now()).path
    sentence = "这个文件属于另一个县（230700，本县是 230600），没有接收。"
    log = pair.office.log.read_bytes()
    refused = run(pair.office, "bundle", "import", str(file))
    assert refused.code == 1
    assert refused.error.startswith(f"{file.name}: {sentence}")
    refused = run(pair.office, "device", "accept", str(file), "--person", CADRE, "--code", "0")
    assert refused.code == 2
    async with screen_of(pair.office) as hands:
        await hands.press("f9")
        await hands.at("hand_in")
        await hands.press("ctrl+f")
        await hands.paste(str(file))
        await hands.press("enter")
        await hands.at("preview")
        await hands.sees("230700")
        await hands.press("ctrl+s")
        await hands.sees(sentence)
    assert pair.office.log.read_bytes() == log
