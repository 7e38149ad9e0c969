"""Mean and deviation of features of which some values are missing."""

import numpy as np


def moments(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each column over the values that are there.

    Parameters
    ----------
    X : (clips, features) ndarray
        NaN where a value is missing.

    Returns
    -------
    mean, deviation : (features,) float64
        The deviation of equal values is exactly 0, without a rounding error that would be taken for a scale;
        both are 0 where no value is there.

    Examples
    --------
    >>> mean, deviation = moments(np.array([[1.0, np.nan, 0.1], [3.0, np.nan, 0.1], [np.nan, np.nan, 0.1]]))
    >>> mean.tolist(), deviation.tolist()
    ([2.0, 0.0, 0.1], [1.0, 0.0, 0.0])
    """
    values = np.where(np.isnan(X).all(axis=0), 0.0, X).astype(np.float64)
    equal = np.nanmin(values, axis=0) == np.nanmax(values, axis=0)
    mean = np.where(equal, np.nanmin(values, axis=0), np.nanmean(values, axis=0))
    return mean, np.where(equal, 0.0, np.nanstd(values, axis=0))
