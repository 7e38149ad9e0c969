"""Exclusion of outliers among the training clips of a classifier."""

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils import _safe_indexing, check_consistent_length, column_or_1d, get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, has_fit_parameter, validate_data

from cremad.cleaning.outliers import OutlierHandler


def _gives(name: str):
    return available_if(lambda self: hasattr(getattr(self, "estimator_", self.estimator), name))


def kept_clips(outliers: OutlierHandler, y: np.ndarray) -> np.ndarray:
    """Positions of the clips that a handler was fitted on and that may be trained on.

    An emotion whose clips are all outliers keeps them all: a model without training clips of it cannot predict it.

    Parameters
    ----------
    outliers : OutlierHandler
        Fitted.
    y : (clips,) ndarray
        Emotions of these clips.
    """
    good = ~outliers.training_outliers_
    return np.flatnonzero(good | ~np.isin(y, y[good]))


class OutlierQuarantine(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """Fit a classifier without the training clips that are outliers; every clip is predicted.

    It wraps the whole pipeline, and a search, since a transformer cannot remove rows.

    Parameters
    ----------
    estimator : classifier
    outliers : OutlierHandler
        With the action ``quarantine``.

    Attributes
    ----------
    estimator_ : classifier
    outliers_ : OutlierHandler
    n_quarantined_ : int
        Number of excluded training clips.
    classes_ : ndarray
    """

    def __init__(self, estimator: BaseEstimator, outliers: OutlierHandler):
        self.estimator = estimator
        self.outliers = outliers

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Find the outliers and fit on the others.

        Parameters
        ----------
        X : (clips, features)
        y, groups : (clips,)
            Emotion and actor; actors are passed to estimators that take them.
        """
        validate_data(self, X, y, skip_check_array=True)
        self.outliers_ = clone(self.outliers).fit(X)
        X = X if hasattr(X, "iloc") else np.asarray(X)
        y = y if hasattr(y, "iloc") else column_or_1d(y, warn=True)
        check_consistent_length(X, y)
        kept = kept_clips(self.outliers_, np.asarray(y))
        self.n_quarantined_ = len(y) - len(kept)
        asked = {"groups": groups} if has_fit_parameter(self.estimator, "groups") else {}
        rows = {name: _safe_indexing(each, kept) for name, each in asked.items() if each is not None}
        self.estimator_ = clone(self.estimator).fit(_safe_indexing(X, kept), _safe_indexing(y, kept), **rows)
        self.classes_ = self.estimator_.classes_
        return self

    @_gives("predict_proba")
    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        return self.estimator_.predict_proba(X)

    @_gives("decision_function")
    def decision_function(self, X: Any) -> np.ndarray:
        """Decision values as the classifier gives them."""
        check_is_fitted(self)
        return self.estimator_.decision_function(X)

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest emotion of each clip."""
        check_is_fitted(self)
        return self.estimator_.predict(X)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.classifier_tags = inner.classifier_tags
        tags.input_tags.allow_nan = inner.input_tags.allow_nan
        return tags
