"""Scores of how well a class's probability ranks its clips before all others.

Conventions
-----------
One class against the rest. Equal scores count half in the area under the ROC curve, and enter the
precision-recall curve together. A class that does not occur, or alone occurs, has no score (NaN) and is
left out of the average over classes. A random ranking has AUC .5 and an average precision of the class's
prevalence.
"""

from collections.abc import Sequence

import numpy as np
from sklearn import metrics

from cremad.errors import ContractError
from cremad.evaluation.classification import mean_over_classes


def validate(scores: np.ndarray, positive: np.ndarray) -> None:
    """Refuse scores that are not finite numbers, one a clip.

    Raises
    ------
    ContractError
        If lengths differ or a score is not finite.
    """
    if np.shape(scores) != np.shape(positive) or np.ndim(scores) != 1:
        raise ContractError(f"scores {np.shape(scores)} do not fit truth {np.shape(positive)}")
    if not np.isfinite(scores).all():
        raise ContractError("a score is not a finite number")


def auc(scores: np.ndarray, positive: np.ndarray) -> float:
    """Share of pairs of a positive and a negative clip in the right order (Hanley and McNeil, 1982)."""
    validate(scores, positive)
    return float(metrics.roc_auc_score(positive, scores)) if _both_occur(positive) else np.nan


def average_precision(scores: np.ndarray, positive: np.ndarray) -> float:
    """Area under the precision-recall curve as a sum of steps, no interpolation."""
    validate(scores, positive)
    return float(metrics.average_precision_score(positive, scores)) if _both_occur(positive) else np.nan


def roc_curve(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """False-positive and true-positive rates from (0, 0) to (1, 1), corners only."""
    validate(scores, positive)
    if not _both_occur(positive):
        return np.array([]), np.array([])
    return metrics.roc_curve(positive, scores)[:2]


def precision_recall_curve(scores: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Recalls, rising from 0 to 1, and the precision at each."""
    validate(scores, positive)
    if not _both_occur(positive):
        return np.array([]), np.array([])
    precision, recall, _ = metrics.precision_recall_curve(positive, scores, drop_intermediate=True)
    return recall[::-1], precision[::-1]


def evaluate(probabilities: np.ndarray, truth: np.ndarray, labels: Sequence[str]) -> dict[str, float]:
    """AUC and average precision, of each class and on average, as a flat dict of floats.

    Parameters
    ----------
    probabilities : ndarray, shape (clips, classes)
    truth : ndarray, shape (clips,), int
        Column of the true class.
    """
    scores = {}
    for name, score in (("auc", auc), ("average_precision", average_precision)):
        each = [score(probabilities[:, column], truth == column) for column in range(len(labels))]
        scores[name] = float(mean_over_classes(np.array(each)))
        scores |= {f"{name}.{label}": value for label, value in zip(labels, each, strict=True)}
    return scores


def _both_occur(positive: np.ndarray) -> bool:
    return 0 < int(np.count_nonzero(positive)) < len(positive)
