"""Files that are refused: for good, or only as long as something is missing that a person or a file can bring."""

from fieldtui.ledger.streams import OFFICE, Position
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _
from fieldtui.model.row import Row
from fieldtui.sync.bundle import Bundle, BundleError, Manifest
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.keys import comparison_code
from fieldtui.sync.parts import PartManifest


class UnknownSenderError(NotYetError):
    """Signed by a device that nobody accepted yet; it is sound otherwise."""


def refuse_others(workspace: Workspace, manifest: Manifest | PartManifest) -> None:
    """BundleError for what is our own; NotYetError for what is of another county or for somebody else."""
    if manifest.county != workspace.county:
        sentence = _("This file belongs to another county ({theirs}; here it is {ours}); it was not taken in.")
        raise _not_yet(sentence.format(theirs=manifest.county, ours=workspace.county), manifest)
    if manifest.sender == workspace.device:
        raise BundleError(_("This file was made on this device; take it to the other side."))
    if manifest.to != party_of(workspace):
        raise _not_yet(_("This file is meant for somebody else; it was not taken in."), manifest)


def party_of(workspace: Workspace) -> str:
    """Whom a bundle for this workspace is addressed to."""
    return OFFICE if workspace.role == "office" else workspace.device


def refuse_gap(received: Position, manifest: Manifest) -> None:
    """NotYetError when the file before it has not come."""
    if manifest.after.count > received.count:
        sentence = _(
            "A file before this one is missing ({count} entries); take that in, or send the sender your newest file "
            "and ask for another."
        )
        raise _not_yet(sentence.format(count=manifest.after.count - received.count), manifest)


def refuse_revoked(device: Row, manifest: Manifest) -> None:
    """NotYetError for what a device wrote after the place from which on it is not believed any more."""
    after = device.get("revoked_after")
    if after is not None and manifest.upto.count > after:
        sentence = _(
            "This laptop was revoked after its entry {count}, and this file goes further. If the file is sound, "
            "revoke it from a later entry: fieldtui device revoke CODE --after N"
        )
        raise _not_yet(sentence.format(count=after), manifest)


def _not_yet(sentence: str, manifest: Manifest | PartManifest) -> NotYetError:
    return NotYetError(sentence, manifest.sender, manifest.at)


def require(holds: bool) -> None:
    """BundleError when what a file says of itself does not hold."""
    if not holds:
        raise BundleError(_("This file does not fit what was handed in before; ask the sender for a new one."))


def unknown(bundle: Bundle) -> UnknownSenderError:
    """What is said of a sender who is not known."""
    return UnknownSenderError(
        _(
            "The sender is not known here yet (code {code}). Compare the code over the telephone, then run: "
            "fieldtui device accept FILE"
        ).format(code=comparison_code(bundle.sender)),
        bundle.sender,
        bundle.manifest.at,
    )
