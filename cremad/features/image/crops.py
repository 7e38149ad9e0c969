"""Frames of a clip → the face in them, small and grey, for networks that read images."""

import cv2
import numpy as np
from pydantic import Field

from cremad.features.image.extractor import refuse_what_is_no_clip
from cremad.features.image.face import INNER_FACE, FaceFinder, centre_square, crop_frames
from cremad.settings import Options


class FaceFrameOptions(Options):
    """Frames taken of a clip, and the size that the face in them is brought to."""

    frames: int = Field(default=12, ge=1, le=64)
    """Frames sampled over a clip, evenly; a still image is one frame."""
    min_face_share: float = Field(default=0.25, ge=0.1, le=1.0)
    """Side of the smallest face looked for, as a share of the frame's shorter side."""
    height: int = Field(default=56, ge=16, le=224)
    """Of the crop, from the brows to the chin, in pixels."""
    width: int = Field(default=48, ge=16, le=224)
    """Of the crop, in pixels."""


class FaceCropper:
    """Cuts the face out of frames; keep one, since making it loads the face detector.

    Parameters
    ----------
    options : FaceFrameOptions
    """

    def __init__(self, options: FaceFrameOptions):
        self.options = options
        self._finder = FaceFinder(options.min_face_share)

    def crop(self, frames: np.ndarray) -> np.ndarray:
        """The inner face of every frame; the centre square of the frames stands in where no face is found.

        Parameters
        ----------
        frames : (n, h, w, 3) uint8 array
            RGB, in the order of time.

        Returns
        -------
        (n, height, width) uint8 array
            Grey. Raises as `ImageExtractor.extract` does.
        """
        refuse_what_is_no_clip(frames)
        box = self._finder.find(frames) or centre_square(frames)
        faces = crop_frames(frames, box, INNER_FACE, self.options.height, self.options.width)
        return np.stack([cv2.cvtColor(face, cv2.COLOR_RGB2GRAY) for face in faces])
