"""The command that lists what was edited in two places, and settles it."""

from collections.abc import Iterator

import click

from fieldtui.cli.opening import example, reading_desk, writing_desk
from fieldtui.ledger.merge import DELETED
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.conflicts import (
    Conflict,
    as_json,
    conflicts_in,
    edits_in_words,
    open_fields,
    person_words,
    settled_words,
    words_in,
    words_of,
)
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import label, row_of, title_with_kind


@click.group(
    "conflicts",
    invoke_without_command=True,
    help=_(
        "List what several people changed without knowing of each other, with each value, who set it and when; "
        "settle: choose one, or write another."
    )
    + example("fieldtui conflicts", "fieldtui conflicts --json", "fieldtui conflicts settle ID phone --take 1"),
)
@click.option("--json", "as_lines", is_flag=True, help=_("One JSON object a line."))
@click.pass_context
def conflicts_command(ctx: click.Context, as_lines: bool) -> None:
    if ctx.invoked_subcommand is not None:
        return
    with reading_desk(ctx) as desk:
        records = open_fields(desk)
        if not records and not as_lines:
            click.echo(_("Nothing was edited in two places."))
        for record in records:
            conflicts = conflicts_in(desk, record)
            if as_lines:
                for conflict in conflicts:
                    click.echo(as_json(desk, record, conflict))
            else:
                for line in _in_words(desk, record, conflicts):
                    click.echo(line)


def _in_words(desk: Desk, record: str, conflicts: list[Conflict]) -> Iterator[str]:
    """A record with its conflicts; the values bear the numbers that --take means."""
    kind = desk.ledger.kind_of(record) or ""
    yield f"{record}  {title_with_kind(desk, record)}"
    for conflict in conflicts:
        name = conflict.field
        yield f"  {label(kind, name)} ({name})"
        if name != DELETED:
            yield "    " + _("before") + f"  {_one_line(words_in(desk, record, name, conflict.base))}"
        for number, standing in enumerate(conflict.values, 1):
            words = [_one_line(words_of(desk, record, conflict, standing))]
            for author in standing.authors:
                words.append(f"{person_words(desk, author)} {local_time(author.at):%Y-%m-%d %H:%M}")
                words.append(_one_line(edits_in_words(desk, record, author)))
            words.append(_("shown now") if standing is conflict.values[-1] else "")
            yield f"    {number}. " + "  ".join(filter(None, words))


def _one_line(text: str) -> str:
    return " ".join(text.split())


@conflicts_command.command(
    "settle",
    help=_(
        "Settle the FIELD of a record in conflict (its id, name or number): with the value of that number in the "
        "list, or with another one, empty to leave the field empty."
    )
    + example(
        "fieldtui conflicts settle 230602-2026-0001 title --take 2",
        "fieldtui conflicts settle ID phone --value 13900000000",
        "fieldtui conflicts settle ID deleted --take 1",
    ),
)
@click.argument("named", metavar="ID")
@click.argument("name", metavar=_("FIELD"))
@click.option("--take", "number", metavar="N", help=_("The value of this number in the list."))
@click.option("--value", "text", metavar=_("TEXT"), help=_("Another value."))
@click.pass_context
def settle_command(ctx: click.Context, named: str, name: str, number: str | None, text: str | None) -> None:
    # What checks a value knows pydantic; the list does without.
    from fieldtui.work.settling import take, write

    if (number is None) == (text is None):
        raise FieldError(_("Say either --take N, with a number of the list, or --value TEXT."))
    with writing_desk(ctx) as desk:
        record = _meant(desk, named)
        conflict = _conflict(desk, record, name)
        if number is not None:
            settlement = take(desk, record, name, _numbered(conflict, number))
        else:
            settlement = write(desk, record, name, text or "", today())
        if settlement.troubles:
            raise FieldError("; ".join(settlement.troubles.values()))
        desk.ledger.settle(record, settlement.values)
        words = settled_words(desk, record, name, settlement.values[name])
        click.echo(_("Settled: {words}.").format(words=words))


def _meant(desk: Desk, named: str) -> str:
    """The record in conflict that goes by this id, name, title or number."""
    records = list(open_fields(desk))
    found = [record for record in records if record == named]
    for record in records:
        row = row_of(desk, record)
        if record not in found and named in (row.get("name"), row.get("title"), row.get("number")):
            found.append(record)
    if len(found) > 1:
        raise FieldError(
            _("Several records in conflict go by “{name}”; write the id instead (fieldtui conflicts).").format(
                name=named
            )
        )
    if not found:
        raise FieldError(_("Nothing called “{name}” is in conflict; see: fieldtui conflicts").format(name=named))
    return found[0]


def _conflict(desk: Desk, record: str, name: str) -> Conflict:
    conflicts = {conflict.field: conflict for conflict in conflicts_in(desk, record)}
    if name not in conflicts:
        raise FieldError(
            _("“{field}” is not in conflict here; there are: {fields}.").format(field=name, fields=" ".join(conflicts))
        )
    return conflicts[name]


def _numbered(conflict: Conflict, number: str) -> object:
    last = len(conflict.values)
    if not number.isdecimal() or not 1 <= int(number) <= last:
        raise FieldError(
            _("“{number}” is no number of a value; there are 1 to {last}.").format(number=number, last=last)
        )
    return conflict.values[int(number) - 1].value
