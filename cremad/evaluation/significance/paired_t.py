"""Tests of the mean of paired differences by Student's t, over folds.

Folds share training clips, so that their scores hang together: the plain test takes them for independent and
finds too much. The corrected one adds the share of clips that are tested to the variance of the mean.

References
----------
Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003; Bouckaert and Frank,
"Evaluating the replicability of significance tests for comparing learning algorithms", PAKDD 2004, for
repeated k folds.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.result import TestResult

DIGITS = 12
"""Scores that agree to so many digits differ by rounding alone."""

UNDEFINED = "Not defined: all pairs differ alike, which leaves no spread to compare the difference with."

CAVEAT = (
    "Folds share training clips, so their differences are not independent and this p-value is too small; "
    "read the corrected resampled t-test instead."
)


def paired_t(first: ArrayLike, second: ArrayLike) -> TestResult:
    """Student's paired t-test, which holds for pairs that are independent, and over folds they are not.

    Parameters
    ----------
    first, second : array-like of float, shape (folds,)
        Scores of two models in the same folds, at least two.

    Raises
    ------
    ContractError
        If the lengths differ, there are fewer than two pairs, or a score is not finite.

    Notes
    -----
    Where all pairs differ alike the test is not defined: statistic and p-value are NaN, and the caveat says so.
    """
    return _t_test("paired_t", first, second, 0.0, CAVEAT)


def corrected_t(first: ArrayLike, second: ArrayLike, *, n_train: float, n_test: float) -> TestResult:
    """Nadeau and Bengio's corrected resampled t-test: variance of the mean s²(1/J + n_test/n_train).

    Parameters
    ----------
    first, second : array-like of float, shape (folds,)
        Scores of two models in the same J folds, those of all repeats together.
    n_train, n_test : float
        Clips that a fold trains and tests on, on average.

    Raises
    ------
    ContractError
        As `paired_t`.
    """
    return _t_test("corrected_t", first, second, n_test / n_train, None)


def _t_test(name: str, first: ArrayLike, second: ArrayLike, correction: float, caveat: str | None) -> TestResult:
    differences = without_rounding(paired_differences(first, second), of=np.array([first, second]))
    folds = len(differences)
    mean = float(differences.mean())
    error = float(differences.std(ddof=1)) * np.sqrt(1 / folds + correction) if np.ptp(differences) else 0.0
    if not error and mean:
        return TestResult(test=name, statistic=np.nan, p_value=np.nan, caveat=UNDEFINED)
    t = mean / error if error else 0.0
    return TestResult(test=name, statistic=t, p_value=2 * stats.t.sf(abs(t), folds - 1), caveat=caveat)


def without_rounding(values: np.ndarray, *, of: np.ndarray) -> np.ndarray:
    """Scores or their differences over the largest of the scores, so that what differs by rounding is equal."""
    largest = np.abs(of).max(initial=0.0)
    return np.round(values / largest, DIGITS) if largest else np.asarray(values, float)


def paired_differences(first: ArrayLike, second: ArrayLike) -> np.ndarray:
    """First less second, of at least two pairs of finite scores; `ContractError` for anything else."""
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 1 or len(first) < 2:
        raise ContractError(f"scores {first.shape} and {second.shape} are not two or more pairs")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ContractError("a score is not a finite number")
    return first - second
