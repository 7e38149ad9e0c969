"""The population stability index, on shares.

References
----------
B. Yurdakul and J. Naranjo, Statistical properties of the population stability index, Journal of Risk Model
Validation 14(4), 2020: without drift it is about ``(cells - 1) (1/n_reference + 1/n_current)``, so that it
means nothing for small windows; therefore it is only reported here and raises no alarms.
"""

import numpy as np


def stability_index(reference: np.ndarray, current: np.ndarray) -> float:
    """Sum over cells of ``(c - r) ln(c / r)``, where `r` and `c` are the windows' shares.

    Shares are smoothed by half a clip in every cell (Jeffreys' prior), so an empty cell counts by how many
    clips it could have had, not as infinity.

    Parameters
    ----------
    reference, current : ndarray of shape (cells,)
        Clips in each cell.

    Returns
    -------
    float
        0 for equal shares, and symmetric for windows of one size. In use: below 0.1 small, above 0.25 large.

    Examples
    --------
    >>> stability_index(np.array([50, 50]), np.array([5, 5]))
    0.0
    >>> round(stability_index(np.array([99, 0]), np.array([0, 99])), 2)
    10.48
    """
    r, c = _smoothed_shares(reference), _smoothed_shares(current)
    return float(np.sum((c - r) * np.log(c / r)))


def quantile_edges(reference: np.ndarray, bins: int) -> np.ndarray:
    """Inner edges of `bins` equal shares of the finite reference values, fewer where values repeat."""
    finite = reference[np.isfinite(reference)]
    if finite.size == 0:
        return np.empty(0)
    return np.unique(np.quantile(finite, np.linspace(0, 1, bins + 1)[1:-1]))


def _smoothed_shares(counts: np.ndarray) -> np.ndarray:
    return (counts + 0.5) / (counts.sum() + 0.5 * counts.size)
