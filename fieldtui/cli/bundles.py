"""Commands that hand in and take in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldtui.cli.codes import qr_command, scan_command
from fieldtui.cli.erasing import say_older_files
from fieldtui.cli.opening import example, reading_desk, writing_desk
from fieldtui.ledger.erasure import ERASURE
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk

if TYPE_CHECKING:
    from fieldtui.sync.writing import Exported

    _Number = click.ParamType[int]
else:
    _Number = click.ParamType  # generic only in newer versions of click

UNITS = {"KB": 1000, "MB": 1000_000}
LEAST_SIZE = 20_000


class Size(_Number):
    """A size of a file in bytes, written as 5MB or 500KB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from fieldtui.model.text import half_width

        found = re.fullmatch(r"(\d{1,6})\s*(KB|MB)", half_width(str(value)).strip().upper(), re.ASCII)
        size = int(found[1]) * UNITS[found[2]] if found else 0
        if size < LEAST_SIZE:
            self.fail(_("“{value}” is no size of a part; write 5MB or 500KB.").format(value=value), param, ctx)
        return size


@click.group(
    "bundle",
    help=_("Hand in and take in: export, show, import, receipt, status, waiting, qr, scan.")
    + example("fieldtui bundle export"),
)
def bundle_command() -> None:
    pass


bundle_command.add_command(qr_command)
bundle_command.add_command(scan_command)


@bundle_command.command(
    "export",
    help=_("Write a sealed bundle to exports/: a cadre's for the office, the office's for a person or for all.")
    + example("fieldtui bundle export", "fieldtui bundle export --to 示例张", "fieldtui bundle export --part-size 5MB"),
)
@click.option(
    "--to", "named", default="", metavar=_("PERSON"), help=_("For whom (the office's workspace); without, for all.")
)
@click.option(
    "--part-size",
    "size",
    default=None,
    type=Size(),
    metavar=_("SIZE"),
    help=_("Split what is larger into parts of this size, such as 5MB; they go in any order."),
)
@click.pass_context
def export_command(ctx: click.Context, named: str, size: int | None) -> None:
    from fieldtui.sync.bundle import BundleError
    from fieldtui.sync.exchange import export_to_device, export_to_office

    refused = False
    with writing_desk(ctx) as desk:
        if desk.ledger.workspace.role == "cadre":
            _say_where(desk, export_to_office(desk.ledger, now()), size)
            return
        for device in _devices(desk, named):
            try:
                _say_where(desk, export_to_device(desk.ledger, device, now()), size)
            except BundleError as error:
                # One laptop that can't be written for does not keep the others waiting.
                refused = True
                click.echo(str(error), err=True)
    if refused:
        ctx.exit(1)


def _say_where(desk: Desk, exported: "Exported", size: int | None) -> None:
    """Tells where a bundle lies; in parts, when it is larger than `size` bytes."""
    from fieldtui.sync.parts import write_parts
    from fieldtui.sync.words import exported_in_words

    parts = write_parts(exported.path, desk.ledger.workspace, size) if size else [exported.path]
    for path in parts:
        click.echo(f"{path}  {exported_in_words(exported)}")


def _devices(desk: Desk, named: str) -> list[dict[str, str]]:
    from fieldtui.work.rules import find_record

    devices = [dict(row) for row in desk.ledger.rows("device") if row.get("revoked_after") is None]
    if named:
        person = find_record("person", named, desk)
        devices = [row for row in devices if row["person"] == person]
    if not devices:
        raise FieldError(_("No laptop was accepted for this yet; take in a cadre's file and accept it first."))
    return devices


@bundle_command.command(
    "show",
    help=_("Say in words what is in a bundle.") + example("fieldtui bundle show exports/示例张-2026-11-22-01.json"),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.pass_context
def show_command(ctx: click.Context, file: Path) -> None:
    from fieldtui.ledger.seal import LockedError
    from fieldtui.ledger.workspace import WorkspaceError
    from fieldtui.sync.exchange import read_file
    from fieldtui.sync.words import describe_bundle

    try:
        with reading_desk(ctx) as desk:
            # One that waits in a locked workspace can be read once that is open.
            lines = describe_bundle(read_file(file), desk.ledger)
    except (WorkspaceError, LockedError) as error:
        # A bundle can be looked at anywhere; without a workspace that is open no name is known.
        lines = describe_bundle(read_file(file), None)
        if isinstance(error, LockedError):
            click.echo(str(error), err=True)
    for line in lines:
        click.echo(line)


@bundle_command.command(
    "import",
    help=_(
        "Take in bundles: files, or all those for us in a folder. One that is damaged changes nothing, nor does one "
        "taken in before; one that can't be taken in yet waits."
    )
    + example("fieldtui bundle import /media/usb/示例张-2026-11-22-01.json", "fieldtui bundle import /media/usb"),
)
@click.argument("files", metavar=_("FILE|FOLDER…"), nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def import_command(ctx: click.Context, files: tuple[Path, ...]) -> None:
    from fieldtui.sync.arriving import take_in_file, take_in_waiting
    from fieldtui.sync.bundle import BundleError
    from fieldtui.sync.envelope import NotYetError
    from fieldtui.sync.parts import MissingPartsError
    from fieldtui.sync.receipt import receipt_in, take_receipt
    from fieldtui.sync.words import receipt_words, taken_in_words

    refused = erased = False
    with writing_desk(ctx) as desk:
        for file in _each(files, desk):
            try:
                if receipt := receipt_in(file):
                    click.echo(f"{file.name}: {receipt_words(take_receipt(desk.ledger, receipt))}")
                    continue
                taken = take_in_file(desk.ledger, file)
            except MissingPartsError as error:
                click.echo(f"{file.name}: {error}")
            except NotYetError as error:
                refused = True
                waits = _("It waits: fieldtui bundle waiting")
                click.echo(f"{file.name}: {error}  {waits}", err=True)
            except BundleError as error:
                refused = True
                click.echo(f"{file.name}: {error}", err=True)
            else:
                click.echo(f"{file.name}: {taken_in_words(taken, desk.ledger)}")
                erased = erased or any(change.kind == ERASURE for change in taken.new)
        for waiting, taken in take_in_waiting(desk.ledger):
            click.echo(f"{waiting.file}: {taken_in_words(taken, desk.ledger)}")
            erased = erased or any(change.kind == ERASURE for change in taken.new)
        if erased:
            say_older_files(desk.ledger.workspace)
    if refused:
        ctx.exit(1)


def _each(named: tuple[Path, ...], desk: Desk) -> Iterator[Path]:
    """The files that are named, and those for us in the folders that are."""
    from fieldtui.sync.arriving import files_in

    for path in named:
        found = files_in(path, desk.ledger) if path.is_dir() else [path]
        if not found:
            click.echo(_("There is no file for this workspace in {folder}.").format(folder=path))
        yield from found


@bundle_command.command(
    "receipt",
    help=_("Write a receipt alone: up to where the office holds a laptop's entries. It fits one QR code.")
    + example("fieldtui bundle receipt 示例张"),
)
@click.argument("named", metavar=_("PERSON"))
@click.pass_context
def receipt_command(ctx: click.Context, named: str) -> None:
    from fieldtui.sync.receipt import write_receipt

    with writing_desk(ctx) as desk:
        for device in _devices(desk, named):
            click.echo(write_receipt(desk.ledger, device, None, now()))


@bundle_command.command(
    "status",
    help=_("How far both sides are: for each partner what is confirmed, and which files are under way since when.")
    + example("fieldtui bundle status"),
)
@click.pass_context
def status_command(ctx: click.Context) -> None:
    from fieldtui.sync.progress import how_far
    from fieldtui.sync.words import how_far_words

    with reading_desk(ctx) as desk:
        for far in how_far(desk.ledger):
            click.echo(how_far_words(far, desk.ledger))


@bundle_command.command(
    "waiting",
    help=_(
        "The files that could not be taken in yet, and why. They are taken in by themselves once the reason is gone, "
        "such as when their sender was accepted."
    )
    + example("fieldtui bundle waiting", "fieldtui bundle waiting --drop 5kAbQ2"),
)
@click.option("--take-in", "again", is_flag=True, help=_("Try all of them again."))
@click.option("--drop", "dropped", multiple=True, metavar=_("NAME"), help=_("Throw one away; repeatable."))
@click.pass_context
def waiting_command(ctx: click.Context, again: bool, dropped: tuple[str, ...]) -> None:
    from fieldtui.sync.arriving import take_in_waiting
    from fieldtui.sync.waiting import throw_away, waiting_called, waiting_files
    from fieldtui.sync.words import taken_in_words, waiting_words

    if again or dropped:
        with writing_desk(ctx) as desk:
            for waiting in [waiting_called(desk.ledger.workspace, name) for name in dropped]:
                throw_away(waiting)
            for waiting, taken in take_in_waiting(desk.ledger) if again else ():
                click.echo(f"{waiting.file}: {taken_in_words(taken, desk.ledger)}")
    with reading_desk(ctx) as desk:
        found = waiting_files(desk.ledger.workspace)
        for waiting in found:
            click.echo(f"{waiting.called}  {waiting_words(waiting, desk.ledger)}\n    {waiting.reason}")
    if not found:
        click.echo(_("Nothing waits."))
