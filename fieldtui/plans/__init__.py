"""The plans that are shipped, as TOML; what they mean is known to `model.plan`."""

from functools import cache
from importlib.resources import files


@cache
def names() -> tuple[str, ...]:
    """The names of the shipped plans, such as "six-must-visits"."""
    endings = (entry.name.removesuffix(".toml") for entry in files(__name__).iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(endings))


def read_bytes(name: str) -> bytes:
    """The file of a shipped plan as it lies there (its version is the hash of these bytes); KeyError when unknown."""
    if name not in names():
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}.toml").read_bytes()


def read_text(name: str) -> str:
    """The text of a shipped plan; KeyError when unknown."""
    return read_bytes(name).decode("utf-8")
