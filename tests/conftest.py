"""What every test begins with: Chinese, nothing of the machine's own settings, and no folder of the user's."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from story import Pair, copy_of, enrolled_pair
from textual import _wait

from fieldtui.locale import use_language
from fieldtui.work.desk import Desk

# How long an example takes says more of what else the machine does than of the program.
settings.register_profile("fieldtui", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fieldtui")

# After each key Textual waits until the program rests. It looks every 20 ms; the program is often at rest after one.
# What counts as rest, a twentieth of the time spent, stays.
_wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = 1 / 200, 1 / 200 / 20

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory: files as real as any, but a sync costs nothing."""
ENOUGH = 2**30
"""Bytes; a whole run of the tests takes a tenth of it."""


def pytest_configure() -> None:
    """What tests write goes into memory where there is enough of it, unless somebody says otherwise."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """The thousands of tests that were found stay to the end: the garbage collector need not look at them again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="run the long form of the tests that have one (minutes)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What must hold under a passphrase as well runs both ways: a chosen part of it each time, all when thorough.

    A test's module asks for `under_lock`, whether its workspace is locked; `both_ways` marks the chosen part, and
    `open_only` what looks into the files themselves.
    """
    if "under_lock" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        both = marked("both_ways") or metafunc.config.getoption("--thorough")
        ways = [False, True] if both and not marked("open_only") else [False]
        metafunc.parametrize("under_lock", ways, ids=["open", "locked"][: len(ways)], scope="module")


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether a test should take its time: every case rather than a choice, thousands of rounds rather than dozens."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """An empty folder in memory, if the system has such a place."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A user's language, workspace and downloads change no test, and no test leaves its language to the next."""
    for name in ("FIELDTUI_LANGUAGE", "FIELDTUI_WORKSPACE", "FIELDTUI_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path_factory.getbasetemp() / "home"
    (home / "Downloads").mkdir(parents=True, exist_ok=True)
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home / "Downloads"))
    use_language("zh_CN")
    yield
    use_language("zh_CN")


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """An office and a cadre's laptop that know each other. Only to be copied."""
    return enrolled_pair(tmp_path_factory.mktemp("enrolled"))


@pytest.fixture
def pair(enrolled: Pair, tmp_path: Path) -> Pair:
    """An office and a cadre's laptop that know each other, for one test alone."""
    return copy_of(enrolled, tmp_path)


@pytest.fixture
def desk(pair: Pair) -> Iterator[Desk]:
    """The office's desk, open."""
    with Desk.open_to_write(pair.office) as opened:
        yield opened
