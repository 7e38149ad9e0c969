"""Class-balanced training of any classifier: all emotions have the same total weight, as in the UAR."""

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.utils import _safe_indexing, get_tags
from sklearn.utils.validation import check_is_fitted, has_fit_parameter

from cremad.models.training_rows import LikeliestClass, read_rows, read_training


class EvenlyWeighted(LikeliestClass):
    """Fit a classifier on integer labels, with sample weights that have the same sum for every emotion.

    A classifier that takes no weights is fitted without, and its probabilities are divided by the emotions' shares
    in training, which corrects for unequal priors (Saerens et al., Neural Computation 14, 2002).

    Soft labels: with `softness` above 0 the target of a clip is a mixture of its emotion and of its raters' votes.
    The clip is then repeated for each emotion that has a share, with the share as its weight; for the log loss
    this is equivalent to training on the shares themselves.

    Parameters
    ----------
    estimator : classifier
    softness : float, from 0 to 1
        Share of the votes in the target; used only for a classifier that takes weights.

    Attributes
    ----------
    estimator_ : classifier
        Fitted, its classes the numbers of `classes_`.
    classes_ : ndarray of str
    shares_ : ndarray, shape (classes,)
        Of the emotions in the training rows.
    """

    def __init__(self, estimator: BaseEstimator, softness: float = 0.0):
        self.estimator = estimator
        self.softness = softness

    def fit(self, X: Any, y: Any, soft_labels: pd.DataFrame | None = None) -> Self:
        """Fit.

        Parameters
        ----------
        X : DataFrame or array, shape (clips, features)
        y : array-like of str, shape (clips,)
        soft_labels : DataFrame, shape (clips, emotions), optional
            Votes, or their shares, for each emotion, in the order of the clips. The target of a clip without
            votes, and of all clips where this is not given, is its emotion alone.
        """
        X, labels = read_training(self, X, y)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        self.shares_ = np.bincount(codes) / len(codes)
        self.estimator_ = clone(self.estimator)
        if not has_fit_parameter(self.estimator_, "sample_weight"):
            self.estimator_.fit(X, codes)
            return self
        targets = self._targets(codes, soft_labels)
        weights = targets * len(codes) / (len(self.classes_) * targets.sum(0))
        rows, columns = targets.nonzero()
        self.estimator_.fit(_safe_indexing(X, rows), columns, sample_weight=weights[rows, columns])
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        probabilities = self.estimator_.predict_proba(read_rows(self, X, reset=False))
        if has_fit_parameter(self.estimator_, "sample_weight"):
            return probabilities
        even = probabilities / self.shares_
        return even / even.sum(1, keepdims=True)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator).input_tags
        tags.input_tags.allow_nan, tags.input_tags.positive_only = inner.allow_nan, inner.positive_only
        return tags

    def _targets(self, codes: np.ndarray, soft_labels: pd.DataFrame | None) -> np.ndarray:
        hard = np.eye(len(self.classes_))[codes]
        if soft_labels is None or not self.softness:
            return hard
        votes = soft_labels.reindex(columns=list(self.classes_)).to_numpy(float, na_value=0.0)
        cast = votes.sum(1, keepdims=True)
        shares = np.divide(votes, cast, out=hard.copy(), where=cast > 0)
        return (1 - self.softness) * hard + self.softness * shares
