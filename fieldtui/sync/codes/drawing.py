"""QR codes as half blocks for a terminal and as PNG for paper."""

import struct
import zlib
from collections.abc import Sequence

from fieldtui.sync.codes.size import QUIET, CodeSize, correction

Matrix = Sequence[Sequence[bool]]
"""Rows of modules with the white around them; True is black."""
MASK = 0
"""Any of the eight can be read; to try all of them takes eight times as long."""
UPPER, LOWER, BOTH, NEITHER = "▀", "▄", "█", " "


def matrix(text: str, size: CodeSize, mask: int | None = MASK) -> Matrix:
    """The code of a text in QR's alphanumeric mode; without a mask, by the one that looks best."""
    from qrcode.main import QRCode
    from qrcode.util import MODE_ALPHA_NUM, QRData

    code = QRCode(version=size.version, error_correction=correction(size.level), border=QUIET, mask_pattern=mask)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM), optimize=0)
    code.make(fit=False)
    modules: Matrix = code.get_matrix()
    return modules


def half_blocks(modules: Matrix) -> list[str]:
    """A line of a terminal for each two rows: what is black of each cell, to be drawn black on white."""
    white = [False] * len(modules[0])
    rows = [*modules, white] if len(modules) % 2 else modules
    return [
        "".join(
            BOTH if upper and lower else UPPER if upper else LOWER if lower else NEITHER
            for upper, lower in zip(rows[number], rows[number + 1], strict=True)
        )
        for number in range(0, len(rows), 2)
    ]


def png(modules: Matrix, scale: int) -> bytes:
    """A picture in black and white, `scale` pixels a module."""
    width, height = len(modules[0]) * scale, len(modules) * scale
    lines = bytearray()
    for row in modules:
        bits = "".join(("0" if black else "1") * scale for black in row)
        padded = bits.ljust(-(-width // 8) * 8, "0")
        lines += (b"\x00" + int(padded, 2).to_bytes(len(padded) // 8, "big")) * scale
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
