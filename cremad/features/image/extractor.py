"""Frames of a clip → one row of numbers."""

import cv2
import numpy as np

from cremad.errors import UnreadableMediaError
from cremad.features.image.color import color_counts
from cremad.features.image.columns import CELL, CROP_HEIGHT, CROP_WIDTH, LBP_GRID
from cremad.features.image.face import INNER_FACE, FaceFinder, centre_square, crop_frames
from cremad.features.image.hog import hog
from cremad.features.image.lbp import lbp_histograms, lbp_patterns
from cremad.features.image.options import ImageFeatureOptions


class ImageExtractor:
    """Computes the image features; keep one, since making it loads the face detector.

    Parameters
    ----------
    options : ImageFeatureOptions
    """

    def __init__(self, options: ImageFeatureOptions):
        self.options = options
        self._finder = FaceFinder(options.min_face_share)

    def extract(self, frames: np.ndarray) -> np.ndarray:
        """Features of the face over the frames of a clip.

        Parameters
        ----------
        frames : (n, height, width, 3) uint8 array
            RGB, in the order of time; a still image is one frame and changes by 0.

        Returns
        -------
        (n_columns,) float32 array
            In the order of `column_names`. Where no face is found, `face_found` is 0 and the features are
            those of the centre square of the frames.

        Raises
        ------
        UnreadableMediaError
            If the frames have another shape or type, or there is none.
        """
        refuse_what_is_no_clip(frames)
        box = self._finder.find(frames)
        # One pixel more on each side: every pixel of the crop has true neighbours for its pattern.
        wide = crop_frames(frames, box or centre_square(frames), INNER_FACE, CROP_HEIGHT + 2, CROP_WIDTH + 2)
        values = self._describe(wide)
        return np.concatenate([[box is not None], pool_frames(values)]).astype(np.float32)

    def _describe(self, wide: np.ndarray) -> np.ndarray:
        grey = np.stack([cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in wide])
        gradients = hog(grey[:, 1:-1, 1:-1], CELL, self.options.hog_orientations)
        textures = lbp_histograms(lbp_patterns(grey), *LBP_GRID)
        colors = np.stack([color_counts(frame, self.options.color_bins) for frame in wide]) / grey[0].size
        return np.concatenate([family.reshape(len(wide), -1) for family in (gradients, textures, colors)], axis=1)


def pool_frames(values: np.ndarray) -> np.ndarray:
    """Mean, standard deviation and mean absolute difference over the frames.

    Parameters
    ----------
    values : (n, d) array

    Returns
    -------
    (3 * d,) array
        The three statistics of the first value, then those of the second, and so on.

    Examples
    --------
    >>> pool_frames(np.array([[0.0], [4.0], [2.0]])).round(3).tolist()
    [2.0, 1.633, 3.0]
    """
    changes = np.abs(np.diff(values, axis=0)).mean(axis=0) if len(values) > 1 else np.zeros(values.shape[1])
    return np.stack([values.mean(axis=0), values.std(axis=0), changes], axis=1).ravel()


def refuse_what_is_no_clip(frames: np.ndarray) -> None:
    """Raise UnreadableMediaError unless the frames are `(n, height, width, 3)` uint8, n at least 1."""
    if frames.ndim != 4 or frames.shape[3] != 3 or frames.dtype != np.uint8 or frames.size == 0:
        raise UnreadableMediaError(
            f"frames of shape {frames.shape} and type {frames.dtype} have no features:"
            " (n, height, width, 3) uint8 is needed, with one frame at least"
        )
