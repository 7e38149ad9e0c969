"""Per-class thresholds: how much more probable than the others an emotion has to be to be predicted."""

from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import softmax
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from cremad.models.members import (
    fit_members,
    held_out_probabilities,
    log_probabilities,
    member_probabilities,
    members_take_nan,
)
from cremad.models.training_rows import LikeliestClass, read_rows, read_training

SWEEPS = 20
"""Most passes over all classes; on hundreds of clips three or four are enough."""


class ThresholdTuned(LikeliestClass):
    """A classifier with class weights that maximise the UAR of its predictions on held-out actors.

    Log loss and UAR may have different optimal thresholds: a class with a wide distribution is predicted too
    seldom. One weight per class, by which its probability is multiplied, moves the thresholds and keeps the order
    of the clips within each pair of classes.

    Parameters
    ----------
    estimator : classifier
    folds : int
        Folds on whose held-out actors the weights are fitted; fewer if there are fewer actors.
    random_state : int
        Seed of the folds.

    Attributes
    ----------
    estimator_ : classifier
        Fitted on all rows.
    offsets_ : ndarray, shape (classes,)
        Logarithms of the weights.
    classes_ : ndarray of str
    """

    def __init__(self, estimator: BaseEstimator, folds: int = 5, random_state: int = 0):
        self.estimator = estimator
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: Any = None, soft_labels: pd.DataFrame | None = None) -> Self:
        """Fit the class weights on out-of-fold predictions grouped by actor, and the classifier on all clips.

        Parameters
        ----------
        X : DataFrame or array, shape (clips, features)
        y, groups : array-like, shape (clips,)
            Emotion and actor; without actors every clip counts as an actor of its own.
        soft_labels : DataFrame, optional
            Votes, a row a clip, for a classifier whose ``fit`` takes them.
        """
        X, labels = read_training(self, X, y)
        self.classes_, truth = np.unique(labels, return_inverse=True)
        alone, rows = [("", self.estimator)], (X, labels, groups, soft_labels)
        (probabilities,) = held_out_probabilities(alone, *rows, folds=self.folds, seed=self.random_state)
        self.offsets_ = fit_offsets(log_probabilities(probabilities), truth)
        (self.estimator_,) = fit_members(alone, *rows)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Weighted probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        (probabilities,) = member_probabilities([self.estimator_], read_rows(self, X, reset=False), self.classes_)
        return softmax(log_probabilities(probabilities) + self.offsets_, axis=1)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = members_take_nan([("", self.estimator)])
        return tags


def fit_offsets(values: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Offsets of the classes' decision values that maximise the UAR of the highest value, shape (classes,).

    Coordinate ascent: one class after another is given its best offset until none improves the UAR. The UAR is
    constant between the offsets at which the class wins or loses a clip, so sorting these covers all cases. An
    offset is changed only for a gain, to the middle of the best interval, of equally good ones the widest.

    Parameters
    ----------
    values : ndarray, shape (clips, classes)
    truth : ndarray, shape (clips,), int
        Column of the true class.

    Examples
    --------
    >>> fit_offsets(np.array([[3.0, 0.0], [3.0, 1.0], [3.0, 2.0]]), np.array([0, 1, 1]))
    array([-2.5,  0. ])
    """
    counts = np.bincount(truth, minlength=values.shape[1])
    worth = 1 / (np.count_nonzero(counts) * counts[truth])
    offsets = np.zeros(values.shape[1])
    for _ in range(SWEEPS):
        before = offsets.copy()
        for column in range(len(offsets)):
            others = values + offsets
            others[:, column] = -np.inf
            rival = others.argmax(1)
            # the class wins a clip where its offset is above this
            cuts = others.max(1) - values[:, column]
            gains = worth * ((truth == column) * 1.0 - (truth == rival))
            offsets[column] = _best_cut(cuts, gains, offsets[column])
        if (offsets == before).all():
            break
    return offsets


def _best_cut(cuts: np.ndarray, gains: np.ndarray, current: float) -> float:
    """Middle of the interval between cuts whose gains below add up to most; `current` if that is no gain."""
    cuts, inverse = np.unique(cuts, return_inverse=True)
    edges = np.concatenate([[cuts[0] - 1], cuts, [cuts[-1] + 1]])
    below = np.concatenate([[0.0], np.cumsum(np.bincount(inverse, gains))])
    best = below > below.max() - 1e-12
    if best[np.searchsorted(cuts, current)]:
        return current
    widest = int(np.argmax(np.where(best, np.diff(edges), -1)))
    return float(edges[widest : widest + 2].mean())
