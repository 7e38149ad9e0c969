"""Still images."""

from pathlib import Path

import cv2
import numpy as np

from cremad.errors import UnreadableMediaError
from cremad.media.source import check_source


def load_image(path: Path | str) -> np.ndarray:
    """Read an image as 8-bit RGB with OpenCV.

    ============  =====================================================================
    grey          the three channels are equal
    alpha         is left out; the colours stay as they are stored
    16 bits       the upper eight: 65535 becomes 255, 256 becomes 1
    orientation   a photograph is turned upright as its EXIF entry asks
    ============  =====================================================================

    Parameters
    ----------
    path : path-like
        PNG, JPEG, BMP, TIFF, WebP or what else OpenCV reads.

    Returns
    -------
    (h, w, 3) uint8 ndarray
        Red, green, blue.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, truncated, too large or no image that OpenCV reads; `cv2.imread` would return None.
    """
    path = check_source(path)
    try:
        image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as error:
        raise _undecodable(path) from error
    if image is None:
        raise _undecodable(path)
    return image


def _undecodable(path: Path) -> UnreadableMediaError:
    return UnreadableMediaError(
        "is truncated or not an image of 8 or 16 bits", path=path, remedy="Save it again as PNG or JPEG."
    )
