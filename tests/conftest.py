"""What every test begins with: Chinese, nothing of the machine's own settings, and no folder of the user's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from story import Pair, copy_of, enrolled_pair

from fieldtui.locale import use_language


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A user's language, workspace and downloads change no test, and no test leaves its language to the next."""
    for name in ("FIELDTUI_LANGUAGE", "FIELDTUI_WORKSPACE"):
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
