"""Law 5 and law 7 with plans: which version a record is judged by follows from the set of changes alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import county_plans
import pytest
from county_of_four import BANKING, PROBLEM_FIELDS, START, TODAY, Stranger, numbered_id, shuffled_pieces, view_of
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.workspace import Workspace
from fieldtui.model.plan import version_of
from fieldtui.sync.enrol import make_workspace
from fieldtui.work.desk import STAGE, STANDING, standings
from fieldtui.work.known_plans import PLANS

DAY = TODAY.isoformat()
CLERK, FIRST, SECOND, AGAIN, BESIDE, HELL = (numbered_id(number) for number in (100, 31, 32, 33, 34, 35))
VERSIONS = {name: version_of(text.encode()) for name, text in vars(county_plans).items() if isinstance(text, str)}
UNDER = {
    "first": {"name": county_plans.NAME, "version": VERSIONS["FIRST"]},
    "second": {"name": county_plans.NAME, "version": VERSIONS["SECOND"]},
    "unknown version": {"name": county_plans.NAME, "version": "A" * 22},
    "unknown plan": {"name": "of-another-county", "version": "A" * 22},
    "none": None,
}
PROBLEMS = {name: numbered_id(number) for number, name in enumerate(UNDER, 41)}
TASKS = {name: numbered_id(number) for number, name in enumerate(UNDER, 51)}


def plan_fields(text: str, name: str = county_plans.NAME, **more: object) -> dict[str, object]:
    version = version_of(text.encode())
    return {"name": name, "title": "示例", "version": version, "text": text, "start": "2026-01-01", **more}


def history() -> list[Change]:
    """Problems and tasks under all sorts of plans, with their steps, and plans that come, change and go."""
    office, other = Stranger("A" * 22), Stranger("Q" * 22)
    office.write("appointment", numbered_id(30), {"person": CLERK, "unit": BANKING, "role": "clerk", "start": DAY})
    first = office.write("plan", FIRST, plan_fields(county_plans.FIRST, main=True))
    second = office.write("plan", SECOND, plan_fields(county_plans.SECOND, start=DAY))
    office.write("plan", BESIDE, plan_fields(county_plans.BESIDE, county_plans.OTHER, main=True, start=DAY))
    office.write("plan", HELL, plan_fields(county_plans.HELL["a newer vocabulary"], start=DAY))
    office.write("plan", AGAIN, plan_fields(county_plans.FIRST))
    steps = 60
    for names, kind, about in ((PROBLEMS, "problem", "problem"), (TASKS, "task", "about")):
        for name, record in names.items():
            fields = {**PROBLEM_FIELDS, "raised": DAY}
            if kind == "task":
                fields = {"title": "示例任务", "type": "T", "unit": BANKING, "assigned": DAY, "due": DAY}
            other.write(kind, record, {**fields, **({"plan": UNDER[name]} if UNDER[name] else {})})
            for values in ({"step": "assigned", "lead": BANKING}, {"step": "handling", "words": "办"}):
                steps += 1
                step = {
                    about: record,
                    "on": DAY,
                    "by": CLERK,
                    "behalf": BANKING,
                    "heard_by": "telephone",
                    "heard_on": DAY,
                }
                other.write("follow_up", numbered_id(steps), {**step, **values})
    office.write("plan", FIRST, {"deleted": True}, over={first.id: first.tick})
    office.write("plan", SECOND, {"text": county_plans.HELL["no TOML"]}, over={second.id: second.tick})
    return [*office.own, *other.own]


@contextmanager
def reader(folder: Path) -> Iterator[Ledger]:
    """The ledger of a laptop that wrote nothing."""
    workspace = make_workspace(
        folder, role="cadre", name="示例张", county="230600", county_name="示例市", language="zh_CN"
    )
    with Ledger.open_to_write(Workspace.load(workspace.folder), standings) as ledger:
        ledger.clock = lambda: START
        yield ledger


HISTORY = history()


@pytest.fixture(scope="module")
def one_by_one() -> dict[int, bytes]:
    """The view after so many of the changes, in the order in which they were made."""
    with TemporaryDirectory() as folder, reader(Path(folder) / "laptop") as ledger:
        views = {}
        for count, change in enumerate(HISTORY, 1):
            ledger.take_in([change], ())
            views[count] = view_of(ledger)
    return views


@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(0, len(HISTORY) - 1))
@settings(max_examples=25)
def test_plans_problems_and_steps_in_any_order_make_one_view(
    one_by_one: dict[int, bytes], seed: int, pieces: int, left_out: int
) -> None:
    known = HISTORY[: len(HISTORY) - left_out]
    with TemporaryDirectory() as folder, reader(Path(folder) / "laptop") as ledger:
        for piece in shuffled_pieces(known, pieces, Random(seed)):
            ledger.take_in(piece, ())
        assert view_of(ledger) == one_by_one[len(known)]
        ledger.rebuild()
        assert view_of(ledger) == one_by_one[len(known)]


def states(ledger: Ledger, table: str, records: dict[str, str]) -> dict[str, tuple[str, int]]:
    """State, and how many steps took no effect, by what the record was made under."""
    rows = {name: ledger.derived(table, record) for name, record in records.items()}
    return {name: (row["state"], len(row.get("ineffective", ()))) for name, row in rows.items()}


def test_a_record_is_judged_by_its_version_and_by_what_is_nearest_when_that_goes(tmp_path: Path) -> None:
    *known, _gone, _broken = [change for change in HISTORY if change.device == "A" * 22]
    others = [change for change in HISTORY if change.device != "A" * 22]
    with reader(tmp_path / "laptop") as ledger:
        ledger.take_in(others, ())
        without = states(ledger, STANDING, PROBLEMS)
        assert len(set(without.values())) == 1, "all by the plan that the program goes by when it knows of none"
        ledger.take_in(known, ())
        there = states(ledger, STANDING, PROBLEMS)
        assert (there["first"][0], there["second"][0]) == ("handling", "assigned")
        assert there["second"][1] == 1, "in the second version nobody 办理"
        assert there["unknown version"] == there["second"], "the newest of its name"
        assert there["unknown plan"] == there["none"] == there["first"], "the main plan has no other codes"
        assert len(list(ledger.derived_rows(PLANS))) == 4, "the one of a newer vocabulary is passed over"
        assert states(ledger, STAGE, TASKS).keys() == TASKS.keys()
        ledger.take_in(HISTORY, ())
        assert {row["id"] for row in ledger.derived_rows(PLANS)} == {AGAIN, BESIDE}
        left = states(ledger, STANDING, PROBLEMS)
        assert left["first"] == there["first"], "the same version is there once more"
        assert left["second"] == left["first"], "what can't be read any more is as good as not there"
