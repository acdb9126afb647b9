"""An office's new key, signed by the one before: laptops that trust the old one follow without comparing a code."""

from collections.abc import Iterable
from pathlib import Path

import orjson

from fieldtui.ledger.kept import read_kept
from fieldtui.ledger.workspace import FORMER_KEYS
from fieldtui.sync.envelope import BundleError, read_signed, sign
from fieldtui.sync.keys import SEALING
from fieldtui.sync.suite import Members, SuiteError

TYPE = "fieldtui-succession+json"
MOST = 5


def successions(keys: Path, county: str, device: str) -> list[Members]:
    """What each key that this office used before says of its present device; the newest keys, MOST at the most."""
    files = [path for path in (keys / FORMER_KEYS).glob("*.json") if not path.name.endswith(SEALING)]
    said = []
    for path in sorted(files, key=lambda path: -path.stat().st_mtime):
        try:
            said.append(sign({"county": county, "device": device}, TYPE, orjson.loads(read_kept(path))))
        except (OSError, SuiteError, ValueError, AttributeError):
            # Something else lies there, such as what remembers a place.
            continue
    return said[:MOST]


def follows(said: Iterable[Members], county: str, device: str, trusted: str) -> bool:
    """Whether the trusted device says that this one takes its place."""
    for form in said:
        try:
            signed = read_signed(form, TYPE)
        except BundleError:
            continue
        if signed.device == trusted and signed.manifest == {"county": county, "device": device}:
            return True
    return False
