"""The lock: whether the workspace has a passphrase, and whether anything lies there that it does not cover."""

from collections.abc import Iterator

from fieldtui.ledger.check.finding import Finding, sound, unsound
from fieldtui.ledger.check.names import shortened
from fieldtui.ledger.sealing import lying_open
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.sentence import reason_of


def lock_findings(workspace: Workspace) -> Iterator[Finding]:
    """Nothing of a workspace without a passphrase."""
    if not workspace.lock.exists():
        return
    try:
        found = [path.relative_to(workspace.data).as_posix() for path in lying_open(workspace.data)]
    except OSError as error:
        sentence = _("{path} can't be read: {reason}.").format(path=workspace.data, reason=reason_of(error))
        yield unsound("lock.unreadable", sentence)
        return
    if found:
        yield unsound(
            "lock.open",
            _(
                "Not encrypted though the workspace is locked: {files}. Delete them, or take the lock off and on."
            ).format(files=shortened(found)),
        )
    else:
        yield sound("lock.sound", _("The workspace is locked, and all that it keeps is encrypted."))
