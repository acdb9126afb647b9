"""How a command is called for one workspace, so that what a sentence advises can be copied as it stands."""

from pathlib import Path

from fieldtui.ledger.workspace import find_workspace


def command(folder: Path, *words: str | Path) -> str:
    """`fieldtui WORDS` as a line of a shell; the workspace is named where it would not be found by itself."""
    named = () if find_workspace(None) == folder else ("--workspace", folder)
    return " ".join(map(_quoted, ("fieldtui", *named, *words)))


def _quoted(word: str | Path) -> str:
    """As shells of all systems take it; a plain word as it is."""
    text = str(word)
    return f'"{text}"' if set(text) & set(" \t()&;'") else text
