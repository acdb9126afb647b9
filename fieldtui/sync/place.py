"""Where a device's key was when it was last used: by this a copied workspace knows that it is one."""

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.workspace import Workspace

LINUX_IDS = ("/etc/machine-id", "/var/lib/dbus/machine-id")


@dataclass(frozen=True, slots=True)
class Place:
    """A machine ("" when it can't be known), the workspace's folder on it, and the number of the key's file there.

    The machine is a keyed hash of its id, from which nobody learns the id.
    """

    machine: str
    folder: str
    inode: int

    def is_same(self, other: "Place") -> bool:
        """Whether a workspace that was there is the one that is here, and no copy of it.

        A folder that was moved keeps the number of its files; a stick that numbers its files anew keeps its path.
        """
        one_machine = not self.machine or not other.machine or self.machine == other.machine
        return one_machine and (self.folder == other.folder or self.inode == other.inode)


def key_file(workspace: Workspace) -> Path:
    """Where the private key of the workspace's device lies."""
    return workspace.private_keys / f"{workspace.device}.json"


def place_of(workspace: Workspace, folder: Path) -> Place:
    """The place of a workspace that is, or is going to be, in `folder`. OSError when its key is not there."""
    named = os.path.normcase(os.path.realpath(folder))
    return Place(_machine(), named, key_file(workspace).stat().st_ino)


def remembered(workspace: Workspace) -> tuple[Place | None, Mapping[str, Any]]:
    """The place that was last remembered, None when there is none; and what a person has still to be told."""
    try:
        form = orjson.loads(read_kept(workspace.place))
        return Place(str(form["machine"]), str(form["folder"]), int(form["inode"])), form.get("tell") or {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, {}


def remember(workspace: Workspace, place: Place, tell: Mapping[str, Any]) -> None:
    """Keep the place, and what a person has still to be told. Raises OSError."""
    form = {**asdict(place), "tell": dict(tell)} if tell else asdict(place)
    keep(workspace.place, [orjson.dumps(form)])


def _machine() -> str:
    if sys.platform.startswith("linux") and not any(_says_something(Path(path)) for path in LINUX_IDS):
        # Without these it would be the number of a container, which is another one at each start.
        return ""
    # It runs a program on some systems; only an opened workspace needs to know.
    import machineid

    with contextlib.suppress(machineid.MachineIdNotFound, OSError, ValueError):
        return str(machineid.hashed_id("fieldtui"))
    return ""


def _says_something(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.stat().st_size > 0
    return False
