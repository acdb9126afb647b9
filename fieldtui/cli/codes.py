"""Commands across the air gap: a bundle as QR codes, and codes as a bundle again."""

import contextlib
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldtui.cli.opening import example, named_workspace, reading_desk, refuse_read_only, workspace_of
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError

if TYPE_CHECKING:
    from fieldtui.sync.codes.collected import Collected
    from fieldtui.sync.codes.typed import Typed

USUAL_WINDOW = "120x40"
ENTER = "\n"
LONG_EMPTY = 100
"""Pictures in a row without a code after which whoever films is told so."""


@click.command(
    "qr",
    help=_("Show a bundle as QR codes, over and over; or write them as pictures or as text.")
    + example(
        "fieldtui bundle qr exports/示例张-2026-11-22-01.json",
        "fieldtui bundle qr FILE --only 3-5,9",
        "fieldtui bundle qr FILE --png FOLDER",
        "fieldtui bundle qr FILE --sheet codes.html",
    ),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option(
    "--only", default="", metavar=_("NUMBERS"), help=_("Only these codes, as the other side lacks them: 3-5,9.")
)
@click.option(
    "--asked",
    metavar=_("PHOTO"),
    type=click.Path(path_type=Path),
    help=_("Only these codes: those that the other side's screen asks for in this photo of it."),
)
@click.option("--fountain", is_flag=True, help=_("Endless codes: whichever come in, enough of them will do."))
@click.option(
    "--png", metavar=_("DIR"), type=click.Path(path_type=Path), help=_("Write a picture of each into a folder.")
)
@click.option(
    "--sheet", metavar="HTML", type=click.Path(path_type=Path), help=_("Write sheets of A4 to be printed, in one file.")
)
@click.option("--text", is_flag=True, help=_("Write what each code says, one a line, as a scanner types it."))
@click.option(
    "--size",
    "window",
    default="",
    metavar="120x40",
    help=_("Cut as for a window of so many columns and lines; else for the window as it is, pictures for 120x40."),
)
@click.pass_context
def qr_command(
    ctx: click.Context,
    file: Path,
    only: str,
    asked: Path | None,
    fountain: bool,
    png: Path | None,
    sheet: Path | None,
    text: bool,
    window: str,
) -> None:
    from fieldtui.cli.screens import has_terminal
    from fieldtui.ledger.workspace import WorkspaceError
    from fieldtui.sync.codes.making import codes_of, endless_of

    # A file can be shown anywhere; where there is a workspace, its language is spoken.
    with contextlib.suppress(WorkspaceError):
        if file.resolve().is_relative_to(named_workspace(ctx).data.resolve()):
            # What lies in a locked one is sealed.
            workspace_of(ctx)
    if sheet:
        from fieldtui.sync.codes.sheet import write_sheet
        from fieldtui.sync.codes.size import in_window

        click.echo(write_sheet(file, sheet, in_window(*_cells(window)) if window else None))
        return
    is_shown = not png and not text
    if is_shown and not has_terminal():
        raise FieldError(_("Codes are shown in a terminal; without one, use --png FOLDER or --text."))
    here = "{}x{}".format(*shutil.get_terminal_size()) if is_shown else USUAL_WINDOW
    columns, lines = _cells(window or here)
    cutting = endless_of if fountain else codes_of
    codes = cutting(file, columns, lines)
    only = _asked_in(asked) if asked else only
    numbers = codes.wanted(only)
    if is_shown:
        from fieldtui.tui import show_codes

        show_codes(file, only, (columns, lines), cutting)
        return
    for number in numbers:
        if png:
            click.echo(codes.write_picture(number, png, file.stem))
        if text:
            click.echo(codes.frames[number - 1].text)


def _asked_in(photo: Path) -> str:
    """What the code of missing frames in a photo says."""
    from fieldtui.sync.codes.missing import is_asking
    from fieldtui.sync.codes.pictures import texts_in

    text = next(filter(is_asking, texts_in(photo)), None)
    if text is None:
        raise FieldError(_("{name}: no code in it asks for anything.").format(name=photo.name))
    return text


def _cells(window: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,3})[xX×*](\d{2,3})", window.strip())
    if match is None:
        raise FieldError(_("Type the window like 120x40: columns, then lines (you typed: {word}).").format(word=window))
    return int(match[1]), int(match[2])


@click.command(
    "scan",
    help=_(
        "Take in QR codes: as a scanner gun types them (standard input), by a camera, or out of photos and "
        "screenshots. What came in is kept; go on whenever you like."
    )
    + example("fieldtui bundle scan", "fieldtui bundle scan photo-1.jpg photo-2.jpg", "fieldtui bundle scan --camera"),
)
@click.argument("photos", metavar=_("[PHOTO…]"), nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--camera",
    is_flag=False,
    flag_value="0",
    default="",
    metavar=_("[N|VIDEO]"),
    help=_("By this machine's camera (0 is the first), or out of a video that was taken of the codes."),
)
@click.option("--forget", is_flag=True, help=_("Forget the codes of files that have gaps."))
@click.pass_context
def scan_command(ctx: click.Context, photos: tuple[Path, ...], camera: str, forget: bool) -> None:
    from fieldtui.sync.codes.collected import Collected
    from fieldtui.sync.codes.typed import Typed
    from fieldtui.sync.codes.words import progress_words, stray_words

    refuse_read_only(ctx)
    workspace = workspace_of(ctx)
    collected, typed = Collected(workspace.scanned), Typed()
    if forget:
        collected.forget()
        return
    if camera:
        whole = _first_whole(collected, typed, _from_camera(camera))
    elif photos:
        whole = _all_whole(collected, typed, _from_photos(photos))
    elif sys.stdin.isatty():
        click.echo(_("Scan the codes; Ctrl+D on a line of its own ends it, Ctrl+Z on Windows."), err=True)
        whole = _first_whole(collected, typed, sys.stdin)
    else:
        whole = _all_whole(collected, typed, sys.stdin)
    # Whoever ends it loses nothing: what came in is on disk.
    with contextlib.suppress(KeyboardInterrupt):
        for path in whole:
            _tell(ctx, path)
    for sentence in stray_words(typed):
        click.echo(sentence, err=True)
    unfinished = collected.unfinished()
    for session in unfinished:
        click.echo(progress_words(collected, session), err=True)
    if unfinished:
        ctx.exit(1)


def _from_photos(photos: Iterable[Path]) -> Iterator[str]:
    from fieldtui.sync.codes.pictures import pictures_in, texts_in

    for path in pictures_in(photos):
        texts = texts_in(path)
        if not texts:
            click.echo(_("{name}: there is no QR code to be read in it.").format(name=path.name), err=True)
        yield from (text + ENTER for text in texts)


def _from_camera(source: str) -> Iterator[str]:
    """What is filmed; a code that stays in view counts once."""
    from fieldtui.sync.codes.camera import texts_filmed

    seen: list[str] = []
    empty = 0
    for texts in texts_filmed(source):
        if texts:
            yield from (text + ENTER for text in texts if text not in seen)
            seen, empty = texts, 0
        empty += not texts
        if empty == LONG_EMPTY:
            click.echo(_("There is no code to be read: nearer, steadier, brighter. Ctrl+C ends it."), err=True)


def _all_whole(collected: "Collected", typed: "Typed", lines: Iterable[str]) -> Iterator[Path]:
    """The files that become whole, once each, until all was read."""
    told = set()
    for line in lines:
        for frame in typed.feed(line):
            collected.add(frame)
            path = collected.whole_now(frame.session)
            if path and path not in told:
                told.add(path)
                yield path


def _first_whole(collected: "Collected", typed: "Typed", lines: Iterable[str]) -> Iterator[Path]:
    """The first file that becomes whole, which ends it; whoever scans is told how far it has got."""
    from fieldtui.sync.codes.words import progress_words

    for line in lines:
        for frame in typed.feed(line):
            if collected.add(frame):
                click.echo(progress_words(collected, frame.session), err=True)
            if path := collected.whole_now(frame.session):
                yield path
                return


def _tell(ctx: click.Context, path: Path) -> None:
    """What is in a file that was scanned, and how it is taken in."""
    from fieldtui.sync.enrolment import enrolment_in
    from fieldtui.sync.exchange import read_file
    from fieldtui.sync.receipt import receipt_in
    from fieldtui.sync.words import describe_bundle

    click.echo(_("Whole: {path}").format(path=path))
    if enrolment := enrolment_in(path):
        click.echo(
            _(
                "An enrolment for {name}. Take it in on screen, where files are handed in, or: "
                "fieldtui init … --enrolment {file}"
            ).format(name=enrolment.manifest.name, file=path)
        )
        return
    if receipt_in(path):
        click.echo(_("A receipt. Now take it in: fieldtui bundle import {file}").format(file=path))
        return
    with reading_desk(ctx) as desk:
        for line in describe_bundle(read_file(path), desk.ledger):
            click.echo(line)
    click.echo(_("Now take it in: fieldtui bundle import {file}").format(file=path))
