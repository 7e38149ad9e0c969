"""Histograms of the channels of three colour spaces."""

import cv2
import numpy as np

SPACES = {"rgb": None, "hsv": cv2.COLOR_RGB2HSV_FULL, "lab": cv2.COLOR_RGB2LAB}
"""Space → OpenCV's conversion. All run over 0 to 255, the full-range hue too."""
CHANNELS = tuple(f"{space}_{channel}" for space in SPACES for channel in space)


def color_counts(image: np.ndarray, bins: int) -> np.ndarray:
    """Number of pixels by value of each channel.

    Parameters
    ----------
    image : (height, width, 3) uint8 array
        RGB.
    bins : int
        Bins of equal width over 0 to 255; a divisor of 256.

    Returns
    -------
    (9, bins) float32 array
        Rows in the order of `CHANNELS`.

    Examples
    --------
    >>> color_counts(np.zeros((2, 3, 3), np.uint8), 4)[0].tolist()
    [6.0, 0.0, 0.0, 0.0]
    """
    spaces = [image if code is None else cv2.cvtColor(image, code) for code in SPACES.values()]
    counts = [cv2.calcHist([space], [channel], None, [bins], [0, 256]) for space in spaces for channel in range(3)]
    return np.concatenate(counts, axis=1).T
