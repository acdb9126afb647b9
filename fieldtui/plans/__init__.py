"""The plans that are shipped, as TOML; what they mean is known to `model.plan`, how bases are joined to `joining`."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fieldtui.plans.joining import whole

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def names() -> tuple[str, ...]:
    """The names of the shipped plans, such as "six-must-visits"."""
    return _names_in(files(__name__))


@cache
def base_names() -> tuple[str, ...]:
    """The names of the shipped files that are no plans, but hold what several share."""
    return _names_in(files(__name__).joinpath("shared"))


def own_text(name: str) -> str:
    """The file of a shipped plan, or of what plans share, as it lies there; KeyError when unknown."""
    if name in names():
        return files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    if name in base_names():
        return files(__name__).joinpath("shared", f"{name}.toml").read_text("utf-8")
    raise KeyError(name)


@cache
def read_text(name: str) -> str:
    """The text of a shipped plan with what it takes from its base, so that it needs no other; KeyError when unknown."""
    if name not in names():
        raise KeyError(name)
    return whole(own_text(name), name, own_text).text


def read_bytes(name: str) -> bytes:
    """The whole text of a shipped plan as UTF-8 (its version is the hash of these bytes); KeyError when unknown."""
    return read_text(name).encode("utf-8")


@cache
def fingerprint() -> str:
    """What tells these files from those of another version of the program: SHA-256 of all of them, hexadecimal."""
    found = hashlib.sha256()
    for name in (*names(), *base_names()):
        found.update(f"{name}\n{own_text(name)}".encode())
    return found.hexdigest()


def _names_in(folder: "Traversable") -> tuple[str, ...]:
    endings = (entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(endings))
