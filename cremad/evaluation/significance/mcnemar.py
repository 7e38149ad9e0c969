"""McNemar's test: of the clips that one model alone gets right, are as many the first's as the second's?

Only clips on which the models disagree count: under the null hypothesis each of them is the first's with
probability one half. Clips are taken for independent. Those of one actor are not, so that the p-value is too
small where models suit some actors better than others; the permutation of actors has no such fault.

Counts may be arrays: all pairs of a results table are tested at once.

References
----------
McNemar, Psychometrika 12, 1947; Fagerland, Lydersen and Laake, "The McNemar test for binary matched-pairs
data: mid-p and asymptotic are better than exact conditional", BMC Medical Research Methodology 13:91, 2013.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.result import TestResult

CAVEAT = "Clips of one actor are taken for independent; read the permutation of actors beside it."


def mcnemar(first_right: np.ndarray, second_right: np.ndarray, *, mid_p: bool = False) -> TestResult:
    """Test whether two models are right on equally many clips.

    Parameters
    ----------
    first_right, second_right : ndarray of bool, shape (clips,)
        Whether each model is right on a clip.
    mid_p : bool
        Count what was seen by half: less conservative than the exact test, and hardly ever too liberal.

    Returns
    -------
    TestResult
        The statistic is the smaller of the two counts.

    Raises
    ------
    ContractError
        If the lengths differ.
    """
    first_right, second_right = np.asarray(first_right, bool), np.asarray(second_right, bool)
    if first_right.shape != second_right.shape:
        raise ContractError(f"{first_right.shape} and {second_right.shape} are not of the same clips")
    only_first = int(np.count_nonzero(first_right & ~second_right))
    only_second = int(np.count_nonzero(second_right & ~first_right))
    return TestResult(
        test="mcnemar_mid_p" if mid_p else "mcnemar_exact",
        statistic=min(only_first, only_second),
        p_value=float((mid_p_value if mid_p else exact_p_value)(only_first, only_second)),
        caveat=CAVEAT,
    )


def exact_p_value(only_first: ArrayLike, only_second: ArrayLike) -> np.ndarray:
    """Two-sided exact p-value of the numbers of clips that one model alone is right on."""
    fewer, both = np.minimum(only_first, only_second), np.add(only_first, only_second)
    return np.minimum(2 * stats.binom.cdf(fewer, both, 0.5), 1.0)


def mid_p_value(only_first: ArrayLike, only_second: ArrayLike) -> np.ndarray:
    """Two-sided exact p-value less the probability of what was seen, which is 1 where counts are equal."""
    fewer, both = np.minimum(only_first, only_second), np.add(only_first, only_second)
    p_value = 2 * stats.binom.cdf(fewer, both, 0.5) - stats.binom.pmf(fewer, both, 0.5)
    return np.where(np.equal(only_first, only_second), 1.0, p_value)
