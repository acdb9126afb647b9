"""Whether this device's private key is there, is the one that its id follows from, and is the owner's alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from fieldtui.ledger.check import Finding, check
from fieldtui.ledger.check.finding import sound, unsound
from fieldtui.ledger.ledger import Derive
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.sync.keys import SEALING, MissingKeyError, comparison_code, private_key
from fieldtui.sync.suite import Jwk, SuiteError, key_id, suite_of_key

CODE_START = 9
"""Characters of a comparison code that tell a county's laptops apart: two groups of four digits."""


def check_with_key(workspace: Workspace, derive: Derive, *, now: int | None = None) -> list[Finding]:
    """All that can be said of a workspace: what `check` says, and of this device's key. Changes nothing."""
    findings = check(workspace, derive, now=now, code=lambda device: comparison_code(device)[:CODE_START])
    return [*findings, *key_findings(workspace)]


def key_findings(workspace: Workspace) -> Iterator[Finding]:
    """What is to be said of the key, and of who may read it."""
    folder, device = workspace.private_keys, workspace.device
    try:
        key = private_key(folder, device)
    except MissingKeyError:
        yield unsound("key.missing", _unusable(folder, device))
        return
    if _device_that_signs(key) == device:
        yield sound("key.sound", _("This device's key is there and fits its code."))
    else:
        yield unsound("key.other", _not_its_own(folder / f"{device}.json"))
    yield from _permissions(folder, folder / f"{device}.json", folder / (device + SEALING))


def _unusable(folder: Path, device: str) -> str:
    if (folder / f"{device}.json").exists():
        return _not_its_own(folder / f"{device}.json")
    sentence = _(
        "This device's key is missing from {folder}. Nothing is lost: when something is written next, this becomes a "
        "new device by itself, whose code is compared and accepted once more."
    )
    return sentence.format(folder=folder)


def _not_its_own(file: Path) -> str:
    sentence = _(
        "{file} is not this device's key; put that file elsewhere. Nothing is lost: when something is written next, "
        "this becomes a new device by itself, whose code is compared and accepted once more."
    )
    return sentence.format(file=file)


def _device_that_signs(key: Jwk) -> str:
    """The device whose id follows from the private half, whatever the file says of the public one; "" without one."""
    suite = suite_of_key(key)
    try:
        return key_id(suite, suite.signing, suite.public_of(key))
    except SuiteError:
        return ""


def _permissions(*paths: Path) -> Iterator[Finding]:
    """Windows keeps a user's folder to the user by other means."""
    if os.name == "nt":
        return
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if stat.S_IMODE(mode) & 0o077:
            yield unsound(
                "key.open",
                _("Others on this computer can read {path}; close it with: chmod go= {path}").format(path=path),
            )
