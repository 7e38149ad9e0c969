"""Tests by ranks, over folds or corpora: of two models by Wilcoxon, of several by Friedman and Nemenyi.

Reference
---------
Demšar, "Statistical comparisons of classifiers over multiple data sets", Journal of Machine Learning
Research 7, 2006.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.paired_t import paired_differences, without_rounding
from cremad.evaluation.significance.result import TestResult

CAVEAT = "Corpora are independent; folds of one corpus share training clips, and this p-value is then too small."


def wilcoxon(first: ArrayLike, second: ArrayLike) -> TestResult:
    """Wilcoxon's signed-rank test: are differences of either sign equally large?

    Parameters
    ----------
    first, second : array-like of float, shape (blocks,)
        Scores of two models in the same folds or corpora. Pairs without a difference, but for rounding, are left
        out; where none differs the p-value is 1.

    Raises
    ------
    ContractError
        If there are not two pairs or more of finite scores.
    """
    differences = without_rounding(paired_differences(first, second), of=np.array([first, second]))
    if not differences.any():
        return TestResult(test="wilcoxon", statistic=0.0, p_value=1.0, caveat=CAVEAT)
    found = stats.wilcoxon(differences)
    return TestResult(test="wilcoxon", statistic=found.statistic, p_value=found.pvalue, caveat=CAVEAT)


def friedman(scores: np.ndarray) -> TestResult:
    """Friedman's test: do some of several models rank higher than others?

    Parameters
    ----------
    scores : ndarray, shape (blocks, models)
        Scores in the same folds or corpora, of three models or more.

    Raises
    ------
    ContractError
        If there are fewer than two blocks or three models, or a score is not finite.
    """
    scores = _table(scores, least_models=3)
    if (scores == scores[:, :1]).all():
        return TestResult(test="friedman", statistic=0.0, p_value=1.0, caveat=CAVEAT)
    found = stats.friedmanchisquare(*scores.T)
    return TestResult(test="friedman", statistic=found.statistic, p_value=found.pvalue, caveat=CAVEAT)


def average_ranks(scores: np.ndarray) -> np.ndarray:
    """Mean rank of each model over the blocks: 1 is the highest score, equal scores share their ranks."""
    return stats.rankdata(-_table(scores, least_models=2), axis=1).mean(0)


def nemenyi_critical_difference(models: int, blocks: int, alpha: float = 0.05) -> float:
    """Least difference of two average ranks that is significant, when all pairs of models are compared."""
    q = stats.studentized_range.ppf(1 - alpha, models, np.inf) / np.sqrt(2)
    return float(q * np.sqrt(models * (models + 1) / (6 * blocks)))


def nemenyi(scores: np.ndarray) -> np.ndarray:
    """P-values of all pairs of models, adjusted for their number; 1 on the diagonal.

    Parameters
    ----------
    scores : ndarray, shape (blocks, models)

    Returns
    -------
    ndarray, shape (models, models)
    """
    ranks = average_ranks(scores)
    blocks, models = np.shape(scores)
    apart = np.abs(ranks[:, None] - ranks) / np.sqrt(models * (models + 1) / (6 * blocks))
    return np.minimum(stats.studentized_range.sf(apart * np.sqrt(2), models, np.inf), 1.0)


def _table(scores: np.ndarray, least_models: int) -> np.ndarray:
    scores = np.asarray(scores, float)
    if scores.ndim != 2 or len(scores) < 2 or scores.shape[1] < least_models:
        raise ContractError(f"scores {scores.shape} are not (2 or more blocks, {least_models} or more models)")
    if not np.isfinite(scores).all():
        raise ContractError("a score is not a finite number")
    return without_rounding(scores, of=scores)
