"""Figures of a document that went out: they stay as printed, and what has changed since is listed beside them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from story import ENTERPRISE, OTHER_ENTERPRISE, SHORTAGE, Pair, register_problem

from fieldtui.cli.main import fieldtui
from fieldtui.model.records.visit import Visit
from fieldtui.model.sentence import FieldError
from fieldtui.sync.scope import scope_of
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.rules import find_record

NAME = "11月通报"


def run(folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(
        fieldtui, ["--workspace", str(folder), "figures", *arguments], standalone_mode=False, catch_exceptions=False
    )
    assert done.return_value in (0, None)
    return done


def visited(pair: Pair, name: str) -> str:
    with Desk.open_to_write(pair.office) as desk:
        visit = Visit(
            enterprise=find_record("enterprise", name, desk), date=today(), visitors=[desk.me], note="见到厂长。"
        )
        desk.ledger.save(visit)
        return visit.id


def line_of(output: str, figure: str) -> str:
    return next(line for line in output.splitlines() if line.startswith(figure))


def test_what_was_printed_stays_and_what_came_later_is_listed(pair: Pair) -> None:
    office = pair.office.folder
    visit = visited(pair, ENTERPRISE)
    printed = run(office, "--freeze", NAME)
    assert "走访覆盖率" in printed.output
    unchanged = run(office, "--frozen", NAME).output
    assert "现在" not in line_of(unchanged, "走访覆盖率")
    assert "现在与印出来的不同：0 项" in unchanged
    before = line_of(unchanged, "走访覆盖率").removeprefix("走访覆盖率  印 ")
    assert before in printed.output
    # One problem more, and the visit was a mistake.
    register_problem(pair.office)
    with Desk.open_to_write(pair.office) as desk:
        record = desk.ledger.get("visit", visit)
        assert record
        desk.ledger.save(record.amended(deleted=True))
    after = run(office, "--frozen", NAME).output
    coverage, solved = line_of(after, "走访覆盖率"), line_of(after, "解决率")
    assert f"印 {before}" in coverage
    assert "现在 0.0%" in coverage
    assert f"去掉：{ENTERPRISE}" not in solved
    assert f"增加：{SHORTAGE}" in solved
    rows = [json.loads(line) for line in run(office, "--frozen", NAME, "--json").output.splitlines()]
    (shown,) = (row for row in rows if row["name"] == "走访覆盖率")
    assert (shown["printed"], shown["same"]) == (before, False)


def test_a_name_is_given_once_and_an_unknown_one_gets_a_sentence(pair: Pair) -> None:
    office = pair.office.folder
    run(office, "--freeze", NAME)
    log = pair.office.log.read_bytes()
    with pytest.raises(FieldError, match="已经留存"):
        run(office, "--freeze", NAME)
    with pytest.raises(FieldError, match=NAME):
        run(office, "--frozen", "没有的")
    assert pair.office.log.read_bytes() == log


@pytest.mark.parametrize(
    "arguments",
    [("--freeze", NAME, "--by", "unit"), ("--freeze", NAME, "--review"), ("--frozen", NAME, "--month", "2026-11")],
)
def test_what_can_not_be_asked_together_gets_a_sentence(pair: Pair, arguments: tuple[str, ...]) -> None:
    with pytest.raises(FieldError):
        run(pair.office.folder, *arguments)


def test_only_the_office_freezes_and_no_laptop_gets_what_was_frozen(pair: Pair) -> None:
    with pytest.raises(FieldError, match="企服办"):
        run(pair.cadre.folder, "--freeze", NAME)
    run(pair.office.folder, "--freeze", NAME)
    with Desk.open_to_read(pair.office) as desk:
        (frozen,) = desk.ledger.rows("frozen_figures")
        cadre = pair.cadre.person
        assert frozen["id"] not in scope_of(desk.ledger, cadre, today())
        assert frozen["plan"]["name"] == desk.plan.name


def test_a_period_that_was_over_is_told_as_of_its_end(pair: Pair) -> None:
    """A visit of today changes nothing of what was printed of yesterday."""
    office, yesterday = pair.office.folder, today() - timedelta(days=1)
    run(office, "--from", "2026-01-01", "--to", yesterday.isoformat(), "--freeze", NAME)
    visited(pair, OTHER_ENTERPRISE)
    assert "现在与印出来的不同：0 项" in run(office, "--frozen", NAME).output
