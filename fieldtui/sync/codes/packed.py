"""A file in as few bytes as it can be carried in: exactly the same file comes out again, whatever it was.

A bundle is JSON that holds bytes as base64url and hexadecimal, and JSON in base64url within that. Its short form is an
*outline*, the text with each such value replaced by what it stands for, and the bytes that were taken out of it, one
after the other. The outline of a bundle hardly differs from that of another: it is deflated with OUTLINES given.
"""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from fieldtui.sync.bundle import LARGEST_FILE

PLAIN, DEFLATED, OUTLINED = b"\x00", b"\x01", b"\x02"
"""The first byte: the file as it is; deflated (RFC 1951); its outline deflated, and then what was taken out of it."""
_TEXT, _END, _LETTERS, _HEX = b"\x01", b"\x02", b"\x03", b"\x04"
"""In an outline: base64url of the text up to its end; of so many bytes; so many bytes in hexadecimal."""
_MARKS = re.compile(rb"[\x01-\x04]")
_SHORTEST, _DEEPEST = 16, 5
_VALUE = re.compile(rb'(?<=:")[A-Za-z0-9_-]{16,}(?=")|\A[A-Za-z0-9_-]{16,}\Z')
_STEP = re.compile(rb"[^\x01-\x04]+|\x01|\x02|([\x03\x04])([0-9]{1,8})")
OUTLINES = (
    b'{"payload":"\x01{"at":179,"count":1,"hash":"\x0316"}\x02","protected":"\x01{"alg":"Ed25519","typ":"fieldtui-receip'
    b't+json"}\x02","signature":"\x0364"}\n'
    b'{"payload":"\x01{"at":179,"county":","county_name":","encryption_key":"\x0332","format":1,"from":"\x0316","name":"'
    b'","person":"01","plan":"luohe"}\x02","protected":"\x01{"alg":"Ed25519","typ":"fieldtui-enrolment+json","jwk":{"kty"'
    b':"OKP","crv":"Ed25519","x":"\x0332"}}\x02","signature":"\x0364"}\n'
    b'{"payload":"\x01{"after":{"count":0,"hash":""},"at":179,"content":{"changes":0,"encoding":"br","sha256":"\x0432"},'
    b'"county":"230","encryption_key":"\x0332","format":2,"from":"\x0316","receipt":{"count":0,"hash":"\x0316"},"succeeds'
    b'":[{"payload":"\x01{"county":"","device":"\x0316"}\x02","protected":"\x01{"alg":"Ed25519","typ":"fieldtui-succession'
    b'+json","jwk":{"kty":"OKP","crv":"Ed25519","x":"\x0332"}}\x02","signature":"\x0364"}],"to":"\x0316","upto":{"count":0'
    b',"hash":"\x0316"}}\x02","protected":"\x01{"alg":"Ed25519","typ":"fieldtui-bundle+json","jwk":{"kty":"OKP","crv":"Ed2'
    b'5519","x":"\x0332"}}\x02","signature":"\x0364","content":{"protected":"\x01{"alg":"ECDH-ES","enc":"A256GCM","kid":"'
    b'\x0316","apu":"\x01\x0316\x02","apv":"\x01 office\x02","epk":{"crv":"X25519","x":"\x0332","kty":"OKP"}}\x02","iv"'
    b':"\x0312","ciphertext":"\x03","tag":"\x0316"}}\n'
)
"""What outlines look like, for deflate to begin with: part of the format, never to be altered."""


class PackedError(ValueError):
    """Bytes that are no packed file."""


def pack(file: bytes) -> bytes:
    """The shortest of the forms."""
    forms = [PLAIN + file, DEFLATED + _deflated(file)]
    if not _MARKS.search(file):
        taken = bytearray()
        outline = _outline(file, taken, 1)
        forms.append(OUTLINED + _deflated(outline, OUTLINES) + taken)
    return min(forms, key=len)


def unpack(packed: bytes) -> bytes:
    """The file again. PackedError when it is in another form, or would be larger than a bundle may be."""
    form, content = packed[:1], packed[1:]
    if form == PLAIN:
        return content
    if form not in (DEFLATED, OUTLINED):
        raise PackedError(form.hex())
    inflater = zlib.decompressobj(-zlib.MAX_WBITS, zdict=OUTLINES if form == OUTLINED else b"")
    try:
        text = inflater.decompress(content, LARGEST_FILE)
    except zlib.error as error:
        raise PackedError(str(error)) from error
    if not inflater.eof or (form == DEFLATED and inflater.unused_data):
        raise PackedError("cut off")
    return _filled(text, inflater.unused_data) if form == OUTLINED else text


def _deflated(text: bytes, known: bytes = b"") -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=known)
    return deflater.compress(text) + deflater.flush()


def _outline(text: bytes, taken: bytearray, depth: int) -> bytes:
    """The text without its bytes, which are added to `taken`."""

    def shorter(match: re.Match[bytes]) -> bytes:
        letters = match[0]
        if re.fullmatch(rb"(?:[0-9a-f]{2})+", letters):
            taken.extend(bytes.fromhex(letters.decode("ascii")))
            return _HEX + str(len(letters) // 2).encode("ascii")
        try:
            content = urlsafe_b64decode(letters + b"=" * (-len(letters) % 4))
        except ValueError:
            return letters
        if _letters(content) != letters:
            return letters
        if depth < _DEEPEST and re.fullmatch(rb"[\n -~\x80-\xff]+", content):
            return _TEXT + _outline(content, taken, depth + 1) + _END
        taken.extend(content)
        return _LETTERS + str(len(content)).encode("ascii")

    return _VALUE.sub(shorter, text)


def _filled(outline: bytes, taken: bytes) -> bytes:
    """The text again, with its bytes. PackedError when they don't fit together."""
    open_texts: list[bytearray] = [bytearray()]
    place = used = 0
    while place < len(outline):
        step = _STEP.match(outline, place)
        if step is None:
            raise PackedError("no outline")
        place = step.end()
        if step[0] == _TEXT and len(open_texts) < _DEEPEST:
            open_texts.append(bytearray())
        elif step[0] == _END and len(open_texts) > 1:
            inner = open_texts.pop()
            open_texts[-1] += _letters(bytes(inner))
        elif step[1]:
            content = taken[used : used + int(step[2])]
            used += int(step[2])
            open_texts[-1] += content.hex().encode("ascii") if step[1] == _HEX else _letters(content)
        elif step[0] in (_TEXT, _END):
            raise PackedError("no outline")
        else:
            open_texts[-1] += step[0]
        if len(open_texts[-1]) > LARGEST_FILE:
            raise PackedError("too large")
    if len(open_texts) != 1 or used != len(taken):
        raise PackedError("no outline")
    return bytes(open_texts[0])


def _letters(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")
