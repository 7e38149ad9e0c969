"""Ensembles of trees."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.class_weight import compute_sample_weight
from xgboost import XGBClassifier


def xgboost(seed: int) -> "EncodedLabels":
    """Gradient boosting; missing features go their own way, so nothing is imputed.

    Few bins and a share of the features at each node make it five times faster on such tables, and no worse.
    """
    return EncodedLabels(
        XGBClassifier(
            n_estimators=100,
            max_depth=3,
            learning_rate=0.1,
            subsample=0.8,
            colsample_bynode=0.3,
            max_bin=64,
            n_jobs=1,
            random_state=seed,
        )
    )


class EncodedLabels(ClassifierMixin, BaseEstimator):
    """Give emotions as numbers to a classifier that takes nothing else.

    Parameters
    ----------
    estimator : classifier
    """

    def __init__(self, estimator: BaseEstimator):
        self.estimator = estimator

    def fit(self, X: pd.DataFrame, y: pd.Series) -> Self:
        """Number the emotions that occur, and fit; every emotion weighs the same, as it does in the UAR."""
        self.classes_, codes = np.unique(np.asarray(y, dtype=object), return_inverse=True)
        self.estimator_ = clone(self.estimator).fit(
            X, codes, sample_weight=compute_sample_weight("balanced", codes)
        )
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        return self.estimator_.predict_proba(X)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """The likeliest emotion of each clip."""
        return self.classes_[self.predict_proba(X).argmax(1)]
