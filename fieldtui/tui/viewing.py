"""Opening a file with the system's viewer, where there is one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def viewer() -> list[str]:
    """The command that opens a file as a double click would; empty where nobody could see it, as over ssh."""
    if sys.platform == "win32":
        return ["explorer"]
    if os.environ.get("SSH_CONNECTION") and not os.environ.get("DISPLAY"):
        return []
    if sys.platform == "darwin":
        return ["open"]
    # Without a display xdg-open would start a browser in this very terminal.
    found = shutil.which("xdg-open") if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else None
    return [found] if found else []


def opened(path: Path) -> bool:
    """Whether a viewer was started. What it says goes nowhere, or it would be drawn across the screen."""
    command = viewer()
    if not command:
        return False
    try:
        subprocess.Popen(
            [*command, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
