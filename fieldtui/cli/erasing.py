"""Commands for personal data: erase it for a lawful reason, and see what was kept long enough."""

import sys
from pathlib import Path

import click

from fieldtui.cli.opening import example, reading_desk, workspace_of, writing_desk
from fieldtui.cli.records import meant
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, ngettext
from fieldtui.model.kinds import field, kind_names, kind_title
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today


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
        fields = [name.strip() for name in listed.split(",") if name.strip()]
        if personal:
            fields += [name for name in personal_fields(kind) if name not in fields]
        if not fields:
            raise FieldError(_("Say which fields: --fields FIELD,… or --personal."))
        if not yes:
            _ask(kind, desk.name(kind, record) or record, fields)
        count = erase(desk, record, fields, reason)
        click.echo(ngettext("Erased, in {count} entry.", "Erased, in {count} entries.", count).format(count=count))
        older = files_that_may_hold_it(desk.ledger.workspace)
    if older:
        click.echo(_("Files made before may still hold the words; delete what need not be kept:"))
        for path in older:
            click.echo(f"  {path}")


def _ask(kind: str, name: str, fields: list[str]) -> None:
    labels = "、".join(item.label if (item := field(kind, one)) else one for one in fields)
    question = _("Erase {labels} of “{name}”? Nothing brings it back.").format(labels=labels, name=name)
    if not sys.stdin.isatty():
        raise FieldError(question + " " + _("Without a terminal, say --yes."))
    if not click.confirm(question, err=True):
        raise FieldError(_("Nothing was erased."))


def files_that_may_hold_it(workspace: Workspace) -> list[Path]:
    """Backups and bundles, which are not rewritten."""
    folders = (workspace.backups, workspace.exports)
    return sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())


@click.command(
    help=_("List whose personal data was kept long enough; with KIND and DAYS set how long that is.")
    + example("fieldtui retention", "fieldtui retention contact 1095", "fieldtui retention contact 0")
)
@click.argument("kind", required=False, default="", metavar=_("[KIND]"))
@click.argument("days", required=False, type=click.IntRange(0, 36500), metavar=_("[DAYS]"))
@click.pass_context
def retention_command(ctx: click.Context, kind: str, days: int | None) -> None:
    workspace = workspace_of(ctx)
    if kind:
        _set(workspace, kind.replace("-", "_"), days)
        return
    from fieldtui.work.erasing import due_for_erasure

    if not workspace.retention:
        raise FieldError(_("No period is set yet; set one with: fieldtui retention contact 1095"))
    for name, period in sorted(workspace.retention.items()):
        click.echo(_("{kind}: {days} days").format(kind=kind_title(name), days=period))
    with reading_desk(ctx) as desk:
        for due in due_for_erasure(desk, workspace.retention, today()):
            labels = "、".join(item.label if (item := field(due.kind, one)) else one for one in due.fields)
            click.echo(f"{due.record}  {due.since}  {desk.name(due.kind, due.record)}  {labels}")


def _set(workspace: Workspace, kind: str, days: int | None) -> None:
    from fieldtui.work.erasing import personal_fields

    if days is None:
        raise FieldError(_("Say for how many days: fieldtui retention KIND DAYS (0 for no limit)."))
    personal = [name for name in kind_names() if personal_fields(name)]
    if kind not in personal:
        raise FieldError(
            _("“{kind}” holds no personal data; these do: {kinds}.").format(kind=kind, kinds=" ".join(personal))
        )
    periods = {name: period for name, period in {**workspace.retention, kind: days}.items() if period}
    workspace.store(retention=periods)
    click.echo(_("Set."))
