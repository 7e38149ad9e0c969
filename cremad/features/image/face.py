"""Where the face is, and the frames cut to it.

The detector is a cascade of boosted Haar features [1]_ that OpenCV ships. Of the frontal ones ``alt2`` is the
surest and the fastest: it finds exactly one face in a middle frame of each of 201 CREMA-D clips.

References
----------
.. [1] P. Viola and M. Jones, "Rapid object detection using a boosted cascade of simple features", CVPR 2001.
"""

import threading
from typing import NamedTuple

import cv2
import numpy as np

from cremad.errors import MissingFileError

CASCADE = "haarcascade_frontalface_alt2.xml"
SEARCH_SIDE = 120
"""Frames are shrunk to this shorter side, in pixels, before the search: it costs no face and saves time."""


class Box(NamedTuple):
    """A square in a frame, in pixels."""

    left: int
    top: int
    side: int


class Region(NamedTuple):
    """A part of a box, in shares of its side."""

    left: float
    top: float
    width: float
    height: float


INNER_FACE = Region(left=0.175, top=0.2, width=0.65, height=0.8)
"""Brows to chin and little else. The cascade's box reaches from the forehead to the chin and past the cheeks;
hair, ears and background identify person and place, not the emotion."""


class FaceFinder:
    """Finds one face in a clip.

    Parameters
    ----------
    min_face_share : float
        Side of the smallest face looked for, as a share of the frame's shorter side.

    Raises
    ------
    MissingFileError
        If OpenCV lacks the cascade, as its versions from 5.0 do.
    """

    def __init__(self, min_face_share: float):
        path = cv2.data.haarcascades + CASCADE
        self._cascade = cv2.CascadeClassifier(path)
        if self._cascade.empty():
            raise MissingFileError(
                "the face cascade cannot be loaded", path=path, remedy="Install opencv-python-headless<5."
            )
        self._min_face_share = min_face_share
        self._lock = threading.Lock()  # a cascade keeps its working memory in itself

    def find(self, frames: np.ndarray) -> Box | None:
        """Look at a quarter, half and three quarters of the clip, and take the median of the boxes found.

        One frame's box jitters by some pixels, which blurs features that are tied to places in the face.

        Parameters
        ----------
        frames : (n, height, width, 3) uint8 array
            RGB.

        Returns
        -------
        Box or None
            None if none of the frames shows a face.
        """
        searched = np.unique(np.arange(1, 4) * len(frames) // 4)
        found = [box for index in searched if (box := self._largest(frames[index])) is not None]
        return Box(*np.median(found, axis=0).round().astype(int).tolist()) if found else None

    def _largest(self, frame: np.ndarray) -> Box | None:
        scale = min(1.0, SEARCH_SIDE / min(frame.shape[:2]))
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        smallest = round(self._min_face_share * min(grey.shape))
        with self._lock:
            found = self._cascade.detectMultiScale(
                grey, scaleFactor=1.1, minNeighbors=5, minSize=(smallest, smallest)
            )
        if len(found) == 0:
            return None
        left, top, side, _ = max(found.tolist(), key=lambda box: (box[2], box))
        return Box(round(left / scale), round(top / scale), round(side / scale))


def centre_square(frames: np.ndarray) -> Box:
    """The box that stands in where no face is found: the largest square in the middle of the frame.

    >>> centre_square(np.zeros((1, 90, 120, 3), np.uint8))
    Box(left=15, top=0, side=90)
    """
    height, width = frames.shape[1:3]
    side = min(height, width)
    return Box((width - side) // 2, (height - side) // 2, side)


def crop_frames(frames: np.ndarray, box: Box, region: Region, height: int, width: int) -> np.ndarray:
    """Cut a part of a box out of every frame and bring it to a size.

    Parameters
    ----------
    frames : (n, h, w, 3) uint8 array
    box : Box
        One box for all frames, so that movement of the head shows as movement.
    region : Region
        Part of the box; where it leaves the frame, the frame's edge pixels are repeated.
    height, width : int
        Of the crops, in pixels.

    Returns
    -------
    (n, height, width, 3) uint8 array
    """
    left, top = round(box.left + region.left * box.side), round(box.top + region.top * box.side)
    rows = np.arange(top, top + max(1, round(region.height * box.side))).clip(0, frames.shape[1] - 1)
    columns = np.arange(left, left + max(1, round(region.width * box.side))).clip(0, frames.shape[2] - 1)
    method = cv2.INTER_AREA if len(rows) >= height else cv2.INTER_LINEAR
    parts = frames[:, rows[:, None], columns]
    return np.stack([cv2.resize(part, (width, height), interpolation=method) for part in parts])
