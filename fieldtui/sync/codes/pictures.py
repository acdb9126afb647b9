"""QR codes out of photos and screenshots, by zxing-cpp where it is installed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of

KINDS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")


def pictures_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files as they are named; of a folder the pictures in it, by name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.suffix.lower() in KINDS)
        else:
            yield path


def texts_in(path: Path) -> list[str]:
    """What the QR codes of a picture say, in no order. FieldError when it can't be read."""
    try:
        import zxingcpp
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise FieldError(
            _('Pictures need two more libraries: pip install "fieldtui[scan]"; a scanner gun needs none.')
        ) from error
    try:
        with Image.open(path) as image:
            grey = image.convert("L")
    except UnidentifiedImageError as error:
        raise FieldError(_("{path} is no picture.").format(path=path)) from error
    except Image.DecompressionBombError as error:
        raise FieldError(_("{path} is too large a picture.").format(path=path)) from error
    except OSError as error:
        raise FieldError(_("{path} can't be read: {reason}.").format(path=path, reason=reason_of(error))) from error
    pixels = memoryview(grey.tobytes()).cast("B", shape=[grey.height, grey.width])
    return [barcode.text for barcode in zxingcpp.read_barcodes(pixels)]
