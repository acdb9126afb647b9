"""The keys of an office in a file that a passphrase opens: what a burnt-down office needs beside its backup.

Restored, they stand among the keys that are used no more: what was sealed for them opens, and in each further file they
say that the office's present key takes their place. Nothing is written under them again, for nobody knows what was.
"""

import os
from pathlib import Path
from typing import Any

import orjson

from fieldtui.ledger.canonical import canonical
from fieldtui.ledger.files import replace_file
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.passphrase import USUAL, derived, too_short
from fieldtui.ledger.workspace import FORMER_KEYS, Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sync.keys import SEALING, device_of, own_keys
from fieldtui.sync.suite import SuiteError, base64url, from_base64url, suite_of_key

TYPE = "fieldtui-keys"
FORMAT = 1
LARGEST = 16 * 1024
SCRYPT = USUAL.to_json()
"""Others are not read."""


class KeyBackupError(FieldError):
    """The keys could not be kept or brought back; the sentence says why. Nothing was changed."""


def back_up_keys(workspace: Workspace, file: Path, passphrase: str) -> None:
    """Writes this device's keys, sealed under a passphrase."""
    if too_short(passphrase):
        raise KeyBackupError(too_short(passphrase))
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    folder, device = workspace.private_keys, workspace.device
    # An office of before bundles were sealed gets its second key here.
    own_keys(folder, device)
    keys = [orjson.loads(read_kept(folder / f"{device}{ending}")) for ending in (".json", SEALING)]
    salt, iv = os.urandom(16), os.urandom(12)
    about = {
        "type": TYPE,
        "format": FORMAT,
        "county": workspace.county,
        "device": device,
        "scrypt": SCRYPT,
        "salt": base64url(salt),
        "iv": base64url(iv),
    }
    sealed = AESGCM(derived(passphrase.encode(), salt)).encrypt(iv, orjson.dumps(keys), canonical(about))
    try:
        replace_file(file, [orjson.dumps({**about, "ciphertext": base64url(sealed)}) + b"\n"])
        if os.name != "nt":
            file.chmod(0o600)
    except OSError as error:
        raise KeyBackupError(
            _("The file could not be written to {path}: {reason}.").format(path=file, reason=reason_of(error))
        ) from error


def restore_keys(workspace: Workspace, file: Path, passphrase: str) -> str:
    """Puts the keys in a file among those that are used no more; returns the device that they are of."""
    form = _read(file)
    if form["county"] != workspace.county:
        raise KeyBackupError(_("These keys belong to another county; they were not brought back."))
    signing, sealing = _opened(form, passphrase)
    device = device_of(suite_of_key(signing).public_of(signing))
    if device == workspace.device:
        raise KeyBackupError(_("These keys are in use here already."))
    former = workspace.private_keys / FORMER_KEYS
    try:
        for ending, key in ((".json", signing), (SEALING, sealing)):
            path = former / f"{device}{ending}"
            keep(path, [orjson.dumps(key)])
            if os.name != "nt":
                path.chmod(0o600)
    except OSError as error:
        raise KeyBackupError(
            _("The file could not be written to {path}: {reason}.").format(path=former, reason=reason_of(error))
        ) from error
    return device


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            form = orjson.loads(opened.read(LARGEST))
    except OSError as error:
        raise KeyBackupError(_("{path} can't be read: {reason}.").format(path=file, reason=reason_of(error))) from error
    except ValueError:
        form = None
    wanted = {"type": TYPE, "format": FORMAT, "scrypt": SCRYPT}
    if not isinstance(form, dict) or any(form.get(name) != value for name, value in wanted.items()):
        raise KeyBackupError(_("{path} holds no keys of this program.").format(path=file))
    return form


def _opened(form: dict[str, Any], passphrase: str) -> list[dict[str, Any]]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    about = {name: value for name, value in form.items() if name != "ciphertext"}
    try:
        key = derived(passphrase.encode(), from_base64url(form["salt"]))
        text = AESGCM(key).decrypt(from_base64url(form["iv"]), from_base64url(form["ciphertext"]), canonical(about))
    except (InvalidTag, SuiteError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyBackupError(_("The passphrase is another one, or the file was altered.")) from error
    keys: list[dict[str, Any]] = orjson.loads(text)
    return keys
