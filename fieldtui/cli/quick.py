"""Quick entry on the command line: a line is read as a form reads it, and what was understood is told."""

from collections.abc import Mapping, Sequence

import click

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.quick_entry import explain
from fieldtui.work.visits import enter_problems, lines_of, read_line

FIELDS = ("enterprise", "source", "description", "plan")
"""What may be said beside the lines, for all of them."""


def add_quick(desk: Desk, kind: str, values: Mapping[str, str], lines: Sequence[str]) -> None:
    """Saves a problem a line, prints their ids, and on stderr what was understood. FieldError when one is wrong."""
    strange = next((name for name in values if name not in FIELDS), None)
    if kind != "problem":
        raise FieldError(_("--quick is for problems: fieldtui add problem --quick LINE"))
    if strange is not None:
        raise FieldError(
            _("“{name}” is nothing to say beside --quick; there are: {names}.").format(
                name=strange, names=" ".join(FIELDS)
            )
        )
    text = "\n".join(lines)
    entry = enter_problems(desk, {"source": "call", **values, "problems": text}, today())
    if entry.troubles:
        raise FieldError(" ".join(entry.troubles.values()))
    desk.ledger.save(*entry.records)
    for line, record in zip(lines_of(text), entry.records, strict=True):
        problem, plan = read_line(desk, line, values, today())
        click.echo(f"{problem.title} · {explain(problem, desk.vocabulary_of(plan), today())}", err=True)
        click.echo(record.id)
