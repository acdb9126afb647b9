"""The error that people read: one sentence, in their language, what is wrong and what to do."""

import errno
from pathlib import Path

from fieldtui.locale import N_, _

_REASONS = {
    errno.ENOENT: N_("there is no such file"),
    errno.EACCES: N_("not allowed"),
    errno.EPERM: N_("not allowed"),
    errno.EROFS: N_("it can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("it is no folder"),
    errno.EIO: N_("the disk failed"),
}


class FieldError(ValueError):
    """Something that a person did, or met, told in one sentence."""


def reason_of(error: OSError) -> str:
    """Why the system refused, in the language spoken; in its own words where we have none."""
    reason = _REASONS.get(error.errno or 0)
    return _(reason) if reason else error.strerror or str(error)


def no_right_to_write(path: Path) -> str:
    """What to do when the system lets nobody write in a folder."""
    return _("{path} can't be written; choose a folder that is yours or ask for the right to write.").format(path=path)
