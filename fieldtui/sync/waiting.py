"""待处理区: sound files that can't be taken in yet are kept with the reason, until that is gone or a person drops them.

`data/waiting/NAME.json` is a file as it came, named by its hash; `NAME.about` says what it was called, who signed it,
when it was made, and why it waits.
"""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from fieldtui.ledger.canonical import digest
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.sync.envelope import BundleError, NotYetError
from fieldtui.sync.parts import MissingPartsError, join, parts_in, places
from fieldtui.sync.refusing import UnknownSenderError

FOLDER = "waiting"
MOST_OF_ONE = 10
"""Files of one sender that are kept: each newer one holds what an older one does."""
MOST = 60
LARGEST = 256 * 1024 * 1024
"""Bytes of all that is kept."""
SHOWN = 6
"""Characters of its name by which a person calls a file that waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits. `at`: when it was made, UTC in milliseconds; `reason` is a sentence.

    `asks`: it waits because its sender asks to be known.
    """

    name: str
    path: Path
    file: str
    sender: str
    at: int
    reason: str
    asks: bool = False

    @property
    def called(self) -> str:
        return self.name[:SHOWN]


def keep_waiting(workspace: Workspace, content: bytes, file: str, why: NotYetError) -> None:
    """Keeps a file that was refused for now. Raises OSError."""
    name = digest(content)
    about = {"file": file, "from": why.sender, "at": why.at, **_why(why)}
    folder = workspace.data / FOLDER
    # What is said of it goes first: a file that nothing is said of would not be found.
    keep(folder / f"{name}.about", [orjson.dumps(about)])
    keep(folder / f"{name}.json", [content])
    _drop_beyond_bounds(workspace, why.sender)


def say_why(waiting: Waiting, why: BundleError) -> None:
    """Keeps another reason, for it was tried again. Raises OSError."""
    about = {"file": waiting.file, "from": waiting.sender, "at": waiting.at, **_why(why)}
    keep(waiting.path.with_suffix(".about"), [orjson.dumps(about)])


def _why(why: BundleError) -> dict[str, Any]:
    return {"reason": str(why), "asks": isinstance(why, UnknownSenderError)}


def waiting_files(workspace: Workspace) -> list[Waiting]:
    """All that waits, in the order in which it was made; also bundles of which parts are missing."""
    found = [*_kept(workspace), *_in_parts(workspace)]
    return sorted(found, key=lambda waiting: (waiting.at, waiting.name))


def throw_away(waiting: Waiting) -> None:
    """A person does not want it, or it was taken in."""
    if waiting.path.is_dir():
        shutil.rmtree(waiting.path, ignore_errors=True)
        return
    for path in (waiting.path, waiting.path.with_suffix(".about")):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def waiting_called(workspace: Workspace, called: str) -> Waiting:
    """The file that a person calls by the beginning of its name. FieldError when it is none, or more than one."""
    found = [waiting for waiting in waiting_files(workspace) if called and waiting.name.startswith(called)]
    if len(found) != 1:
        raise FieldError(_("Nothing waits under the name “{name}”; see: fieldtui bundle waiting").format(name=called))
    return found[0]


def waiting_of(workspace: Workspace, content: bytes) -> Waiting | None:
    """The file of this content, if it waits."""
    name = digest(content)
    return next((waiting for waiting in _kept(workspace) if waiting.name == name), None)


def _kept(workspace: Workspace) -> Iterator[Waiting]:
    folder = workspace.data / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        about = _about(path.with_suffix(".about"))
        if about is not None:
            yield Waiting(path.stem, path, about["file"], about["from"], about["at"], about["reason"], about["asks"])


def _about(path: Path) -> dict[str, Any] | None:
    """What is said of a file; None when that is spoilt."""
    try:
        about: dict[str, Any] = orjson.loads(read_kept(path))
        # An earlier version did not say who asks to be known; taken in again, the file says so itself.
        about.setdefault("asks", False)
        sound = type(about["at"]) is int and all(isinstance(about[name], str) for name in ("file", "from", "reason"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return about if sound else None


def _in_parts(workspace: Workspace) -> Iterator[Waiting]:
    for place in places(workspace):
        parts = parts_in(place)
        if parts:
            manifest = parts[0].manifest
            try:
                join(parts[0], parts)
            except MissingPartsError as error:
                yield Waiting(place.name, place, "", manifest.sender, manifest.at, str(error))


def _drop_beyond_bounds(workspace: Workspace, sender: str) -> None:
    """Of one sender the oldest go, and of all those of whoever has the most: nobody crowds the others out."""
    kept = sorted(_kept(workspace), key=lambda waiting: waiting.at)
    theirs = [waiting for waiting in kept if waiting.sender == sender]
    gone = theirs[:-MOST_OF_ONE]
    kept = [waiting for waiting in kept if waiting not in gone]
    while len(kept) > MOST or _size(kept) > LARGEST:
        senders = [waiting.sender for waiting in kept]
        most = max(senders, key=senders.count)
        oldest = next(waiting for waiting in kept if waiting.sender == most)
        kept.remove(oldest)
        gone.append(oldest)
    for waiting in gone:
        throw_away(waiting)


def _size(kept: Sequence[Waiting]) -> int:
    return sum(waiting.path.stat().st_size for waiting in kept if waiting.path.exists())
