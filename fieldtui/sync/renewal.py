"""A workspace that was restored or copied goes on as a new device: another key, the same person, nothing lost.

The old device's key may be in use elsewhere, or its numbers may: a change under a number that is taken would stand
beside another one. So a new key is made, the streams to the office begin anew, and what the old device wrote and the
office never confirmed is said again by the new one, over what it said before: it travels in the new device's
bundle, and should the old device's own changes turn up later, nothing comes twice.
"""

import contextlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from fieldtui.ledger.change import Change, make_change
from fieldtui.ledger.kept import keep, read_kept
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.ledger.workspace import FORMER_KEYS, Workspace, WorkspaceError
from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import reason_of
from fieldtui.sync.keys import SEALING, comparison_code, make_key
from fieldtui.sync.place import key_file, place_of, remember, remembered
from fieldtui.sync.purged_files import drop_files
from fieldtui.work.desk import Desk

JOURNAL = "renewal.json"
"""The file beside the keys that says what is being done, so that it is finished whatever moment it is cut off at."""


class Reason(StrEnum):
    """Why a workspace became a new device."""

    RESTORED = "restored"
    COPIED = "copied"
    WITHOUT_KEY = "without_key"
    OVERTAKEN = "overtaken"


def open_desk(workspace: Workspace) -> tuple[Desk, list[str]]:
    """Opens a desk for writing; a copied workspace becomes a new device first. Also returns sentences to be read."""
    desk = Desk.open_to_write(workspace)
    try:
        now = Workspace.load(workspace.folder)
        if now.device != workspace.device:
            # Another window made it a new device between the reading of the settings and the opening.
            desk.ledger.close()
            return open_desk(now)
        _settle_in(desk.ledger)
        drop_files(desk.ledger)
        return desk, told(desk.ledger.workspace)
    except BaseException:
        desk.ledger.close()
        raise


def renew(ledger: Ledger, reason: Reason, folder: Path | None = None) -> None:
    """Makes the workspace of an open ledger a new device; `told` says so. Cut off, it goes on at the next opening.

    `folder` is where the workspace is going to be, when that is not where it is. WorkspaceError when it can't be done.
    """
    workspace = ledger.workspace
    try:
        device, _public = make_key(workspace.private_keys)
        confirmed = ledger.partner(OFFICE).confirmed.count
        journal = {"before": workspace.device, "device": device, "confirmed": confirmed, "reason": reason}
        keep(workspace.private_keys / JOURNAL, [orjson.dumps(journal)])
    except OSError as error:
        raise _failed(error) from error
    _go_on(ledger, journal, folder or workspace.folder)


def renew_restored(staging: Path, folder: Path) -> None:
    """Makes a workspace that was unpacked in `staging`, and is going to be in `folder`, a new device."""
    with Desk.open_to_write(Workspace.load(staging)) as desk:
        renew(desk.ledger, Reason.RESTORED, folder)


def told(workspace: Workspace) -> list[str]:
    """Sentences about a renewal that nobody has read yet; from now on they count as read."""
    _known, tell = remembered(workspace)
    if not tell:
        return []
    # Where that can't be kept it is told once more.
    with contextlib.suppress(OSError):
        remember(workspace, place_of(workspace, workspace.folder), {})
    return [_sentence(workspace, tell)]


def _settle_in(ledger: Ledger) -> None:
    """What has to be done before anything is written here."""
    workspace = ledger.workspace
    journal = _journal(workspace)
    if journal:
        _go_on(ledger, journal, workspace.folder)
    elif not key_file(workspace).exists():
        renew(ledger, Reason.WITHOUT_KEY)
    else:
        known, tell = remembered(workspace)
        here = place_of(workspace, workspace.folder)
        if known and not known.is_same(here):
            renew(ledger, Reason.COPIED)
        elif known != here:
            # Where it can't be remembered now it will be another time.
            with contextlib.suppress(OSError):
                remember(workspace, here, tell)


def _journal(workspace: Workspace) -> Mapping[str, Any]:
    try:
        journal: Mapping[str, Any] = orjson.loads(read_kept(workspace.private_keys / JOURNAL))
    except (OSError, ValueError):
        return {}
    return journal


def _go_on(ledger: Ledger, journal: Mapping[str, Any], folder: Path) -> None:
    """Everything after the journal was written; each step may have been done before."""
    from fieldtui.sync.attachments import forget_asked

    workspace = ledger.workspace
    before, device = str(journal["before"]), str(journal["device"])
    try:
        if workspace.role == "cadre" and workspace.device == before:
            # The office's streams are told apart by the laptop that they go to, and go on under its new key.
            forget_asked(workspace)
            said_again = _said_again(ledger, before, device, journal["confirmed"])
            ledger.take_in(said_again, [{"fact": "anew", "partner": OFFICE}])
        workspace = ledger.workspace = workspace.store(device=device)
        # Also where no key moves there: by this folder a device is known that took the place of another.
        former = workspace.private_keys / FORMER_KEYS
        former.mkdir(exist_ok=True)
        for old in (workspace.private_keys / f"{before}.json", workspace.private_keys / (before + SEALING)):
            if old.exists():
                old.replace(former / old.name)
        tell = {"reason": journal["reason"], "again": ledger.chain_end(device)[0]}
        remember(workspace, place_of(workspace, folder), tell)
        (workspace.private_keys / JOURNAL).unlink(missing_ok=True)
    except OSError as error:
        raise _failed(error) from error


def _failed(error: OSError) -> WorkspaceError:
    sentence = _("This workspace has to become a new device, which failed ({reason}); open it again.")
    return WorkspaceError(sentence.format(reason=reason_of(error)))


def _said_again(ledger: Ledger, before: str, device: str, confirmed: int) -> list[Change]:
    """What device `before` wrote after its change number `confirmed`, and still stands, as changes of `device`.

    Each is over the one that it repeats, and over what that one and earlier unconfirmed ones had replaced: the office
    knows only the latter. What disagreed goes on disagreeing; settling it is for people. Each keeps its time, so
    that of two equals the later words are still shown.
    """
    from fieldtui.sync.holding import PURGE

    history = ledger.history
    waiting = {change.id: change for change in history if change.device == before and change.seq > confirmed}
    said: list[Change] = []
    for change in sorted(waiting.values(), key=lambda change: (change.seq, change.id)):
        heads = (ledger.heads(change.of) or {"heads": {}})["heads"]
        standing = heads.get(change.id, {"fields": []})["fields"]
        fields = {name: change.set[name] for name in standing if name not in change.erased}
        # A purge speaks of the streams of the device before, which go on no more.
        if fields and change.kind != PURGE:
            over = _replaced_by(change, waiting)
            ticks = [history.change(name).tick for name in over if name in history]
            header = {
                "device": device,
                "seq": len(said) + 1,
                "prev": said[-1].id if said else "",
                "tick": 1 + max([said[-1].tick if said else 0, *ticks]),
                "at": change.at,
                "by": ledger.workspace.person,
                "kind": change.kind,
                "of": change.of,
            }
            said.append(make_change(header=header, over=over, fields=fields))
    return said


def _replaced_by(change: Change, waiting: Mapping[str, Change]) -> set[str]:
    """The change, what it replaced, and what those of them replaced that the office does not know either."""
    found, ahead = set[str](), [change.id]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(waiting[name].over if name in waiting else ())
    return found


def _sentence(workspace: Workspace, tell: Mapping[str, Any]) -> str:
    match tell["reason"]:
        case Reason.COPIED:
            why = _("This workspace is a copy of another one, so it is a new device from now on.")
        case Reason.WITHOUT_KEY:
            why = _("The key of this workspace was missing, so it is a new device from now on.")
        case Reason.OVERTAKEN:
            why = _("The office holds entries of this laptop that are not here: it is a new device from now on.")
        case _restored:
            why = _("The restored workspace is a new device.")
    return " ".join([why, *_what_to_do(workspace, int(tell["again"]))])


def _what_to_do(workspace: Workspace, again: int) -> list[str]:
    words = [_("Its code: {code}.").format(code=comparison_code(workspace.device))]
    if workspace.role == "office":
        words.append(
            _("Send each laptop a file; there the code is compared and accepted once, and all goes on as before.")
        )
        return words
    words.append(
        _(
            "Hand in a file and let the office accept this laptop again; what the office holds of the old one "
            "comes back with its next file."
        )
    )
    if again:
        words.append(
            ngettext(
                "{count} entry that it had not confirmed goes along again.",
                "{count} entries that it had not confirmed go along again.",
                again,
            ).format(count=again)
        )
    return words
