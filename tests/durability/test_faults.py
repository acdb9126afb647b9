"""Law 9 at every step: the power goes, the process dies, or the disk refuses; what was acknowledged is there."""

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from disk import Disk, Image, Said, read_image, write_image
from recorder import CHANGING, LOOKING, SHORT, Fault, Recorder
from workload import (
    ACTS,
    Act,
    Expected,
    Journal,
    age,
    assert_holds,
    come_back,
    come_newer,
    enter,
    found,
    make_anew,
    put_under_lock,
    take_out,
    tear,
    type_halfway,
)

from fieldtui.ledger.files import replace_file
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.records.unit import Unit
from fieldtui.work.desk import standings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows syncs no folders and moves no open files")

OFFICE = "office"
"""The workspace's folder under the recorder's."""
LATER = ACTS[1:]
REFUSALS = {
    **dict.fromkeys(
        ("create", "mkdir", "link", "rename", "unlink", "truncate"), (errno.ENOSPC, errno.EIO, errno.EROFS)
    ),
    "write": (errno.ENOSPC, SHORT, errno.EIO, errno.EROFS),
    "fsync": (errno.EIO, errno.ENOSPC, errno.EROFS),
    "open": (errno.EIO, errno.EACCES),
    "read": (errno.EIO,),
}
"""How each kind of step can fail."""

State = tuple[str, Image, Expected]
"""When and what happened, what lies on the disk, and what may be expected of it."""


@pytest.fixture(autouse=True)
def _nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The view's file is written when the workload says so, so that steps come in the same order each time."""
    monkeypatch.setattr("fieldtui.ledger.ledger.WRITE_BEHIND", 1000.0)


@pytest.fixture
def place(quick_folder: Path) -> Path:
    """Where workspaces lie: what a disk would keep is reckoned here, not tried."""
    return quick_folder


@pytest.fixture
def founded(under_lock: bool) -> tuple[Act, ...]:
    """How a workspace begins in which something happens."""
    return (found, put_under_lock) if under_lock else (found,)


def play(acts: tuple[Act, ...], root: Path, expected: Expected | None = None) -> Expected:
    """Play acts with nothing in their way; returns what is there afterwards."""
    journal = Journal(expected or Expected())
    for act in acts:
        act(root / OFFICE, journal)
    assert not journal.refused
    return journal.expected


def record(acts: tuple[Act, ...], root: Path, expected: Expected | None = None) -> Recorder:
    """Play acts and write down what happens to the disk."""
    recorder = Recorder(root)
    with recorder.recording():
        journal = Journal(expected or Expected(), recorder.say)
        for act in acts:
            act(root / OFFICE, journal)
    assert not journal.refused
    return recorder


def states(recorder: Recorder, images: Callable[[Disk], Iterator[tuple[str, Image]]]) -> list[State]:
    """What can lie on the disk after each operation, each state once."""
    disk = recorder.base()
    expected = Expected()
    found_so_far: dict[tuple[int, frozenset[tuple[str, bytes | None]]], State] = {}
    for number, operation in enumerate(recorder.trace):
        disk.apply(operation)
        if isinstance(operation, Said):
            assert isinstance(operation.word, Expected)
            expected = operation.word
        for name, image in images(disk):
            what = f"after operation {number} ({type(operation).__name__}), {name}"
            found_so_far.setdefault((id(expected), frozenset(image.items())), (what, image, expected))
    return list(found_so_far.values())


def killed(disk: Disk) -> Iterator[tuple[str, Image]]:
    yield "killed", disk.after_a_kill()


def without_power(disk: Disk) -> Iterator[tuple[str, Image]]:
    yield from disk.after_a_power_cut()
    yield from disk.with_one_name_lost()


def troubles(cases: list[State], root: Path) -> Iterator[str]:
    """What does not hold, a line a state."""
    for what, image, expected in cases:
        write_image(image, root)
        lines: list[str] = []
        with noted(what, lines):
            assert_holds(root / OFFICE, expected)
        yield from lines


@contextlib.contextmanager
def noted(what: str, lines: list[str]) -> Iterator[None]:
    """Whatever goes wrong is one more line, so that all of it is seen at once."""
    try:
        yield
    except Exception as error:
        lines.append(f"{what}: {type(error).__name__}: {error}")


# Kills and power cuts


@pytest.mark.parametrize("images", [killed, without_power])
def test_law_9_wherever_the_morning_ends_all_that_was_acknowledged_is_there(
    place: Path, founded: tuple[Act, ...], images: Callable[[Disk], Iterator[tuple[str, Image]]]
) -> None:
    begun = play(founded, place / "disk")
    recorder = record(LATER, place / "disk", begun)
    assert recorder.disk.after_a_kill() == read_image(place / "disk"), "something was not written down"
    cases = states(recorder, images)
    assert len(cases) > 100
    lines = list(troubles(cases, place / "state"))
    assert not lines, "\n".join(lines)


def test_a_file_that_could_not_be_written_leaves_none_beside_it_and_what_a_killed_one_left_hinders_nothing(
    tmp_path: Path,
) -> None:
    path, left = tmp_path / "file", tmp_path / "file.new"
    replace_file(path, [b"old"])

    def breaking_off() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "")

    with pytest.raises(OSError, match=str(errno.ENOSPC)):
        replace_file(path, breaking_off())
    assert (path.read_bytes(), left.exists()) == (b"old", False)
    left.write_bytes(b"a longer rest of a killed program")
    replace_file(path, [b"new"])
    assert (path.read_bytes(), left.exists()) == (b"new", False)


def test_law_9_a_workspace_is_made_whole_or_not_at_all_wherever_the_process_dies(place: Path) -> None:
    recorder = record((found,), emptied(place / "disk"))
    assert recorder.disk.after_a_kill() == read_image(place / "disk"), "something was not written down"
    lines = list(troubles(states(recorder, killed), place / "state"))
    assert not lines, "\n".join(lines)


def test_law_9_a_workspace_that_was_made_survives_a_power_cut(place: Path) -> None:
    recorder = record((found,), emptied(place / "disk"))
    lines = list(troubles(states(recorder, without_power), place / "state"))
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("images", [killed, without_power])
def test_law_9_a_workspace_of_an_older_version_can_be_interrupted_on_its_way_to_this_one(
    place: Path, images: Callable[[Disk], Iterator[tuple[str, Image]]]
) -> None:
    begun = play((found, enter, age), place / "disk")
    recorder = record((come_newer,), place / "disk", begun)
    assert recorder.disk.after_a_kill() == read_image(place / "disk"), "something was not written down"
    lines = list(troubles(states(recorder, images), place / "state"))
    assert not lines, "\n".join(lines)


@pytest.mark.both_ways
@pytest.mark.parametrize("images", [killed, without_power])
def test_an_erasure_that_was_interrupted_is_done_by_the_next_opening_and_loses_nothing_else(
    place: Path, founded: tuple[Act, ...], images: Callable[[Disk], Iterator[tuple[str, Image]]]
) -> None:
    begun = play(founded, place / "disk")
    recorder = record((take_out,), place / "disk", begun)
    assert recorder.disk.after_a_kill() == read_image(place / "disk"), "something was not written down"
    lines = list(troubles(states(recorder, images), place / "state"))
    assert not lines, "\n".join(lines)


@pytest.mark.both_ways
def test_law_9_power_may_go_while_the_view_is_written_behind(
    place: Path, founded: tuple[Act, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldtui.ledger.ledger.WRITE_BEHIND", 0.0)

    def hurry(folder: Path, journal: Journal) -> None:
        with Ledger.open_to_write(Workspace.load(folder), standings) as ledger:
            for number in range(12):
                journal.save(ledger, Unit(name=f"示例第{number}办"), Unit(name=f"示例第{number}站"))

    begun = play(founded, place / "disk")
    recorder = record((hurry,), place / "disk", begun)
    assert recorder.disk.after_a_kill() == read_image(place / "disk"), "something was not written down"
    lines = list(troubles(states(recorder, without_power), place / "state"))
    assert not lines, "\n".join(lines)


def forget_file_syncs(recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    patch.setattr(os, "fsync", lambda file: real(file) if recorder.node(file) in recorder.disk.folders else None)


def forget_folder_syncs(recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    patch.setattr(os, "fsync", lambda file: None if recorder.node(file) in recorder.disk.folders else real(file))


def rename_too_early(recorder: Recorder, patch: pytest.MonkeyPatch) -> None:
    """Files are written in their place."""

    def in_place(path: Path, chunks: Iterator[bytes]) -> None:
        with path.open("wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())

    patch.setattr("fieldtui.ledger.kept.replace_file", in_place)


@pytest.mark.parametrize("bug", [forget_file_syncs, forget_folder_syncs, rename_too_early])
def test_a_program_that_forgets_a_sync_or_writes_in_place_is_found_out(
    place: Path, monkeypatch: pytest.MonkeyPatch, bug: Callable[[Recorder, pytest.MonkeyPatch], None]
) -> None:
    begun = play((found,), place / "disk")
    recorder = Recorder(place / "disk")
    with recorder.recording(), monkeypatch.context() as patch:
        bug(recorder, patch)
        journal = Journal(begun, recorder.say)
        for act in (enter, type_halfway):
            act(place / "disk" / OFFICE, journal)
    assert any(troubles(states(recorder, without_power), place / "state")), "the first that is found will do"


# Failing steps


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def faults(steps: list[tuple[str, str]], kinds: frozenset[str], thorough: bool) -> Iterator[Fault]:
    """Each step of these kinds fails once, and once with all that follow; each in another way, or in every way."""
    for number, (kind, _name) in enumerate(steps):
        if kind not in kinds:
            continue
        ways = REFUSALS[kind]
        chosen = [(way, lasting) for way in ways for lasting in (False, True)]
        if not thorough:
            chosen = [(ways[number % len(ways)], False), (ways[(number + 1) % len(ways)], True)][: len(ways)]
        for way, lasting in chosen:
            yield Fault(number, way, lasting)


BEFORE: dict[Act, tuple[Act, ...]] = {
    found: (),
    enter: (found,),
    type_halfway: (found,),
    come_back: (found, enter, tear),
    make_anew: (found, enter),
    take_out: (found,),
    come_newer: (found, enter, age),
}
"""What was done before an act in which a step fails."""


each_act = pytest.mark.parametrize("act", [pytest.param(act, id=act.__name__) for act in BEFORE])


@each_act
def test_law_9_a_change_that_fails_is_told_in_a_sentence_and_loses_nothing(
    place: Path, act: Act, thorough: bool
) -> None:
    assert_each_failure_loses_nothing(act, BEFORE[act], CHANGING, place, thorough)


@each_act
def test_law_9_a_look_that_fails_is_told_in_a_sentence_and_loses_nothing(place: Path, act: Act, thorough: bool) -> None:
    assert_each_failure_loses_nothing(act, BEFORE[act], LOOKING, place, thorough)


@pytest.mark.parametrize("kinds", [CHANGING, LOOKING], ids=["change", "look"])
def test_law_9_under_a_passphrase_too_what_fails_is_told_and_loses_nothing(
    place: Path, kinds: frozenset[str], thorough: bool
) -> None:
    for act in (come_back, make_anew, take_out, type_halfway) if thorough else (come_back,):
        assert_each_failure_loses_nothing(act, (found, put_under_lock, *BEFORE[act][1:]), kinds, place, thorough)


def assert_each_failure_loses_nothing(
    act: Act, before: tuple[Act, ...], kinds: frozenset[str], place: Path, thorough: bool
) -> None:
    begun = play(before, emptied(place / "before"))
    lines: list[str] = []
    refused = 0
    for fault in faults(steps_of(act, begun, place), kinds, thorough):
        shutil.rmtree(place / "disk")
        shutil.copytree(place / "before", place / "disk")
        recorder = Recorder(place / "disk", fault)
        journal = Journal(begun, undecided=fault.lasting)
        with noted(str(fault), lines), recorder.recording():
            act(place / "disk" / OFFICE, journal)
        refused += bool(journal.refused)
        sure = recorder.disk.for_sure()
        what = f"{fault}, {' '.join(recorder.steps[fault.at])}"
        # Where all that was written is sure, the power takes nothing, and the same files need no second look.
        all_is_sure = sure == read_image(place / "disk")
        with noted(f"{what}, opened again", lines):
            assert_holds(place / "disk" / OFFICE, journal.expected)
        if not all_is_sure:
            write_image(sure, place / "state")
            with noted(f"{what}, then a power cut", lines):
                assert_holds(place / "state" / OFFICE, journal.expected)
    assert not lines, "\n".join(lines)
    assert refused >= 5


def steps_of(act: Act, begun: Expected, place: Path) -> list[tuple[str, str]]:
    """The steps that an act takes when nothing fails."""
    shutil.copytree(place / "before", place / "disk")
    return record((act,), place / "disk", begun).steps
