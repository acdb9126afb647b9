"""Files that arrive, alone or in folders, and those that waited: taken in, kept until they can be, or refused."""

import contextlib
from dataclasses import replace
from pathlib import Path

from fieldtui.ledger.canonical import digest
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.seal import LockedError
from fieldtui.sync.attachments import take_from_beside
from fieldtui.sync.bundle import BundleError, read_bundle
from fieldtui.sync.contents import contents_of
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.enrolment import Enrolment
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.exchange import TakenIn, is_last_of, read_file, read_once, read_whole, wait_for_others
from fieldtui.sync.parts import MissingPartsError, drop_parts
from fieldtui.sync.receipt import Receipt, news_in, said_in
from fieldtui.sync.refused import turn_away
from fieldtui.sync.refusing import UnknownSenderError, party_of
from fieldtui.sync.waiting import FOLDER, Waiting, keep_waiting, say_why, throw_away, waiting_files


def take_in_file(ledger: Ledger, path: Path) -> TakenIn:
    """Takes in the bundle in a file, or that a part in it makes whole.

    BundleError when it is refused; NotYetError when it was kept until the reason is gone, and MissingPartsError when
    a part was kept until the others come.
    """
    try:
        content = read_whole(path, ledger.workspace)
    except MissingPartsError as error:
        if is_last_of(ledger, error.part.manifest):
            return TakenIn(error.part.manifest.sender, (), {}, known=True)
        wait_for_others(ledger, path)
        raise
    return take_in_content(ledger, content, path)


def take_in_content(ledger: Ledger, content: bytes, path: Path) -> TakenIn:
    """As `take_in_file`, of what was read from that file already; the attached files lie beside it."""
    bundle = read_bundle(content)
    try:
        taken = take_in_and_learn(ledger, bundle)
    except NotYetError as error:
        if isinstance(error, UnknownSenderError):
            turn_away(ledger.workspace, bundle.sender)
        if path.parent != ledger.workspace.data / FOLDER:
            # A full disk keeps nothing; the file itself lies where it lay.
            with contextlib.suppress(OSError):
                keep_waiting(ledger.workspace, content, path.name, error)
                drop_parts(bundle.manifest, ledger.workspace)
        raise
    return replace(taken, files=take_from_beside(ledger, path.parent))


def take_in_waiting(ledger: Ledger) -> list[tuple[Waiting, TakenIn]]:
    """Takes in whatever need not wait any more, also because something else of it came in; the rest goes on waiting."""
    taken: list[tuple[Waiting, TakenIn]] = []
    progress = True
    while progress:
        progress = False
        for waiting in waiting_files(ledger.workspace):
            if waiting.path.is_dir():
                continue
            try:
                came = take_in_and_learn(ledger, read_file(waiting.path))
            except BundleError as error:
                # What is refused for another reason by now stays as well: to drop it is for a person.
                with contextlib.suppress(OSError):
                    if str(error) != waiting.reason:
                        say_why(waiting, error)
            else:
                throw_away(waiting)
                progress = True
                if not came.known:
                    taken.append((waiting, came))
    return taken


def files_in(folder: Path, ledger: Ledger) -> list[Path]:
    """The bundles, parts and receipts in a folder that are for us, the oldest first; each once, whatever its name.

    Also what was written by a newer version, whoever that is for.
    """
    workspace, found, seen = ledger.workspace, list[tuple[int, str, Path]](), set[str]()
    for path in sorted(folder.glob("*.json")):
        try:
            content = read_once(path)
            said = contents_of(content)
            if isinstance(said, Receipt) and news_in(ledger, said):
                found.append((said_in(ledger, said).at, path.name, path))
        except NotYetError as error:
            found.append((error.at, path.name, path))
            continue
        except (BundleError, LockedError):
            continue
        if isinstance(said, Receipt | Enrolment):
            continue
        ours = (said.county, said.to) == (workspace.county, party_of(workspace))
        if ours and said.sender != workspace.device and digest(content) not in seen:
            seen.add(digest(content))
            found.append((said.at, path.name, path))
    return [path for _at, _name, path in sorted(found)]
