"""How a command ends: an error of ours is told in its sentence, with its exit code."""

import sys

from fieldtui.model.sentence import FieldError


def tell(error: FieldError) -> int:
    """Tells an error on stderr; returns the exit code: 1 for something that was found wrong, 2 for misuse."""
    # The screens are opened without these, which know pydantic and more.
    from fieldtui.ledger.log import LogError
    from fieldtui.ledger.writer_lock import BusyError
    from fieldtui.sync.bundle import BundleError

    sys.stderr.write(f"{error}\n")
    return 1 if isinstance(error, (BundleError, BusyError, LogError)) else 2


def speak_utf8() -> None:
    """Chinese comes out right also where a pipe or an old console has another encoding."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
