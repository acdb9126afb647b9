"""Workspaces of another version: an older one is brought along and loses nothing, a newer one is only looked at."""

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from commands_here import run_here
from story import screen_of

from fieldtui.cli.main import fieldtui
from fieldtui.ledger.change import Change
from fieldtui.ledger.check import check
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.log import LogError, write_line
from fieldtui.ledger.workspace import SETTINGS, Workspace, WorkspaceError
from fieldtui.model.records.unit import Unit
from fieldtui.model.sentence import FieldError
from fieldtui.sync.bundle import BundleError, read_bundle
from fieldtui.sync.exchange import export_to_device, export_to_office, take_in
from fieldtui.work.clock import now
from fieldtui.work.desk import standings

SAMPLE = Path(__file__).parent / "data" / "format-1"
SIDES = ("office", "cadre")

Files = Mapping[str, bytes]
sides = pytest.mark.parametrize("side", SIDES)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Both workspaces of format 1, for one test alone."""
    return shutil.copytree(SAMPLE, tmp_path / "county")


def files(folder: Path) -> Files:
    """Every file of a workspace but its lock, by its path in it."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if Path(name).name != "lock"}


def tables(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return dict(json.loads(workspace.view.read_bytes()))


def commits(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def changes(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [change for line in lines for change in line["changes"]]


def migrate(folder: Path) -> Workspace:
    with Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
        return ledger.workspace


def shown(folder: Path) -> dict[str, dict[str, Any]]:
    """All that one sees in a workspace: the tables of its view, made from what lies on disk; nothing is written."""
    with Ledger.open_to_read(Workspace.load(folder), standings) as ledger:
        ledger.rebuild()
        return {name: dict(rows) for name, rows in ledger.view.snapshot().items() if isinstance(rows, list)}


def assert_sound(folder: Path) -> None:
    findings = check(Workspace.load(folder), standings)
    assert all(finding.sound for finding in findings), [finding.sentence for finding in findings]


# ---- from format 1


@sides
def test_opened_for_reading_everything_is_shown_and_no_byte_changes(county: Path, side: str) -> None:
    before = files(county / side)
    workspace = Workspace.load(county / side)
    told = tables(workspace)
    with Ledger.open_to_read(workspace, standings) as ledger:
        for kind in told.keys() - {"heads", "chains", "incomplete"}:
            assert {row["id"]: row for row in ledger.view.rows(kind)} == {row["id"]: row for row in told[kind].values()}
        assert sum(1 for _change in ledger.history) == len(changes(commits(before["data/log.jsonl"])))
        assert [row["kind"] for row in ledger.conflicts()] == {"office": ["contact"], "cadre": ["problem"]}[side]
    assert files(county / side) == before


@sides
def test_opened_for_writing_it_is_migrated_after_a_backup(county: Path, side: str) -> None:
    before = files(county / side)
    workspace = migrate(county / side)
    after = files(county / side)
    assert workspace.format == 2
    for name in ("log.jsonl", SETTINGS):
        old = before.get(f"data/{name}", before.get(name))
        assert after[f"data/backups/format-1/{name}"] == old, "as it was, byte for byte"
    rewritten = {"data/log.jsonl", "data/ledger.json", "data/ledger.mark.json", SETTINGS}
    assert {name for name in before if after[name] != before[name]} == rewritten
    assert after[SETTINGS].replace(b"format = 2", b"format = 1") == before[SETTINGS]
    assert_sound(county / side)


@sides
def test_changes_facts_and_ids_stay_the_same(county: Path, side: str) -> None:
    old = commits((county / side / "data" / "log.jsonl").read_bytes())
    ids = [Change.from_json(change).id for change in changes(old)]
    new = commits(migrate(county / side).log.read_bytes())
    assert [line["v"] for line in old] == [1] * len(old)
    assert [line["v"] for line in new] == [2] * len(old)
    for name in ("at", "changes", "stream"):
        assert [line.get(name) for line in new] == [line.get(name) for line in old]
    assert [name for line in new for name in line["ids"]] == ids
    facts = {fact["fact"] for line in new for fact in line.get("stream", ())}
    assert side != "office" or "later" in facts, "also what only a newer version knows"


@sides
def test_the_view_is_what_the_old_one_said_and_what_is_new(county: Path, side: str) -> None:
    old = tables(Workspace.load(county / side))
    new = tables(migrate(county / side))
    conflicts = new.pop("conflicts")
    assert new.keys() == old.keys()
    for heads in new["heads"].values():
        assert heads["made"].pop("id")
        for head in heads["heads"].values():
            head.pop("over", None)
    assert new == old
    told = [(row["kind"], row["fields"]) for row in conflicts.values()]
    # Deletions of format 1 named nothing, so one of another's record stands beside what that one says.
    assert told == {"office": [("contact", ["deleted"])], "cadre": [("problem", ["title"])]}[side]


def test_what_is_in_the_sample_is_worth_the_name(county: Path) -> None:
    """A kind and a field of a newer version, half a record, erased words, a deletion, a conflict, an attached file."""
    view = tables(Workspace.load(county / "office"))
    assert next(iter(view["inspection"].values()))["marks"] == [{"name": "示例", "points": 3}]
    assert any(row.get("colour_of_door") for row in view["unit"].values())
    assert any(row.get("deleted") for row in view["unit"].values())
    assert len(view["incomplete"]) == 1
    assert any("erased" in change for change in changes(commits((county / "office/data/log.jsonl").read_bytes())))
    cadre = Workspace.load(county / "cadre")
    assert any("lost" in head for row in tables(cadre)["heads"].values() for head in row["heads"].values())
    assert [row["sha256"] for row in tables(cadre)["attachment"].values()] == [
        path.name for path in cadre.blobs.iterdir()
    ]


@sides
def test_a_second_opening_does_nothing(county: Path, side: str) -> None:
    migrate(county / side)
    before = files(county / side)
    migrate(county / side)
    assert files(county / side) == before


def test_an_unfinished_last_line_is_kept_in_the_backup(county: Path) -> None:
    log = county / "office" / "data" / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + whole.splitlines()[0][:70])
    told = shown(county / "office")
    workspace = migrate(county / "office")
    assert (workspace.backups / "format-1" / "log.jsonl").read_bytes() == whole + whole.splitlines()[0][:70]
    assert shown(county / "office") == told
    assert_sound(county / "office")


def test_both_sides_go_on_with_each_other_also_when_one_is_still_of_the_old_version(county: Path) -> None:
    (old,) = (path for path in (county / "office" / "exports").iterdir() if "-02" in path.name)
    migrate(county / "office")
    with Ledger.open_to_write(Workspace.load(county / "cadre"), standings) as laptop:
        assert take_in(laptop, read_bundle(old.read_bytes())).known, "a file of then that was taken in then"
        hello = export_to_office(laptop, now())
    refused = CliRunner().invoke(fieldtui, ["--workspace", str(county / "office"), "bundle", "export"])
    assert (refused.exit_code, "还没有报来加密密钥" in refused.stderr) == (1, True)
    with Ledger.open_to_write(Workspace.load(county / "office"), standings) as office:
        with pytest.raises(BundleError, match="密钥"):
            export_to_device(office, next(office.rows("device")), now())
        take_in(office, read_bundle(hello.path.read_bytes()))
        made = export_to_device(office, next(office.rows("device")), now())
    with Ledger.open_to_write(Workspace.load(county / "cadre"), standings) as laptop:
        taken = take_in(laptop, read_bundle(made.path.read_bytes()))
        assert {"deleted": True} in [change.set for change in taken.new]


def test_keys_of_the_settings_that_nobody_knows_stay(county: Path) -> None:
    settings = county / "cadre" / SETTINGS
    settings.write_text(
        "# 示例\nlater = [1, 2]\n" + settings.read_text("utf-8") + '\n[further]\nname = "示例"\n', "utf-8"
    )
    before = settings.read_text("utf-8")
    migrate(county / "cadre").store(language="en")
    assert settings.read_text("utf-8").replace('"en"', '"zh_CN"').replace("format = 2", "format = 1") == before


def test_a_deletion_that_does_not_say_what_it_knew_is_asked_about_and_hides_nothing(county: Path) -> None:
    """In format 1 a deletion named no other field's changes: beside another device's edit, a person decides again."""
    unit, person = "019ab000-0000-7000-8000-000000000009", "019ab000-0000-7000-8000-000000000001"
    header = {"prev": "", "by": person, "kind": "unit", "of": unit, "seq": 1, "over": [], "salt": "A" * 16}
    made = {**header, "device": "A" * 22, "tick": 99, "at": 1, "set": {"name": "示例局", "type": "street"}}
    gone = {**header, "device": "B" * 21 + "A", "tick": 3, "at": 2, "set": {"deleted": True}}
    with (county / "office" / "data" / "log.jsonl").open("ab") as log:
        log.write(write_line({"v": 1, "at": 2, "changes": [made, gone]})[0])
    with Ledger.open_to_read(Workspace.load(county / "office"), standings) as ledger:
        assert {"id": unit, "kind": "unit", "fields": ["deleted"]} in ledger.conflicts()
        assert ledger.row("unit", unit) is not None


# ---- interrupted


class Killed(BaseException):
    """The end of the process, as far as the disk can tell: nothing is tidied up."""


STEPS = ("replace", "fsync", "unlink", "mkdir")


def failing_at(step: int, error: Callable[[], BaseException], patch: pytest.MonkeyPatch) -> list[str]:
    """Let step number `step` of what is done to the disk fail; returns the list to which each step's name is added."""
    done: list[str] = []

    def wrapped(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*given: Any, **named: Any) -> Any:
            done.append(name)
            if len(done) == step:
                raise error()
            return real(*given, **named)

        return call

    for name in STEPS:
        patch.setattr(os, name, wrapped(name))
    return done


@pytest.fixture(scope="module")
def count(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many steps it takes to open the office's workspace for writing for the first time, and to close it."""
    folder = shutil.copytree(SAMPLE / "office", tmp_path_factory.mktemp("counted") / "office")
    with pytest.MonkeyPatch.context() as patch:
        done = failing_at(-1, Killed, patch)
        migrate(folder)
    assert {"replace", "fsync", "unlink"} <= set(done)
    return len(done)


def no_room() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken() -> OSError:
    return OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("error", [Killed, no_room, broken], ids=["killed", "disk full", "disk broken"])
def test_whatever_step_it_ends_at_it_can_be_opened_again_and_nothing_is_lost(
    error: Callable[[], BaseException], count: int, tmp_path: Path
) -> None:
    told = shown(SAMPLE / "office")
    for step in range(1, count + 1):
        folder = shutil.copytree(SAMPLE / "office", tmp_path / f"office-{step}")
        with pytest.MonkeyPatch.context() as patch:
            failing_at(step, error, patch)
            with contextlib.suppress(Killed, FieldError):
                migrate(folder)
        assert shown(folder) == told, f"looked at after step {step}"
        migrate(folder)
        assert shown(folder) == told, f"opened after step {step}"
        assert_sound(folder)
        assert Workspace.load(folder).format == 2
        kept = folder / "data" / "backups" / "format-1" / "log.jsonl"
        assert kept.read_bytes() == (SAMPLE / "office" / "data" / "log.jsonl").read_bytes()


@pytest.mark.parametrize("room", [0, 100, 5_000, 12_500])
def test_on_a_disk_that_is_full_while_it_writes_nothing_is_lost(county: Path, room: int) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX can limit the size of a file")
    told, before = shown(county / "office"), files(county / "office")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        with pytest.raises((WorkspaceError, LogError), match=r"."):
            migrate(county / "office")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    for name in ("data/log.jsonl", SETTINGS):
        assert files(county / "office")[name] == before[name]
    migrate(county / "office")
    assert shown(county / "office") == told
    assert_sound(county / "office")


CHILD = """
import os, signal, sys
from pathlib import Path
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.work.desk import standings
left = int(sys.argv[2])
replace = os.replace
def replaced(*given):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(*given)
os.replace = replaced
Ledger.open_to_write(Workspace.load(Path(sys.argv[1])), standings).close()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
@pytest.mark.parametrize("before", [1, 3, 4], ids=["the backup", "the log", "the settings"])
def test_a_process_that_is_killed_before_it_puts_a_file_in_place_has_lost_nothing(county: Path, before: int) -> None:
    told = shown(county / "office")
    done = subprocess.run([sys.executable, "-c", CHILD, str(county / "office"), str(before)], check=False)
    assert done.returncode < 0
    migrate(county / "office")
    assert shown(county / "office") == told
    assert_sound(county / "office")


# ---- damaged


def altered(lines: list[bytes], number: int) -> bytes:
    lines[number] = lines[number].replace(b'"at":1', b'"at":2', 1)
    return b"".join(lines)


@sides
def test_a_damaged_old_log_is_refused_with_a_sentence_and_untouched(county: Path, side: str) -> None:
    log = county / side / "data" / "log.jsonl"
    log.write_bytes(altered(log.read_bytes().splitlines(keepends=True), 2))
    before = files(county / side)
    with pytest.raises(LogError, match=r"3"):
        Ledger.open_to_write(Workspace.load(county / side), standings)
    after = files(county / side)
    for name in ("data/log.jsonl", "data/ledger.json", SETTINGS):
        assert after[name] == before[name]
    assert Workspace.load(county / side).format == 1


def test_beside_a_damaged_old_log_nothing_else_is_touched_either(county: Path) -> None:
    log = county / "office" / "data" / "log.jsonl"
    log.write_bytes(altered(log.read_bytes().splitlines(keepends=True), 2))
    before = files(county / "office")
    with pytest.raises(LogError):
        Ledger.open_to_write(Workspace.load(county / "office"), standings)
    assert before.items() <= files(county / "office").items()


@pytest.mark.parametrize("spoilt", ["cut off", "altered"])
def test_an_old_log_that_lacks_what_was_saved_before_is_refused(county: Path, spoilt: str) -> None:
    """The mark speaks of a commit that is not there: a restored log, or damage in its very last line."""
    log = county / "office" / "data" / "log.jsonl"
    *earlier, last = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(earlier) + (b"" if spoilt == "cut off" else last.replace(b'"at"', b'"ta"')))
    with pytest.raises(LogError):
        Ledger.open_to_write(Workspace.load(county / "office"), standings)


# ---- newer


@pytest.fixture
def newer(county: Path) -> Iterator[Path]:
    """A workspace that says it is of format 99, and that whoever knows format 2 may look at it."""
    folder = county / "cadre"
    migrate(folder)
    settings = folder / SETTINGS
    settings.write_text(settings.read_text("utf-8").replace("format = 2", "format = 99\nreads = 2"), "utf-8")
    before = files(folder)
    yield folder
    assert files(folder) == before, "nothing was written into it"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    ended = run_here("--workspace", str(folder), *words)
    return subprocess.CompletedProcess(words, ended.code, ended.text, ended.error)


@pytest.mark.parametrize("words", [("list", "unit"), ("--read", "list", "unit"), ("add", "unit", "name=示例局"), ()])
def test_a_newer_workspace_that_says_nothing_of_readers_is_refused(county: Path, words: tuple[str, ...]) -> None:
    settings = county / "office" / SETTINGS
    settings.write_text(settings.read_text("utf-8").replace("format = 1", "format = 99"), "utf-8")
    before = files(county / "office")
    done = run(county / "office", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "新" in done.stderr
    assert len(done.stderr.splitlines()) == 1, "a sentence, no traceback"
    assert files(county / "office") == before


def test_a_newer_workspace_for_newer_readers_is_refused(newer: Path) -> None:
    settings = newer / SETTINGS
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("reads = 2", "reads = 4"), "utf-8")
    with pytest.raises(WorkspaceError):
        Workspace.load(newer)
    settings.write_text(text, "utf-8")


def test_a_newer_workspace_that_may_be_read_can_be_looked_at(newer: Path) -> None:
    unit = next(iter(tables(Workspace.load(newer))["unit"].values()))
    for words in (("list", "unit"), ("--read", "list", "unit"), ("show", unit["id"])):
        done = run(newer, *words)
        assert done.returncode == 0, done.stderr
        assert unit["name"] in done.stdout
    assert_sound(newer)


@pytest.mark.parametrize("words", [("add", "unit", "name=示例局"), ("bundle", "export"), ("check", "--rebuild")])
def test_in_a_newer_workspace_nothing_is_written_and_a_sentence_says_so(newer: Path, words: tuple[str, ...]) -> None:
    done = run(newer, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--read" in done.stderr
    assert len(done.stderr.splitlines()) == 1, "a sentence, no traceback"


async def test_the_screens_open_a_newer_workspace_for_reading_and_say_so(newer: Path) -> None:
    async with screen_of(Workspace.load(newer)) as hands:
        await hands.sees("--read")
        assert hands.app.read_only
        await hands.press("f2")
        await hands.at("today")


def test_a_line_of_a_newer_version_is_refused(county: Path) -> None:
    workspace = migrate(county / "office")
    with workspace.log.open("ab") as log:
        log.write(write_line({"v": 3, "at": 1, "changes": [], "ids": []})[0])
    before = files(county / "office")
    for opened in (Ledger.open_to_read, Ledger.open_to_write):
        with pytest.raises(LogError, match=r"新"):
            opened(Workspace.load(county / "office"), standings)
    assert files(county / "office") == before


def test_what_a_newer_version_said_travels_on_when_this_one_writes_again(county: Path) -> None:
    """Through a migration, an edit, a rewriting of the log and a bundle: fields, kinds, facts and settings."""
    migrate(county / "office")
    with Ledger.open_to_write(Workspace.load(county / "office"), standings) as ledger:
        row = next(row for row in ledger.rows("unit") if row.get("colour_of_door"))
        unit = ledger.get("unit", row["id"])
        assert isinstance(unit, Unit)
        (change,) = ledger.save(unit.amended(name="示例新办"))
        assert "colour_of_door" not in change.set, "neither emptied nor said again"
        ledger.note_streams({"fact": "newest", "partner": "office", "with": [{"more": "示例"}]}, {"fact": "alone"})
        inspection = dict(next(iter(ledger.rows("inspection"))))
    with Ledger.open_to_write(Workspace.load(county / "office"), standings) as ledger:
        ledger.rebuild()
        assert dict(next(iter(ledger.rows("inspection")))) == inspection
        again = ledger.row("unit", row["id"])
        assert again is not None
        assert (again["name"], again["colour_of_door"]) == ("示例新办", "示例红")
    facts = [
        fact for line in commits((county / "office/data/log.jsonl").read_bytes()) for fact in line.get("stream", ())
    ]
    assert {"fact": "newest", "partner": "office", "with": [{"more": "示例"}]} in facts
    assert {"fact": "alone"} in facts
    assert_sound(county / "office")
