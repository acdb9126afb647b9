"""Commands for the county's own files: take a list in, write an empty one."""

from pathlib import Path

import click

from fieldtui.cli.opening import OneOf, example, reading_desk, writing_desk
from fieldtui.cli.progress import progress_shown
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sheets.columns import KINDS
from fieldtui.work.clock import today


@click.command(
    "import",
    help=_(
        "Take a list in from FILE (xlsx, ods or csv). Columns go by their usual headings, in any order. What is good "
        "is saved, what is doubtful or impossible is told by line; the same file twice changes nothing."
    )
    + example(
        "fieldtui import enterprise 企业名册.xlsx --dry-run",
        "fieldtui import problem 问题台账.xlsx --map 事由=title --add-unknown",
        "fieldtui import problem 问题台账.xlsx --default satisfaction=满意 --word 跑办中=办理中",
        "fieldtui import enterprise 企业名册.xlsx --plan luohe --word 91350100M000100Y4Z=无",
    ),
)
@click.argument("kind", metavar=_("KIND"), type=OneOf(KINDS))
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only say what would come of it."))
@click.option("--map", "mapped", multiple=True, metavar=_("COLUMN=FIELD"), help=_("A column (heading or letter)."))
@click.option("--default", "defaults", multiple=True, metavar=_("FIELD=VALUE"), help=_("What empty cells mean."))
@click.option("--word", "words", multiple=True, metavar=_("WORD=MEANING"), help=_("What a word of the cells means."))
@click.option("--sheet", default="", metavar=_("NAME"), help=_("The sheet; without, the first that fits."))
@click.option("--plan", default="", metavar=_("NAME"), help=_("The plan in use by whose words the list goes."))
@click.option("--add-unknown", is_flag=True, help=_("Add people and units that are not known yet."))
@click.pass_context
def import_command(
    ctx: click.Context,
    kind: str,
    file: Path,
    dry_run: bool,
    mapped: tuple[str, ...],
    defaults: tuple[str, ...],
    words: tuple[str, ...],
    sheet: str,
    plan: str,
    add_unknown: bool,
) -> None:
    from fieldtui.sheets.known import Wishes
    from fieldtui.sheets.taking import StoppedError, take_in, try_out
    from fieldtui.sheets.words import told

    wishes = Wishes(
        given=tuple(map(_pair, mapped)),
        defaults=dict(map(_pair, defaults)),
        words=dict(map(_pair, words)),
        add_unknown=add_unknown,
        file_name=file.name,
        plan=plan,
    )
    with reading_desk(ctx) if dry_run else writing_desk(ctx) as desk:
        try:
            with progress_shown(_how_far) as progress:
                take = try_out if dry_run else take_in
                taken = take(desk, kind, file, wishes, today(), sheet=sheet, progress=progress)
        except StoppedError as stopped:
            click.echo(
                _("Stopped: what the first {count} rows say is saved. Import the file again to go on.").format(
                    count=stopped.rows
                ),
                err=True,
            )
            ctx.exit(130)
        for line in told(kind, taken):
            click.echo(line)
        if dry_run:
            click.echo(_("Only tried: nothing was saved."))
    if not taken.report.fine:
        ctx.exit(1)


def _how_far(done: int, rows: int) -> str:
    if not rows:
        return _("Reading, line {line}… (Ctrl+C stops)").format(line=f"{done:,}")
    return _("Row {done} of {rows}… (Ctrl+C stops)").format(done=f"{done:,}", rows=f"{rows:,}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise FieldError(_("“{value}” is not of the form FIELD=VALUE.").format(value=text))
    return name.strip(), value.strip()


@click.command(
    "template",
    help=_(
        "Write an empty list of a KIND, with drop-down lists of the plan's words. It comes in again with import: the "
        "one for visits is the form of those who have not installed the program."
    )
    + example("fieldtui template visit 走访登记表.xlsx", "fieldtui template enterprise 企业名册.xlsx --plan luohe"),
)
@click.argument("kind", metavar=_("KIND"), type=OneOf(KINDS))
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option("--plan", default="", metavar=_("NAME"), help=_("The plan in use by whose words the list goes."))
@click.pass_context
def template_command(ctx: click.Context, kind: str, file: Path, plan: str) -> None:
    from fieldtui.sheets.known import plan_asked
    from fieldtui.sheets.templates import write_template

    if file.suffix.lower() != ".xlsx":
        raise FieldError(_("A template is an xlsx file; end its name with .xlsx."))
    with reading_desk(ctx) as desk:
        write_template(kind, plan_asked(desk, plan), file)
    click.echo(str(file))
