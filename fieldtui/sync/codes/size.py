"""Which QR code fits into a window, and what that means for how many there are.

A module is half a cell high and a cell wide; around the code lie two modules of white.
"""

from dataclasses import dataclass
from functools import cache

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError

QUIET = 2
"""Modules of white around a code. The standard asks for four; readers do with two, and with none they fail."""
LARGEST_VERSION = 40
SMALL_MODULES = 15
"""From this version on modules are so small in a window that some are misread, and level M pays."""
BESIDE = 34
"""Columns of a window beside the code, for words."""
LEVELS = "LMQH"
"""Error correction, the least first."""


@dataclass(frozen=True, slots=True)
class CodeSize:
    """A version of QR code (1 to 40) at a level of error correction (L, M, Q, H)."""

    version: int
    level: str

    @property
    def modules(self) -> int:
        """How many a side, with the white around it."""
        return 17 + 4 * self.version + 2 * QUIET

    @property
    def lines(self) -> int:
        """Lines of a terminal that it takes; the last one may be half empty."""
        return -(-self.modules // 2)

    @property
    def capacity(self) -> int:
        """How many characters of the alphanumeric mode it holds."""
        return _capacity(self.version, self.level)


@cache
def _capacity(version: int, level: str) -> int:
    from qrcode.util import BIT_LIMIT_TABLE

    count_bits = 9 if version <= 9 else 11 if version <= 26 else 13
    pairs, rest = divmod(BIT_LIMIT_TABLE[correction(level)][version] - 4 - count_bits, 11)
    return int(pairs * 2 + (rest >= 6))


def correction(level: str) -> int:
    """The level as the library and the standard number it."""
    from qrcode import constants

    return int(getattr(constants, f"ERROR_CORRECT_{level}"))


def fitting(columns: int, lines: int) -> CodeSize:
    """The largest code for so many cells. FieldError when even the smallest doesn't fit."""
    version = min(LARGEST_VERSION, (min(columns, 2 * lines) - 2 * QUIET - 17) // 4)
    if version < 1:
        raise FieldError(_("This window is too small for a QR code; make it larger."))
    return CodeSize(version, "L" if version < SMALL_MODULES else "M")


def standing(size: CodeSize, length: int) -> CodeSize:
    """For a text that fits one code: the best error correction in the same size."""
    better = [CodeSize(size.version, level) for level in LEVELS]
    return max((one for one in better if one.capacity >= length), key=lambda one: LEVELS.index(one.level), default=size)


def in_window(columns: int, lines: int) -> CodeSize:
    """The largest code for a window, with words beside it. FieldError when even the smallest doesn't fit."""
    return fitting(columns - BESIDE, lines)


def half_as_many(size: CodeSize) -> tuple[int, int] | None:
    """(columns, lines) of the smallest window that needs half as many codes; None when there is none."""
    for version in range(size.version + 1, LARGEST_VERSION + 1):
        larger = CodeSize(version, size.level)
        window = (larger.modules + BESIDE, larger.lines)
        if in_window(*window).capacity >= 2 * size.capacity:
            return window
    return None
