"""Whether a workspace is sound: its log, the chains in it, clocks, records, the view, and what lies beside them.

Everything is read and nothing is changed. Damage in one part does not keep the others from being checked.
"""

from collections.abc import Callable

from fieldtui.ledger.check.beside import beside_findings
from fieldtui.ledger.check.chains import chain_findings
from fieldtui.ledger.check.clock import clock_findings
from fieldtui.ledger.check.contents import content_findings
from fieldtui.ledger.check.finding import Finding
from fieldtui.ledger.check.lock import lock_findings
from fieldtui.ledger.check.log_reading import LogReading, log_findings, read_log
from fieldtui.ledger.check.names import Names
from fieldtui.ledger.check.view import view_findings
from fieldtui.ledger.garbage import no_search_for_garbage
from fieldtui.ledger.ledger import Derive, Ledger, real_time
from fieldtui.ledger.log import LogError
from fieldtui.ledger.workspace import Workspace

__all__ = ["Finding", "check"]

SHORT = 6
"""Characters of a device's id, where nobody says what people compare of it."""


def check(
    workspace: Workspace,
    derive: Derive,
    *,
    now: int | None = None,
    code: Callable[[str], str] = lambda device: device[:SHORT],
) -> list[Finding]:
    """What is sound and what is not, a sentence each; reads everything and changes nothing.

    `now` is the computer's clock (UTC, milliseconds) unless given. `code` gives what people compare of a device's id.
    """
    with no_search_for_garbage():
        return _findings(workspace, derive, real_time() if now is None else now, code)


def _findings(workspace: Workspace, derive: Derive, now: int, code: Callable[[str], str]) -> list[Finding]:
    reading = read_log(workspace)
    names = Names(workspace, reading.history, reading.after, code)
    anew = _made_anew(workspace, derive, reading)
    findings = [
        *log_findings(workspace, reading, names),
        *chain_findings(workspace, reading, names),
        *clock_findings(workspace, reading, names, now),
    ]
    if anew is not None:
        findings.extend(content_findings(anew, reading, names))
    findings.extend(lock_findings(workspace))
    findings.extend(view_findings(workspace, reading, anew))
    findings.extend(beside_findings(workspace, list(anew.rows("attachment")) if anew else []))
    # Two damages of the log have one way back.
    return list(dict.fromkeys(findings))


def _made_anew(workspace: Workspace, derive: Derive, reading: LogReading) -> Ledger | None:
    """The ledger as the log alone makes it; None when the log can't be read to its end."""
    if not reading.whole:
        return None
    anew = Ledger(workspace, derive)
    try:
        anew.rebuild()
    except LogError:
        # It was damaged, or taken away, since it was read.
        return None
    return anew
