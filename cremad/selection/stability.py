"""Stability of the selected features over folds.

References
----------
S. Nogueira, K. Sechidis and G. Brown, "On the stability of feature selection algorithms", Journal of Machine
Learning Research 18(174), 2018.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import norm


class Stability(NamedTuple):
    """The index with its 95 % interval; all NaN where it is not defined."""

    value: float
    low: float
    high: float


def stability(kept: np.ndarray) -> Stability:
    """Nogueira, Sechidis and Brown's index: one minus the mean variance of the features' selection, relative to
    the variance under random selection of the same number of features.

    1 for equal sets, 0 on average for sets drawn at random, whatever their sizes; the authors call values above
    .75 excellent, below .4 poor. The interval is the authors', for many independent sets. Folds are few and share
    training clips: the true uncertainty is larger.

    Parameters
    ----------
    kept : ndarray, shape (folds, features), bool

    Returns
    -------
    Stability
        Not defined for fewer than two sets, nor if all features or none are kept in all of them.

    Examples
    --------
    >>> stability(np.array([[1, 1, 0, 0], [1, 0, 1, 0]], dtype=bool)).value
    0.0
    """
    kept = np.asarray(kept, dtype=float)
    folds, features = kept.shape
    frequency, size = kept.mean(axis=0), kept.mean()
    at_random = size * (1 - size)
    if folds < 2 or at_random == 0:
        return Stability(np.nan, np.nan, np.nan)
    index = 1 - folds / (folds - 1) * np.mean(frequency * (1 - frequency)) / at_random
    sizes = kept.mean(axis=1)
    # contribution of each fold to the index: the paper's phi_i without terms that are the same for all folds
    added = (kept @ frequency / features - sizes * size + index * (sizes * size - sizes / 2)) / at_random
    half = norm.ppf(0.975) * 2 / folds * np.sqrt(np.sum((added - added.mean()) ** 2))
    return Stability(float(index), max(-1.0, float(index - half)), min(1.0, float(index + half)))
