"""The list command's tables: which columns, in which order, into which files."""

from collections.abc import Sequence
from pathlib import Path

import click

from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.report.list_sheet import ENDINGS, ListSheet, write_list
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.list_columns import ListOf, columns_offered, list_of, lists_of
from fieldtui.work.list_look import DOWN, Look, look_of
from fieldtui.work.listing import in_order_of


def look_wanted(desk: Desk, kind: str, columns: str, sort: str) -> Look:
    """How the table is wanted: what is said here, else as the list is kept on screen. FieldError for no column."""
    kept = look_of(desk, kind)
    known = [column.name for column in columns_offered(_list(desk, kind))]
    wanted = tuple(columns.replace("、", ",").replace(",", " ").split())
    for name in (*wanted, *([sort.removeprefix(DOWN)] if sort else [])):
        if name not in known:
            raise FieldError(
                _("“{name}” is no column of this list; there are: {names}.").format(name=name, names=" ".join(known))
            )
    return Look(wanted or kept.columns, sort or kept.sort, kept.group)


def write_tables(
    desk: Desk, kind: str, rows: Sequence[Row], look: Look, paths: Sequence[Path], sheet: ListSheet
) -> None:
    """The rows as files; what they are and how many rows they hold is said of each."""
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            raise FieldError(_("{file}: a table's name ends in .xlsx or .csv.").format(file=path.name))
    records = [row["id"] for row in in_order_of(desk, kind, rows, look, today())]
    for path in paths:
        write_list(path, sheet, records)
        click.echo(_("{count} rows in {file}").format(count=len(records), file=path), err=True)


def _list(desk: Desk, kind: str) -> ListOf:
    return list_of(desk, kind) if kind in {one.key for one in lists_of(desk)} else ListOf(kind, ())
