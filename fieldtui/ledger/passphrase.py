"""Keys from passphrases: scrypt (RFC 7914) makes each guess cost memory and time, within bounds."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fieldtui.locale import _

LEAST_PASSPHRASE = 12
"""Characters."""
MOST_BLOCKS = 2**21
"""`n` times `r`, 128 bytes each: 256 MB at the most."""
MOST_LANES = 16
MOST_MIXED = 2**17
"""`r` times `p`, 128 bytes each: 16 MB at the most, and 32 MB to work on them."""
MEMORY = 320 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs. As it stands here: 128 MB and half a second."""

    n: int = 2**17
    r: int = 8
    p: int = 1

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> "Cost":
        """Reads what a file asks for. ValueError for what is no cost, or more than any machine should be asked for."""
        n, r, p = (form[name] for name in ("n", "r", "p"))
        if not all(type(number) is int and number > 0 for number in (n, r, p)):
            raise ValueError("scrypt: numbers expected")
        if n < 2 or n & (n - 1) or n * r > MOST_BLOCKS or p > MOST_LANES or r * p > MOST_MIXED:
            raise ValueError("scrypt: out of bounds")
        # RFC 7914, section 2: N is less than 2^(128 * r / 8).
        if n.bit_length() > 16 * r:
            raise ValueError("scrypt: n is too large for r")
        return cls(n, r, p)


USUAL = Cost()


def derived(passphrase: bytes, salt: bytes, cost: Cost = USUAL) -> bytes:
    """A key of 256 bits. ValueError or MemoryError when this machine can't make it."""
    return hashlib.scrypt(passphrase, salt=salt, n=cost.n, r=cost.r, p=cost.p, dklen=32, maxmem=MEMORY)


def too_short(passphrase: str) -> str:
    """Why a passphrase is refused; "" when it is not."""
    if len(passphrase) >= LEAST_PASSPHRASE:
        return ""
    return _("A passphrase has at least {count} characters, best several words.").format(count=LEAST_PASSPHRASE)
