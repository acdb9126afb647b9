"""Whether a workspace is sound: its log, the chains in it, and whether the view says what the log says."""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldtui.ledger.change import FIRST
from fieldtui.ledger.history import History, changes_of
from fieldtui.ledger.ledger import Derive, Ledger
from fieldtui.ledger.log import Log, LogError
from fieldtui.ledger.storage import pieces
from fieldtui.ledger.view_file import load_view
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, ngettext


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and whether it says that something is sound."""

    sound: bool
    sentence: str


def check(workspace: Workspace, derive: Derive) -> list[Finding]:
    """Reads everything and changes nothing."""
    history, log = History(), Log(workspace.log)
    commits = end = 0
    try:
        for commit in log.read():
            history.add(commit, changes_of(commit))
            commits, end = commits + 1, commit.end
    except LogError as error:
        return [Finding(False, str(error))]
    findings = [
        Finding(
            True,
            ngettext("The log is sound: {count} commit.", "The log is sound: {count} commits.", commits).format(
                count=commits
            ),
        )
    ]
    if workspace.log.exists() and workspace.log.stat().st_size > end:
        findings.append(Finding(False, _("The log ends in an unfinished write; opening the workspace puts it aside.")))
    findings.extend(_own_chain(workspace, history))
    findings.extend(_view(workspace, derive, log, end))
    return findings


def _own_chain(workspace: Workspace, history: History) -> Iterator[Finding]:
    chain = history.chain(workspace.device)
    numbers = [change for change in history if change.device == workspace.device]
    if len(numbers) != len(chain):
        yield Finding(False, _("Two different entries of this device bear one number: was this disk copied?"))
    previous = FIRST
    for number in range(1, len(chain) + 1):
        if number not in chain or history.change(chain[number]).prev != previous:
            yield Finding(False, _("This device's entry {number} is missing or altered.").format(number=number))
            return
        previous = chain[number]
    yield Finding(
        True,
        ngettext(
            "This device's chain is whole: {count} entry.", "This device's chain is whole: {count} entries.", len(chain)
        ).format(count=len(chain)),
    )


def _view(workspace: Workspace, derive: Derive, log: Log, end: int) -> Iterator[Finding]:
    found = load_view(workspace)
    if found is None:
        yield Finding(False, _("The view is missing or was altered; make it anew with: fieldtui check --rebuild"))
        return
    mark = found[1]
    if log.last_sum(mark.end) != mark.sum:
        yield Finding(False, _("The log lacks what was saved here before; restore data/log.jsonl from a backup."))
        return
    if mark.end < end:
        yield Finding(True, _("The view is behind the log; it catches up when the workspace is opened."))
        return
    anew = Ledger(workspace, derive)
    anew.rebuild()
    same_streams = all(anew.partner(name) == partner for name, partner in mark.partners.items())
    written = b"".join(piece for _table, piece in pieces(anew.view.snapshot()))
    if same_streams and workspace.view.read_bytes() == written:
        yield Finding(True, _("The view says what the log says."))
    else:
        yield Finding(False, _("The view does not say what the log says; make it anew with: fieldtui check --rebuild"))
