"""Documents for paper: written as docx, and looked at again by the code that they carry."""

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from fieldtui.cli.opening import example, reading_desk
from fieldtui.cli.records import meant
from fieldtui.locale import _, listed
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.kinds import KINDS, DocumentKind, about_title
from fieldtui.report.documents.review import PERIOD, id_of, week_of
from fieldtui.work.clock import now, today
from fieldtui.work.dates import read_date
from fieldtui.work.desk import Desk
from fieldtui.work.figures.periods import Period, month_of, read_month
from fieldtui.work.rules import find_record, several


@click.group(
    "document",
    help=_("Documents for paper, as docx: make one, or check a paper by its code.")
    + example(
        "fieldtui document assignment 230602-2026-0001",
        "fieldtui document assignment --to 工信局 --phones",
        "fieldtui document closing 230602-2026-0001 --out 销号单.docx",
        "fieldtui document monthly --month 2026-11",
        "fieldtui document check D1:…",
    ),
)
def document_command() -> None:
    pass


def _command(kind: DocumentKind) -> click.Command:
    """The command that makes this kind of document."""
    options: list[click.Parameter] = []
    if PERIOD not in kind.makers:
        metavar = "[ID]" if "unit" in kind.makers else "ID"
        options.append(click.Argument(["named"], metavar=metavar, required=False, default=""))
        options.append(
            click.Option(["--phones"], is_flag=True, help=_("Whole telephone numbers, which else are masked."))
        )
    if "unit" in kind.makers:
        options.append(click.Option(["--to"], metavar=_("NAME"), default="", help=_("All that go to this department.")))
    if kind.name == "monthly":
        options.append(
            click.Option(["--month"], metavar=_("MONTH"), help=_("A month, such as 2026-11; else this one."))
        )
    if kind.name == "weekly":
        options.append(
            click.Option(["--week"], metavar=_("DAY"), help=_("The week in which this day lies; else this one."))
        )
    options.append(
        click.Option(
            ["--out"], metavar=_("FILE"), type=click.Path(path_type=Path), help=_("Into this file; else into exports/.")
        )
    )
    words = _("{title}, made of: {kinds}.").format(title=_(kind.title), kinds=listed(map(about_title, kind.makers)))
    help_text = words + example(*_examples(kind))
    return click.Command(kind.name, callback=partial(_write, kind), params=options, help=help_text)


def _examples(kind: DocumentKind) -> list[str]:
    """How the command of this kind of document is called."""
    command = f"fieldtui document {kind.name}"
    match kind.name:
        case "monthly":
            return [f"{command} --month 2026-11"]
        case "weekly":
            return [f"{command} --week 2026-11-20"]
    named = "230602-2026-0001" if "problem" in kind.makers else "ID"
    return [f"{command} {named}", *([f"{command} --to 工信局"] if "unit" in kind.makers else [])]


def _write(kind: DocumentKind, out: Path | None, phones: bool = False, **said: str | None) -> None:
    from fieldtui.report.documents.paper import write_document, write_with_phones

    with reading_desk(click.get_current_context()) as desk:
        write = write_with_phones if phones else write_document
        written = write(desk, kind, _about(desk, kind, said), now(), out)
    click.echo(str(written.path))
    if written.to_fill_in:
        click.echo(written.to_fill_in, err=True)


def _about(desk: Desk, kind: DocumentKind, said: Mapping[str, str | None]) -> str:
    """The id of what the document is to be about, by the words of the command line."""
    if PERIOD in kind.makers:
        return id_of(_period(said))
    named, to = said.get("named"), said.get("to")
    if bool(named) == bool(to):
        raise FieldError(
            _("Say which record it is about, or with --to which department; one of them.")
            if "unit" in kind.makers
            else _("Say which record it is about, by its id, number or title.")
        )
    return _unit(desk, to) if to else meant(desk, str(named))[0]


def _period(said: Mapping[str, str | None]) -> Period:
    """The month or week that is meant; the one in which today lies when nothing is said."""
    day = today()
    if "week" in said:
        found = read_date(said["week"], day, toward="past") if said["week"] else day
        if found is None:
            raise FieldError(_("This is no date; write 昨天, -1, 上周五 or 11-20."))
        period = week_of(found)
    else:
        month = said.get("month")
        period = read_month(month) if month else month_of(day)
    if period.start > day:
        raise FieldError(_("This period is still to come; there is nothing to count yet."))
    return period


for _kind in KINDS:
    document_command.add_command(_command(_kind))


@document_command.command(
    "check",
    help=_(
        "Say whether a paper still agrees with the ledger, by what its code says, or by a photo of it. With - a "
        "scanner gun types the code (standard input)."
    )
    + example("fieldtui document check D1:…", "fieldtui document check 照片.jpg"),
)
@click.argument("code", metavar=_("CODE"))
@click.pass_context
def check_command(ctx: click.Context, code: str) -> None:
    from fieldtui.report.documents.paper import checked
    from fieldtui.work.record_words import record_words

    with reading_desk(ctx) as desk:
        found = checked(desk, _code(code))
        if found.about:
            click.echo(f"{record_words(desk, found.about)}  {found.about}")
        for sentence in found.sentences:
            click.echo(sentence)
    if not found.agrees:
        ctx.exit(1)


def _code(said: str) -> str:
    """The code itself, as it is typed or stands in a photo."""
    from fieldtui.report.documents.code import is_code
    from fieldtui.sync.codes.pictures import KINDS as PICTURES
    from fieldtui.sync.codes.pictures import texts_in

    if said == "-":
        return sys.stdin.readline()
    photo = Path(said)
    if photo.suffix.lower() not in PICTURES:
        return said
    codes = [text for text in texts_in(photo) if is_code(text)]
    if len(codes) != 1:
        raise FieldError(
            _("{name}: {count} codes of documents can be read in it; show one.").format(
                name=photo.name, count=len(codes)
            )
        )
    return codes[0]


def _unit(desk: Desk, name: str) -> str:
    found = find_record("unit", name, desk)
    if not found:
        raise FieldError(several("unit", name, desk) or _("Nothing called “{name}” is known here.").format(name=name))
    return found
