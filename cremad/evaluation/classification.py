"""Scores of chosen labels, all from the confusion matrix.

Conventions
-----------
A confusion matrix holds counts, rows the truth, columns the choice, both in the order of `labels`. Leading
axes are allowed everywhere: functions take ``(..., classes, classes)``, so that thousands of weightings are
scored at once. A class that does not occur in the truth has no score (NaN) and is left out of every
average; a class that occurs but is never chosen has precision 0. Of no clips at all every score is NaN.
``uar`` (unweighted average recall, "unweighted accuracy") averages over classes, ``accuracy`` ("weighted
accuracy") over clips; with one label a clip, micro-averaged precision, recall and F1 all equal the
accuracy, and stand in the scores as ``micro_f1``.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cremad.errors import ContractError, UnknownLabelError


def validate(y_true: Sequence[str], y_pred: Sequence[str], labels: Sequence[str]) -> None:
    """Refuse labels outside `labels` and lists of unequal length.

    Raises
    ------
    ContractError
        If the lengths differ.
    UnknownLabelError
        If a label is not among `labels`.
    """
    if len(y_true) != len(y_pred):
        raise ContractError(f"{len(y_true)} true labels, {len(y_pred)} predicted")
    if unknown := sorted((set(y_true) | set(y_pred)) - set(labels)):
        raise UnknownLabelError(f"labels {unknown} are not among {list(labels)}")


def confusion_matrix(y_true: Sequence[str], y_pred: Sequence[str], labels: Sequence[str]) -> np.ndarray:
    """Count each pair of truth and choice.

    Returns
    -------
    ndarray, shape (classes, classes), int64

    Examples
    --------
    >>> confusion_matrix(["sad", "sad", "happy"], ["sad", "happy", "happy"], ["happy", "sad"]).tolist()
    [[1, 0], [1, 1]]
    """
    validate(y_true, y_pred, labels)
    truth, choice = (pd.Index(labels).get_indexer(pd.Index(each)) for each in (y_true, y_pred))
    size = len(labels)
    return np.bincount(truth * size + choice, minlength=size * size).reshape(size, size)


def recalls(confusion: np.ndarray) -> np.ndarray:
    """Share of each class's clips that were chosen rightly, ``(..., classes)``."""
    return _ratio(_hits(confusion), _truths(confusion))


def precisions(confusion: np.ndarray) -> np.ndarray:
    """Share of each class's choices that were right, ``(..., classes)``."""
    chosen = _ratio(_hits(confusion), confusion.sum(-2), empty=0.0)
    return np.where(_truths(confusion) > 0, chosen, np.nan)


def f1_scores(confusion: np.ndarray) -> np.ndarray:
    """Harmonic mean of each class's precision and recall, ``(..., classes)``."""
    return np.where(
        _truths(confusion) > 0,
        _ratio(2 * _hits(confusion), _truths(confusion) + confusion.sum(-2)),
        np.nan,
    )


def accuracy(confusion: np.ndarray) -> np.ndarray:
    """Share of clips chosen rightly."""
    return _ratio(_hits(confusion).sum(-1), confusion.sum((-2, -1)))


def uar(confusion: np.ndarray) -> np.ndarray:
    """Unweighted average recall: the mean of `recalls` over the classes that occur."""
    return mean_over_classes(recalls(confusion))


def mean_over_classes(scores: np.ndarray) -> np.ndarray:
    """Mean over the last axis without the NaN; NaN where nothing else is there."""
    defined = ~np.isnan(scores)
    return _ratio(np.where(defined, scores, 0.0).sum(-1), defined.sum(-1))


def mean_over_clips(scores: np.ndarray, confusion: np.ndarray) -> np.ndarray:
    """Mean over the last axis, each class weighted by how often it occurs in the truth."""
    weights = _truths(confusion)
    return _ratio((np.nan_to_num(scores) * weights).sum(-1), weights.sum(-1))


def score_confusion(confusion: np.ndarray, labels: Sequence[str]) -> dict[str, np.ndarray]:
    """Every score of this module by name; ``recall.sad`` is the score of one class.

    Parameters
    ----------
    confusion : ndarray, shape (..., classes, classes)
    """
    recall, precision, f1 = recalls(confusion), precisions(confusion), f1_scores(confusion)
    overall = {
        "uar": mean_over_classes(recall),
        "accuracy": accuracy(confusion),
        "macro_precision": mean_over_classes(precision),
        "weighted_precision": mean_over_clips(precision, confusion),
        "macro_f1": mean_over_classes(f1),
        "weighted_f1": mean_over_clips(f1, confusion),
        "micro_f1": accuracy(confusion),
    }
    by_class = {"recall": recall, "precision": precision, "f1": f1}
    return overall | {
        f"{name}.{label}": scores[..., column]
        for name, scores in by_class.items()
        for column, label in enumerate(labels)
    }


def evaluate(y_true: Sequence[str], y_pred: Sequence[str], labels: Sequence[str]) -> dict[str, float]:
    """Every score of this module as a flat dict of floats."""
    scores = score_confusion(confusion_matrix(y_true, y_pred, labels), labels)
    return {name: float(value) for name, value in scores.items()}


def _hits(confusion: np.ndarray) -> np.ndarray:
    return np.diagonal(confusion, axis1=-2, axis2=-1)


def _truths(confusion: np.ndarray) -> np.ndarray:
    return confusion.sum(-1)


def _ratio(part: np.ndarray, whole: np.ndarray, empty: float = np.nan) -> np.ndarray:
    return np.divide(part, whole, out=np.full(np.shape(part), empty), where=np.asarray(whole) > 0)
