"""Text for files of office programs: without what no such file may hold."""

import re

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without controls and half characters; lines end in one way."""
    return _NOT_TEXT.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")
