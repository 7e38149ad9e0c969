"""P-values adjusted for how many comparisons were made, to be read against the level of one.

References
----------
Holm, Scandinavian Journal of Statistics 6, 1979; Benjamini and Hochberg, Journal of the Royal Statistical
Society B 57, 1995.
"""

import numpy as np
from scipy import stats


def holm(p_values: np.ndarray) -> np.ndarray:
    """Adjust so that the chance of any false finding stays at the level, however tests depend on each other.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    p_values = np.asarray(p_values, float)
    order = np.argsort(p_values)
    steps = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """Adjust so that the expected share of false findings among all findings stays at the level.

    Holds for independent and for positively dependent tests.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p_values = np.asarray(p_values, float)
    return stats.false_discovery_control(p_values) if len(p_values) else p_values
