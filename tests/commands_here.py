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
    said, told = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _stream in range(2))
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    streams = (contextlib.redirect_stdout(said), contextlib.redirect_stderr(told), patch.object(sys, "stdin", typed))
    with contextlib.ExitStack() as within:
        for stream in (*streams, patch.dict(os.environ)):
            within.enter_context(stream)
        try:
            main(list(arguments))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        finally:
            use_language("zh_CN")
    for stream in (said, told):
        stream.flush()
    lines, error = (stream.buffer.getvalue().decode("utf-8") for stream in (said, told))  # type: ignore[attr-defined] # they stand over bytes
    return Ended(code, lines.splitlines(), error)
