"""Devices that asked to be known and were refused by a person of this workspace, and why.

`data/refused/DEVICE.json` says when and why; what such a device sends is not kept until somebody takes that back.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import orjson

from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sync.envelope import BundleError
from fieldtui.sync.waiting import throw_away, waiting_files

FOLDER = "refused"
LONGEST = 200
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Refused:
    """`at` is UTC in milliseconds; `reason` is what the person wrote."""

    device: str
    at: int
    reason: str


def refuse_device(workspace: Workspace, device: str, reason: str, at: int) -> None:
    """Throws away what waits of a device that nobody accepted, and keeps the reason. FieldError without a reason."""
    reason = " ".join(reason.split())[:LONGEST]
    if not reason:
        raise FieldError(_("Say why it is refused: whoever is asked about it later wants to know."))
    try:
        keep(_path(workspace, device), [orjson.dumps({"at": at, "reason": reason})])
    except OSError as error:
        raise FieldError(
            _("The file could not be written to {path}: {reason}.").format(
                path=_path(workspace, device), reason=reason_of(error)
            )
        ) from error
    for waiting in waiting_files(workspace):
        if waiting.sender == device:
            throw_away(waiting)


def take_refusal_back(workspace: Workspace, device: str) -> None:
    """From now on the device may ask again."""
    with contextlib.suppress(OSError):
        _path(workspace, device).unlink(missing_ok=True)


def refused_devices(workspace: Workspace) -> list[Refused]:
    """The newest first."""
    folder = workspace.data / FOLDER
    found = [_read(path) for path in folder.glob("*.json")] if folder.is_dir() else []
    return sorted((one for one in found if one), key=lambda one: -one.at)


def turn_away(workspace: Workspace, device: str) -> None:
    """BundleError when this device was refused."""
    path = _path(workspace, device)
    refused = _read(path) if path.exists() else None
    if refused is not None:
        sentence = _(
            "This sender was refused here on {day} ({reason}); its file was not kept. If it may come in after all, "
            "take the refusal back first: fieldtui device list"
        )
        raise BundleError(sentence.format(day=f"{local_time(refused.at):%Y-%m-%d}", reason=refused.reason))


def _path(workspace: Workspace, device: str) -> Path:
    return workspace.data / FOLDER / f"{device}.json"


def _read(path: Path) -> Refused | None:
    """None when it is spoilt."""
    try:
        said = orjson.loads(read_kept(path))
        return Refused(path.stem, int(said["at"]), str(said["reason"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
