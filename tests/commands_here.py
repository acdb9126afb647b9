"""Commands within this process, for tests that call many of them: what one of its own would print, and how it ends."""

import contextlib
import io
import os
import sys
from unittest.mock import patch

from test_journey_commands import Ended

from fieldtui.cli.main import main
from fieldtui.locale import use_language


def run_here(*arguments: str, stdin: str = "") -> Ended:
    """Run a command to its end, in Chinese."""
    said, told = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    code = 0
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(told),
        patch.object(sys, "stdin", typed),
        patch.dict(os.environ),
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
