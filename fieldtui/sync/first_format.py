"""Bundles of format 1, which were signed and not sealed: what is in one, for those that still lie on sticks."""

import zlib

import orjson

from fieldtui.ledger.canonical import written_canonically
from fieldtui.ledger.change import Change
from fieldtui.sync.envelope import BundleError, altered, too_large
from fieldtui.sync.suite import SuiteError, from_base64url

LARGEST_CONTENT = 64 * 1024 * 1024
"""Bytes that the content of such a bundle may unpack to."""


def packed(content: str) -> bytes:
    """The bytes that the member `content` stands for."""
    try:
        return from_base64url(content)
    except SuiteError as error:
        raise altered() from error


def unpack(content: bytes, count: int) -> tuple[Change, ...]:
    """The changes: a list of so many, in JSON, gzipped. BundleError when it is anything else."""
    try:
        unpacking = zlib.decompressobj(31)
        text = unpacking.decompress(content, LARGEST_CONTENT)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise too_large()
        forms = orjson.loads(text)
        changes = tuple(Change.from_json(form) for form in forms)
        # What is canonical has no name twice.
        sound = len(changes) == count and written_canonically(forms) == text
    except BundleError:
        raise
    except (zlib.error, ValueError, TypeError, AttributeError) as error:
        raise altered() from error
    if not sound:
        raise altered()
    return changes
