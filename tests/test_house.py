"""The house: each floor knows only those below, files stay small, and what is shipped can be installed and run."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import fieldtui
from fieldtui import plans

ROOT = Path(fieldtui.__file__).parents[1]


def test_each_floor_knows_only_those_below() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    """What the first screen does not need comes later: pydantic alone takes as long as a fifth of the start."""
    heavy = ["pydantic", "tinydb", "pypinyin", "stdnum", "holidays", "joserfc", "cryptography", "orjson", "tomlkit"]
    code = f"import sys, fieldtui.cli.screens, fieldtui.tui.app; print([i for i in {heavy!r} if i in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_list_does_without_pydantic_too() -> None:
    """What opens the desk and fills today's list reads rows only, however large the county."""
    code = "import sys, fieldtui.sync.renewal, fieldtui.work.today; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by way of the sdist as whoever publishes it would."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_styles_catalogues_plans_and_help(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "fieldtui/tui/app.tcss",
        "fieldtui/tui/screens/lists.tcss",
        "fieldtui/locale/zh_CN/LC_MESSAGES/messages.mo",
        "fieldtui/locale/en/LC_MESSAGES/messages.mo",
        *(f"fieldtui/plans/{name}.toml" for name in plans.names()),
        *(f"fieldtui/plans/shared/{name}.toml" for name in plans.base_names()),
        "fieldtui/help/schemas/editor/plan.json",
        "fieldtui/help/zh_CN/own-plan.md",
        "fieldtui/help/zh_CN/visit.md",
        "fieldtui/help/en/formats.md",
        "fieldtui/demo/sample.toml",
        "fieldtui/demo/generator/words/visits.toml",
        "fieldtui/py.typed",
    ):
        assert wanted in names


def test_the_wheel_runs_the_tour_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """Libraries come from the environment of the tests; the program comes from the wheel."""
    environment = tmp_path / "fresh"
    venv.create(environment, with_pip=True, symlinks=os.name != "nt")
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([str(python), "-m", "pip", "install", "-q", "--no-deps", str(wheel)], check=True)
    libraries = [path for path in sys.path if "site-packages" in path]
    site = next(environment.rglob("site-packages"))
    (site / "libraries.pth").write_text("\n".join(libraries), "utf-8")
    done = subprocess.run(
        [str(python), "-m", "fieldtui", "demo", "--tour"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": "", "FIELDTUI_LANGUAGE": "zh_CN"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    where = subprocess.run(
        [str(python), "-c", "import fieldtui; print(fieldtui.__file__)"], capture_output=True, text=True, cwd=tmp_path
    )
    assert str(environment) in where.stdout
