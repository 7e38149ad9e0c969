"""Counting over a grid laid on images."""

import numpy as np


def count_in_cells(
    bins: np.ndarray, n_bins: int, rows: int, columns: int, weights: np.ndarray | None = None
) -> np.ndarray:
    """Histogram of each cell.

    Parameters
    ----------
    bins : (n, height, width) integer array
        Bin of each pixel, from 0 to `n_bins - 1`; `height` a multiple of `rows`, `width` of `columns`.
    n_bins, rows, columns : int
    weights : (n, height, width) array, optional
        What each pixel counts for; without it, 1.

    Returns
    -------
    (n, rows, columns, n_bins) float64 array, or int64 without weights

    Examples
    --------
    >>> count_in_cells(np.array([[[0, 1, 1, 1]]]), 2, rows=1, columns=2).tolist()
    [[[[1, 1], [0, 2]]]]
    """
    count, height, width = bins.shape
    row, column = np.arange(height) // (height // rows), np.arange(width) // (width // columns)
    cell = (np.arange(count)[:, None, None] * rows + row[:, None]) * columns + column
    flat_weights = None if weights is None else weights.ravel()
    sums = np.bincount((cell * n_bins + bins).ravel(), flat_weights, count * rows * columns * n_bins)
    return sums.reshape(count, rows, columns, n_bins)
