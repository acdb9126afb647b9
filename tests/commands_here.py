"""Commands within this process, for tests that call many of them: what one of its own would print, and how it ends."""

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from fieldtui.cli.main import main
from fieldtui.locale import use_language


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit code, the lines that it printed, and what it said of errors."""

    code: int
    lines: list[str]
    error: str

    @property
    def text(self) -> str:
        """All that it printed, each line with its end."""
        return "".join(f"{line}\n" for line in self.lines)


def run_here(*arguments: str, stdin: str | bytes = "", cwd: Path | None = None, language: str = "") -> Ended:
    """Run a command to its end, in Chinese unless a language is named. What no command may raise is raised here."""
    said, told = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), "utf-8")
    code = 0
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(told),
        contextlib.chdir(cwd or Path.cwd()),
        patch.object(sys, "stdin", typed),
        patch.dict(os.environ, {"FIELDTUI_LANGUAGE": language}),
    ):
        try:
            main(list(arguments))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        finally:
            use_language("zh_CN")
    return Ended(code, _text(said).splitlines(), _text(told))


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
