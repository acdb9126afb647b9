"""Law 9 for what lies on the disk: whatever byte is flipped, wherever a file ends, no wrong value is shown as right."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from workload import DAY, Rows, assert_sentence, put_under_lock, shown

from fieldtui.ledger.check import check
from fieldtui.ledger.drafts import Drafts
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.log import LogError
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.record import new_id
from fieldtui.model.records.problem import Problem
from fieldtui.model.records.unit import Unit
from fieldtui.model.sentence import FieldError
from fieldtui.sync.enrol import make_workspace
from fieldtui.work.desk import standings

CHECKED = 16
"""One in so many damages is also given to `check` in the short run, which takes longer than opening."""


@dataclass(frozen=True)
class Small:
    """A small workspace, and what it showed after each commit; the last is what was acknowledged."""

    workspace: Workspace
    commits: tuple[Rows, ...]

    @property
    def acknowledged(self) -> Rows:
        return self.commits[-1]


@pytest.fixture(autouse=True)
def _nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` need not wait for a writer who may be in the middle of a line."""
    monkeypatch.setattr("fieldtui.ledger.check.log_reading.SETTLING", 0.0)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, under_lock: bool) -> Small:
    """A few short commits, one of them of two records."""
    made = make_workspace(
        tmp_path_factory.mktemp("damage") / "sound",
        role="office",
        name="示例李",
        county="230600",
        county_name="示例市",
        language="zh_CN",
    )
    commits: list[Rows] = [{}]
    with Ledger.open_to_write(made, standings) as ledger:
        unit = Unit(name="示例办")
        two = Unit(name="示例站"), Problem(raised=DAY, title="资金缺口", type="finance")
        for records in ((unit,), two, (unit.amended(name="示例局"),)):
            ledger.save(*records)
            commits.append(shown(ledger))
    drafts = Drafts(made.drafts)
    drafts.keep(new_id(), "visit", "", {"note": "写到一半"})
    if under_lock:
        put_under_lock(made.folder)
    return Small(Workspace.load(made.folder), tuple(commits))


@pytest.fixture
def copy(small: Small, quick_folder: Path) -> Workspace:
    """The workspace, to be damaged."""
    return Workspace.load(shutil.copytree(small.workspace.folder, quick_folder / "copy"))


def flips(content: bytes, thorough: bool) -> Iterator[tuple[str, bytes]]:
    """The content with one bit of each byte flipped in turn, or each bit."""
    random = Random(9)
    for place in range(len(content)):
        for bit in range(8) if thorough else [random.randrange(8)]:
            damaged = bytearray(content)
            damaged[place] ^= 1 << bit
            yield f"byte {place}, bit {bit}", bytes(damaged)


def prefixes(content: bytes) -> Iterator[tuple[str, bytes]]:
    for length in range(len(content)):
        yield f"cut to {length} bytes", content[:length]


def opened(workspace: Workspace) -> Rows | None:
    """What is shown; None when the workspace is refused with a sentence."""
    try:
        return shown(Ledger.open_to_read(workspace, standings))
    except FieldError as error:
        assert_sentence(str(error))
        return None


def is_unsound(workspace: Workspace) -> bool:
    findings = check(workspace, standings)
    for finding in findings:
        assert_sentence(finding.sentence)
    return not all(finding.sound for finding in findings)


@pytest.mark.both_ways
@pytest.mark.parametrize("name", ["log.jsonl", "ledger.json", "ledger.mark.json"])
def test_a_flipped_byte_shows_what_was_acknowledged_or_is_refused_and_check_finds_it(
    small: Small, copy: Workspace, name: str, thorough: bool
) -> None:
    path = copy.data / name
    for number, (what, damaged) in enumerate(flips(path.read_bytes(), thorough)):
        path.write_bytes(damaged)
        assert opened(copy) in (small.acknowledged, None), what
        if thorough or number % CHECKED == 0:
            assert is_unsound(copy), what


@pytest.mark.parametrize("name", ["ledger.json", "ledger.mark.json"])
def test_a_view_or_mark_that_ends_too_early_is_not_believed(
    small: Small, copy: Workspace, name: str, thorough: bool
) -> None:
    path = copy.data / name
    sound = path.read_bytes()
    for number, (what, damaged) in enumerate(prefixes(sound)):
        path.write_bytes(damaged)
        assert opened(copy) == small.acknowledged, what
        # Without its last newline a mark says all that it said.
        if (thorough or number % CHECKED == 0) and damaged != sound.removesuffix(b"\n"):
            assert is_unsound(copy), what


def test_a_log_that_lacks_what_the_mark_speaks_of_is_refused(copy: Workspace, thorough: bool) -> None:
    for number, (what, damaged) in enumerate(prefixes(copy.log.read_bytes())):
        copy.log.write_bytes(damaged)
        with pytest.raises(LogError):
            Ledger.open_to_read(copy, standings)
        if thorough or number % CHECKED == 0:
            assert is_unsound(copy), what


@pytest.mark.both_ways
def test_of_a_log_alone_that_ends_too_early_the_whole_commits_are_shown(small: Small, copy: Workspace) -> None:
    copy.view.unlink()
    copy.mark.unlink()
    for what, damaged in prefixes(copy.log.read_bytes()):
        copy.log.write_bytes(damaged)
        assert opened(copy) == small.commits[damaged.count(b"\n")], what


def test_of_a_log_alone_with_a_flipped_byte_only_whole_commits_are_shown(
    small: Small, copy: Workspace, thorough: bool
) -> None:
    copy.view.unlink()
    copy.mark.unlink()
    sound = copy.log.read_bytes()
    for number, (what, damaged) in enumerate(flips(sound, thorough)):
        copy.log.write_bytes(damaged)
        # Where the last line is hit nobody can tell it from an unfinished write.
        assert opened(copy) in (None, *small.commits[:-1]), what
        if thorough or number % CHECKED == 0:
            assert is_unsound(copy), what


@pytest.mark.both_ways
@pytest.mark.parametrize("behind", [1, 2])
def test_a_log_cut_behind_an_older_view_is_a_whole_number_of_commits(
    small: Small, copy: Workspace, behind: int
) -> None:
    """The view is some commits behind; what the mark speaks of must be there, what follows may be cut."""
    sound = copy.log.read_bytes()
    lines = sound.splitlines(keepends=True)
    older = len(lines) - behind
    copy.log.write_bytes(b"".join(lines[:older]))
    copy.view.unlink()
    copy.mark.unlink()
    with Ledger.open_to_write(copy, standings):
        pass
    for what, damaged in prefixes(sound):
        copy.log.write_bytes(damaged)
        whole = damaged.count(b"\n")
        assert opened(copy) == (small.commits[whole] if whole >= older else None), what


def test_settings_and_drafts_that_are_damaged_end_in_no_traceback(copy: Workspace, thorough: bool) -> None:
    settings = copy.folder / "fieldtui.toml"
    sound = settings.read_bytes()
    for _what, damaged in (*flips(sound, thorough), *prefixes(sound)):
        settings.write_bytes(damaged)
        try:
            Workspace.load(copy.folder)
        except FieldError as error:
            assert_sentence(str(error))
    sound = copy.drafts.read_bytes()
    for _what, damaged in (*flips(sound, thorough), *prefixes(sound)):
        copy.drafts.write_bytes(damaged)
        drafts = Drafts(copy.drafts)
        drafts.all()
        drafts.keep(new_id(), "visit", "", {"note": "又写"})
        assert "又写" in [draft.values.get("note") for draft in drafts.all()]
