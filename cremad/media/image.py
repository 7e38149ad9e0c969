"""Still images."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image

from cremad.errors import UnreadableMediaError
from cremad.media.claims import check_picture
from cremad.media.door import decoding
from cremad.media.limits import LIMITS, MediaLimits
from cremad.media.source import take_source


def load_image(
    source: Path | str | bytes | BinaryIO, limits: MediaLimits = LIMITS, name: str | None = None
) -> np.ndarray:
    """Read an image as 8-bit RGB with OpenCV, once Pillow has read from its header how large it is.

    ============  =====================================================================
    grey          the three channels are equal
    alpha         is left out; the colours stay as they are stored
    16 bits       the upper eight: 65535 becomes 255, 256 becomes 1
    orientation   a photograph is turned upright as its EXIF entry asks
    ============  =====================================================================

    Parameters
    ----------
    source : path-like, bytes or binary file
        PNG, JPEG, BMP, TIFF, WebP or what else both read.
    limits : MediaLimits, optional
    name : str, optional
        What errors call bytes.

    Returns
    -------
    (h, w, 3) uint8 ndarray
        Red, green, blue.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, truncated, too large or no image that OpenCV reads; `cv2.imread` would return None. No
        decoder's exception of another class comes out.
    """
    source = take_source(source, name, limits.bytes)
    with decoding(source.name):
        with source.open() as file:
            content = file.read()
        try:
            check_picture(source.name, *_stated_size(content), limits.pixels)
            image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
        except Image.DecompressionBombError as error:
            raise UnreadableMediaError(
                f"has more than {limits.pixels} pixels", path=source.name, remedy="Scale it down."
            ) from error
        except (cv2.error, OSError, SyntaxError) as error:
            raise _undecodable(source.name) from error
        if image is None:
            raise _undecodable(source.name)
        return image


def _stated_size(content: bytes) -> tuple[int, int]:
    """Width and height by the header; Pillow's own limit, which it warns of, is not the one that counts here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content)) as image:
            return image.size


def _undecodable(name: Path | str) -> UnreadableMediaError:
    return UnreadableMediaError(
        "is truncated or not an image of 8 or 16 bits", path=name, remedy="Save it again as PNG or JPEG."
    )
