"""Law 9 under SIGKILL: a process that saves, writes its view and keeps drafts is killed at random moments."""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from workload import DAY, age, put_under_lock, shown

from fieldtui.ledger.backup import read_contents
from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.unit import Unit
from fieldtui.sync.enrol import found_office, make_workspace
from fieldtui.work.desk import standings

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no SIGKILL, and no fork to be quick with")

WORKER = Path(__file__).parent / "killed_worker.py"
DRAFT = "0190a000-0000-7000-8000-000000000001"
PHONE = "13900001111"
TASKS = "one,several,again,draft,flush,rebuild,backup"
MANY, FEW = 40, 8
"""Kills in the short run."""
THOROUGH = 100
"""Times as many are there in the long run."""
IN_ONE_WORKSPACE = 50
"""Lives that are spent in one workspace; then it is slow enough for a new one."""
PATIENCE = 20
"""Seconds within which a worker says something, or it hangs."""


class Lives:
    """A process that stands ready with everything imported; each life is a fork of it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._said = b""
        self._worker: int | None = None

    def spend(self, folder: Path, number: int, random: Random, tasks: str = TASKS) -> Iterator[list[str]]:
        """The words of one life, up to a kill at a random moment."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{tasks} {number} {folder}\n".encode())
        worker = self._worker = int(self._word()[1])
        left = random.choice([0, 1, 2, 3, random.randrange(60)])
        while left and (word := self._word()) != ["dead"]:
            left -= 1
            yield word
        # A save takes about a millisecond here, opening a few.
        time.sleep(random.random() * random.choice([0.001, 0.004, 0.02]))
        os.kill(worker, signal.SIGKILL)
        while (word := self._word()) != ["dead"]:
            yield word
        self._worker = None

    def _word(self) -> list[str]:
        assert self._process.stdout is not None
        while b"\n" not in self._said:
            assert select.select([self._process.stdout], [], [], PATIENCE)[0], "the worker hangs"
            read = self._process.stdout.read(65536)
            assert read, "the process that stands ready is gone"
            self._said += read
        line, _newline, self._said = self._said.partition(b"\n")
        return line.decode().split()

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._worker is not None:
            os.kill(self._worker, signal.SIGKILL)
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture
def somewhere(tmp_path: Path, quick_folder: Path, thorough: bool) -> Path:
    """A folder on the disk when there is time, so that kills come in the middle of a sync as well."""
    return tmp_path if thorough else quick_folder


@pytest.fixture
def lives() -> Iterator[Lives]:
    ready = Lives()
    yield ready
    ready.end()


class Books:
    """What the worker acknowledged in one workspace."""

    def __init__(self) -> None:
        self.states: dict[tuple[str, str], str] = {}
        """By kind and id: the state that was saved last, "new" or the number of the edit."""
        self.typed = self.typing = (-1, -1)
        """The draft as it was kept last, and as it was about to be kept."""
        self.erased: set[str] = set()
        """The contacts whose telephone was erased."""
        self.backed: set[str] = set()
        """The names of the backups that were made; each takes the place of an older one."""
        self.words: Counter[str] = Counter()

    def enter(self, word: list[str]) -> None:
        self.words[word[0]] += 1
        match word:
            case ["saved", state, *records]:
                self.states.update((self._named(record), state) for record in records)
            case ["typed", number, turn]:
                self.typed = int(number), int(turn)
            case ["typing", number, turn]:
                self.typing = int(number), int(turn)
            case ["erased", contact]:
                self.erased.add(contact)
            case ["backed", name]:
                self.backed.add(name)
            case ["failed", *reason]:
                pytest.fail(" ".join(reason))

    @staticmethod
    def _named(record: str) -> tuple[str, str]:
        kind, _colon, identifier = record.partition(":")
        return kind, identifier

    def assert_kept(self, ledger: Ledger) -> None:
        for (kind, record), state in self.states.items():
            row = ledger.row(kind, record)
            assert row is not None, f"a {kind} that was acknowledged is gone"
            assert state == "new" or int(row["initials"]) >= int(state), "an edit that was acknowledged is gone"
        shown = {row["id"] for row in ledger.rows("contact") if "phone" in row}
        assert not shown & self.erased, "words that were erased are shown again"
        marks = Counter(row["initials"] for row in ledger.rows("unit") if "-" in row.get("initials", ""))
        parts = Counter(row["description"] for row in ledger.rows("problem"))
        assert parts == dict.fromkeys(marks, 2), "a commit is there by half"

    def assert_backed(self, folder: Path) -> None:
        zips = {path.name: path for path in folder.glob("*.zip")}
        assert self.backed <= zips.keys(), "a backup that was acknowledged is gone"
        for path in zips.values():
            assert read_contents(path).commits > 0, "a backup that is there is whole"

    def assert_typed(self, drafts: Drafts) -> None:
        kept = drafts.get(DRAFT)
        number, turn = map(int, kept.values["note"].split()) if kept else (-1, -1)
        assert (number, turn) in (self.typed, self.typing)
        self.typed = self.typing = number, turn


@pytest.mark.both_ways
def test_law_9_whenever_the_process_is_killed_all_that_was_acknowledged_is_there(
    somewhere: Path, lives: Lives, under_lock: bool, thorough: bool
) -> None:
    kills = MANY * THOROUGH if thorough else MANY // 2 if under_lock else MANY
    words: Counter[str] = Counter()
    for start in range(0, kills, IN_ONE_WORKSPACE):
        workspace = office(somewhere / str(start))
        if under_lock:
            put_under_lock(workspace.folder)
            workspace = Workspace.load(workspace.folder)
        words += spent_in(workspace, lives, Random(start), min(IN_ONE_WORKSPACE, kills - start), TASKS)
    assert words["opening"] > words["opened"], "none was killed while it opened"
    assert words["saved"] > kills
    assert words["typed"] > kills / 4
    assert words["backed"] > kills / 4


def test_law_9_whenever_it_is_killed_while_words_are_erased_they_go_and_nothing_else_does(
    somewhere: Path, lives: Lives, thorough: bool
) -> None:
    kills = FEW * THOROUGH if thorough else FEW
    words: Counter[str] = Counter()
    for start in range(0, kills, IN_ONE_WORKSPACE):
        workspace = office(somewhere / str(start))
        words += spent_in(workspace, lives, Random(start), min(IN_ONE_WORKSPACE, kills - start), f"{TASKS},erase,erase")
        with Ledger.open_to_write(workspace, standings) as ledger:
            shown = [row for row in ledger.rows("contact") if "phone" in row]
        if not shown:
            holding = [path.name for path in workspace.data.rglob("*.json*") if PHONE.encode() in path.read_bytes()]
            assert not holding, "words that were erased still lie there"
    assert words["erased"] > kills


def spent_in(workspace: Workspace, lives: Lives, random: Random, kills: int, tasks: str) -> Counter[str]:
    """Spend so many lives in a workspace, and see after each that nothing is missing; how often each word was said."""
    books = Books()
    for number in range(kills):
        for word in lives.spend(workspace.folder, number, random, tasks):
            books.enter(word)
        books.assert_kept(Ledger.open_to_read(workspace, standings))
        books.assert_typed(Drafts(workspace.drafts))
        books.assert_backed(workspace.backups)
        # Else the next one to open it is the next to be killed.
        if random.random() < 0.4:
            with Ledger.open_to_write(workspace, standings) as ledger:
                books.assert_kept(ledger)
            assert_sound(workspace)
    return books.words


def test_law_9_whenever_it_is_killed_while_an_older_workspace_is_migrated_all_of_it_is_there(
    somewhere: Path, lives: Lives, thorough: bool
) -> None:
    workspace = office(somewhere / "old")
    with Ledger.open_to_write(workspace, standings) as ledger:
        for number in range(100):
            ledger.save(Unit(name=f"示例第{number}办"))
    age(workspace.folder)
    before = shown(Ledger.open_to_read(workspace, standings))
    random = Random(9)
    opened = 0
    for number in range(FEW * THOROUGH if thorough else FEW):
        copy = Workspace.load(shutil.copytree(workspace.folder, somewhere / "copy"))
        for _life in range(2):
            opened += sum(word == ["opened"] for word in lives.spend(copy.folder, number, random, "draft"))
            assert shown(Ledger.open_to_read(Workspace.load(copy.folder), standings)) == before
        with Ledger.open_to_write(Workspace.load(copy.folder), standings) as ledger:
            assert shown(ledger) == before
        copy = Workspace.load(copy.folder)
        assert copy.format > 1
        assert_sound(copy)
        shutil.rmtree(copy.folder)
    assert opened, "none lived to see it migrated"


def assert_sound(workspace: Workspace) -> None:
    wrong = [finding.sentence for finding in check(workspace, standings) if not finding.sound]
    assert not wrong, wrong


def office(folder: Path) -> Workspace:
    made = make_workspace(folder, role="office", name="示例李", county="230600", county_name="示例市", language="zh_CN")
    found_office(made, standings, office_name="企服办", today=DAY)
    return made
