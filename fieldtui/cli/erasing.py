"""Commands for personal data: erase it for a lawful reason, and see what was kept long enough."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldtui.cli.asking import agreed
from fieldtui.cli.opening import example, reading_desk, refuse_read_only, workspace_of, writing_desk
from fieldtui.cli.records import meant
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, listed, ngettext
from fieldtui.model.kinds import describe, field, kind_names, kind_title
from fieldtui.model.sentence import FieldError
from fieldtui.model.text import half_width
from fieldtui.work.clock import today

MOST_DAYS = 36500

if TYPE_CHECKING:
    _Number = click.ParamType[int]
else:
    _Number = click.ParamType  # generic only in newer versions of click


@click.command(
    help=_(
        "Erase the words of fields of a record for a lawful reason (the office). They leave the log and the list, and "
        "every laptop once it takes in the office's next file. That they were erased, by whom and why, stays."
    )
    + example(
        "fieldtui erase ID --fields phone,name --reason 本人申请删除",
        "fieldtui erase ID --personal --reason 保存期满",
    )
)
@click.argument("named", metavar="ID")
@click.option(
    "--fields", "listed", default="", metavar=_("FIELD,…"), help=_("Which fields; see: fieldtui add KIND --fields")
)
@click.option("--personal", is_flag=True, help=_("All fields that hold personal data."))
@click.option("--reason", required=True, metavar=_("TEXT"), help=_("Why it is lawful; it is kept."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.pass_context
def erase_command(ctx: click.Context, named: str, listed: str, personal: bool, reason: str, yes: bool) -> None:
    from fieldtui.work.erasing import erase, personal_fields

    with writing_desk(ctx) as desk:
        record, kind = meant(desk, named)
        fields = _named_fields(kind, listed)
        if personal:
            fields += [name for name in personal_fields(kind) if name not in fields]
        if not fields:
            raise FieldError(_("Say which fields: --fields FIELD,… or --personal."))
        if not yes:
            _ask(kind, desk.name(kind, record) or record, fields)
        count = erase(desk, record, fields, reason)
        click.echo(ngettext("Erased, in {count} entry.", "Erased, in {count} entries.", count).format(count=count))
        say_older_files(desk.ledger.workspace)


def _named_fields(kind: str, listed: str) -> list[str]:
    """Fields by name or by label, such as phone,电话, in whatever commas; each once."""
    names = {item.label: item.name for item in describe(kind)} if kind in kind_names() else {}
    for mark in "，、;；":
        listed = listed.replace(mark, ",")
    return list(dict.fromkeys(names.get(part.strip(), part.strip()) for part in listed.split(",") if part.strip()))


def say_older_files(workspace: Workspace) -> None:
    """Which files may still hold words that are erased here now."""
    older = files_that_may_hold_it(workspace)
    if older:
        click.echo(_("Files made before may still hold the words; delete what need not be kept:"))
        for path in older:
            click.echo(f"  {path}")


def _labels(kind: str, names: Sequence[str]) -> str:
    return listed(item.label if (item := field(kind, one)) else one for one in names)


def _ask(kind: str, name: str, fields: list[str]) -> None:
    question = _("Erase {labels} of “{name}”? Nothing brings it back.").format(labels=_labels(kind, fields), name=name)
    if not sys.stdin.isatty():
        raise FieldError(question + " " + _("Without a terminal, say --yes."))
    if not agreed(question):
        raise FieldError(_("Nothing was erased."))


def files_that_may_hold_it(workspace: Workspace) -> list[Path]:
    """Backups and bundles, which are not rewritten."""
    folders = (workspace.backups, workspace.exports)
    return sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())


class Days(_Number):
    """A number of days. Click's own sentences about numbers stand in no catalogue."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = half_width(str(value)).strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= MOST_DAYS):
            self.fail(
                _("“{value}” is no number of days; write one from 0 to {most}.").format(value=value, most=MOST_DAYS),
                param,
                ctx,
            )
        return int(text)


@click.command(
    help=_("List whose personal data was kept long enough; with KIND and DAYS set how long that is.")
    + example("fieldtui retention", "fieldtui retention contact 1095", "fieldtui retention contact 0")
)
@click.argument("kind", required=False, default="", metavar=_("[KIND]"))
@click.argument("days", required=False, type=Days(), metavar=_("[DAYS]"))
@click.pass_context
def retention_command(ctx: click.Context, kind: str, days: int | None) -> None:
    workspace = workspace_of(ctx)
    if kind:
        refuse_read_only(ctx)
        _set(workspace, kind, days)
        return
    from fieldtui.work.erasing import due_for_erasure

    if not workspace.retention:
        click.echo(_("No period is set yet; set one with: fieldtui retention contact 1095"))
        return
    for name, period in sorted(workspace.retention.items()):
        click.echo(_("{kind}: {days} days").format(kind=kind_title(name), days=period))
    with reading_desk(ctx) as desk:
        for due in due_for_erasure(desk, workspace.retention, today()):
            words = _labels(due.kind, due.fields)
            click.echo(f"{due.record}  {due.since}  {desk.name(due.kind, due.record)}  {words}")


def _set(workspace: Workspace, named: str, days: int | None) -> None:
    """Sets for how long a kind, by its name or its title, is kept; nobody else writes here meanwhile."""
    from fieldtui.ledger.writer_lock import lock_for_writing
    from fieldtui.work.erasing import personal_fields

    if workspace.role != "office":
        raise FieldError(_("Only the office sets how long personal data is kept."))
    workspace.refuse_newer()
    if days is None:
        raise FieldError(_("Say for how many days: fieldtui retention KIND DAYS (0 for no limit)."))
    personal = [name for name in kind_names() if personal_fields(name)]
    kind = next((name for name in kind_names() if kind_title(name) == named), named.replace("-", "_"))
    if kind not in personal:
        titles = " ".join(f"{name}({kind_title(name)})" for name in personal)
        raise FieldError(_("“{kind}” holds no personal data; these do: {kinds}.").format(kind=named, kinds=titles))
    lock = lock_for_writing(workspace)
    try:
        # Who held the lock until now may have written settings.
        now = Workspace.load(workspace.folder)
        periods = {name: period for name, period in {**now.retention, kind: days}.items() if period}
        now.store(retention=periods)
    finally:
        lock.release()
    click.echo(_("Set."))
