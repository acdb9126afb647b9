"""Commands by which devices get to know each other, and are forgotten; and the office's keys."""

from pathlib import Path

import click

from fieldtui.cli.asking import agreed
from fieldtui.cli.opening import example, reading_desk, workspace_of, writing_desk
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import now


@click.group(
    "device",
    help=_("Devices and their codes: enrol, show, list, accept, refuse, revoke; keys.")
    + example("fieldtui device show"),
)
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
    "list",
    help=_("List the devices: which ask to be known, which were accepted, revoked or refused, and whose they are.")
    + example("fieldtui device list"),
)
@click.pass_context
def list_devices_command(ctx: click.Context) -> None:
    from fieldtui.sync.keys import comparison_code
    from fieldtui.sync.known_devices import confirmed_words, heard_words, known_devices, state_words, whose

    with reading_desk(ctx) as desk:
        for known in known_devices(desk.ledger):
            words = [comparison_code(known.device), whose(known, desk.ledger), state_words(known)]
            heard = _("last heard {time}").format(time=heard_words(known))
            click.echo("  ".join([*words, heard, confirmed_words(known)]))


@device_command.command(
    "refuse",
    help=_(
        "Refuse a device that asks to be known, by its code (the first digits), with the reason: what it sent is "
        "thrown away, and what it sends is not kept. --take-back lets it ask again."
    )
    + example("fieldtui device refuse 0412 --reason 不是本县干部的电脑", "fieldtui device refuse 0412 --take-back"),
)
@click.argument("named", metavar=_("DEVICE"))
@click.option("--reason", default="", metavar=_("WORDS"), help=_("Why."))
@click.option("--take-back", is_flag=True, help=_("Let it ask again."))
@click.pass_context
def refuse_command(ctx: click.Context, named: str, reason: str, take_back: bool) -> None:
    from fieldtui.sync.keys import comparison_code
    from fieldtui.sync.known_devices import known_devices
    from fieldtui.sync.refused import refuse_device, take_refusal_back
    from fieldtui.sync.revoking import by_code

    with writing_desk(ctx) as desk:
        wanted = "refused" if take_back else "asks"
        devices = [known.device for known in known_devices(desk.ledger) if known.state == wanted]
        device = by_code(named, devices)
        if take_back:
            take_refusal_back(desk.ledger.workspace, device)
            click.echo(_("Code {code} may ask again.").format(code=comparison_code(device)))
        else:
            refuse_device(desk.ledger.workspace, device, reason, desk.ledger.clock())
            click.echo(_("Refused: code {code}.").format(code=comparison_code(device)))


@device_command.command(
    "accept",
    help=_(
        "Accept the sender of a bundle after its code was compared over the telephone. The office says for whom, "
        "unless it enrolled that laptop; a cadre accepts the office."
    )
    + example("fieldtui device accept 示例张-2026-11-22-01.json --person 示例张"),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option(
    "--person", "named", default="", metavar=_("PERSON"), help=_("Whose device it is (the office's workspace).")
)
@click.option("--code", default="", metavar=_("CODE"), help=_("The code as it was read out; without it you are asked."))
@click.pass_context
def accept_command(ctx: click.Context, file: Path, named: str, code: str) -> None:
    from fieldtui.sync.arriving import take_in_waiting
    from fieldtui.sync.enrol import accept_laptop, trust_office
    from fieldtui.sync.enrolment import enrolled_as
    from fieldtui.sync.exchange import read_file
    from fieldtui.sync.keys import comparison_code
    from fieldtui.sync.words import taken_in_words
    from fieldtui.work.rules import find_record

    bundle = read_file(file)
    shown = comparison_code(bundle.sender)
    with writing_desk(ctx) as desk:
        workspace = desk.ledger.workspace
        person = find_record("person", named, desk) if named else enrolled_as(bundle, desk.ledger)
        if workspace.role == "office" and not person:
            raise FieldError(_("Say whose device it is with --person NAME; the person must be in the ledger first."))
        compare(shown, code)
        if workspace.role == "office" and person:
            accept_laptop(desk.ledger, bundle, person, now().date())
        else:
            desk.ledger.workspace = trust_office(workspace, bundle)
        came = [taken_in_words(taken, desk.ledger) for _waiting, taken in take_in_waiting(desk.ledger)]
    if came:
        click.echo(_("Accepted; what waited came in: {words}").format(words=" ".join(came)))
    elif not file.exists():
        # It waited, and is taken in; there was nothing in it yet.
        click.echo(_("Accepted. Now export for it: fieldtui bundle export --to NAME"))
    else:
        click.echo(_("Accepted. Now take the file in: fieldtui bundle import {file}").format(file=file))


@device_command.command(
    "enrol",
    help=_(
        "Write an enrolment for a person: a small file without any secret, with which their laptop knows the office "
        "from the beginning (fieldtui init … --enrolment FILE)."
    )
    + example("fieldtui device enrol 示例张", "fieldtui device enrol 示例张 /media/usb/示例张.json"),
)
@click.argument("named", metavar=_("PERSON"))
@click.argument("file", metavar="[" + _("FILE") + "]", required=False, type=click.Path(path_type=Path))
@click.pass_context
def enrol_command(ctx: click.Context, named: str, file: Path | None) -> None:
    from fieldtui.sync.enrolment import write_enrolment
    from fieldtui.sync.keys import comparison_code
    from fieldtui.work.rules import find_record

    with writing_desk(ctx) as desk:
        person = find_record("person", named, desk)
        if person is None:
            raise FieldError(_("“{name}” is nobody in the ledger; record the person first.").format(name=named))
        path = write_enrolment(desk.ledger, person, file, now())
        code = comparison_code(desk.ledger.workspace.device)
    click.echo(path)
    click.echo(_("The office's code, to be compared when it is taken in: {code}").format(code=code))


@device_command.command(
    "revoke",
    help=_(
        "Revoke a laptop that was lost, by its code or its person's name: nothing is sealed for it any more, and of "
        "what it wrote only the entries up to number N are taken in; without --after those that are here."
    )
    + example("fieldtui device revoke 示例张", "fieldtui device revoke 0412 --after 118"),
)
@click.argument("named", metavar=_("DEVICE"))
@click.option("--after", default="", metavar="N", help=_("Its last entry that counts."))
@click.pass_context
def revoke_command(ctx: click.Context, named: str, after: str) -> None:
    from fieldtui.sync.arriving import take_in_waiting
    from fieldtui.sync.keys import comparison_code
    from fieldtui.sync.revoking import device_called, revoke
    from fieldtui.sync.words import taken_in_words

    with writing_desk(ctx) as desk:
        row = device_called(named, desk)
        revoked = revoke(desk.ledger, row, _number(after))
        words = _("Revoked after its entry {count}: {name}, code {code}.")
        name = desk.name("person", row["person"])
        click.echo(words.format(count=revoked.after, name=name, code=comparison_code(row["device"])))
        if revoked.further:
            words = _("{count} later entries came in before and stay; look at them, and correct what is not theirs.")
            click.echo(words.format(count=revoked.further))
        for waiting, taken in take_in_waiting(desk.ledger):
            click.echo(f"{waiting.file}: {taken_in_words(taken, desk.ledger)}")


@device_command.command(
    "backup-key",
    help=_(
        "Write the office's keys into a file that a passphrase opens; keep it apart from the passphrase, and from the "
        "backup. Whoever forgets the passphrase can't open it any more."
    )
    + example("fieldtui device backup-key /media/usb/keys.json"),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.pass_context
def backup_key_command(ctx: click.Context, file: Path) -> None:
    from fieldtui.sync.key_backup import back_up_keys

    workspace = _office(ctx)
    passphrase = click.prompt(_("Passphrase"), hide_input=True, err=True)
    if click.prompt(_("The same once more"), hide_input=True, err=True) != passphrase:
        raise FieldError(_("The two are not the same; nothing was written."))
    back_up_keys(workspace, file, passphrase)
    click.echo(file)


@device_command.command(
    "restore-key",
    help=_(
        "After the office was restored: bring its old keys back from a file. They open what was sealed for them, and "
        "sign the new one, so that no cadre has to compare a code."
    )
    + example("fieldtui device restore-key /media/usb/keys.json"),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.pass_context
def restore_key_command(ctx: click.Context, file: Path) -> None:
    from fieldtui.sync.key_backup import restore_keys
    from fieldtui.sync.keys import comparison_code

    workspace = _office(ctx)
    device = restore_keys(workspace, file, click.prompt(_("Passphrase"), hide_input=True, err=True))
    click.echo(_("The keys of {code} are here again. Export for each cadre.").format(code=comparison_code(device)))


def _office(ctx: click.Context) -> Workspace:
    """The office's workspace, after whatever its opening has to settle."""
    with writing_desk(ctx) as desk:
        workspace = desk.ledger.workspace
    if workspace.role != "office":
        raise FieldError(
            _("Only the office keeps its keys: a laptop that is lost gets new ones, and is accepted again.")
        )
    return workspace


def _number(text: str) -> int | None:
    """The number of an entry; None for "". Click's own sentences about numbers stand in no catalogue."""
    from fieldtui.model.text import half_width

    plain = half_width(text).strip()
    if plain and not (plain.isascii() and plain.isdigit() and len(plain) <= 15):
        raise FieldError(_("Write a whole number, such as 120."))
    return int(plain) if plain else None


def compare(shown: str, given: str) -> None:
    """FieldError when a code is not the one that was read out; without one the person is asked."""
    from fieldtui.model.text import half_width

    if given:
        if "".join(half_width(given).split()) != shown.replace(" ", ""):
            raise FieldError(_("The code is another one ({code}); do not accept this device.").format(code=shown))
        return
    click.echo(_("The sender's code: {code}").format(code=shown))
    if not agreed(_("Does the sender read out the same code over the telephone?")):
        raise FieldError(_("Not accepted."))
