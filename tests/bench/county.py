"""Makes the large county that is measured on: an office's workspace, by the generator of sample counties.

python tests/bench/county.py DIR --enterprises 2000 --visits 10000 --problems 3000
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The checkout's own program is measured, unless PYTHONPATH names another one.
_NAMED = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
if not any((Path(folder) / "fieldtui").is_dir() for folder in _NAMED):
    sys.path.insert(0, str(ROOT))
os.environ["FIELDTUI_LANGUAGE"] = "zh_CN"

import fieldtui  # noqa: E402 - the program that is measured is found by the lines above
from fieldtui import plans  # noqa: E402
from fieldtui.demo.generator.making import County, make_generated  # noqa: E402
from fieldtui.demo.generator.size import of_enterprises  # noqa: E402
from fieldtui.model.plan import read_plan  # noqa: E402
from fieldtui.work.clock import today  # noqa: E402

PROGRAM = Path(fieldtui.__file__).parents[1]
"""The folder of the program that is measured."""
GENERATOR = PROGRAM / "fieldtui" / "demo" / "generator"
PLAN = "six-must-visits"
COUNTY = "示例市"
WEEKS = 47
"""How far back the visits go."""


@dataclass(frozen=True, slots=True)
class Size:
    """What is made; `until` is the last day of the county's year, ISO."""

    enterprises: int
    visits: int
    problems: int
    until: str
    seed: int = 20261122


def county(place: Path, size: Size) -> Path:
    """The folder of the office's workspace under `place`; made when it is not there yet, which takes a while."""
    folder = place / _name(size)
    if not folder.exists():
        place.mkdir(parents=True, exist_ok=True)
        beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")
        shutil.rmtree(beside, ignore_errors=True)
        _make(beside, size)
        # Somebody else may have made it meanwhile: theirs is as good.
        if folder.exists():
            shutil.rmtree(beside)
        else:
            beside.rename(folder)
    return folder / "office"


def _make(folder: Path, size: Size) -> None:
    text = plans.read_text(PLAN)
    usual = of_enterprises(size.enterprises, read_plan(text))
    made = replace(usual, visits=size.visits, problems=size.problems, problems_beside=0, weeks=WEEKS, busy_weeks=WEEKS)
    after = date.fromisoformat(size.until) + timedelta(days=1)
    make_generated(folder, County(text, made, after, size.seed), lambda _done: None)


def _name(size: Size) -> str:
    """A name for these parameters; another one when what is made, or how it is kept, may have changed."""
    makers = [HERE / "county.py"]
    for floor in ("demo", "model", "ledger", "plans", "work"):
        makers += sorted((PROGRAM / "fieldtui" / floor).rglob("*.*"))
    known = hashlib.sha256(json.dumps(asdict(size)).encode("utf-8"))
    for maker in makers:
        if maker.suffix in (".py", ".toml"):
            known.update(maker.read_bytes())
    return "county-" + known.hexdigest()[:12]


def size_from(options: argparse.Namespace) -> Size:
    return Size(options.enterprises, options.visits, options.problems, options.until)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how large the county is."""
    parser.add_argument("--enterprises", type=int, default=2000)
    parser.add_argument("--visits", type=int, default=10000)
    parser.add_argument("--problems", type=int, default=3000, help="not more than twice the visits")
    parser.add_argument("--until", default=today().isoformat(), metavar="DAY", help="the county's last day; today")


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the large county that is measured on, unless it is there.")
    parser.add_argument("place", type=Path, metavar="DIR", help="the folder to keep counties in")
    add_options(parser)
    options = parser.parse_args()
    print(county(options.place, size_from(options)))


if __name__ == "__main__":
    main()
