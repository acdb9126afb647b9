"""A piece of the program that is cut off in the middle, as by a dead battery: in a child that ends at once."""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

STEPS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree")
"""What the system is asked to do that another moment can lie between; files opened for writing count as well."""


def killed_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Do `work` in a child that ends before its `step`th change of anything in `folder`; whether it came to its end."""
    child = os.fork()
    if child == 0:
        _end_at(step, str(folder))
        _do(work)
    return _ended(child)


def killed_after(seconds: float, work: Callable[[], object]) -> bool:
    """Do `work` in a child that is killed (SIGKILL) after that time; whether it came to its end before."""
    child = os.fork()
    if child == 0:
        _do(work)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return _ended(child)


def moments(count: int, longest: float) -> list[float]:
    """Random times from 0 to `longest` seconds; the same in each run."""
    chance = random.Random(2026)
    return [chance.uniform(0, longest) for _moment in range(count)]


def _do(work: Callable[[], object]) -> None:
    try:
        work()
    except BaseException as error:  # whatever it is, the child must not go on with its parent's tests
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(3)
    os._exit(0)


def _ended(child: int) -> bool:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9, -signal.SIGKILL), code
    return code == 0


def _end_at(step: int, folder: str) -> None:
    seen = 0

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in STEPS) and str(arguments[0]).startswith(folder):
            seen += 1
            if seen == step:
                os._exit(9)

    sys.addaudithook(look)
