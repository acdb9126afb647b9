"""Documents for paper: written as docx, and looked at again by the code that they carry."""

import sys
from functools import partial
from pathlib import Path

import click

from fieldtui.cli.opening import example, reading_desk
from fieldtui.cli.records import meant
from fieldtui.locale import _, listed
from fieldtui.model.kinds import kind_title
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.kinds import KINDS, DocumentKind, made, made_with_phones
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk
from fieldtui.work.rules import find_record, several


@click.group(
    "document",
    help=_("Documents for paper, as docx: make one, or check a paper by its code.")
    + example(
        "fieldtui document assignment 230602-2026-0001",
        "fieldtui document assignment --to 工信局 --phones",
        "fieldtui document closing 230602-2026-0001 --out 销号单.docx",
        "fieldtui document check D1:…",
    ),
)
def document_command() -> None:
    pass


def _command(kind: DocumentKind) -> click.Command:
    """The command that makes this kind of document."""
    options: list[click.Parameter] = [
        click.Argument(["named"], metavar="ID" if "unit" not in kind.makers else "[ID]", required=False, default=""),
        click.Option(
            ["--out"], metavar=_("FILE"), type=click.Path(path_type=Path), help=_("Into this file; else into exports/.")
        ),
        click.Option(["--phones"], is_flag=True, help=_("Whole telephone numbers, which else are masked.")),
    ]
    if "unit" in kind.makers:
        options.append(click.Option(["--to"], metavar=_("NAME"), default="", help=_("All that go to this department.")))
    about = listed(kind_title(one) for one in kind.makers)
    words = _("{title}, made of: {kinds}.").format(title=_(kind.title), kinds=about)
    return click.Command(kind.name, callback=partial(_write, kind), params=options, help=words)


def _write(kind: DocumentKind, named: str, out: Path | None, phones: bool, to: str = "") -> None:
    from fieldtui.report.documents.paper import write_document

    if bool(named) == bool(to):
        raise FieldError(
            _("Say which record it is about, or with --to which department; one of them.")
            if "unit" in kind.makers
            else _("Say which record it is about, by its id, number or title.")
        )
    with reading_desk(click.get_current_context()) as desk:
        about = _unit(desk, to) if to else meant(desk, named)[0]
        written = write_document(desk, kind, about, now(), out, make=made_with_phones if phones else made)
    click.echo(str(written.path))
    if written.to_fill_in:
        click.echo(written.to_fill_in, err=True)


for _kind in KINDS:
    document_command.add_command(_command(_kind))


@document_command.command(
    "check",
    help=_("Say whether a paper still agrees with the ledger, by what its code says; - reads it from standard input.")
    + example("fieldtui document check D1:…"),
)
@click.argument("code")
@click.pass_context
def check_command(ctx: click.Context, code: str) -> None:
    from fieldtui.report.documents.paper import checked
    from fieldtui.work.record_words import record_words

    with reading_desk(ctx) as desk:
        found = checked(desk, sys.stdin.readline() if code == "-" else code)
        click.echo(f"{record_words(desk, found.about)}  {found.about}")
        for sentence in found.sentences:
            click.echo(sentence)
    if not found.agrees:
        ctx.exit(1)


def _unit(desk: Desk, name: str) -> str:
    found = find_record("unit", name, desk)
    if not found:
        raise FieldError(several("unit", name, desk) or _("Nothing called “{name}” is known here.").format(name=name))
    return found
