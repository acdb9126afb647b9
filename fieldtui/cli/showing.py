"""What `show` prints beside the fields of a record: its history, and its life step by step."""

import json
from collections.abc import Iterator

import click

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import state_word


def history_as_json(desk: Desk, record: str) -> Iterator[str]:
    """Every change as it is logged, with its id, the oldest first."""
    for change in sorted(desk.ledger.history.of(record), key=lambda change: change.rank):
        yield json.dumps({"id": change.id, **change.to_json()}, ensure_ascii=False)


def history_in_words(desk: Desk, record: str) -> Iterator[str]:
    from fieldtui.work.history_words import line, told

    return map(line, told(desk, record))


def show_life(desk: Desk, problem: Row) -> None:
    """Where a problem stands, and its time line."""
    from fieldtui.work.timeline import facts, time_line

    standing = desk.standing(problem)
    click.echo(_("State: {state}").format(state=state_word(desk, "problem", problem, standing.state)))
    for line in facts(desk, problem, standing, today()):
        click.echo(line)
    for moment in time_line(desk, problem, standing):
        click.echo("  ".join(filter(None, ["·", moment.when, moment.what, moment.who, moment.words, moment.took])))


def show_stages(desk: Desk, kind: str, row: Row) -> None:
    """Where a record stands, its milestones and tasks, its steps in the order of time, and what comes next."""
    from fieldtui.work.stage_line import milestone_lines, stage_line, task_lines

    stage = desk.stage(kind, row)
    if stage is not None:
        words = state_word(desk, kind, row, stage.state)
        since = f"  {stage.since}" if stage.since else ""
        click.echo(_("State: {state}").format(state=words) + since)
    for line in (*milestone_lines(desk, row["id"]), *task_lines(desk, row["id"])):
        click.echo(line)
    for moment in stage_line(desk, kind, row, stage):
        click.echo("  ".join(filter(None, ["·", moment.when, moment.what, moment.who, moment.words])))
