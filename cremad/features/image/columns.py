"""Names of the columns, in their order. Units and meanings stand in the contract ``features_image``."""

from itertools import product

from cremad.features.image.color import CHANNELS
from cremad.features.image.lbp import PATTERNS
from cremad.features.image.options import ImageFeatureOptions

CROP_HEIGHT, CROP_WIDTH = 96, 80
"""Size that the face is brought to, in pixels."""
CELL = 16
"""Side of a HOG cell in pixels."""
LBP_GRID = (3, 2)
"""Rows and columns that patterns are counted in: brows and eyes, nose, mouth; left and right."""
STATISTICS = ("mean", "std", "change")
"""Over the frames: mean, standard deviation, mean absolute difference of successive frames."""


def column_names(options: ImageFeatureOptions) -> tuple[str, ...]:
    """Names of the values that an extractor gives.

    Examples
    --------
    >>> column_names(ImageFeatureOptions())[:3]
    ('face_found', 'hog_r0_c0_o0_mean', 'hog_r0_c0_o0_std')
    """
    hog = product(range(CROP_HEIGHT // CELL), range(CROP_WIDTH // CELL), range(options.hog_orientations))
    lbp = product(range(LBP_GRID[0]), range(LBP_GRID[1]), range(PATTERNS))
    values = [
        *(f"hog_r{row}_c{column}_o{orientation}" for row, column, orientation in hog),
        *(f"lbp_r{row}_c{column}_p{pattern}" for row, column, pattern in lbp),
        *(f"{channel}_b{index}" for channel, index in product(CHANNELS, range(options.color_bins))),
    ]
    return ("face_found", *(f"{value}_{statistic}" for value in values for statistic in STATISTICS))
