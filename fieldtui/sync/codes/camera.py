"""QR codes before a camera, or in a video that was taken of them, by OpenCV and zxing-cpp where they are installed."""

from collections.abc import Iterator

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError


def texts_filmed(source: str) -> Iterator[list[str]]:
    """Of picture after picture what the codes in it say, until the video ends; a camera's never does.

    `source` is a camera's number, from 0 on, or a video's path. FieldError when there is none, or no library.
    """
    try:
        import cv2
        import zxingcpp
    except ImportError as error:
        raise FieldError(
            _('A camera needs two more libraries: pip install "fieldtui[camera]"; a scanner gun needs none.')
        ) from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    film = cv2.VideoCapture(int(source) if source.isdecimal() else source)
    try:
        if not film.isOpened():
            raise FieldError(
                _("There is no camera or video {source}; try --camera 1, or free it from other programs.").format(
                    source=source
                )
            )
        while True:
            came, picture = film.read()
            if not came:
                return
            yield [barcode.text for barcode in zxingcpp.read_barcodes(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))]
    finally:
        film.release()
