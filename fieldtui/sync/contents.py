"""What a file is: an enrolment, a receipt alone, or a bundle or part of one, of which its manifest says more."""

from fieldtui.sync.bundle import Manifest, bundle_of, read_envelope
from fieldtui.sync.enrolment import Enrolment, enrolment_of
from fieldtui.sync.parts import PartManifest, is_part, part_of
from fieldtui.sync.receipt import Receipt, receipt_of


def contents_of(content: bytes) -> Enrolment | Receipt | Manifest | PartManifest:
    """What a file's content says of itself. BundleError when it is none of these."""
    form = read_envelope(content)
    small = receipt_of(form) or enrolment_of(form)
    if small:
        return small
    return part_of(form).manifest if is_part(form) else bundle_of(form).manifest
