"""How a film asks to be shown: the shape of its pixels, and which way is up."""

import math

import av
import numpy as np
from av.video.stream import VideoStream


def shown_size(stream: VideoStream) -> tuple[int, int]:
    """Width and height of a stream's frames in square pixels, before they are turned.

    Pixels that are not square (PAL, NTSC, anamorphic film) are made so by their width, as players do.
    """
    shape = stream.sample_aspect_ratio
    width, height = stream.width, stream.height
    return (max(1, round(width * shape)) if shape else width), height


def turn_upright(picture: np.ndarray, frame: av.VideoFrame) -> np.ndarray:
    """Turn and mirror a picture as its frame's display matrix asks, to the nearest right angle.

    Phones store a portrait film lying on its side with such a matrix.

    Parameters
    ----------
    picture : (h, w, 3) uint8
    frame : VideoFrame
        From which the picture was made.

    Returns
    -------
    (h, w, 3) or (w, h, 3) uint8
        A view of the picture.

    References
    ----------
    ISO/IEC 14496-12, section 8.2.2: x' = a x + c y, y' = b x + d y.
    """
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return picture
    a, b, _, c, d = np.frombuffer(bytes(matrix), np.int32, 5).tolist()
    if math.hypot(b, c) > math.hypot(a, d):
        picture, across, down = picture.transpose(1, 0, 2), c, b
    else:
        across, down = a, d
    return picture[:: -1 if down < 0 else 1, :: -1 if across < 0 else 1]
