"""Local binary patterns: what the texture around each pixel looks like, counted over a grid [1]_.

Eight neighbours at a distance of one pixel, the diagonal ones interpolated, are compared with the middle. A
pattern with at most two changes around the circle is uniform and is identified by its number of ones (0 to 8), so
that turning the image changes nothing; all other patterns count as 9.

The diagonals are interpolated along the rows first and then along the columns, with weights that depend on a
pixel's place by a rounding error. scikit-image does so, and where neighbours tie with the middle the rounding
decides: the same operations in the same order give the same pattern for every pixel of every image.

References
----------
.. [1] T. Ojala, M. Pietikäinen and T. Mäenpää, "Multiresolution gray-scale and rotation invariant texture
   classification with local binary patterns", IEEE TPAMI 24(7), 2002.
"""

import numpy as np

from cremad.features.image.grid import count_in_cells

PATTERNS = 10
_DIAGONAL = 0.70711
"""Cosine of 45 degrees, to the five places that scikit-image keeps."""

_BITS = (np.arange(256)[:, None] >> np.arange(8)) & 1
_CHANGES = (np.roll(_BITS, 1, axis=1) != _BITS).sum(axis=1)
_PATTERN_OF_CODE = np.where(_CHANGES <= 2, _BITS.sum(axis=1), PATTERNS - 1).astype(np.uint8)
"""Eight bits, in their order around the circle, to their pattern."""


def lbp_patterns(grey: np.ndarray) -> np.ndarray:
    """Pattern around each pixel that has all its neighbours.

    Parameters
    ----------
    grey : (n, height, width) uint8 array

    Returns
    -------
    (n, height - 2, width - 2) uint8 array
        0 to 8 for uniform patterns, 9 for others.
    """
    image = grey.astype(np.float64)
    middle = image[:, 1:-1, 1:-1]
    east_share, west_share = _shares(grey.shape[2])
    south_share, north_share = (share[:, None] for share in _shares(grey.shape[1]))
    east = (1 - east_share) * image[:, :, 1:-1] + east_share * image[:, :, 2:]
    west = (1 - west_share) * image[:, :, :-2] + west_share * image[:, :, 1:-1]
    around = (
        image[:, 1:-1, 2:],
        (1 - north_share) * east[:, :-2] + north_share * east[:, 1:-1],
        image[:, :-2, 1:-1],
        (1 - north_share) * west[:, :-2] + north_share * west[:, 1:-1],
        image[:, 1:-1, :-2],
        (1 - south_share) * west[:, 1:-1] + south_share * west[:, 2:],
        image[:, 2:, 1:-1],
        (1 - south_share) * east[:, 1:-1] + south_share * east[:, 2:],
    )
    code = np.zeros(middle.shape, np.uint8)
    for bit, neighbour in enumerate(around):
        code |= (neighbour >= middle).view(np.uint8) << np.uint8(bit)
    return _PATTERN_OF_CODE[code]


def lbp_histograms(patterns: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Share of each pattern in each cell of a grid.

    Parameters
    ----------
    patterns : (n, height, width) uint8 array
        From `lbp_patterns`; `height` a multiple of `rows`, `width` of `columns`.

    Returns
    -------
    (n, rows, columns, 10) float64 array
        Sums to 1 over the last axis.
    """
    counts = count_in_cells(patterns, PATTERNS, rows, columns)
    return counts / (patterns[0].size // (rows * columns))


def _shares(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Weight of the farther of two pixels for a step forward and for a step back, at each inner position."""
    places = np.arange(1, size - 1)
    return places + _DIAGONAL - places, places - _DIAGONAL - (places - 1)
