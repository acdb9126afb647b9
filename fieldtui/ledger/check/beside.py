"""What lies beside the log and the view: attached files, drafts, and room on the disk."""

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldtui.ledger.check.finding import Finding, sound, told, unsound
from fieldtui.ledger.check.names import shortened
from fieldtui.ledger.drafts import read_drafts
from fieldtui.ledger.kept import read_kept
from fieldtui.ledger.seal import SealError
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.model.sentence import reason_of

LEAST_ROOM = 100 * 1024 * 1024
"""Bytes: a county's log and view, written anew a few times."""

MEGABYTE = 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


def beside_findings(workspace: Workspace, attachments: Iterable[Row]) -> Iterator[Finding]:
    """`attachments` are the rows of attached files, as far as they are known."""
    yield from _blobs(workspace.blobs, {str(row.get("sha256")): str(row.get("name", "")) for row in attachments})
    yield from _drafts(workspace)
    yield from _room(workspace)


def _blobs(folder: Path, names: dict[str, str]) -> Iterator[Finding]:
    try:
        files = sorted(path for path in folder.iterdir() if _HASH.fullmatch(path.name)) if folder.exists() else []
    except OSError as error:
        yield unsound(
            "blobs.unreadable", _("{path} can't be read: {reason}.").format(path=folder, reason=reason_of(error))
        )
        return
    whole = 0
    for path in files:
        try:
            right = _is_whole(path)
        except OSError as error:
            yield unsound(
                "blobs.unreadable", _("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))
            )
            continue
        whole += right
        if not right:
            yield unsound(
                "blobs.altered",
                _("The attached file “{name}” is not what it was; take it from another copy: {path}").format(
                    name=names.get(path.name) or path.name[:8], path=path
                ),
            )
    if whole:
        yield sound("blobs.sound", _("Attached files are as they were: {count}.").format(count=whole))
    here = {path.name for path in files}
    elsewhere = [name for key, name in names.items() if key not in here]
    if elsewhere:
        yield told(
            "blobs.elsewhere",
            _("Attached files that are not on this computer: {names}.").format(names=shortened(elsewhere)),
        )


def _is_whole(path: Path) -> bool:
    try:
        return hashlib.sha256(read_kept(path)).hexdigest() == path.name
    except SealError:
        return False


def _drafts(workspace: Workspace) -> Iterator[Finding]:
    path = workspace.drafts
    try:
        drafts, whole = read_drafts(path)
    except OSError as error:
        yield unsound(
            "drafts.unreadable", _("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))
        )
        return
    if not whole:
        yield unsound(
            "drafts.damaged",
            _("The drafts in {path} are damaged; the file is put aside when the program opens.").format(path=path),
        )
    if drafts:
        yield sound("drafts.sound", _("Drafts that can be read: {count}.").format(count=len(drafts)))
    aside = sorted(item.name for item in path.parent.glob("drafts-damaged-*"))
    if aside:
        yield told(
            "drafts.put_aside",
            _("Damaged drafts that were put aside lie in {folder}: {files}.").format(
                folder=path.parent, files=shortened(aside)
            ),
        )


def _room(workspace: Workspace) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(workspace.folder).free
    except OSError:
        return
    if free < LEAST_ROOM:
        yield told("disk.low", _("The disk has only {count} MB left; make room.").format(count=free // MEGABYTE))
