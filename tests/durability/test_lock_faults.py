"""Law 9 for the lock: wherever it is killed or refused, a workspace is as it was, or as it is to be, or goes on."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from disk import Disk, Image, write_image
from recorder import CHANGING, Recorder
from test_faults import OFFICE, faults, killed, noted, states, without_power
from workload import Expected, Journal, assert_holds, assert_sentence, enter, found, shown, type_halfway

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.lock import WrongPassphraseError, is_locked, is_shut
from fieldtui.ledger.locking import change, lock, take_off, unlock
from fieldtui.ledger.passphrase import Cost
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.sentence import FieldError
from fieldtui.work.desk import standings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows syncs no folders and moves no open files")

CHEAP = Cost(n=2, r=1, p=1)
OLD, NEW = "示例 稻米 三百里 高粱红", "示例 另一句话 也够长了"


def put_on(folder: Path) -> None:
    lock(Workspace.load(folder), OLD, CHEAP)


def put_another_on(folder: Path) -> None:
    change(Workspace.load(folder), OLD, NEW, CHEAP)


def put_off(folder: Path) -> None:
    take_off(Workspace.load(folder), OLD)


Step = Callable[[Path], None]
Case = TypeVar("Case")
each_step = pytest.mark.parametrize("step", [put_on, put_another_on, put_off])


@pytest.fixture(autouse=True)
def _nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldtui.ledger.ledger.WRITE_BEHIND", 1000.0)


@pytest.fixture
def place(quick_folder: Path) -> Path:
    return quick_folder


@pytest.fixture
def begun(place: Path, step: Step) -> Expected:
    """A workspace with records, a draft and a torn end, locked where the step needs it; kept in `before` as well."""
    journal = Journal(Expected())
    folder = place / "disk" / OFFICE
    for act in (found, enter, type_halfway):
        act(folder, journal)
    with (folder / "data" / "log.jsonl").open("ab") as log:
        log.write(b'{"at":1,"changes":[{"title":"')
    if step is not put_on:
        put_on(folder)
    shutil.copytree(place / "disk", place / "before")
    return journal.expected


def assert_opens(folder: Path, expected: Expected) -> None:
    """Under the one passphrase, the other, or none; with all that was there."""
    workspace = Workspace.load(folder)
    if is_locked(folder):
        try:
            unlock(workspace, OLD)
        except WrongPassphraseError:
            unlock(workspace, NEW)
        assert not is_shut(folder)
    # The view is made anew once it is opened.
    Ledger.open_to_write(Workspace.load(folder), standings).close()
    assert_holds(folder, expected)


def some(cases: list[Case], thorough: bool) -> list[Case]:
    """All cases, or two dozen of them."""
    return cases if thorough else cases[:: max(1, len(cases) // 24)]


@pytest.mark.parametrize("images", [killed, without_power])
@each_step
def test_wherever_it_ends_all_is_there_under_the_old_passphrase_or_the_new(
    place: Path, begun: Expected, step: Step, images: Callable[[Disk], Iterator[tuple[str, Image]]], thorough: bool
) -> None:
    recorder = Recorder(place / "disk")
    with recorder.recording():
        recorder.say(begun)
        step(place / "disk" / OFFICE)
    lines: list[str] = []
    cases = states(recorder, images)
    for what, image, expected in some(cases, thorough):
        write_image(image, place / "state")
        with noted(what, lines):
            assert_opens(place / "state" / OFFICE, expected)
    assert not lines, "\n".join(lines)


@each_step
def test_a_disk_that_refuses_a_step_is_told_in_a_sentence_and_loses_nothing(
    place: Path, begun: Expected, step: Step, thorough: bool
) -> None:
    recorder = Recorder(place / "disk")
    with recorder.recording():
        step(place / "disk" / OFFICE)
    lines: list[str] = []
    refused = 0
    tried = list(faults(recorder.steps, CHANGING, thorough))
    for fault in some(tried, thorough):
        shutil.rmtree(place / "disk")
        shutil.copytree(place / "before", place / "disk")
        failing = Recorder(place / "disk", fault)
        what = f"{fault}, {' '.join(recorder.steps[fault.at])}"
        with noted(what, lines), failing.recording():
            try:
                step(place / "disk" / OFFICE)
            except FieldError as error:
                refused += 1
                assert_sentence(str(error))
        with noted(f"{what}, opened again", lines):
            assert_opens(place / "disk" / OFFICE, begun)
    assert not lines, "\n".join(lines)
    assert refused >= 5 or step is put_another_on


@pytest.mark.parametrize("step", [put_on])
def test_on_off_and_on_again_everything_is_byte_for_byte_what_it_was(place: Path, begun: Expected, step: Step) -> None:
    folder = place / "disk" / OFFICE
    Ledger.open_to_write(Workspace.load(folder), standings).close()
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "keys" in path.parts}
    log, settings = (folder / "data" / "log.jsonl").read_bytes(), (folder / "fieldtui.toml").read_bytes()
    view = (folder / "data" / "ledger.json").read_bytes()
    rows = shown(Ledger.open_to_read(Workspace.load(folder), standings))
    for _turn in range(2):
        step(folder)
        assert shown(Ledger.open_to_read(Workspace.load(folder), standings)) == rows
        put_off(folder)
        Ledger.open_to_write(Workspace.load(folder), standings).close()
        keys = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "keys" in path.parts}
        assert (keys, (folder / "data" / "log.jsonl").read_bytes()) == (before, log)
        assert (folder / "fieldtui.toml").read_bytes() == settings
        assert (folder / "data" / "ledger.json").read_bytes() == view
