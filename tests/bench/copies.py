"""A county to write in, so that the one that is kept stays as it is."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def copied(county: Path) -> Iterator[Path]:
    """A copy on the same disk, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="copy-", dir=county.parent) as place:
        yield Path(shutil.copytree(county, Path(place) / "county"))
