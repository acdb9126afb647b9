"""Bytes as letters that a scanner gun types without harm: 41 of the 45 characters of QR's alphanumeric mode.

Two bytes are three letters, as in base45 (RFC 9285), and so as dense; but the blank, which is trimmed, and the marks
that Chinese input methods turn into others ($ / :) stand for no bytes. What is left over is the frame's punctuation.
"""

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ%*+-."
_BASE = len(LETTERS)
_VALUES = {letter: value for value, letter in enumerate(LETTERS)}


def to_letters(content: bytes) -> str:
    """Three letters for each two bytes, two for a last one; the lowest digit first."""
    text = []
    for start in range(0, len(content), 2):
        pair = content[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _digit in range(len(pair) + 1):
            value, digit = divmod(value, _BASE)
            text.append(LETTERS[digit])
    return "".join(text)


def from_letters(text: str) -> bytes:
    """The bytes again. ValueError when these letters were never made from bytes."""
    content = bytearray()
    for start in range(0, len(text), 3):
        value = 0
        group = text[start : start + 3]
        for letter in reversed(group):
            if letter not in _VALUES:
                raise ValueError(letter)
            value = value * _BASE + _VALUES[letter]
        try:
            content += value.to_bytes(len(group) - 1, "big")
        except OverflowError as error:
            raise ValueError(group) from error
    return bytes(content)


def bytes_in(letters: int) -> int:
    """How many bytes fit into so many letters."""
    return letters // 3 * 2 + (letters % 3 == 2)
