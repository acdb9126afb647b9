"""Commands that hand in, take in, and get devices to know each other."""

from pathlib import Path

import click

from fieldtui.cli.codes import qr_command, scan_command
from fieldtui.cli.erasing import say_older_files
from fieldtui.cli.opening import example, reading_desk, workspace_of, writing_desk
from fieldtui.ledger.erasure import ERASURE
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import now
from fieldtui.work.desk import Desk


@click.group(
    "bundle", help=_("Hand in and take in: export, show, import, qr, scan.") + example("fieldtui bundle export")
)
def bundle_command() -> None:
    pass


bundle_command.add_command(qr_command)
bundle_command.add_command(scan_command)


@bundle_command.command(
    "export",
    help=_("Write a signed bundle to exports/: a cadre's for the office, the office's for a person or for all.")
    + example("fieldtui bundle export", "fieldtui bundle export --to 示例张"),
)
@click.option(
    "--to", "named", default="", metavar=_("NAME"), help=_("For whom (the office's workspace); without, for all.")
)
@click.pass_context
def export_command(ctx: click.Context, named: str) -> None:
    from fieldtui.sync.exchange import export_to_device, export_to_office
    from fieldtui.sync.words import counts_in_words

    with writing_desk(ctx) as desk:
        if desk.ledger.workspace.role == "cadre":
            exports = [export_to_office(desk.ledger, now())]
        else:
            exports = [export_to_device(desk.ledger, device, now()) for device in _devices(desk, named)]
        for exported in exports:
            click.echo(f"{exported.path}  {counts_in_words(exported.counts)}")


def _devices(desk: Desk, named: str) -> list[dict[str, str]]:
    from fieldtui.work.rules import find_record

    devices = [dict(row) for row in desk.ledger.rows("device")]
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
    from fieldtui.ledger.workspace import WorkspaceError
    from fieldtui.sync.exchange import read_file
    from fieldtui.sync.words import describe_bundle

    bundle = read_file(file)
    try:
        with reading_desk(ctx) as desk:
            lines = describe_bundle(bundle, desk.ledger)
    except WorkspaceError:
        # A bundle can be looked at anywhere; without a workspace no name is known.
        lines = describe_bundle(bundle, None)
    for line in lines:
        click.echo(line)


@bundle_command.command(
    "import",
    help=_("Take in bundles. One that is damaged, strange or not for us changes nothing; nor does one taken in before.")
    + example("fieldtui bundle import /media/usb/示例张-2026-11-22-01.json"),
)
@click.argument("files", metavar=_("FILE…"), nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def import_command(ctx: click.Context, files: tuple[Path, ...]) -> None:
    from fieldtui.sync.bundle import BundleError
    from fieldtui.sync.enrol import take_in_and_learn
    from fieldtui.sync.exchange import read_file
    from fieldtui.sync.words import taken_in_words

    refused = erased = False
    with writing_desk(ctx) as desk:
        for file in files:
            try:
                taken = take_in_and_learn(desk.ledger, read_file(file))
            except BundleError as error:
                refused = True
                click.echo(f"{file.name}: {error}", err=True)
            else:
                click.echo(f"{file.name}: {taken_in_words(taken, desk.ledger)}")
                erased = erased or any(change.kind == ERASURE for change in taken.new)
        if erased:
            say_older_files(desk.ledger.workspace)
    if refused:
        ctx.exit(1)


@click.group("device", help=_("Devices and their codes: show, list, accept.") + example("fieldtui device show"))
def device_command() -> None:
    pass


@device_command.command(
    "show", help=_("Show this device's code, to be compared over the telephone.") + example("fieldtui device show")
)
@click.pass_context
def show_device_command(ctx: click.Context) -> None:
    from fieldtui.sync.keys import comparison_code

    click.echo(comparison_code(workspace_of(ctx).device))


@device_command.command(
    "list", help=_("List the devices that were accepted, and whose they are.") + example("fieldtui device list")
)
@click.pass_context
def list_devices_command(ctx: click.Context) -> None:
    from fieldtui.sync.keys import comparison_code

    with reading_desk(ctx) as desk:
        office = desk.ledger.workspace.office
        if office:
            click.echo(f"{comparison_code(office['device'])}  " + _("the office"))
        for row in desk.ledger.rows("device"):
            click.echo(f"{comparison_code(row['device'])}  {desk.name('person', row['person'])}")


@device_command.command(
    "accept",
    help=_(
        "Accept the sender of a bundle after its code was compared over the telephone. The office says for whom; "
        "a cadre accepts the office."
    )
    + example("fieldtui device accept 示例张-2026-11-22-01.json --person 示例张"),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option(
    "--person", "named", default="", metavar=_("NAME"), help=_("Whose device it is (the office's workspace).")
)
@click.option("--code", default="", metavar=_("CODE"), help=_("The code as it was read out; without it you are asked."))
@click.pass_context
def accept_command(ctx: click.Context, file: Path, named: str, code: str) -> None:
    from fieldtui.sync.enrol import accept_laptop, trust_office
    from fieldtui.sync.exchange import read_file
    from fieldtui.sync.keys import comparison_code
    from fieldtui.work.rules import find_record

    bundle = read_file(file)
    shown = comparison_code(bundle.sender)
    with writing_desk(ctx) as desk:
        workspace = desk.ledger.workspace
        person = find_record("person", named, desk) if named else None
        if workspace.role == "office" and person is None:
            raise FieldError(_("Say whose device it is with --person NAME; the person must be in the ledger first."))
        _compare(shown, code)
        if workspace.role == "office" and person:
            accept_laptop(desk.ledger, bundle, person, now().date())
        else:
            desk.ledger.workspace = trust_office(workspace, bundle)
    click.echo(_("Accepted. Now take the file in: fieldtui bundle import {file}").format(file=file))


def _compare(shown: str, given: str) -> None:
    from fieldtui.model.text import half_width

    if given:
        if "".join(half_width(given).split()) != shown.replace(" ", ""):
            raise FieldError(_("The code is another one ({code}); do not accept this device.").format(code=shown))
        return
    click.echo(_("The sender's code: {code}").format(code=shown))
    if not click.confirm(_("Does the sender read out the same code over the telephone?"), err=True):
        raise FieldError(_("Not accepted."))
